//! Where a product goes: to stdout, or to the file that the command line names.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::error::Error;
use crate::output::Output;

/// Writes a product to a file, or to stdout without one.
///
/// # Errors
/// [`Error::File`] names the file that cannot be written.
pub(super) fn write_to(
    file: Option<&Path>,
    output: &mut Output,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    let Some(path) = file else {
        return Ok(write(output.stdout())?);
    };
    let to_file = || {
        let mut out = BufWriter::new(File::create(path)?);
        write(&mut out)?;
        out.flush()
    };
    to_file().map_err(|source| Error::File {
        verb: "write",
        path: path.to_owned(),
        source,
    })
}
