//! Desired and live: the two sides of a plan.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::{Account, AccountState, Assignments, Date, PermissionSet, PermissionSetName, RuleInfo};
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
    /// Sets and assignments. The origin of an assignment is the index of the rule in `rules` that asks for it first.
    pub state: State,
    /// Groups to create.
    pub groups: Vec<Located<Arc<str>>>,
    /// The rules behind the assignments, by their origins.
    pub rules: Vec<RuleInfo>,
    /// Where each permission set is defined.
    pub set_places: BTreeMap<PermissionSetName, Span>,
    /// Sets to rename: the name now, and before.
    pub renames: BTreeMap<PermissionSetName, Located<PermissionSetName>>,
    /// For people: the accounts of each account type that is used.
    pub account_types: BTreeMap<Arc<str>, BTreeSet<Account>>,
    /// Accounts that cannot be given assignments now: nothing is granted or revoked there.
    pub inactive_accounts: BTreeMap<Account, AccountState>,
    /// Active accounts that no account type selects, where the catalog has account types.
    pub untyped_accounts: Vec<Account>,
}

impl Desired {
    /// The rule that asks for the assignment at `index`: of several the one that holds longest.
    pub fn rule(&self, index: usize) -> Option<&RuleInfo> {
        let origin = self.state.assignments.origin(index)?;
        self.rules.get(origin as usize)
    }

    /// The last day on which the assignment at `index` is granted; `None` for one without an end.
    pub fn last_day(&self, index: usize) -> Option<Date> {
        self.rule(index)?.facts.expires()
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
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Scan {
    /// Those of every group in the identity store and of the users that the catalog names.
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
