//! Instances of IAM Identity Center and their regions.

use serde_json::{Value, json};

use super::{Context, action, instance};
use crate::protocol::context::{nothing, without_nulls};
use crate::snapshot::Instance;
use crate::world::{Answer, Moment, Refusal};

pub fn list(context: &mut Context<'_>) -> Answer<Value> {
    let region = match context.input.text("RegionScope") {
        None | Some("CURRENT_REGION") => context.region.clone(),
        Some("ALL_REGIONS") => None,
        Some(other) => {
            return Err(Refusal::validation(format!(
                "1 validation error detected: Value '{other}' at 'regionScope' failed to satisfy constraint: Member must \
                 satisfy enum value set: [CURRENT_REGION, ALL_REGIONS]"
            )));
        }
    };
    let page = context.page(|world, after: Option<String>| {
        let mut instances: Vec<_> = world
            .instances
            .iter()
            .filter(|instance| {
                region
                    .as_ref()
                    .is_none_or(|region| *region == instance.region)
            })
            .collect();
        instances.sort_by(|one, other| one.arn.cmp(&other.arn));
        let beyond =
            move |instance: &&Instance| after.as_ref().is_none_or(|after| instance.arn > *after);
        instances
            .into_iter()
            .filter(beyond)
            .map(|instance| (instance.arn.clone(), described(instance)))
    })?;
    Ok(page.into_response("Instances"))
}

fn described(instance: &Instance) -> Value {
    without_nulls(json!({
        "InstanceArn": instance.arn,
        "IdentityStoreId": instance.identity_store_id,
        "OwnerAccountId": instance.owner_account,
        "Name": instance.name,
        "CreatedDate": Moment::INITIAL.seconds(),
        "Status": instance.status,
        "PrimaryRegion": instance.region,
        "Regions": [described_region(&instance.region)],
    }))
}

pub fn describe(context: &mut Context<'_>) -> Answer<Value> {
    let instance = instance(context)?;
    let mut description = described(instance);
    if let Some(members) = description.as_object_mut() {
        let enabled = json!(instance.permission_sets_enabled);
        members.insert("PermissionSetsEnabled".to_owned(), enabled);
        members.insert(
            "EncryptionConfigurationDetails".to_owned(),
            json!({"KeyType": "AWS_OWNED_KMS_KEY", "EncryptionStatus": "ENABLED"}),
        );
    }
    Ok(description)
}

/// Refuses every call. The API makes account instances only, and neither kind of account can have one here: the management account
/// would make the organization's in the console, and an account can have one instance.
pub fn create(context: &mut Context<'_>) -> Answer<Value> {
    let owner = context.world.caller.account;
    if context
        .world
        .instances
        .iter()
        .any(|instance| instance.owner_account == owner)
    {
        return Err(Refusal::conflict(
            "An instance of IAM Identity Center already exists in this account.",
        ));
    }
    Err(Refusal::validation(
        "An organization instance of IAM Identity Center is enabled in the console of the management account.",
    ))
}

pub fn update(context: &mut Context<'_>) -> Answer<Value> {
    let arn = instance(context)?.arn.clone();
    // "The only accepted value is true" (AWS documentation).
    let enable = context
        .input
        .0
        .get("PermissionSetsEnabled")
        .and_then(Value::as_bool);
    if enable == Some(false) {
        return Err(Refusal::validation(
            "PermissionSetsEnabled must be true: permission sets cannot be disabled.",
        ));
    }
    let name = context.input.owned("Name");
    if let Some(instance) = context
        .world
        .instances
        .iter_mut()
        .find(|instance| instance.arn == arn)
    {
        if let Some(name) = name {
            instance.name = Some(name).filter(|name| !name.is_empty());
        }
        if enable == Some(true) {
            instance.permission_sets_enabled = true;
        }
    }
    nothing()
}

pub fn delete(context: &mut Context<'_>) -> Answer<Value> {
    let arn = instance(context)?.arn.clone();
    if context
        .world
        .organization_instance()
        .is_some_and(|instance| instance.arn == arn)
    {
        return Err(Refusal::validation(
            "An organization instance cannot be deleted through the API.",
        ));
    }
    Err(context.world.unauthorized(&action(context), &arn))
}

pub fn list_regions(context: &mut Context<'_>) -> Answer<Value> {
    let region = instance(context)?.region.clone();
    let page = context.page(|_, after: Option<String>| {
        let regions = std::iter::once((region.clone(), described_region(&region)));
        regions.filter(move |_| after.is_none())
    })?;
    Ok(page.into_response("Regions"))
}

pub fn describe_region(context: &mut Context<'_>) -> Answer<Value> {
    let region = &instance(context)?.region;
    let asked = context.input.required("RegionName")?;
    if asked != region {
        return Err(Refusal::not_found(format!(
            "Region {asked} is not enabled for this instance."
        )));
    }
    Ok(described_region(region))
}

fn described_region(region: &str) -> Value {
    json!({
        "RegionName": region,
        "Status": "ACTIVE",
        "AddedDate": Moment::INITIAL.seconds(),
        "IsPrimaryRegion": true,
    })
}
