//! What an examination covers, and what it could not look at.

use crate::model::{Catalog, Snapshot};
use crate::text::count;

/// What was looked at, in words, so that nothing is claimed of the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LookedAt {
    /// What was looked at.
    pub covered: Vec<String>,
    /// What was not, each with the reason.
    pub left_out: Vec<String>,
}

impl LookedAt {
    /// What an examination of a snapshot covers.
    pub fn of(snapshot: &Snapshot, catalog: Option<&Catalog>) -> Self {
        let mut covered: Vec<String> = [
            "names of groups",
            "attributes of users",
            "users assigned directly",
            "assignments of principals that do not exist",
            "versions and management of permission sets",
        ]
        .map(str::to_owned)
        .to_vec();
        let mut left_out = Vec::new();
        let users = &snapshot.identity_store.users;
        let unknown = users.iter().filter(|user| user.status.is_none()).count();
        match unknown {
            0 => covered.push("disabled users with access".to_owned()),
            some if some == users.len() => {
                left_out.push("disabled users (no status of users was read)".to_owned());
            }
            some => {
                covered.push("disabled users with access".to_owned());
                left_out.push(format!("whether {} are disabled", count(some, "user")));
            }
        }
        match snapshot.organization {
            Some(_) => covered.push("accounts without access, quotas".to_owned()),
            None => left_out.push("accounts (the organization was not read)".to_owned()),
        }
        match catalog {
            Some(_) => covered.push("groups that the catalog requires".to_owned()),
            None => left_out.push("groups that a catalog requires (no catalog)".to_owned()),
        }
        Self { covered, left_out }
    }

    /// The sentences below a report.
    pub fn sentences(&self) -> Vec<String> {
        let mut sentences = vec![format!("Looked at: {}.", self.covered.join(", "))];
        if !self.left_out.is_empty() {
            sentences.push(format!("Not looked at: {}.", self.left_out.join(", ")));
        }
        sentences
    }
}
