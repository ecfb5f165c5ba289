//! What one revision changed for whom.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::Comparison;
use crate::model::AccessFilter;
use crate::model::Folding;
use crate::model::{Account, Date, PermissionSetName, Principal};
use crate::plan::Change;
use crate::revision::Commit;
use crate::source::places;
use crate::source::{Sources, Span};

/// Why access changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// A commit changed the catalog.
    Commit(Commit),
    /// Its last day was over.
    Expired(Date),
}

/// What somebody gained or lost at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Who.
    pub principal: Principal,
    /// What.
    pub permission_set: PermissionSetName,
    /// Where.
    pub accounts: BTreeSet<Account>,
    /// The same for people, folded to account types.
    pub words: Vec<String>,
    /// The places that ask for it, or asked: `file:line`.
    pub places: Vec<String>,
    /// The same for people: each file once.
    pub place: String,
}

/// What changed at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Why.
    pub because: Because,
    /// What was lost.
    pub lost: Vec<Moved>,
    /// What was gained.
    pub gained: Vec<Moved>,
    /// Permission sets that are asked about and whose definition changed.
    pub redefined: BTreeSet<PermissionSetName>,
    /// Account types that select otherwise, where their accounts are not known.
    pub selectors: Vec<String>,
    /// Revisions in between that cannot be read; what they changed is among this.
    pub includes: Vec<Commit>,
}

/// What a comparison means for those who pass a filter; `None` if it means nothing to them. `before` and `after` are
/// the texts of the two sides.
pub fn event(
    comparison: &Comparison,
    because: Because,
    filter: &AccessFilter,
    before: &Sources,
    after: &Sources,
) -> Option<Event> {
    let folding = Folding::new(&comparison.after.account_types)
        .with_stand_ins(comparison.symbolic.stand_ins());
    let mut moves: BTreeMap<(bool, &Principal, &PermissionSetName), Collected> = BTreeMap::new();
    let mut redefined: BTreeSet<PermissionSetName> = BTreeSet::new();
    let mut made_or_gone = BTreeSet::new();
    for planned in &comparison.plan.changes {
        let (assignment, is_lost) = match &planned.change {
            Change::CreateAssignment(assignment) => (assignment, false),
            Change::DeleteAssignment { assignment, .. } => (assignment, true),
            Change::CreatePermissionSet { .. } | Change::DeletePermissionSet { .. } => {
                made_or_gone.extend(planned.change.permission_set().cloned());
                continue;
            }
            change => {
                let named = change.permission_set();
                let named = named.filter(|_| change.edits_permission_set());
                let asked = |set: &&PermissionSetName| {
                    let mut names = filter.permission_sets.iter();
                    names.any(|name| name == set.as_str())
                };
                redefined.extend(named.filter(asked).cloned());
                continue;
            }
        };
        let account = &assignment.account;
        let stands_for = comparison.symbolic.stands_for(account);
        let passes = filter.principal(&assignment.principal)
            && filter.permission_set(&assignment.permission_set)
            // An account type that is not known may hold the account.
            && (filter.account(account) || stands_for.is_some());
        if passes {
            let key = (is_lost, &assignment.principal, &assignment.permission_set);
            let collected = moves.entry(key).or_default();
            collected.accounts.insert(account.clone());
            collected.places.extend(planned.place);
        }
    }
    let of = |wanted: bool, sources: &Sources| -> Vec<Moved> {
        let moves = moves.iter().filter(|((is_lost, ..), _)| *is_lost == wanted);
        let moved = moves.map(|((_, principal, set), collected)| Moved {
            principal: (*principal).clone(),
            permission_set: (*set).clone(),
            accounts: collected.accounts.clone(),
            words: folding.pieces(&collected.accounts),
            places: collected
                .places
                .iter()
                .map(|span| sources.file_line(*span))
                .collect(),
            place: places(collected.places.iter().copied(), sources),
        });
        moved.collect()
    };
    let selectors = comparison.selectors.iter();
    let event = Event {
        because,
        lost: of(true, before),
        gained: of(false, after),
        redefined: redefined.difference(&made_or_gone).cloned().collect(),
        selectors: selectors.map(|change| change.name.to_string()).collect(),
        includes: Vec::new(),
    };
    let is_silent = event.lost.is_empty()
        && event.gained.is_empty()
        && event.redefined.is_empty()
        && event.selectors.is_empty();
    (!is_silent).then_some(event)
}

#[derive(Default)]
struct Collected {
    accounts: BTreeSet<Account>,
    places: BTreeSet<Span>,
}
