//! Operations that AWS has taken and not yet ended for us: which of them hold a place among those that AWS allows,
//! and which are to be asked for.
//!
//! What leaves AWS's list of operations in progress has ended, so its place and its account are given to the next one
//! at once. How it ended is asked later and for many together, because the rate is better spent on starting.
//!
//! No single source is believed for long. What the list calls running is described by itself after a few looks, and
//! from then on in growing intervals; a list that keeps what has ended is found out. What no answer ends, time does.

mod operation;

use std::time::Duration;

use crate::aws::{Handle, InProgress};

use super::queue::Job;

use operation::{Asked, Operation, Stage};

/// So many that have left the list are asked for together.
const TOGETHER: usize = 30;
/// How an operation ended is asked no later than this after it left the list.
const ASK_AFTER: Duration = Duration::from_secs(3);
/// The longest time for which a list may keep what has ended. AWS promises no list read-after-write.
const LAG: Duration = Duration::from_secs(3);

/// What follows from a look at the list.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ListUpdate {
    /// The jobs whose accounts are free now.
    pub(super) free: Vec<Job>,
    /// The list still has what ended a while ago: it is not to be believed.
    pub(super) is_wrong: bool,
}

/// Which operations to ask for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct StatusQueries {
    /// Those that have probably ended.
    pub(super) ended: Vec<Handle>,
    /// Those that the list calls running.
    pub(super) still_listed: Vec<Handle>,
}

impl StatusQueries {
    pub(super) fn is_empty(&self) -> bool {
        self.ended.is_empty() && self.still_listed.is_empty()
    }
}

/// The operations of one phase that are outstanding.
#[derive(Default)]
pub(super) struct Outstanding {
    operations: Vec<Operation>,
    /// Operations that ended while the list had them, and when that was learnt.
    listed_ends: Vec<(String, Duration)>,
}

impl Outstanding {
    pub(super) fn push(&mut self, job: Job, handle: Handle, now: Duration) {
        self.operations.push(Operation::new(job, handle, now));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    /// How many count against AWS's limit.
    pub(super) fn places(&self) -> usize {
        self.operations.iter().filter(|one| one.holds()).count()
    }

    /// Those that a look at the list is for.
    pub(super) fn running(&self) -> impl Iterator<Item = &Handle> {
        let running = |one: &&Operation| matches!(one.stage, Stage::Taken | Stage::Listed);
        self.operations
            .iter()
            .filter(running)
            .map(|one| &one.handle)
    }

    /// Takes note of the list of operations in progress, asked for at `asked`.
    pub(super) fn listed(
        &mut self,
        list: &InProgress,
        asked: Duration,
        now: Duration,
    ) -> ListUpdate {
        let mut free = Vec::new();
        for one in &mut self.operations {
            if one.listed(list, asked, now) {
                free.push(one.job.clone());
            }
        }
        self.listed_ends.retain(|(id, _)| list.ids.contains(id));
        let old = |(_, ended): &(String, Duration)| asked.saturating_sub(*ended) >= LAG;
        ListUpdate {
            free,
            is_wrong: self.listed_ends.iter().any(old),
        }
    }

    /// Notes that there is no list to be had: every operation is asked for.
    pub(super) fn unlisted(&mut self) {
        self.listed_ends.clear();
        for one in &mut self.operations {
            one.unlisted();
        }
    }

    /// What to ask for now: with `all_now` all that has left the list, else enough of it together, or when one has
    /// waited for long. What the list has had for a while is asked for at growing intervals.
    pub(super) fn ask(&mut self, now: Duration, all_now: bool) -> StatusQueries {
        let left = || {
            self.operations.iter().filter_map(|one| match one.stage {
                Stage::Left(at) => Some(at),
                _ => None,
            })
        };
        let due = all_now
            || left().count() >= TOGETHER
            || left().any(|at| now.saturating_sub(at) >= ASK_AFTER);
        let mut queries = StatusQueries::default();
        for one in &mut self.operations {
            match one.ask(now, due) {
                None => {}
                Some(Asked::StillListed) => queries.still_listed.push(one.handle.clone()),
                Some(Asked::Ended) => queries.ended.push(one.handle.clone()),
            }
        }
        queries
    }

    /// When there is something to ask for, even if nothing is heard until then.
    pub(super) fn ask_at(&self) -> Option<Duration> {
        let times = self.operations.iter().filter_map(|one| match one.stage {
            Stage::Left(at) => Some(at + ASK_AFTER),
            Stage::Listed if one.needs_check() => Some(one.check_at),
            _ => None,
        });
        times.min()
    }

    /// Takes out an operation that has ended; tells whether its accounts are yet to be freed.
    pub(super) fn ended(&mut self, handle: &Handle, now: Duration) -> Option<(Job, bool)> {
        let at = self
            .operations
            .iter()
            .position(|one| one.handle == *handle)?;
        let one = self.operations.swap_remove(at);
        let holds = one.holds();
        if holds && one.looks > 0 {
            self.listed_ends.push((one.handle.id, now));
        }
        Some((one.job, holds))
    }

    /// Notes that an operation that was asked for has not ended.
    pub(super) fn goes_on(&mut self, handle: &Handle, now: Duration) {
        for one in &mut self.operations {
            if one.handle == *handle {
                one.missing_since = None;
                one.ask_again(now);
            }
        }
    }

    /// Notes that AWS does not find an operation that was asked for: the first look can be too early. Tells since when.
    pub(super) fn missing(&mut self, handle: &Handle, now: Duration) -> Duration {
        let mut since = now;
        for one in &mut self.operations {
            if one.handle == *handle {
                since = *one.missing_since.get_or_insert(now);
                one.ask_again(now);
            }
        }
        since
    }

    /// Those that were taken at least as long ago as `longest`.
    pub(super) fn late(&self, now: Duration, longest: Duration) -> Vec<Handle> {
        let late = |one: &&Operation| now.saturating_sub(one.since) >= longest;
        let late = self.operations.iter().filter(late);
        late.map(|one| one.handle.clone()).collect()
    }

    /// When the first of them will be late.
    pub(super) fn late_at(&self, longest: Duration) -> Option<Duration> {
        self.operations.iter().map(|one| one.since + longest).min()
    }
}

#[cfg(test)]
mod tests;
