//! `snapshot`: organization, identity store and live state as JSON.

use crate::cli::Global;
use crate::error::{Error, Exit};
use crate::output::Output;
use crate::text;

use super::target::with_connection;

pub(super) fn run(global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let snapshot = with_connection(global, output, async |connection, _| {
        Ok(connection.reader().snapshot().await?)
    })?;
    let text = snapshot.to_json();
    let text = text::json(&text);
    output.stdout().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}
