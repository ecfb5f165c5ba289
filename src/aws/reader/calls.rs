//! The reading operations, one function each: every page, lists that are absent are empty.

use aws_sdk_identitystore::types::{AlternateIdentifier, UniqueAttribute};
use aws_sdk_organizations::types::{
    Account, DelegatedAdministrator, OrganizationalUnit, Root, Tag as OrganizationsTag,
};
use aws_sdk_ssoadmin::types::{
    AccountAssignment, AccountAssignmentForPrincipal, CustomerManagedPolicyReference,
    PermissionSet, PermissionsBoundary, PrincipalType as ApiPrincipalType, ProvisioningStatus, Tag,
};

use crate::aws::connect::Clients;
use crate::aws::error::{AwsError, ErrorKind};
use crate::aws::page;
use crate::model::{PrincipalId, PrincipalType};

/// Pages of an operation of the lane until there is no token.
macro_rules! list {
    ($lane:expr, $operation:literal, $request:expr, $page:ident => $items:expr) => {{
        let (lane, request) = (&$lane, $request);
        page::all($operation, |token: Option<String>| {
            let request = request.clone();
            async move {
                let $page = lane
                    .read($operation, || {
                        request.clone().set_next_token(token.clone()).send()
                    })
                    .await?;
                Ok(($items, $page.next_token))
            }
        })
        .await
    }};
}

/// The largest page of IAM Identity Center and of the identity store.
const PAGE: i32 = 100;

/// The word of the API for a kind of principal.
pub(in crate::aws) fn api_type(kind: PrincipalType) -> ApiPrincipalType {
    match kind {
        PrincipalType::Group => ApiPrincipalType::Group,
        PrincipalType::User => ApiPrincipalType::User,
    }
}

/// `None` where the error says that there is no such thing.
fn found<T>(answer: Result<T, AwsError>) -> Result<Option<T>, AwsError> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(error) if *error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

impl Clients {
    fn arn(&self) -> &str {
        &self.instance.arn
    }

    pub(in crate::aws) async fn permission_set_arns(&self) -> Result<Vec<String>, AwsError> {
        let request = self.sso.list_permission_sets();
        let request = request.instance_arn(self.arn()).max_results(PAGE);
        list!(self.sso_lane, "ListPermissionSets", request, page => page.permission_sets.unwrap_or_default())
    }

    /// `None` where the set was deleted after it had been listed.
    pub(in crate::aws) async fn permission_set(
        &self,
        arn: &str,
    ) -> Result<Option<PermissionSet>, AwsError> {
        let request = self.sso.describe_permission_set();
        let request = request.instance_arn(self.arn()).permission_set_arn(arn);
        let answer = self
            .sso_lane
            .read("DescribePermissionSet", || request.clone().send())
            .await;
        Ok(found(answer)?.and_then(|answer| answer.permission_set))
    }

    pub(in crate::aws) async fn set_tags(&self, arn: &str) -> Result<Vec<Tag>, AwsError> {
        let request = self.sso.list_tags_for_resource();
        let request = request.instance_arn(self.arn()).resource_arn(arn);
        list!(self.sso_lane, "ListTagsForResource", request, page => page.tags.unwrap_or_default())
    }

    pub(super) async fn managed_policies(&self, arn: &str) -> Result<Vec<String>, AwsError> {
        let request = self.sso.list_managed_policies_in_permission_set();
        let request = request
            .instance_arn(self.arn())
            .permission_set_arn(arn)
            .max_results(PAGE);
        let policies = list!(
            self.sso_lane,
            "ListManagedPoliciesInPermissionSet",
            request,
            page => page.attached_managed_policies.unwrap_or_default()
        )?;
        Ok(policies
            .into_iter()
            .filter_map(|policy| policy.arn)
            .collect())
    }

    pub(super) async fn customer_managed_policies(
        &self,
        arn: &str,
    ) -> Result<Vec<CustomerManagedPolicyReference>, AwsError> {
        let request = self
            .sso
            .list_customer_managed_policy_references_in_permission_set();
        let request = request
            .instance_arn(self.arn())
            .permission_set_arn(arn)
            .max_results(PAGE);
        list!(
            self.sso_lane,
            "ListCustomerManagedPolicyReferencesInPermissionSet",
            request,
            page => page.customer_managed_policy_references.unwrap_or_default()
        )
    }

