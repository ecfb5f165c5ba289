//! Saved plans as files.

use std::path::Path;

use crate::error::Error;
use crate::plan::Saved;
use crate::visible;

use super::workspace::read_file;

/// Reads a saved plan and holds it against its digest.
pub(super) fn read_saved(path: &Path) -> Result<Saved, Error> {
    Saved::parse(&read_file(path)?).map_err(|source| Error::SavedPlan {
        path: path.to_owned(),
        source,
    })
}

/// Writes a plan to a file. Half of one, as a full disk leaves it, is refused by whoever reads it.
pub(super) fn write_saved(path: &Path, saved: &Saved) -> Result<(), Error> {
    let failed = |source| Error::File {
        verb: "write",
        path: path.to_owned(),
        source,
    };
    let text = saved.text().map_err(|error| failed(error.into()))?;
    std::fs::write(path, visible::json(&text).as_bytes()).map_err(failed)
}
