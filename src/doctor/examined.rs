//! A snapshot with what several examinations look up.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::snapshot::{Account, Group, Instance};
use crate::model::{AccountId, Catalog, PrincipalId, Snapshot};

/// What is examined.
pub(super) struct Examined<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) catalog: Option<&'a Catalog>,
    names: HashMap<AccountId, &'a str>,
}

impl<'a> Examined<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, catalog: Option<&'a Catalog>) -> Self {
        let accounts = snapshot.organization.iter().flat_map(|one| &one.accounts);
        let mut names: HashMap<AccountId, &str> = accounts
            .map(|account| (account.id, account.name.as_str()))
            .collect();
        // The catalog's names rule, as they do in a plan.
        let map = catalog.and_then(|catalog| catalog.account_map.as_ref());
        for (name, id) in map.into_iter().flatten() {
            names.insert(id.value, name);
        }
        Self {
            snapshot,
            catalog,
            names,
        }
    }

    pub(super) fn groups(&self) -> &'a [Group] {
        &self.snapshot.identity_store.groups
    }

    pub(super) fn accounts(&self) -> impl Iterator<Item = &'a Account> {
        let organization = self.snapshot.organization.iter();
        organization.flat_map(|organization| &organization.accounts)
    }

    pub(super) fn instance(&self) -> Option<&'a Instance> {
        self.snapshot.organization_instance()
    }

    /// How an account is called; its id where the organization does not know it.
    pub(super) fn name(&self, account: AccountId) -> String {
        let name = self.names.get(&account).copied();
        name.map_or_else(|| account.to_string(), str::to_owned)
    }

    /// Names of accounts, sorted; of many the first, and how many more there are.
    pub(super) fn account_names(&self, accounts: impl IntoIterator<Item = AccountId>) -> String {
        const SHOWN: usize = 5;
        let names = accounts.into_iter().map(|account| self.name(account));
        let names: BTreeSet<String> = names.collect();
        let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
        match names.len().saturating_sub(SHOWN) {
            0 => shown.join(", "),
            more => format!("{} and {more} more", shown.join(", ")),
        }
    }

    /// How many members each group has; a group that is absent has none.
    pub(super) fn members(&self) -> BTreeMap<&'a PrincipalId, usize> {
        let mut members = BTreeMap::new();
        for membership in &self.snapshot.identity_store.memberships {
            *members.entry(&membership.group).or_default() += 1;
        }
        members
    }
}

/// A group with its name, for a subject.
pub(super) fn group_subject(group: &Group) -> String {
    match &group.display_name {
        Some(name) => format!("group {name}"),
        None => format!("group {}, which has no name", group.id),
    }
}
