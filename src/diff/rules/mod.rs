//! What changes in a catalog besides assignments and the contents of permission sets.
//!
//! Access can stay the same while what keeps it so is taken away. Every field of a [`Catalog`] is named here once, by a
//! pattern without `..`: a field that is added to it does not compile until it is compared.

mod account_names;
mod entries;
mod guardrails;
mod lists;
mod permission_sets;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{AccountType, Catalog, CatalogName, Desired, GroupFacts};
use crate::plan::{Change, Plan, RuleChange, RuleSide, RuleTopic};
use crate::source::Span;

use super::SelectorChange;

/// A catalog and what it resolves to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side<'a> {
    pub catalog: &'a Catalog,
    pub desired: &'a Desired,
}

/// What the comparison shows anyway.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<'a> {
    pub plan: &'a Plan,
    pub selectors: &'a [SelectorChange],
}

/// Returns the changes between two catalogs that are not `shown`, the most important first.
pub(super) fn between(before: Side<'_>, after: Side<'_>, shown: Shown<'_>) -> Vec<RuleChange> {
    let (old, new) = (before.catalog, after.catalog);
    // No `..`: a field that is added must be compared here.
    let Catalog {
        name,
        is_named,
        partition,
        required_groups,
        groups,
        group_facts,
        account_map,
        aws_names,
        root_account_name,
        account_types,
        permission_sets,
        rules: _,
        expired: _,
        protected,
        guardrails,
        environment,
    } = new;
    let mut changes = Vec::new();
    let text = |name: &str| Some(name.to_owned());
    let called = |name: &CatalogName, is_named: bool| match is_named {
        true => text(name.as_str()),
        false => Some(format!("{} (no name is given)", name.as_str())),
    };
    changes.extend(changed(
        RuleTopic::Catalog,
        "the name of the catalog",
        called(&old.name, old.is_named),
        called(name, *is_named),
        true,
    ));
    changes.extend(changed(
        RuleTopic::Partition,
        "the partition",
        text(old.partition.as_str()),
        text(partition.as_str()),
        true,
    ));
    changes.extend(changed(
        RuleTopic::RootAccount,
        "the management account's name",
        old.root_account_name.as_deref().map(str::to_owned),
        root_account_name.as_deref().map(str::to_owned),
        true,
    ));
    read_from_environment(&old.environment, environment, &mut changes);
    account_names::compare(old.account_map.as_ref(), account_map.as_ref(), &mut changes);
    account_names::compare_aws_names(&old.aws_names, aws_names, &mut changes);
    lists::required_groups(&old.required_groups, required_groups, &mut changes);
    lists::groups_to_create(&old.groups, groups, shown.plan, &mut changes);
    lists::protected(&old.protected, protected, &mut changes);
    facts_of_groups(&old.group_facts, group_facts, &mut changes);
    guardrails::compare(&old.guardrails, guardrails, &mut changes);
    types(old, account_types, shown.selectors, &mut changes);
    permission_sets::compare(
        &old.permission_sets,
        permission_sets,
        shown.plan,
        &mut changes,
    );
    // `rules` and `expired`, together with what they resolve to.
    entries::compare(before, after, shown.plan, &mut changes);
    sort(&mut changes);
    changes
}

/// A catalog where there was none: what it grants is shown, unless it grants nothing.
pub(super) fn of_new(after: &Catalog, plan: &Plan) -> Vec<RuleChange> {
    let is_shown = !plan.is_empty();
    (!is_shown)
        .then(|| new_catalog(after))
        .into_iter()
        .collect()
}

/// Says that there was no catalog before, so that nothing of it is compared.
pub fn new_catalog(after: &Catalog) -> RuleChange {
    RuleChange {
        topic: RuleTopic::Catalog,
        subject: "the catalog".to_owned(),
        before: None,
        after: Some(RuleSide {
            text: format!("named {}", after.name.as_str()),
            place: None,
        }),
        loosens: false,
    }
}

/// Account names first, because they decide how all else is read; then what is loosened.
fn sort(changes: &mut [RuleChange]) {
    changes.sort_by(|a, b| {
        let key = |change: &RuleChange| {
            let names = change.topic == RuleTopic::AccountName;
            (!names, !change.loosens, change.topic)
        };
        key(a)
            .cmp(&key(b))
            .then_with(|| a.subject.cmp(&b.subject))
            .then_with(|| texts(a).cmp(&texts(b)))
    });
}

fn texts(change: &RuleChange) -> (Option<&str>, Option<&str>) {
    (
        change.before.as_ref().map(|side| side.text.as_str()),
        change.after.as_ref().map(|side| side.text.as_str()),
    )
}

