//! What is imported: permission sets with their assignments, and the directory that names accounts and principals.

use crate::model::snapshot::{Names, PermissionSet};
use crate::model::{Directory, Partition, Snapshot};

/// Permission sets as an instance has them, or as another tool says that it made them.
#[derive(Debug, Clone)]
pub struct Observed {
    /// The permission sets, each with where it is assigned to whom.
    pub permission_sets: Vec<PermissionSet>,
    /// Accounts, groups and users: the names that a catalog may use.
    pub directory: Directory,
    /// The groups that exist, by id; one without a display name is called by a stand-in.
    pub groups: Names,
    /// The users that exist, by id.
    pub users: Names,
    /// The partition of the instance.
    pub partition: Partition,
}

impl Observed {
    /// Everything in a snapshot.
    pub fn of_snapshot(snapshot: &Snapshot) -> Self {
        let store = &snapshot.identity_store;
        let groups = store
            .groups
            .iter()
            .map(|group| (group.id.clone(), group.name()));
        let users = store.users.iter();
        let users = users.map(|user| (user.id.clone(), user.user_name.as_str().into()));
        let partition = snapshot.partition();
        Self {
            permission_sets: snapshot.permission_sets.clone(),
            directory: snapshot.directory(),
            groups: groups.collect(),
            users: users.collect(),
            partition: partition.unwrap_or_else(Partition::aws),
        }
    }
}
