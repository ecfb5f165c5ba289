//! What happens to permission sets: created, adopted, edited, provisioned, deleted.

use std::collections::{BTreeSet, HashMap};

use super::super::{Change, Note, ProvisionReason, ProvisionTarget, permission_sets};
use super::Planner;
use super::moves::Moves;
use crate::model::{Account, LivePermissionSet, PermissionSet, PermissionSetName, Scan};
use crate::source::Span;

impl Planner<'_> {
    pub(super) fn permission_sets(&mut self, moves: &Moves) {
        let granted: BTreeSet<&PermissionSetName> = moves
            .granted
            .iter()
            .map(|(grant, _)| &grant.permission_set)
            .collect();
        let live_accounts = self.live_accounts();
        let desired = self.desired;
        for (name, after) in &desired.state.permission_sets {
            let place = desired.set_places.get(name).copied();
            if self.off_limits.contains(name) {
                continue;
            }
            if !self.scope.only.allows_set(name) {
                continue;
            }
            let may_edit = self.scope.only.allows_edits();
            let known = self.live.permission_sets.get(name);
            let Some((live, before)) = known.zip(self.live.state.permission_sets.get(name)) else {
                if may_edit || granted.contains(name) {
                    self.create_set(after, place);
                }
                continue;
            };
            let edits = permission_sets::edit(before, after);
            let adopted = !self.governs(live);
            if !may_edit {
                if adopted || !edits.is_empty() {
                    let permission_set = name.clone();
                    self.notes.push(Note::OutsideLimit { permission_set });
                }
                if self.scope.only.principals.is_none() {
                    self.provision(name, live, false, &live_accounts, place);
                }
                continue;
            }
            if adopted {
                let change = Change::AdoptPermissionSet {
                    permission_set: name.clone(),
                    from: live.governed_by.clone(),
                };
                self.push(change, place);
            }
            let edited = edits.iter().any(Change::edits_permission_set);
            for change in edits {
                self.push(change, place);
            }
            self.provision(name, live, edited, &live_accounts, place);
        }
        self.delete_sets(moves);
    }

    fn create_set(&mut self, after: &PermissionSet, place: Option<Span>) {
        let renamed = self.desired.renames.get(&after.name);
        let previously = renamed
            .map(|before| before.value.clone())
            .filter(|before| self.live.permission_sets.contains_key(before));
        if let Some(before) = &previously {
            self.notes.push(Note::RoleChanges {
                before: before.clone(),
                after: after.name.clone(),
            });
        }
        for change in permission_sets::create(after, previously) {
            self.push(change, place);
        }
    }

    /// The accounts in which each set is known to be assigned.
    fn live_accounts(&self) -> HashMap<PermissionSetName, BTreeSet<Account>> {
        let assignments = &self.live.state.assignments;
        let mut pairs: Vec<(u32, u32)> = assignments
            .rows()
            .iter()
            .map(|row| (row.permission_set, row.account))
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut accounts: HashMap<PermissionSetName, BTreeSet<Account>> = HashMap::new();
        for (set, account) in pairs {
            let set = assignments.permission_sets().get(set as usize);
            let account = assignments.accounts().get(account as usize);
            if let (Some(set), Some(account)) = (set, account) {
                accounts
                    .entry(set.clone())
                    .or_default()
                    .insert(account.clone());
            }
        }
        accounts
    }

    /// Brings a set that is edited, or was edited before, to the accounts that have it.
    fn provision(
        &mut self,
        name: &PermissionSetName,
        live: &LivePermissionSet,
        edited: bool,
        live_accounts: &HashMap<PermissionSetName, BTreeSet<Account>>,
        place: Option<Span>,
    ) {
        let inactive = &self.desired.inactive_accounts;
        let outdated = live
            .outdated
            .iter()
            .filter(|account| !inactive.contains_key(*account));
        let mut accounts: BTreeSet<Account> = outdated
            .filter(|account| self.scope.only.allows_account(account))
            .cloned()
            .collect();
        let (target, reason) = if edited {
            let assigned = live_accounts.get(name).into_iter().flatten();
            let blocked = assigned
                .clone()
                .any(|account| inactive.contains_key(account));
            accounts.extend(
                assigned
                    .filter(|account| !inactive.contains_key(*account))
                    .cloned(),
            );
            if accounts.is_empty() && self.live.scan == Scan::Full {
                return;
            }
            // An account that cannot be changed now would fail the operation that addresses all of them.
            let target = if blocked {
                ProvisionTarget::ListedAccounts
            } else {
                ProvisionTarget::AllProvisionedAccounts
            };
            (target, ProvisionReason::Edited)
        } else {
            (ProvisionTarget::ListedAccounts, ProvisionReason::Outdated)
        };
        if !edited && accounts.is_empty() {
            return;
        }
        let change = Change::ProvisionPermissionSet {
            permission_set: name.clone(),
            accounts,
            target,
            reason,
        };
        self.push(change, place);
    }

    /// Deletes the sets that this catalog governs and no longer has.
    fn delete_sets(&mut self, moves: &Moves) {
        let live = self.live;
        for (name, set) in &live.permission_sets {
            let renamed = self
                .desired
                .renames
                .values()
                .any(|before| before.value == *name);
            let ours = self.governs(set) || (renamed && !self.off_limits.contains(name));
            let wanted = self.desired.state.permission_sets.contains_key(name);
            if !ours
                || wanted
                || self.off_limits.contains(name)
                || !self.scope.only.allows_set(name)
            {
                continue;
            }
            if !self.scope.only.allows_edits() {
                let permission_set = name.clone();
                self.notes.push(Note::OutsideLimit { permission_set });
                continue;
            }
            match moves.kept.get(name) {
                Some(accounts) => self.notes.push(Note::PermissionSetKept {
                    permission_set: name.clone(),
                    accounts: accounts.iter().cloned().collect(),
                }),
                None => {
                    let permission_set = name.clone();
                    let place = self
                        .desired
                        .renames
                        .values()
                        .find(|before| before.value == *name)
                        .map(|before| before.span);
                    self.push(Change::DeletePermissionSet { permission_set }, place);
                }
            }
        }
    }
}
