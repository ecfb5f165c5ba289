//! Diagnostics as JSON for a program: `{"version":1,"files":[…],"diagnostics":[…]}`.

use std::io::{self, Write};

use serde::Serialize;

use super::shown::shown;
use super::{Diagnostic, Diagnostics, Label};
use crate::source::Sources;
use crate::text::json as escaped;

#[derive(Serialize)]
struct Document<'d> {
    version: u32,
    /// Every file that was read, the catalog's own first.
    files: Vec<&'d str>,
    diagnostics: Vec<Entry<'d>>,
}

#[derive(Serialize)]
struct Entry<'d> {
    severity: &'static str,
    code: &'static str,
    message: &'d str,
    /// What is said about the place itself.
    label: Option<&'d str>,
    file: Option<&'d str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    notes: &'d [String],
    help: &'d [String],
    related: Vec<Related<'d>>,
}

#[derive(Serialize)]
struct Related<'d> {
    file: &'d str,
    line: usize,
    column: usize,
    message: &'d str,
}

/// Writes every diagnostic, by place; the list is empty where there is none. Lines and columns count from 1, columns
/// in characters; an end is one past the last character.
///
/// # Errors
/// Only those of `out`.
pub fn json(diagnostics: &Diagnostics, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    let shown = shown(diagnostics);
    let document = Document {
        version: 1,
        files: sources.files().map(|(id, _)| sources.name(id)).collect(),
        diagnostics: shown.iter().map(|d| entry(d, sources)).collect(),
    };
    let text = serde_json::to_string_pretty(&document)?;
    writeln!(out, "{}", escaped(&text))
}

fn entry<'d>(diagnostic: &'d Diagnostic, sources: &'d Sources) -> Entry<'d> {
    let primary = diagnostic.primary.as_ref();
    let start = primary.map(|label| sources.line_column(label.span));
    let end = primary.map(|label| sources.end_line_column(label.span));
    let related = diagnostic.also.iter().chain(&diagnostic.secondary);
    Entry {
        severity: diagnostic.severity.word(),
        code: diagnostic.code.name(),
        message: &diagnostic.message,
        label: primary
            .map(|label| label.text.as_str())
            .filter(|text| !text.is_empty()),
        file: primary.map(|label| sources.name(label.span.source)),
        line: start.map(|at| at.line),
        column: start.map(|at| at.column),
        end_line: end.map(|at| at.line),
        end_column: end.map(|at| at.column),
        notes: &diagnostic.notes,
        help: &diagnostic.help,
        related: related.map(|label| related_place(label, sources)).collect(),
    }
}

fn related_place<'d>(label: &'d Label, sources: &'d Sources) -> Related<'d> {
    let at = sources.line_column(label.span);
    Related {
        file: sources.name(label.span.source),
        line: at.line,
        column: at.column,
        message: &label.text,
    }
}
