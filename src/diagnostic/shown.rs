//! The diagnostics as they are shown: in the order of their places, each once.

use super::{Diagnostic, Diagnostics, Label, Severity};
use crate::source::{SourceId, Sources};
use crate::text::visible;

/// Every diagnostic by place; those that differ only in the places that explain them are one.
///
/// A value behind an anchor is as wrong in every place that uses it: that is one problem with several uses, not
/// several problems.
pub(super) fn shown(diagnostics: &Diagnostics) -> Vec<Diagnostic> {
    let mut shown: Vec<Diagnostic> = Vec::new();
    for diagnostic in diagnostics.sorted() {
        match shown.last_mut() {
            Some(last) if same_problem(last, diagnostic) => {
                for label in &diagnostic.secondary {
                    if !last.secondary.contains(label) {
                        last.secondary.push(label.clone());
                    }
                }
            }
            _ => shown.push(diagnostic.clone()),
        }
    }
    shown
}

fn same_problem(a: &Diagnostic, b: &Diagnostic) -> bool {
    // Without a place there is nothing that says that two of them are one.
    a.primary.is_some()
        && (a.severity, a.code, &a.message, &a.primary)
            == (b.severity, b.code, &b.message, &b.primary)
        && (&a.also, &a.notes, &a.help) == (&b.also, &b.notes, &b.help)
}

/// The last line of a report: `3 errors and 1 warning in 2 files`.
pub(super) fn summary(all: &Diagnostics, shown: &[Diagnostic], sources: &Sources) -> String {
    let count = |severity| {
        let shown = shown.iter().filter(|d| d.severity == severity);
        shown.count() + all.not_kept(severity)
    };
    let parts: Vec<String> = [Severity::Error, Severity::Warning]
        .into_iter()
        .filter_map(|severity| match count(severity) {
            0 => None,
            1 => Some(format!("1 {}", severity.word())),
            n => Some(format!("{n} {}s", severity.word())),
        })
        .collect();
    let counts = parts.join(" and ");
    match files(shown).as_slice() {
        [] => counts,
        [file] => format!("{counts} in {}", visible(sources.name(*file))),
        files => format!("{counts} in {} files", files.len()),
    }
}

fn files(shown: &[Diagnostic]) -> Vec<SourceId> {
    let primary = shown.iter().filter_map(|d| d.primary.as_ref());
    let mut files: Vec<SourceId> = primary.map(|label: &Label| label.span.source).collect();
    files.sort_unstable();
    files.dedup();
    files
}
