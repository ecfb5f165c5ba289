//! Permission sets themselves.

use serde_json::{Value, json};

use super::tags::given_tags;
use super::{Context, organization_instance, set, set_to_change, wrapped};
use crate::protocol::context::{Input, beyond, nothing, without_nulls};
use crate::world::{Answer, Details, PermissionSet, World};

pub fn list(context: &mut Context<'_>) -> Answer<Value> {
    organization_instance(context)?;
    let now = context.now;
    let page = context.page(|world, after| {
        world
            .sets(now, beyond(after))
            .map(|set| (set.id, json!(world.set_arn(set.id))))
    })?;
    Ok(page.into_response("PermissionSets"))
}

pub fn describe(context: &mut Context<'_>) -> Answer<Value> {
    Ok(wrapped(
        "PermissionSet",
        described(context.world, set(context)?),
    ))
}

fn described(world: &World, set: &PermissionSet) -> Value {
    let template = &set.template;
    without_nulls(json!({
        "Name": set.name,
        "PermissionSetArn": world.set_arn(set.id),
        "Description": template.description,
        "CreatedDate": set.created.seconds(),
        "SessionDuration": template.session_duration,
        "RelayState": template.relay_state,
    }))
}

fn details(input: Input<'_>) -> Details {
    Details {
        description: input.owned("Description"),
        session_duration: input.owned("SessionDuration"),
        relay_state: input.owned("RelayState"),
    }
}

pub fn create(context: &mut Context<'_>) -> Answer<Value> {
    organization_instance(context)?;
    let name = context.input.required("Name")?;
    let tags = given_tags(context.input)?;
    let id = context
        .world
        .create_set(context.now, name, details(context.input), tags)?
        .id;
    let created = context
        .world
        .set_by_id(id)
        .map(|set| described(context.world, set));
    Ok(wrapped("PermissionSet", created.unwrap_or_default()))
}

pub fn update(context: &mut Context<'_>) -> Answer<Value> {
    let id = set_to_change(context)?.id;
    context.world.update_set(id, details(context.input))?;
    nothing()
}

pub fn delete(context: &mut Context<'_>) -> Answer<Value> {
    let id = set_to_change(context)?.id;
    context.world.delete_set(id)?;
    nothing()
}
