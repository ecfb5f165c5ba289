//! What changes in the catalog besides access: one line for each, what it was and what it is, with both places.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::count;
use super::table::{Glyph, heading, line};
use crate::plan::{Plan, RuleChange, RuleSide, RuleTopic};
use crate::source::Sources;
use crate::visible::visible;

/// The heading of the section.
pub(super) const HEADING: &str = "Rules and limits changed";

/// As many account names are in the lines above everything; the section has them all.
const NAMED: usize = 5;

/// Account names that mean another account than before.
fn account_names(plan: &Plan) -> impl Iterator<Item = &RuleChange> {
    let rules = plan.rules.iter();
    rules.filter(|rule| rule.topic == RuleTopic::AccountName)
}

/// A changed account name in words, each name drawn by `name`.
fn account_name(change: &RuleChange, name: &dyn Fn(&str) -> String) -> String {
    let text = |side: &Option<RuleSide>| {
        side.as_ref()
            .map_or_else(String::new, |side| name(&side.text))
    };
    let (before, after) = (text(&change.before), text(&change.after));
    match change.subject.strip_prefix("account name ") {
        Some(subject) => {
            let subject = name(subject);
            format!("account name {subject} now means {after} (was {before})")
        }
        None => format!("{} is now called {after} (was {before})", change.subject),
    }
}

/// The first thing to read, each name drawn by `name`: what account names mean now, then how much else changes. `None`
/// where nothing changes.
pub(super) fn title(plan: &Plan, name: &dyn Fn(&str) -> String) -> Option<String> {
    let mut parts: Vec<String> = account_names(plan)
        .take(NAMED)
        .map(|change| account_name(change, name))
        .collect();
    let more = account_names(plan).skip(NAMED).count();
    if more > 0 {
        parts.push(format!("{} more changed", count(more, "account name")));
    }
    parts.extend(counted(plan));
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// `3 rules changed, 2 of them loosened`; account names have statements of their own.
fn counted(plan: &Plan) -> Option<String> {
    let others = || {
        let rules = plan.rules.iter();
        rules.filter(|rule| rule.topic != RuleTopic::AccountName)
    };
    let changed = others().count();
    let loosened = others().filter(|rule| rule.loosens).count();
    let words = count(changed, "rule");
    match (changed, loosened) {
        (0, _) => None,
        (_, 0) => Some(format!("{words} changed")),
        (changed, loosened) if changed == loosened => Some(format!("{words} loosened")),
        _ => Some(format!("{words} changed, {loosened} of them loosened")),
    }
}

/// The lines above everything else.
pub(super) fn head(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    for change in account_names(plan).take(NAMED) {
        let text = account_name(change, &str::to_owned);
        line(out, Glyph::Bang, &format!(" {text}"))?;
    }
    let more = account_names(plan).skip(NAMED).count();
    if more > 0 {
        let more = count(more, "account name");
        line(out, Glyph::Bang, &format!(" {more} more changed"))?;
    }
    if let Some(counted) = counted(plan) {
        let loosened = plan.rules.iter().any(|rule| rule.loosens);
        let marked = if loosened { ", marked with !" } else { "" };
        writeln!(out, "Rules     {counted}{marked}")?;
    }
    Ok(())
}

/// The section; nothing where nothing changes.
pub(super) fn section(plan: &Plan, sources: &Sources, out: &mut dyn Write) -> io::Result<()> {
    if plan.rules.is_empty() {
        return Ok(());
    }
    heading(out, HEADING)?;
    for change in &plan.rules {
        line(out, glyph(change), &format!(" {}", words(change, sources)))?;
    }
    writeln!(out)
}

fn glyph(change: &RuleChange) -> Glyph {
    match (change.loosens, &change.before, &change.after) {
        (true, ..) => Glyph::Bang,
        (false, None, _) => Glyph::Plus,
        (false, _, None) => Glyph::Minus,
        (false, Some(_), Some(_)) => Glyph::Tilde,
    }
}

/// The lines of the section with their glyphs, for a fence of the language `diff`.
pub(super) fn lines(plan: &Plan, sources: &Sources) -> Vec<String> {
    let lines = plan.rules.iter().map(|change| {
        let mut drawn = Vec::new();
        let text = format!(" {}", words(change, sources));
        // Writing to memory cannot fail.
        let _ = line(&mut drawn, glyph(change), &text);
        super::table::without_colour(&drawn).trim_end().to_owned()
    });
    lines.collect()
}

/// A change in one sentence: `guardrail deny: was … (main:catalog.yaml:4), is … (catalog.yaml:4)`.
pub fn words(change: &RuleChange, sources: &Sources) -> String {
    let said = |side: &RuleSide| match side.place {
        Some(place) => format!("{} ({})", side.text, sources.file_line(place)),
        None => side.text.clone(),
    };
    let subject = &change.subject;
    let words = match (&change.before, &change.after) {
        (Some(before), Some(after)) => {
            format!("{subject}: was {}, is {}", said(before), said(after))
        }
        (Some(before), None) => format!("{subject}: was {}, is removed", said(before)),
        (None, Some(after)) => format!("{subject}: is new: {}", said(after)),
        (None, None) => subject.clone(),
    };
    visible(&words).into_owned()
}

/// The changes for programs.
pub(super) fn json(plan: &Plan, sources: &Sources) -> Value {
    let rules = plan.rules.iter().map(|change| {
        let text = |side: &Option<RuleSide>| side.as_ref().map(|side| side.text.clone());
        let place = |side: &Option<RuleSide>| {
            let place = side.as_ref()?.place?;
            Some(sources.file_line(place))
        };
        json!({
            "topic": change.topic,
            "subject": change.subject,
            "before": text(&change.before),
            "after": text(&change.after),
            "before_source": place(&change.before),
            "source": place(&change.after),
            "loosened": change.loosens,
            "message": words(change, sources),
        })
    });
    rules.collect()
}
