//! Where a product goes: to stdout, or to the file that the command line names.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use crate::error::Error;
use crate::files::{self, Readers, WriteError};
use crate::output::Output;
use crate::text::visible;

/// Writes a product that names people to a file, or to stdout without one.
///
/// # Errors
/// The file cannot be written, or a link of the repository is on the way.
pub fn write_to(
    file: Option<&Path>,
    output: &mut Output,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    let Some(path) = file else {
        return Ok(write(output.stdout())?);
    };
    files::replace(path, Readers::Owner, write).map_err(|error| not_written(path, error))
}

/// The error of a file that is not written.
pub fn not_written(path: &Path, error: WriteError) -> Error {
    let file = visible(&path.display().to_string()).into_owned();
    match error {
        WriteError::Link(link) => Error::usage(
            format!(
                "cannot write {file}: {} is a link, and links inside a repository or below the working directory are not followed",
                visible(&link.display().to_string())
            ),
            "name the path to which it leads, or remove the link if you did not make it",
        ),
        WriteError::Io(source) => Error::File {
            verb: "write",
            path: path.to_owned(),
            source,
        },
    }
}

/// A file of the user as text.
pub fn read_file(path: &Path) -> Result<String, Error> {
    if let Some(link) = files::link_out(path) {
        let link = visible(&link.display().to_string()).into_owned();
        return Err(Error::usage(
            format!(
                "{link} leads by a link out of the repository or the working directory, and is not read"
            ),
            "name the file itself, or remove the link if you did not make it",
        ));
    }
    read_bounded(path).map_err(|source| Error::File {
        verb: "read",
        path: path.to_owned(),
        source,
    })
}

/// Values of a JSON file. Each takes some ten times its text in memory.
const MAX_VALUES: usize = 8_000_000;

/// A JSON file of the user as text, if it holds no more values than a large organization needs.
pub fn read_json(path: &Path) -> Result<String, Error> {
    let text = read_file(path)?;
    match values(&text) > MAX_VALUES {
        true => Err(Error::File {
            verb: "read",
            path: path.to_owned(),
            source: io::Error::other(format!("it holds more than {MAX_VALUES} values")),
        }),
        false => Ok(text),
    }
}

/// The marks of JSON outside of its strings: about one for each value and each key.
fn values(text: &str) -> usize {
    let (mut count, mut quoted, mut escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' | b':' | b'[' | b'{' if !quoted => count += 1,
            _ => {}
        }
    }
    count
}

/// Bytes of a snapshot, a saved plan, a state or a template.
const MAX_FILE: u64 = 256 * 1024 * 1024;

/// A file of the user as text, if it is not longer than what rolecall writes itself: a device has no end.
pub fn read_bounded(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let mut file = File::open(path)?.take(MAX_FILE + 1);
    file.read_to_string(&mut text)?;
    match text.len() as u64 > MAX_FILE {
        true => Err(io::Error::other(format!(
            "it is longer than {} MiB",
            MAX_FILE >> 20
        ))),
        false => Ok(text),
    }
}
