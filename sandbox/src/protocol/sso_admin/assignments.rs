//! Account assignments and the status of their operations.

use serde_json::{Map, Value, json};

use super::{Context, action, instance, organization_instance, set, set_to_change, wrapped};
use crate::id::{AccountId, RequestId, SetId};
use crate::protocol::context::Input;
use crate::world::{
    Answer, Assignment, Kind, Moment, Operation, Principal, PrincipalType, Refusal, Status, Work,
    World, principals,
};

fn principal(input: Input<'_>) -> Answer<Principal> {
    Ok(Principal {
        kind: match input.required("PrincipalType")? {
            "USER" => PrincipalType::User,
            _ => PrincipalType::Group,
        },
        id: input.id("PrincipalId")?,
    })
}

fn row(world: &World, account: AccountId, set: SetId, principal: Principal) -> Value {
    json!({
        "AccountId": account,
        "PermissionSetArn": world.set_arn(set),
        "PrincipalType": principal.kind.as_str(),
        "PrincipalId": principal.id,
    })
}

pub fn list(context: &mut Context<'_>) -> Answer<Value> {
    let id = set(context)?.id;
    let account: AccountId = context.input.id("AccountId")?;
    let page = context.page(|world, after: Option<Principal>| {
        let provisioned = world
            .set_by_id(id)
            .and_then(|set| set.accounts.get(&account));
        let all = provisioned
            .into_iter()
            .flat_map(move |provisioned| principals(provisioned, after));
        all.map(move |principal| (principal, row(world, account, id, principal)))
    })?;
    Ok(page.into_response("AccountAssignments"))
}

pub fn list_for_principal(context: &mut Context<'_>) -> Answer<Value> {
    organization_instance(context)?;
    let principal = principal(context.input)?;
    let only: Option<AccountId> = match context.input.structure("Filter") {
        Some(filter) if filter.text("AccountId").is_some() => Some(filter.id("AccountId")?),
        _ => None,
    };
    let page = context.page(|world, after: Option<super::place::Place>| {
        super::place::places(world, principal, only, after)
    })?;
    Ok(page.into_response("AccountAssignments"))
}

fn assignment(context: &Context<'_>) -> Answer<Assignment> {
    Ok(Assignment {
        set: set_to_change(context)?.id,
        account: context.input.id("TargetId")?,
        principal: principal(context.input)?,
    })
}

pub fn create(context: &mut Context<'_>) -> Answer<Value> {
    let assignment = assignment(context)?;
    context
        .world
        .may_change_account(context.actor, &action(context), assignment.account)?;
    let operation = context.world.create_assignment(context.now, assignment)?;
    Ok(wrapped(
        "AccountAssignmentCreationStatus",
        described(context.world, &operation),
    ))
}

pub fn delete(context: &mut Context<'_>) -> Answer<Value> {
    let assignment = assignment(context)?;
    context
        .world
        .may_change_account(context.actor, &action(context), assignment.account)?;
    let operation = context.world.delete_assignment(context.now, assignment)?;
    Ok(wrapped(
        "AccountAssignmentDeletionStatus",
        described(context.world, &operation),
    ))
}

pub fn creation_status(context: &mut Context<'_>) -> Answer<Value> {
    let operation = found(
        context,
        Kind::Creation,
        "AccountAssignmentCreationRequestId",
    )?;
    Ok(wrapped(
        "AccountAssignmentCreationStatus",
        described(context.world, operation),
    ))
}

pub fn deletion_status(context: &mut Context<'_>) -> Answer<Value> {
    let operation = found(
        context,
        Kind::Deletion,
        "AccountAssignmentDeletionRequestId",
    )?;
    Ok(wrapped(
        "AccountAssignmentDeletionStatus",
        described(context.world, operation),
    ))
}

pub fn list_creations(context: &mut Context<'_>) -> Answer<Value> {
    list_statuses(context, Kind::Creation, "AccountAssignmentsCreationStatus")
}

