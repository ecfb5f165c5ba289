//! The changes of permission sets: what a set gets, loses and becomes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use similar::{ChangeTag, TextDiff};

use super::{danger, statement};
use crate::model::Folding;
use crate::model::{PermissionSetName, PolicyDocument};
use crate::plan::{
    Attributes, Change, Plan, PlannedChange, ProvisionReason, ProvisionTarget, Subject,
};
use crate::source::Sources;
use crate::source::places;
use crate::text::count;
use crate::text::table::{Glyph, heading, line, padded};
use crate::text::visible;

pub(super) fn draw(
    plan: &Plan,
    folding: &Folding,
    sources: &Sources,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut sets: BTreeMap<&PermissionSetName, Vec<&PlannedChange>> = BTreeMap::new();
    for planned in &plan.changes {
        let assignment = matches!(
            planned.change,
            Change::CreateAssignment(_) | Change::DeleteAssignment { .. }
        );
        if let (Some(name), false) = (planned.change.permission_set(), assignment) {
            sets.entry(name).or_default().push(planned);
        }
    }
    if sets.is_empty() {
        return Ok(());
    }
    heading(out, "Permission sets")?;
    let marks = plan.marks();
    for (name, changes) in sets {
        let glyph = glyph(&changes);
        let place = places(changes.iter().filter_map(|planned| planned.place), sources);
        line(
            out,
            glyph,
            &format!(" {}  {place}", padded(name.as_str(), 32)),
        )?;
        for planned in changes {
            detail(&planned.change, folding, out)?;
        }
        if let Some(marks) = marks.get(&Subject::PermissionSet(name.clone())) {
            danger::draw(marks, folding, out)?;
        }
    }
    writeln!(out)
}

/// The details of one set's changes, drawn without colour.
pub(super) fn drawn<'a>(changes: impl Iterator<Item = &'a Change>, folding: &Folding) -> String {
    let mut text = Vec::new();
    for change in changes {
        // Writing to memory cannot fail.
        let _ = detail(change, folding, &mut text);
    }
    crate::text::table::without_colour(&text)
}

fn glyph(changes: &[&PlannedChange]) -> Glyph {
    let any = |test: fn(&Change) -> bool| changes.iter().any(|planned| test(&planned.change));
    if any(|change| matches!(change, Change::CreatePermissionSet { .. })) {
        Glyph::Plus
    } else if any(|change| matches!(change, Change::DeletePermissionSet { .. })) {
        Glyph::Minus
    } else if any(|change| change.edits_permission_set()) {
        Glyph::Tilde
    } else if any(|change| matches!(change, Change::ProvisionPermissionSet { .. })) {
        Glyph::Arrow
    } else {
        Glyph::Tilde
    }
}

fn detail(change: &Change, folding: &Folding, out: &mut dyn Write) -> io::Result<()> {
    match change {
        Change::CreatePermissionSet {
            attributes,
            tags,
            previously,
            ..
        } => {
            if let Some(before) = previously {
                line(out, Glyph::Plus, &format!("   takes the place of {before}"))?;
            }
            created(attributes, out)?;
            for (key, value) in tags {
                line(out, Glyph::Plus, &named("tag", &format!("{key} = {value}")))?;
            }
            Ok(())
        }
        Change::AdoptPermissionSet { from, .. } => {
            let text = match from {
                None => "no catalog -> this catalog".to_owned(),
                Some(from) => format!("the catalog {from} -> this catalog (only the tag changes)"),
            };
            line(out, Glyph::Tilde, &named("governed by", &text))
        }
        Change::UpdatePermissionSet { before, after, .. } => updated(before, after, out),
        Change::TagPermissionSet { before, after, .. } => {
            for (key, value) in after {
                let text = match before.get(key) {
                    Some(known) => named("tag", &format!("{key} = {known} -> {value}")),
                    None => named("tag", &format!("{key} = {value}")),
                };
                let glyph = if before.contains_key(key) {
                    Glyph::Tilde
                } else {
                    Glyph::Plus
                };
                line(out, glyph, &text)?;
            }
            Ok(())
        }
        Change::UntagPermissionSet { before, .. } => {
            for (key, value) in before {
                line(
                    out,
                    Glyph::Minus,
                    &named("tag", &format!("{key} = {value}")),
                )?;
            }
            Ok(())
        }
        Change::AttachManagedPolicy { policy, .. } => {
            line(out, Glyph::Plus, &named("AWS managed", &policy.to_string()))
        }
        Change::DetachManagedPolicy { policy, .. } => line(
            out,
            Glyph::Minus,
            &named("AWS managed", &policy.to_string()),
        ),
        Change::AttachCustomerManagedPolicy { policy, .. } => line(
            out,
            Glyph::Plus,
            &named("customer managed", &policy.to_string()),
        ),
        Change::DetachCustomerManagedPolicy { policy, .. } => line(
            out,
            Glyph::Minus,
            &named("customer managed", &policy.to_string()),
        ),
        Change::PutInlinePolicy { before, after, .. } => match before {
            None => statements(Glyph::Plus, after, out),
            Some(before) => difference(before, after, out),
        },
        Change::DeleteInlinePolicy { before, .. } => statements(Glyph::Minus, before, out),
        Change::PutPermissionsBoundary { before, after, .. } => {
            let text = match before {
                None => after.to_string(),
                Some(before) => format!("{before} -> {after}"),
            };
            let glyph = if before.is_some() {
                Glyph::Tilde
            } else {
                Glyph::Plus
            };
            line(out, glyph, &named("boundary", &text))
        }
        Change::DeletePermissionsBoundary { before, .. } => {
            line(out, Glyph::Minus, &named("boundary", &before.to_string()))
        }
        Change::ProvisionPermissionSet {
            accounts,
            target,
            reason,
            ..
        } => {
            let accounts =
                if accounts.is_empty() && *target == ProvisionTarget::AllProvisionedAccounts {
                    "every account that has it".to_owned()
                } else {
                    let line = folding.line(accounts);
                    match folding.number(accounts) {
                        Some(number) => format!("{} ({line})", count(number, "account")),
                        None => line,
                    }
                };
            let why = match reason {
                ProvisionReason::Edited => "",
                ProvisionReason::Outdated => ", which still have an older version",
            };
            line(
                out,
                Glyph::Arrow,
                &format!("   provisioned to {}{why}", visible(&accounts)),
            )
        }
        Change::CreateGroup { .. }
        | Change::CreateAssignment(_)
        | Change::DeleteAssignment { .. }
        | Change::DeletePermissionSet { .. } => Ok(()),
    }
}

