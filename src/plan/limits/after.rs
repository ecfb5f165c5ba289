//! What is left after a plan: the permission sets as it leaves them, and which of them come to allow nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::Circumstances;
use crate::model::{PermissionSet, PermissionSetName};
use crate::plan::Plan;
use crate::risk::allows_nothing;

/// The sets as the plan leaves them: those that it edits or creates are as desired, others as they are. A limited
/// run does not edit everything that differs.
pub(super) fn sets_after(
    plan: &Plan,
    circumstances: &Circumstances<'_>,
) -> BTreeMap<PermissionSetName, PermissionSet> {
    let mut sets = circumstances.live.state.permission_sets.clone();
    let edited = plan
        .changes
        .iter()
        .filter(|planned| planned.change.edits_permission_set())
        .filter_map(|planned| planned.change.permission_set());
    for name in edited {
        if let Some(set) = circumstances.desired.state.permission_sets.get(name) {
            sets.insert(name.clone(), set.clone());
        }
    }
    sets
}

/// The sets that are known to allow nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Nothing {
    /// Before the plan.
    pub before: BTreeSet<PermissionSetName>,
    /// After it.
    pub after: BTreeSet<PermissionSetName>,
}

impl Nothing {
    pub(super) fn of(plan: &Plan, circumstances: &Circumstances<'_>) -> Self {
        let names = |sets: &BTreeMap<PermissionSetName, PermissionSet>| {
            let empty = sets.values().filter(|set| allows_nothing(set));
            empty.map(|set| set.name.clone()).collect()
        };
        Self {
            before: names(&circumstances.live.state.permission_sets),
            after: names(&sets_after(plan, circumstances)),
        }
    }

    /// Whether what a principal has of `before` is nothing once it is replaced by `after`, and was not until now.
    pub(super) fn is_lost(&self, before: &PermissionSetName, after: &PermissionSetName) -> bool {
        self.after.contains(after) && !self.before.contains(before)
    }
}
