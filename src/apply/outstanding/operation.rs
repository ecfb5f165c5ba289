//! One operation that AWS has taken and not yet ended for us.

use std::time::Duration;

use crate::apply::queue::Job;
use crate::aws::{Handle, InProgress};

/// So many looks in which the list calls an operation running are believed.
const LOOKS_BELIEVED: u32 = 3;
/// The youngest operation that is described although the list has it; AWS takes 3 to 15 seconds for one.
const FIRST_CHECK: Duration = Duration::from_secs(2);
/// The longest time between two descriptions of an operation that the list calls running.
const LONGEST_CHECK_INTERVAL: Duration = Duration::from_secs(60);

/// How far an operation is, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Taken by AWS; not seen in its list yet.
    Taken,
    /// Seen in the list.
    Listed,
    /// Not in the list and never seen there: ended already, or not listed yet.
    Unlisted,
    /// Gone from the list, at this time.
    Left(Duration),
    /// Being asked for; with its place, or after it left the list.
    Asked { holds: bool },
}

/// Why an operation is asked for.
pub(super) enum Asked {
    /// It has probably ended.
    Ended,
    /// The list has called it running for a while.
    StillListed,
}

/// An operation that AWS has taken.
pub(super) struct Operation {
    pub(super) job: Job,
    pub(super) handle: Handle,
    pub(super) since: Duration,
    pub(super) stage: Stage,
    /// Looks at a list that had it.
    pub(super) looks: u32,
    /// When it is described although the list has it.
    pub(super) check_at: Duration,
    /// Since when AWS does not find it.
    pub(super) missing_since: Option<Duration>,
}

impl Operation {
    pub(super) fn new(job: Job, handle: Handle, now: Duration) -> Self {
        Self {
            job,
            handle,
            since: now,
            stage: Stage::Taken,
            looks: 0,
            check_at: now + FIRST_CHECK,
            missing_since: None,
        }
    }

    /// Whether it counts against the limit of AWS.
    pub(super) fn holds(&self) -> bool {
        !matches!(self.stage, Stage::Left(_) | Stage::Asked { holds: false })
    }

    /// Whether the list has called it running often enough to be checked.
    pub(super) fn needs_check(&self) -> bool {
        self.stage == Stage::Listed && self.looks >= LOOKS_BELIEVED
    }

    /// Takes note of the list of operations in progress, asked for at `asked`; tells whether it has left the list.
    pub(super) fn listed(&mut self, list: &InProgress, asked: Duration, now: Duration) -> bool {
        let has = list.ids.contains(&self.handle.id);
        if has {
            self.looks = self.looks.saturating_add(1);
        }
        let (stage, left) = match (self.stage, has) {
            (Stage::Taken, true) => (Stage::Listed, false),
            (Stage::Taken, false) if self.since < asked => (Stage::Unlisted, false),
            // What a list that was not read to its end does not have may be on its last pages.
            (Stage::Listed, false) if !list.is_complete => (Stage::Unlisted, false),
            (Stage::Listed, false) => (Stage::Left(now), true),
            (stage, _) => (stage, false),
        };
        self.stage = stage;
        left
    }

    /// Notes that there is no list to be had.
    pub(super) fn unlisted(&mut self) {
        self.looks = 0;
        if matches!(self.stage, Stage::Taken | Stage::Listed) {
            self.stage = Stage::Unlisted;
        }
    }

    /// Begins to ask for it where it is time; `due` says that it is for those that have left the list.
    pub(super) fn ask(&mut self, now: Duration, due: bool) -> Option<Asked> {
        if self.needs_check() && now >= self.check_at {
            let age = now.saturating_sub(self.since);
            self.check_at = now + age.clamp(FIRST_CHECK, LONGEST_CHECK_INTERVAL);
            self.stage = Stage::Asked { holds: true };
            return Some(Asked::StillListed);
        }
        self.stage = match self.stage {
            Stage::Unlisted => Stage::Asked { holds: true },
            Stage::Left(_) if due => Stage::Asked { holds: false },
            _ => return None,
        };
        Some(Asked::Ended)
    }

    /// Notes that it was asked for and has not ended.
    pub(super) fn ask_again(&mut self, now: Duration) {
        self.stage = match self.holds() {
            true => Stage::Taken,
            // The list forgot it for a moment. Its place is given away; AWS decides which one must wait.
            false => Stage::Left(now),
        };
    }
}
