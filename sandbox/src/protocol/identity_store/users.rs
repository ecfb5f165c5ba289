//! Users.

use serde_json::{Map, Value, json};

use super::{Alternate, Context, alternate, external_ids, no_lookup, not_unique, store_id};
use crate::id::PrincipalId;
use crate::protocol::context::{Input, beyond, nothing, without_nulls};
use crate::protocol::dialect::Dialect;
use crate::service_model::identity_store::CREATE_USER;
use crate::service_model::{Member, Shape};
use crate::world::{Answer, Attributes, Refusal, User, missing};

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
        Some(Alternate::Attribute("emails.value" | "Emails.Value", value)) => {
            store.users.values().find(|user| {
                user.attributes
                    .values("Emails")
                    .iter()
                    .any(|email| value == email)
            })
        }
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
    let described = without_nulls(json!({
        "IdentityStoreId": store,
        "UserId": user.id,
        "UserName": user.user_name,
        "ExternalIds": external_ids(&user.external_ids),
        "DisplayName": user.display_name,
        "UserStatus": user.status.as_deref().unwrap_or("ENABLED"),
        "CreatedAt": user.created.seconds(),
        "UpdatedAt": user.updated.seconds(),
    }));
    let attributes = user.attributes.iter();
    let attributes = attributes.map(|(name, value)| (name.clone(), within_model(name, value)));
    let members = described.as_object().into_iter().flatten();
    let members = members.map(|(name, value)| (name.clone(), value.clone()));
    Value::Object(members.chain(attributes).collect())
}

/// Returns an attribute as an answer shows it: a state file may have more emails and numbers than the one that AWS allows.
fn within_model(name: &str, value: &Value) -> Value {
    match value {
        Value::Array(contacts) if matches!(name, "Emails" | "PhoneNumbers") => {
            contacts.iter().take(1).cloned().collect()
        }
        other => other.clone(),
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

/// UserName, DisplayName and Name are optional in the model and demanded by the service.
pub fn create(context: &mut Context<'_>) -> Answer<Value> {
    let input = context.input;
    let name = input.structure("Name");
    let part = |member| name.and_then(|name| name.owned(member));
    let user_name = input
        .text("UserName")
        .ok_or_else(|| Refusal::validation("userName is a required attribute"))?;
    let missing = [
        ("displayname", input.text("DisplayName").is_none()),
        ("name", name.is_none()),
        ("givenname", name.is_some() && part("GivenName").is_none()),
        ("familyname", name.is_some() && part("FamilyName").is_none()),
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
        attributes: given_attributes(input),
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

/// Returns the attributes of a new user: all members of the request but those that the store keeps by themselves.
fn given_attributes(input: Input<'_>) -> Attributes {
    let mut attributes = Attributes::default();
    for member in CREATE_USER {
        if is_attribute(member) {
            attributes.set(member.name, input.0.get(member.name).cloned());
        }
    }
    attributes
}

fn is_attribute(member: &Member) -> bool {
    !["IdentityStoreId", "UserName", "DisplayName", "Extensions"].contains(&member.name)
}

fn set(user: &mut User, operation: Input<'_>) -> Answer<()> {
    let path = operation.required("AttributePath")?;
    let value = operation.0.get("AttributeValue");
    let (name, part) = path
        .split_once('.')
        .map_or((path, None), |(name, part)| (name, Some(part)));
    let unknown =
        || Refusal::validation(format!("The attribute {path} of a user cannot be updated."));
    let name = upper_first(name);
    let member = CREATE_USER.iter().find(|member| member.name == name);
    let member = member.ok_or_else(unknown)?;
    let value = value.filter(|value| !value.is_null()).map(in_upper_case);
    if let (Some(value), None) = (&value, part) {
        let one = Map::from_iter([(name.clone(), value.clone())]);
        Dialect::IdentityStore.check(std::slice::from_ref(member), &one)?;
    }
    let text = || operation.owned("AttributeValue");
    match (name.as_str(), part) {
        ("UserName", None) => {
            user.user_name =
                text().ok_or_else(|| Refusal::validation("userName cannot be removed."))?
        }
        ("DisplayName", None) => user.display_name = text(),
        ("Name", Some(part)) => {
            let part = upper_first(part);
            let Shape::Structure(parts) = member.shape else {
                return Err(unknown());
            };
            let known = parts
                .iter()
                .find(|known| known.name == part)
                .ok_or_else(unknown)?;
            if let Some(value) = &value {
                let one = Map::from_iter([(part.clone(), value.clone())]);
                Dialect::IdentityStore.check(std::slice::from_ref(known), &one)?;
            }
            user.attributes.set_part("Name", &part, value);
        }
        (_, None) if is_attribute(member) => user.attributes.set(&name, value),
        _ => return Err(unknown()),
    }
    Ok(())
}

/// Returns the value of an operation with the names of members as CreateUser has them: in a document they are written in
/// lower camel case.
fn in_upper_case(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(in_upper_case).collect(),
        Value::Object(members) => {
            let members = members.iter().filter(|(_, value)| !value.is_null());
            Value::Object(
                members
                    .map(|(name, value)| (upper_first(name), in_upper_case(value)))
                    .collect(),
            )
        }
        other => other.clone(),
    }
}

fn upper_first(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

pub fn delete(context: &mut Context<'_>) -> Answer<Value> {
    let id = context.input.id("UserId")?;
    context.world.identity_store.delete_user(id)?;
    nothing()
}
