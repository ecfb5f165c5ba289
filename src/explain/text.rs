//! Why somebody has access, and why not, drawn for people.

use std::collections::BTreeSet;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::{Explanation, Obstacle, Route};
use crate::model::{ClauseTrace, Condition, Looks, Target, why};
use crate::source::{Sources, Span, places};
use crate::text::count;
use crate::text::table::{heading, padded};
use crate::text::visible;

/// A sentence, and the places that it is about.
pub(super) struct Sentence {
    pub text: String,
    pub places: Vec<Span>,
}

/// As many patterns of one condition are shown.
const PATTERNS: usize = 8;

/// Writes what a person reads: what is given and by which rules, what is not and why.
pub fn explain_text(
    explanation: &Explanation,
    through: Option<&str>,
    sources: &Sources,
    out: &mut dyn Write,
) -> io::Result<()> {
    heading(out, &visible(&head(explanation, through)))?;
    let drawing = Drawing { sources };
    writeln!(out, "\nGiven")?;
    if explanation.given.is_empty() {
        writeln!(out, "  nothing")?;
    }
    for route in &explanation.given {
        drawing.route(route, out)?;
    }
    if !explanation.not_given.is_empty() || !explanation.unassigned.is_empty() {
        writeln!(out, "\nNot given")?;
    }
    for route in &explanation.not_given {
        drawing.route(route, out)?;
    }
    for set in &explanation.unassigned {
        writeln!(out, "  {set}\n      no entry gives it to anybody")?;
    }
    if !explanation.not_known.is_empty() {
        writeln!(out, "\nNot known")?;
    }
    for route in &explanation.not_known {
        drawing.route(route, out)?;
    }
    writeln!(out)?;
    for line in verdict(explanation) {
        writeln!(out, "{}", visible(&line))?;
    }
    Ok(())
}

fn head(explanation: &Explanation, through: Option<&str>) -> String {
    let account = &explanation.account;
    let id = account.account.id.map(|id| id.to_string());
    let id = id.filter(|id| *id != *account.account.name);
    let mut text = format!(
        "{} {} in {}",
        explanation.kind, explanation.principal, account.account.name
    );
    text.extend(id.map(|id| format!(" ({id})")));
    if explanation.is_management {
        text.push_str(", the management account");
    }
    if !account.organizational_units.is_empty() {
        text.push_str(&format!(", in {}", account.unit_path()));
    }
    text.extend(through.map(|user| format!("; user {user} is a member")));
    text
}

/// The last lines: how much is given, and what was expected.
fn verdict(explanation: &Explanation) -> Vec<String> {
    let given = explanation.given.iter();
    let sets: BTreeSet<_> = given.flat_map(|route| &route.permission_sets).collect();
    let not_known = explanation.not_known.iter();
    let not_known: BTreeSet<_> = not_known.flat_map(|route| &route.permission_sets).collect();
    let given = count(sets.len(), "permission set");
    let mut lines = vec![match not_known.len() {
        0 => format!("{given} given."),
        number => format!("{given} given; {number} more may be given."),
    }];
    for (set, is_given) in &explanation.expected {
        let words = match is_given {
            Some(true) => "is given",
            Some(false) => "is not given",
            None => "may be given",
        };
        lines.push(format!("{set} {words}."));
    }
    if !explanation.is_named {
        let (kind, name) = (explanation.kind, &explanation.principal);
        let similar = explanation.similar.as_ref();
        let similar = similar.map(|known| format!("; one names {known}"));
        lines.push(format!(
            "No entry of the catalog names {kind} {name}{}.",
            similar.unwrap_or_default()
        ));
    }
    lines
}

struct Drawing<'a> {
    sources: &'a Sources,
}

impl Drawing<'_> {
    fn route(&self, route: &Route, out: &mut dyn Write) -> io::Result<()> {
        let sets: Vec<&str> = route
            .permission_sets
            .iter()
            .map(|set| set.as_str())
            .collect();
        let first = Sentence {
            text: sets.join(", "),
            places: route.places.clone(),
        };
        let mut lines = vec![(2, first)];
        lines.extend(sentences(route).into_iter().map(|line| (6, line)));
        let why = why(&route.facts);
        if !why.is_empty() {
            let places = Vec::new();
            lines.push((6, Sentence { text: why, places }));
        }
        let widths = lines.iter().filter(|(_, line)| !line.places.is_empty());
        let width = widths.map(|(indent, line)| indent + line.text.width());
        // A long sentence does not push the places of the others away.
        let width = width.filter(|width| *width <= 80).max().unwrap_or_default();
        for (indent, line) in lines {
            let text = format!("{}{}", " ".repeat(indent), visible(&line.text));
            let place = places(line.places, self.sources);
            let line = match place.is_empty() {
                true => text,
                false => format!("{}  {}", padded(&text, width), visible(&place)),
            };
            writeln!(out, "{line}")?;
        }
        Ok(())
    }
}

/// What gives the access of a route, or keeps it from being given.
pub(super) fn sentences(route: &Route) -> Vec<Sentence> {
    if route.obstacles.is_empty() {
        return by_which(route);
    }
    let mut lines = Vec::new();
    for obstacle in &route.obstacles {
        lines.extend(against(route, obstacle));
    }
    lines
}

