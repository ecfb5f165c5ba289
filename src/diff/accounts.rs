//! The accounts of both sides, so that one account is the same on both.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::desired;
use crate::diagnostic::Diagnostics;
use crate::model::{
    Account, AccountId, AccountPattern, Assignments, AssignmentsBuilder, Catalog, Desired,
    Directory, OrganizationAccount, Target,
};

/// The accounts of the catalog after. Names are taken on trust: whether groups exist is for a plan to find out.
pub(super) fn directory(
    catalog: &Catalog,
    known: Option<&Directory>,
    diagnostics: &mut Diagnostics,
) -> Directory {
    let Some(known) = known else {
        return desired::directory_of_catalog(catalog);
    };
    let mut directory = known.clone();
    directory.principals = None;
    desired::apply_account_map(&mut directory, catalog, diagnostics);
    directory
}

/// The accounts of the catalog before, with those that it names and that are gone since.
pub(super) fn directory_before(catalog: &Catalog, known: Option<&Directory>) -> Directory {
    let mut directory = directory(catalog, known, &mut Diagnostics::default());
    let names: BTreeSet<Arc<str>> = directory
        .accounts
        .iter()
        .map(|entry| Arc::clone(entry.name()))
        .collect();
    let ids: BTreeSet<AccountId> = directory
        .accounts
        .iter()
        .filter_map(|entry| entry.account.id)
        .collect();
    let map = catalog.account_map.iter().flatten();
    let mut gone: BTreeSet<Account> = map
        .filter(|(_, id)| !ids.contains(&id.value))
        .map(|(name, id)| Account {
            name: Arc::clone(name),
            id: Some(id.value),
        })
        .collect();
    for rule in &catalog.rules {
        let Target::Account(account) = &rule.target else {
            continue;
        };
        match &account.value {
            AccountPattern::Name(name)
                if !names.contains(name) && !gone.iter().any(|known| known.name == *name) =>
            {
                gone.insert(Account {
                    name: Arc::clone(name),
                    id: None,
                });
            }
            AccountPattern::Id(id)
                if !ids.contains(id) && !gone.iter().any(|known| known.id == Some(*id)) =>
            {
                gone.insert(Account {
                    name: id.to_string().into(),
                    id: Some(*id),
                });
            }
            _ => {}
        }
    }
    let gone = gone.into_iter().map(OrganizationAccount::new);
    directory.accounts.extend(gone);
    directory.accounts.sort_by(|a, b| a.account.cmp(&b.account));
    directory
}

/// Adds the ids to the names of accounts that are called otherwise than before, and to names that mean another account:
/// a name alone would say two things.
pub(super) fn show_changed_ids(
    before: &Catalog,
    after: &Catalog,
    directories: [&mut Directory; 2],
) {
    let none = BTreeMap::new();
    let (before, after) = (
        before.account_map.as_ref().unwrap_or(&none),
        after.account_map.as_ref().unwrap_or(&none),
    );
    let mut changed: BTreeSet<AccountId> = BTreeSet::new();
    for (name, now) in after {
        if let Some(was) = before.get(name).filter(|was| was.value != now.value) {
            changed.extend([was.value, now.value]);
        }
    }
    for entry in directories.into_iter().flat_map(|one| &mut one.accounts) {
        if entry.account.id.is_some_and(|id| changed.contains(&id)) {
            entry.called = Some(Arc::clone(entry.name()));
            entry.account = entry.account.with_id_shown();
        }
    }
}

/// The catalog with account types that may select nothing: an organizational unit that is gone since is no error of
/// the catalog before.
pub(super) fn lenient(catalog: &Catalog) -> Catalog {
    let mut catalog = catalog.clone();
    for account_type in catalog.account_types.values_mut() {
        account_type.may_be_empty = true;
    }
    catalog
}

/// The state before, with accounts called as they are called after: by their ids, and where one of the catalogs has
/// no ids, by their names.
pub(super) fn called_as_in(mut before: Desired, after: &Desired, directory: &Directory) -> Desired {
    let now = Now::new(
        directory
            .accounts
            .iter()
            .map(|entry| &entry.account)
            .chain(after.state.assignments.accounts()),
    );
    before.state.assignments = renamed(&before.state.assignments, &now);
    before
}

/// The accounts after, by id and by name.
struct Now {
    by_id: HashMap<AccountId, Account>,
    by_name: BTreeMap<Arc<str>, Option<Account>>,
}

impl Now {
    fn new<'a>(accounts: impl Iterator<Item = &'a Account>) -> Self {
        let mut now = Self {
            by_id: HashMap::new(),
            by_name: BTreeMap::new(),
        };
        for account in accounts {
            if let Some(id) = account.id {
                now.by_id.insert(id, account.clone());
            }
            now.by_name
                .entry(account.catalog_name().into())
                // Names need not be unique: then a name tells nothing.
                .and_modify(|known| {
                    if known.as_ref() != Some(account) {
                        *known = None;
                    }
                })
                .or_insert_with(|| Some(account.clone()));
        }
        now
    }

    fn name(&self, account: &Account) -> Account {
        let by_id = account.id.and_then(|id| self.by_id.get(&id));
        let by_name = self.by_name.get(account.catalog_name());
        let by_name = by_name.and_then(Option::as_ref);
        let same = by_name.filter(|now| now.id.is_none() || account.id.is_none());
        by_id.or(same).unwrap_or(account).clone()
    }
}

fn renamed(assignments: &Assignments, now: &Now) -> Assignments {
    let mut builder = AssignmentsBuilder::default();
    let principals = assignments.per_principal(|principal| builder.principal(principal));
    let sets = assignments.per_permission_set(|set| builder.permission_set(set));
    let accounts = assignments.per_account(|account| builder.account(&now.name(account)));
    for one in assignments.iter() {
        builder.push(
            *principals.get(one.principal_key()),
            *sets.get(one.permission_set_key()),
            *accounts.get(one.account_key()),
            one.origin(),
        );
    }
    builder.finish()
}
