//! argv in, exit code out.

use std::io::ErrorKind;
use std::process::ExitCode;

use clap::Parser;
use rolecall::cli::Cli;
use rolecall::commands;
use rolecall::output::Output;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no errors; a wrong command line is one like any other.
            let code = if error.use_stderr() { 1 } else { 0 };
            return ExitCode::from(match error.print() {
                // A reader that has seen enough of the help is no failure.
                Err(error) if error.kind() != ErrorKind::BrokenPipe => 1,
                _ => code,
            });
        }
    };
    let mut output = Output::new(cli.global.color);
    let result = commands::run(&cli, &mut output);
    let result = result.and_then(|exit| Ok(output.flush().map(|()| exit)?));
    match result {
        Ok(exit) => exit.into(),
        Err(error) => {
            // What was written before the error is printed before it. Where a stream cannot be written, the exit code
            // is all that is left to say.
            drop(output.flush());
            drop(error.write(output.stderr()));
            error.exit().into()
        }
    }
}
