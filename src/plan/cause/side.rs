//! A catalog with what it resolves to: which entries lead where.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::model::{
    Account, AccountAssignment, AccountId, Catalog, Desired, Directory, OrganizationAccount,
    PermissionSetName, PrincipalType, Target, Trace,
};

/// A catalog, and the directory against which it was resolved.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// What it resolves to.
    pub desired: &'a Desired,
    /// The accounts.
    pub directory: &'a Directory,
}

type Holding<'a> = (PrincipalType, &'a str, &'a PermissionSetName);

/// The same, indexed.
pub(super) struct Entries<'a> {
    pub(super) side: Side<'a>,
    targets: HashMap<Holding<'a>, Vec<&'a Target>>,
    principals: [BTreeSet<Arc<str>>; 2],
    by_id: HashMap<AccountId, &'a OrganizationAccount>,
    by_name: HashMap<&'a str, &'a OrganizationAccount>,
}

impl<'a> Entries<'a> {
    pub(super) fn of(side: Side<'a>) -> Self {
        let mut targets: HashMap<Holding<'a>, Vec<&'a Target>> = HashMap::new();
        for rule in &side.catalog.rules {
            let holding = (
                rule.kind,
                &*rule.principal.value,
                &rule.permission_set.value,
            );
            targets.entry(holding).or_default().push(&rule.target);
        }
        let accounts = &side.directory.accounts;
        let kinds = [PrincipalType::Group, PrincipalType::User];
        Self {
            side,
            targets,
            principals: kinds.map(|kind| named(side.catalog, kind)),
            by_id: accounts
                .iter()
                .filter_map(|entry| Some((entry.account.id?, entry)))
                .collect(),
            by_name: accounts
                .iter()
                .map(|entry| (&**entry.name(), entry))
                .collect(),
        }
    }

    /// Where entries give a principal a permission set.
    pub(super) fn targets<'s>(&'s self, one: &'s AccountAssignment) -> &'s [&'a Target] {
        let principal = &one.principal;
        let holding = (principal.kind, &*principal.name, &one.permission_set);
        self.targets.get(&holding).map_or(&[], Vec::as_slice)
    }

    pub(super) fn knows(&self, kind: PrincipalType, name: &str) -> bool {
        let [groups, users] = &self.principals;
        match kind {
            PrincipalType::Group => groups.contains(name),
            PrincipalType::User => users.contains(name),
        }
    }

    /// An account as the organization, or the account map, has it. Names need not be unique, so an id decides.
    pub(super) fn account(&self, account: &Account) -> Option<&'a OrganizationAccount> {
        match account.id {
            Some(id) => self.by_id.get(&id).copied(),
            None => self.by_name.get(&*account.name).copied(),
        }
    }

    /// The account types that select an account, as far as they are used and could be expanded.
    pub(super) fn types(&self, account: &OrganizationAccount) -> BTreeSet<Arc<str>> {
        let types = self.side.desired.account_types.iter();
        types
            .filter(|(_, accounts)| accounts.contains(&account.account))
            .map(|(name, _)| Arc::clone(name))
            .collect()
    }

    pub(super) fn selects(&self, target: &Target, account: &OrganizationAccount) -> bool {
        match target {
            Target::Account(pattern) => pattern.value.matches(account),
            Target::AccountType(name) => {
                let accounts = self.side.desired.account_types.get(&name.value);
                accounts.is_some_and(|accounts| accounts.contains(&account.account))
            }
        }
    }

    /// Each condition of an account type with its answer for an account.
    pub(super) fn trace(&self, name: &str, account: &OrganizationAccount) -> Option<Trace> {
        let account_type = self.side.catalog.account_types.get(name)?;
        Some(account_type.selector.trace(account, self.side.directory))
    }

    /// Whether an account type selects by organizational units.
    pub(super) fn asks_for_units(&self, name: &str) -> bool {
        let account_type = self.side.catalog.account_types.get(name);
        account_type.is_some_and(|one| one.selector.needs_organizational_units())
    }
}

/// The principals that the catalog names, be it in an entry that has expired.
fn named(catalog: &Catalog, kind: PrincipalType) -> BTreeSet<Arc<str>> {
    let mut names = catalog.principals(kind);
    let expired = catalog.expired.iter().filter(|rule| rule.kind == kind);
    names.extend(expired.map(|rule| Arc::clone(&rule.principal.value)));
    names
}

/// Whether two entries are for the same accounts, as they are written.
pub(super) fn same(one: &Target, other: &Target) -> bool {
    match (one, other) {
        (Target::Account(one), Target::Account(other)) => one.value == other.value,
        (Target::AccountType(one), Target::AccountType(other)) => one.value == other.value,
        _ => false,
    }
}
