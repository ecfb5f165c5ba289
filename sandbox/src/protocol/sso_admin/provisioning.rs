//! Provisioning, and where a permission set is provisioned.

use serde_json::{Value, json};

use super::assignments::{described, found, list_statuses};
use super::{Context, action, organization_instance, set, set_to_change, wrapped};
use crate::id::AccountId;
use crate::protocol::context::beyond;
use crate::world::{Answer, Kind, Refusal};

pub fn provision(context: &mut Context<'_>) -> Answer<Value> {
    let id = set_to_change(context)?.id;
    let target: Option<AccountId> = match (
        context.input.required("TargetType")?,
        context.input.text("TargetId"),
    ) {
        ("AWS_ACCOUNT", Some(_)) => Some(context.input.id("TargetId")?),
        ("AWS_ACCOUNT", None) => {
            return Err(Refusal::validation(
                "TargetId is required when TargetType is AWS_ACCOUNT.",
            ));
        }
        (_, Some(_)) => {
            return Err(Refusal::validation(
                "TargetId must not be given when TargetType is ALL_PROVISIONED_ACCOUNTS.",
            ));
        }
        (_, None) => None,
    };
    if let Some(account) = target {
        context
            .world
            .may_change_account(context.actor, &action(context), account)?;
    }
    let operation = context.world.provision_set(context.now, id, target)?;
    Ok(wrapped(
        "PermissionSetProvisioningStatus",
        described(context.world, &operation),
    ))
}

pub fn status(context: &mut Context<'_>) -> Answer<Value> {
    let operation = found(
        context,
        Kind::Provisioning,
        "ProvisionPermissionSetRequestId",
    )?;
    Ok(wrapped(
        "PermissionSetProvisioningStatus",
        described(context.world, operation),
    ))
}

pub fn list_provisionings(context: &mut Context<'_>) -> Answer<Value> {
    list_statuses(
        context,
        Kind::Provisioning,
        "PermissionSetsProvisioningStatus",
    )
}

/// Returns whether a role passes the request's `ProvisioningStatus`; without one, every role does.
fn wanted(asked: Option<&str>, is_outdated: bool) -> bool {
    match asked {
        None => true,
        Some("LATEST_PERMISSION_SET_NOT_PROVISIONED") => is_outdated,
        Some(_) => !is_outdated,
    }
}

pub fn list_sets(context: &mut Context<'_>) -> Answer<Value> {
    organization_instance(context)?;
    let (now, asked) = (context.now, context.input.text("ProvisioningStatus"));
    let account: AccountId = context.input.id("AccountId")?;
    let page = context.page(|world, after| {
        let sets = world.sets(now, beyond(after));
        let there = sets.filter(move |set| {
            let listed = world.listed(now, set.id, account);
            listed.is_some_and(|is_outdated| wanted(asked, is_outdated))
        });
        there.map(|set| (set.id, json!(world.set_arn(set.id))))
    })?;
    Ok(page.into_response("PermissionSets"))
}

pub fn list_accounts(context: &mut Context<'_>) -> Answer<Value> {
    let id = set(context)?.id;
    let (now, asked) = (context.now, context.input.text("ProvisioningStatus"));
    let page = context.page(|world, after: Option<AccountId>| {
        let listed = world.listing(now, id).into_iter();
        let rest = listed.filter(move |(account, _)| after.is_none_or(|after| *account > after));
        let wanted = rest.filter(move |(_, is_outdated)| wanted(asked, *is_outdated));
        wanted.map(|(account, _)| (account, json!(account)))
    })?;
    Ok(page.into_response("AccountIds"))
}
