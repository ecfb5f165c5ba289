//! Lists of names: groups that must exist, groups that are created, what is protected.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::Arc;

use super::{creates_group, side};
use crate::model::Protected;
use crate::plan::{Plan, RuleChange, RuleTopic};
use crate::source::{Located, Span};

/// Adds groups that must exist, and did not have to, and the reverse.
pub(super) fn required_groups(
    before: &[Located<Arc<str>>],
    after: &[Located<Arc<str>>],
    changes: &mut Vec<RuleChange>,
) {
    names(
        &places(before),
        &places(after),
        changes,
        RuleTopic::RequiredGroup,
        |name| format!("required group {name}"),
        "must exist",
        true,
    );
}

/// Adds groups that are to be created, except those that the plan creates, and shows.
pub(super) fn groups_to_create(
    before: &[Located<Arc<str>>],
    after: &[Located<Arc<str>>],
    plan: &Plan,
    changes: &mut Vec<RuleChange>,
) {
    let mut after = places(after);
    after.retain(|name, _| {
        !creates_group(plan, name) || before.iter().any(|group| group.value == *name)
    });
    names(
        &places(before),
        &after,
        changes,
        RuleTopic::CreatedGroup,
        |name| format!("group {name}"),
        "is created where it is missing",
        false,
    );
}

/// Adds what is protected from removal, and was not, and the reverse.
pub(super) fn protected(before: &Protected, after: &Protected, changes: &mut Vec<RuleChange>) {
    let Protected {
        groups,
        users,
        permission_sets,
    } = after;
    let words = "protected from removal";
    let topic = RuleTopic::Protected;
    let group = |name: &Arc<str>| format!("protected group {name}");
    names(&before.groups, groups, changes, topic, group, words, true);
    let user = |name: &Arc<str>| format!("protected user {name}");
    names(&before.users, users, changes, topic, user, words, true);
    names(
        &before.permission_sets,
        permission_sets,
        changes,
        topic,
        |name| format!("protected permission set {name}"),
        words,
        true,
    );
}

fn places(list: &[Located<Arc<str>>]) -> BTreeMap<Arc<str>, Span> {
    let names = list.iter().rev();
    names
        .map(|name| (Arc::clone(&name.value), name.span))
        .collect()
}

/// Adds names that are on one side only. `safeguard` says whether it loosens something that a name is gone.
fn names<N: Ord + Display>(
    before: &BTreeMap<N, Span>,
    after: &BTreeMap<N, Span>,
    changes: &mut Vec<RuleChange>,
    topic: RuleTopic,
    subject: impl Fn(&N) -> String,
    words: &str,
    safeguard: bool,
) {
    let gone = before.iter().filter(|(name, _)| !after.contains_key(*name));
    changes.extend(gone.map(|(name, place)| RuleChange {
        topic,
        subject: subject(name),
        before: Some(side(words, Some(*place))),
        after: None,
        loosens: safeguard,
    }));
    let new = after.iter().filter(|(name, _)| !before.contains_key(*name));
    changes.extend(new.map(|(name, place)| RuleChange {
        topic,
        subject: subject(name),
        before: None,
        after: Some(side(words, Some(*place))),
        loosens: false,
    }));
}
