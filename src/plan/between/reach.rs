//! What a delegated administrator cannot reach.

use std::collections::{BTreeMap, BTreeSet};

use super::Planner;
use super::moves::Moves;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Account, PermissionSetName};
use crate::source::Span;

impl Planner<'_> {
    /// A delegated administrator cannot change the management account, nor any set that is assigned there.
    pub(super) fn refuse_out_of_reach(&mut self, moves: &Moves) {
        let Some(management) = &self.scope.out_of_reach else {
            return;
        };
        let live = &self.live.state.assignments;
        let there = live
            .iter()
            .filter(|one| one.account().id == management.id)
            .map(|one| one.permission_set().clone());
        let mut there: BTreeSet<PermissionSetName> = there.collect();
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
