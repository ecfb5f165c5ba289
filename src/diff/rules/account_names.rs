//! The account map: which account a name means.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::side;
use crate::model::AccountId;
use crate::plan::{RuleChange, RuleSide, RuleTopic};
use crate::source::Located;

type AccountMap = BTreeMap<Arc<str>, Located<AccountId>>;

/// Adds what changes in the account map. A name that means another account than before is a danger: whatever the
/// catalog grants by it is granted elsewhere.
pub(super) fn compare(
    before: Option<&AccountMap>,
    after: Option<&AccountMap>,
    changes: &mut Vec<RuleChange>,
) {
    let none = AccountMap::new();
    let whole = |map: &AccountMap| {
        let first = map.values().map(|id| id.span).min();
        let accounts = match map.len() {
            1 => "1 account".to_owned(),
            many => format!("{many} accounts"),
        };
        side(accounts, first)
    };
    if before.is_some() != after.is_some() {
        changes.push(RuleChange {
            topic: RuleTopic::AccountMap,
            subject: "the account map".to_owned(),
            before: before.map(whole),
            after: after.map(whole),
            // Without it, names are those of AWS.
            loosens: false,
        });
        return;
    }
    let (before, after) = (before.unwrap_or(&none), after.unwrap_or(&none));
    let id = |id: &Located<AccountId>| side(id.value.to_string(), Some(id.span));
    for (name, now) in after {
        match before.get(name) {
            Some(was) if was.value == now.value => {}
            Some(was) => changes.push(RuleChange {
                topic: RuleTopic::AccountName,
                subject: format!("account name {name}"),
                before: Some(id(was)),
                after: Some(id(now)),
                loosens: true,
            }),
            None => changes.push(match called(before, now.value) {
                // The account had another name, which it no longer has.
                Some((former, was)) if after.get(former).is_none_or(|id| id.value != now.value) => {
                    RuleChange {
                        topic: RuleTopic::AccountName,
                        subject: format!("account {}", now.value),
                        before: Some(side(former.to_string(), Some(was.span))),
                        after: Some(side(name.to_string(), Some(now.span))),
                        loosens: true,
                    }
                }
                _ => entry(name, None, Some(id(now))),
            }),
        }
    }
    for (name, was) in before {
        let renamed = called(after, was.value).is_some_and(|(now, _)| !before.contains_key(now));
        if !after.contains_key(name) && !renamed {
            changes.push(entry(name, Some(id(was)), None));
        }
    }
}

/// Adds what changes in the names that the catalog accepts as AWS's for accounts of another name.
pub(super) fn compare_aws_names(
    before: &BTreeMap<Arc<str>, Located<Arc<str>>>,
    after: &BTreeMap<Arc<str>, Located<Arc<str>>>,
    changes: &mut Vec<RuleChange>,
) {
    let stated = |names: &BTreeMap<Arc<str>, Located<Arc<str>>>, name: &Arc<str>| {
        let stated = names.get(name)?;
        Some(side(stated.value.to_string(), Some(stated.span)))
    };
    let names: BTreeSet<&Arc<str>> = before.keys().chain(after.keys()).collect();
    for name in names {
        let value = |names: &BTreeMap<Arc<str>, Located<Arc<str>>>| {
            names.get(name).map(|stated| Arc::clone(&stated.value))
        };
        if value(before) != value(after) {
            changes.push(RuleChange {
                topic: RuleTopic::AccountMap,
                subject: format!("AWS's name of account {name}"),
                before: stated(before, name),
                after: stated(after, name),
                loosens: after.contains_key(name),
            });
        }
    }
}

fn entry(name: &str, before: Option<RuleSide>, after: Option<RuleSide>) -> RuleChange {
    RuleChange {
        topic: RuleTopic::AccountMap,
        subject: format!("account {name} in the account map"),
        before,
        after,
        loosens: false,
    }
}

/// The name of an account in a map.
fn called(map: &AccountMap, id: AccountId) -> Option<(&Arc<str>, &Located<AccountId>)> {
    map.iter().find(|(_, known)| known.value == id)
}
