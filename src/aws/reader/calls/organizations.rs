//! AWS Organizations: accounts, units, tags. Every page has 20 entries.

use aws_sdk_organizations::types::{
    Account, DelegatedAdministrator, OrganizationalUnit, Root, Tag,
};

use crate::aws::clients::Clients;
use crate::aws::error::AwsError;
use crate::aws::page;

impl Clients {
    pub(in crate::aws) async fn accounts(&self) -> Result<Vec<Account>, AwsError> {
        let request = self.organizations.list_accounts();
        list!(self.organizations_lane, "ListAccounts", request, page => page.accounts.unwrap_or_default())
    }

    pub(in crate::aws) async fn accounts_in(&self, parent: &str) -> Result<Vec<Account>, AwsError> {
        let request = self.organizations.list_accounts_for_parent();
        let request = request.parent_id(parent);
        list!(
            self.organizations_lane,
            "ListAccountsForParent",
            request,
            page => page.accounts.unwrap_or_default()
        )
    }

    pub(in crate::aws) async fn roots(&self) -> Result<Vec<Root>, AwsError> {
        let request = self.organizations.list_roots();
        list!(self.organizations_lane, "ListRoots", request, page => page.roots.unwrap_or_default())
    }

    pub(in crate::aws) async fn units_in(
        &self,
        parent: &str,
    ) -> Result<Vec<OrganizationalUnit>, AwsError> {
        let request = self.organizations.list_organizational_units_for_parent();
        let request = request.parent_id(parent);
        list!(
            self.organizations_lane,
            "ListOrganizationalUnitsForParent",
            request,
            page => page.organizational_units.unwrap_or_default()
        )
    }

    pub(in crate::aws) async fn account_tags(&self, account: &str) -> Result<Vec<Tag>, AwsError> {
        let request = self.organizations.list_tags_for_resource();
        let request = request.resource_id(account);
        list!(
            self.organizations_lane,
            "ListTagsForResource",
            request,
            page => page.tags.unwrap_or_default()
        )
    }

    pub(in crate::aws) async fn delegated_administrators(
        &self,
    ) -> Result<Vec<DelegatedAdministrator>, AwsError> {
        let request = self.organizations.list_delegated_administrators();
        let request = request.service_principal("sso.amazonaws.com");
        list!(
            self.organizations_lane,
            "ListDelegatedAdministrators",
            request,
            page => page.delegated_administrators.unwrap_or_default()
        )
    }
}
