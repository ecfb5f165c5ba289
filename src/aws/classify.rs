//! What an answer means: make the request again, take it for done, or report it.
//!
//! The SDK retries by status code. That is not enough here: a `ConflictException` means "wait" when a write is
//! in process and "never" when a name is taken, and a failed deletion means "done" when there was nothing to
//! delete. So the table stands here, once, for synchronous answers and asynchronous failures alike.

use super::backoff::Cause;
use super::error::{AwsError, ErrorKind};

/// The operations that write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are AWS's own")]
pub enum Operation {
    CreateGroup,
    CreatePermissionSet,
    UpdatePermissionSet,
    TagResource,
    UntagResource,
    AttachManagedPolicyToPermissionSet,
    DetachManagedPolicyFromPermissionSet,
    AttachCustomerManagedPolicyReferenceToPermissionSet,
    DetachCustomerManagedPolicyReferenceFromPermissionSet,
    PutInlinePolicyToPermissionSet,
    DeleteInlinePolicyFromPermissionSet,
    PutPermissionsBoundaryToPermissionSet,
    DeletePermissionsBoundaryFromPermissionSet,
    ProvisionPermissionSet,
    CreateAccountAssignment,
    DeleteAccountAssignment,
    DeletePermissionSet,
}

impl Operation {
    /// The name in the API.
    pub fn api_name(self) -> &'static str {
        match self {
            Self::CreateGroup => "CreateGroup",
            Self::CreatePermissionSet => "CreatePermissionSet",
            Self::UpdatePermissionSet => "UpdatePermissionSet",
            Self::TagResource => "TagResource",
            Self::UntagResource => "UntagResource",
            Self::AttachManagedPolicyToPermissionSet => "AttachManagedPolicyToPermissionSet",
            Self::DetachManagedPolicyFromPermissionSet => "DetachManagedPolicyFromPermissionSet",
            Self::AttachCustomerManagedPolicyReferenceToPermissionSet => {
                "AttachCustomerManagedPolicyReferenceToPermissionSet"
            }
            Self::DetachCustomerManagedPolicyReferenceFromPermissionSet => {
                "DetachCustomerManagedPolicyReferenceFromPermissionSet"
            }
            Self::PutInlinePolicyToPermissionSet => "PutInlinePolicyToPermissionSet",
            Self::DeleteInlinePolicyFromPermissionSet => "DeleteInlinePolicyFromPermissionSet",
            Self::PutPermissionsBoundaryToPermissionSet => "PutPermissionsBoundaryToPermissionSet",
            Self::DeletePermissionsBoundaryFromPermissionSet => {
                "DeletePermissionsBoundaryFromPermissionSet"
            }
            Self::ProvisionPermissionSet => "ProvisionPermissionSet",
            Self::CreateAccountAssignment => "CreateAccountAssignment",
            Self::DeleteAccountAssignment => "DeleteAccountAssignment",
            Self::DeletePermissionSet => "DeletePermissionSet",
        }
    }

    fn attaches(self) -> bool {
        matches!(
            self,
            Self::AttachManagedPolicyToPermissionSet
                | Self::AttachCustomerManagedPolicyReferenceToPermissionSet
        )
    }

    /// Takes something away that may be gone already.
    pub(super) fn removes(self) -> bool {
        matches!(
            self,
            Self::DetachManagedPolicyFromPermissionSet
                | Self::DetachCustomerManagedPolicyReferenceFromPermissionSet
                | Self::DeleteInlinePolicyFromPermissionSet
                | Self::DeletePermissionsBoundaryFromPermissionSet
                | Self::DeleteAccountAssignment
                | Self::DeletePermissionSet
        )
    }
}

/// What to do with an answer that is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Make the request again, for this cause, within the limits of its retries.
    Retry(Cause),
    /// What was asked for is so already.
    Accept,
    /// Wait until AWS has a place for one more operation in progress, and make the request again then. It is no matter
    /// of a rate, and no number of attempts ends it.
    Queue,
    /// Tell the user.
    Report,
}

/// Causes that no operation decides: rates, faults, the network. `None` where the operation decides.
pub fn transient(kind: &ErrorKind) -> Option<Cause> {
    match kind {
        ErrorKind::Throttled => Some(Cause::Throttled),
        ErrorKind::Internal | ErrorKind::Timeout => Some(Cause::Failed),
        ErrorKind::Unreachable => Some(Cause::Unreachable),
        _ => None,
    }
}

