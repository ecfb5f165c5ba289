//! The organization, its root and its organizational units.

use serde_json::{Value, json};

use super::tags::given_tags;
use super::{Context, arn};
use crate::id::AccountId;
use crate::protocol::context::{beyond, nothing, without_nulls};
use crate::snapshot::FeatureSet;
use crate::world::{Answer, Organization, Refusal, Unit};

pub fn describe_organization(context: &mut Context<'_>) -> Answer<Value> {
    let organization = context.world.organization()?;
    let management = organization.management_account;
    let email = organization
        .accounts
        .get(&management)
        .and_then(|account| account.email.as_deref());
    let organization_arn = format!(
        "arn:{}:organizations::{management}:organization/{}",
        context.world.partition(),
        organization.id
    );
    Ok(json!({"Organization": without_nulls(json!({
        "Id": organization.id,
        "Arn": organization_arn,
        "FeatureSet": organization.feature_set,
        "MasterAccountArn": arn(context, organization, "account", &management.to_string()),
        "MasterAccountId": management,
        "MasterAccountEmail": email,
        "AvailablePolicyTypes": [],
    }))}))
}

pub fn create_organization(context: &mut Context<'_>) -> Answer<Value> {
    let feature_set = match context.input.text("FeatureSet") {
        Some("CONSOLIDATED_BILLING") => FeatureSet::ConsolidatedBilling,
        _ => FeatureSet::All,
    };
    context
        .world
        .create_organization(context.now, feature_set)?;
    describe_organization(context)
}

pub fn delete_organization(context: &mut Context<'_>) -> Answer<Value> {
    context.world.delete_organization()?;
    nothing()
}

pub fn list_roots(context: &mut Context<'_>) -> Answer<Value> {
    let organization = context.world.organization()?;
    let id = organization.root.clone();
    let root = json!({"Id": id, "Arn": arn(context, organization, "root", &id), "Name": "Root", "PolicyTypes": []});
    let page = context.page(|_, after: Option<String>| {
        std::iter::once((id, root)).filter(move |_| after.is_none())
    })?;
    Ok(page.into_response("Roots"))
}

pub fn list_parents(context: &mut Context<'_>) -> Answer<Value> {
    let organization = context.world.organization()?;
    let child = context.input.required("ChildId")?;
    let account: Option<AccountId> = child.parse().ok();
    let parent = match account {
        Some(account) => organization
            .accounts
            .get(&account)
            .map(|account| &account.parent),
        None => organization.units.get(child).map(|unit| &unit.parent),
    };
    let parent = parent
        .ok_or_else(|| {
            Refusal::new(
                "ChildNotFoundException",
                "You specified a child that doesn't exist.",
            )
        })?
        .clone();
    let kind = if parent == organization.root {
        "ROOT"
    } else {
        "ORGANIZATIONAL_UNIT"
    };
    let row = json!({"Id": parent, "Type": kind});
    let page = context.page(|_, after: Option<String>| {
        std::iter::once((parent, row)).filter(move |_| after.is_none())
    })?;
    Ok(page.into_response("Parents"))
}

pub fn list_children(context: &mut Context<'_>) -> Answer<Value> {
    let parent = context.input.required("ParentId")?;
    context.world.organization()?.parent(parent)?;
    let kind = context.input.required("ChildType")?;
    let page = context.page(|world, after: Option<String>| {
        let organization = world.organization.iter();
        let ids = organization.flat_map(move |organization| {
            let units = organization
                .units
                .values()
                .filter(move |unit| unit.parent == parent)
                .map(|unit| unit.id.clone());
            let accounts = organization
                .accounts
                .values()
                .filter(move |account| account.parent == parent)
                .map(|account| account.id.to_string());
            units
                .filter(move |_| kind == "ORGANIZATIONAL_UNIT")
                .chain(accounts.filter(move |_| kind == "ACCOUNT"))
        });
        let rest = ids.filter(move |id| after.as_ref().is_none_or(|after| id > after));
        rest.map(move |id| (id.clone(), json!({"Id": id, "Type": kind})))
    })?;
    Ok(page.into_response("Children"))
}

fn described(context: &Context<'_>, organization: &Organization, unit: &Unit) -> Value {
    json!({
        "Id": unit.id,
        "Arn": arn(context, organization, "ou", &unit.id),
        "Name": unit.name,
        "Path": organization.path(&unit.id),
    })
}

pub fn list_units(context: &mut Context<'_>) -> Answer<Value> {
    let organization = context.world.organization()?;
    let parent = context.input.required("ParentId")?;
    organization.parent(parent)?;
    let context = &*context;
    let page = context.page(|_, after: Option<String>| {
        let units = organization
            .units
            .range(beyond(after))
            .filter(move |(_, unit)| unit.parent == parent);
        units.map(|(id, unit)| (id.clone(), described(context, organization, unit)))
    })?;
    Ok(page.into_response("OrganizationalUnits"))
}

fn unit_response(context: &Context<'_>, id: &str) -> Answer<Value> {
    let organization = context.world.organization()?;
    Ok(json!({"OrganizationalUnit": described(context, organization, organization.unit(id)?)}))
}

pub fn describe_unit(context: &mut Context<'_>) -> Answer<Value> {
    unit_response(context, context.input.required("OrganizationalUnitId")?)
}

pub fn create_unit(context: &mut Context<'_>) -> Answer<Value> {
    let parent = context.input.required("ParentId")?;
    let name = context.input.required("Name")?;
    let tags = given_tags(context.input)?;
    let (organization, ids) = context.world.organization_and_ids()?;
    // A unit's id begins with the root's, as on AWS.
    let root = organization.root.trim_start_matches("r-");
    let id = loop {
        let id = format!(
            "ou-{root}-{:08x}",
            ids.next("unit", &format!("{parent} {name}")) as u32
        );
        if !organization.units.contains_key(&id) {
            break id;
        }
    };
    organization.create_unit(id.clone(), parent, name, tags)?;
    unit_response(context, &id)
}

pub fn update_unit(context: &mut Context<'_>) -> Answer<Value> {
    let id = context.input.required("OrganizationalUnitId")?;
    let organization = context.world.organization_mut()?;
    match context.input.text("Name") {
        Some(name) => organization.rename_unit(id, name)?,
        None => _ = organization.unit(id)?,
    }
    unit_response(context, id)
}

pub fn delete_unit(context: &mut Context<'_>) -> Answer<Value> {
    let id = context.input.required("OrganizationalUnitId")?;
    context.world.organization_mut()?.delete_unit(id)?;
    nothing()
}
