//! `templates export`: the built-in templates, to be changed.

use std::path::PathBuf;

use clap::Subcommand;

use crate::error::{Error, Exit};
use crate::files::{self, Readers};
use crate::output::Output;
use crate::render::EMBEDDED;
use crate::session::files::not_written;
use crate::text::visible;

/// Commands for the templates.
#[derive(Debug, Clone, Subcommand)]
pub enum TemplatesCommand {
    /// Write the built-in templates, to change them for --templates; files that are there are left alone
    #[command(after_long_help = "\
Examples:
  # Write the templates into the folder templates
  rolecall templates export templates
  # Render with them
  rolecall render terraform --out terraform --templates templates --sandbox")]
    Export {
        /// Where to write
        dir: PathBuf,
    },
}

pub fn run(command: &TemplatesCommand, output: &mut Output) -> Result<Exit, Error> {
    let TemplatesCommand::Export { dir } = command;
    for (name, text) in EMBEDDED {
        let path = dir.join(name);
        let shown = path.display().to_string();
        let words = match files::create(&path, Readers::Default, text) {
            Ok(true) => "wrote",
            Ok(false) => "left alone, since it is there already:",
            Err(error) => return Err(not_written(&path, error)),
        };
        writeln!(output.stdout(), "{words} {}", visible(&shown))?;
    }
    writeln!(
        output.stdout(),
        "\nEach says at its head what it is given. Delete those that you do not change, and render with --templates {}",
        visible(&dir.display().to_string())
    )?;
    Ok(Exit::Done)
}
