//! What a change of the catalog does to access, without AWS.
//!
//! Both catalogs are resolved against the same accounts, the one before is taken for what lives, and a plan is made
//! from one to the other: a diff and a plan say the same thing in the same words.

mod accounts;
mod rules;
mod selectors;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::desired::SymbolicTypes;
use crate::diagnostic::Diagnostics;
use crate::model::{
    AccountAssignment, Catalog, CatalogName, Desired, Directory, Live, LivePermissionSet, Scan,
};
use crate::plan::{Before, Change, Note, Plan, Scope, Side};
use crate::source::{Located, Span};

pub use rules::new_catalog;
pub use selectors::SelectorChange;

/// The difference between two catalogs.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The changes of access and of permission sets. A revocation, and the deletion of a set, carry the place in the
    /// catalog before that asked for what is lost.
    pub plan: Plan,
    /// The catalog after, resolved.
    pub after: Desired,
    /// Account types that stand for accounts which cannot be told.
    pub symbolic: SymbolicTypes,
    /// Such types that select otherwise than before: who has access by them is unknown, that it changes is not.
    pub selectors: Vec<SelectorChange>,
    /// The catalog's name before, where it is another one: a plan would not find its permission sets again.
    pub renamed_from: Option<CatalogName>,
}

impl Comparison {
    /// Compares two catalogs. `before` is `None` where there was none. `directory` holds the accounts, where more is
    /// known about them than the catalogs say.
    ///
    /// `None` if the catalog after cannot be resolved; the problems are in `diagnostics`. The catalog before was good
    /// once: what it names and is gone since counts as it stands there.
    pub fn between(
        before: Option<&Catalog>,
        after: &Catalog,
        directory: Option<&Directory>,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let mut known_after = accounts::directory(after, directory, diagnostics);
        let mut known_before = before.map(|before| accounts::directory_before(before, directory));
        if let Some((before, known_before)) = before.zip(known_before.as_mut()) {
            accounts::show_changed_ids(before, after, [known_before, &mut known_after]);
        }
        let sides = [
            Some((after, &known_after)),
            before.zip(known_before.as_ref()),
        ];
        let symbolic = SymbolicTypes::of(sides.into_iter().flatten());
        let resolved_after = symbolic.resolve(after, &known_after, diagnostics)?;
        let selectors = selectors::changes(&symbolic, before, after);
        let resolved_before = match before.zip(known_before.as_ref()) {
            None => None,
            Some((before, known)) => {
                let before = accounts::lenient(before);
                // What is gone since is no problem of the change that is looked at.
                let mut ignored = Diagnostics::default();
                let resolved = symbolic
                    .resolve_unguarded(&before, known, &mut ignored)
                    .or_else(|| {
                        diagnostics.extend(ignored);
                        None
                    })?;
                Some(accounts::called_as_in(
                    resolved,
                    &resolved_after,
                    &known_after,
                ))
            }
        };
        let found = Self::of_states(
            (before, resolved_before, known_before.as_ref()),
            (after, resolved_after, &known_after),
            symbolic,
            selectors,
        );
        found.if_planned(diagnostics)
    }

    /// Compares two revisions of a catalog, both of which are past: what they name and is gone since counts as it stands
    /// there, and what they forbade themselves stops nothing. `None` if one of them cannot be resolved all the same.
    pub fn of_past(
        before: Option<&Catalog>,
        after: &Catalog,
        directory: Option<&Directory>,
    ) -> Option<Self> {
        let mut ignored = Diagnostics::default();
        let known_after = accounts::directory_before(after, directory);
        let known_before = before.map(|before| accounts::directory_before(before, directory));
        let sides = [
            Some((after, &known_after)),
            before.zip(known_before.as_ref()),
        ];
        let symbolic = SymbolicTypes::of(sides.into_iter().flatten());
        let mut resolve = |catalog: &Catalog, known: &Directory| {
            let catalog = accounts::lenient(catalog);
            symbolic.resolve_unguarded(&catalog, known, &mut ignored)
        };
        let resolved_after = resolve(after, &known_after)?;
        let resolved_before = match before.zip(known_before.as_ref()) {
            None => None,
            Some((before, known)) => {
                let resolved = resolve(before, known)?;
                Some(accounts::called_as_in(
                    resolved,
                    &resolved_after,
                    &known_after,
                ))
            }
        };
        let selectors = selectors::changes(&symbolic, before, after);
        let found = Self::of_states(
            (before, resolved_before, known_before.as_ref()),
            (after, resolved_after, &known_after),
            symbolic,
            selectors,
        );
        found.if_planned(&mut ignored)
    }

    /// The comparison, unless its changes could not be planned.
    fn if_planned(mut self, diagnostics: &mut Diagnostics) -> Option<Self> {
        let planned = self.plan.problems.is_empty();
        diagnostics.extend(std::mem::take(&mut self.plan.problems));
        planned.then_some(self)
    }

