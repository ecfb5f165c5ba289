//! Who has access past the catalog's groups: users assigned directly, users who are disabled, sets that no catalog
//! manages.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::code::FindingCode;
use super::examined::Examined;
use super::finding::Finding;
use super::severity::Severity;
use crate::model::snapshot::{PermissionSet, User};
use crate::model::{
    AccountId, Directory, OWNERSHIP_TAG, PrincipalId, PrincipalType, Target, is_control_tower_name,
};
use crate::risk;

pub(super) fn examine(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    direct(examined, findings);
    disabled(examined, findings);
    unmanaged(examined, findings);
}

/// Users that are assigned directly, except where the catalog asks for it.
fn direct(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    let asked = Asked::of(examined);
    let users = users_by_id(examined);
    for set in &examined.snapshot.permission_sets {
        let mut found: BTreeMap<&str, BTreeSet<AccountId>> = BTreeMap::new();
        for (account, there) in &set.accounts {
            let known = there.users.iter().filter_map(|id| users.get(id));
            for user in known.filter(|user| !asked.asks(user, set, *account)) {
                found.entry(&user.user_name).or_default().insert(*account);
            }
        }
        let severity = match is_administrator(set) {
            true => Severity::Problem,
            false => FindingCode::UserAssignedDirectly.severity(),
        };
        findings.extend(found.into_iter().map(|(user, accounts)| Finding {
            severity,
            ..Finding::new(
                FindingCode::UserAssignedDirectly,
                format!("user {user}"),
                format!("has {} in {}", set.name, examined.account_names(accounts)),
            )
        }));
    }
}

/// Whether a set is administrator-equivalent. One that AWS would not have cannot be classified.
fn is_administrator(set: &PermissionSet) -> bool {
    let observed = set.observed();
    observed.is_ok_and(|set| risk::is_administrator(&set))
}

fn users_by_id<'a>(examined: &Examined<'a>) -> HashMap<&'a PrincipalId, &'a User> {
    let users = examined.snapshot.identity_store.users.iter();
    users.map(|user| (&user.id, user)).collect()
}

/// What a catalog gives to users by their names.
struct Asked<'a, 'e> {
    examined: &'e Examined<'a>,
    directory: Option<Directory>,
}

impl<'a, 'e> Asked<'a, 'e> {
    fn of(examined: &'e Examined<'a>) -> Self {
        let rules = examined.catalog.iter().flat_map(|catalog| &catalog.rules);
        let mut users = rules.filter(|rule| rule.kind == PrincipalType::User);
        let directory = users.next().map(|_| examined.snapshot.directory());
        Self {
            examined,
            directory,
        }
    }

    fn asks(&self, user: &User, set: &PermissionSet, account: AccountId) -> bool {
        let Some((catalog, directory)) = self.examined.catalog.zip(self.directory.as_ref()) else {
            return false;
        };
        let Some(account) = directory.account(account) else {
            return false;
        };
        catalog.rules.iter().any(|rule| {
            let is_meant = rule.kind == PrincipalType::User
                && *rule.principal.value == user.user_name
                && rule.permission_set.value.as_str() == set.name;
            is_meant
                && match &rule.target {
                    Target::Account(pattern) => pattern.value.matches(account),
                    Target::AccountType(name) => {
                        let account_type = catalog.account_types.get(&name.value);
                        account_type.is_some_and(|one| one.selector.selects(account, directory))
                    }
                }
        })
    }
}

/// Disabled users that have access, directly or through a group.
fn disabled(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    let store = &examined.snapshot.identity_store;
    let names: HashMap<&PrincipalId, &str> = store
        .groups
        .iter()
        .map(|group| {
            (
                &group.id,
                group.display_name.as_deref().unwrap_or(group.id.as_str()),
            )
        })
        .collect();
    for user in store.users.iter().filter(|user| user.is_disabled()) {
        let memberships = store.memberships.iter().filter(|one| one.user == user.id);
        let groups: BTreeSet<&PrincipalId> = memberships.map(|one| &one.group).collect();
        let mut held: BTreeMap<(Option<&str>, &str), BTreeSet<AccountId>> = BTreeMap::new();
        for set in &examined.snapshot.permission_sets {
            for (account, there) in &set.accounts {
                let direct = there.users.contains(&user.id).then_some(None);
                let through = there.groups.iter().filter(|id| groups.contains(id));
                let through = through.filter_map(|id| names.get(id).copied().map(Some));
                for via in direct.into_iter().chain(through) {
                    held.entry((via, &set.name)).or_default().insert(*account);
                }
            }
        }
        findings.extend(held.into_iter().map(|((via, set), accounts)| {
            let accounts = examined.account_names(accounts);
            let via = via.map_or_else(String::new, |group| format!(" through group {group}"));
            Finding::new(
                FindingCode::DisabledUserWithAccess,
                format!("user {}", user.user_name),
                format!("has {set} in {accounts}{via}"),
            )
        }));
    }
}

/// Assigned sets without the tag of a catalog. Those of AWS Control Tower are expected to have none.
fn unmanaged(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    for set in &examined.snapshot.permission_sets {
        if set.tags.contains_key(OWNERSHIP_TAG) || is_control_tower_name(&set.name) {
            continue;
        }
        let assigned = set.accounts.iter();
        let assigned =
            assigned.filter(|(_, there)| !(there.groups.is_empty() && there.users.is_empty()));
        let accounts: Vec<AccountId> = assigned.map(|(account, _)| *account).collect();
        if !accounts.is_empty() {
            findings.push(Finding::new(
                FindingCode::UnmanagedPermissionSetWithAccess,
                format!("permission set {}", set.name),
                format!("is assigned in {}", examined.account_names(accounts)),
            ));
        }
    }
}
