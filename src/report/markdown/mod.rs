//! A plan or a diff as the comment on a pull request: counts and dangers, then what is lost, then what is gained, then
//! details that are folded.
//!
//! A comment has a limit. Beyond it the rest becomes terser step by step; what is lost and what is dangerous is named
//! to the last.

mod access;
pub(super) mod escape;
mod sets;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use super::diff::sentences as diff_sentences;
use super::moves::{Move, moves};
use super::{DiffHeader, Folding, Header, Summary, count, notes, refusal};
use crate::diff::Comparison;
use crate::plan::{Change, Plan, Refusal};
use crate::source::Sources;

/// What one comment may hold. GitHub refuses more than 65,536 characters; fewer bytes are certainly fewer characters,
/// and some are left for what a workflow adds.
const LIMIT: usize = 64_000;

/// How much is told, from everything to what must not be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Detail {
    /// Everything.
    Full,
    /// Permission sets without the lines that change.
    NoBodies,
    /// Gains as one line for each principal.
    GainsFolded,
    /// Losses and dangers as a list, accounts by numbers with a key.
    Numbered,
    /// Losses by principal and permission set, accounts counted.
    Counted,
    /// As much of the losses as there is room for.
    Cut,
}

const ALL: [Detail; 6] = [
    Detail::Full,
    Detail::NoBodies,
    Detail::GainsFolded,
    Detail::Numbered,
    Detail::Counted,
    Detail::Cut,
];

/// What a comment is made of.
struct Comment<'a> {
    marker: String,
    plan: &'a Plan,
    moves: Vec<Move<'a>>,
    empty: Option<&'static str>,
    folding: &'a Folding,
    sources: &'a Sources,
    comparison: Option<&'a Comparison>,
    refusals: Vec<String>,
    /// The flags that override safety limits.
    overridden: &'a [String],
    notes: Vec<String>,
    footer: Vec<String>,
}

/// A plan as a comment. `saved` is the file that keeps it and the file's digest, where there is one.
pub fn plan_markdown(
    plan: &Plan,
    header: &Header,
    refusals: &[Refusal],
    folding: &Folding,
    sources: &Sources,
    saved: Option<(&str, &str)>,
) -> String {
    let notes = plan.notes.iter();
    let notes = notes.flat_map(|note| notes::sentences(note, folding));
    let about = format!(
        "{} against {}",
        escape::code(&header.catalog),
        escape::code(header.instance_name())
    );
    let apply = saved.map(|(file, digest)| {
        format!(
            "{} sha256 {}; apply exactly this with {}",
            escape::code(file),
            escape::code(digest),
            escape::code(&with_flags(
                &format!("rolecall apply --plan {file}"),
                &header.overridden
            ))
        )
    });
    let comment = Comment {
        marker: escape::marker(plan.catalog.as_str(), ""),
        plan,
        moves: moves(plan),
        empty: plan.is_empty().then(|| super::notes::nothing(plan)),
        folding,
        sources,
        comparison: None,
        refusals: refusal::lines(refusals),
        overridden: &header.overridden,
        notes: notes.collect(),
        footer: std::iter::once(about).chain(apply).collect(),
    };
    comment.text()
}

