//! From live to desired.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::assignments::difference;
use super::{
    Change, Note, Plan, PlannedChange, ProvisionReason, ProvisionTarget, RevocationReason, Scope,
    danger, ending, permission_sets,
};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{
    Account, AccountAssignment, Desired, Live, LivePermissionSet, PermissionSetName, Principal,
    PrincipalType, Scan,
};
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
        planner.remarks(&moves);
        planner.finish(moves)
    }
}

/// Assignments to grant and to revoke, with their places and reasons.
#[derive(Default)]
struct Moves {
    granted: Vec<(AccountAssignment, Option<Span>)>,
    revoked: Vec<(AccountAssignment, RevocationReason)>,
    /// Live assignments in accounts where nothing can be changed now.
    left_alone: BTreeMap<Account, usize>,
    /// Sets that keep an assignment which cannot be revoked.
    kept: BTreeMap<PermissionSetName, BTreeSet<Account>>,
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

    /// Assignments to grant and to revoke, within the limit of the run.
    fn assignments(&self) -> Moves {
        let (live, desired) = (
            &self.live.state.assignments,
            &self.desired.state.assignments,
        );
        let found = difference(live, desired);
        let mut moves = Moves::default();
        for index in found.granted {
            let Some(assignment) = desired.rows().get(index).and_then(|row| desired.get(*row))
            else {
                continue;
            };
            let allowed = !self.off_limits.contains(&assignment.permission_set);
            if allowed && self.scope.only.allows(&assignment) {
                let rule = self.desired.rule(index);
                moves
                    .granted
                    .push((assignment, rule.map(|rule| rule.place)));
            }
        }
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
                let reason = self.reason(&assignment);
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

    fn reason(&self, assignment: &AccountAssignment) -> RevocationReason {
        let set = &assignment.permission_set;
        let renamed = self
            .desired
            .renames
            .iter()
            .find(|(_, before)| before.value == *set);
        if assignment.principal.is_orphan() {
            RevocationReason::PrincipalDeleted
        } else if let Some((now, _)) = renamed {
            RevocationReason::PermissionSetRenamed(now.clone())
        } else if !self.desired.state.permission_sets.contains_key(set) {
            RevocationReason::PermissionSetDeleted
        } else {
            RevocationReason::NotInCatalog
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

    fn permission_sets(&mut self, moves: &Moves) {
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
                let permission_set = name.clone();
                self.push(Change::AdoptPermissionSet { permission_set }, place);
            }
            let edited = edits.iter().any(Change::edits_permission_set);
            for change in edits {
                self.push(change, place);
            }
            self.provision(name, live, edited, &live_accounts, place);
        }
        self.delete_sets(moves);
    }

    fn create_set(&mut self, after: &crate::model::PermissionSet, place: Option<Span>) {
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
            if !ours || wanted || !self.scope.only.allows_set(name) {
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

    /// A delegated administrator cannot change the management account, nor any set that is assigned there.
    fn refuse_out_of_reach(&mut self, moves: &Moves) {
        let Some(management) = &self.scope.out_of_reach else {
            return;
        };
        let live = &self.live.state.assignments;
        let mut there: BTreeSet<PermissionSetName> = live
            .accounts()
            .iter()
            .position(|account| account.id == management.id)
            .map(|index| {
                live.rows()
                    .iter()
                    .filter(|row| row.account as usize == index)
                    .filter_map(|row| live.permission_sets().get(row.permission_set as usize))
                    .cloned()
                    .collect()
            })
            .unwrap_or_default();
        let granted_there = moves
            .granted
            .iter()
            .filter(|(grant, _)| grant.account.id == management.id);
        there.extend(granted_there.map(|(grant, _)| grant.permission_set.clone()));
        // The place of a grant into the management account explains best.
        let grants = moves.granted.iter();
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            grants.partition(|(grant, _)| grant.account.id == management.id);
        let granted = here
            .into_iter()
            .chain(elsewhere)
            .map(|(grant, place)| (&grant.permission_set, *place));
        let edited = self
            .changes
            .iter()
            .filter_map(|planned| Some((planned.change.permission_set()?, planned.place)));
        let revoked = moves
            .revoked
            .iter()
            .map(|(revoked, _)| (&revoked.permission_set, None));
        let mut touched: BTreeMap<PermissionSetName, Option<Span>> = BTreeMap::new();
        for (name, place) in granted.chain(edited).chain(revoked) {
            if there.contains(name) {
                let known = touched.entry(name.clone()).or_insert(place);
                *known = known.or(place);
            }
        }
        for (name, place) in touched {
            self.problems.push(out_of_reach(&name, management, place));
        }
    }

    fn remarks(&mut self, moves: &Moves) {
        let orphans = moves
            .revoked
            .iter()
            .filter(|(_, reason)| *reason == RevocationReason::PrincipalDeleted);
        let mut by_orphan: BTreeMap<&Principal, BTreeSet<(&PermissionSetName, &Account)>> =
            BTreeMap::new();
        for (revoked, _) in orphans {
            let pair = (&revoked.permission_set, &revoked.account);
            by_orphan
                .entry(&revoked.principal)
                .or_default()
                .insert(pair);
        }
        let mut by_grantee: BTreeMap<&Principal, BTreeSet<(&PermissionSetName, &Account)>> =
            BTreeMap::new();
        for (granted, _) in &moves.granted {
            let pair = (&granted.permission_set, &granted.account);
            by_grantee
                .entry(&granted.principal)
                .or_default()
                .insert(pair);
        }
        let mut unexplained = 0;
        let mut recreated = BTreeSet::new();
        for (orphan, pairs) in &by_orphan {
            let same = by_grantee
                .iter()
                .find(|(grantee, granted)| grantee.kind == orphan.kind && *granted == pairs);
            match same {
                Some((grantee, _)) if recreated.insert(*grantee) => {
                    self.notes.push(Note::GroupRecreated {
                        group: Arc::clone(&grantee.name),
                        assignments: pairs.len(),
                    })
                }
                _ => unexplained += pairs.len(),
            }
        }
        if unexplained > 0 {
            self.notes.push(Note::Orphans {
                assignments: unexplained,
            });
        }
        for (account, state) in &self.desired.inactive_accounts {
            self.notes.push(Note::Inactive {
                account: account.clone(),
                state: *state,
                assignments: moves.left_alone.get(account).copied().unwrap_or(0),
            });
        }
        if !self.desired.untyped_accounts.is_empty() {
            self.notes.push(Note::Untyped {
                accounts: self.desired.untyped_accounts.clone(),
            });
        }
        if let Some(today) = self.scope.today {
            self.notes.extend(ending::notes(self.desired, today));
        }
        self.notes.push(Note::NotLookedFor {
            scan: self.live.scan,
        });
    }

    fn finish(mut self, moves: Moves) -> Plan {
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
            notes: self.notes,
            problems: self.problems,
            arns: self
                .live
                .permission_sets
                .iter()
                .map(|(name, set)| (name.clone(), Arc::clone(&set.arn)))
                .collect(),
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

fn out_of_reach(name: &PermissionSetName, management: &Account, place: Option<Span>) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        Code::DelegatedAdministrator,
        format!("permission set `{name}` cannot be changed from a delegated administrator account"),
    )
    .note(format!(
        "it is assigned in the management account {management}, and AWS lets only that account change such a set"
    ))
    .help("run rolecall with credentials of the management account")
    .help("or give the management account permission sets of its own, and leave them out here: --only permission-set=…");
    match place {
        Some(place) => diagnostic.primary(place, "asked for here"),
        None => diagnostic,
    }
}
