//! Users.

use serde_json::{Value, json};

use super::{Alternate, Context, alternate, external_ids, no_lookup, not_unique, store_id};
use crate::protocol::context::{Input, beyond, nothing, without_nulls};
use crate::world::{Answer, PrincipalId, Refusal, User, missing};

pub fn id(context: &mut Context<'_>) -> Answer<Value> {
    let store = &context.world.identity_store;
    let user = match alternate(context.input) {
        Some(Alternate::Attribute(path, value)) if value.as_str() == Some("") => {
            return Err(Refusal::validation(format!(
                "attribute value cannot be empty or null for attribute path {path}"
            )));
        }
        Some(Alternate::Attribute("userName" | "UserName", value)) => {
            value.as_str().and_then(|name| store.user_named(name))
        }
        Some(Alternate::Attribute("emails.value" | "Emails.Value", value)) => store
            .users
            .values()
            .find(|user| user.emails.iter().any(|email| value == email.as_str())),
        Some(Alternate::Attribute(path, _)) => return Err(not_unique(path)),
        Some(Alternate::External(id)) => store
            .users
            .values()
            .find(|user| user.external_ids.contains(&id)),
        None => None,
    };
    let user = user.ok_or_else(|| missing("USER", None))?;
    Ok(json!({"UserId": user.id, "IdentityStoreId": store_id(context)?}))
}

fn described(user: &User, store: &str) -> Value {
    let name = without_nulls(json!({"GivenName": user.given_name, "FamilyName": user.family_name}));
    without_nulls(json!({
        "IdentityStoreId": store,
        "UserId": user.id,
        "UserName": user.user_name,
        "ExternalIds": external_ids(&user.external_ids),
        "Name": if name == json!({}) { Value::Null } else { name },
        "DisplayName": user.display_name,
        "Emails": contacts(&user.emails, "work"),
        "PhoneNumbers": contacts(&user.phone_numbers, "work"),
        "UserStatus": user.status.as_deref().unwrap_or("ENABLED"),
        "CreatedAt": user.created.seconds(),
        "UpdatedAt": user.updated.seconds(),
    }))
}

fn contacts(values: &[String], kind: &str) -> Value {
    match values.first() {
        None => Value::Null,
        Some(value) => json!([{"Value": value, "Type": kind, "Primary": true}]),
    }
}

pub fn describe(context: &mut Context<'_>) -> Answer<Value> {
    let user = context
        .world
        .identity_store
        .user(context.input.id("UserId")?)?;
    Ok(described(user, store_id(context)?))
}

pub fn list(context: &mut Context<'_>) -> Answer<Value> {
    let store = store_id(context)?;
    let wanted = match context.input.structures("Filters").next() {
        None => None,
        Some(filter) => match filter.required("AttributePath")? {
            "UserName" | "userName" => Some(filter.required("AttributeValue")?),
            path => return Err(no_lookup(path, "UserName")),
        },
    };
    let page = context.page(|world, after: Option<PrincipalId>| {
        let users = world
            .identity_store
            .users
            .range(beyond(after))
            .map(|(_, user)| user);
        let named = users.filter(move |user| wanted.is_none_or(|name| user.user_name == name));
        named.map(move |user| (user.id, described(user, store)))
    })?;
    Ok(page.into_response("Users"))
}

fn values(input: Input<'_>, member: &str) -> Vec<String> {
    input
        .structures(member)
        .filter_map(|contact| contact.owned("Value"))
        .collect()
}

/// UserName, DisplayName and Name are optional in the model and demanded by the service.
pub fn create(context: &mut Context<'_>) -> Answer<Value> {
    let input = context.input;
    let name = input.structure("Name");
    let part = |member| name.and_then(|name| name.owned(member));
    let (given_name, family_name) = (part("GivenName"), part("FamilyName"));
    let user_name = input
        .text("UserName")
        .ok_or_else(|| Refusal::validation("userName is a required attribute"))?;
    let missing = [
        ("displayname", input.text("DisplayName").is_none()),
        ("name", name.is_none()),
        ("givenname", name.is_some() && given_name.is_none()),
        ("familyname", name.is_some() && family_name.is_none()),
    ];
    let missing: Vec<String> = missing
        .iter()
        .filter(|(_, missing)| *missing)
        .map(|(member, _)| format!("{member}: The attribute {member} is required"))
        .collect();
    if !missing.is_empty() {
        return Err(Refusal::validation(missing.join(", ")));
    }
    let id = context.world.new_principal_id("user", user_name);
    context.world.identity_store.add_user(User {
        id,
        user_name: user_name.to_owned(),
        display_name: input.owned("DisplayName"),
        given_name,
        family_name,
        emails: values(input, "Emails"),
        phone_numbers: values(input, "PhoneNumbers"),
        external_ids: Vec::new(),
        status: None,
        created: context.now,
        updated: context.now,
    })?;
    Ok(json!({"UserId": id, "IdentityStoreId": store_id(context)?}))
}

pub fn update(context: &mut Context<'_>) -> Answer<Value> {
    let id = context.input.id("UserId")?;
    let input = context.input;
    context
        .world
        .identity_store
        .update_user(context.now, id, |user| {
            input
                .structures("Operations")
                .try_for_each(|operation| set(user, operation))
        })?;
    nothing()
}

fn set(user: &mut User, operation: Input<'_>) -> Answer<()> {
    let path = operation.required("AttributePath")?;
    let text = operation.owned("AttributeValue");
    match path {
        "userName" => {
            user.user_name =
                text.ok_or_else(|| Refusal::validation("userName cannot be removed."))?
        }
        "displayName" => user.display_name = text,
        "name.givenName" => user.given_name = text,
        "name.familyName" => user.family_name = text,
        "emails" => user.emails = contact_values(operation),
        "phoneNumbers" => user.phone_numbers = contact_values(operation),
        "name" => {
            let name = operation.structure("AttributeValue");
            user.given_name = name.and_then(|name| name.owned("givenName"));
            user.family_name = name.and_then(|name| name.owned("familyName"));
        }
        _ => {
            return Err(Refusal::validation(format!(
                "The attribute {path} of a user is not kept by the sandbox."
            )));
        }
    }
    Ok(())
}

/// A document attribute is written in lower camel case, unlike the members of CreateUser.
fn contact_values(operation: Input<'_>) -> Vec<String> {
    let contacts = operation.structures("AttributeValue");
    contacts
        .filter_map(|contact| contact.owned("value").or_else(|| contact.owned("Value")))
        .collect()
}

pub fn delete(context: &mut Context<'_>) -> Answer<Value> {
    let id = context.input.id("UserId")?;
    context.world.identity_store.delete_user(id)?;
    nothing()
}
