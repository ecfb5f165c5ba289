//! Permission sets: all of them by name and tags, some of them in full.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::aws::clients::Clients;
use crate::aws::concurrent;
use crate::aws::error::AwsError;
use crate::model::snapshot::{Boundary, PermissionSet, PolicyReference};

/// Every permission set with its attributes and tags: two calls for each.
pub(super) async fn outlines(clients: &Arc<Clients>) -> Result<Vec<PermissionSet>, AwsError> {
    let arns = clients.permission_set_arns().await?;
    let sets = concurrent::each(arns, |arn| {
        let clients = Arc::clone(clients);
        async move { outline(&clients, arn).await }
    })
    .await?;
    Ok(sets.into_iter().flatten().collect())
}

/// One set with attributes and tags; `None` where it was deleted meanwhile.
pub(in crate::aws) async fn outline(
    clients: &Clients,
    arn: String,
) -> Result<Option<PermissionSet>, AwsError> {
    let Some(set) = clients.permission_set(&arn).await? else {
        return Ok(None);
    };
    let tags = match clients.set_tags(&arn).await {
        Ok(tags) => tags,
        Err(error) if *error.kind() == crate::aws::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let name = set
        .name
        .ok_or_else(|| AwsError::unexpected("DescribePermissionSet", "the set has no name"))?;
    Ok(Some(PermissionSet {
        arn,
        name,
        description: set.description.filter(|text| !text.is_empty()),
        // What AWS takes where none is given.
        session_duration: set.session_duration.unwrap_or_else(|| "PT1H".to_owned()),
        relay_state: set.relay_state.filter(|text| !text.is_empty()),
        tags: tags.into_iter().map(|tag| (tag.key, tag.value)).collect(),
        managed_policies: Vec::new(),
        customer_managed_policies: Vec::new(),
        inline_policy: None,
        permissions_boundary: None,
        accounts: BTreeMap::new(),
    }))
}

/// Adds the four kinds of policy and the accounts with an older version: five calls for each set.
pub(super) async fn complete(
    clients: &Arc<Clients>,
    sets: Vec<PermissionSet>,
) -> Result<Vec<PermissionSet>, AwsError> {
    concurrent::each(sets, |set| {
        let clients = Arc::clone(clients);
        async move { with_policies(&clients, set).await }
    })
    .await
}

async fn with_policies(
    clients: &Clients,
    mut set: PermissionSet,
) -> Result<PermissionSet, AwsError> {
    let arn = set.arn.clone();
    let (managed, customer, inline, boundary, outdated) = tokio::try_join!(
        clients.managed_policies(&arn),
        clients.customer_managed_policies(&arn),
        clients.inline_policy(&arn),
        clients.permissions_boundary(&arn),
        clients.provisioned_accounts(&arn, true),
    )?;
    set.managed_policies = managed;
    set.customer_managed_policies = customer
        .into_iter()
        .map(|policy| PolicyReference {
            path: policy.path.unwrap_or_else(|| "/".to_owned()),
            name: policy.name,
        })
        .collect();
    set.inline_policy = inline;
    set.permissions_boundary = boundary.and_then(|boundary| {
        match (
            boundary.managed_policy_arn,
            boundary.customer_managed_policy_reference,
        ) {
            (Some(arn), _) => Some(Boundary::ManagedPolicy(arn)),
            (None, Some(policy)) => Some(Boundary::CustomerManagedPolicy(PolicyReference {
                path: policy.path.unwrap_or_else(|| "/".to_owned()),
                name: policy.name,
            })),
            (None, None) => None,
        }
    });
    let outdated = super::account_ids("ListAccountsForProvisionedPermissionSet", &outdated)?;
    for account in outdated {
        set.accounts.entry(account).or_default().outdated = true;
    }
    Ok(set)
}
