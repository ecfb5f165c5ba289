//! `init`: the starter catalog and its schema, written where nothing is overwritten.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::catalog;
use crate::cli::Init;
use crate::error::{Error, Exit};
use crate::output::Output;
use crate::visible::visible;

pub(super) fn run(args: &Init, output: &mut Output) -> Result<Exit, Error> {
    let path = args.dir.join("catalog").join("aws-sso.yaml");
    let name = path.display().to_string();
    write(path, catalog::STARTER, output)?;
    // The starter names it for editors, in its line `yaml-language-server`.
    let schema = args.dir.join("schemas").join("catalog.json");
    write(schema, &format!("{:#}\n", catalog::schema()), output)?;
    let catalog = if args.dir == Path::new(".") {
        String::new()
    } else {
        format!(" --catalog {}", visible(&name))
    };
    writeln!(
        output.stdout(),
        "\nNext:\n  rolecall apply --sandbox{catalog}   tries it on a simulated organization\n  rolecall plan{catalog}              shows what it would change in yours"
    )?;
    Ok(Exit::Done)
}

fn write(path: PathBuf, text: &str, output: &mut Output) -> Result<(), Error> {
    let name = path.display().to_string();
    let name = visible(&name);
    match write_new(&path, text) {
        Ok(true) => Ok(writeln!(output.stdout(), "wrote {name}")?),
        Ok(false) => Ok(writeln!(
            output.stdout(),
            "{name} is there already and was left alone"
        )?),
        Err(source) => Err(Error::File {
            verb: "write",
            path,
            source,
        }),
    }
}

/// Writes a file that is not there yet; `false` if it is.
fn write_new(path: &Path, text: &str) -> io::Result<bool> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}