/// The verdict on an answer to a write. `fresh` says that the request names a group or a permission set that was
/// created moments ago: not finding it means to wait (identity store and instance are eventually consistent).
pub fn classify(operation: Operation, error: &AwsError, fresh: bool) -> Verdict {
    if let Some(cause) = transient(error.kind()) {
        return Verdict::Retry(cause);
    }
    let text = error.message().to_lowercase();
    match error.kind() {
        ErrorKind::TooManyInProgress => Verdict::Queue,
        ErrorKind::Conflict => conflict(operation, error, &text),
        // "Policy arn:aws:iam::aws:policy/X does not exist or is not attachable." A policy does not become visible.
        ErrorKind::NotFound if text.contains("policy/") && !operation.removes() => Verdict::Report,
        ErrorKind::NotFound if fresh => Verdict::Retry(Cause::NotYetVisible),
        ErrorKind::NotFound if operation.removes() => Verdict::Accept,
        ErrorKind::OperationFailed => failed(operation, &text, fresh),
        _ => Verdict::Report,
    }
}

fn conflict(operation: Operation, error: &AwsError, text: &str) -> Verdict {
    if error.reason() == Some("CONCURRENT_MODIFICATION") {
        return Verdict::Retry(Cause::Busy);
    }
    let exists = error.reason() == Some("UNIQUENESS_CONSTRAINT_VIOLATION")
        || text.contains("already exist")
        || text.contains("already attached")
        // "Permission set with id ps-… already has a typed link attachment to a manged policy with arn:…" (spelt so)
        || text.contains("already has")
        || text.contains("duplicate");
    if exists {
        return if operation.attaches() || operation == Operation::CreateAccountAssignment {
            Verdict::Accept
        } else {
            // A taken name is for the caller to look at: it may be ours, from an answer that was lost.
            Verdict::Report
        };
    }
    match operation {
        // "Could not delete because PermissionSet has ApplicationProfile associated with it": accounts are still
        // giving up the role after their last revocation.
        Operation::DeletePermissionSet if !text.contains("conflicting operation") => {
            Verdict::Retry(Cause::StillProvisioned)
        }
        _ => Verdict::Retry(Cause::Busy),
    }
}

/// Asynchronous operations fail with a text; the service model has no code for it.
fn failed(operation: Operation, text: &str, fresh: bool) -> Verdict {
    let gone = text.contains("entitlementitem doesn't exist")
        || text.contains("entitlementitem does not exist")
        || text.contains("assignment not found");
    // The assignment of a principal that is gone: whether AWS still deletes it differs, so it is reported.
    let unknown_principal = text.contains("assignee") && text.contains("not found");
    if operation == Operation::DeleteAccountAssignment && gone {
        return Verdict::Accept;
    }
    if unknown_principal || text.contains("404 status error") {
        return if fresh && operation == Operation::CreateAccountAssignment && unknown_principal {
            Verdict::Retry(Cause::NotYetVisible)
        } else {
            Verdict::Report
        };
    }
    if text.contains("conflicting operation") || text.contains("conflict with") {
        return Verdict::Retry(Cause::Busy);
    }
    if text.contains("too many requests processing") {
        return Verdict::Queue;
    }
    if text.contains("too many requests") || text.contains("rate exceeded") {
        return Verdict::Retry(Cause::Throttled);
    }
    if text.contains("500 status error")
        || text.contains("503 status error")
        || text.contains("internal server error")
    {
        return Verdict::Retry(Cause::Failed);
    }
    Verdict::Report
}

#[cfg(test)]
mod tests {
    use super::Operation::*;
    use super::Verdict::{Accept, Queue, Report, Retry};
    use super::*;

    fn answer(kind: ErrorKind, message: &str) -> AwsError {
        AwsError::of_operation(kind, "x", message)
    }

    #[test]
    fn rates_faults_and_the_network_are_retried_whatever_the_operation() {
        for (kind, cause) in [
            (ErrorKind::Throttled, Cause::Throttled),
            (ErrorKind::Internal, Cause::Failed),
            (ErrorKind::Timeout, Cause::Failed),
            (ErrorKind::Unreachable, Cause::Unreachable),
        ] {
            let error = answer(kind, "anything");
            for operation in [CreateGroup, DeleteAccountAssignment, DeletePermissionSet] {
                assert_eq!(classify(operation, &error, false), Retry(cause));
            }
        }
    }

