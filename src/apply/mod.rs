//! Carrying a plan out.
//!
//! Phase after phase, each ended before the next begins: groups, permission sets, provisioning, grants, revocations,
//! deletions. Within a phase as much goes on at once as AWS allows. A failure stops what needs it and nothing else;
//! running again converges, because every operation may be repeated.

mod dependencies;
mod edits;
mod event;
mod hints;
mod in_flight;
mod interrupt;
mod journal;
mod operations;
mod outstanding;
mod places;
mod provisioning;
mod queue;
mod run;
mod tasks;
mod work;

pub use event::Event;
pub use in_flight::{InFlight, Unfinished};
pub use interrupt::{Interrupt, Interrupter};
pub use journal::Journal;

use std::collections::BTreeSet;
use std::time::Duration;

use crate::aws::{AwsError, Reader, Writer};
use crate::model::AccountId;
use crate::plan::{Change, Phase, Plan};

use run::Run;

/// A change that failed.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Its index in the plan.
    pub change: usize,
    /// The account, where the change takes one operation for each.
    pub account: Option<AccountId>,
    /// What happened, with AWS's message and the request id.
    pub error: AwsError,
    /// What AWS means by it, where that is known.
    pub explanation: Option<String>,
    /// What to do, where something helps.
    pub help: Option<String>,
}

/// A change that was not tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its index in the plan.
    pub change: usize,
    /// The change that it would have needed.
    pub because: usize,
    /// Why it needs that change.
    pub reason: SkipReason,
}

/// Why a change needs another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// The other one is a condition by itself: the permission set that is granted, or the access that replaces what is
    /// revoked.
    Needed,
    /// The revocation would leave the account without any known assignment, since no grant there is done. The other
    /// one is the first of these grants.
    LastAccess,
}

impl Skipped {
    /// What was missing, in words: "needs: grant Read to group Dev in plat-dev".
    pub fn words(&self, plan: &Plan) -> String {
        let change = |index: usize| {
            let planned = plan.changes.get(index);
            &planned.expect("the index is of this plan").change
        };
        let needed = change(self.because).words();
        match (self.reason, change(self.change)) {
            (SkipReason::LastAccess, Change::DeleteAssignment { assignment, .. }) => format!(
                "{} would keep no assignment of this catalog's permission sets; needs: {needed}",
                assignment.account.name
            ),
            _ => format!("needs: {needed}"),
        }
    }
}

/// A provisioning that succeeded, although AWS still lists accounts with an older version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unconfirmed {
    /// The index of the change.
    pub change: usize,
    /// The accounts.
    pub accounts: BTreeSet<AccountId>,
}

/// A role that was provisioned while the last assignment in the account was deleted by another client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleLeft {
    /// The index of the change that provisioned it.
    pub change: usize,
    /// The account, in which nobody is assigned to the permission set.
    pub account: AccountId,
}

/// What became of a plan. Every change is in exactly one of the lists; one that takes an operation for each account
/// may be among the failures several times.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Indices of the changes that are done, in the order of the plan.
    pub done: Vec<usize>,
    /// What failed, in the order in which it did.
    pub failed: Vec<Failure>,
    /// What was not tried, because something that it needs is missing.
    pub skipped: Vec<Skipped>,
    /// What was not begun: the apply was interrupted, or could not go on.
    pub remaining: Vec<usize>,
    /// What was begun and not waited for, because the user ended the apply at once.
    pub unfinished: Vec<Unfinished>,
    /// Whether the user interrupted the apply.
    pub interrupted: bool,
    /// What is done and not shown by AWS yet.
    pub unconfirmed: Vec<Unconfirmed>,
    /// Roles that this apply made where nobody is assigned.
    pub roles_left: Vec<RoleLeft>,
}

/// For how long an apply waits where nothing is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For the end of an operation that AWS has taken. AWS takes seconds, sometimes minutes.
    pub operation: Duration,
    /// For an operation to be found that AWS has taken and does not find by its id.
    pub not_found: Duration,
    /// For AWS to take one more operation, while none ends, neither ours nor another client's.
    pub places: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            operation: Duration::from_secs(30 * 60),
            not_found: Duration::from_secs(60),
            places: Duration::from_secs(30 * 60),
        }
    }
}

impl Outcome {
    /// Whether every change is done.
    pub fn is_complete(&self) -> bool {
        self.failed.is_empty()
            && self.skipped.is_empty()
            && self.remaining.is_empty()
            && self.unfinished.is_empty()
    }
}

/// Applies a plan. `on_event` hears of everything as it happens. It never gives up half way without saying so: the
/// outcome accounts for every change.
pub async fn apply(
    plan: &Plan,
    writer: &Writer,
    reader: &Reader,
    on_event: &mut dyn FnMut(&Event),
    interrupt: Interrupt,
) -> Outcome {
    let timeouts = Timeouts::default();
    apply_with(plan, writer, reader, on_event, interrupt, timeouts).await
}

/// The same with other timeouts.
pub async fn apply_with(
    plan: &Plan,
    writer: &Writer,
    reader: &Reader,
    on_event: &mut dyn FnMut(&Event),
    interrupt: Interrupt,
    timeouts: Timeouts,
) -> Outcome {
    let mut at_once = interrupt.clone();
    let mut run = Run::new(plan, writer, reader, on_event, interrupt, timeouts);
    for phase in Phase::ALL {
        let changes = plan
            .changes
            .iter()
            .filter(|planned| planned.change.phase() == phase)
            .count();
        if changes == 0 || run.stopping() {
            continue;
        }
        run.tell(&Event::Phase { phase, changes });
        let working = async {
            match phase {
                Phase::Groups | Phase::PermissionSets | Phase::Deletions => run.edit(phase).await,
                Phase::Provisioning => run.provision().await,
                Phase::Grants | Phase::Revocations => run.assign(phase).await,
            }
            if phase == Phase::Revocations {
                run.provision_held().await;
            }
        };
        tokio::select! {
            // An interrupt goes before any further answer.
            biased;
            () = at_once.ended() => break,
            () = working => {}
        }
    }
    let looking_back = async {
        run.provision_held().await;
        run.confirm().await;
    };
    tokio::select! {
        biased;
        () = at_once.ended() => {}
        () = looking_back => {}
    }
    run.outcome()
}