    /// The inline policy's text; AWS answers with an empty one where there is none.
    pub(super) async fn inline_policy(&self, arn: &str) -> Result<Option<String>, AwsError> {
        let request = self.sso.get_inline_policy_for_permission_set();
        let request = request.instance_arn(self.arn()).permission_set_arn(arn);
        let answer = self
            .sso_lane
            .read("GetInlinePolicyForPermissionSet", || request.clone().send())
            .await;
        let text = found(answer)?.and_then(|answer| answer.inline_policy);
        Ok(text.filter(|text| !text.is_empty()))
    }

    /// The boundary; where there is none AWS does not find it.
    pub(super) async fn permissions_boundary(
        &self,
        arn: &str,
    ) -> Result<Option<PermissionsBoundary>, AwsError> {
        let request = self.sso.get_permissions_boundary_for_permission_set();
        let request = request.instance_arn(self.arn()).permission_set_arn(arn);
        let answer = self
            .sso_lane
            .read("GetPermissionsBoundaryForPermissionSet", || {
                request.clone().send()
            })
            .await;
        Ok(found(answer)?.and_then(|answer| answer.permissions_boundary))
    }

    /// The accounts in which a set is provisioned; with `outdated`, those that have an older version alone.
    pub(in crate::aws) async fn provisioned_accounts(
        &self,
        arn: &str,
        outdated: bool,
    ) -> Result<Vec<String>, AwsError> {
        let status = ProvisioningStatus::LatestPermissionSetNotProvisioned;
        let request = self.sso.list_accounts_for_provisioned_permission_set();
        let request = request
            .instance_arn(self.arn())
            .permission_set_arn(arn)
            .set_provisioning_status(outdated.then_some(status))
            .max_results(PAGE);
        let answer = list!(
            self.sso_lane,
            "ListAccountsForProvisionedPermissionSet",
            request,
            page => page.account_ids.unwrap_or_default()
        );
        Ok(found(answer)?.unwrap_or_default())
    }

    pub(super) async fn assignments(
        &self,
        set: &str,
        account: &str,
    ) -> Result<Vec<AccountAssignment>, AwsError> {
        let request = self.sso.list_account_assignments();
        let request = request
            .instance_arn(self.arn())
            .permission_set_arn(set)
            .account_id(account)
            .max_results(PAGE);
        let answer = list!(
            self.sso_lane,
            "ListAccountAssignments",
            request,
            page => page.account_assignments.unwrap_or_default()
        );
        Ok(found(answer)?.unwrap_or_default())
    }

    /// A principal's assignments; none where it was deleted a moment ago.
    pub(super) async fn assignments_of(
        &self,
        kind: PrincipalType,
        id: &PrincipalId,
    ) -> Result<Vec<AccountAssignmentForPrincipal>, AwsError> {
        let request = self.sso.list_account_assignments_for_principal();
        let request = request
            .instance_arn(self.arn())
            .principal_type(api_type(kind))
            .principal_id(id.as_str())
            .max_results(PAGE);
        let answer = list!(
            self.sso_lane,
            "ListAccountAssignmentsForPrincipal",
            request,
            page => page.account_assignments.unwrap_or_default()
        );
        Ok(found(answer)?.unwrap_or_default())
    }

    pub(super) async fn groups(
        &self,
    ) -> Result<Vec<aws_sdk_identitystore::types::Group>, AwsError> {
        let request = self.identity.list_groups();
        let request = request
            .identity_store_id(&self.instance.identity_store_id)
            .max_results(PAGE);
        list!(self.identity_lane, "ListGroups", request, page => page.groups)
    }

    pub(super) async fn users(&self) -> Result<Vec<aws_sdk_identitystore::types::User>, AwsError> {
        let request = self.identity.list_users();
        let request = request
            .identity_store_id(&self.instance.identity_store_id)
            .max_results(PAGE);
        list!(self.identity_lane, "ListUsers", request, page => page.users)
    }

    pub(super) async fn memberships(
        &self,
        group: &str,
    ) -> Result<Vec<aws_sdk_identitystore::types::GroupMembership>, AwsError> {
        let request = self.identity.list_group_memberships();
        let request = request
            .identity_store_id(&self.instance.identity_store_id)
            .group_id(group)
            .max_results(PAGE);
        let answer = list!(
            self.identity_lane,
            "ListGroupMemberships",
            request,
            page => page.group_memberships
        );
        Ok(found(answer)?.unwrap_or_default())
    }

