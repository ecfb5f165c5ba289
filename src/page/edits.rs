//! What a plan changes about permission sets, as a page shows it.

use super::data::Edit;
use super::sets::unified;
use crate::model::{PermissionsBoundary, PolicyDocument};
use crate::plan::{Attributes, Change, ProvisionReason};
use crate::text::count;
use crate::text::{visible, visible_lines};

/// The edits of one change; none where it is an assignment.
pub(super) fn of(change: &Change) -> Vec<Edit> {
    match change {
        Change::CreatePermissionSet {
            attributes,
            tags,
            previously,
            ..
        } => {
            let tags = tags.iter();
            let mut edits = vec![edit(
                "created",
                previously
                    .iter()
                    .map(|name| format!(" takes the place of {name}")),
            )];
            edits.extend(attribute_edits(None, attributes));
            edits.extend(
                tags.map(|(key, value)| edit(&format!("tag {key}"), [format!("+{value}")])),
            );
            edits
        }
        Change::AdoptPermissionSet { from, .. } => {
            let before = match from {
                None => "-no catalog".to_owned(),
                Some(from) => format!("-the catalog {}", visible(from.as_str())),
            };
            vec![edit("governed by", [before, "+this catalog".to_owned()])]
        }
        Change::UpdatePermissionSet { before, after, .. } => attribute_edits(Some(before), after),
        Change::TagPermissionSet { before, after, .. } => {
            let tags = after.iter();
            tags.map(|(key, value)| {
                let known = before.get(key).map(|known| format!("-{known}"));
                edit(
                    &format!("tag {key}"),
                    known.into_iter().chain([format!("+{value}")]),
                )
            })
            .collect()
        }
        Change::UntagPermissionSet { before, .. } => before
            .iter()
            .map(|(key, value)| edit(&format!("tag {key}"), [format!("-{value}")]))
            .collect(),
        Change::DetachManagedPolicy { policy, .. } => {
            vec![edit("AWS managed policy", [format!("-{policy}")])]
        }
        Change::AttachManagedPolicy { policy, .. } => {
            vec![edit("AWS managed policy", [format!("+{policy}")])]
        }
        Change::DetachCustomerManagedPolicy { policy, .. } => {
            vec![edit("customer managed policy", [format!("-{policy}")])]
        }
        Change::AttachCustomerManagedPolicy { policy, .. } => {
            vec![edit("customer managed policy", [format!("+{policy}")])]
        }
        Change::PutInlinePolicy { before, after, .. } => vec![inline(before.as_ref(), Some(after))],
        Change::DeleteInlinePolicy { before, .. } => vec![inline(Some(before), None)],
        Change::PutPermissionsBoundary { before, after, .. } => {
            let before = before
                .as_ref()
                .map(|before| format!("-{}", boundary(before)));
            let after = format!("+{}", boundary(after));
            vec![edit(
                "permissions boundary",
                before.into_iter().chain([after]),
            )]
        }
        Change::DeletePermissionsBoundary { before, .. } => {
            vec![edit(
                "permissions boundary",
                [format!("-{}", boundary(before))],
            )]
        }
        Change::ProvisionPermissionSet {
            accounts, reason, ..
        } => {
            let accounts = count(accounts.len(), "account");
            let line = match reason {
                ProvisionReason::Edited => format!(" to {accounts}"),
                ProvisionReason::Outdated => format!(" to {accounts}, which have an older version"),
            };
            vec![edit("provisioned", [line])]
        }
        Change::DeletePermissionSet { .. } => vec![edit("deleted", [])],
        Change::CreateGroup { .. }
        | Change::CreateAssignment(_)
        | Change::DeleteAssignment { .. } => Vec::new(),
    }
}

fn edit(what: &str, lines: impl IntoIterator<Item = String>) -> Edit {
    Edit {
        what: visible(what).into_owned(),
        lines: lines
            .into_iter()
            .map(|line| visible(&line).into_owned())
            .collect(),
    }
}

fn attribute_edits(before: Option<&Attributes>, after: &Attributes) -> Vec<Edit> {
    let pairs = [
        (
            "description",
            before.and_then(|one| one.description.clone()),
            after.description.clone(),
        ),
        (
            "session_duration",
            before.map(|one| one.session_duration.to_string()),
            Some(after.session_duration.to_string()),
        ),
        (
            "relay_state",
            before.and_then(|one| one.relay_state.clone()),
            after.relay_state.clone(),
        ),
    ];
    let changed = pairs
        .into_iter()
        .filter(|(_, before, after)| before != after);
    changed
        .map(|(what, before, after)| {
            let before = before.map(|text| format!("-{text}"));
            edit(
                what,
                before
                    .into_iter()
                    .chain(after.map(|text| format!("+{text}"))),
            )
        })
        .collect()
}

fn inline(before: Option<&PolicyDocument>, after: Option<&PolicyDocument>) -> Edit {
    let text = |policy: Option<&PolicyDocument>| {
        policy
            .map(|policy| visible_lines(&policy.pretty()))
            .unwrap_or_default()
    };
    Edit {
        what: "inline policy".to_owned(),
        lines: unified(&text(before), &text(after)),
    }
}

fn boundary(boundary: &PermissionsBoundary) -> String {
    match boundary {
        PermissionsBoundary::Managed(policy) => format!("AWS managed policy {policy}"),
        PermissionsBoundary::CustomerManaged(policy) => format!("customer managed policy {policy}"),
    }
}
