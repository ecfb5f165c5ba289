//! `snapshot`: organization, identity store and live state as JSON.

use crate::error::{Error, Exit};
use crate::output::Output;
use crate::session::{Global, SnapshotArgs};
use crate::text;

pub fn run(global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let snapshot = SnapshotArgs::default().snapshot(global, output)?;
    let text = snapshot.to_json();
    let text = text::json(&text);
    output.stdout().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}
