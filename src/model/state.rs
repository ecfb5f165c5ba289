//! Desired and live: the two sides of a plan.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::{
    Account, AccountAssignment, AccountState, AssignmentRef, Assignments, Date, PermissionSet,
    PermissionSetName, PrincipalType, RuleInfo,
};
use crate::source::{Located, Span};

/// The key of the tag that says which catalog governs a permission set.
pub const OWNERSHIP_TAG: &str = "rolecall:catalog";

/// The name of a catalog, as it stands in the ownership tag.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct CatalogName(Arc<str>);

impl CatalogName {
    /// Takes a name; the caller has checked it as the value of a tag.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self(name.into())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for CatalogName {
    fn default() -> Self {
        Self::new("default")
    }
}

impl fmt::Display for CatalogName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Permission sets and assignments: what both sides of a plan consist of.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Permission sets by name.
    pub permission_sets: BTreeMap<PermissionSetName, PermissionSet>,
    /// Their assignments.
    pub assignments: Assignments,
}

/// What the catalog asks for, with ids: the right-hand side of a plan.
#[derive(Debug, Clone)]
pub struct Desired {
    /// The catalog that asks.
    pub catalog: CatalogName,
    /// Whether the catalog says its name.
    pub is_named: bool,
    /// Sets and assignments. The origin of an assignment is the index of the rule in `rules` that asks for it first.
    pub state: State,
    /// Groups to create.
    pub groups: Vec<Located<Arc<str>>>,
    /// The rules behind the assignments, by their origins.
    pub rules: Vec<RuleInfo>,
    /// Where each permission set is defined.
    pub set_places: BTreeMap<PermissionSetName, Span>,
    /// What entries asked for whose last day is over, with that day.
    pub expired: Expired,
    /// Sets to rename: the name now, and before.
    pub renames: BTreeMap<PermissionSetName, Located<PermissionSetName>>,
    /// For people: the accounts of each account type that is used.
    pub account_types: BTreeMap<Arc<str>, BTreeSet<Account>>,
    /// Accounts that cannot be given assignments now: nothing is granted or revoked there.
    pub inactive_accounts: BTreeMap<Account, AccountState>,
    /// Active accounts that no account type selects, where the catalog has account types.
    pub untyped_accounts: Vec<Account>,
}

/// Access that has expired: what entries asked for whose last day is over.
///
/// Principals are known by their names: whether one still exists makes no difference here.
#[derive(Debug, Clone, Default)]
pub struct Expired {
    last_days: BTreeMap<(PrincipalType, Arc<str>, PermissionSetName, Account), Date>,
}

impl Expired {
    /// Notes that access ended after `last_day`; of several days the last one counts.
    pub fn insert(&mut self, assignment: &AccountAssignment, last_day: Date) {
        let known = self
            .last_days
            .entry(Self::key(assignment))
            .or_insert(last_day);
        *known = last_day.max(*known);
    }

    /// The last day of an assignment that an entry asked for until then.
    pub fn last_day(&self, assignment: &AccountAssignment) -> Option<Date> {
        if self.last_days.is_empty() {
            return None;
        }
        self.last_days.get(&Self::key(assignment)).copied()
    }

    /// Drops what a principal had of a permission set, in every account.
    pub fn forget(&mut self, kind: PrincipalType, principal: &str, set: &PermissionSetName) {
        self.last_days.retain(|(other, name, had, _), _| {
            *other != kind || **name != *principal || had != set
        });
    }

    /// The permission sets that occur; a name may occur several times.
    pub fn permission_sets(&self) -> impl Iterator<Item = &PermissionSetName> {
        self.last_days.keys().map(|(_, _, name, _)| name)
    }

    fn key(one: &AccountAssignment) -> (PrincipalType, Arc<str>, PermissionSetName, Account) {
        let principal = &one.principal;
        (
            principal.kind,
            Arc::clone(&principal.name),
            one.permission_set.clone(),
            one.account.clone(),
        )
    }
}

impl Desired {
    /// The names that a set has after the plan, where it is renamed: one, unless the catalog is mistaken.
    pub fn successors<'a>(
        &'a self,
        before: &'a PermissionSetName,
    ) -> impl Iterator<Item = &'a PermissionSetName> {
        let renames = self.renames.iter();
        renames
            .filter(move |(_, known)| known.value == *before)
            .map(|(now, _)| now)
    }

    /// The rule that asks for an assignment of this state: of several the one that holds longest.
    pub fn rule(&self, assignment: AssignmentRef<'_>) -> Option<&RuleInfo> {
        self.rules.get(assignment.origin() as usize)
    }

    /// The last day on which an assignment of this state is granted; `None` for one without an end.
    pub fn last_day(&self, assignment: AssignmentRef<'_>) -> Option<Date> {
        self.rule(assignment)?.facts.expires()
    }
}

/// A permission set that lives in the instance, whoever governs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LivePermissionSet {
    /// Its ARN.
    pub arn: Arc<str>,
    /// The catalog in its ownership tag.
    pub governed_by: Option<CatalogName>,
    /// Accounts in which it is provisioned, but not at its latest version. Known for sets that this catalog
    /// governs or names.
    pub outdated: BTreeSet<Account>,
    /// The accounts in which it is provisioned; `None` where that was not read.
    pub provisioned: Option<BTreeSet<Account>>,
    /// Those of them in which no principal is assigned, not even one that no longer exists: a role that is access for
    /// the next assignment.
    pub unassigned: BTreeSet<Account>,
}

/// Which assignments were looked for.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Scan {
    /// Those of every group in the identity store and of the users that the catalog names.
    #[default]
    Groups,
    /// All: users assigned directly and principals that no longer exist, too.
    Full,
}

/// What the instance holds: the left-hand side of a plan.
#[derive(Debug, Clone)]
pub struct Live {
    /// Sets that this catalog governs or names, in full, and their assignments.
    pub state: State,
    /// Every permission set of the instance.
    pub permission_sets: BTreeMap<PermissionSetName, LivePermissionSet>,
    /// Which assignments were looked for.
    pub scan: Scan,
}
