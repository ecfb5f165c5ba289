//! What changes in the catalog besides access: one line for each, what it was and what it is, with both places.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::plan::{Plan, RuleChange, RuleSide, RuleTopic};
use crate::source::Sources;
use crate::text::table::{Glyph, heading, line};
use crate::text::visible;
use crate::text::{Markdown, code, counted, md};

/// The heading of the section.
pub(super) const HEADING: &str = "Rules and limits changed";

/// As many account names are in the lines above everything; the section has them all.
const NAMED: usize = 5;

/// Account names that mean another account than before.
fn account_names(plan: &Plan) -> impl Iterator<Item = &RuleChange> {
    let rules = plan.rules.iter();
    rules.filter(|rule| rule.topic == RuleTopic::AccountName)
}

/// A changed account name in words.
fn account_name(change: &RuleChange) -> Markdown {
    let text = |side: &Option<RuleSide>| side.as_ref().map(|side| code(&side.text));
    let (before, after) = (text(&change.before), text(&change.after));
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    match change.subject.strip_prefix("account name ") {
        Some(name) => md![
            "account name ",
            code(name),
            " now means ",
            after,
            " (was ",
            before,
            ")"
        ],
        None => {
            let subject = code(&change.subject);
            md![subject, " is now called ", after, " (was ", before, ")"]
        }
    }
}

/// The first thing to read: what account names mean now, then how much else changes. `None` where nothing changes.
pub(super) fn title(plan: &Plan) -> Option<Markdown> {
    let names = account_names(plan).take(NAMED).map(account_name);
    let more = more_names(plan);
    let parts = names.chain(more).chain(others(plan));
    let title = Markdown::join(parts, " · ");
    (!title.is_empty()).then_some(title)
}

/// How many account names change that are not named, if any.
fn more_names(plan: &Plan) -> Option<Markdown> {
    let more = account_names(plan).skip(NAMED).count();
    (more > 0).then(|| md![counted(more, "account name"), " more changed"])
}

/// `3 rules changed, 2 of them loosened`; account names have statements of their own.
fn others(plan: &Plan) -> Option<Markdown> {
    let others = || {
        let rules = plan.rules.iter();
        rules.filter(|rule| rule.topic != RuleTopic::AccountName)
    };
    let changed = others().count();
    let loosened = others().filter(|rule| rule.loosens).count();
    let words = counted(changed, "rule");
    match (changed, loosened) {
        (0, _) => None,
        (_, 0) => Some(md![words, " changed"]),
        (changed, loosened) if changed == loosened => Some(md![words, " loosened"]),
        _ => Some(md![words, " changed, ", loosened, " of them loosened"]),
    }
}

/// The lines above everything else.
pub(super) fn head(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    for change in account_names(plan).take(NAMED) {
        let text = account_name(change).plain();
        line(out, Glyph::Bang, &format!(" {text}"))?;
    }
    if let Some(more) = more_names(plan) {
        line(out, Glyph::Bang, &format!(" {}", more.plain()))?;
    }
    if let Some(others) = others(plan) {
        let loosened = plan.rules.iter().any(|rule| rule.loosens);
        let marked = if loosened { ", marked with !" } else { "" };
        writeln!(out, "Rules     {}{marked}", others.plain())?;
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
        crate::text::table::without_colour(&drawn)
            .trim_end()
            .to_owned()
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
