//! Account types whose accounts cannot be told: without the organization, a type by organizational unit stays a name.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use crate::desired;
use crate::model::{Account, AccountPattern, Catalog, Directory, OrganizationAccount, Target};
use crate::source::{Located, Span};

/// The types that both sides of a comparison leave unexpanded. One side alone is not enough: a name on one side and
/// accounts on the other could not be compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SymbolicTypes {
    names: BTreeSet<Arc<str>>,
}

/// A type that is not expanded and selects otherwise than before.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectorChange {
    /// The type.
    pub name: Arc<str>,
    /// What it selected, as the catalog would write it.
    pub before: Value,
    /// What it selects.
    pub after: Value,
    /// Where its name is written in the catalog after.
    pub place: Span,
}

impl SymbolicTypes {
    pub(super) fn of<'a>(sides: impl Iterator<Item = (&'a Catalog, &'a Directory)>) -> Self {
        let names = sides.flat_map(|(catalog, directory)| {
            catalog
                .used_account_types()
                .filter(|(_, account_type)| !desired::can_expand(account_type, directory))
                .map(|(name, _)| Arc::clone(name))
        });
        Self {
            names: names.collect(),
        }
    }

    /// The types, sorted.
    pub fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        self.names.iter()
    }

    /// Whether every type could be expanded.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The account type that an account stands for, if it stands for one.
    pub fn stands_for(&self, account: &Account) -> Option<&Arc<str>> {
        let name = account.name.strip_prefix(PREFIX)?;
        self.names.get(name).filter(|_| account.id.is_none())
    }

    /// The catalog with each such type as one account of its own.
    pub(super) fn apply(&self, catalog: &Catalog) -> Catalog {
        let mut catalog = catalog.clone();
        for rule in &mut catalog.rules {
            if let Target::AccountType(name) = &rule.target
                && self.names.contains(&name.value)
            {
                let account = AccountPattern::Name(stand_in(&name.value));
                rule.target = Target::Account(Located::new(account, name.span));
            }
        }
        catalog
    }

    /// The accounts that stand for types.
    pub fn stand_ins(&self) -> impl Iterator<Item = Account> + '_ {
        self.names.iter().map(|name| Account {
            name: stand_in(name),
            id: None,
        })
    }

    /// A directory that has the accounts that stand for types, too.
    pub(super) fn add_to(&self, directory: &Directory) -> Directory {
        let mut directory = directory.clone();
        let stand_ins = self.stand_ins().map(OrganizationAccount::new);
        directory.accounts.extend(stand_ins);
        directory.accounts.sort_by(|a, b| a.account.cmp(&b.account));
        directory
    }

    /// The types that are used and select otherwise than before.
    pub(super) fn changes(&self, before: Option<&Catalog>, after: &Catalog) -> Vec<SelectorChange> {
        let of = |catalog: &Catalog, name: &Arc<str>| {
            let mut used = catalog.used_account_types();
            let (_, found) = used.find(|(used, _)| *used == name)?;
            Some((found.selector.canonical(), found.span))
        };
        // A type that is used anew, or no longer, shows in the grants by it.
        let change = |name: &Arc<str>| {
            let (before, _) = of(before?, name)?;
            let (after, place) = of(after, name)?;
            (before != after).then(|| SelectorChange {
                name: Arc::clone(name),
                before,
                after,
                place,
            })
        };
        self.names.iter().filter_map(change).collect()
    }
}

const PREFIX: &str = "account type ";

pub(super) fn stand_in(name: &str) -> Arc<str> {
    format!("{PREFIX}{name}").into()
}
