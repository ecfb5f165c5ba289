//! IAM Identity Center: permission sets, their policies, their accounts, their assignments.

use aws_sdk_ssoadmin::types::{
    AccountAssignment, AccountAssignmentForPrincipal, CustomerManagedPolicyReference,
    PermissionSet, PermissionsBoundary, PrincipalType as ApiPrincipalType, ProvisioningStatus, Tag,
};

use crate::aws::clients::Clients;
use crate::aws::error::AwsError;
use crate::aws::member::member;
use crate::aws::page;
use crate::model::{PrincipalId, PrincipalType};

use super::{PAGE, found};

/// The word of the API for a kind of principal.
pub(in crate::aws) fn api_type(kind: PrincipalType) -> ApiPrincipalType {
    match kind {
        PrincipalType::Group => ApiPrincipalType::Group,
        PrincipalType::User => ApiPrincipalType::User,
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
        let missing = || AwsError::unexpected("DescribePermissionSet", "the set is missing");
        found(answer)?
            .map(|answer| answer.permission_set.ok_or_else(missing))
            .transpose()
    }

    pub(in crate::aws) async fn set_tags(&self, arn: &str) -> Result<Vec<Tag>, AwsError> {
        let request = self.sso.list_tags_for_resource();
        let request = request.instance_arn(self.arn()).resource_arn(arn);
        list!(self.sso_lane, "ListTagsForResource", request, page => page.tags.unwrap_or_default())
    }

    pub(in crate::aws) async fn managed_policies(
        &self,
        arn: &str,
    ) -> Result<Vec<String>, AwsError> {
        let request = self.sso.list_managed_policies_in_permission_set();
        let request = request
            .instance_arn(self.arn())
            .permission_set_arn(arn)
            .max_results(PAGE);
        const OPERATION: &str = "ListManagedPoliciesInPermissionSet";
        let policies = list!(
            self.sso_lane,
            OPERATION,
            request,
            page => page.attached_managed_policies.unwrap_or_default()
        )?;
        policies
            .into_iter()
            .map(|policy| member(OPERATION, "the ARN of a policy", policy.arn))
            .collect()
    }

    pub(in crate::aws) async fn customer_managed_policies(
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
    pub(in crate::aws) async fn inline_policy(
        &self,
        arn: &str,
    ) -> Result<Option<String>, AwsError> {
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
    pub(in crate::aws) async fn permissions_boundary(
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

    pub(in crate::aws) async fn assignments(
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
    pub(in crate::aws) async fn assignments_of(
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
}
