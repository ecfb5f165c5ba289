//! From live to desired.

mod moves;
mod provisioning;
mod reach;
mod remarks;
mod sets;

use std::collections::BTreeSet;
use std::sync::Arc;

use moves::Moves;

use super::{Change, Note, Plan, PlannedChange, Scope, danger};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{Desired, Live, LivePermissionSet, PermissionSetName, PrincipalType};
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
}

impl<'a> Planner<'a> {
    fn push(&mut self, change: Change, place: Option<Span>) {
        self.changes.push(PlannedChange::new(change, place));
    }

    /// Whether this catalog governs a live set, by its tag.
    fn governs(&self, set: &LivePermissionSet) -> bool {
        set.governed_by.as_ref() == Some(&self.desired.catalog)
    }

    /// Finds the live sets that the catalog names but does not govern.
    fn govern(&mut self) {
        let named = self
            .desired
            .state
            .permission_sets
            .keys()
            .map(|name| (name, self.desired.set_places.get(name).copied()));
        let before = self
            .desired
            .renames
            .values()
            .map(|name| (&name.value, Some(name.span)));
        let named: Vec<(&PermissionSetName, Option<Span>)> = named.chain(before).collect();
        for (name, place) in named {
            let Some(set) = self.live.permission_sets.get(name) else {
                continue;
            };
            if self.governs(set) || (set.governed_by.is_none() && self.scope.adopt) {
                continue;
            }
            self.off_limits.insert(name.clone());
            if self.scope.only.allows_set(name) {
                self.problems.push(not_governed(name, set, place));
            }
        }
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

fn not_governed(
    name: &PermissionSetName,
    set: &LivePermissionSet,
    place: Option<Span>,
) -> Diagnostic {
    let diagnostic = match &set.governed_by {
        Some(other) => Diagnostic::error(
            Code::NotGoverned,
            format!("permission set `{name}` is governed by the catalog `{other}`"),
        )
        .help(format!(
            "give the set another name here, or take it out of the catalog `{other}` first"
        )),
        None => Diagnostic::error(
            Code::NotGoverned,
            format!("permission set `{name}` lives already and no catalog governs it"),
        )
        .note("somebody made it by hand or with another tool; its assignments would become this catalog's")
        .help("take it over with --adopt, or give the set another name in the catalog"),
    };
    match place {
        Some(place) => diagnostic.primary(place, "asked for here"),
        None => diagnostic,
    }
}
