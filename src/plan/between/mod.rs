//! From live to desired.

mod moves;
mod ownership;
mod provisioning;
mod reach;
mod remarks;
mod sets;

use std::collections::BTreeSet;
use std::sync::Arc;

use moves::Moves;

use super::{Change, Note, Plan, PlannedChange, Scope, danger};
use crate::diagnostic::Diagnostics;
use crate::model::{Desired, Live, PermissionSetName, PrincipalType};
use crate::source::Span;

impl Plan {
    /// The changes that turn `live` into `desired`, in the order in which they must be applied: whoever
    /// gains access gains it before anybody loses any.
    ///
    /// What may not be planned is among the plan's `problems`; such a plan must not be applied.
    pub fn between(live: &Live, desired: &Desired, scope: &Scope) -> Self {
        let mut planner = Planner {
            live,
            desired,
            scope,
            changes: Vec::new(),
            notes: Vec::new(),
            problems: Diagnostics::default(),
            off_limits: BTreeSet::new(),
            retagged: BTreeSet::new(),
        };
        planner.govern();
        let moves = planner.assignments();
        planner.groups(&moves);
        planner.permission_sets(&moves);
        planner.refuse_out_of_reach(&moves);
        planner.note_unassigned(&moves);
        planner.remarks(&moves);
        planner.finish(moves)
    }
}

struct Planner<'a> {
    live: &'a Live,
    desired: &'a Desired,
    scope: &'a Scope,
    changes: Vec<PlannedChange>,
    notes: Vec<Note>,
    problems: Diagnostics,
    /// Live sets that this catalog must not touch.
    off_limits: BTreeSet<PermissionSetName>,
    /// Live sets of which only the tag may change.
    retagged: BTreeSet<PermissionSetName>,
}

impl<'a> Planner<'a> {
    fn push(&mut self, change: Change, place: Option<Span>) {
        self.changes.push(PlannedChange::new(change, place));
    }

    /// Groups to create: all that are listed, or under a limit those that a grant needs.
    fn groups(&mut self, moves: &Moves) {
        let needed = |name: &str| {
            moves.granted.iter().any(|(assignment, _)| {
                assignment.principal.kind == PrincipalType::Group
                    && &*assignment.principal.name == name
            })
        };
        let everything = self.scope.only.is_everything();
        for group in &self.desired.groups {
            if everything || needed(&group.value) {
                let change = Change::CreateGroup {
                    group: Arc::clone(&group.value),
                };
                self.push(change, Some(group.span));
            }
        }
    }

    fn finish(mut self, moves: Moves) -> Plan {
        let kept_accounts = moves.kept_accounts(&self.live.state.assignments);
        // Exactly as many as are needed: in a large plan, what is reserved for growth is most of its memory.
        self.changes
            .reserve_exact(moves.granted.len() + moves.revoked.len());
        for (assignment, place) in moves.granted {
            self.push(Change::CreateAssignment(assignment), place);
        }
        for (assignment, reason) in moves.revoked {
            self.push(Change::DeleteAssignment { assignment, reason }, None);
        }
        self.refuse_more_than_retagging();
        self.changes.sort_by_key(|planned| planned.change.phase());
        let management_account = self.scope.management_account.as_ref();
        danger::assess(
            &mut self.changes,
            self.live,
            self.desired,
            management_account,
        );
        self.notes.sort();
        Plan {
            catalog: self.desired.catalog.clone(),
            changes: self.changes,
            rules: Vec::new(),
            notes: self.notes,
            problems: self.problems,
            arns: self
                .live
                .permission_sets
                .iter()
                .map(|(name, set)| (name.clone(), Arc::clone(&set.arn)))
                .collect(),
            kept_accounts,
        }
    }
}
