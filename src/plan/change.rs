//! A change: one thing that an apply does, in words that AWS can carry out.
//!
//! What AWS cannot do cannot be written here: an assignment is never updated, a permission set never renamed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{
    Account, AccountAssignment, CatalogName, CustomerManagedPolicy, Date, ManagedPolicy,
    PermissionSetName, PermissionsBoundary, PolicyDocument, SessionDuration,
};

/// The attributes that `UpdatePermissionSet` sets all at once. A relay state that it is not given is removed, a
/// description that it is not given stays; what happens to the session duration is not documented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attributes {
    /// The description.
    pub description: Option<String>,
    /// The session duration.
    pub session_duration: SessionDuration,
    /// The relay state.
    pub relay_state: Option<String>,
}

/// To which accounts a permission set is provisioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProvisionTarget {
    /// `ALL_PROVISIONED_ACCOUNTS`: one operation.
    AllProvisionedAccounts,
    /// One operation for each account that the change lists.
    ListedAccounts,
}

/// Why a permission set is provisioned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProvisionReason {
    /// This plan edits it.
    Edited,
    /// It was edited before, and some accounts still have an older version.
    Outdated,
}

/// Why an assignment is deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationReason {
    /// The catalog does not ask for it.
    NotInCatalog,
    /// Its permission set is no longer in the catalog.
    PermissionSetDeleted,
    /// Its permission set is replaced by one of another name, which the same principal has in the same account after
    /// the plan.
    PermissionSetRenamed(PermissionSetName),
    /// The principal no longer exists in the identity store.
    PrincipalDeleted,
    /// The catalog's entry for it held until this day.
    Expired(Date),
}

/// One change. The order of the variants is the order in which changes are applied.
///
/// As JSON a change is one object with a `kind` in snake case: the form in which `plan` prints it, and a saved plan
/// keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// Creates a group in the identity store.
    CreateGroup {
        /// Its display name.
        group: Arc<str>,
    },
    /// Creates a permission set with its attributes, tags and ownership tag; its policies are changes of
    /// their own.
    CreatePermissionSet {
        /// The name.
        permission_set: PermissionSetName,
        /// The attributes.
        #[serde(rename = "after")]
        attributes: Attributes,
        /// The tags, the ownership tag left out.
        tags: BTreeMap<String, String>,
        /// The name it has until now, if this is the first half of a rename.
        previously: Option<PermissionSetName>,
    },
    /// Takes over a permission set by the ownership tag: one that no catalog governs, or one that carries the tag of
    /// catalogs without a name.
    AdoptPermissionSet {
        /// The name.
        permission_set: PermissionSetName,
        /// The value of the tag until now, if it has one.
        #[serde(default)]
        from: Option<CatalogName>,
    },
    /// Changes description, session duration or relay state.
    UpdatePermissionSet {
        /// The name.
        permission_set: PermissionSetName,
        /// What lives.
        before: Attributes,
        /// What is desired.
        after: Attributes,
    },
    /// Adds or changes tags.
    TagPermissionSet {
        /// The name.
        permission_set: PermissionSetName,
        /// The values that are replaced.
        before: BTreeMap<String, String>,
        /// The tags to set.
        after: BTreeMap<String, String>,
    },
    /// Removes tags.
    UntagPermissionSet {
        /// The name.
        permission_set: PermissionSetName,
        /// The tags to remove.
        before: BTreeMap<String, String>,
    },
    /// Detaches AWS managed policies before others are attached, because all together would exceed what AWS
    /// allows; otherwise attaching comes first.
    DetachManagedPolicy {
        /// The name.
        permission_set: PermissionSetName,
        /// The policy.
        policy: ManagedPolicy,
    },
    /// Detaches a customer managed policy.
    DetachCustomerManagedPolicy {
        /// The name.
        permission_set: PermissionSetName,
        /// The policy.
        policy: CustomerManagedPolicy,
    },
    /// Attaches an AWS managed policy.
    AttachManagedPolicy {
        /// The name.
        permission_set: PermissionSetName,
        /// The policy.
        policy: ManagedPolicy,
    },
    /// Attaches a customer managed policy.
    AttachCustomerManagedPolicy {
        /// The name.
        permission_set: PermissionSetName,
        /// The policy.
        policy: CustomerManagedPolicy,
    },
    /// Sets the inline policy.
    PutInlinePolicy {
        /// The name.
        permission_set: PermissionSetName,
        /// What lives.
        before: Option<PolicyDocument>,
        /// What is desired.
        after: PolicyDocument,
    },
    /// Removes the inline policy.
    DeleteInlinePolicy {
        /// The name.
        permission_set: PermissionSetName,
        /// What lives.
        before: PolicyDocument,
    },
    /// Sets the permissions boundary.
    PutPermissionsBoundary {
        /// The name.
        permission_set: PermissionSetName,
        /// What lives.
        before: Option<PermissionsBoundary>,
        /// What is desired.
        after: PermissionsBoundary,
    },
    /// Removes the permissions boundary.
    DeletePermissionsBoundary {
        /// The name.
        permission_set: PermissionSetName,
        /// What lives.
        before: PermissionsBoundary,
    },
    /// Brings the latest version of a permission set to the accounts that have it.
    ProvisionPermissionSet {
        /// The name.
        permission_set: PermissionSetName,
        /// The accounts that are known to have it.
        accounts: BTreeSet<Account>,
        /// How they are addressed.
        target: ProvisionTarget,
        /// Why.
        reason: ProvisionReason,
    },
    /// Grants a permission set to a principal in an account.
    CreateAssignment(AccountAssignment),
    /// Revokes it.
    DeleteAssignment {
        /// What is revoked.
        #[serde(flatten)]
        assignment: AccountAssignment,
        /// Why.
        reason: RevocationReason,
    },
    /// Deletes a permission set that has no assignment left.
    DeletePermissionSet {
        /// The name.
        permission_set: PermissionSetName,
    },
}

