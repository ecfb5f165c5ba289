//! Whether a snapshot agrees with itself.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Organization, Snapshot, SnapshotError};
use crate::model::Partition;

/// A contradiction, and the value at fault.
pub(super) struct Contradiction {
    reason: String,
    value: String,
    /// Which of the value's places is meant, from 0.
    occurrence: usize,
}

impl Contradiction {
    fn new(value: &str, reason: String) -> Self {
        Self {
            reason,
            value: value.to_owned(),
            occurrence: 0,
        }
    }

    fn twice(value: &str, what: &str) -> Self {
        Self {
            occurrence: 1,
            ..Self::new(value, format!("{what} `{value}` occurs twice"))
        }
    }

    /// The error, with the place of the value in the file.
    pub(super) fn in_text(self, text: &str) -> SnapshotError {
        let quoted = serde_json::Value::from(self.value.as_str()).to_string();
        let at = text
            .match_indices(&quoted)
            .nth(self.occurrence)
            .map_or(0, |(at, _)| at);
        let before = text.get(..at).expect("a match starts at a character");
        let line = before.rsplit_once('\n').map_or(before, |(_, line)| line);
        SnapshotError::Inconsistent {
            reason: self.reason,
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
        }
    }
}

/// Checks references, repetitions and the forms that planning relies on.
pub(super) fn check(snapshot: &Snapshot) -> Result<(), Contradiction> {
    if let Some(organization) = &snapshot.organization {
        accounts(organization)?;
        units(organization)?;
    }
    let mut names = BTreeSet::new();
    for set in &snapshot.permission_sets {
        if !names.insert(set.name.as_str()) {
            return Err(Contradiction::twice(&set.name, "permission set"));
        }
    }
    let arns = snapshot.permission_sets.iter().map(|set| &set.arn);
    for arn in arns.chain(snapshot.instances.iter().map(|one| &one.arn)) {
        if Partition::of_arn(arn).is_none() {
            return Err(Contradiction::new(arn, format!("`{arn}` is not an ARN")));
        }
    }
    let store = &snapshot.identity_store;
    let ids = store.groups.iter().map(|group| &group.id);
    let mut seen = HashSet::new();
    for id in ids.chain(store.users.iter().map(|user| &user.id)) {
        if !seen.insert(id) {
            return Err(Contradiction::twice(id.as_str(), "the id"));
        }
    }
    Ok(())
}

fn accounts(organization: &Organization) -> Result<(), Contradiction> {
    let mut units: HashSet<&str> = organization
        .organizational_units
        .iter()
        .map(|unit| unit.id.as_str())
        .collect();
    units.insert(&organization.root);
    let mut ids = HashSet::new();
    for account in &organization.accounts {
        if !ids.insert(account.id) {
            let id = account.id.to_string();
            return Err(Contradiction::twice(&id, "account"));
        }
        if let Some(parent) = &account.parent
            && !units.contains(parent.as_str())
        {
            let reason = format!(
                "account `{}` is in `{parent}`, which does not exist",
                account.name
            );
            let known = organization.organizational_units.iter();
            let occurrence = known.filter(|unit| unit.parent == *parent).count();
            return Err(Contradiction {
                occurrence,
                ..Contradiction::new(parent, reason)
            });
        }
    }
    Ok(())
}

fn units(organization: &Organization) -> Result<(), Contradiction> {
    let mut parents: HashMap<&str, &str> = HashMap::new();
    for unit in &organization.organizational_units {
        if parents.insert(&unit.id, &unit.parent).is_some() {
            return Err(Contradiction::twice(&unit.id, "organizational unit"));
        }
    }
    for unit in &organization.organizational_units {
        // A chain longer than there are units goes round in a circle.
        let mut above = unit.parent.as_str();
        for _ in 0..=parents.len() {
            if above == organization.root {
                break;
            }
            let Some(next) = parents.get(above) else {
                let reason = format!(
                    "organizational unit `{}` is in `{above}`, which does not exist",
                    unit.name
                );
                return Err(Contradiction::new(above, reason));
            };
            above = next;
        }
        if above != organization.root {
            let reason = format!("organizational unit `{}` is inside itself", unit.name);
            return Err(Contradiction::new(&unit.id, reason));
        }
    }
    Ok(())
}
