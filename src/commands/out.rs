//! Where a product goes: to stdout, or to the file that the command line names.

use std::io::{self, Write};
use std::path::Path;

use crate::error::Error;
use crate::files::{self, Readers, WriteError};
use crate::output::Output;
use crate::text::visible;

/// Writes a product that names people to a file, or to stdout without one.
///
/// # Errors
/// The file cannot be written, or a link of the repository is on the way.
pub(super) fn write_to(
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
pub(super) fn not_written(path: &Path, error: WriteError) -> Error {
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
