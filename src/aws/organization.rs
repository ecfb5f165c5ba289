//! The organization, in what matters before its accounts are read.

use crate::model::AccountId;

/// The organization of the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// `o-…`.
    pub id: String,
    /// The management account.
    pub management_account: AccountId,
    /// Whether it has all features, and not consolidated billing alone: Identity Center needs them.
    pub all_features: bool,
}