/// A command with the flags that it needs.
fn with_flags(command: &str, flags: &[String]) -> String {
    std::iter::once(command)
        .chain(flags.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join(" ")
}

/// A diff as a comment.
pub fn diff_markdown(
    comparison: &Comparison,
    header: &DiffHeader,
    folding: &Folding,
    sources: &Sources,
) -> String {
    let about = format!(
        "{} compared with {}; accounts {}",
        escape::code(&header.head),
        escape::code(&header.base),
        escape::code(&header.accounts)
    );
    let comment = Comment {
        marker: escape::marker(comparison.plan.catalog.as_str(), ":diff"),
        plan: &comparison.plan,
        moves: moves(&comparison.plan),
        empty: comparison
            .is_empty()
            .then_some("No changes. Both grant the same access."),
        folding,
        sources,
        comparison: Some(comparison),
        refusals: Vec::new(),
        overridden: &[],
        notes: diff_sentences(comparison, folding),
        footer: vec![about],
    };
    comment.text()
}

impl Comment<'_> {
    /// The richest text that fits.
    fn text(&self) -> String {
        let mut texts = ALL.iter().map(|detail| self.at(*detail));
        texts
            .find(|text| text.len() <= LIMIT)
            .unwrap_or_else(|| self.at(Detail::Cut))
    }

    fn at(&self, detail: Detail) -> String {
        let mut text = format!("{}\n{}\n", self.marker, self.heading());
        if let Some(empty) = self.empty {
            let _ = writeln!(text, "\n{empty}");
        }
        for refusal in &self.refusals {
            let _ = writeln!(text, "\n⛔ **Refused**: {}", escape::code(refusal));
        }
        if !self.overridden.is_empty() {
            let flags = self.overridden.iter().map(|flag| escape::code(flag));
            let flags: Vec<String> = flags.collect();
            let _ = writeln!(
                text,
                "\n⚠ **Safety limits overridden**: {}",
                flags.join(", ")
            );
        }
        if detail > Detail::Full {
            let _ = writeln!(text, "\n> {}", terser(detail));
        }
        self.access(detail, &mut text);
        self.groups(&mut text);
        self.sets(detail, &mut text);
        self.selectors(detail, &mut text);
        self.remarks(detail, &mut text);
        text
    }

    fn heading(&self) -> String {
        if self.empty.is_some() {
            return "### Access: no changes".to_owned();
        }
        let summary = match self.comparison {
            Some(comparison) => super::diff::summary(comparison),
            None => Summary::of(self.plan),
        };
        let signed = |sign: char, number: usize, one: &str| {
            let words = count(number, one);
            match words.split_once(' ').filter(|_| number > 0) {
                Some((number, word)) => format!("**{sign}{number}** {word}"),
                None => format!("no {one}"),
            }
        };
        let mut parts = vec![format!(
            "{}, {}",
            signed('−', summary.revocations, "revocation"),
            signed('+', summary.grants, "grant")
        )];
        if summary.dangers > 0 {
            let by_rule = self.plan.dangers_by_rule();
            let by_rule = by_rule
                .iter()
                .map(|(rule, number)| format!("{number} {}", rule.name()));
            let by_rule: Vec<String> = by_rule.collect();
            let dangers = count(summary.dangers, "danger");
            parts.push(format!("⚠ {dangers} ({})", by_rule.join(", ")));
        }
        let rest = Summary {
            grants: 0,
            revocations: 0,
            ..summary
        };
        parts.extend(rest.words_if_any());
        let selectors = self.comparison.map_or(0, |both| both.selectors.len());
        if selectors > 0 {
            parts.push(format!("{} changed", count(selectors, "account type")));
        }
        format!("### Access: {}", parts.join(" · "))
    }

    /// Groups that are created.
    fn groups(&self, text: &mut String) {
        let groups = self
            .plan
            .changes
            .iter()
            .filter_map(|planned| match &planned.change {
                Change::CreateGroup { group } => Some(escape::code(group)),
                _ => None,
            });
        let groups: Vec<String> = groups.collect();
        if !groups.is_empty() {
            let _ = writeln!(text, "\nGroups created: {}", groups.join(", "));
        }
    }

    /// What stands below: notes, where from and where to.
    fn remarks(&self, detail: Detail, text: &mut String) {
        if !self.notes.is_empty() && detail < Detail::Counted {
            let _ = writeln!(text, "\n{}", escape::fenced("text", &self.notes.join("\n")));
        }
        for line in &self.footer {
            let _ = writeln!(text, "\n<sub>{line}</sub>");
        }
    }
}

/// What a terser comment leaves out, so that nobody takes it for all.
fn terser(detail: Detail) -> &'static str {
    match detail {
        Detail::Full => "",
        Detail::NoBodies => {
            "This is long: the lines that change inside permission sets are left out here."
        }
        Detail::GainsFolded => {
            "This is long: gains are one line for each principal, and details of permission sets are left out. Losses and dangers are complete."
        }
        Detail::Numbered => {
            "This is long: accounts have numbers, with a key below; gains are counted. Losses and dangers are complete."
        }
        Detail::Counted => {
            "⚠ This is too long for a comment: accounts are counted, not named. Read the whole text before you approve."
        }
        Detail::Cut => {
            "⚠ This is too long for a comment, and LOSSES ARE CUT. Read the whole text before you approve."
        }
    }
}
