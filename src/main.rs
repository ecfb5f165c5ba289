//! argv in, exit code out.

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
            let printed = error.print();
            return ExitCode::from(if printed.is_ok() { code } else { 1 });
        }
    };
    let mut output = Output::new(cli.global.color);
    let result = commands::run(&cli, &mut output);
    let result = result.and_then(|exit| Ok(output.flush().map(|()| exit)?));
    match result {
        Ok(exit) => exit.into(),
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            let told = output.flush().and_then(|()| error.write(output.stderr()));
            // Where even stderr is gone, the exit code is all that is left to say.
            drop(told);
            error.exit().into()
        }
    }
}