pub fn list_deletions(context: &mut Context<'_>) -> Answer<Value> {
    list_statuses(context, Kind::Deletion, "AccountAssignmentsDeletionStatus")
}

/// Returns the operation whose request id is the value of `member`.
pub fn found<'a>(context: &'a Context<'_>, kind: Kind, member: &str) -> Answer<&'a Operation> {
    instance(context)?;
    let id: RequestId = context.input.id(member)?;
    let found = context.world.operations.get(kind, id);
    found.ok_or_else(|| Refusal::not_found(format!("Request with id {id} does not exist.")))
}

/// Returns a list of statuses, which name no assignment: only the request, the status and the date (AWS service model).
pub fn list_statuses(context: &mut Context<'_>, kind: Kind, member: &str) -> Answer<Value> {
    instance(context)?;
    let filter = context
        .input
        .structure("Filter")
        .and_then(|filter| filter.text("Status"));
    let others = match (kind, filter) {
        (Kind::Creation, None | Some("IN_PROGRESS")) => {
            context.world.others_in_progress(context.now)
        }
        _ => 0,
    };
    let (now, stays) = (context.now, context.world.options.status_lists_stay);
    let page = context.page(|world, after: Option<usize>| {
        let listed = move |operation: &Operation| match stays {
            true => "IN_PROGRESS",
            false => status_text(&operation.status),
        };
        let in_progress_only = filter == Some("IN_PROGRESS") && !stays;
        let operations = world.operations.list(kind, in_progress_only, after);
        let wanted =
            operations.filter(move |(_, one)| filter.is_none_or(|status| status == listed(one)));
        let ours = wanted.map(move |(number, one)| {
            (
                number,
                Value::Object(listed_as(listed(one), one.id, one.created)),
            )
        });
        // Those of another client come at the end of the list.
        let first = usize::MAX - others;
        let others = world
            .others(others)
            .enumerate()
            .map(move |(at, id)| (first + at, Value::Object(listed_as("IN_PROGRESS", id, now))));
        ours.chain(others.filter(move |(key, _)| after.is_none_or(|after| *key > after)))
    })?;
    Ok(page.into_response(member))
}

fn status_text(status: &Status) -> &'static str {
    match status {
        Status::InProgress => "IN_PROGRESS",
        Status::Succeeded => "SUCCEEDED",
        Status::Failed(_) => "FAILED",
    }
}

fn slim(operation: &Operation) -> Map<String, Value> {
    listed_as(
        status_text(&operation.status),
        operation.id,
        operation.created,
    )
}

fn listed_as(status: &str, id: RequestId, created: Moment) -> Map<String, Value> {
    [
        ("Status".to_owned(), json!(status)),
        ("RequestId".to_owned(), json!(id.to_string())),
        ("CreatedDate".to_owned(), json!(created.seconds())),
    ]
    .into_iter()
    .collect()
}

/// Returns an operation in full, as Create, Delete, Provision and Describe answer.
pub fn described(world: &World, operation: &Operation) -> Value {
    let mut members = slim(operation);
    if let Status::Failed(reason) = &operation.status {
        members.insert("FailureReason".to_owned(), json!(reason));
    }
    members.insert(
        "PermissionSetArn".to_owned(),
        json!(world.set_arn(operation.work.set())),
    );
    match &operation.work {
        Work::Create(assignment) | Work::Delete(assignment) => {
            members.insert("TargetId".to_owned(), json!(assignment.account));
            members.insert("TargetType".to_owned(), json!("AWS_ACCOUNT"));
            members.insert(
                "PrincipalType".to_owned(),
                json!(assignment.principal.kind.as_str()),
            );
            members.insert("PrincipalId".to_owned(), json!(assignment.principal.id));
        }
        Work::Provision(provisioning) => {
            if let Some(account) = provisioning.target {
                members.insert("AccountId".to_owned(), json!(account));
            }
        }
    }
    Value::Object(members)
}
