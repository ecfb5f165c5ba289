//! Which assignments are granted and which are revoked.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::super::RevocationReason;
use super::super::assignments::difference;
use super::Planner;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Account, AccountAssignment, AssignmentRef, Assignments, PermissionSetName};
use crate::source::Span;

/// Assignments that one plan may change: a change takes about half a kilobyte.
const MAX_CHANGES: usize = 1_000_000;
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

impl Moves {
    /// The accounts of live assignments that stay. An assignment of a principal that no longer exists gives nobody
    /// access, so it does not count.
    pub(super) fn kept_accounts(&self, live: &Assignments) -> BTreeSet<Account> {
        let mut staying: HashMap<&Account, usize> = HashMap::new();
        for one in live.iter().filter(|one| !one.principal().is_orphan()) {
            *staying.entry(one.account()).or_default() += 1;
        }
        for (revoked, _) in &self.revoked {
            if !revoked.principal.is_orphan()
                && let Some(count) = staying.get_mut(&revoked.account)
            {
                *count = count.saturating_sub(1);
            }
        }
        let staying = staying.into_iter().filter(|(_, count)| *count > 0);
        staying.map(|(account, _)| account.clone()).collect()
    }
}

impl Planner<'_> {
    /// Assignments to grant and to revoke, within the limit of the run.
    pub(super) fn assignments(&mut self) -> Moves {
        let (live, desired) = (self.live, self.desired);
        let (live, desired) = (&live.state.assignments, &desired.state.assignments);
        let found = difference(live, desired);
        let mut moves = Moves::default();
        let mut successors = Successors::default();
        for granted in found.granted {
            let assignment = granted.to_assignment();
            let allowed = !self.off_limits.contains(&assignment.permission_set);
            if allowed && self.scope.only.allows(&assignment) {
                let place = self.desired.rule(granted).map(|rule| rule.place);
                if moves.granted.len() >= MAX_CHANGES {
                    return self.too_many();
                }
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
        for revoked in found.revoked {
            let assignment = revoked.to_assignment();
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
                if moves.granted.len() + moves.revoked.len() >= MAX_CHANGES {
                    return self.too_many();
                }
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

    /// Such a plan has no assignments at all: half of them would say something else.
    fn too_many(&mut self) -> Moves {
        let message = format!("more than {MAX_CHANGES} assignments would change");
        self.problems.push(
            Diagnostic::error(Code::TooLarge, message)
                .note("each principal has each of its permission sets in each account of a type")
                .help("change the catalog in smaller steps, or limit the run with --only"),
        );
        Moves::default()
    }

    /// The live assignments of sets that replace others, as far as they stay.
    fn kept_under_a_new_name(&self) -> Successors {
        if self.desired.renames.is_empty() {
            return Successors::default();
        }
        let live = &self.live.state.assignments;
        let desired = &self.desired.state.assignments;
        let replacing = |assignments: &Assignments| -> Successors {
            let replaces =
                |one: &AssignmentRef<'_>| self.desired.renames.contains_key(one.permission_set());
            let replacing = assignments.iter().filter(replaces);
            replacing.map(AssignmentRef::to_assignment).collect()
        };
        let (living, asked) = (replacing(live), replacing(desired));
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
