//! Operations that AWS has taken and not yet ended for us: which of them hold a place among those that AWS allows,
//! and which are to be asked for.
//!
//! Who leaves AWS's list of operations in progress has ended, so its place and its account are given to the next one
//! at once. How it ended is asked later and for many together, because the rate is better spent on starting.

use std::collections::HashSet;
use std::time::Duration;

use crate::aws::Handle;

use super::queue::Job;

/// So many that have left the list are asked for together.
const TOGETHER: usize = 30;
/// Nobody waits longer than this for the news of an end.
const NEWS: Duration = Duration::from_secs(3);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
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

struct One {
    job: Job,
    handle: Handle,
    since: Duration,
    stage: Stage,
}

impl One {
    fn holds(&self) -> bool {
        !matches!(self.stage, Stage::Left(_) | Stage::Asked { holds: false })
    }
}

/// The operations of one phase that are outstanding.
#[derive(Default)]
pub(super) struct Outstanding {
    operations: Vec<One>,
}

impl Outstanding {
    pub(super) fn push(&mut self, job: Job, handle: Handle, now: Duration) {
        self.operations.push(One {
            job,
            handle,
            since: now,
            stage: Stage::Taken,
        });
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
        let running = |one: &&One| matches!(one.stage, Stage::Taken | Stage::Listed);
        self.operations
            .iter()
            .filter(running)
            .map(|one| &one.handle)
    }

    /// Takes note of the list of operations in progress, asked for at `asked`; gives the jobs whose accounts are free
    /// now.
    pub(super) fn listed(
        &mut self,
        ids: &HashSet<String>,
        asked: Duration,
        now: Duration,
    ) -> Vec<Job> {
        let mut free = Vec::new();
        for one in &mut self.operations {
            one.stage = match (one.stage, ids.contains(&one.handle.id)) {
                (Stage::Taken, true) => Stage::Listed,
                (Stage::Taken, false) if one.since < asked => Stage::Unlisted,
                (Stage::Listed, false) => {
                    free.push(one.job.clone());
                    Stage::Left(now)
                }
                (stage, _) => stage,
            };
        }
        free
    }

    /// Notes that there is no list to be had: everybody is asked for.
    pub(super) fn unlisted(&mut self) {
        for one in &mut self.operations {
            if matches!(one.stage, Stage::Taken | Stage::Listed) {
                one.stage = Stage::Unlisted;
            }
        }
    }

    /// Whom to ask for now. In a `hurry` everybody who has left the list, else enough of them together, or when one
    /// has waited for long.
    pub(super) fn ask(&mut self, now: Duration, hurry: bool) -> Vec<Handle> {
        let left = || {
            self.operations.iter().filter_map(|one| match one.stage {
                Stage::Left(at) => Some(at),
                _ => None,
            })
        };
        let due =
            hurry || left().count() >= TOGETHER || left().any(|at| now.saturating_sub(at) >= NEWS);
        let mut asked = Vec::new();
        for one in &mut self.operations {
            one.stage = match one.stage {
                Stage::Unlisted => Stage::Asked { holds: true },
                Stage::Left(_) if due => Stage::Asked { holds: false },
                _ => continue,
            };
            asked.push(one.handle.clone());
        }
        asked
    }

    /// When somebody who has left the list will have waited for long.
    pub(super) fn news_at(&self) -> Option<Duration> {
        let left = self.operations.iter().filter_map(|one| match one.stage {
            Stage::Left(at) => Some(at + NEWS),
            _ => None,
        });
        left.min()
    }

    /// Takes out an operation that has ended; tells whether its accounts are yet to be freed.
    pub(super) fn ended(&mut self, handle: &Handle) -> Option<(Job, bool)> {
        let at = self
            .operations
            .iter()
            .position(|one| one.handle == *handle)?;
        let one = self.operations.swap_remove(at);
        let holds = one.holds();
        Some((one.job, holds))
    }

    /// Notes that an operation that was asked for has not ended.
    pub(super) fn goes_on(&mut self, handle: &Handle, now: Duration) {
        for one in &mut self.operations {
            if one.handle == *handle {
                one.stage = match one.holds() {
                    true => Stage::Taken,
                    // The list forgot it for a moment. Its place is given away; AWS sorts out who must wait.
                    false => Stage::Left(now),
                };
            }
        }
    }