    fn of_states(
        (before, resolved_before, known_before): (
            Option<&Catalog>,
            Option<Desired>,
            Option<&Directory>,
        ),
        (after, mut resolved_after, known_after): (&Catalog, Desired, &Directory),
        symbolic: SymbolicTypes,
        selectors: Vec<SelectorChange>,
    ) -> Self {
        resolved_after.groups = new_groups(before, after);
        // Nothing live is looked at: there is no other catalog's set.
        resolved_after.is_named = true;
        let live = live(resolved_before.as_ref(), &after.name);
        let mut plan = Plan::between(&live, &resolved_after, &Scope::default());
        if let Some(before) = &resolved_before {
            place_losses(&mut plan, before);
        }
        if let Some(((catalog, desired), directory)) =
            before.zip(resolved_before.as_ref()).zip(known_before)
        {
            let catalogs = [catalog, after].map(|catalog| symbolic.apply(catalog));
            let directories = [directory, known_after].map(|known| symbolic.add_to(known));
            let ([was, now], [there, here]) = (&catalogs, &directories);
            let side = |catalog, desired, directory| Side {
                catalog,
                desired,
                directory,
            };
            let before = Before::Catalog(side(was, desired, there));
            plan.explain(before, side(now, &resolved_after, here));
        }
        plan.notes.retain(|note| {
            matches!(
                note,
                Note::RoleChanges { .. } | Note::DescriptionKept { .. }
            )
        });
        plan.rules = match before.zip(resolved_before.as_ref()) {
            None => rules::of_new(after, &plan),
            Some((catalog, desired)) => {
                let before = rules::Side { catalog, desired };
                let after = rules::Side {
                    catalog: after,
                    desired: &resolved_after,
                };
                let shown = rules::Shown {
                    plan: &plan,
                    selectors: &selectors,
                };
                rules::between(before, after, shown)
            }
        };
        Self {
            plan,
            after: resolved_after,
            symbolic,
            selectors,
            renamed_from: before
                .map(|before| before.name.clone())
                .filter(|name| *name != after.name),
        }
    }

    /// Whether access is the same as before and nothing else changes either.
    pub fn is_empty(&self) -> bool {
        self.keeps_access() && self.plan.rules.is_empty()
    }

    /// Whether everybody may do the same as before, as far as the catalogs tell.
    pub fn keeps_access(&self) -> bool {
        self.plan.is_empty() && self.selectors.is_empty() && self.renamed_from.is_none()
    }
}

/// The catalog before, as if it were applied.
fn live(before: Option<&Desired>, governed_by: &CatalogName) -> Live {
    let state = before
        .map(|before| before.state.clone())
        .unwrap_or_default();
    let known = state.permission_sets.keys().map(|name| {
        let set = LivePermissionSet {
            arn: Arc::from(""),
            governed_by: Some(governed_by.clone()),
            outdated: BTreeSet::new(),
            provisioned: None,
            unassigned: BTreeSet::new(),
        };
        (name.clone(), set)
    });
    Live {
        permission_sets: known.collect(),
        state,
        scan: Scan::Full,
    }
}

fn new_groups(before: Option<&Catalog>, after: &Catalog) -> Vec<Located<Arc<str>>> {
    let known: BTreeSet<&Arc<str>> = before
        .into_iter()
        .flat_map(|before| before.groups.iter().chain(&before.required_groups))
        .map(|group| &group.value)
        .collect();
    let mut groups: Vec<_> = after
        .groups
        .iter()
        .filter(|group| !known.contains(&group.value))
        .cloned()
        .collect();
    groups.sort_by(|a, b| a.value.cmp(&b.value));
    groups.dedup_by(|a, b| a.value == b.value);
    groups
}

/// Tells for everything that is lost where the catalog before asked for it.
fn place_losses(plan: &mut Plan, before: &Desired) {
    let lost: BTreeSet<AccountAssignment> = plan
        .changes
        .iter()
        .filter_map(|planned| match &planned.change {
            Change::DeleteAssignment { assignment, .. } => Some(assignment.clone()),
            _ => None,
        })
        .collect();
    let assignments = &before.state.assignments;
    let places: HashMap<AccountAssignment, Span> = assignments
        .iter()
        .map(|one| (one.to_assignment(), one))
        .filter(|(assignment, _)| lost.contains(assignment))
        .filter_map(|(assignment, one)| Some((assignment, before.rule(one)?.place)))
        .collect();
    for planned in &mut plan.changes {
        match &planned.change {
            Change::DeleteAssignment { assignment, .. } => {
                planned.place = places.get(assignment).copied();
            }
            Change::DeletePermissionSet { permission_set } => {
                planned.place = before.set_places.get(permission_set).copied();
            }
            _ => {}
        }
    }
}
