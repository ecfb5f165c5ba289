//! Which operation to start next. AWS updates one role at a time in an account, so two operations never meet in one
//! account; the account with the most left goes first, so that none is left over at the end.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crate::model::AccountId;

/// One operation of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Job {
    /// The change.
    pub(super) change: usize,
    /// The account that the operation names; `None` for all in which a set is provisioned.
    pub(super) account: Option<AccountId>,
    /// The accounts that it touches.
    pub(super) touches: Arc<[AccountId]>,
}

#[derive(Debug)]
struct Waiting {
    job: Job,
    not_before: Duration,
}

/// Operations that wait, by the first account that they touch.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: BTreeMap<Option<AccountId>, VecDeque<Waiting>>,
    busy: HashSet<AccountId>,
}

impl Queue {
    pub(super) fn new(jobs: impl IntoIterator<Item = Job>) -> Self {
        let mut queue = Self::default();
        for job in jobs {
            queue.lane(&job).push_back(Waiting {
                job,
                not_before: Duration::ZERO,
            });
        }
        queue
    }

    fn lane(&mut self, job: &Job) -> &mut VecDeque<Waiting> {
        self.waiting
            .entry(job.touches.first().copied())
            .or_default()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Takes the next operation that may start now, and marks its accounts as busy.
    pub(super) fn next(&mut self, now: Duration) -> Option<Job> {
        let free = |waiting: &Waiting| {
            waiting.not_before <= now
                && !waiting
                    .job
                    .touches
                    .iter()
                    .any(|account| self.busy.contains(account))
        };
        // Of equally long lanes the first account's is taken: the order is the same in every run.
        let mut best: Option<(Option<AccountId>, usize, usize)> = None;
        for (key, lane) in &self.waiting {
            let is_busy = key.is_some_and(|account| self.busy.contains(&account));
            if is_busy || best.is_some_and(|(_, _, length)| lane.len() <= length) {
                continue;
            }
            if let Some(at) = lane.iter().position(free) {
                best = Some((*key, at, lane.len()));
            }
        }
        let (key, at, _) = best?;
        let lane = self.waiting.get_mut(&key)?;
        let job = lane.remove(at)?.job;
        if lane.is_empty() {
            self.waiting.remove(&key);
        }
        self.busy.extend(job.touches.iter().copied());
        Some(job)
    }

    /// Frees the accounts of an operation that has ended.
    pub(super) fn release(&mut self, job: &Job) {
        for account in job.touches.iter() {
            self.busy.remove(account);
        }
    }

    /// Puts an operation back whose accounts are free again, to be started no sooner than `not_before`.
    pub(super) fn put_back(&mut self, job: Job, not_before: Duration) {
        self.lane(&job).push_front(Waiting { job, not_before });
    }

    /// Takes out everything that has not started.
    pub(super) fn drain(&mut self) -> Vec<Job> {
        let waiting = std::mem::take(&mut self.waiting);
        let jobs = waiting.into_values().flatten();
        jobs.map(|waiting| waiting.job).collect()
    }

    /// When the first operation that is held back may start; operations that wait for an account do not count.
    pub(super) fn next_time(&self, now: Duration) -> Option<Duration> {
        self.waiting
            .values()
            .flatten()
            .map(|waiting| waiting.not_before)
            .filter(|time| *time > now)
            .min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(1);

    fn id(number: u64) -> AccountId {
        AccountId::parse(&format!("{number:012}")).unwrap()
    }

    fn job(change: usize, touches: &[u64]) -> Job {
        Job {
            change,
            account: touches.first().copied().map(id),
            touches: touches.iter().copied().map(id).collect(),
        }
    }

    fn next(queue: &mut Queue) -> Option<usize> {
        queue.next(NOW).map(|job| job.change)
    }

    #[test]
    fn one_operation_at_a_time_in_an_account_and_the_longest_lane_first() {
        let mut queue = Queue::new([job(0, &[1]), job(1, &[2]), job(2, &[2]), job(3, &[3])]);
        assert_eq!(next(&mut queue), Some(1));
        assert_eq!(next(&mut queue), Some(0));
        assert_eq!(next(&mut queue), Some(3));
        assert_eq!(next(&mut queue), None);
        queue.release(&job(1, &[2]));
        assert_eq!(next(&mut queue), Some(2));
        assert!(queue.is_empty());
    }

    #[test]
    fn operations_that_share_an_account_are_not_started_together() {
        let mut queue = Queue::new([job(0, &[1, 2, 3]), job(1, &[3, 4]), job(2, &[4])]);
        assert_eq!(next(&mut queue), Some(0));
        assert_eq!(next(&mut queue), Some(2));
        assert_eq!(next(&mut queue), None);
        queue.release(&job(0, &[1, 2, 3]));
        assert_eq!(next(&mut queue), None);
        queue.release(&job(2, &[4]));
        assert_eq!(next(&mut queue), Some(1));
    }

    #[test]
    fn what_is_held_back_frees_its_account_for_others() {
        let mut queue = Queue::new([job(0, &[1]), job(1, &[1])]);
        let first = queue.next(NOW).unwrap();
        queue.release(&first);
        queue.put_back(first, NOW * 3);
        assert_eq!(queue.next_time(NOW), Some(NOW * 3));
        assert_eq!(next(&mut queue), Some(1));
        queue.release(&job(1, &[1]));
        assert_eq!(next(&mut queue), None);
        assert_eq!(queue.next(NOW * 3).map(|job| job.change), Some(0));
        assert_eq!(queue.next_time(NOW), None);
    }
}
