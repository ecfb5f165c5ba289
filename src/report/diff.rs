//! The difference between two catalogs for a terminal: as a plan is drawn, without what only an apply needs.

use std::io::{self, Write};

use super::permission_sets::value_difference;
use super::table::{Glyph, heading, line};
use super::{Folding, Summary, text};
use crate::diff::Comparison;
use crate::source::Sources;
use crate::visible::visible;

/// What is compared, for the lines above a diff.
#[derive(Debug, Clone)]
pub struct DiffHeader {
    /// The side before: `origin/main (1a2b3c4): catalog/aws-sso.yaml`.
    pub base: String,
    /// The side after.
    pub head: String,
    /// Where the accounts come from: `the snapshot prod.json`, `the account map`.
    pub accounts: String,
}

/// Draws a difference.
pub fn diff_text(
    comparison: &Comparison,
    header: &DiffHeader,
    folding: &Folding,
    sources: &Sources,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "Base      {}", visible(&header.base))?;
    writeln!(out, "Head      {}", visible(&header.head))?;
    writeln!(out, "Accounts  {}", visible(&header.accounts))?;
    writeln!(out)?;
    if comparison.is_empty() {
        writeln!(out, "No changes. Both grant the same access.")?;
    } else {
        text::changes(&comparison.plan, folding, sources, out)?;
        selectors(comparison, sources, out)?;
        let bold = anstyle::Style::new().bold();
        let summary = summary_words(comparison);
        writeln!(out, "{bold}Diff:{bold:#} {summary}.")?;
    }
    notes(comparison, folding, out)
}

/// The difference in numbers.
pub(super) fn summary_words(comparison: &Comparison) -> String {
    let summary = Summary::of(&comparison.plan);
    let mut words = Vec::new();
    if !comparison.plan.is_empty() {
        words.push(summary.words());
    }
    if !comparison.selectors.is_empty() {
        let count = super::count(comparison.selectors.len(), "account type");
        words.push(format!("{count} changed"));
    }
    if words.is_empty() {
        words.push("the name of the catalog".to_owned());
    }
    words.join(", ")
}

fn selectors(comparison: &Comparison, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    if comparison.selectors.is_empty() {
        return Ok(());
    }
    heading(out, "Account types")?;
    for change in &comparison.selectors {
        let place = sources.file_line(change.place);
        let name = super::table::padded(&visible(&change.name), 32);
        line(out, Glyph::Tilde, &format!(" {name}  {place}"))?;
        value_difference(&change.before, &change.after, out)?;
    }
    writeln!(out)
}

fn notes(comparison: &Comparison, folding: &Folding, out: &mut dyn Write) -> io::Result<()> {
    let sentences = sentences(comparison, folding);
    if sentences.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    heading(out, "Notes")?;
    for sentence in sentences {
        writeln!(out, "  {sentence}")?;
    }
    Ok(())
}

/// What a reader should know besides.
pub(super) fn sentences(comparison: &Comparison, folding: &Folding) -> Vec<String> {
    let notes = &comparison.plan.notes;
    let mut sentences: Vec<String> = notes
        .iter()
        .flat_map(|note| super::notes::sentences(note, folding))
        .collect();
    if let Some(before) = &comparison.renamed_from {
        sentences.push(format!(
            "The catalog's name changes from {} to {}: permission sets are found again by it, so a plan will refuse to take over those that live.",
            visible(before.as_str()),
            visible(comparison.after.catalog.as_str()),
        ));
    }
    if !comparison.symbolic.is_empty() {
        let names: Vec<_> = comparison
            .symbolic
            .names()
            .map(|name| visible(name))
            .collect();
        sentences.push(format!(
            "Which accounts belong to {} is known with --snapshot FILE only.",
            names.join(", ")
        ));
    }
    sentences
}