/// The part of an apply in which a change is carried out. Each phase ends before the next begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Groups are created.
    Groups,
    /// Permission sets are created, adopted and edited; nothing reaches an account yet.
    PermissionSets,
    /// Edited sets are brought to their accounts.
    Provisioning,
    /// Access is granted.
    Grants,
    /// Access is revoked.
    Revocations,
    /// Sets without assignments are deleted.
    Deletions,
}

impl Phase {
    /// All phases in their order.
    pub const ALL: [Self; 6] = [
        Self::Groups,
        Self::PermissionSets,
        Self::Provisioning,
        Self::Grants,
        Self::Revocations,
        Self::Deletions,
    ];
}

impl Change {
    /// The kind as it stands in JSON, in snake case.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::CreateGroup { .. } => "create_group",
            Self::CreatePermissionSet { .. } => "create_permission_set",
            Self::AdoptPermissionSet { .. } => "adopt_permission_set",
            Self::UpdatePermissionSet { .. } => "update_permission_set",
            Self::TagPermissionSet { .. } => "tag_permission_set",
            Self::UntagPermissionSet { .. } => "untag_permission_set",
            Self::DetachManagedPolicy { .. } => "detach_managed_policy",
            Self::DetachCustomerManagedPolicy { .. } => "detach_customer_managed_policy",
            Self::AttachManagedPolicy { .. } => "attach_managed_policy",
            Self::AttachCustomerManagedPolicy { .. } => "attach_customer_managed_policy",
            Self::PutInlinePolicy { .. } => "put_inline_policy",
            Self::DeleteInlinePolicy { .. } => "delete_inline_policy",
            Self::PutPermissionsBoundary { .. } => "put_permissions_boundary",
            Self::DeletePermissionsBoundary { .. } => "delete_permissions_boundary",
            Self::ProvisionPermissionSet { .. } => "provision_permission_set",
            Self::CreateAssignment(_) => "create_assignment",
            Self::DeleteAssignment { .. } => "delete_assignment",
            Self::DeletePermissionSet { .. } => "delete_permission_set",
        }
    }

    /// The phase in which the change is carried out.
    pub fn phase(&self) -> Phase {
        match self {
            Self::CreateGroup { .. } => Phase::Groups,
            Self::ProvisionPermissionSet { .. } => Phase::Provisioning,
            Self::CreateAssignment(_) => Phase::Grants,
            Self::DeleteAssignment { .. } => Phase::Revocations,
            Self::DeletePermissionSet { .. } => Phase::Deletions,
            _ => Phase::PermissionSets,
        }
    }

    /// The permission set that the change concerns, if it concerns one.
    pub fn permission_set(&self) -> Option<&PermissionSetName> {
        match self {
            Self::CreateGroup { .. } => None,
            Self::CreateAssignment(assignment) | Self::DeleteAssignment { assignment, .. } => {
                Some(&assignment.permission_set)
            }
            Self::CreatePermissionSet { permission_set, .. }
            | Self::AdoptPermissionSet { permission_set, .. }
            | Self::UpdatePermissionSet { permission_set, .. }
            | Self::TagPermissionSet { permission_set, .. }
            | Self::UntagPermissionSet { permission_set, .. }
            | Self::DetachManagedPolicy { permission_set, .. }
            | Self::DetachCustomerManagedPolicy { permission_set, .. }
            | Self::AttachManagedPolicy { permission_set, .. }
            | Self::AttachCustomerManagedPolicy { permission_set, .. }
            | Self::PutInlinePolicy { permission_set, .. }
            | Self::DeleteInlinePolicy { permission_set, .. }
            | Self::PutPermissionsBoundary { permission_set, .. }
            | Self::DeletePermissionsBoundary { permission_set, .. }
            | Self::ProvisionPermissionSet { permission_set, .. }
            | Self::DeletePermissionSet { permission_set } => Some(permission_set),
        }
    }

    /// Whether the change grants or revokes.
    pub fn is_assignment(&self) -> bool {
        matches!(
            self,
            Self::CreateAssignment(_) | Self::DeleteAssignment { .. }
        )
    }

    /// Whether the change alters what an account's role may do once it is provisioned.
    pub fn edits_permission_set(&self) -> bool {
        self.phase() == Phase::PermissionSets
            && !matches!(
                self,
                Self::AdoptPermissionSet { .. }
                    | Self::TagPermissionSet { .. }
                    | Self::UntagPermissionSet { .. }
            )
    }

    /// How many operations AWS is asked for.
    pub fn operations(&self) -> usize {
        match self {
            Self::ProvisionPermissionSet {
                accounts,
                target: ProvisionTarget::ListedAccounts,
                ..
            } => accounts.len(),
            _ => 1,
        }
    }

    /// The change in words, for messages about it: "create permission set ReadOnlyAccess".
    pub fn words(&self) -> String {
        match self {
            Self::CreateGroup { group } => format!("create group {group}"),
            Self::CreatePermissionSet { permission_set, .. } => {
                format!("create permission set {permission_set}")
            }
            Self::AdoptPermissionSet {
                permission_set,
                from: None,
            } => format!("adopt permission set {permission_set}"),
            Self::AdoptPermissionSet {
                permission_set,
                from: Some(from),
            } => format!("retag permission set {permission_set}, of the catalog {from} until now"),
            Self::UpdatePermissionSet { permission_set, .. } => {
                format!("update permission set {permission_set}")
            }
            Self::TagPermissionSet { permission_set, .. } => {
                format!("tag permission set {permission_set}")
            }
            Self::UntagPermissionSet { permission_set, .. } => {
                format!("untag permission set {permission_set}")
            }
            Self::DetachManagedPolicy {
                permission_set,
                policy,
            } => format!("detach {policy} from permission set {permission_set}"),
            Self::DetachCustomerManagedPolicy {
                permission_set,
                policy,
            } => format!("detach {policy} from permission set {permission_set}"),
            Self::AttachManagedPolicy {
                permission_set,
                policy,
            } => format!("attach {policy} to permission set {permission_set}"),
            Self::AttachCustomerManagedPolicy {
                permission_set,
                policy,
            } => format!("attach {policy} to permission set {permission_set}"),
            Self::PutInlinePolicy { permission_set, .. } => {
                format!("set the inline policy of permission set {permission_set}")
            }
            Self::DeleteInlinePolicy { permission_set, .. } => {
                format!("remove the inline policy of permission set {permission_set}")
            }
            Self::PutPermissionsBoundary { permission_set, .. } => {
                format!("set the permissions boundary of permission set {permission_set}")
            }
            Self::DeletePermissionsBoundary { permission_set, .. } => {
                format!("remove the permissions boundary of permission set {permission_set}")
            }
            Self::ProvisionPermissionSet { permission_set, .. } => {
                format!("provision permission set {permission_set}")
            }
            Self::CreateAssignment(assignment) => format!("grant {assignment}"),
            Self::DeleteAssignment { assignment, .. } => format!(
                "revoke {} from {} in {}",
                assignment.permission_set, assignment.principal, assignment.account
            ),
            Self::DeletePermissionSet { permission_set } => {
                format!("delete permission set {permission_set}")
            }
        }
    }
}
