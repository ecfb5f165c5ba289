//! Groups.

use serde_json::{Value, json};

use super::{Alternate, Context, alternate, external_ids, no_lookup, store_id};
use crate::id::PrincipalId;
use crate::protocol::context::{beyond, nothing, without_nulls};
use crate::world::{Answer, Group, Moment, Refusal, missing};

pub fn id(context: &mut Context<'_>) -> Answer<Value> {
    let (store, now) = (&context.world.identity_store, context.now);
    let group = match alternate(context.input) {
        Some(Alternate::Attribute("displayName" | "DisplayName", value)) => {
            value.as_str().and_then(|name| store.group_named(now, name))
        }
        Some(Alternate::Attribute(path, _)) => return Err(no_lookup(path, "displayName")),
        Some(Alternate::External(id)) => store
            .groups
            .values()
            .find(|group| group.visible_from <= now && group.external_ids.contains(&id)),
        None => None,
    };
    let group = group.ok_or_else(|| missing("GROUP", None))?;
    Ok(json!({"GroupId": group.id, "IdentityStoreId": store_id(context)?}))
}

fn described(group: &Group, store: &str) -> Value {
    without_nulls(json!({
        "GroupId": group.id,
        "DisplayName": group.display_name,
        "ExternalIds": external_ids(&group.external_ids),
        "Description": group.description,
        "CreatedAt": group.created.seconds(),
        "UpdatedAt": group.updated.seconds(),
        "IdentityStoreId": store,
    }))
}

pub fn describe(context: &mut Context<'_>) -> Answer<Value> {
    let group = context
        .world
        .identity_store
        .group(context.now, context.input.id("GroupId")?)?;
    Ok(described(group, store_id(context)?))
}

pub fn list(context: &mut Context<'_>) -> Answer<Value> {
    let (store, now) = (store_id(context)?, context.now);
    let wanted = match context.input.structures("Filters").next() {
        None => None,
        Some(filter) => match filter.required("AttributePath")? {
            "DisplayName" | "displayName" => Some(filter.required("AttributeValue")?),
            path => return Err(no_lookup(path, "DisplayName")),
        },
    };
    let page = context.page(|world, after: Option<PrincipalId>| {
        let groups = world
            .identity_store
            .groups
            .range(beyond(after))
            .map(|(_, group)| group);
        let seen = groups.filter(move |group| group.visible_from <= now);
        let named =
            seen.filter(move |group| wanted.is_none() || group.display_name.as_deref() == wanted);
        named.map(move |group| (group.id, described(group, store)))
    })?;
    Ok(page.into_response("Groups"))
}

pub fn create(context: &mut Context<'_>) -> Answer<Value> {
    let display_name = context.input.owned("DisplayName");
    let id = context
        .world
        .new_principal_id("group", display_name.as_deref().unwrap_or_default());
    let now: Moment = context.now;
    context.world.identity_store.create_group(Group {
        id,
        display_name,
        description: context.input.owned("Description"),
        external_ids: Vec::new(),
        created: now,
        updated: now,
        visible_from: now.plus(context.world.options.visibility_delay),
    })?;
    Ok(json!({"GroupId": id, "IdentityStoreId": store_id(context)?}))
}

pub fn update(context: &mut Context<'_>) -> Answer<Value> {
    let id = context.input.id("GroupId")?;
    let input = context.input;
    context
        .world
        .identity_store
        .update_group(context.now, id, |group| {
            for operation in input.structures("Operations") {
                let value = operation.owned("AttributeValue");
                match operation.required("AttributePath")? {
                    "displayName" => {
                        group.display_name =
                            Some(value.ok_or_else(|| {
                                Refusal::validation("displayName cannot be removed.")
                            })?)
                    }
                    "description" => group.description = value,
                    path => {
                        return Err(Refusal::validation(format!(
                            "The attribute {path} of a group cannot be changed."
                        )));
                    }
                }
            }
            Ok(())
        })?;
    nothing()
}

pub fn delete(context: &mut Context<'_>) -> Answer<Value> {
    let id = context.input.id("GroupId")?;
    context.world.identity_store.delete_group(context.now, id)?;
    nothing()
}
