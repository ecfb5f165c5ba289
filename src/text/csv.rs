//! Cells of lists for spreadsheets.

use super::visible::visible;

/// A cell of CSV that neither a spreadsheet nor a terminal obeys.
pub fn csv_cell(cell: &str) -> String {
    let shown = visible(cell);
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{shown}"),
        false => shown.into_owned(),
    }
}
