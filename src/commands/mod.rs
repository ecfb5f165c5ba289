//! One short file for each command: it calls the pipeline and hands the result to a report.

mod access;
mod access_page;
mod apply;
mod artifacts;
mod base;
mod bootstrap;
mod completions;
mod conditions;
mod diff;
mod doctor;
mod explain;
mod failed;
mod forget;
mod groups;
mod history;
mod import;
mod init;
mod interrupt;
mod only;
mod out;
mod plan;
mod prepare;
mod progress;
mod render;
mod review;
mod sandbox;
mod saved;
mod schema;
mod show;
mod side;
mod snapshot;
mod stats;
mod target;
mod templates;
mod today;
mod validate;
mod within;
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
        Command::Review(args) => review::run(args, global, output),

        Command::Bootstrap(args) => bootstrap::run(args, global, output),
        Command::Doctor(args) => doctor::run(args, global, output),
        Command::Groups(args) => groups::run(args, global, output),
        Command::Import(args) => import::run(args, global, output),
        Command::Render(command) => render::run(command, global, output),
        Command::Templates(command) => templates::run(command, output),
        Command::Snapshot => snapshot::run(global, output),
        Command::Sandbox(command) => sandbox::run(command, output),
        Command::Schema { of } => schema::run(*of, output),
        Command::Completions { shell } => completions::run(*shell, output),
    }
}
