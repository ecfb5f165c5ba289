//! A plan as JSON: the interface for programs. Fields are added, never changed, within one version.

use serde_json::{Value, json};

use super::{Folding, Header, Summary, notes};
use crate::plan::{Plan, PlannedChange};
use crate::source::Sources;

/// The plan as one JSON document, version 1.
pub fn plan_json(plan: &Plan, header: &Header, folding: &Folding, sources: &Sources) -> Value {
    let changes: Vec<Value> = plan
        .changes
        .iter()
        .map(|planned| change(planned, sources))
        .collect();
    let notes: Vec<String> = plan
        .notes
        .iter()
        .flat_map(|note| notes::sentences(note, folding))
        .collect();
    json!({
        "version": 1,
        "catalog": plan.catalog.as_str(),
        "instance_arn": header.instance,
        "changes": changes,
        "summary": Summary::of(plan),
        "notes": notes,
        "overridden_limits": header.overridden,
    })
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
    }
    value
}
