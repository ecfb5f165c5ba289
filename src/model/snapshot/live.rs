//! From what was observed to the left-hand side of a plan. Readers of AWS and of snapshots both end here, so that
//! the same state gives the same plan.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::{Boundary, PermissionSet, Snapshot, SnapshotError};
use crate::model::{
    self, Account, AccountId, AssignmentsBuilder, CatalogName, CustomerManagedPolicy, Directory,
    Interned, Live, LivePermissionSet, ManagedPolicy, OWNERSHIP_TAG, PermissionSetName,
    PermissionsBoundary, PolicyDocument, Principal, PrincipalId, PrincipalType, Scan,
    SessionDuration, State,
};

/// What a plan needs to see of the live state.
#[derive(Debug, Clone)]
pub struct LiveScope<'a> {
    /// The catalog.
    pub catalog: CatalogName,
    /// The permission sets that it asks for.
    pub names: BTreeSet<PermissionSetName>,
    /// The names that sets had before, from which they are to be renamed.
    pub previously: BTreeSet<PermissionSetName>,
    /// The users that it names; the directory has the ids of those that exist.
    pub users: BTreeSet<Arc<str>>,
    /// Which assignments to look for.
    pub scan: Scan,
    /// How accounts and principals are called.
    pub directory: &'a Directory,
}

impl LiveScope<'_> {
    /// Whether a set is read in full: this catalog governs or names it.
    pub fn concerns(&self, name: &str, governed_by: Option<&str>) -> bool {
        self.governs(governed_by) || self.names.contains(name) || self.previously.contains(name)
    }

    /// Whether every assignment of a set is looked for, whatever the scan: a set can be deleted only when none is
    /// left, so that holds for sets that go.
    pub fn completely(&self, name: &str, governed_by: Option<&str>) -> bool {
        self.scan == Scan::Full
            || self.previously.contains(name)
            || self.governs(governed_by) && !self.names.contains(name)
    }

    fn governs(&self, governed_by: Option<&str>) -> bool {
        governed_by == Some(self.catalog.as_str())
    }
}

/// A permission set that lives with a value which AWS should not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("permission set `{set}` cannot be understood: {reason}")]
pub struct ObservedError {
    /// Its name.
    pub set: String,
    /// What is wrong.
    pub reason: String,
}

/// The names of principals by id.
pub type Names = HashMap<PrincipalId, Arc<str>>;

/// The live state within a scope. `sets` holds every permission set; those that the scope concerns in full, with
/// every account in which they are provisioned and their assignments. An account without any principal has no
/// assignment at all of the set. A principal without a name no longer exists: it is called by its id.
///
/// [`Scan::Groups`] means the assignments of groups that exist and of users that the catalog names. What else was
/// seen on the way is left out, so that the answer does not depend on the way. Sets that go are complete.
///
/// # Errors
/// [`ObservedError`] for a set in scope that breaks AWS's own rules.
pub fn live(
    sets: &[PermissionSet],
    scope: &LiveScope<'_>,
    groups: &Names,
    users: &Names,
) -> Result<Live, ObservedError> {
    read(sets, scope, Detail::Full, groups, users)
}

/// The same without what the permission sets are: a set whose policies cannot be understood is assigned all the same.
///
/// # Errors
/// [`ObservedError`] for a set whose name AWS should not have.
pub fn assigned(
    sets: &[PermissionSet],
    scope: &LiveScope<'_>,
    groups: &Names,
    users: &Names,
) -> Result<Live, ObservedError> {
    read(sets, scope, Detail::Assignments, groups, users)
}

/// What is read of a permission set in scope.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// All of it.
    Full,
    /// Where and to whom it is assigned.
    Assignments,
}

