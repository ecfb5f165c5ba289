//! `templates export`: the built-in templates, to be changed.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::cli::TemplatesCommand;
use crate::error::{Error, Exit};
use crate::output::Output;
use crate::render::EMBEDDED;
use crate::visible::visible;

pub(super) fn run(command: &TemplatesCommand, output: &mut Output) -> Result<Exit, Error> {
    let TemplatesCommand::Export { dir } = command;
    for (name, text) in EMBEDDED {
        let path = dir.join(name);
        let shown = path.display().to_string();
        let words = match write_new(&path, text) {
            Ok(true) => "wrote",
            Ok(false) => "left alone, since it is there already:",
            Err(source) => {
                return Err(Error::File {
                    verb: "write",
                    path,
                    source,
                });
            }
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

/// Writes a file that is not there yet; `false` if it is.
fn write_new(path: &Path, text: &str) -> std::io::Result<bool> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}
