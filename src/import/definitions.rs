//! The definitions of all permission sets: in the simplest form that is read back as the same set, none for a set
//! that is built in and the same.

use std::collections::BTreeMap;

use super::gather::Gathered;
use super::observed::Observed;
use super::remark::Remark;
use super::sets::{PolicyForm, definition};
use super::yaml::Entry;
use super::{ImportError, built_in, proof};
use crate::model::{
    Assignments, AssignmentsBuilder, PermissionSet, PermissionSetName, SessionDuration, State,
};

/// What is written of the permission sets.
pub(super) struct Written {
    /// The default that most sets share.
    pub session_duration: SessionDuration,
    /// Vars of built-in sets.
    pub parameters: BTreeMap<&'static str, String>,
    /// Definitions, by name.
    pub entries: Vec<Entry>,
}

/// Writes the definitions. A set that cannot be written as it is goes from `gathered`, with a remark.
///
/// # Errors
/// [`ImportError::Governed`] for such a set if the catalog governs it.
pub(super) fn write(gathered: &mut Gathered, observed: &Observed) -> Result<Written, ImportError> {
    let session_duration = most_common(gathered.state.permission_sets.values());
    let built_in = built_in::identical(gathered, session_duration, &observed.partition);
    let mut written = Written {
        session_duration,
        parameters: built_in.parameters,
        entries: Vec::new(),
    };
    let mut refused = Vec::new();
    let sets: Vec<&PermissionSet> = gathered
        .state
        .permission_sets
        .values()
        .filter(|set| !built_in.names.contains(&set.name))
        .collect();
    let mapping = |set: &PermissionSet| {
        let body = definition(set, session_duration, PolicyForm::Mapping);
        Entry::new(set.name.as_str(), body)
    };
    // One reading is enough for almost every organization.
    let entries: Vec<Entry> = sets.iter().map(|set| mapping(set)).collect();
    if holds(&entries, &sets, session_duration, observed).is_ok() {
        written.entries = entries;
        return Ok(written);
    }
    for set in sets {
        let json = || {
            let body = definition(set, session_duration, PolicyForm::Json);
            Entry::new(set.name.as_str(), body)
        };
        let one = |entry: Entry| {
            let entries = [entry];
            holds(&entries, &[set], session_duration, observed)?;
            let [entry] = entries;
            Ok::<Entry, String>(entry)
        };
        match one(mapping(set)).or_else(|reason| one(json()).map_err(|_| reason)) {
            Ok(entry) => written.entries.push(entry),
            Err(reason) => refused.push((set.name.clone(), reason)),
        }
    }
    for (name, reason) in refused {
        if gathered.governed.contains(&name) {
            return Err(ImportError::Governed { name, reason });
        }
        leave_out(&mut gathered.state, &name);
        gathered.remarks.push(Remark::Refused {
            permission_set: name.to_string(),
            reason,
        });
    }
    gathered.remarks.sort();
    Ok(written)
}

/// Whether these entries are read back as these sets.
fn holds(
    entries: &[Entry],
    sets: &[&PermissionSet],
    session_duration: SessionDuration,
    observed: &Observed,
) -> Result<(), String> {
    let mut text = format!(
        "components:\n  terraform:\n    aws-sso:\n      vars:\n        session_duration: {session_duration}\n        permission_sets:\n"
    );
    for entry in entries {
        entry.write(10, &mut text);
    }
    let sets = sets.iter().map(|set| (set.name.clone(), (*set).clone()));
    let state = State {
        permission_sets: sets.collect(),
        assignments: Assignments::default(),
    };
    proof::prove(&text, &state, observed).map_err(|reasons| reasons.join("; "))
}

/// The session duration of most sets; of equals the shortest.
fn most_common<'a>(sets: impl Iterator<Item = &'a PermissionSet>) -> SessionDuration {
    let mut counts: BTreeMap<SessionDuration, usize> = BTreeMap::new();
    for set in sets {
        *counts.entry(set.session_duration).or_default() += 1;
    }
    let most = counts
        .into_iter()
        .max_by_key(|(duration, count)| (*count, std::cmp::Reverse(*duration)));
    most.map_or(SessionDuration::DEFAULT, |(duration, _)| duration)
}

/// Takes a set and its assignments away.
fn leave_out(state: &mut State, name: &PermissionSetName) {
    state.permission_sets.remove(name);
    let mut builder = AssignmentsBuilder::default();
    for one in state.assignments.iter() {
        if one.permission_set() != name {
            builder.add(one.principal(), one.permission_set(), one.account(), 0);
        }
    }
    state.assignments = builder.finish();
}
