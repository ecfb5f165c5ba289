//! A snapshot: organization, identity store and live state as one JSON file.
//!
//! `rolecall snapshot` writes it, `plan --snapshot` plans against it without AWS, and the sandbox starts from it.
//! The same inputs give the same bytes.

mod check;
mod directory;
mod file;
mod ids;
mod live;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{AccountId, PrincipalId};

pub use directory::groups_by_name;
pub(crate) use live::unnamed;
pub use live::{LiveScope, Names, ObservedError, live};

/// The version of the format that is read and written.
pub const VERSION: u32 = 1;

/// A whole snapshot. Every member but the organization may be absent in the file, and members that are not known
/// are ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Who asked.
    pub caller: Option<Caller>,
    /// `None` where there is no organization, or none that may be described.
    pub organization: Option<Organization>,
    /// What `ListInstances` shows; the permission sets belong to the one of the management account.
    pub instances: Vec<Instance>,
    /// Groups and users.
    pub identity_store: IdentityStore,
    /// Every permission set, in full.
    pub permission_sets: Vec<PermissionSet>,
}

/// Who calls, in the words of STS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// The caller's account.
    pub account: AccountId,
    /// The user or the session of a role.
    pub arn: String,
}

/// The organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// `o-…`.
    pub id: String,
    /// The root, `r-…`.
    pub root: String,
    /// The management account.
    pub management_account: AccountId,
    /// Every organizational unit below the root.
    #[serde(default)]
    pub organizational_units: Vec<OrganizationalUnit>,
    /// Every account.
    #[serde(default)]
    pub accounts: Vec<Account>,
    /// Accounts that may administer Identity Center besides the management account.
    #[serde(default)]
    pub delegated_administrators: Vec<AccountId>,
}

/// An organizational unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationalUnit {
    /// `ou-…`.
    pub id: String,
    /// The name.
    pub name: String,
    /// The unit or the root above it.
    pub parent: String,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The id.
    pub id: AccountId,
    /// The name, which AWS does not keep unique.
    pub name: String,
    /// The address of its root user.
    #[serde(default)]
    pub email: Option<String>,
    /// The API's word for its state.
    #[serde(default = "active")]
    pub state: String,
    /// The unit or the root that holds it; the root where it is absent.
    #[serde(default)]
    pub parent: Option<String>,
    /// Its tags.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// An instance of IAM Identity Center.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    /// Its ARN.
    pub arn: String,
    /// Its identity store.
    pub identity_store_id: String,
    /// The account that owns it.
    pub owner_account: AccountId,
    /// Its primary region.
    #[serde(default = "default_region")]
    pub region: String,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// The API's word for its status.
    #[serde(default = "active")]
    pub status: String,
    /// Whether it has permission sets at all.
    #[serde(default = "yes")]
    pub permission_sets_enabled: bool,
}

/// Groups, users and who belongs to what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityStore {
    /// The groups.
    #[serde(default)]
    pub groups: Vec<Group>,
    /// The users.
    #[serde(default)]
    pub users: Vec<User>,
    /// Users in groups.
    #[serde(default)]
    pub memberships: Vec<Membership>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The id.
    pub id: PrincipalId,
    /// The display name, which the service model does not promise.
    #[serde(default)]
    pub display_name: Option<String>,
    /// The description.
    #[serde(default)]
    pub description: Option<String>,
    /// What the identity provider calls it.
    #[serde(default)]
    pub external_ids: Vec<ExternalId>,
}

impl Group {
    /// Returns how the group is called: by its display name, else as a group without one.
    pub fn name(&self) -> Arc<str> {
        let name = self.display_name.as_deref().map(Arc::from);
        name.unwrap_or_else(|| unnamed(&self.id))
    }
}

