//! What happens during an apply, as it happens.

use crate::aws::AwsError;
use crate::model::AccountId;
use crate::plan::Phase;

use super::{RoleLeft, Skipped, Unconfirmed, Unfinished};

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
    /// A request is about to be sent. Until its end is reported, only AWS knows whether it was carried out.
    Started {
        /// The change.
        change: usize,
        /// The account, where a change takes one operation for each.
        account: Option<AccountId>,
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
    /// AWS did not take an operation, because it carries out as many as it allows at a time. It is started again when
    /// one has ended.
    Waiting {
        /// The change.
        change: usize,
        /// The account, where a change takes one operation for each.
        account: Option<AccountId>,
        /// What AWS answered.
        error: AwsError,
    },
    /// One operation of a change that takes several has ended well.
    Ended {
        /// The change.
        change: usize,
        /// The account.
        account: Option<AccountId>,
        /// The id under which AWS knows the operation.
        request_id: Option<String>,
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
    /// AWS lists operations in progress that this apply did not start. Reported once.
    OthersInProgress {
        /// How many.
        count: usize,
        /// Whether the lists were read to their ends; else there are more.
        is_complete: bool,
    },
    /// Nothing more is started.
    Interrupted,
    /// The apply ends while this operation is in progress or its answer is outstanding.
    Unfinished(Unfinished),
}
