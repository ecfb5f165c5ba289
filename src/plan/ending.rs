//! Access that ends soon.

use std::collections::{BTreeMap, BTreeSet};

use super::Note;
use crate::model::{Account, Date, Desired, PermissionSetName, Principal};

/// As many days ahead a plan tells of an end: time enough to ask for more, or to let it go.
const DAYS: u32 = 14;

/// A note for each principal and each day on which some of its access ends, within the next two weeks.
pub(super) fn notes(desired: &Desired, today: Date) -> Vec<Note> {
    type Held = (BTreeSet<PermissionSetName>, BTreeSet<Account>);
    let assignments = &desired.state.assignments;
    let mut found: BTreeMap<(Date, Principal), Held> = BTreeMap::new();
    // Most catalogs have none, and need no look at their assignments.
    let soon = |day: &Date| *day >= today && today.days_until(*day) <= DAYS;
    let last_days = desired.rules.iter().filter_map(|rule| rule.facts.expires());
    if !last_days.into_iter().any(|day| soon(&day)) {
        return Vec::new();
    }
    for one in assignments.iter() {
        if let Some(last_day) = desired.last_day(one).filter(soon) {
            let key = (last_day, one.principal().clone());
            let (sets, accounts) = found.entry(key).or_default();
            sets.insert(one.permission_set().clone());
            accounts.insert(one.account().clone());
        }
    }
    let note = |((last_day, principal), (permission_sets, accounts))| Note::Ending {
        last_day,
        principal,
        permission_sets,
        accounts,
    };
    found.into_iter().map(note).collect()
}
