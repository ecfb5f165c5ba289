//! Which assignments are granted and which are revoked.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::super::RevocationReason;
use super::super::assignments::difference;
use super::Planner;
use crate::model::{Account, AccountAssignment, PermissionSetName};
use crate::source::Span;

/// Assignments after the plan of sets that replace others: a revocation of the set before takes nothing away from a
/// principal that has one of these in the same account.
type Successors = HashSet<AccountAssignment>;

/// Assignments to grant and to revoke, with their places and reasons.
#[derive(Default)]
pub(super) struct Moves {
    pub(super) granted: Vec<(AccountAssignment, Option<Span>)>,
    pub(super) revoked: Vec<(AccountAssignment, RevocationReason)>,
    /// Live assignments in accounts where nothing can be changed now.
    pub(super) left_alone: BTreeMap<Account, usize>,
    /// Sets that keep an assignment which cannot be revoked.
    pub(super) kept: BTreeMap<PermissionSetName, BTreeSet<Account>>,
}

impl Planner<'_> {
    /// Assignments to grant and to revoke, within the limit of the run.
    pub(super) fn assignments(&self) -> Moves {
        let (live, desired) = (
            &self.live.state.assignments,
            &self.desired.state.assignments,
        );
        let found = difference(live, desired);
        let mut moves = Moves::default();
        let mut successors = Successors::default();
        for index in found.granted {
            let Some(assignment) = desired.rows().get(index).and_then(|row| desired.get(*row))
            else {
                continue;
            };
            let allowed = !self.off_limits.contains(&assignment.permission_set);
            if allowed && self.scope.only.allows(&assignment) {
                let place = self.desired.rule(index).map(|rule| rule.place);
                if self
                    .desired
                    .renames
                    .contains_key(&assignment.permission_set)
                {
                    successors.insert(assignment.clone());
                }
                moves.granted.push((assignment, place));
            }
        }
        successors.extend(self.kept_under_a_new_name());
        for index in found.revoked {
            let Some(assignment) = live.rows().get(index).and_then(|row| live.get(*row)) else {
                continue;
            };
            if self.off_limits.contains(&assignment.permission_set) {
                continue;
            }
            if self
                .desired
                .inactive_accounts
                .contains_key(&assignment.account)
            {
                let account = assignment.account.clone();
                let set = assignment.permission_set.clone();
                *moves.left_alone.entry(account.clone()).or_default() += 1;
                moves.kept.entry(set).or_default().insert(account);
            } else if self.scope.only.allows(&assignment) {
                let reason = self.reason(&assignment, &successors);
                moves.revoked.push((assignment, reason));
            } else {
                let account = assignment.account.clone();
                moves
                    .kept
                    .entry(assignment.permission_set)
                    .or_default()
                    .insert(account);
            }
        }
        moves
    }

    /// The live assignments of sets that replace others, as far as they stay.
    fn kept_under_a_new_name(&self) -> Successors {
        if self.desired.renames.is_empty() {
            return Successors::default();
        }
        let live = &self.live.state.assignments;
        let desired = &self.desired.state.assignments;
        let replaces =
            |one: &AccountAssignment| self.desired.renames.contains_key(&one.permission_set);
        let living: Successors = live.iter().filter(replaces).collect();
        let asked: Successors = desired.iter().filter(replaces).collect();
        // A run that is limited may leave what the catalog does not ask for.
        let stays = |one: &AccountAssignment| asked.contains(one) || !self.scope.only.allows(one);
        living.into_iter().filter(stays).collect()
    }

    fn reason(&self, assignment: &AccountAssignment, successors: &Successors) -> RevocationReason {
        let set = &assignment.permission_set;
        let under = |now: &PermissionSetName| AccountAssignment {
            permission_set: now.clone(),
            ..assignment.clone()
        };
        let replaced = self
            .desired
            .successors(set)
            .find(|now| successors.contains(&under(now)));
        // What has expired under the name of before has expired under the new one, and the other way round.
        let expired = || {
            let names = std::iter::once(set).chain(self.desired.successors(set));
            let last_days = names.filter_map(|name| self.desired.expired.last_day(&under(name)));
            last_days.max()
        };
        if assignment.principal.is_orphan() {
            RevocationReason::PrincipalDeleted
        } else if let Some(now) = replaced {
            RevocationReason::PermissionSetRenamed(now.clone())
        } else if let Some(last_day) = expired() {
            RevocationReason::Expired(last_day)
        } else if !self.desired.state.permission_sets.contains_key(set) {
            RevocationReason::PermissionSetDeleted
        } else {
            RevocationReason::NotInCatalog
        }
    }
}
