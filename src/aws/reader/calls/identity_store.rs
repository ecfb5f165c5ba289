//! The identity store: groups, users and who belongs to what.

use aws_sdk_identitystore::types::{
    AlternateIdentifier, Group, GroupMembership, UniqueAttribute, User,
};

use crate::aws::clients::Clients;
use crate::aws::error::AwsError;
use crate::aws::page;
use crate::model::PrincipalId;

use super::{PAGE, found};

impl Clients {
    pub(in crate::aws) async fn groups(&self) -> Result<Vec<Group>, AwsError> {
        let request = self.identity.list_groups();
        let request = request
            .identity_store_id(&self.instance.identity_store_id)
            .max_results(PAGE);
        list!(self.identity_lane, "ListGroups", request, page => page.groups)
    }

    pub(in crate::aws) async fn users(&self) -> Result<Vec<User>, AwsError> {
        let request = self.identity.list_users();
        let request = request
            .identity_store_id(&self.instance.identity_store_id)
            .max_results(PAGE);
        list!(self.identity_lane, "ListUsers", request, page => page.users)
    }

    pub(in crate::aws) async fn memberships(
        &self,
        group: &str,
    ) -> Result<Vec<GroupMembership>, AwsError> {
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
            .alternate_identifier(unique("displayName", name));
        let answer = self
            .identity_lane
            .read("GetGroupId", || request.clone().send())
            .await;
        Ok(found(answer)?.map(|answer| PrincipalId::new(answer.group_id)))
    }

    /// The id of the user with exactly this user name.
    pub(in crate::aws) async fn user_id(
        &self,
        name: &str,
    ) -> Result<Option<PrincipalId>, AwsError> {
        let request = self.identity.get_user_id();
        let request = request
            .identity_store_id(&self.instance.identity_store_id)
            .alternate_identifier(unique("userName", name));
        let answer = self
            .identity_lane
            .read("GetUserId", || request.clone().send())
            .await;
        Ok(found(answer)?.map(|answer| PrincipalId::new(answer.user_id)))
    }

    /// The display name of a group; the outer `None` where there is no such group, the inner where it has none.
    pub(in crate::aws) async fn group_name(
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
    pub(in crate::aws) async fn user_name(
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
}

fn unique(path: &str, value: &str) -> AlternateIdentifier {
    let attribute = UniqueAttribute::builder()
        .attribute_path(path)
        .attribute_value(aws_smithy_types::Document::String(value.to_owned()))
        .build()
        .expect("path and value are given");
    AlternateIdentifier::UniqueAttribute(attribute)
}