fn sentence(text: impl Into<String>, place: Span) -> Sentence {
    Sentence {
        text: text.into(),
        places: vec![place],
    }
}

/// How the target of a route meets the account.
fn by_which(route: &Route) -> Vec<Sentence> {
    let (name, trace) = match (&route.target, &route.selection) {
        (Target::AccountType(name), Some(trace)) => (&name.value, trace),
        (Target::Account(account), _) => {
            return vec![sentence("the entry names the account", account.span)];
        }
        _ => return Vec::new(),
    };
    let mut lines = Vec::new();
    if let Some(clause) = trace.selecting() {
        let by = conditions(&clause.conditions);
        lines.push(sentence(format!("account type {name}: {by}"), clause.span));
    }
    for exclusion in trace.except.iter().filter(|clause| !clause.holds) {
        let text = format!("not excluded by {}", failing(exclusion));
        lines.push(sentence(text, exclusion.span));
    }
    lines
}

fn against(route: &Route, obstacle: &Obstacle) -> Vec<Sentence> {
    let (target, target_place) = match &route.target {
        Target::AccountType(name) => (name.value.to_string(), name.span),
        Target::Account(account) => (account.value.to_string(), account.span),
    };
    let trace = route.selection.as_ref();
    match obstacle {
        Obstacle::OtherAccount => {
            vec![sentence(format!("the entry is for {target}"), target_place)]
        }
        Obstacle::NotSelected => {
            let text = format!("account type {target} does not select the account");
            let mut lines = vec![sentence(text, target_place)];
            lines.extend(trace.into_iter().flat_map(|trace| misses(&trace.clauses)));
            lines
        }
        Obstacle::Excluded(place) => {
            let by = trace.and_then(|trace| trace.excluding());
            let by = by.map_or(String::new(), |clause| conditions(&clause.conditions));
            let text = format!("account type {target} excludes the account: {by}");
            vec![sentence(text, *place)]
        }
        Obstacle::ManagementAccount(place) => {
            let text = format!(
                "account type {target} covers it, but the management account is selected by its exact name or id only"
            );
            vec![sentence(text, *place)]
        }
        Obstacle::Expired(last) => {
            vec![sentence(
                format!("the access ended on {}", last.value),
                last.span,
            )]
        }
        Obstacle::Inactive(state) => vec![Sentence {
            text: format!("the account is {}: nothing is granted there", state.words()),
            places: Vec::new(),
        }],
        Obstacle::OtherPrincipal => {
            let text = format!("given here to {} {}", route.kind, route.principal.value);
            vec![sentence(text, route.principal.span)]
        }
        Obstacle::Unresolved => {
            let text =
                format!("account type {target}: its accounts are not known from the catalog");
            vec![sentence(text, target_place)]
        }
    }
}

/// Why no clause covers the account. Clauses that are mere names are told in one sentence.
fn misses(clauses: &[ClauseTrace]) -> Vec<Sentence> {
    let mut lines = Vec::new();
    let mut names: Option<(Condition, Vec<Span>)> = None;
    for clause in clauses.iter().filter(|clause| !clause.holds) {
        match clause.conditions.as_slice() {
            [only] if only.looks == Looks::Account => {
                let (together, places) = names.get_or_insert_with(|| {
                    let mut empty = only.clone();
                    empty.patterns.clear();
                    (empty, Vec::new())
                });
                together.patterns.extend(only.patterns.iter().cloned());
                places.push(clause.span);
            }
            _ => lines.push(sentence(failing(clause), clause.span)),
        }
    }
    if let Some((condition, places)) = names {
        let text = miss(&condition);
        lines.insert(0, Sentence { text, places });
    }
    lines
}

/// The conditions of a clause that holds.
fn conditions(conditions: &[Condition]) -> String {
    let parts: Vec<String> = conditions.iter().map(asks).collect();
    parts.join(" and ")
}

/// The conditions of a clause that keep it from holding.
fn failing(clause: &ClauseTrace) -> String {
    let failing = clause.conditions.iter().filter(|one| !one.holds);
    let parts: Vec<String> = failing.map(miss).collect();
    parts.join("; ")
}

fn asks(condition: &Condition) -> String {
    let shown: Vec<&str> = condition
        .patterns
        .iter()
        .take(PATTERNS)
        .map(String::as_str)
        .collect();
    let mut patterns = shown.join(" or ");
    if condition.patterns.is_empty() {
        patterns.push_str("(none)");
    }
    if let Some(more) = condition
        .patterns
        .len()
        .checked_sub(PATTERNS)
        .filter(|more| *more > 0)
    {
        patterns.push_str(&format!(" or {more} more"));
    }
    match &condition.looks {
        Looks::Account => format!("account {patterns}"),
        Looks::OrganizationalUnit => format!("organizational unit {patterns}"),
        Looks::Tag(key) => format!("tag {key}: {patterns}"),
    }
}

fn miss(condition: &Condition) -> String {
    let asks = asks(condition);
    match (&condition.looks, &condition.found) {
        (Looks::Account, Some(name)) => format!("{asks} (it is {name})"),
        (Looks::OrganizationalUnit, Some(path)) => format!("{asks} (it lies in {path})"),
        (Looks::Tag(_), Some(value)) => format!("{asks} (its value is {value})"),
        (Looks::Tag(_), None) => format!("{asks} (it has no such tag)"),
        (_, None) => asks,
    }
}