fn named(name: &str, value: &str) -> String {
    format!("   {}  {}", padded(name, 16), visible(value))
}

fn created(attributes: &Attributes, out: &mut dyn Write) -> io::Result<()> {
    if let Some(description) = &attributes.description {
        line(out, Glyph::Plus, &named("description", description))?;
    }
    line(
        out,
        Glyph::Plus,
        &named("session duration", &attributes.session_duration.to_string()),
    )?;
    if let Some(relay_state) = &attributes.relay_state {
        line(out, Glyph::Plus, &named("relay state", relay_state))?;
    }
    Ok(())
}

fn updated(before: &Attributes, after: &Attributes, out: &mut dyn Write) -> io::Result<()> {
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "(none)".to_owned());
    let pairs = [
        (
            "description",
            text(&before.description),
            text(&after.description),
        ),
        (
            "session duration",
            before.session_duration.to_string(),
            after.session_duration.to_string(),
        ),
        (
            "relay state",
            text(&before.relay_state),
            text(&after.relay_state),
        ),
    ];
    for (name, before, after) in pairs {
        if before != after {
            line(
                out,
                Glyph::Tilde,
                &named(name, &format!("{before} -> {after}")),
            )?;
        }
    }
    Ok(())
}

fn statements(glyph: Glyph, policy: &PolicyDocument, out: &mut dyn Write) -> io::Result<()> {
    for statement in statement::lines(policy) {
        line(out, glyph, &named("inline policy", &statement))?;
    }
    Ok(())
}

/// The lines of the two documents that differ, with two lines around them.
fn difference(
    before: &PolicyDocument,
    after: &PolicyDocument,
    out: &mut dyn Write,
) -> io::Result<()> {
    line(out, Glyph::Tilde, "   inline policy")?;
    lines_that_differ(&before.pretty(), &after.pretty(), out)
}

/// The lines of two values that differ, with two lines around them.
pub(super) fn value_difference(
    before: &serde_json::Value,
    after: &serde_json::Value,
    out: &mut dyn Write,
) -> io::Result<()> {
    lines_that_differ(&format!("{before:#}"), &format!("{after:#}"), out)
}

/// Lines of two texts for which the shortest difference is looked for. Of longer ones, all lines between the first and the
/// last that differ are shown as replaced: the shortest difference takes time with the square of their number.
const COMPARED_LINES: usize = 4_000;

/// The difference of two texts by lines. The same texts always have the same one.
pub(crate) fn line_difference<'t>(before: &'t str, after: &'t str) -> TextDiff<'t, 't, str> {
    let mut differ = TextDiff::configure();
    if before.lines().count() + after.lines().count() > COMPARED_LINES {
        // Without any time, the search stops before it begins.
        differ.timeout(std::time::Duration::ZERO);
    }
    differ.diff_lines(before, after)
}

fn lines_that_differ(before: &str, after: &str, out: &mut dyn Write) -> io::Result<()> {
    let diff = line_difference(before, after);
    for group in diff.grouped_ops(2) {
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let glyph = match change.tag() {
                ChangeTag::Delete => Glyph::Minus,
                ChangeTag::Insert => Glyph::Plus,
                ChangeTag::Equal => Glyph::None,
            };
            let text = change.value().trim_end_matches('\n').to_owned();
            line(out, glyph, &format!("       {}", visible(&text)))?;
        }
    }
    Ok(())
}
