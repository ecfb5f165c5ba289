//! What happens during an apply, as it happens.

use crate::aws::AwsError;
use crate::model::AccountId;
use crate::plan::Phase;

use super::{RoleLeft, Skipped, Unconfirmed};

/// Something that happened. A change is named by its index in the plan.
#[derive(Debug, Clone)]
pub enum Event {
    /// A phase begins.
    Phase {
        /// Which one.
        phase: Phase,
        /// How many changes it has.
        changes: usize,
    },
    /// AWS took an operation and will carry it out.
    Requested {
        /// The change.
        change: usize,
        /// The account, where a change takes one operation for each.
        account: Option<AccountId>,
        /// The id under which AWS knows the operation.
        request_id: String,
    },
    /// An operation failed in a way that passes, and will be started again.
    Retried {
        /// The change.
        change: usize,
        /// The account, where a change takes one operation for each.
        account: Option<AccountId>,
        /// Why it failed.
        error: AwsError,
    },
    /// A change is done.
    Succeeded {
        /// The change.
        change: usize,
        /// The id of its last request; `None` where it was so already.
        request_id: Option<String>,
    },
    /// An operation of a change failed for good.
    Failed {
        /// The change.
        change: usize,
        /// The account, where a change takes one operation for each.
        account: Option<AccountId>,
        /// Why.
        error: AwsError,
    },
    /// A change was not tried.
    Skipped(Skipped),
    /// A provisioning succeeded that AWS does not show everywhere.
    Unconfirmed(Unconfirmed),
    /// A role was made where nobody is assigned.
    RoleLeft(RoleLeft),
    /// Nothing more is started.
    Interrupted,
}