    #[test]
    fn synchronous_answers() {
        use ErrorKind::{Conflict, NotFound, Quota, Validation};
        let denied = ErrorKind::AccessDenied {
            iam_action: "sso:TagResource".to_owned(),
        };
        #[rustfmt::skip]
        let table = [
            (CreateAccountAssignment, Conflict, "There is a conflicting operation in process.", false, Retry(Cause::Busy)),
            (CreatePermissionSet, Conflict, "PermissionSet with name X already exists", false, Report),
            (CreateGroup, Conflict, "Duplicate GroupDisplayName", false, Report),
            (CreateAccountAssignment, Conflict, "The assignment already exists", false, Accept),
            (AttachManagedPolicyToPermissionSet, Conflict, "Permission set with id ps-1 already has a typed link attachment to a manged policy with arn:aws:iam::aws:policy/X", false, Accept),
            (AttachCustomerManagedPolicyReferenceToPermissionSet, Conflict, "Given customer managed policy with name: N  and path / already attached", false, Accept),
            (CreateAccountAssignment, ErrorKind::TooManyInProgress, "There are too many requests processing. Please try again later.", false, Queue),
            (AttachManagedPolicyToPermissionSet, Conflict, "PermissionSet already has a managed policy arn: policy already attached", false, Accept),
            (DeletePermissionSet, Conflict, "There is a conflicting operation in process.", false, Retry(Cause::Busy)),
            (DeletePermissionSet, Conflict, "Could not delete because PermissionSet has ApplicationProfile associated with it", false, Retry(Cause::StillProvisioned)),
            (DetachManagedPolicyFromPermissionSet, NotFound, "not attached", false, Accept),
            (DeleteAccountAssignment, NotFound, "", false, Accept),
            (DeletePermissionsBoundaryFromPermissionSet, NotFound, "", false, Accept),
            (DeletePermissionSet, NotFound, "", false, Accept),
            (CreateAccountAssignment, NotFound, "PermissionSet does not exist", true, Retry(Cause::NotYetVisible)),
            (CreateAccountAssignment, NotFound, "PermissionSet does not exist", false, Report),
            (AttachManagedPolicyToPermissionSet, NotFound, "Policy arn:aws:iam::aws:policy/X does not exist or is not attachable.", true, Report),
            (UpdatePermissionSet, NotFound, "PermissionSet does not exist", false, Report),
            (AttachManagedPolicyToPermissionSet, Quota, "limit 20", false, Report),
            (PutInlinePolicyToPermissionSet, Validation, "bad", false, Report),
            (TagResource, denied, "no", false, Report),
        ];
        for (operation, kind, text, fresh, verdict) in table {
            let error = answer(kind, text);
            assert_eq!(
                classify(operation, &error, fresh),
                verdict,
                "{operation:?} {text}"
            );
        }
    }

    #[test]
    fn asynchronous_failures() {
        #[rustfmt::skip]
        let table = [
            (DeleteAccountAssignment, "Received a 404 status error: EntitlementItem doesn't exist with the given entitlement key EntitlementKey{accessorId=x}.", false, Accept),
            (DeleteAccountAssignment, "Received a 404 status error: the USER assignee x was not found in directory d-1", false, Report),
            (CreateAccountAssignment, "Received a 404 status error: the GROUP assignee x was not found in directory d-1", true, Retry(Cause::NotYetVisible)),
            (CreateAccountAssignment, "Received a 404 status error: the GROUP assignee x was not found in directory d-1", false, Report),
            (CreateAccountAssignment, "Received a 404 status error: Not supported policy arn:aws:iam::1:policy/Ops.", true, Report),
            (CreateAccountAssignment, "Received a 403 status error: Access denied by IAM.", false, Report),
            (CreateAccountAssignment, "There is a conflicting operation in process.", false, Retry(Cause::Busy)),
            (ProvisionPermissionSet, "There are too many requests processing. Please try again later.", false, Queue),
            (ProvisionPermissionSet, "Rate exceeded", false, Retry(Cause::Throttled)),
            (ProvisionPermissionSet, "Internal server error", false, Retry(Cause::Failed)),
            (ProvisionPermissionSet, "Received a 404 status error: Assignment not found.", false, Report),
            (CreateAccountAssignment, "", false, Report),
        ];
        for (operation, text, fresh, verdict) in table {
            let error = answer(ErrorKind::OperationFailed, text);
            assert_eq!(
                classify(operation, &error, fresh),
                verdict,
                "{operation:?} {text}"
            );
        }
    }
}
