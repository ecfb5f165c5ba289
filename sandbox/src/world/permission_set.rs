//! A permission set: its template, and the accounts where it is provisioned.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use super::moment::Moment;
use super::organization::Tags;
use crate::id::{AccountId, PrincipalId, SetId};
use crate::snapshot::{Boundary, PolicyReference};

/// A permission set of the organization's instance.
#[derive(Clone, Debug)]
pub struct PermissionSet {
    pub id: SetId,
    pub name: String,
    pub tags: Tags,
    pub template: Template,
    pub created: Moment,
    /// Until then the set is not found.
    pub visible_from: Moment,
    /// Counts the changes of the template; an account that was provisioned at an earlier revision is not at the latest.
    pub revision: u64,
    pub accounts: BTreeMap<AccountId, Provisioned>,
}

/// What a permission set makes of an IAM role. A change of it reaches accounts only by provisioning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pub description: Option<String>,
    pub session_duration: String,
    pub relay_state: Option<String>,
    pub managed_policies: BTreeSet<String>,
    pub customer_managed_policies: BTreeSet<PolicyReference>,
    pub inline_policy: Option<String>,
    pub boundary: Option<Boundary>,
}

/// The permission set's role in one account.
#[derive(Clone, Debug, Default)]
pub struct Provisioned {
    pub revision: u64,
    pub groups: BTreeSet<PrincipalId>,
    pub users: BTreeSet<PrincipalId>,
}

/// Group or user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrincipalType {
    Group,
    User,
}

impl PrincipalType {
    /// `GROUP` or `USER`, as AWS writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Group => "GROUP",
            Self::User => "USER",
        }
    }
}

/// A group or a user by its id; neither need exist (any more).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Principal {
    pub kind: PrincipalType,
    pub id: PrincipalId,
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.as_str(), self.id)
    }
}

impl FromStr for Principal {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (kind, id) = text.split_once(' ').ok_or(())?;
        let kind = match kind {
            "GROUP" => PrincipalType::Group,
            "USER" => PrincipalType::User,
            _ => return Err(()),
        };
        Ok(Self {
            kind,
            id: id.parse().map_err(|_| ())?,
        })
    }
}

impl PermissionSet {
    /// Changes the template, and counts a revision only if something changed.
    pub fn edit(&mut self, change: impl FnOnce(&mut Template)) {
        let before = self.template.clone();
        change(&mut self.template);
        if self.template != before {
            self.revision += 1;
        }
    }

    /// Returns whether the role in `account` was made of an earlier template.
    pub fn is_outdated(&self, provisioned: &Provisioned) -> bool {
        provisioned.revision < self.revision
    }
}

impl Provisioned {
    /// Returns the principals of one type.
    pub fn principals(&self, kind: PrincipalType) -> &BTreeSet<PrincipalId> {
        match kind {
            PrincipalType::Group => &self.groups,
            PrincipalType::User => &self.users,
        }
    }

    /// Returns the principals of one type, to change.
    pub fn principals_mut(&mut self, kind: PrincipalType) -> &mut BTreeSet<PrincipalId> {
        match kind {
            PrincipalType::Group => &mut self.groups,
            PrincipalType::User => &mut self.users,
        }
    }

    /// Returns whether no principal is assigned.
    pub fn is_unassigned(&self) -> bool {
        self.groups.is_empty() && self.users.is_empty()
    }
}
