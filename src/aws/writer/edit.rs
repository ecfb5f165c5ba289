//! Edits of a permission set. They are answered at once, and reach no account before the set is provisioned.

use std::collections::BTreeMap;

use aws_sdk_ssoadmin::operation::RequestId;
use aws_sdk_ssoadmin::types::{
    CustomerManagedPolicyReference, PermissionsBoundary as ApiBoundary, Tag,
};

use crate::aws::classify::Operation;
use crate::aws::error::AwsError;
use crate::model::{
    CustomerManagedPolicy, ManagedPolicy, OWNERSHIP_TAG, PermissionsBoundary, PolicyDocument,
};
use crate::plan::Attributes;

use super::{Lost, Target, Writer, Written};

/// A write that answers with nothing: the request's id is all there is to keep.
macro_rules! edit {
    ($writer:expr, $target:expr, $operation:ident, $request:expr) => {{
        let request = $request;
        let answer = $writer
            .write(Operation::$operation, $target.fresh, || {
                request.clone().send()
            })
            .await?;
        Ok(Written {
            value: (),
            request_id: answer.and_then(|answer| answer.request_id().map(str::to_owned)),
        })
    }};
}

/// The same of something that may be so already: then nothing was written, and there is no id.
macro_rules! edit_unless {
    ($writer:expr, $target:expr, $operation:ident, $request:expr, $is_there:expr) => {{
        let request = $request;
        let lost = Lost::default();
        let answer = $writer
            .write_unless_so(
                &lost,
                Operation::$operation,
                $target.fresh,
                || request.clone().send(),
                $is_there,
            )
            .await?;
        Ok(Written {
            value: (),
            request_id: answer.and_then(|answer| answer.request_id().map(str::to_owned)),
        })
    }};
}

pub(super) fn tags<'a>(tags: impl IntoIterator<Item = (&'a String, &'a String)>) -> Vec<Tag> {
    let tag = |(key, value): (&String, &String)| {
        let tag = Tag::builder().key(key).value(value).build();
        tag.expect("key and value are given")
    };
    tags.into_iter().map(tag).collect()
}

fn reference(policy: &CustomerManagedPolicy) -> CustomerManagedPolicyReference {
    CustomerManagedPolicyReference::builder()
        .name(policy.name())
        .path(policy.path())
        .build()
        .expect("the name is given")
}

/// Each method makes one request and gives [`AwsError`] as AWS gave it, unless what was asked for is so already.
impl Writer {
    fn arn(&self) -> &str {
        &self.clients.instance.arn
    }

    /// Takes a set over, by the ownership tag.
    pub async fn adopt_permission_set(&self, target: &Target) -> Result<Written, AwsError> {
        let ownership =
            BTreeMap::from([(OWNERSHIP_TAG.to_owned(), self.catalog.as_str().to_owned())]);
        self.tag_permission_set(target, &ownership).await
    }

    /// Sets description, session duration and relay state. All three are sent: AWS removes a relay state that is left
    /// out.
    pub async fn update_permission_set(
        &self,
        target: &Target,
        attributes: &Attributes,
    ) -> Result<Written, AwsError> {
        let request = self.clients.sso.update_permission_set();
        let request = request
            .instance_arn(self.arn())
            .permission_set_arn(&*target.arn)
            .set_description(attributes.description.clone())
            .session_duration(attributes.session_duration.to_string())
            .set_relay_state(attributes.relay_state.clone());
        edit!(self, target, UpdatePermissionSet, request)
    }

    /// Adds tags, or changes their values.
    pub async fn tag_permission_set(
        &self,
        target: &Target,
        add: &BTreeMap<String, String>,
    ) -> Result<Written, AwsError> {
        let request = self.clients.sso.tag_resource();
        let request = request
            .instance_arn(self.arn())
            .resource_arn(&*target.arn)
            .set_tags(Some(tags(add)));
        edit!(self, target, TagResource, request)
    }

    /// Removes tags.
    pub async fn untag_permission_set(
        &self,
        target: &Target,
        keys: impl IntoIterator<Item = &String>,
    ) -> Result<Written, AwsError> {
        let request = self.clients.sso.untag_resource();
        let request = request
            .instance_arn(self.arn())
            .resource_arn(&*target.arn)
            .set_tag_keys(Some(keys.into_iter().cloned().collect()));
        edit!(self, target, UntagResource, request)
    }

    /// Attaches an AWS managed policy, by its ARN in the instance's partition.
    pub async fn attach_managed_policy(
        &self,
        target: &Target,
        policy: &ManagedPolicy,
    ) -> Result<Written, AwsError> {
        let policy = policy.arn(&self.clients.instance.partition).to_string();
        let request = self.clients.sso.attach_managed_policy_to_permission_set();
        let request = request
            .instance_arn(self.arn())
            .permission_set_arn(&*target.arn)
            .managed_policy_arn(&policy);
        edit_unless!(
            self,
            target,
            AttachManagedPolicyToPermissionSet,
            request,
            || self.has_managed_policy(&target.arn, &policy)
        )
    }

