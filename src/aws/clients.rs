//! The clients of the services, with what every call needs to know.

use crate::model::AccountId;

use super::instance::{Caller, Instance};
use super::lane::Lane;

/// Clients and lanes: what readers and writers share.
#[derive(Debug)]
pub(super) struct Clients {
    pub(super) sso: aws_sdk_ssoadmin::Client,
    pub(super) identity: aws_sdk_identitystore::Client,
    pub(super) organizations: aws_sdk_organizations::Client,
    pub(super) sso_lane: Lane,
    pub(super) identity_lane: Lane,
    pub(super) organizations_lane: Lane,
    pub(super) instance: Instance,
    pub(super) caller: Caller,
    pub(super) management_account: Option<AccountId>,
    pub(super) organization_id: Option<String>,
}

impl Clients {
    /// Whether the caller administers the instance from a member account.
    pub(super) fn is_delegated_administrator(&self) -> bool {
        self.management_account
            .is_some_and(|management| management != self.caller.account)
    }
}
