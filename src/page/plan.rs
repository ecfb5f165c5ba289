//! A plan, or the difference of two catalogs, as the tables of a page.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::data::{Data, Heading, SetData, SetStanding, Shows, error_lines};
use super::tables::{RuleTarget, Standing, Tables};
use super::{edits, sets};
use crate::diagnostic::failures;
use crate::model::Folding;
use crate::model::{
    Account, AccountAssignment, Assignments, Desired, Directory, Live, PermissionSetName,
};
use crate::plan::{Change, Plan, PlannedChange};
use crate::report::{note_sentences, rule_words};
use crate::risk::{Danger, DangerClass, Rule};
use crate::source::{Sources, Span};
use crate::text::visible;

/// What a page of a plan is made of.
#[derive(Debug, Clone, Copy)]
pub struct PlanPage<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// [`Shows::Plan`], or [`Shows::Change`] for the difference of two catalogs.
    pub shows: Shows,
    /// The catalog, for people.
    pub catalog: &'a str,
    /// What it is compared with, for people: the instance, or the catalog before.
    pub before: &'a str,
    /// The accounts, as far as they are known.
    pub directory: &'a Directory,
    /// The accounts of each account type.
    pub account_types: &'a BTreeMap<Arc<str>, BTreeSet<Account>>,
    /// What stays as it is; without it the page shows the changes alone.
    pub around: Option<Around<'a>>,
    /// The texts of the places.
    pub sources: &'a Sources,
}

/// What a plan was made from.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The right-hand side.
    pub desired: &'a Desired,
    /// The left-hand side. Without it all that is desired and not granted is taken to live already.
    pub live: Option<&'a Live>,
}

impl PlanPage<'_> {
    /// The tables of the page.
    pub fn data(&self) -> Data {
        let names = self.set_names();
        let accounts = self.accounts();
        let mut tables = Tables::new(
            self.directory,
            &accounts,
            self.account_types,
            names.iter().cloned().collect(),
        );
        self.changes(&mut tables);
        if let Some(around) = self.around {
            stays(around, &mut tables);
        }
        let folding = Folding::new(self.account_types);
        let notes = self.plan.notes.iter();
        Data {
            heading: Heading {
                shows: self.shows,
                catalog: Some(visible(self.catalog).into_owned()),
                live: Some(visible(self.before).into_owned()),
                narrowed: false,
            },
            sets: names.iter().map(|name| self.set(name)).collect(),
            errors: error_lines(&failures(&self.plan.problems, self.sources)),
            rules: self.rules(),
            notes: notes
                .flat_map(|note| note_sentences(note, &folding))
                .collect(),
            ..tables.finish()
        }
    }

    fn rules(&self) -> Vec<String> {
        let rules = self.plan.rules.iter().map(|rule| {
            let mark = if rule.loosens { "! " } else { "" };
            format!("{mark}{}", rule_words(rule, self.sources))
        });
        rules.collect()
    }

    fn assignments(&self) -> impl Iterator<Item = (&AccountAssignment, Standing, Option<Span>)> {
        let changes = self.plan.changes.iter();
        changes.filter_map(|planned| match &planned.change {
            Change::CreateAssignment(assignment) => {
                Some((assignment, Standing::Gain, planned.place))
            }
            Change::DeleteAssignment { assignment, .. } => {
                Some((assignment, Standing::Loss, planned.place))
            }
            _ => None,
        })
    }

    /// All that are known, so that what changes stands among them.
    fn accounts(&self) -> BTreeSet<&Account> {
        let known = self.directory.accounts.iter().map(|entry| &entry.account);
        let typed = self.account_types.values().flatten();
        let changed = self
            .assignments()
            .map(|(assignment, ..)| &assignment.account);
        let around = self.around.into_iter().flat_map(|around| {
            let live = around.live.map(|live| live.state.assignments.accounts());
            let desired = around.desired.state.assignments.accounts();
            desired.iter().chain(live.into_iter().flatten())
        });
        known.chain(typed).chain(changed).chain(around).collect()
    }

    fn set_names(&self) -> BTreeSet<PermissionSetName> {
        let changes = self.plan.changes.iter();
        let changed = changes.filter_map(|planned| planned.change.permission_set());
        let around = self.around.into_iter().flat_map(|around| {
            let live = around.live.map(|live| live.state.permission_sets.keys());
            let desired = around.desired.state.permission_sets.keys();
            desired.chain(live.into_iter().flatten())
        });
        changed.chain(around).cloned().collect()
    }

    fn changes(&self, tables: &mut Tables) {
        for (assignment, standing, place) in self.assignments() {
            let AccountAssignment {
                principal,
                permission_set,
                account,
            } = assignment;
            tables.assignment(principal, permission_set, account, standing);
            if let Some((place, account)) = place.zip(tables.account(account)) {
                tables.rule(
                    (principal.kind, &principal.name),
                    permission_set,
                    RuleTarget::Account(account),
                    (place, self.sources),
                    Vec::new(),
                );
            }
        }
    }

    fn set(&self, name: &PermissionSetName) -> SetData {
        let desired = self
            .around
            .map(|around| &around.desired.state.permission_sets);
        let live = self.around.and_then(|around| around.live);
        let known = desired
            .and_then(|sets| sets.get(name))
            .or_else(|| live?.state.permission_sets.get(name));
        let changes = self.plan.changes.iter();
        let concerned: Vec<&PlannedChange> = changes
            .filter(|planned| planned.change.permission_set() == Some(name))
            .collect();
        let found = known.map_or_else(|| told(name, &concerned), sets::described);
        let edits: Vec<_> = concerned
            .iter()
            .flat_map(|planned| edits::of(&planned.change))
            .collect();
        let is = |test: fn(&Change) -> bool| concerned.iter().any(|planned| test(&planned.change));
        let standing = match () {
            () if is(|change| matches!(change, Change::CreatePermissionSet { .. })) => {
                SetStanding::New
            }
            () if is(|change| matches!(change, Change::DeletePermissionSet { .. })) => {
                SetStanding::Gone
            }
            () if edits.is_empty() => SetStanding::Same,
            () => SetStanding::Changed,
        };
        let place = self
            .around
            .and_then(|around| around.desired.set_places.get(name));
        let place = place.map(|span| visible(&self.sources.file_line(*span)).into_owned());
        let lives = live.and_then(|live| live.permission_sets.get(name));
        let governed_by = lives.and_then(|set| set.governed_by.as_ref());
        SetData {
            standing: Some(standing),
            place: place.unwrap_or_default(),
            governed_by: governed_by.map(|name| visible(name.as_str()).into_owned()),
            edits,
            ..found
        }
    }
}

