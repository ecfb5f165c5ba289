//! The difference between two catalogs for a terminal: as a plan is drawn, without what only an apply needs.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::permission_sets::value_difference;
use super::{Summary, rules, text};
use crate::diff::Comparison;
use crate::model::Folding;
use crate::model::PrincipalType;
use crate::plan::Change;
use crate::source::Sources;
use crate::text::look_alike::Names;
use crate::text::table::{Glyph, heading, line};
use crate::text::visible;

/// What is compared, for the lines above a diff.
#[derive(Debug, Clone)]
pub struct DiffHeader {
    /// The side before: `origin/main (1a2b3c4): catalog/aws-sso.yaml`.
    pub base: String,
    /// The side after.
    pub head: String,
    /// Where the accounts come from: `the snapshot prod.json`, `the account map`.
    pub accounts: String,
    /// The environment variables that either side was read with, and their values.
    pub environment: BTreeMap<String, String>,
}

/// Draws a difference.
pub fn diff_text(
    comparison: &Comparison,
    header: &DiffHeader,
    folding: &Folding,
    sources: &Sources,
    out: &mut dyn Write,
) -> io::Result<()> {
    rules::head(&comparison.plan, out)?;
    writeln!(out, "Base      {}", visible(&header.base))?;
    writeln!(out, "Head      {}", visible(&header.head))?;
    writeln!(out, "Accounts  {}", visible(&header.accounts))?;
    for variable in super::header::environment(&header.environment) {
        writeln!(out, "{variable}")?;
    }
    if let Some(dangers) = super::danger::head(&comparison.plan) {
        writeln!(out, "{dangers}, marked with !")?;
    }
    writeln!(out)?;
    if comparison.is_empty() {
        writeln!(out, "No changes. Both grant the same access.")?;
    } else {
        rules::section(&comparison.plan, sources, out)?;
        text::changes(&comparison.plan, folding, sources, out)?;
        selectors(comparison, sources, out)?;
        let bold = anstyle::Style::new().bold();
        writeln!(out, "{bold}Diff:{bold:#} {}.", summary_words(comparison))?;
    }
    super::notes::section(sentences(comparison, folding), out)
}

/// The difference in numbers: of what only an apply does, such as provisioning, there is none.
pub(super) fn summary(comparison: &Comparison) -> Summary {
    Summary {
        provisionings: 0,
        operations: 0,
        ..Summary::of(&comparison.plan)
    }
}

fn summary_words(comparison: &Comparison) -> String {
    let types = comparison.selectors.len();
    let types =
        (types > 0).then(|| format!("{} changed", crate::text::count(types, "account type")));
    let words = summary(comparison).words_if_any();
    let parts: Vec<String> = words.into_iter().chain(types).collect();
    parts.join(", ")
}

fn selectors(comparison: &Comparison, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    if comparison.selectors.is_empty() {
        return Ok(());
    }
    heading(out, "Account types")?;
    for change in &comparison.selectors {
        let place = sources.file_line(change.place);
        let name = crate::text::table::padded(&visible(&change.name), 32);
        line(out, Glyph::Tilde, &format!(" {name}  {place}"))?;
        value_difference(&change.before, &change.after, out)?;
    }
    writeln!(out)
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
    sentences.extend(look_alikes(comparison));
    sentences
}

/// Principals that gain or lose something and whose names look like one another.
fn look_alikes(comparison: &Comparison) -> Vec<String> {
    let changes = comparison.plan.changes.iter();
    let principals: BTreeSet<(PrincipalType, &str)> = changes
        .filter_map(|planned| match &planned.change {
            Change::CreateAssignment(assignment) | Change::DeleteAssignment { assignment, .. } => {
                Some((assignment.principal.kind, &*assignment.principal.name))
            }
            _ => None,
        })
        .collect();
    let mut sentences = Vec::new();
    for kind in [PrincipalType::Group, PrincipalType::User] {
        let of_kind = principals.iter().filter(|(one, _)| *one == kind);
        let of_kind: Vec<&str> = of_kind.map(|(_, name)| *name).collect();
        let names = Names::new(of_kind.iter().copied());
        for name in &of_kind {
            let others = names.like(name).into_iter().map(|(_, other)| other);
            for other in others.filter(|other| other > name) {
                sentences.push(format!(
                    "{kind} {} looks like {kind} {}: they are two.",
                    visible(name),
                    visible(other)
                ));
            }
        }
    }
    sentences
}