fn read(
    sets: &[PermissionSet],
    scope: &LiveScope<'_>,
    detail: Detail,
    groups: &Names,
    users: &Names,
) -> Result<Live, ObservedError> {
    let accounts: HashMap<AccountId, &Account> = scope
        .directory
        .accounts
        .iter()
        .filter_map(|entry| Some((entry.account.id?, &entry.account)))
        .collect();
    let mut rows = Rows {
        builder: AssignmentsBuilder::default(),
        principals: HashMap::new(),
        groups,
        users,
        scope,
    };
    let mut full = BTreeMap::new();
    let mut all = BTreeMap::new();
    for set in sets {
        let name = PermissionSetName::parse(&set.name).map_err(|error| ObservedError {
            set: set.name.clone(),
            reason: error.to_string(),
        })?;
        let governed_by = set.tags.get(OWNERSHIP_TAG).map(String::as_str);
        let mut outdated = BTreeSet::new();
        let mut provisioned_in = None;
        let mut unassigned = BTreeSet::new();
        if scope.concerns(&set.name, governed_by) {
            let index = rows.builder.permission_set(&name);
            let completely = scope.completely(&set.name, governed_by);
            let provisioned_in = provisioned_in.insert(BTreeSet::new());
            for (id, provisioned) in &set.accounts {
                let unknown;
                let account = match accounts.get(id) {
                    Some(account) => *account,
                    None => {
                        unknown = scope.directory.name_account(*id);
                        &unknown
                    }
                };
                if provisioned.outdated {
                    outdated.insert(account.clone());
                }
                provisioned_in.insert(account.clone());
                if provisioned.groups.is_empty() && provisioned.users.is_empty() {
                    unassigned.insert(account.clone());
                }
                let account = rows.builder.account(account);
                let place = (index, account, completely);
                rows.push(place, PrincipalType::Group, &provisioned.groups);
                rows.push(place, PrincipalType::User, &provisioned.users);
            }
            if detail == Detail::Full {
                let observed = observed(set, &name).map_err(|reason| ObservedError {
                    set: set.name.clone(),
                    reason,
                })?;
                full.insert(name.clone(), observed);
            }
        }
        let live = LivePermissionSet {
            arn: set.arn.as_str().into(),
            governed_by: governed_by.map(CatalogName::new),
            outdated,
            provisioned: provisioned_in,
            unassigned,
        };
        all.insert(name, live);
    }
    Ok(Live {
        state: State {
            permission_sets: full,
            assignments: rows.builder.finish(),
        },
        permission_sets: all,
        scan: scope.scan,
    })
}

/// Collects assignments; each principal is named and judged once.
struct Rows<'a> {
    builder: AssignmentsBuilder,
    principals: HashMap<(PrincipalType, PrincipalId), Known>,
    groups: &'a Names,
    users: &'a Names,
    scope: &'a LiveScope<'a>,
}

/// A permission set, an account, and whether all assignments there count.
type Place = (Interned<PermissionSetName>, Interned<Account>, bool);

#[derive(Clone, Copy)]
struct Known {
    principal: Interned<Principal>,
    /// Whether `Scan::Groups` is about this principal.
    in_scan: bool,
}

impl Rows<'_> {
    fn push(&mut self, place: Place, kind: PrincipalType, ids: &[PrincipalId]) {
        let (permission_set, account, completely) = place;
        for id in ids {
            let known = self.known(kind, id);
            if completely || known.in_scan {
                self.builder
                    .push(known.principal, permission_set, account, 0);
            }
        }
    }

    fn known(&mut self, kind: PrincipalType, id: &PrincipalId) -> Known {
        let key = (kind, id.clone());
        if let Some(known) = self.principals.get(&key) {
            return *known;
        }
        let name = match kind {
            PrincipalType::Group => self.groups.get(id),
            PrincipalType::User => self.users.get(id),
        };
        let in_scan = name
            .is_some_and(|name| kind == PrincipalType::Group || self.scope.users.contains(name));
        let principal = self.builder.principal(&Principal {
            kind,
            name: name.cloned().unwrap_or_else(|| id.as_str().into()),
            id: Some(id.clone()),
        });
        let known = Known { principal, in_scan };
        self.principals.insert(key, known);
        known
    }
}

/// The set in the words of the model. The ownership tag and AWS's own tags are not part of what a set is.
fn observed(set: &PermissionSet, name: &PermissionSetName) -> Result<model::PermissionSet, String> {
    let managed = |arn: &String| ManagedPolicy::parse(arn).map_err(|error| error.to_string());
    let customer = |policy: &super::PolicyReference| {
        CustomerManagedPolicy::parse(&policy.name, &policy.path).map_err(|error| error.to_string())
    };
    let boundary = match &set.permissions_boundary {
        None => None,
        Some(Boundary::ManagedPolicy(arn)) => Some(PermissionsBoundary::Managed(managed(arn)?)),
        Some(Boundary::CustomerManagedPolicy(policy)) => {
            Some(PermissionsBoundary::CustomerManaged(customer(policy)?))
        }
    };
    Ok(model::PermissionSet {
        name: name.clone(),
        description: set.description.clone(),
        session_duration: SessionDuration::parse(&set.session_duration)
            .map_err(|error| error.to_string())?,
        relay_state: set.relay_state.clone(),
        tags: set
            .tags
            .iter()
            .filter(|(key, _)| *key != OWNERSHIP_TAG && !key.starts_with("aws:"))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
        managed_policies: set
            .managed_policies
            .iter()
            .map(managed)
            .collect::<Result<_, _>>()?,
        customer_managed_policies: set
            .customer_managed_policies
            .iter()
            .map(customer)
            .collect::<Result<_, _>>()?,
        inline_policy: set.inline_policy.as_deref().and_then(inline_policy),
        permissions_boundary: boundary,
    })
}

