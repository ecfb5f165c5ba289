//! One short file for each command: it calls the pipeline and hands the result to a report.

mod access;
mod apply;
mod artifacts;
mod completions;
mod conditions;
mod diff;
mod forget;
mod import;
mod init;
mod interrupt;
mod only;
mod plan;
mod prepare;
mod progress;
mod render;
mod sandbox;
mod saved;
mod show;
mod side;
mod snapshot;
mod target;
mod templates;
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
        Command::Init(args) => init::run(args, global, output),
        Command::Validate(args) => validate::run(args, global, output),
        Command::Access(args) => access::run(args, global, output),
        Command::Plan(args) => plan::run(args, global, output),
        Command::Show(args) => show::run(args, global, output),
        Command::Apply(args) => apply::run(args, global, output),
        Command::Diff(args) => diff::run(args, global, output),

        Command::Import(args) => import::run(args, global, output),
        Command::Render(command) => render::run(command, global, output),
        Command::Templates(command) => templates::run(command, output),
        Command::Snapshot => snapshot::run(global, output),
        Command::Sandbox(command) => sandbox::run(command, output),
        Command::Completions { shell } => completions::run(*shell, output),
    }
}
