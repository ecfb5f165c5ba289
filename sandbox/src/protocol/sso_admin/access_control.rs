//! Attributes for access control: one configuration for an instance.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Context, instance};
use crate::protocol::context::nothing;
use crate::world::{Answer, Refusal};

const MEMBER: &str = "InstanceAccessControlAttributeConfiguration";

fn given(context: &Context<'_>) -> BTreeMap<String, String> {
    let attributes = context
        .input
        .structure(MEMBER)
        .into_iter()
        .flat_map(|configuration| configuration.structures("AccessControlAttributes"));
    let pairs = attributes.filter_map(|attribute| {
        let source = attribute
            .structure("Value")?
            .list("Source")
            .first()?
            .as_str()?;
        Some((attribute.owned("Key")?, source.to_owned()))
    });
    pairs.collect()
}

fn set(context: &mut Context<'_>, attributes: Option<BTreeMap<String, String>>) -> Answer<Value> {
    let arn = instance(context)?.arn.clone();
    if let Some(instance) = context
        .world
        .instances
        .iter_mut()
        .find(|instance| instance.arn == arn)
    {
        instance.access_control_attributes = attributes;
    }
    nothing()
}

fn existing<'a>(context: &'a Context<'_>) -> Answer<&'a BTreeMap<String, String>> {
    let configuration = instance(context)?.access_control_attributes.as_ref();
    configuration.ok_or_else(|| {
        Refusal::not_found("Attributes for access control are not configured for this instance.")
    })
}

pub fn describe(context: &mut Context<'_>) -> Answer<Value> {
    let written =
        |(key, source): (&String, &String)| json!({"Key": key, "Value": {"Source": [source]}});
    let attributes: Vec<_> = existing(context)?.iter().map(written).collect();
    Ok(json!({"Status": "ENABLED", MEMBER: {"AccessControlAttributes": attributes}}))
}

pub fn create(context: &mut Context<'_>) -> Answer<Value> {
    if instance(context)?.access_control_attributes.is_some() {
        return Err(Refusal::conflict(
            "Attributes for access control are already configured for this instance.",
        ));
    }
    let attributes = given(context);
    set(context, Some(attributes))
}

pub fn update(context: &mut Context<'_>) -> Answer<Value> {
    existing(context)?;
    let attributes = given(context);
    set(context, Some(attributes))
}

pub fn delete(context: &mut Context<'_>) -> Answer<Value> {
    existing(context)?;
    set(context, None)
}