    /// Detaches an AWS managed policy.
    pub async fn detach_managed_policy(
        &self,
        target: &Target,
        policy: &ManagedPolicy,
    ) -> Result<Written, AwsError> {
        let policy = policy.arn(&self.clients.instance.partition).to_string();
        let request = self.clients.sso.detach_managed_policy_from_permission_set();
        let request = request
            .instance_arn(self.arn())
            .permission_set_arn(&*target.arn)
            .managed_policy_arn(&policy);
        edit_unless!(
            self,
            target,
            DetachManagedPolicyFromPermissionSet,
            request,
            || self.has_managed_policy(&target.arn, &policy)
        )
    }

    /// Attaches a customer managed policy. Whether it exists in the accounts is seen only when the set is
    /// provisioned or assigned.
    pub async fn attach_customer_managed_policy(
        &self,
        target: &Target,
        policy: &CustomerManagedPolicy,
    ) -> Result<Written, AwsError> {
        let request = self
            .clients
            .sso
            .attach_customer_managed_policy_reference_to_permission_set();
        let request = request
            .instance_arn(self.arn())
            .permission_set_arn(&*target.arn)
            .customer_managed_policy_reference(reference(policy));
        edit_unless!(
            self,
            target,
            AttachCustomerManagedPolicyReferenceToPermissionSet,
            request,
            || self.has_customer_managed_policy(&target.arn, policy)
        )
    }

    /// Detaches a customer managed policy.
    pub async fn detach_customer_managed_policy(
        &self,
        target: &Target,
        policy: &CustomerManagedPolicy,
    ) -> Result<Written, AwsError> {
        let request = self
            .clients
            .sso
            .detach_customer_managed_policy_reference_from_permission_set();
        let request = request
            .instance_arn(self.arn())
            .permission_set_arn(&*target.arn)
            .customer_managed_policy_reference(reference(policy));
        edit_unless!(
            self,
            target,
            DetachCustomerManagedPolicyReferenceFromPermissionSet,
            request,
            || self.has_customer_managed_policy(&target.arn, policy)
        )
    }

    /// Sets the inline policy.
    pub async fn put_inline_policy(
        &self,
        target: &Target,
        policy: &PolicyDocument,
    ) -> Result<Written, AwsError> {
        let request = self.clients.sso.put_inline_policy_to_permission_set();
        let request = request
            .instance_arn(self.arn())
            .permission_set_arn(&*target.arn)
            .inline_policy(policy.text());
        edit!(self, target, PutInlinePolicyToPermissionSet, request)
    }

    /// Removes the inline policy.
    pub async fn delete_inline_policy(&self, target: &Target) -> Result<Written, AwsError> {
        let request = self.clients.sso.delete_inline_policy_from_permission_set();
        let request = request
            .instance_arn(self.arn())
            .permission_set_arn(&*target.arn);
        edit_unless!(
            self,
            target,
            DeleteInlinePolicyFromPermissionSet,
            request,
            || self.has_inline_policy(&target.arn)
        )
    }

    /// Sets the permissions boundary: one kind of policy, never both.
    pub async fn put_permissions_boundary(
        &self,
        target: &Target,
        boundary: &PermissionsBoundary,
    ) -> Result<Written, AwsError> {
        let api = ApiBoundary::builder();
        let api = match boundary {
            PermissionsBoundary::Managed(policy) => {
                api.managed_policy_arn(policy.arn(&self.clients.instance.partition))
            }
            PermissionsBoundary::CustomerManaged(policy) => {
                api.customer_managed_policy_reference(reference(policy))
            }
        };
        let request = self
            .clients
            .sso
            .put_permissions_boundary_to_permission_set();
        let request = request
            .instance_arn(self.arn())
            .permission_set_arn(&*target.arn)
            .permissions_boundary(api.build());
        edit!(self, target, PutPermissionsBoundaryToPermissionSet, request)
    }

    /// Removes the permissions boundary.
    pub async fn delete_permissions_boundary(&self, target: &Target) -> Result<Written, AwsError> {
        let request = self
            .clients
            .sso
            .delete_permissions_boundary_from_permission_set();
        let request = request
            .instance_arn(self.arn())
            .permission_set_arn(&*target.arn);
        edit_unless!(
            self,
            target,
            DeletePermissionsBoundaryFromPermissionSet,
            request,
            || self.has_permissions_boundary(&target.arn)
        )
    }
}