/// A change of something without a place, if it changed.
fn changed(
    topic: RuleTopic,
    subject: &str,
    before: Option<String>,
    after: Option<String>,
    loosens: bool,
) -> Option<RuleChange> {
    let side = |text: Option<String>| text.map(|text| RuleSide { text, place: None });
    (before != after).then(|| RuleChange {
        topic,
        subject: subject.to_owned(),
        before: side(before),
        after: side(after),
        loosens,
    })
}

/// A side with its place.
fn side(text: impl Into<String>, place: Option<Span>) -> RuleSide {
    RuleSide {
        text: text.into(),
        place,
    }
}

/// Environment variables that only one side reads. Both sides are read in the same run, so a value never differs.
fn read_from_environment(
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
    changes: &mut Vec<RuleChange>,
) {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        changes.extend(changed(
            RuleTopic::Environment,
            &format!("environment variable {name}"),
            before.get(name).cloned(),
            after.get(name).cloned(),
            after.contains_key(name),
        ));
    }
}

/// What the catalogs say of groups besides their names.
fn facts_of_groups(
    before: &BTreeMap<Arc<str>, GroupFacts>,
    after: &BTreeMap<Arc<str>, GroupFacts>,
    changes: &mut Vec<RuleChange>,
) {
    let none = GroupFacts::default();
    let mut names: Vec<&Arc<str>> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let old = before.get(name).unwrap_or(&none);
        let new = after.get(name).unwrap_or(&none);
        let GroupFacts {
            external_id,
            just_in_time,
        } = new;
        let value = |id: &Option<crate::source::Located<Arc<str>>>| {
            id.as_ref()
                .map(|id| side(id.value.to_string(), Some(id.span)))
        };
        let (old_id, new_id) = (value(&old.external_id), value(external_id));
        let id = |side: &Option<RuleSide>| side.as_ref().map(|side| side.text.clone());
        if id(&old_id) != id(&new_id) {
            changes.push(RuleChange {
                topic: RuleTopic::ExternalId,
                subject: format!("external_id of group {name}"),
                loosens: old_id.is_some(),
                before: old_id,
                after: new_id,
            });
        }
        let words = |flag: bool| Some(flag.to_string());
        changes.extend(changed(
            RuleTopic::JustInTime,
            &format!("just_in_time of group {name}"),
            words(old.just_in_time),
            words(*just_in_time),
            *just_in_time,
        ));
    }
}

/// Account types, used or not: a guardrail may hold by one.
fn types(
    old: &Catalog,
    after: &BTreeMap<Arc<str>, AccountType>,
    shown: &[SelectorChange],
    changes: &mut Vec<RuleChange>,
) {
    let before = &old.account_types;
    let guards = |name: &Arc<str>| {
        old.guardrails.iter().any(|guardrail| {
            let mut types = guardrail.reach.account_types.iter();
            types.any(|guarded| guarded.value == *name)
        })
    };
    let mut names: Vec<&Arc<str>> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let (old, new) = (before.get(name), after.get(name));
        let selects = |account_type: Option<&AccountType>| {
            let AccountType {
                selector,
                may_be_empty: _,
                span,
            } = account_type?;
            Some(side(selector.canonical().to_string(), Some(*span)))
        };
        let (was, is) = (selects(old), selects(new));
        let text = |side: &Option<RuleSide>| side.as_ref().map(|side| side.text.clone());
        let is_shown = shown.iter().any(|change| change.name == *name);
        if text(&was) != text(&is) && (!is_shown || guards(name)) {
            changes.push(RuleChange {
                topic: RuleTopic::AccountType,
                subject: format!("account type {name}"),
                before: was,
                after: is,
                loosens: guards(name),
            });
        }
        let may_be_empty = |account_type: Option<&AccountType>| {
            account_type.is_some_and(|account_type| account_type.may_be_empty)
        };
        let place = |account_type: Option<&AccountType>| account_type.map(|one| one.span);
        if may_be_empty(old) != may_be_empty(new) {
            changes.push(RuleChange {
                topic: RuleTopic::MayBeEmpty,
                subject: format!("may_be_empty of account type {name}"),
                before: old.map(|one| side(one.may_be_empty.to_string(), place(old))),
                after: new.map(|one| side(one.may_be_empty.to_string(), place(new))),
                loosens: may_be_empty(new),
            });
        }
    }
}

/// Whether a plan creates a group.
fn creates_group(plan: &Plan, name: &str) -> bool {
    plan.changes
        .iter()
        .any(|planned| matches!(&planned.change, Change::CreateGroup { group } if **group == *name))
}
