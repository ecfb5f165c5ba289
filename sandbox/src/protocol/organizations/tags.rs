//! Tags of accounts and organizational units.

use serde_json::{Value, json};

use super::Context;
use crate::protocol::context::{Input, nothing};
use crate::world::{Answer, Refusal, Tags, merged};

/// Returns the tags of a request; no key may appear twice.
pub fn given_tags(input: Input<'_>) -> Answer<Tags> {
    let mut tags = Tags::new();
    for tag in input.structures("Tags") {
        let key = tag.required("Key")?;
        if tags
            .insert(key.to_owned(), tag.required("Value")?.to_owned())
            .is_some()
        {
            let message = format!("You specified the tag key {key} more than once.");
            return Err(
                Refusal::new("InvalidInputException", message).with("Reason", "DUPLICATE_TAG_KEY")
            );
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            let message = "Tag keys must not begin with aws:.";
            return Err(Refusal::new("InvalidInputException", message)
                .with("Reason", "INVALID_SYSTEM_TAGS_PARAMETER"));
        }
    }
    Ok(tags)
}

pub fn list(context: &mut Context<'_>) -> Answer<Value> {
    let tags = context
        .world
        .organization()?
        .tags(context.input.required("ResourceId")?)?;
    let page = context.page(|_, after: Option<String>| {
        let rest = tags
            .into_iter()
            .filter(move |(key, _)| after.as_ref().is_none_or(|after| key > after));
        rest.map(|(key, value)| (key.clone(), json!({"Key": key, "Value": value})))
    })?;
    Ok(page.into_response("Tags"))
}

pub fn tag(context: &mut Context<'_>) -> Answer<Value> {
    let new = given_tags(context.input)?;
    let resource = context.input.required("ResourceId")?;
    context
        .world
        .organization_mut()?
        .retag(resource, |tags| merged(tags, new))?;
    nothing()
}

pub fn untag(context: &mut Context<'_>) -> Answer<Value> {
    let keys = context.input.list("TagKeys");
    let resource = context.input.required("ResourceId")?;
    context.world.organization_mut()?.retag(resource, |tags| {
        let kept = tags
            .iter()
            .filter(|(key, _)| !keys.iter().any(|gone| gone == key.as_str()));
        Ok(kept
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect())
    })?;
    nothing()
}
