//! Permission sets: what is not their content, and content that a plan would not show.

use std::collections::{BTreeMap, BTreeSet};

use super::side;
use crate::model::{PermissionSetEntry, PermissionSetName};
use crate::plan::{Plan, RuleChange, RuleTopic};

type Sets = BTreeMap<PermissionSetName, PermissionSetEntry>;

/// Adds former names that are not part of a rename which the plan shows, and where sets are defined.
pub(super) fn compare(before: &Sets, after: &Sets, plan: &Plan, changes: &mut Vec<RuleChange>) {
    let shown: BTreeSet<&PermissionSetName> = plan
        .changes
        .iter()
        .filter_map(|planned| planned.change.permission_set())
        .collect();
    for (name, now) in after {
        let PermissionSetEntry {
            set,
            span,
            built_in,
            previously,
        } = now;
        let Some(was) = before.get(name) else {
            continue;
        };
        let former = |entry: &PermissionSetEntry| {
            let name = entry.previously.as_ref()?;
            Some(side(format!("previously {}", name.value), Some(name.span)))
        };
        let value =
            |entry: &PermissionSetEntry| entry.previously.as_ref().map(|name| name.value.clone());
        if value(was) != previously.as_ref().map(|name| name.value.clone()) {
            changes.push(RuleChange {
                topic: RuleTopic::PermissionSet,
                subject: format!("permission set {name}"),
                before: former(was),
                after: former(now),
                loosens: false,
            });
        }
        let origin = |built_in: bool| match built_in {
            true => "built in",
            false => "defined in the catalog",
        };
        if was.built_in != *built_in {
            changes.push(RuleChange {
                topic: RuleTopic::PermissionSet,
                subject: format!("permission set {name}"),
                before: Some(side(origin(was.built_in), Some(was.span))),
                after: Some(side(origin(*built_in), Some(*span))),
                loosens: false,
            });
        }
        if was.set != *set && !shown.contains(name) {
            changes.push(RuleChange {
                topic: RuleTopic::PermissionSet,
                subject: format!("permission set {name}"),
                before: Some(side("defined differently", Some(was.span))),
                after: Some(side("defined as written", Some(*span))),
                loosens: true,
            });
        }
    }
}
