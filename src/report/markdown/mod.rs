//! A plan or a diff as the comment on a pull request: counts and dangers, then what is lost, then what is gained, then
//! details that are folded.
//!
//! A comment has a limit. Beyond it the rest becomes terser step by step. What is lost and what is dangerous is named
//! to the last, and so are the permission sets that change; what is left out is counted, and if it is a loss or a danger,
//! the first line says so.

mod access;
mod cut;
mod marker;
mod sets;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::diff::sentences as diff_sentences;
use super::moves::{Move, moves};
use super::{DiffHeader, Header, Summary, failed, notes, refusal};
use crate::diagnostic::{Failure, failures};
use crate::diff::Comparison;
use crate::model::Folding;
use crate::plan::{Change, Plan, Refusal, Subject};
use crate::risk::{Danger, Rule};
use crate::source::Sources;
use crate::text::visible;
use crate::text::{Document, Invocation, Markdown, code, counted, md, thousands_in};
use cut::LeftOut;
pub(super) use marker::marker;

/// What one comment may hold. GitHub refuses more than 65,536 characters; fewer bytes are certainly fewer characters,
/// and some are left for what a workflow adds.
const LIMIT: usize = 64_000;

/// As much of a shortened comment may be taken by rules that change.
const RULES_MAX: usize = 20_000;

/// As many characters of a name are shown where many names must find room.
const SHORT: usize = 100;

/// As many names of one danger stand in the first line.
const NAMED: usize = 3;

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
    /// Losses by principal and permission set, accounts counted; of harmless changes of permission sets the names.
    Counted,
    /// As much of everything as there is room for.
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
    errors: Vec<Failure>,
    folding: &'a Folding,
    sources: &'a Sources,
    comparison: Option<&'a Comparison>,
    refusals: Vec<String>,
    /// The flags that override safety limits.
    overridden: &'a [String],
    notes: Vec<String>,
    variables: Option<Markdown>,
    footer: Vec<Markdown>,
}

/// Characters of the value of an environment variable.
const VALUE: usize = 200;

/// The environment variables that a catalog was read with. They are in every form of a comment: without them it cannot be
/// told what was reviewed.
fn variables(environment: &BTreeMap<String, String>) -> Option<Markdown> {
    let variables = environment
        .iter()
        .map(|(name, value)| match value.char_indices().nth(VALUE) {
            Some((end, _)) => {
                let start = value.get(..end).unwrap_or_default();
                let length = value.chars().count();
                let shown = code(&format!("{name} = \"{start}…\""));
                md![shown, " (cut; ", length, " characters)"]
            }
            None => code(&format!("{name} = \"{value}\"")),
        });
    let variables = Markdown::join(variables, ", ");
    (!variables.is_empty()).then(|| md!["Read from the environment: ", variables])
}

/// The file that keeps a plan.
#[derive(Debug)]
pub struct SavedAs<'a> {
    /// Its name.
    pub file: &'a str,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub digest: &'a str,
    /// The command that applies it.
    pub apply: Invocation,
}

/// Returns a plan as a comment.
pub fn plan_markdown(
    plan: &Plan,
    header: &Header,
    refusals: &[Refusal],
    folding: &Folding,
    sources: &Sources,
    saved: Option<&SavedAs<'_>>,
) -> String {
    let notes = plan.notes.iter();
    let notes = notes.flat_map(|note| notes::sentences(note, folding));
    let about = md![
        in_short(&header.catalog),
        " against ",
        in_short(header.instance_name())
    ];
    let apply = saved.map(|saved| {
        let flags = header.overridden.iter();
        let command = flags.fold(saved.apply.clone(), |line, flag| line.with(flag));
        md![
            code(saved.file),
            " sha256 ",
            code(saved.digest),
            "; apply exactly this with ",
            code(&command.to_string())
        ]
    });
    let comment = Comment {
        marker: marker(plan.catalog.as_str(), ""),
        plan,
        moves: moves(plan),
        empty: plan.is_empty().then(|| super::notes::nothing(plan)),
        errors: failures(&plan.problems, sources),
        folding,
        sources,
        comparison: None,
        refusals: refusal::lines(refusals),
        overridden: &header.overridden,
        notes: notes.collect(),
        variables: variables(&header.environment),
        footer: std::iter::once(about).chain(apply).collect(),
    };
    comment.text()
}

