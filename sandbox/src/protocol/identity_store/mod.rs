//! The identity store: `AWSIdentityStore`.

mod groups;
mod memberships;
mod users;

use serde_json::{Value, json};

use super::context::{Context, Input};
use super::dialect::Dialect;
use super::service::{Operation, Service, read, write};
use crate::service_model::identity_store::{
    ALTERNATE, CREATE_GROUP, CREATE_USER, DESCRIBE_USER, GROUP, GROUPS_OF_MEMBER, IS_MEMBER,
    LIST_GROUPS, LIST_USERS, MEMBERS, MEMBERSHIP, MEMBERSHIP_OF, UPDATE_GROUP, UPDATE_USER, USER,
};
use crate::snapshot::{ExternalId, Instance};
use crate::world::{Actor, Answer, missing};

/// The service.
pub static SERVICE: Service = Service {
    name: "identitystore",
    target: "AWSIdentityStore",
    action: "identitystore",
    dialect: Dialect::IdentityStore,
    page_size: 100,
    operations: OPERATIONS,
};

static OPERATIONS: &[Operation] = &[
    read("GetGroupId", ALTERNATE, groups::id),
    read("GetUserId", ALTERNATE, users::id),
    read("DescribeGroup", GROUP, groups::describe),
    read("DescribeUser", DESCRIBE_USER, users::describe),
    read("ListGroups", LIST_GROUPS, groups::list),
    read("ListUsers", LIST_USERS, users::list),
    write("CreateGroup", CREATE_GROUP, groups::create),
    write("UpdateGroup", UPDATE_GROUP, groups::update),
    write("DeleteGroup", GROUP, groups::delete),
    write("CreateUser", CREATE_USER, users::create),
    write("UpdateUser", UPDATE_USER, users::update),
    write("DeleteUser", USER, users::delete),
    write("CreateGroupMembership", MEMBERSHIP_OF, memberships::create),
    read("DescribeGroupMembership", MEMBERSHIP, memberships::describe),
    write("DeleteGroupMembership", MEMBERSHIP, memberships::delete),
    read("GetGroupMembershipId", MEMBERSHIP_OF, memberships::id),
    read("ListGroupMemberships", MEMBERS, memberships::list),
    read(
        "ListGroupMembershipsForMember",
        GROUPS_OF_MEMBER,
        memberships::list_for_member,
    ),
    read("IsMemberInGroups", IS_MEMBER, memberships::is_member),
];

/// Refuses a caller from an account that does not administer IAM Identity Center, and a store that does not exist or is
/// not the caller's.
pub fn authorize(context: &Context<'_>) -> Answer<()> {
    let action = format!("identitystore:{}", context.operation);
    let id = context.input.required("IdentityStoreId")?;
    let resource = format!(
        "arn:{}:identitystore::{}:identitystore/{id}",
        context.world.partition(),
        context.world.caller.account
    );
    if context.actor == Actor::Member {
        return Err(context.world.unauthorized(&action, &resource));
    }
    let in_region = |instance: &&Instance| {
        context
            .region
            .as_ref()
            .is_none_or(|region| instance.region == *region)
    };
    let mut here = context.world.instances.iter().filter(in_region);
    let served = context.world.identity_instance().filter(in_region);
    if served.is_some_and(|instance| instance.identity_store_id == id) {
        return Ok(());
    }
    // The store of a member account's own instance is that account's.
    if here.any(|instance| instance.identity_store_id == id) {
        return Err(context.world.unauthorized(&action, &resource));
    }
    Err(missing("IDENTITY_STORE", None))
}

fn store_id<'a>(context: &Context<'a>) -> Answer<&'a str> {
    context.input.required("IdentityStoreId")
}

fn external_ids(ids: &[ExternalId]) -> Value {
    if ids.is_empty() {
        return Value::Null;
    }
    ids.iter()
        .map(|id| json!({"Issuer": id.issuer, "Id": id.id}))
        .collect()
}

/// The alternate identifier of a request: by attribute, or by an identity provider's id.
///
/// The API reference writes `displayName`; Terraform's documentation writes `DisplayName`, and both work on AWS.
enum Alternate<'a> {
    Attribute(&'a str, &'a Value),
    External(ExternalId),
}

fn alternate<'a>(input: Input<'a>) -> Option<Alternate<'a>> {
    let alternate = input.structure("AlternateIdentifier")?;
    if let Some(attribute) = alternate.structure("UniqueAttribute") {
        return Some(Alternate::Attribute(
            attribute.text("AttributePath")?,
            attribute.0.get("AttributeValue")?,
        ));
    }
    let external = alternate.structure("ExternalId")?;
    Some(Alternate::External(ExternalId {
        issuer: external.owned("Issuer")?,
        id: external.owned("Id")?,
    }))
}

/// Returns the refusal of an attribute that does not identify.
fn not_unique(path: &str) -> crate::world::Refusal {
    crate::world::Refusal::validation(format!("The attribute {path} is not a unique attribute"))
}

/// Returns the refusal of an attribute by which nothing can be looked up.
fn no_lookup(path: &str, known: &str) -> crate::world::Refusal {
    crate::world::Refusal::validation(format!(
        "The attribute path {path} is not supported. Supported are: {known}."
    ))
}
