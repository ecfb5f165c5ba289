//! A plan as JSON: the interface for programs. Fields are added, never changed, within one version.

use serde_json::{Map, Value, json};

use super::{Folding, Header, Summary, notes};
use crate::model::{AccountAssignment, PolicyDocument};
use crate::plan::{
    Attributes, Change, Plan, PlannedChange, ProvisionReason, ProvisionTarget, RevocationReason,
};
use crate::source::Sources;

/// The plan as one JSON document, version 1.
pub fn plan_json(plan: &Plan, header: &Header, folding: &Folding, sources: &Sources) -> Value {
    let changes: Vec<Value> = plan
        .changes
        .iter()
        .map(|planned| change(planned, sources))
        .collect();
    let notes: Vec<String> = plan
        .notes
        .iter()
        .flat_map(|note| notes::sentences(note, folding))
        .collect();
    json!({
        "version": 1,
        "catalog": plan.catalog.as_str(),
        "instance_arn": header.instance,
        "changes": changes,
        "summary": Summary::of(plan),
        "notes": notes,
    })
}

/// One change with its details and the place that asked for it.
pub(super) fn change(planned: &PlannedChange, sources: &Sources) -> Value {
    let mut fields = Map::new();
    fields.insert("kind".to_owned(), planned.change.kind().into());
    let assigned = matches!(
        planned.change,
        Change::CreateAssignment(_) | Change::DeleteAssignment { .. }
    );
    if let (Some(name), false) = (planned.change.permission_set(), assigned) {
        fields.insert("permission_set".to_owned(), name.as_str().into());
    }
    if let Value::Object(details) = details(&planned.change) {
        fields.extend(details);
    }
    let source = planned.place.map(|place| sources.file_line(place));
    fields.insert("source".to_owned(), source.into());
    Value::Object(fields)
}

fn details(change: &Change) -> Value {
    match change {
        Change::CreateGroup { group } => json!({ "group": &**group }),
        Change::CreatePermissionSet {
            attributes: after,
            tags,
            previously,
            ..
        } => json!({
            "after": attributes(after),
            "tags": tags,
            "previously": previously.as_ref().map(|name| name.as_str()),
        }),
        Change::AdoptPermissionSet { .. } | Change::DeletePermissionSet { .. } => json!({}),
        Change::UpdatePermissionSet { before, after, .. } => {
            json!({ "before": attributes(before), "after": attributes(after) })
        }
        Change::TagPermissionSet { before, after, .. } => {
            json!({ "before": before, "after": after })
        }
        Change::UntagPermissionSet { before, .. } => json!({ "before": before }),
        Change::AttachManagedPolicy { policy, .. } | Change::DetachManagedPolicy { policy, .. } => {
            json!({ "policy": policy.as_str() })
        }
        Change::AttachCustomerManagedPolicy { policy, .. }
        | Change::DetachCustomerManagedPolicy { policy, .. } => {
            json!({ "policy": { "name": policy.name(), "path": policy.path() } })
        }
        Change::PutInlinePolicy { before, after, .. } => json!({
            "before": before.as_ref().map(PolicyDocument::value),
            "after": after.value(),
        }),
        Change::DeleteInlinePolicy { before, .. } => json!({ "before": before.value() }),
        Change::PutPermissionsBoundary { before, after, .. } => json!({
            "before": before.as_ref().map(ToString::to_string),
            "after": after.to_string(),
        }),
        Change::DeletePermissionsBoundary { before, .. } => {
            json!({ "before": before.to_string() })
        }
        Change::ProvisionPermissionSet {
            accounts,
            target,
            reason,
            ..
        } => json!({
            "accounts": accounts
                .iter()
                .map(|account| json!({ "account_id": account.id, "account": &*account.name }))
                .collect::<Vec<_>>(),
            "target": match target {
                ProvisionTarget::AllProvisionedAccounts => "all_provisioned_accounts",
                ProvisionTarget::ListedAccounts => "listed_accounts",
            },
            "reason": match reason {
                ProvisionReason::Edited => "edited",
                ProvisionReason::Outdated => "outdated",
            },
        }),
        Change::CreateAssignment(assignment) => assigned(assignment),
        Change::DeleteAssignment { assignment, reason } => {
            let mut fields = assigned(assignment);
            fields["reason"] = match reason {
                RevocationReason::NotInCatalog => "not_in_catalog",
                RevocationReason::PermissionSetDeleted => "permission_set_deleted",
                RevocationReason::PermissionSetRenamed(_) => "permission_set_renamed",
                RevocationReason::PrincipalDeleted => "principal_deleted",
            }
            .into();
            fields
        }
    }
}

fn attributes(attributes: &Attributes) -> Value {
    json!({
        "description": attributes.description,
        "session_duration": attributes.session_duration.to_string(),
        "relay_state": attributes.relay_state,
    })
}

fn assigned(assignment: &AccountAssignment) -> Value {
    json!({
        "account_id": assignment.account.id,
        "account": &*assignment.account.name,
        "principal_type": assignment.principal.kind.api_name(),
        "principal": &*assignment.principal.name,
        "principal_id": assignment.principal.id.as_ref().map(|id| id.as_str()),
        "permission_set": assignment.permission_set.as_str(),
    })
}
