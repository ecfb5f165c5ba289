//! The state file: organization, identity store and live permission sets as one JSON document.
//!
//! These types are the sandbox's own reading of the format. `rolecall snapshot` writes the same format from types of its
//! own, so that a mistake in one of the two is seen by the other.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::id::{AccountId, PrincipalId};

/// The version that this sandbox reads and writes.
pub const VERSION: u32 = 1;

/// A whole state file. Every member but `version` and `organization` may be absent; unknown members are ignored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Snapshot {
    pub version: u32,
    pub caller: Option<Caller>,
    pub organization: Option<Organization>,
    #[serde(default)]
    pub instances: Vec<Instance>,
    #[serde(default)]
    pub identity_store: IdentityStore,
    #[serde(default)]
    pub permission_sets: Vec<PermissionSet>,
}

/// Who calls the sandbox, in the words of STS.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Caller {
    pub account: AccountId,
    pub arn: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Organization {
    pub id: String,
    pub root: String,
    pub management_account: AccountId,
    #[serde(default, skip_serializing_if = "FeatureSet::is_all")]
    pub feature_set: FeatureSet,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub root_tags: BTreeMap<String, String>,
    #[serde(default)]
    pub organizational_units: Vec<OrganizationalUnit>,
    #[serde(default)]
    pub accounts: Vec<Account>,
    #[serde(default)]
    pub delegated_administrators: Vec<AccountId>,
}

/// What an organization is used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FeatureSet {
    #[default]
    All,
    ConsolidatedBilling,
}

impl FeatureSet {
    fn is_all(&self) -> bool {
        *self == Self::All
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OrganizationalUnit {
    pub id: String,
    pub name: String,
    pub parent: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub state: State,
    #[serde(default)]
    pub parent: Option<String>,
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// The state of an account in its organization.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    PendingActivation,
    #[default]
    Active,
    Suspended,
    PendingClosure,
    Closed,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Instance {
    pub arn: String,
    pub identity_store_id: String,
    pub owner_account: AccountId,
    #[serde(default = "default_region")]
    pub region: String,
    pub name: Option<String>,
    #[serde(default = "active")]
    pub status: String,
    #[serde(default = "yes")]
    pub permission_sets_enabled: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_control_attributes: Option<BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct IdentityStore {
    #[serde(default)]
    pub groups: Vec<Group>,
    #[serde(default)]
    pub users: Vec<User>,
    #[serde(default)]
    pub memberships: Vec<Membership>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Group {
    pub id: PrincipalId,
    pub display_name: Option<String>,
    pub description: Option<String>,
    #[serde(default)]
    pub external_ids: Vec<ExternalId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExternalId {
    pub issuer: String,
    pub id: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    pub id: PrincipalId,
    pub user_name: String,
    pub display_name: Option<String>,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    #[serde(default)]
    pub emails: Vec<String>,
    #[serde(default)]
    pub phone_numbers: Vec<String>,
    #[serde(default)]
    pub external_ids: Vec<ExternalId>,
    /// What the other members do not express, as AWS's `User` has it: `{"Title": "Engineer"}`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub attributes: Map<String, Value>,
    /// `ENABLED` or `DISABLED`; a user without it is enabled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Membership {
    pub id: PrincipalId,
    pub group: PrincipalId,
    pub user: PrincipalId,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PermissionSet {
    pub arn: String,
    pub name: String,
    pub description: Option<String>,
    #[serde(default = "one_hour")]
    pub session_duration: String,
    pub relay_state: Option<String>,
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    #[serde(default)]
    pub managed_policies: Vec<String>,
    #[serde(default)]
    pub customer_managed_policies: Vec<PolicyReference>,
    pub inline_policy: Option<String>,
    pub permissions_boundary: Option<Boundary>,
    #[serde(default)]
    pub accounts: BTreeMap<AccountId, Provisioned>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PolicyReference {
    pub name: String,
    #[serde(default = "root_path")]
    pub path: String,
}

/// Exactly one of the two members is present.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boundary {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub managed_policy: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_managed_policy: Option<PolicyReference>,
}

/// A permission set in one account: it is provisioned there, possibly without assignments.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Provisioned {
    #[serde(default)]
    pub groups: Vec<PrincipalId>,
    #[serde(default)]
    pub users: Vec<PrincipalId>,
    #[serde(default)]
    pub outdated: bool,
}

fn default_region() -> String {
    "us-east-1".to_owned()
}

fn active() -> String {
    "ACTIVE".to_owned()
}

fn yes() -> bool {
    true
}

fn one_hour() -> String {
    "PT1H".to_owned()
}

fn root_path() -> String {
    "/".to_owned()
}

/// Why a state file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The text is not JSON, or a value in it has the wrong type or shape; the reason ends with line and column.
    #[error("the sandbox's state file cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// The file was written by another version of the format.
    #[error("the sandbox's state file has version {0}; this program reads version {VERSION}")]
    Version(u32),
    /// A value contradicts the rest of the file.
    #[error("the sandbox's state file is not consistent: {reason}{place}")]
    Inconsistent {
        /// What contradicts what.
        reason: String,
        /// ` at line L column C`, or nothing where no single place can be named.
        place: Place,
    },
}

/// Where in the file a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(Option<(usize, usize)>);

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some((line, column)) => write!(f, " at line {line} column {column}"),
            None => Ok(()),
        }
    }
}

/// A contradiction in a state file, before its place is looked up.
#[derive(Debug)]
pub struct Contradiction {
    /// What contradicts what.
    pub reason: String,
    /// The value that is at fault, as it is written in the file.
    pub value: String,
    /// Which occurrence of the value is meant, counted from 0: a duplicate is the second.
    pub occurrence: usize,
}

impl Contradiction {
    /// Returns the error for people, with the value's place in `text`.
    pub fn located(self, text: &str) -> SnapshotError {
        let quoted = serde_json::Value::from(self.value).to_string();
        let place = text
            .match_indices(&quoted)
            .nth(self.occurrence)
            .map(|(offset, _)| {
                let before = text.get(..offset).unwrap_or_default();
                let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
                let line = before.matches('\n').count() + 1;
                (
                    line,
                    before.get(line_start..).unwrap_or_default().chars().count() + 1,
                )
            });
        SnapshotError::Inconsistent {
            reason: self.reason,
            place: Place(place),
        }
    }
}

impl Snapshot {
    /// Reads a state file. Its references are checked when a world is made of it.
    pub fn parse(text: &str) -> Result<Self, SnapshotError> {
        let snapshot: Self = serde_json::from_str(text)?;
        if snapshot.version != VERSION {
            return Err(SnapshotError::Version(snapshot.version));
        }
        Ok(snapshot)
    }

    /// Returns the file's text: two spaces of indentation, a newline at the end.
    pub fn to_text(&self) -> String {
        // Writing these types into memory cannot fail: every map key is a string.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