/// What can be told of a set by the changes that concern it.
fn told(name: &PermissionSetName, concerned: &[&PlannedChange]) -> SetData {
    let dangers: BTreeSet<&Danger> = concerned
        .iter()
        .flat_map(|planned| &planned.dangers)
        .filter(|danger| !matches!(danger.rule, Rule::ManagementAccount | Rule::Removal))
        .collect();
    let is_administrator = dangers
        .iter()
        .any(|danger| danger.rule == Rule::AdministratorEquivalent);
    SetData {
        class: match is_administrator {
            true => DangerClass::Administrator,
            false => DangerClass::Unknown,
        },
        dangers: dangers
            .iter()
            .map(|danger| visible(&danger.message()).into_owned())
            .collect(),
        ..sets::unseen(name)
    }
}

/// Adds what is neither granted nor revoked.
fn stays(around: Around<'_>, tables: &mut Tables) {
    type Key = (
        crate::model::PrincipalType,
        Arc<str>,
        PermissionSetName,
        Account,
    );
    let keys = |assignments: &Assignments| -> HashSet<Key> {
        let rows = assignments.iter();
        rows.map(|row| {
            (
                row.principal().kind,
                Arc::clone(&row.principal().name),
                row.permission_set().clone(),
                row.account().clone(),
            )
        })
        .collect()
    };
    let desired = &around.desired.state.assignments;
    let live = around.live.map(|live| &live.state.assignments);
    let living = live.map(keys);
    for row in desired.iter() {
        let key = (
            row.principal().kind,
            Arc::clone(&row.principal().name),
            row.permission_set().clone(),
            row.account().clone(),
        );
        // What neither lives nor is granted lies outside the limits of the run.
        if living.as_ref().is_none_or(|living| living.contains(&key)) {
            tables.assignment(
                row.principal(),
                row.permission_set(),
                row.account(),
                Standing::Same,
            );
        }
    }
    for row in live.into_iter().flat_map(Assignments::iter) {
        tables.assignment(
            row.principal(),
            row.permission_set(),
            row.account(),
            Standing::Outside,
        );
    }
}
