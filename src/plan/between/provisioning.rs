//! Which accounts an edited permission set is provisioned to, and which keep a role that nobody is assigned to.

use std::collections::{BTreeSet, HashMap};

use super::super::{Change, Note, ProvisionReason, ProvisionTarget};
use super::Planner;
use super::moves::Moves;
use crate::model::{Account, AssignmentRef, Live, LivePermissionSet, PermissionSetName};
use crate::source::Span;

/// The most accounts that one operation for all of them reaches (AWS, "Quotas and limits in IAM Identity Center").
const AT_ONCE: usize = 3_500;

type Accounts = HashMap<PermissionSetName, BTreeSet<Account>>;

/// Where permission sets are assigned, and where this plan assigns them.
pub(super) struct Places {
    assigned: Accounts,
    granted: Accounts,
}

impl Places {
    pub(super) fn of(live: &Live, moves: &Moves) -> Self {
        let assignments = &live.state.assignments;
        let key = |one: &AssignmentRef<'_>| (one.permission_set_key(), one.account_key());
        let mut pairs: Vec<AssignmentRef<'_>> = assignments.iter().collect();
        pairs.sort_unstable_by_key(key);
        pairs.dedup_by_key(|one| key(one));
        let pairs = pairs.into_iter();
        let pairs = pairs.map(|one| (one.permission_set(), one.account()));
        let granted = moves.granted.iter();
        Self {
            assigned: collect(pairs),
            granted: collect(granted.map(|(grant, _)| (&grant.permission_set, &grant.account))),
        }
    }

    fn assigned(&self, name: &PermissionSetName) -> impl Iterator<Item = &Account> + Clone {
        self.assigned.get(name).into_iter().flatten()
    }

    fn grants(&self, name: &PermissionSetName, account: &Account) -> bool {
        let granted = self.granted.get(name);
        granted.is_some_and(|granted| granted.contains(account))
    }
}

fn collect<'a>(
    pairs: impl Iterator<Item = (&'a PermissionSetName, &'a Account)>,
) -> HashMap<PermissionSetName, BTreeSet<Account>> {
    let mut accounts = Accounts::new();
    for (set, account) in pairs {
        let known = accounts.entry(set.clone()).or_default();
        known.insert(account.clone());
    }
    accounts
}

impl Planner<'_> {
    /// Brings a set that is edited, or was edited before, to the accounts that have it. After an edit that always
    /// happens: no list that could show that it is not needed is promised to be up to date.
    pub(super) fn provision(
        &mut self,
        (name, live): (&PermissionSetName, &LivePermissionSet),
        edited: bool,
        places: &Places,
        place: Option<Span>,
    ) {
        let inactive = &self.desired.inactive_accounts;
        let is_active = |account: &&Account| !inactive.contains_key(*account);
        // Provisioning an account by its id makes a role there even where it is gone by then, so an account in which
        // nobody is assigned, and nobody will be, is left out.
        let is_left =
            |account: &Account| live.unassigned.contains(account) && !places.grants(name, account);
        let outdated = live.outdated.iter().filter(is_active);
        let outdated = outdated.filter(|account| self.scope.only.allows_account(account));
        let mut accounts: BTreeSet<Account> = outdated.cloned().collect();
        if !edited {
            accounts.retain(|account| !is_left(account));
            if !accounts.is_empty() {
                self.push_provisioning(
                    name,
                    accounts,
                    ProvisionTarget::ListedAccounts,
                    ProvisionReason::Outdated,
                    place,
                );
            }
            return;
        }
        let known = places
            .assigned(name)
            .chain(live.provisioned.iter().flatten());
        // An account that cannot be changed now would fail the operation that addresses all of them.
        let blocked = known.clone().any(|account| inactive.contains_key(account));
        accounts.extend(known.filter(is_active).cloned());
        if accounts.is_empty() && live.provisioned.is_none() {
            return;
        }
        let target = match blocked || accounts.len() > AT_ONCE {
            true => ProvisionTarget::ListedAccounts,
            false => ProvisionTarget::AllProvisionedAccounts,
        };
        if target == ProvisionTarget::ListedAccounts {
            accounts.retain(|account| !is_left(account));
            if accounts.is_empty() {
                return;
            }
        }
        self.push_provisioning(name, accounts, target, ProvisionReason::Edited, place);
    }

    fn push_provisioning(
        &mut self,
        name: &PermissionSetName,
        accounts: BTreeSet<Account>,
        target: ProvisionTarget,
        reason: ProvisionReason,
        place: Option<Span>,
    ) {
        let change = Change::ProvisionPermissionSet {
            permission_set: name.clone(),
            accounts,
            target,
            reason,
        };
        self.push(change, place);
    }

    /// Notes the sets of this catalog that AWS lists as provisioned in accounts where nobody is assigned to them, now
    /// and after this plan.
    pub(super) fn note_unassigned(&mut self, moves: &Moves) {
        let live = self.live;
        let places = Places::of(live, moves);
        for (name, set) in &live.permission_sets {
            let concerns = self.desired.state.permission_sets.contains_key(name);
            if self.off_limits.contains(name)
                || !(self.governs(set) || concerns)
                || !self.scope.only.allows_set(name)
            {
                continue;
            }
            let left = set.unassigned.iter();
            let left = left.filter(|account| {
                self.scope.only.allows_account(account) && !places.grants(name, account)
            });
            let accounts: Vec<Account> = left.cloned().collect();
            if !accounts.is_empty() {
                self.notes.push(Note::Unassigned {
                    permission_set: name.clone(),
                    accounts,
                });
            }
        }
    }
}
