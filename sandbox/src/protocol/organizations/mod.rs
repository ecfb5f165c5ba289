//! AWS Organizations: `AWSOrganizationsV20161128`.

mod accounts;
mod delegation;
mod tags;
mod tree;

use serde_json::Value;

use super::context::Context;
use super::dialect::Dialect;
use super::service::{Operation, Service, read, write};
use crate::service_model::organizations::{
    ACCOUNT, ADMINISTRATORS, CHILDREN, CREATE_ACCOUNT, CREATE_ORGANIZATION, CREATE_UNIT, CREATION,
    CREATIONS, DELEGATION, LIST_TAGS, MOVE, OF_PARENT, PAGED, PARENTS, SERVICES, TAG, UNIT, UNTAG,
    UPDATE_UNIT,
};
use crate::world::{Actor, Answer, Organization};

/// The service.
pub static SERVICE: Service = Service {
    name: "organizations",
    target: "AWSOrganizationsV20161128",
    action: "organizations",
    dialect: Dialect::Organizations,
    page_size: 20,
    operations: OPERATIONS,
};

static OPERATIONS: &[Operation] = &[
    read("DescribeOrganization", &[], tree::describe_organization),
    write(
        "CreateOrganization",
        CREATE_ORGANIZATION,
        tree::create_organization,
    ),
    write("DeleteOrganization", &[], tree::delete_organization),
    read("ListRoots", PAGED, tree::list_roots),
    read("ListAccounts", PAGED, accounts::list),
    read("DescribeAccount", ACCOUNT, accounts::describe),
    read("ListParents", PARENTS, tree::list_parents),
    read("ListChildren", CHILDREN, tree::list_children),
    read(
        "ListOrganizationalUnitsForParent",
        OF_PARENT,
        tree::list_units,
    ),
    read("DescribeOrganizationalUnit", UNIT, tree::describe_unit),
    read(
        "ListAccountsForParent",
        OF_PARENT,
        accounts::list_for_parent,
    ),
    read("ListTagsForResource", LIST_TAGS, tags::list),
    write("TagResource", TAG, tags::tag),
    write("UntagResource", UNTAG, tags::untag),
    read(
        "ListDelegatedAdministrators",
        ADMINISTRATORS,
        delegation::list,
    ),
    write(
        "RegisterDelegatedAdministrator",
        DELEGATION,
        delegation::register,
    ),
    write(
        "DeregisterDelegatedAdministrator",
        DELEGATION,
        delegation::deregister,
    ),
    read(
        "ListDelegatedServicesForAccount",
        SERVICES,
        delegation::list_services,
    ),
    read(
        "ListAWSServiceAccessForOrganization",
        PAGED,
        delegation::list_service_access,
    ),
    write("CreateAccount", CREATE_ACCOUNT, accounts::create),
    read(
        "DescribeCreateAccountStatus",
        CREATION,
        accounts::creation_status,
    ),
    read(
        "ListCreateAccountStatus",
        CREATIONS,
        accounts::list_creations,
    ),
    write("CreateOrganizationalUnit", CREATE_UNIT, tree::create_unit),
    write("UpdateOrganizationalUnit", UPDATE_UNIT, tree::update_unit),
    write("DeleteOrganizationalUnit", UNIT, tree::delete_unit),
    write("MoveAccount", MOVE, accounts::move_account),
    write("CloseAccount", ACCOUNT, accounts::close),
];

/// Refuses a caller from an account that may not call this operation.
///
/// The management account may do everything; a delegated administrator of any service may read; other members may only
/// describe the organization.
pub fn authorize(context: &Context<'_>) -> Answer<()> {
    let allowed = match context.actor {
        Actor::Management => true,
        Actor::Delegated => !context.writes,
        Actor::Member => context.operation == "DescribeOrganization",
    };
    if allowed {
        return Ok(());
    }
    Err(crate::world::Refusal::denied(
        "You don't have permissions to access this resource.",
    ))
}

/// Returns the ARN of something in an organization: `arn:aws:organizations::MANAGEMENT:kind/o-…/id`.
fn arn(context: &Context<'_>, organization: &Organization, kind: &str, id: &str) -> String {
    let partition = context.world.partition();
    let management = organization.management_account;
    format!(
        "arn:{partition}:organizations::{management}:{kind}/{}/{id}",
        organization.id
    )
}

fn optional_value(value: Option<&String>) -> Value {
    value.map_or(Value::Null, |text| Value::String(text.clone()))
}