/// A command with the flags that it needs.
/// A diff as a comment.
pub fn diff_markdown(
    comparison: &Comparison,
    header: &DiffHeader,
    folding: &Folding,
    sources: &Sources,
) -> String {
    let about = md![
        in_short(&header.head),
        " compared with ",
        in_short(&header.base),
        "; accounts ",
        in_short(&header.accounts)
    ];
    let comment = Comment {
        marker: marker(comparison.plan.catalog.as_str(), ":diff"),
        plan: &comparison.plan,
        moves: moves(&comparison.plan),
        empty: comparison
            .is_empty()
            .then_some("No changes. Both grant the same access."),
        errors: Vec::new(),
        folding,
        sources,
        comparison: Some(comparison),
        refusals: Vec::new(),
        overridden: &[],
        notes: diff_sentences(comparison, folding),
        variables: variables(&header.environment),
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
        let mut above = Document::default();
        self.rules(detail, &mut above);
        if let Some(variables) = &self.variables {
            above.paragraph(variables);
        }
        let mut body = Document::default();
        let left_out = match detail {
            Detail::Cut => self.cut(above.len(), &mut body),
            _ => {
                self.access(detail, &mut body);
                self.groups(&mut body);
                self.sets(detail, &mut body);
                self.selectors(detail, &mut body);
                LeftOut::default()
            }
        };
        let mut text = Document::default();
        text.heading(3, &self.heading(&left_out));
        failed::list(&self.errors, &mut text);
        if let Some(empty) = self.empty {
            text.paragraph(&md![empty]);
        } else if !self.errors.is_empty() {
            text.paragraph(&md![notes::INCOMPLETE]);
        }
        for refusal in &self.refusals {
            text.paragraph(&md!["⛔ **Refused**: ", shortened(refusal, 1_000)]);
        }
        if !self.overridden.is_empty() {
            let flags = self.overridden.iter().map(|flag| code(flag));
            let flags = Markdown::join(flags, ", ");
            text.paragraph(&md!["⚠ **Safety limits overridden**: ", flags]);
        }
        if detail > Detail::Full {
            text.quote(&md![terser(detail)]);
        }
        text.append(&above);
        text.append(&body);
        self.remarks(detail, &mut text);
        format!("{}\n{}", self.marker, text.into_text())
    }

    /// The first line that a reader reads: what changes besides access, because everything else is read by it, then
    /// what is dangerous, by name.
    fn heading(&self, left_out: &LeftOut) -> Markdown {
        let access = self.access_heading(left_out);
        match super::rules::title(self.plan) {
            Some(rules) => {
                let loosened = self.plan.rules.iter().any(|rule| rule.loosens);
                let sign = if loosened { "⚠ " } else { "" };
                md![sign, rules, " · ", access]
            }
            None => access,
        }
    }

    fn access_heading(&self, left_out: &LeftOut) -> Markdown {
        let keeps_access = match self.comparison {
            Some(comparison) => comparison.keeps_access(),
            None => self.plan.is_empty(),
        };
        if !self.errors.is_empty() {
            let number = counted(self.errors.len(), "error");
            return md!["Access: the plan is incomplete, ", number];
        }
        if keeps_access {
            return md!["Access: no changes"];
        }
        let summary = match self.comparison {
            Some(comparison) => super::diff::summary(comparison),
            None => Summary::of(self.plan),
        };
        let mut parts = Vec::new();
        if let Some(cut) = left_out.words() {
            parts.push(md!["⚠ **NOT EVERYTHING IS NAMED HERE: ", cut, "**"]);
        }
        parts.push(md![
            signed("−", summary.revocations, "revocation"),
            ", ",
            signed("+", summary.grants, "grant")
        ]);
        // Loosened rules have their own words, before these.
        let loosened = self.plan.rules.iter().filter(|rule| rule.loosens).count();
        let dangers = summary.dangers.saturating_sub(loosened);
        if dangers > 0 {
            let dangers = counted(dangers, "danger");
            parts.push(md!["⚠ ", dangers, " (", self.dangers(), ")"]);
        }
        let rest = Summary {
            grants: 0,
            revocations: 0,
            rules_changed: 0,
            ..summary
        };
        let rest = rest
            .counts()
            .map(|(number, one, what)| md![counted(number, one), what]);
        let rest = Markdown::join(rest, ", ");
        parts.extend((!rest.is_empty()).then_some(rest));
        let selectors = self.comparison.map_or(0, |both| both.selectors.len());
        if selectors > 0 {
            parts.push(md![counted(selectors, "account type"), " changed"]);
        }
        md!["Access: ", Markdown::join(parts, " · ")]
    }

    /// What changes besides access, above all that concerns access and in every form: the loosened first.
    fn rules(&self, detail: Detail, text: &mut Document) {
        let lines = super::rules::lines(self.plan, self.sources);
        if lines.is_empty() {
            return;
        }
        let mut room = match detail {
            Detail::Full | Detail::NoBodies | Detail::GainsFolded => usize::MAX,
            Detail::Numbered | Detail::Counted | Detail::Cut => RULES_MAX,
        };
        let fits = |line: &&String| {
            room = room.saturating_sub(line.len() + 1);
            room > 0
        };
        let mut shown: Vec<&str> = lines.iter().take_while(fits).map(String::as_str).collect();
        let cut = lines.len() - shown.len();
        let more = format!("! {cut} MORE ARE CUT HERE: read the whole text before you approve");
        if cut > 0 {
            shown.push(&more);
        }
        text.paragraph(&md!["**", super::rules::HEADING, "**"]);
        text.fenced("diff", &shown.join("\n"));
    }

    /// The dangers by rule, with whom or what they concern: `1 relay-state: `Ops``.
    fn dangers(&self) -> Markdown {
        let marks = self.plan.marks();
        let mut by_rule: BTreeMap<Rule, Vec<&Subject>> = BTreeMap::new();
        for (subject, rules) in &marks {
            for rule in rules.keys() {
                by_rule.entry(*rule).or_default().push(subject);
            }
        }
        let words = by_rule.into_iter().map(|(rule, subjects)| {
            let named = subjects.iter().take(NAMED).map(|subject| match subject {
                Subject::Principal(principal) => shortened(&principal.name, SHORT / 2),
                Subject::PermissionSet(name) => shortened(name.as_str(), SHORT / 2),
            });
            let more = match subjects.len().saturating_sub(NAMED) {
                0 => md![],
                more => md![" and ", more, " more"],
            };
            let named = Markdown::join(named, ", ");
            md![subjects.len(), " ", rule.name(), ": ", named, more]
        });
        Markdown::join(words, "; ")
    }

    /// Groups that are created.
    fn groups(&self, text: &mut Document) {
        let groups = self.created_groups().map(code);
        let groups = Markdown::join(groups, ", ");
        if !groups.is_empty() {
            text.paragraph(&md!["Groups created: ", groups]);
        }
    }

    fn created_groups(&self) -> impl Iterator<Item = &str> {
        let changes = self.plan.changes.iter();
        changes.filter_map(|planned| match &planned.change {
            Change::CreateGroup { group } => Some(&**group),
            _ => None,
        })
    }

    /// What stands below: notes, where from and where to.
    fn remarks(&self, detail: Detail, text: &mut Document) {
        match self.notes.len() {
            0 => {}
            _ if detail < Detail::Counted => text.fenced("text", &in_lines(&self.notes)),
            number => text.paragraph(&md![counted(number, "note"), " left out here"]),
        }
        for line in &self.footer {
            text.small(line);
        }
    }
}

