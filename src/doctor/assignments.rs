//! Assignments and permission sets: orphans, old versions, roles for nobody.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::code::FindingCode;
use super::examined::Examined;
use super::finding::Finding;
use crate::model::{AccountId, PrincipalId, PrincipalType};

pub(super) fn examine(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    orphans(examined, findings);
    for set in &examined.snapshot.permission_sets {
        let subject = format!("permission set {}", set.name);
        let among = |wanted: &dyn Fn(&crate::model::snapshot::Provisioned) -> bool| {
            let found = set.accounts.iter().filter(|(_, there)| wanted(there));
            let found: Vec<AccountId> = found.map(|(account, _)| *account).collect();
            (!found.is_empty()).then(|| examined.account_names(found))
        };
        if let Some(accounts) = among(&|there| there.outdated) {
            findings.push(Finding::new(
                FindingCode::OutdatedPermissionSet,
                subject.clone(),
                format!("in {accounts}"),
            ));
        }
        let nobody = |there: &crate::model::snapshot::Provisioned| {
            there.groups.is_empty() && there.users.is_empty()
        };
        if let Some(accounts) = among(&nobody) {
            findings.push(Finding::new(
                FindingCode::UnassignedPermissionSet,
                subject,
                format!("in {accounts}"),
            ));
        }
    }
}

/// What an orphan still holds: sets, and accounts.
type Held<'a> = (BTreeSet<&'a str>, BTreeSet<AccountId>);

fn orphans(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    let store = &examined.snapshot.identity_store;
    let groups: HashSet<&PrincipalId> = store.groups.iter().map(|group| &group.id).collect();
    let users: HashSet<&PrincipalId> = store.users.iter().map(|user| &user.id).collect();
    let mut gone: BTreeMap<(PrincipalType, &PrincipalId), Held<'_>> = BTreeMap::new();
    for set in &examined.snapshot.permission_sets {
        for (account, there) in &set.accounts {
            let named = [
                (PrincipalType::Group, &there.groups, &groups),
                (PrincipalType::User, &there.users, &users),
            ];
            for (kind, ids, known) in named {
                for id in ids.iter().filter(|id| !known.contains(id)) {
                    let (sets, accounts) = gone.entry((kind, id)).or_default();
                    sets.insert(&set.name);
                    accounts.insert(*account);
                }
            }
        }
    }
    for ((kind, id), (sets, accounts)) in gone {
        let sets: Vec<&str> = sets.into_iter().collect();
        findings.push(Finding::new(
            FindingCode::OrphanedAssignment,
            format!("{kind} {id}"),
            format!(
                "still has {} in {}",
                sets.join(", "),
                examined.account_names(accounts)
            ),
        ));
    }
}
