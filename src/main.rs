//! argv in, exit code out.

use std::io::{self, ErrorKind, Write as _};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use clap::Parser;
use rolecall::cli::{Cli, parse_error};
use rolecall::error::Error;
use rolecall::output::Output;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return not_parsed(&error),
    };
    let mut output = Output::new(cli.global.color);
    let result = without_panic(|| cli.run(&mut output));
    let result = result.and_then(|exit| Ok(output.flush().map(|()| exit)?));
    match result {
        Ok(exit) => exit.into(),
        Err(error) => {
            // What was written before the error is printed before it. Where a stream cannot be written, the exit code
            // is all that is left to say.
            drop(output.flush());
            drop(error.print(&mut output));
            error.exit().into()
        }
    }
}

/// Prints help or the version, or why the command line is not one.
fn not_parsed(error: &clap::Error) -> ExitCode {
    let printed = match error.use_stderr() {
        false => error.print(),
        true => writeln!(io::stderr(), "{}", parse_error(std::env::args_os())),
    };
    ExitCode::from(match printed {
        // A reader that has seen enough of the help is no failure.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => 1,
        _ => u8::from(error.use_stderr()),
    })
}

/// Runs a command, and turns a panic into an error like any other: no exit code of its own, no text for programmers in
/// a CI log. A library can panic on what it is given; what is known to make it do so is refused before.
fn without_panic<T>(run: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    static PANIC: Mutex<Option<String>> = Mutex::new(None);
    let usual = panic::take_hook();
    let main = std::thread::current().id();
    panic::set_hook(Box::new(move |info| {
        if std::thread::current().id() != main {
            return usual(info);
        }
        let place = info.location().map_or(String::new(), |place| {
            // Without the folder in which the sources were when this was built.
            let file = place.file().replace('\\', "/");
            let file = match file.split_once("/registry/src/") {
                Some((_, rest)) => rest.split_once('/').map_or(rest, |(_, rest)| rest),
                None => &file,
            };
            format!(" ({file}:{})", place.line())
        });
        let message = info.payload_as_str().unwrap_or("no message");
        let first = message.lines().next().unwrap_or_default();
        *PANIC.lock().unwrap_or_else(PoisonError::into_inner) = Some(format!("{first}{place}"));
    }));
    panic::catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        let message = PANIC.lock().unwrap_or_else(PoisonError::into_inner).take();
        Err(Error::Internal {
            message: message.unwrap_or_default(),
        })
    })
}
