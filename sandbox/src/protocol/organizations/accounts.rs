//! The accounts of the organization.

use serde_json::{Value, json};

use super::tags::given_tags;
use super::{Context, arn, optional_value};
use crate::id::AccountId;
use crate::protocol::context::{beyond, nothing, without_nulls};
use crate::world::{Account, Answer, Creation, Organization, Refusal};

/// Returns an account as AWS describes it since September 2026: with `State` and without `Status`.
pub fn described(context: &Context<'_>, organization: &Organization, account: &Account) -> Value {
    without_nulls(json!({
        "Id": account.id,
        "Arn": arn(context, organization, "account", &account.id.to_string()),
        "Email": optional_value(account.email.as_ref()),
        "Name": account.name,
        "State": account.state,
        "Paths": [format!("{}{}/", organization.path(&account.parent), account.id)],
        "JoinedMethod": if account.id == organization.management_account { "INVITED" } else { "CREATED" },
        "JoinedTimestamp": account.joined.seconds(),
    }))
}

pub fn list(context: &mut Context<'_>) -> Answer<Value> {
    let context = &*context;
    let organization = context.world.organization()?;
    let page = context.page(|_, after| {
        let accounts = organization.accounts.range(beyond::<AccountId>(after));
        accounts.map(|(id, account)| (*id, described(context, organization, account)))
    })?;
    Ok(page.into_response("Accounts"))
}

pub fn list_for_parent(context: &mut Context<'_>) -> Answer<Value> {
    let context = &*context;
    let organization = context.world.organization()?;
    let parent = context.input.required("ParentId")?;
    organization.parent(parent)?;
    let page = context.page(|_, after| {
        let accounts = organization.accounts.range(beyond::<AccountId>(after));
        let children = accounts.filter(move |(_, account)| account.parent == parent);
        children.map(|(id, account)| (*id, described(context, organization, account)))
    })?;
    Ok(page.into_response("Accounts"))
}

pub fn describe(context: &mut Context<'_>) -> Answer<Value> {
    let organization = context.world.organization()?;
    let account = organization.account(context.input.id("AccountId")?)?;
    Ok(json!({"Account": described(context, organization, account)}))
}

fn described_creation(creation: &Creation) -> Value {
    without_nulls(json!({
        "Id": creation.id,
        "AccountName": creation.name,
        "State": state(creation),
        "RequestedTimestamp": creation.requested.seconds(),
        "CompletedTimestamp": creation.completed.seconds(),
        "AccountId": creation.account,
        "FailureReason": creation.failure,
    }))
}

fn state(creation: &Creation) -> &'static str {
    if creation.failure.is_some() {
        "FAILED"
    } else {
        "SUCCEEDED"
    }
}

/// Creates an account in the root. It exists at once; the answer has the state `IN_PROGRESS`, as AWS's first answer does.
pub fn create(context: &mut Context<'_>) -> Answer<Value> {
    let tags = given_tags(context.input)?;
    let (name, email) = (
        context.input.required("AccountName")?,
        context.input.required("Email")?,
    );
    let (organization, ids) = context.world.organization_and_ids()?;
    let digest = ids.next("account", email);
    let creation = organization.create_account(context.now, digest, name, email, tags)?;
    let started = json!({
        "Id": creation.id,
        "AccountName": creation.name,
        "State": "IN_PROGRESS",
        "RequestedTimestamp": creation.requested.seconds(),
    });
    Ok(json!({"CreateAccountStatus": started}))
}

pub fn creation_status(context: &mut Context<'_>) -> Answer<Value> {
    let id = context.input.required("CreateAccountRequestId")?;
    let creation = context
        .world
        .organization()?
        .creations
        .get(id)
        .ok_or_else(|| {
            Refusal::new(
                "CreateAccountStatusNotFoundException",
                "You specified a create account request that doesn't exist.",
            )
        })?;
    Ok(json!({"CreateAccountStatus": described_creation(creation)}))
}

pub fn list_creations(context: &mut Context<'_>) -> Answer<Value> {
    let organization = context.world.organization()?;
    let states = context.input.list("States");
    let page = context.page(|_, after| {
        let creations = organization.creations.range(beyond::<String>(after));
        let wanted = creations.filter(move |(_, creation)| {
            states.is_empty() || states.iter().any(|wanted| wanted == state(creation))
        });
        wanted.map(|(id, creation)| (id.clone(), described_creation(creation)))
    })?;
    Ok(page.into_response("CreateAccountStatuses"))
}

pub fn move_account(context: &mut Context<'_>) -> Answer<Value> {
    let account = context.input.id("AccountId")?;
    let source = context.input.required("SourceParentId")?;
    let destination = context.input.required("DestinationParentId")?;
    context
        .world
        .organization_mut()?
        .move_account(account, source, destination)?;
    nothing()
}

pub fn close(context: &mut Context<'_>) -> Answer<Value> {
    let account = context.input.id("AccountId")?;
    let end = context.now.plus(context.world.options.operation_time);
    context
        .world
        .organization_mut()?
        .close_account(account, end)?;
    nothing()
}
