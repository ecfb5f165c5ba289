//! Diagnostics as workflow commands, which GitHub Actions shows as annotations beside the lines of a pull request
//! (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>).

use std::io::{self, Write};

use super::shown::shown;
use super::{Diagnostic, Diagnostics, Label};
use crate::source::Sources;
use crate::text::{visible, visible_lines};

/// Writes one command a diagnostic, by place; nothing if there is none.
///
/// # Errors
/// Only those of `out`.
pub fn github(diagnostics: &Diagnostics, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in shown(diagnostics) {
        writeln!(out, "{}", command(&diagnostic, sources))?;
    }
    Ok(())
}

fn command(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut properties = diagnostic
        .primary
        .as_ref()
        .map(|label| place(label, sources))
        .unwrap_or_default();
    properties.push(("title", diagnostic.code.name().to_owned()));
    let properties: Vec<String> = properties
        .into_iter()
        .map(|(name, value)| format!("{name}={}", property(&value)))
        .collect();
    format!(
        "::{} {}::{}",
        diagnostic.severity.word(),
        properties.join(","),
        data(&body(diagnostic, sources))
    )
}

fn place(label: &Label, sources: &Sources) -> Vec<(&'static str, String)> {
    let start = sources.line_column(label.span);
    let end = sources.end_line_column(label.span);
    let mut place = vec![
        ("file", sources.name(label.span.source).to_owned()),
        ("line", start.line.to_string()),
        ("endLine", end.line.to_string()),
    ];
    // GitHub accepts columns only inside one line.
    if start.line == end.line {
        place.push(("col", start.column.to_string()));
        place.push(("endColumn", end.column.to_string()));
    }
    place
}

fn body(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut lines = vec![diagnostic.message.clone()];
    let primary = diagnostic.primary.iter();
    lines.extend(primary.map(|label| label.text.clone()));
    for label in diagnostic.also.iter().chain(&diagnostic.secondary) {
        let place = sources.file_line(label.span);
        let colon = if label.text.is_empty() { "" } else { ": " };
        lines.push(format!("{place}{colon}{}", label.text));
    }
    lines.extend(diagnostic.notes.iter().map(|note| format!("note: {note}")));
    lines.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// What stands behind the last `::`.
fn data(text: &str) -> String {
    let text = visible_lines(text);
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The value of a property, which a comma or a colon would end.
fn property(text: &str) -> String {
    data(&visible(text)).replace(':', "%3A").replace(',', "%2C")
}
