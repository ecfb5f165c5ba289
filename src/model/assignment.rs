//! One account assignment: who has which permission set where.

use std::fmt;

use super::{Account, PermissionSetName, Principal};

/// One assignment: the principal has the permission set in the account.
///
/// As JSON it is one flat object, the form in which `access` and `plan` list assignments.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct AccountAssignment {
    /// Who.
    #[serde(flatten)]
    pub principal: Principal,
    /// What.
    pub permission_set: PermissionSetName,
    /// Where.
    #[serde(flatten)]
    pub account: Account,
}

impl fmt::Display for AccountAssignment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} to {} in {}",
            self.permission_set, self.principal, self.account
        )
    }
}
