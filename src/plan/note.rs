//! What a reader of a plan should know besides its changes.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::{Account, AccountState, Date, PermissionSetName, Principal, Scan};

/// One remark. Ordered by kind, then by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Note {
    /// A group was deleted and made again at the identity provider: its assignments name the id of before.
    GroupRecreated {
        /// The group.
        group: Arc<str>,
        /// How many assignments are granted again.
        assignments: usize,
    },
    /// Assignments of principals that no longer exist are removed.
    Orphans {
        /// How many.
        assignments: usize,
    },
    /// A rename: the role in each account gets another ARN.
    RoleChanges {
        /// The name until now.
        before: PermissionSetName,
        /// The name from now on.
        after: PermissionSetName,
    },
    /// A permission set is adopted whose name is one of AWS Control Tower's, which assigns it at each enrolment.
    ControlTowerAdopted {
        /// The set.
        permission_set: PermissionSetName,
    },
    /// A permission set cannot be deleted yet, because assignments remain where nothing can be revoked.
    PermissionSetKept {
        /// The set.
        permission_set: PermissionSetName,
        /// The accounts.
        accounts: Vec<Account>,
    },
    /// A permission set is provisioned in accounts where nobody is assigned to it, and this plan does not change that.
    Unassigned {
        /// The set.
        permission_set: PermissionSetName,
        /// The accounts.
        accounts: Vec<Account>,
    },
    /// The catalog has no description for a permission set that has one in AWS, where it cannot be removed.
    DescriptionKept {
        /// The set.
        permission_set: PermissionSetName,
        /// The description that stays.
        description: Arc<str>,
    },
    /// A permission set differs from the catalog, but lies outside the limit of this run.
    OutsideLimit {
        /// The set.
        permission_set: PermissionSetName,
    },
    /// Accounts that no account type selects.
    Untyped {
        /// The accounts.
        accounts: Vec<Account>,
    },
    /// An account that cannot be given assignments now.
    Inactive {
        /// The account.
        account: Account,
        /// Why.
        state: AccountState,
        /// Live assignments that are left alone there.
        assignments: usize,
    },
    /// Access that ends soon.
    Ending {
        /// The last day.
        last_day: Date,
        /// Whose it is.
        principal: Principal,
        /// What.
        permission_sets: BTreeSet<PermissionSetName>,
        /// Where.
        accounts: BTreeSet<Account>,
    },
    /// The run is limited; nothing else was compared.
    Limited {
        /// What it is limited to, such as `group DevOps`.
        to: Vec<String>,
    },
    /// Which classes of drift were not looked for.
    NotLookedFor {
        /// The scan that was made.
        scan: Scan,
        /// How many assignments of those classes there are, where they were read all the same.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        found: Option<usize>,
    },
}
