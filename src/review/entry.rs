//! The entries of a catalog, as a review looks at them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::desired::can_expand;
use crate::model::{
    AccountState, Catalog, Directory, EntryFacts, PermissionSetName, PrincipalType, Rule, Target,
};
use crate::revision::LineChange;
use crate::risk::Classification;
use crate::source::{SourceId, Sources, Span};

/// Where an entry gives access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// In one account.
    Account(String),
    /// In the accounts of a type.
    AccountType(Arc<str>),
}

/// A permission set of an entry.
#[derive(Debug, Clone)]
pub struct Held {
    /// Its name.
    pub name: PermissionSetName,
    /// Where the entry names it.
    pub place: Span,
    /// How dangerous it is, and why; `None` for a set that is no longer in the catalog.
    pub danger: Option<Arc<Classification>>,
}

/// What one principal has on one target.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// Group or user.
    pub kind: PrincipalType,
    /// The principal's name.
    pub principal: &'a str,
    /// Where.
    pub target: Where,
    /// In how many accounts; `None` where the organization has to be known for that, and is not.
    pub accounts: Option<usize>,
    /// What.
    pub sets: Vec<Held>,
    /// What the entry says of itself.
    pub facts: &'a EntryFacts,
    /// Where the entry begins.
    pub place: Span,
    /// Whether its last day is over.
    pub is_over: bool,
    /// Its last change; `None` where that is not known, and for one that is not committed.
    pub changed: Option<LineChange>,
}

impl Entry<'_> {
    /// The lines by which one sees when the entry was changed last: its own, and those that say something of it.
    pub fn lines(&self, sources: &Sources) -> BTreeSet<(SourceId, usize)> {
        let facts = self.facts;
        let texts = [&facts.owner, &facts.reason, &facts.ticket];
        let texts = texts.into_iter().flatten().map(|text| text.span);
        let days = [facts.expires, facts.review_by];
        let days = days.into_iter().flatten().map(|day| day.span);
        let sets = self.sets.iter().map(|held| held.place);
        let spans = texts.chain(days).chain(sets).chain([self.place]);
        spans
            .map(|span| (span.source, sources.line(span)))
            .collect()
    }
}

/// The entries of a catalog. `expired` are the rules that were taken out of it.
pub fn entries<'a>(
    catalog: &'a Catalog,
    expired: &'a [Rule],
    directory: &Directory,
) -> Vec<Entry<'a>> {
    let dangers: BTreeMap<&PermissionSetName, Arc<Classification>> = catalog
        .permission_sets
        .iter()
        .map(|(name, entry)| (name, Arc::new(Classification::of(&entry.set))))
        .collect();
    let numbers = numbers(catalog, directory);
    let mut entries: Vec<Entry<'a>> = Vec::new();
    let mut last: Option<&Rule> = None;
    let standing = catalog.rules.iter().map(|rule| (rule, false));
    for (rule, is_over) in standing.chain(expired.iter().map(|rule| (rule, true))) {
        let held = Held {
            name: rule.permission_set.value.clone(),
            place: rule.permission_set.span,
            danger: dangers.get(&rule.permission_set.value).cloned(),
        };
        let of_one_entry = |last: &Rule| {
            last.target == rule.target && last.kind == rule.kind && last.principal == rule.principal
        };
        match entries.last_mut() {
            Some(entry) if entry.is_over == is_over && last.is_some_and(of_one_entry) => {
                entry.sets.push(held);
            }
            _ => entries.push(Entry {
                kind: rule.kind,
                principal: &rule.principal.value,
                target: target(rule),
                accounts: match &rule.target {
                    Target::AccountType(name) => numbers.get(&*name.value).copied(),
                    Target::Account(_) => Some(1),
                },
                sets: vec![held],
                facts: &rule.facts,
                place: rule.principal.span,
                is_over,
                changed: None,
            }),
        }
        last = Some(rule);
    }
    entries.sort_by_key(|entry| entry.place);
    entries
}

fn target(rule: &Rule) -> Where {
    match &rule.target {
        Target::Account(account) => Where::Account(account.value.to_string()),
        Target::AccountType(name) => Where::AccountType(Arc::clone(&name.value)),
    }
}

/// How many active accounts each type has that can be expanded.
fn numbers<'a>(catalog: &'a Catalog, directory: &Directory) -> BTreeMap<&'a str, usize> {
    let types = catalog.account_types.iter();
    let known = types.filter(|(_, account_type)| can_expand(account_type, directory));
    known
        .map(|(name, account_type)| {
            let accounts = account_type.selector.select(directory);
            let active = accounts.filter(|entry| entry.state == AccountState::Active);
            (&**name, active.count())
        })
        .collect()
}