/// The id that an identity provider gave.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ExternalId {
    /// The provider.
    pub issuer: String,
    /// The id.
    pub id: String,
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The id.
    pub id: PrincipalId,
    /// The name to sign in with.
    pub user_name: String,
    /// The name to show.
    #[serde(default)]
    pub display_name: Option<String>,
    /// The given name.
    #[serde(default)]
    pub given_name: Option<String>,
    /// The family name.
    #[serde(default)]
    pub family_name: Option<String>,
    /// Addresses; AWS keeps at most one.
    #[serde(default)]
    pub emails: Vec<String>,
    /// Telephone numbers; AWS keeps at most one.
    #[serde(default)]
    pub phone_numbers: Vec<String>,
    /// What the identity provider calls it.
    #[serde(default)]
    pub external_ids: Vec<ExternalId>,
    /// The API's word for its status; absent where it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

impl User {
    /// Whether the user is known to be disabled.
    pub fn is_disabled(&self) -> bool {
        self.status.as_deref() == Some("DISABLED")
    }
}

/// A user in a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The membership's own id.
    pub id: PrincipalId,
    /// The group.
    pub group: PrincipalId,
    /// The user.
    pub user: PrincipalId,
}

/// A permission set in full, and where it is provisioned. `I` is how principals are written: by id here, by a
/// stretch of the file's text while it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "I: Deserialize<'de>"))]
pub struct PermissionSet<I = PrincipalId> {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Its description.
    #[serde(default)]
    pub description: Option<String>,
    /// How long a session lasts, as AWS writes it.
    #[serde(default = "one_hour")]
    pub session_duration: String,
    /// Where the console opens.
    #[serde(default)]
    pub relay_state: Option<String>,
    /// Its tags, the ownership tag among them.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// ARNs of AWS managed policies.
    #[serde(default)]
    pub managed_policies: Vec<String>,
    /// Customer managed policies by name and path.
    #[serde(default)]
    pub customer_managed_policies: Vec<PolicyReference>,
    /// The inline policy's text, verbatim.
    #[serde(default)]
    pub inline_policy: Option<String>,
    /// The permissions boundary.
    #[serde(default)]
    pub permissions_boundary: Option<Boundary>,
    /// The accounts in which the set is provisioned, possibly with nobody assigned.
    #[serde(default = "BTreeMap::new")]
    pub accounts: BTreeMap<AccountId, Provisioned<I>>,
}

/// A customer managed policy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PolicyReference {
    /// The name.
    pub name: String,
    /// The path.
    #[serde(default = "root_path")]
    pub path: String,
}

/// A permissions boundary: one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Boundary {
    /// The ARN of an AWS managed policy.
    ManagedPolicy(String),
    /// A customer managed policy.
    CustomerManagedPolicy(PolicyReference),
}

/// A permission set in one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "I: Deserialize<'de>"))]
pub struct Provisioned<I = PrincipalId> {
    /// Groups that are assigned; among them may be ids that no longer exist.
    #[serde(default = "Vec::new")]
    pub groups: Vec<I>,
    /// Users that are assigned directly.
    #[serde(default = "Vec::new")]
    pub users: Vec<I>,
    /// Whether the account has an older version of the set.
    #[serde(default)]
    pub outdated: bool,
}

impl<I> Default for Provisioned<I> {
    fn default() -> Self {
        Self {
            groups: Vec::new(),
            users: Vec::new(),
            outdated: false,
        }
    }
}

/// Why a text is not a snapshot.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Not JSON, or a value of the wrong type or form; the reason ends with line and column.
    #[error("the snapshot cannot be read: {0}")]
    Unreadable(String),
    /// Another version of the format.
    #[error("the snapshot has version {0}; this program reads version {VERSION}")]
    Version(u32),
    /// A value contradicts the rest of the file.
    #[error("the snapshot is not consistent: {reason} (line {line}, column {column})")]
    Inconsistent {
        /// What contradicts what.
        reason: String,
        /// Line of the value, from 1.
        line: usize,
        /// Column of the value in characters, from 1.
        column: usize,
    },
    /// A permission set that the catalog concerns has a value that AWS would not have.
    #[error(transparent)]
    Observed(#[from] ObservedError),
}

impl SnapshotError {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        "make a new one: rolecall snapshot > snapshot.json"
    }
}

fn active() -> String {
    "ACTIVE".to_owned()
}

fn default_region() -> String {
    "us-east-1".to_owned()
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
