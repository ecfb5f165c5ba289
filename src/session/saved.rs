//! Saved plans as files.

use std::io::Write;
use std::path::Path;

use crate::error::Error;
use crate::files::{self, Readers};
use crate::page::Data;
use crate::plan::Saved;
use crate::text;

use super::files::{not_written, read_json};
use super::planning::Prepared;
use super::workspace::Workspace;

/// Reads a saved plan and holds it against its digest.
pub fn read_saved(path: &Path) -> Result<Saved, Error> {
    Saved::parse(&read_json(path)?).map_err(|source| Error::SavedPlan {
        path: path.to_owned(),
        source,
    })
}

/// Writes a plan to a file that only the user can read.
pub fn write_saved(path: &Path, saved: &Saved) -> Result<(), Error> {
    let failed = |source| Error::File {
        verb: "write",
        path: path.to_owned(),
        source,
    };
    let text = saved.text().map_err(|error| failed(error.into()))?;
    let text = text::json(&text);
    let write = |out: &mut dyn Write| out.write_all(text.as_bytes());
    files::replace(path, Readers::Owner, write).map_err(|error| not_written(path, error))
}

/// As many assignments are pictured: a picture of more would outgrow the plan, and be too large to be looked at.
const PICTURED: usize = 250_000;

/// The tables of a page as a saved plan keeps them; nothing where there is too much to show.
pub fn picture(prepared: &Prepared, workspace: &Workspace) -> Option<String> {
    if prepared.header.assignments > PICTURED {
        return None;
    }
    serde_json::to_string(&prepared.page(workspace)).ok()
}

/// The tables that a saved plan keeps; `None` where it keeps none, or those of another version.
pub fn pictured(saved: &Saved) -> Option<Data> {
    let data: Data = serde_json::from_str(saved.picture.as_deref()?).ok()?;
    data.is_of_this_version().then_some(data)
}
