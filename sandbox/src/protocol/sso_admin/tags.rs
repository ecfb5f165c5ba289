//! Tags of permission sets and instances.

use serde_json::{Value, json};

use super::{Context, action};
use crate::id::SetId;
use crate::protocol::context::{Input, nothing};
use crate::world::{Answer, Refusal, Tags, tagged};

/// What carries the tags.
enum Resource {
    Set(SetId),
    /// The place of an instance in the world's list.
    Instance(usize),
}

/// Returns the tags of a request; no key may appear twice.
pub fn given_tags(input: Input<'_>) -> Answer<Tags> {
    let mut tags = Tags::new();
    for tag in input.structures("Tags") {
        let key = tag.required("Key")?;
        if tags
            .insert(key.to_owned(), tag.required("Value")?.to_owned())
            .is_some()
        {
            return Err(Refusal::validation(format!(
                "Tag key {key} is given more than once."
            )));
        }
    }
    Ok(tags)
}

fn resource(context: &Context<'_>) -> Answer<Resource> {
    let arn = context.input.required("ResourceArn")?;
    let instances = &context.world.instances;
    if let Some(instance) = context.input.text("InstanceArn")
        && !instances.iter().any(|known| known.arn == instance)
    {
        return Err(Refusal::not_found(format!(
            "Instance with ARN {instance} does not exist."
        )));
    }
    if let Some(index) = instances.iter().position(|instance| instance.arn == arn) {
        return Ok(Resource::Instance(index));
    }
    let set = context.world.set(context.now, arn)?;
    if context.writes {
        context
            .world
            .may_change_set(context.actor, &action(context), set)?;
    }
    Ok(Resource::Set(set.id))
}

fn retag(context: &mut Context<'_>, change: impl FnOnce(&Tags) -> Answer<Tags>) -> Answer<Value> {
    match resource(context)? {
        Resource::Set(id) => context.world.retag_set(id, change)?,
        Resource::Instance(index) => {
            if let Some(instance) = context.world.instances.get_mut(index) {
                instance.tags = change(&instance.tags)?;
            }
        }
    }
    nothing()
}

pub fn tag(context: &mut Context<'_>) -> Answer<Value> {
    let new = given_tags(context.input)?;
    retag(context, |tags| tagged(tags, new))
}

pub fn untag(context: &mut Context<'_>) -> Answer<Value> {
    let keys = context.input.list("TagKeys");
    retag(context, |tags| {
        let kept = tags
            .iter()
            .filter(|(key, _)| !keys.iter().any(|gone| gone == key.as_str()));
        Ok(kept
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect())
    })
}

pub fn list(context: &mut Context<'_>) -> Answer<Value> {
    let resource = resource(context)?;
    let page = context.page(|world, after: Option<String>| {
        let tags = match resource {
            Resource::Set(id) => world.set_by_id(id).map(|set| &set.tags),
            Resource::Instance(index) => world.instances.get(index).map(|instance| &instance.tags),
        };
        let beyond = tags
            .into_iter()
            .flatten()
            .filter(move |(key, _)| after.as_ref().is_none_or(|after| *key > after));
        beyond.map(|(key, value)| (key.clone(), json!({"Key": key, "Value": value})))
    })?;
    Ok(page.into_response("Tags"))
}
