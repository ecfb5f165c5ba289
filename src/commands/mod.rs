//! One short file for each command: it calls the pipeline and hands the result to a report.

mod access;

mod apply;
mod completions;
mod import;
mod init;
mod interrupt;
mod only;
mod plan;
mod prepare;
mod progress;
mod sandbox;
mod snapshot;
mod target;
mod validate;
mod workspace;

use crate::cli::{Cli, Command};
use crate::error::{Error, Exit};
use crate::output::Output;

/// Carries out a command line.
///
/// # Errors
/// Whatever ends the command before its work is done.
pub fn run(cli: &Cli, output: &mut Output) -> Result<Exit, Error> {
    let global = &cli.global;
    match &cli.command {
        Command::Init(args) => init::run(args, output),
        Command::Validate(args) => validate::run(args, global, output),
        Command::Access(args) => access::run(args, global, output),
        Command::Plan(args) => plan::run(args, global, output),
        Command::Apply(args) => apply::run(args, global, output),

        Command::Import(args) => import::run(args, global, output),
        Command::Snapshot => snapshot::run(global, output),
        Command::Sandbox(command) => sandbox::run(command, output),
        Command::Completions { shell } => completions::run(*shell, output),
    }
}
