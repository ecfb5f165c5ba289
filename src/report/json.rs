//! A plan as JSON: the interface for programs. Fields are added, never changed, within one version.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::errors::errors_json;
use super::{Header, Summary, notes, rules};
use crate::diagnostic::failures;
use crate::model::Folding;
use crate::plan::{Cause, Plan, PlannedChange};
use crate::source::Sources;
use crate::text;

/// The plan as one JSON document, version 1, without its changes: see [`plan_changes`].
pub fn plan_json(plan: &Plan, header: &Header, folding: &Folding, sources: &Sources) -> Value {
    let notes: Vec<String> = plan
        .notes
        .iter()
        .flat_map(|note| notes::sentences(note, folding))
        .collect();
    json!({
        "version": 1,
        "catalog": plan.catalog.as_str(),
        "instance_arn": header.instance,
        "rules": rules::json(plan, sources),
        "environment": header.environment,
        "changes": [],
        "summary": Summary::of(plan),
        "notes": notes,
        "overridden_limits": header.overridden,
        "errors": errors_json(&failures(&plan.problems, sources)),
    })
}

/// The changes of a plan as JSON.
pub fn plan_changes(plan: &Plan, sources: &Sources) -> impl Iterator<Item = Value> {
    plan.changes.iter().map(|planned| change(planned, sources))
}

/// Writes a document whose `changes` are left out, with these changes in their place, each made and written on its own: a
/// large plan as one document would take many times its text in memory.
pub fn write_with_changes(
    document: &Value,
    changes: impl Iterator<Item = Value>,
    out: &mut dyn Write,
) -> io::Result<()> {
    const EMPTY: &str = "\n  \"changes\": []";
    let text = format!("{document:#}");
    let (before, after) = text.split_once(EMPTY).unwrap_or((&text, ""));
    write!(out, "{}\n  \"changes\": [", text::json(before))?;
    let mut separator = "\n";
    let mut end = "]";
    for change in changes {
        let change = format!("{change:#}").replace('\n', "\n    ");
        write!(out, "{separator}    {}", text::json(&change))?;
        (separator, end) = (",\n", "\n  ]");
    }
    writeln!(out, "{end}{}", text::json(after))
}

/// One change with its details and the place that asked for it.
pub(super) fn change(planned: &PlannedChange, sources: &Sources) -> Value {
    // A change has no map with other keys than texts, which is the only thing that could fail.
    let mut value = serde_json::to_value(&planned.change).unwrap_or_default();
    if let Value::Object(fields) = &mut value {
        let source = planned.place.map(|place| sources.file_line(place));
        fields.insert("source".to_owned(), source.into());
        let dangers = planned.dangers.iter();
        let dangers = dangers.filter_map(|danger| serde_json::to_value(danger).ok());
        fields.insert("dangers".to_owned(), dangers.collect());
        if planned.change.is_assignment() {
            let why = planned.why();
            fields.insert("why".to_owned(), why.as_ref().map_or(Value::Null, why_json));
        }
    }
    value
}

/// A cause: its code with what it names, and the same in words.
fn why_json(cause: &Cause) -> Value {
    // A cause has no map with other keys than texts, which is the only thing that could fail.
    let mut value = serde_json::to_value(cause).unwrap_or_default();
    if let Value::Object(fields) = &mut value {
        fields.insert("message".to_owned(), cause.text().into());
    }
    value
}
