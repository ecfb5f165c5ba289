//! Reading: organization, identity store and live state. A [`Reader`] cannot write, and no function that takes one
//! can.

mod assignments;
mod calls;
mod cost;
mod groups;
mod organization;
mod permission_sets;
mod principals;
mod snapshot;
mod strategy;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::{AccountId, AccountSource, Directory, PrincipalId, PrincipalType};

use super::clients::Clients;
use super::error::AwsError;
use super::instance::Instance;

pub use assignments::Outlines;
pub use cost::Spread;
pub use strategy::{AssignmentListing, ListingMethod, ListingReason};

pub(super) use calls::api_type;
pub(super) use permission_sets::outline;

/// What a catalog needs to know of the organization and the identity store. Less is fewer calls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// The catalog brings its own account map: Organizations is not asked at all, and nothing is known of units,
    /// tags and states.
    pub without_accounts: bool,
    /// In which organizational units accounts are.
    pub organizational_units: bool,
    /// What these units are called; includes `organizational_units`.
    pub organizational_unit_names: bool,
    /// The tags of accounts: one call for each account.
    pub tags: bool,
    /// The groups of the identity store. All of them: a hundred come with one call, and the message about a missing
    /// one wants to name the nearest that there is.
    pub groups: bool,
    /// Users by user name: one call for each.
    pub users: BTreeSet<Arc<str>>,
}

/// Every group.
#[derive(Debug, Default)]
struct AllGroups {
    /// Names by id.
    names: BTreeMap<PrincipalId, Arc<str>>,
    /// Names by the id that the identity provider gave.
    by_external_id: BTreeMap<Arc<str>, Arc<str>>,
}

/// Reads an instance, its organization and its identity store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Reader {
    clients: Arc<Clients>,
    /// Every group, once they were listed: the plan needs them again for the assignments.
    all_groups: Arc<Mutex<Option<Arc<AllGroups>>>>,
}

impl Reader {
    pub(super) fn new(clients: Arc<Clients>) -> Self {
        Self {
            clients,
            all_groups: Arc::default(),
        }
    }

    /// The instance that is read.
    pub fn instance(&self) -> &Instance {
        &self.clients.instance
    }

    /// Accounts, groups and users, as far as they are needed. A principal that does not exist is absent.
    ///
    /// # Errors
    /// [`AwsError`] of the first call that fails.
    pub async fn directory(&self, needs: &Needs) -> Result<Directory, AwsError> {
        let organization = async {
            match needs.without_accounts {
                true => Ok((Vec::new(), None)),
                false => organization::accounts(&self.clients, needs).await,
            }
        };
        let principals = self.principals(needs);
        let ((accounts, organizational_units), principals) =
            tokio::try_join!(organization, principals)?;
        Ok(Directory {
            organizational_units,
            accounts,
            management_account: self.clients.management_account,
            principals: Some(principals),
            accounts_from: if needs.without_accounts {
                AccountSource::Mentions
            } else {
                AccountSource::Organization
            },
        })
    }

    /// The accounts in which a permission set is provisioned, but not at its latest version.
    ///
    /// # Errors
    /// [`AwsError`] of the call; ids that are no account ids are errors, too.
    pub async fn outdated_accounts(
        &self,
        permission_set_arn: &str,
    ) -> Result<BTreeSet<AccountId>, AwsError> {
        let accounts = self
            .clients
            .provisioned_accounts(permission_set_arn, true)
            .await?;
        account_ids("ListAccountsForProvisionedPermissionSet", &accounts)
    }

    /// The accounts in which a permission set is provisioned, with any version.
    ///
    /// # Errors
    /// As for [`Reader::outdated_accounts`].
    pub async fn provisioned_accounts(
        &self,
        permission_set_arn: &str,
    ) -> Result<BTreeSet<AccountId>, AwsError> {
        let accounts = self
            .clients
            .provisioned_accounts(permission_set_arn, false)
            .await?;
        account_ids("ListAccountsForProvisionedPermissionSet", &accounts)
    }

    /// The principals to whom a permission set is assigned in an account.
    ///
    /// # Errors
    /// [`AwsError`] of the call; a principal of an unknown type is an error, too.
    pub async fn holders(
        &self,
        permission_set_arn: &str,
        account: AccountId,
    ) -> Result<BTreeSet<(PrincipalType, PrincipalId)>, AwsError> {
        let account = account.to_string();
        let rows = self
            .clients
            .assignments(permission_set_arn, &account)
            .await?;
        rows.into_iter().map(assignments::holder).collect()
    }

    fn known_groups(&self) -> Option<Arc<AllGroups>> {
        self.all_groups
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn remember_groups(&self, groups: Arc<AllGroups>) {
        *self
            .all_groups
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(groups);
    }
}

/// Account ids of an answer.
fn account_ids(operation: &'static str, texts: &[String]) -> Result<BTreeSet<AccountId>, AwsError> {
    texts
        .iter()
        .map(|text| AccountId::parse(text).map_err(|error| AwsError::unexpected(operation, error)))
        .collect()
}
