//! Accounts: those that nobody reaches, and the one that a delegated administrator cannot.

use std::collections::BTreeSet;

use super::code::FindingCode;
use super::examined::Examined;
use super::finding::Finding;
use super::severity::Severity;
use crate::model::{AccountId, AccountState};

pub(super) fn examine(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    without_access(examined, findings);
    delegated(examined, findings);
}

fn without_access(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    let reached: BTreeSet<AccountId> = examined
        .snapshot
        .permission_sets
        .iter()
        .flat_map(|set| &set.accounts)
        .filter(|(_, there)| !(there.groups.is_empty() && there.users.is_empty()))
        .map(|(account, _)| *account)
        .collect();
    for account in examined.accounts() {
        let active = AccountState::parse(&account.state) == AccountState::Active;
        if active && !reached.contains(&account.id) {
            findings.push(Finding::new(
                FindingCode::AccountWithoutAccess,
                format!("account {}", examined.name(account.id)),
                "no permission set is assigned there",
            ));
        }
    }
}

/// Sets that are assigned in the management account, where a delegated administrator is registered. For a caller
/// who is that administrator they are out of reach, whatever else is changed about them.
fn delegated(examined: &Examined<'_>, findings: &mut Vec<Finding>) {
    let Some(organization) = &examined.snapshot.organization else {
        return;
    };
    let management = organization.management_account;
    let caller = examined.snapshot.caller.as_ref().map(|one| one.account);
    let is_caller = caller.is_some_and(|account| account != management);
    let administrators = &organization.delegated_administrators;
    if administrators.is_empty() && !is_caller {
        return;
    }
    let who = match caller.filter(|_| is_caller) {
        Some(account) => format!("from {}, where you are", examined.name(account)),
        None => format!(
            "from {}",
            examined.account_names(administrators.iter().copied())
        ),
    };
    for set in &examined.snapshot.permission_sets {
        if !set.accounts.contains_key(&management) {
            continue;
        }
        let mut finding = Finding::new(
            FindingCode::DelegatedManagementAccount,
            format!("permission set {}", set.name),
            format!(
                "it is assigned in {}, so nothing about it can be changed {who}",
                examined.name(management)
            ),
        );
        if is_caller {
            finding.severity = Severity::Problem;
        }
        findings.push(finding);
    }
}
