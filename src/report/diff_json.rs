//! The difference between two catalogs as JSON: the changes as in a plan.

use serde_json::{Value, json};

use super::diff::{sentences, summary};
use super::{DiffHeader, Summary};
use crate::diff::Comparison;
use crate::model::Folding;
use crate::plan::{Change, PlannedChange};
use crate::source::Sources;

/// Numbers of a plan that a diff does not have: they are about an apply.
pub(super) const LEFT_OUT: [&str; 2] = ["operations", "provisionings"];

/// The changes of a difference as JSON. An assignment on a type whose accounts cannot be told has `account_type` instead
/// of an account.
pub fn diff_changes(comparison: &Comparison, sources: &Sources) -> impl Iterator<Item = Value> {
    let changes = comparison.plan.changes.iter();
    changes.map(|planned| change(planned, comparison, sources))
}

/// The difference as one JSON document, version 1, without its changes: see [`diff_changes`].
pub fn diff_json(
    comparison: &Comparison,
    header: &DiffHeader,
    folding: &Folding,
    sources: &Sources,
) -> Value {
    let plan = &comparison.plan;
    let account_types: Vec<Value> = comparison
        .selectors
        .iter()
        .map(|change| {
            json!({
                "account_type": &*change.name,
                "before": change.before,
                "after": change.after,
                "source": sources.file_line(change.place),
            })
        })
        .collect();
    json!({
        "version": 1,
        "base": header.base,
        "head": header.head,
        "environment": header.environment,
        "catalog": plan.catalog.as_str(),
        "rules": super::rules::json(plan, sources),
        "changes": [],
        "account_types": account_types,
        "summary": without_apply(&summary(comparison)),
        "notes": sentences(comparison, folding),
        "errors": [],
    })
}

/// The numbers of a difference.
pub(super) fn without_apply(summary: &Summary) -> Value {
    let mut summary = json!(summary);
    if let Value::Object(numbers) = &mut summary {
        numbers.retain(|name, _| !LEFT_OUT.contains(&name.as_str()));
    }
    summary
}

fn change(planned: &PlannedChange, comparison: &Comparison, sources: &Sources) -> Value {
    let mut shown = super::json::change(planned, sources);
    let account = match &planned.change {
        Change::CreateAssignment(assignment) | Change::DeleteAssignment { assignment, .. } => {
            &assignment.account
        }
        _ => return shown,
    };
    if let (Some(name), Value::Object(fields)) =
        (comparison.symbolic.stands_for(account), &mut shown)
    {
        fields.insert("account".to_owned(), Value::Null);
        fields.insert("account_type".to_owned(), (&**name).into());
    }
    shown
}
