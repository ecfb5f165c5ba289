//! Delegated administrators and trusted access. IAM Identity Center is the only service simulated.

use serde_json::{Value, json};

use super::Context;
use super::accounts::described;
use crate::id::AccountId;
use crate::protocol::context::nothing;
use crate::world::{Answer, Moment, Refusal};

const IDENTITY_CENTER: &str = "sso.amazonaws.com";

pub fn list(context: &mut Context<'_>) -> Answer<Value> {
    let context = &*context;
    let organization = context.world.organization()?;
    let asked = context
        .input
        .text("ServicePrincipal")
        .is_none_or(|service| service == IDENTITY_CENTER);
    let page = context.page(|_, after: Option<AccountId>| {
        let delegated = organization
            .delegated
            .iter()
            .filter(move |id| asked && after.is_none_or(|after| **id > after));
        delegated.filter_map(|id| {
            let mut row = described(context, organization, organization.accounts.get(id)?);
            if let Some(members) = row.as_object_mut() {
                members.remove("Paths");
                members.insert(
                    "DelegationEnabledDate".to_owned(),
                    json!(Moment::INITIAL.seconds()),
                );
            }
            Some((*id, row))
        })
    })?;
    Ok(page.into_response("DelegatedAdministrators"))
}

fn known_service(context: &Context<'_>) -> Answer<()> {
    if context.input.required("ServicePrincipal")? == IDENTITY_CENTER {
        return Ok(());
    }
    let message = "You specified an unrecognized service principal.";
    Err(Refusal::new("InvalidInputException", message)
        .with("Reason", "UNRECOGNIZED_SERVICE_PRINCIPAL"))
}

pub fn register(context: &mut Context<'_>) -> Answer<Value> {
    known_service(context)?;
    let account = context.input.id("AccountId")?;
    context
        .world
        .organization_mut()?
        .register_administrator(account)?;
    nothing()
}

pub fn deregister(context: &mut Context<'_>) -> Answer<Value> {
    known_service(context)?;
    let account = context.input.id("AccountId")?;
    context
        .world
        .organization_mut()?
        .deregister_administrator(account)?;
    nothing()
}

pub fn list_services(context: &mut Context<'_>) -> Answer<Value> {
    let organization = context.world.organization()?;
    let account: AccountId = context.input.id("AccountId")?;
    organization.account(account)?;
    if !organization.delegated.contains(&account) {
        return Err(Refusal::new(
            "AccountNotRegisteredException",
            "The provided account is not a registered delegated administrator for your organization.",
        ));
    }
    let row = json!({"ServicePrincipal": IDENTITY_CENTER, "DelegationEnabledDate": Moment::INITIAL.seconds()});
    let page = context.page(|_, after: Option<String>| {
        std::iter::once((IDENTITY_CENTER.to_owned(), row)).filter(move |_| after.is_none())
    })?;
    Ok(page.into_response("DelegatedServices"))
}

/// IAM Identity Center has trusted access exactly when the organization has an instance of it.
pub fn list_service_access(context: &mut Context<'_>) -> Answer<Value> {
    context.world.organization()?;
    let enabled = context.world.organization_instance().is_some();
    let row =
        json!({"ServicePrincipal": IDENTITY_CENTER, "DateEnabled": Moment::INITIAL.seconds()});
    let page = context.page(|_, after: Option<String>| {
        std::iter::once((IDENTITY_CENTER.to_owned(), row))
            .filter(move |_| enabled && after.is_none())
    })?;
    Ok(page.into_response("EnabledServicePrincipals"))
}