    /// Those that were taken longer ago than `longest`.
    pub(super) fn late(&self, now: Duration, longest: Duration) -> Vec<Handle> {
        let late = |one: &&One| now.saturating_sub(one.since) > longest;
        let late = self.operations.iter().filter(late);
        late.map(|one| one.handle.clone()).collect()
    }

    /// All of them.
    pub(super) fn handles(&self) -> Vec<Handle> {
        self.operations
            .iter()
            .map(|one| one.handle.clone())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::aws::HandleKind;

    const SECOND: Duration = Duration::from_secs(1);

    fn handle(number: usize) -> Handle {
        Handle {
            again: false,
            kind: HandleKind::Creation,
            id: number.to_string(),
        }
    }

    fn outstanding(count: usize) -> Outstanding {
        let mut outstanding = Outstanding::default();
        for number in 0..count {
            let job = Job {
                change: number,
                account: None,
                touches: Arc::new([]),
            };
            outstanding.push(job, handle(number), Duration::ZERO);
        }
        outstanding
    }

    fn ids(numbers: impl IntoIterator<Item = usize>) -> HashSet<String> {
        numbers
            .into_iter()
            .map(|number| number.to_string())
            .collect()
    }

    #[test]
    fn who_leaves_the_list_gives_its_place_away_before_anybody_knows_how_it_ended() {
        let mut outstanding = outstanding(2);
        assert!(outstanding.listed(&ids([0, 1]), SECOND, SECOND).is_empty());
        let free = outstanding.listed(&ids([1]), SECOND, SECOND);
        assert_eq!(free.iter().map(|job| job.change).collect::<Vec<_>>(), [0]);
        assert_eq!(outstanding.places(), 1);
        assert!(outstanding.ask(SECOND, false).is_empty());
        assert_eq!(outstanding.ask(SECOND * 4, false), [handle(0)]);
        let (job, holds) = outstanding.ended(&handle(0)).unwrap();
        assert_eq!((job.change, holds), (0, false));
    }

    #[test]
    fn who_was_never_in_the_list_keeps_its_place_until_it_is_known_to_have_ended() {
        let mut outstanding = outstanding(1);
        assert!(outstanding.listed(&ids([]), SECOND, SECOND).is_empty());
        assert_eq!(outstanding.places(), 1);
        assert_eq!(outstanding.ask(SECOND, false), [handle(0)]);
        assert_eq!(outstanding.places(), 1);
        outstanding.goes_on(&handle(0), SECOND);
        assert_eq!(outstanding.running().count(), 1);
        assert!(outstanding.ended(&handle(0)).unwrap().1);
        assert!(outstanding.is_empty());
    }

    #[test]
    fn a_list_says_nothing_about_what_was_taken_after_it_was_asked_for() {
        let mut outstanding = outstanding(0);
        outstanding.push(
            Job {
                change: 0,
                account: None,
                touches: Arc::new([]),
            },
            handle(0),
            SECOND * 2,
        );
        outstanding.listed(&ids([]), SECOND, SECOND * 3);
        assert!(outstanding.ask(SECOND * 3, true).is_empty());
    }

    #[test]
    fn many_ends_are_asked_for_together_and_all_of_them_in_a_hurry() {
        let mut outstanding = outstanding(TOGETHER);
        outstanding.listed(&ids(0..TOGETHER), SECOND, SECOND);
        outstanding.listed(&ids([0]), SECOND, SECOND);
        assert!(outstanding.ask(SECOND, false).is_empty());
        outstanding.listed(&ids([]), SECOND, SECOND);
        assert_eq!(outstanding.ask(SECOND, false).len(), TOGETHER);
        let mut few = super::tests::outstanding(1);
        few.listed(&ids([0]), SECOND, SECOND);
        few.listed(&ids([]), SECOND, SECOND);
        assert_eq!(few.news_at(), Some(SECOND + NEWS));
        assert_eq!(few.ask(SECOND, true), [handle(0)]);
    }
}
