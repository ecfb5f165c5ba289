//! Account types whose accounts are not known: without the organization, a type by organizational unit stays a name.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::accounts::can_expand;
use super::guardrails::check_guardrails;
use super::resolve;
use crate::diagnostic::Diagnostics;
use crate::model::{
    Account, AccountPattern, Catalog, Desired, Directory, OrganizationAccount, Target,
};
use crate::source::Located;

/// The types that at least one of several catalogs leaves unexpanded. In a comparison they stay names on both sides: a name
/// on one side and accounts on the other could not be compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SymbolicTypes {
    names: BTreeSet<Arc<str>>,
}

impl SymbolicTypes {
    /// Returns the types that any of these catalogs uses and that its accounts do not suffice to expand.
    pub fn of<'a>(sides: impl Iterator<Item = (&'a Catalog, &'a Directory)>) -> Self {
        let names = sides.flat_map(|(catalog, directory)| {
            catalog
                .used_account_types()
                .filter(|(_, account_type)| !can_expand(account_type, directory))
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
    pub fn apply(&self, catalog: &Catalog) -> Catalog {
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

    /// Returns whether a type is one of these.
    pub fn contains(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The accounts that stand for types.
    pub fn stand_ins(&self) -> impl Iterator<Item = Account> + '_ {
        self.names.iter().map(|name| Account {
            name: stand_in(name),
            id: None,
        })
    }

    /// Resolves a catalog, each such type as one account. Its guardrails are checked as far as they certainly hold: a
    /// guardrail for a type holds for what the catalog grants to the type.
    ///
    /// `None` if it cannot be resolved; the problems are in `diagnostics`.
    pub fn resolve(
        &self,
        catalog: &Catalog,
        directory: &Directory,
        diagnostics: &mut Diagnostics,
    ) -> Option<Desired> {
        check_guardrails(catalog, directory, diagnostics);
        self.resolve_unguarded(catalog, directory, diagnostics)
    }

    /// Resolves a catalog as [`SymbolicTypes::resolve`] does, without its guardrails.
    pub fn resolve_unguarded(
        &self,
        catalog: &Catalog,
        directory: &Directory,
        diagnostics: &mut Diagnostics,
    ) -> Option<Desired> {
        let mut catalog = self.apply(catalog);
        catalog.guardrails.clear();
        let resolved = resolve(&catalog, &self.add_to(directory), diagnostics)?;
        (!diagnostics.has_errors()).then_some(resolved)
    }

    /// A directory that has the accounts that stand for types, too.
    pub fn add_to(&self, directory: &Directory) -> Directory {
        let mut directory = directory.clone();
        let stand_ins = self.stand_ins().map(OrganizationAccount::new);
        directory.accounts.extend(stand_ins);
        directory.accounts.sort_by(|a, b| a.account.cmp(&b.account));
        directory
    }
}

const PREFIX: &str = "account type ";

/// Returns the name of the account that stands for a type.
pub fn stand_in(name: &str) -> Arc<str> {
    format!("{PREFIX}{name}").into()
}