/// Notes, each in one line.
fn in_lines(notes: &[String]) -> String {
    let notes: Vec<_> = notes.iter().map(|note| visible(note)).collect();
    notes.join("\n")
}

fn signed(sign: &'static str, number: usize, one: &'static str) -> Markdown {
    match number {
        0 => md!["no ", one],
        1 => md!["**", sign, 1_usize, "** ", one],
        _ => md!["**", sign, thousands_in(number), "** ", one, "s"],
    }
}

/// A name, or the beginning of one that is very long.
fn shortened(name: &str, most: usize) -> Markdown {
    match name.char_indices().nth(most) {
        Some((at, _)) => md![code(name.get(..at).unwrap_or_default()), "…"],
        None => code(name),
    }
}

fn in_short(name: &str) -> Markdown {
    shortened(name, 4 * SHORT)
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
            "⚠ This is too long for a comment: accounts and gains are counted, and of permission sets that change without a danger only the names are given. Losses and dangers are complete. Read the whole text before you approve."
        }
        Detail::Cut => {
            "⚠ This is far too long for a comment: lists are cut, and say how much is left out. Read the whole text before you approve."
        }
    }
}

/// A danger in words; what the rule found comes from policies.
fn danger(danger: &Danger) -> Markdown {
    let detail = match danger.detail.as_str() {
        "" => md![],
        detail => md![": ", code(detail)],
    };
    md!["⚠ ", danger.rule.words(), detail]
}
