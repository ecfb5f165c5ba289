//! `completions`: a script that completes the command line in a shell.

use clap::Args;

use crate::error::{Error, Exit};
use crate::output::Output;

/// Arguments of `completions`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "\
Examples:
  # Write completions for bash
  rolecall completions bash > rolecall.bash
  # Write completions for zsh
  rolecall completions zsh > _rolecall")]
pub struct CompletionsArgs {
    /// The shell
    pub shell: clap_complete::Shell,
}

/// Writes the script for `command`, the whole command line.
///
/// # Errors
/// stdout cannot be written.
pub fn run(
    args: &CompletionsArgs,
    command: &mut clap::Command,
    output: &mut Output,
) -> Result<Exit, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, command, "rolecall", &mut script);
    output.stdout().write_all(&script)?;
    Ok(Exit::Done)
}
