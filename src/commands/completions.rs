//! `completions`: a script that completes the command line in a shell.

use clap::CommandFactory;

use crate::cli::Cli;
use crate::error::{Error, Exit};
use crate::output::Output;

pub(super) fn run(shell: clap_complete::Shell, output: &mut Output) -> Result<Exit, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "rolecall", &mut script);
    output.stdout().write_all(&script)?;
    Ok(Exit::Done)
}