impl PermissionSet {
    /// The set in the words of the model, without its assignments.
    ///
    /// # Errors
    /// Why the set has a value that AWS would not have.
    pub fn observed(&self) -> Result<model::PermissionSet, String> {
        let name = PermissionSetName::parse(&self.name).map_err(|error| error.to_string())?;
        observed(self, &name)
    }
}

/// The inline policy. AWS takes almost any text and finds mistakes only when it provisions, so a text may live that
/// is no policy. It must not stop the plan that repairs it: it becomes a document that differs from every policy and
/// shows what is there.
fn inline_policy(text: &str) -> Option<PolicyDocument> {
    if text.is_empty() {
        return None;
    }
    PolicyDocument::parse(text)
        .or_else(|_| PolicyDocument::from_value(serde_json::json!({ "NotAPolicy": text })))
        .ok()
}

impl Snapshot {
    /// The live state within a scope, as a reader of AWS would give it.
    ///
    /// # Errors
    /// [`SnapshotError::Observed`] for a set in scope that breaks AWS's own rules.
    pub fn live(&self, scope: &LiveScope<'_>) -> Result<Live, SnapshotError> {
        let (groups, users) = self.principal_names();
        Ok(live(&self.permission_sets, scope, &groups, &users)?)
    }

    /// The same without what the permission sets are: who is assigned where does not depend on a policy that cannot be
    /// understood.
    ///
    /// # Errors
    /// [`SnapshotError::Observed`] for a set whose name AWS should not have.
    pub fn assigned(&self, scope: &LiveScope<'_>) -> Result<Live, SnapshotError> {
        let (groups, users) = self.principal_names();
        Ok(assigned(&self.permission_sets, scope, &groups, &users)?)
    }

    fn principal_names(&self) -> (Names, Names) {
        let store = &self.identity_store;
        let groups = store
            .groups
            .iter()
            .map(|group| (group.id.clone(), group.name()));
        let users = store
            .users
            .iter()
            .map(|user| (user.id.clone(), user.user_name.as_str().into()));
        (groups.collect(), users.collect())
    }
}

/// What a group without a display name is called: not by its id alone, which would say that it is gone.
pub(crate) fn unnamed(id: &PrincipalId) -> Arc<str> {
    format!("unnamed {id}").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(set: &str) -> Snapshot {
        let text = format!(
            r#"{{"version": 1, "organization": null, "permission_sets": [
                {{"arn": "arn:aws:sso:::permissionSet/ssoins-1/ps-1", "name": "Ops", {set}}}]}}"#
        );
        Snapshot::parse(&text).unwrap()
    }

    fn live_of(snapshot: &Snapshot, names: &[&str]) -> Result<Live, SnapshotError> {
        let directory = Directory::default();
        snapshot.live(&LiveScope {
            catalog: CatalogName::default(),
            names: names
                .iter()
                .map(|name| PermissionSetName::parse(name).unwrap())
                .collect(),
            previously: BTreeSet::new(),
            users: BTreeSet::new(),
            scan: Scan::Full,
            directory: &directory,
        })
    }

    #[test]
    fn a_text_that_is_no_policy_lives_as_one_that_differs_from_all() {
        let live = live_of(&snapshot(r#""inline_policy": "nope""#), &["Ops"]).unwrap();
        let set = live.state.permission_sets.values().next().unwrap();
        let text = set.inline_policy.as_ref().unwrap().text();
        assert_eq!(text, r#"{"NotAPolicy":"nope"}"#);
        let live = live_of(&snapshot(r#""inline_policy": """#), &["Ops"]).unwrap();
        let set = live.state.permission_sets.values().next().unwrap();
        assert_eq!(set.inline_policy, None);
    }

    #[test]
    fn a_set_that_breaks_the_rules_matters_only_in_scope() {
        let broken = snapshot(r#""session_duration": "8h""#);
        let error = live_of(&broken, &["Ops"]).unwrap_err().to_string();
        assert!(error.contains("`Ops`") && error.contains("8h"), "{error}");
        let live = live_of(&broken, &["Other"]).unwrap();
        assert_eq!(live.permission_sets.len(), 1);
        assert!(live.state.permission_sets.is_empty());
    }

    #[test]
    fn tags_of_aws_and_of_ownership_are_not_part_of_a_set() {
        let tags = r#""tags": {"aws:x": "1", "rolecall:catalog": "default", "team": "a"}"#;
        let live = live_of(&snapshot(tags), &[]).unwrap();
        let set = live.state.permission_sets.values().next().unwrap();
        assert_eq!(set.tags.keys().collect::<Vec<_>>(), ["team"]);
    }
}
