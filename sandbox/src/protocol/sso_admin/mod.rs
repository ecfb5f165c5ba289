//! IAM Identity Center's administration: `SWBExternalService`.

mod access_control;
mod assignments;
mod instances;
mod permission_sets;
mod place;
mod policies;
mod provisioning;
mod tags;

use serde_json::Value;

use super::context::Context;
use super::dialect::Dialect;
use super::service::{Operation, Service, read, write};
use crate::service_model::sso_admin::{
    ACCESS_CONTROL, ACCOUNTS_OF_SET, ASSIGNMENT, ASSIGNMENTS, ASSIGNMENTS_OF_PRINCIPAL,
    CREATE_INSTANCE, CREATE_SET, CREATION_STATUS, CUSTOMER_POLICY, DELETION_STATUS, INSTANCE,
    INSTANCE_PAGED, LIST_TAGS, MANAGED_POLICY, PAGED, PROVISION, PROVISIONING_STATUS, PUT_BOUNDARY,
    PUT_INLINE_POLICY, REGION, SET, SET_PAGED, SETS_OF_ACCOUNT, STATUS_LIST, TAG, UNTAG,
    UPDATE_INSTANCE, UPDATE_SET,
};
use crate::snapshot::Instance;
use crate::world::{Actor, Answer, PermissionSet, Refusal};

/// The service.
pub static SERVICE: Service = Service {
    name: "sso-admin",
    target: "SWBExternalService",
    action: "sso",
    dialect: Dialect::SsoAdmin,
    page_size: 100,
    operations: OPERATIONS,
};

static OPERATIONS: &[Operation] = &[
    read("ListInstances", PAGED, instances::list),
    read("DescribeInstance", INSTANCE, instances::describe),
    write("CreateInstance", CREATE_INSTANCE, instances::create),
    write("UpdateInstance", UPDATE_INSTANCE, instances::update),
    write("DeleteInstance", INSTANCE, instances::delete),
    read("ListRegions", INSTANCE_PAGED, instances::list_regions),
    read("DescribeRegion", REGION, instances::describe_region),
    read("ListPermissionSets", INSTANCE_PAGED, permission_sets::list),
    read("DescribePermissionSet", SET, permission_sets::describe),
    write("CreatePermissionSet", CREATE_SET, permission_sets::create),
    write("UpdatePermissionSet", UPDATE_SET, permission_sets::update),
    write("DeletePermissionSet", SET, permission_sets::delete),
    write(
        "PutInlinePolicyToPermissionSet",
        PUT_INLINE_POLICY,
        policies::put_inline,
    ),
    read("GetInlinePolicyForPermissionSet", SET, policies::get_inline),
    write(
        "DeleteInlinePolicyFromPermissionSet",
        SET,
        policies::delete_inline,
    ),
    write(
        "AttachManagedPolicyToPermissionSet",
        MANAGED_POLICY,
        policies::attach_managed,
    ),
    write(
        "DetachManagedPolicyFromPermissionSet",
        MANAGED_POLICY,
        policies::detach_managed,
    ),
    read(
        "ListManagedPoliciesInPermissionSet",
        SET_PAGED,
        policies::list_managed,
    ),
    write(
        "AttachCustomerManagedPolicyReferenceToPermissionSet",
        CUSTOMER_POLICY,
        policies::attach_customer,
    ),
    write(
        "DetachCustomerManagedPolicyReferenceFromPermissionSet",
        CUSTOMER_POLICY,
        policies::detach_customer,
    ),
    read(
        "ListCustomerManagedPolicyReferencesInPermissionSet",
        SET_PAGED,
        policies::list_customer,
    ),
    write(
        "PutPermissionsBoundaryToPermissionSet",
        PUT_BOUNDARY,
        policies::put_boundary,
    ),
    read(
        "GetPermissionsBoundaryForPermissionSet",
        SET,
        policies::get_boundary,
    ),
    write(
        "DeletePermissionsBoundaryFromPermissionSet",
        SET,
        policies::delete_boundary,
    ),
    write("ProvisionPermissionSet", PROVISION, provisioning::provision),
    read(
        "DescribePermissionSetProvisioningStatus",
        PROVISIONING_STATUS,
        provisioning::status,
    ),
    read(
        "ListPermissionSetProvisioningStatus",
        STATUS_LIST,
        provisioning::list_provisionings,
    ),
    read(
        "ListPermissionSetsProvisionedToAccount",
        SETS_OF_ACCOUNT,
        provisioning::list_sets,
    ),
    read(
        "ListAccountsForProvisionedPermissionSet",
        ACCOUNTS_OF_SET,
        provisioning::list_accounts,
    ),
    read("ListAccountAssignments", ASSIGNMENTS, assignments::list),
    read(
        "ListAccountAssignmentsForPrincipal",
        ASSIGNMENTS_OF_PRINCIPAL,
        assignments::list_for_principal,
    ),
    write("CreateAccountAssignment", ASSIGNMENT, assignments::create),
    write("DeleteAccountAssignment", ASSIGNMENT, assignments::delete),
    read(
        "DescribeAccountAssignmentCreationStatus",
        CREATION_STATUS,
        assignments::creation_status,
    ),
    read(
        "DescribeAccountAssignmentDeletionStatus",
        DELETION_STATUS,
        assignments::deletion_status,
    ),
    read(
        "ListAccountAssignmentCreationStatus",
        STATUS_LIST,
        assignments::list_creations,
    ),
    read(
        "ListAccountAssignmentDeletionStatus",
        STATUS_LIST,
        assignments::list_deletions,
    ),
    write("TagResource", TAG, tags::tag),
    write("UntagResource", UNTAG, tags::untag),
    read("ListTagsForResource", LIST_TAGS, tags::list),
    read(
        "DescribeInstanceAccessControlAttributeConfiguration",
        INSTANCE,
        access_control::describe,
    ),
    write(
        "CreateInstanceAccessControlAttributeConfiguration",
        ACCESS_CONTROL,
        access_control::create,
    ),
    write(
        "UpdateInstanceAccessControlAttributeConfiguration",
        ACCESS_CONTROL,
        access_control::update,
    ),
    write(
        "DeleteInstanceAccessControlAttributeConfiguration",
        INSTANCE,
        access_control::delete,
    ),
];