    /// The id of the group with exactly this display name.
    pub(in crate::aws) async fn group_id(
        &self,
        name: &str,
    ) -> Result<Option<PrincipalId>, AwsError> {
        let request = self.identity.get_group_id();
        let request = request
            .identity_store_id(&self.instance.identity_store_id)
            .alternate_identifier(unique("displayName", name)?);
        let answer = self
            .identity_lane
            .read("GetGroupId", || request.clone().send())
            .await;
        Ok(found(answer)?.map(|answer| PrincipalId::new(answer.group_id)))
    }

    /// The id of the user with exactly this user name.
    pub(super) async fn user_id(&self, name: &str) -> Result<Option<PrincipalId>, AwsError> {
        let request = self.identity.get_user_id();
        let request = request
            .identity_store_id(&self.instance.identity_store_id)
            .alternate_identifier(unique("userName", name)?);
        let answer = self
            .identity_lane
            .read("GetUserId", || request.clone().send())
            .await;
        Ok(found(answer)?.map(|answer| PrincipalId::new(answer.user_id)))
    }

    /// The display name of a group; the outer `None` where there is no such group, the inner where it has none.
    pub(super) async fn group_name(
        &self,
        id: &PrincipalId,
    ) -> Result<Option<Option<String>>, AwsError> {
        let request = self.identity.describe_group();
        let request = request
            .identity_store_id(&self.instance.identity_store_id)
            .group_id(id.as_str());
        let answer = self
            .identity_lane
            .read("DescribeGroup", || request.clone().send())
            .await;
        Ok(found(answer)?.map(|answer| answer.display_name))
    }

    /// The user name of a user, likewise.
    pub(super) async fn user_name(
        &self,
        id: &PrincipalId,
    ) -> Result<Option<Option<String>>, AwsError> {
        let request = self.identity.describe_user();
        let request = request
            .identity_store_id(&self.instance.identity_store_id)
            .user_id(id.as_str());
        let answer = self
            .identity_lane
            .read("DescribeUser", || request.clone().send())
            .await;
        Ok(found(answer)?.map(|answer| answer.user_name))
    }

    /// Organizations gives 20 accounts a page, and does so without being asked.
    pub(super) async fn accounts(&self) -> Result<Vec<Account>, AwsError> {
        let request = self.organizations.list_accounts();
        list!(self.organizations_lane, "ListAccounts", request, page => page.accounts.unwrap_or_default())
    }

    pub(super) async fn accounts_in(&self, parent: &str) -> Result<Vec<Account>, AwsError> {
        let request = self.organizations.list_accounts_for_parent();
        let request = request.parent_id(parent);
        list!(
            self.organizations_lane,
            "ListAccountsForParent",
            request,
            page => page.accounts.unwrap_or_default()
        )
    }

    pub(super) async fn roots(&self) -> Result<Vec<Root>, AwsError> {
        let request = self.organizations.list_roots();
        list!(self.organizations_lane, "ListRoots", request, page => page.roots.unwrap_or_default())
    }

    pub(super) async fn units_in(&self, parent: &str) -> Result<Vec<OrganizationalUnit>, AwsError> {
        let request = self.organizations.list_organizational_units_for_parent();
        let request = request.parent_id(parent);
        list!(
            self.organizations_lane,
            "ListOrganizationalUnitsForParent",
            request,
            page => page.organizational_units.unwrap_or_default()
        )
    }

    pub(super) async fn account_tags(
        &self,
        account: &str,
    ) -> Result<Vec<OrganizationsTag>, AwsError> {
        let request = self.organizations.list_tags_for_resource();
        let request = request.resource_id(account);
        list!(
            self.organizations_lane,
            "ListTagsForResource",
            request,
            page => page.tags.unwrap_or_default()
        )
    }

    pub(super) async fn delegated_administrators(
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

fn unique(path: &str, value: &str) -> Result<AlternateIdentifier, AwsError> {
    let attribute = UniqueAttribute::builder()
        .attribute_path(path)
        .attribute_value(aws_smithy_types::Document::String(value.to_owned()))
        .build()
        .map_err(|error| AwsError::new(ErrorKind::Validation, error.to_string()))?;
    Ok(AlternateIdentifier::UniqueAttribute(attribute))
}