/// Refuses a caller from an account that may not use IAM Identity Center, for any operation.
pub fn authorize(context: &Context<'_>) -> Answer<()> {
    let name = context.operation;
    let refused = match context.actor {
        Actor::Management => false,
        // "must be called from the management account" (AWS service model).
        Actor::Delegated => name == "ListAccountAssignmentsForPrincipal",
        Actor::Member => true,
    };
    if refused {
        return Err(context.world.unauthorized(&action(context), "*"));
    }
    in_region(context)
}

/// Refuses what is asked in another region than the instance's, where no permission set is known (AWS documentation). ListInstances is
/// answered there, with the instances of that region.
fn in_region(context: &Context<'_>) -> Answer<()> {
    let named = context.input.text("InstanceArn");
    let instance = match named {
        Some(arn) => context
            .world
            .instances
            .iter()
            .find(|instance| instance.arn == arn),
        None => context.world.organization_instance(),
    };
    match (instance, &context.region) {
        (Some(instance), Some(region))
            if instance.region != *region && context.operation != "ListInstances" =>
        {
            Err(no_instance(context, &instance.arn))
        }
        _ => Ok(()),
    }
}

fn action(context: &Context<'_>) -> String {
    format!("{}:{}", SERVICE.action, context.operation)
}

/// Returns the instance that the request names, of any kind.
fn instance<'a>(context: &'a Context<'_>) -> Answer<&'a Instance> {
    let arn = context.input.required("InstanceArn")?;
    let found = context
        .world
        .instances
        .iter()
        .find(|instance| instance.arn == arn);
    found.ok_or_else(|| no_instance(context, arn))
}

fn no_instance(context: &Context<'_>, arn: &str) -> Refusal {
    match context.operation {
        // Three operations have no ResourceNotFoundException in their model.
        "DescribeInstance" | "ListRegions" | "DeleteInstance" => {
            context.world.unauthorized(&action(context), arn)
        }
        _ => Refusal::not_found(format!("Instance with ARN {arn} does not exist.")),
    }
}

/// Refuses what only the organization's instance can do.
fn organization_instance(context: &Context<'_>) -> Answer<()> {
    let named = instance(context)?;
    if context
        .world
        .organization_instance()
        .is_none_or(|instance| instance.arn != named.arn)
    {
        return Err(Refusal::validation(
            "The operation is not supported for an account instance of IAM Identity Center.",
        ));
    }
    if !named.permission_sets_enabled {
        return Err(Refusal::validation(
            "Permission sets are not enabled for this instance of IAM Identity Center.",
        ));
    }
    Ok(())
}

/// Returns the permission set that the request names.
fn set<'a>(context: &'a Context<'_>) -> Answer<&'a PermissionSet> {
    organization_instance(context)?;
    context
        .world
        .set(context.now, context.input.required("PermissionSetArn")?)
}

/// Returns the permission set that the request names, if the caller may change it.
fn set_to_change<'a>(context: &'a Context<'_>) -> Answer<&'a PermissionSet> {
    let set = set(context)?;
    context
        .world
        .may_change_set(context.actor, &action(context), set)?;
    Ok(set)
}

/// `{"member": value}`.
fn wrapped(member: &str, value: Value) -> Value {
    Value::Object([(member.to_owned(), value)].into_iter().collect())
}
