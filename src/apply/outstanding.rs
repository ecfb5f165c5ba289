//! Operations that AWS has taken and not yet ended for us: which of them hold a place among those that AWS allows,
//! and which are to be asked for.
//!
//! What leaves AWS's list of operations in progress has ended, so its place and its account are given to the next one
//! at once. How it ended is asked later and for many together, because the rate is better spent on starting.
//!
//! No single source is believed for long. What the list calls running is described by itself after a few looks, and
//! from then on in growing intervals; a list that keeps what has ended is found out. What no answer ends, time does.

use std::time::Duration;

use crate::aws::{Handle, InProgress};

use super::queue::Job;

/// So many that have left the list are asked for together.
const TOGETHER: usize = 30;
/// The news of an end waits no longer than this.
const NEWS: Duration = Duration::from_secs(3);
/// So many looks in which the list calls an operation running are believed.
const LOOKS_BELIEVED: u32 = 3;
/// The youngest operation that is described although the list has it; AWS takes 3 to 15 seconds for one.
const FIRST_DOUBT: Duration = Duration::from_secs(2);
/// The longest time between two descriptions of an operation that the list calls running.
const LONGEST_DOUBT: Duration = Duration::from_secs(60);
/// The longest time for which a list may keep what has ended. AWS promises no list read-after-write.
const LAG: Duration = Duration::from_secs(3);

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
    /// Looks at a list that had it.
    looks: u32,
    /// When it is described although the list has it.
    doubt_at: Duration,
    /// Since when AWS does not find it.
    missing_since: Option<Duration>,
}

impl One {
    fn holds(&self) -> bool {
        !matches!(self.stage, Stage::Left(_) | Stage::Asked { holds: false })
    }

    fn is_doubted(&self) -> bool {
        self.stage == Stage::Listed && self.looks >= LOOKS_BELIEVED
    }
}

/// What follows from a look at the list.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Seen {
    /// The jobs whose accounts are free now.
    pub(super) free: Vec<Job>,
    /// The list still has what ended a while ago: it is not to be believed.
    pub(super) is_wrong: bool,
}

/// Which operations to ask for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Questions {
    /// Those that have probably ended.
    pub(super) ended: Vec<Handle>,
    /// Those that the list calls running.
    pub(super) doubted: Vec<Handle>,
}

impl Questions {
    pub(super) fn is_empty(&self) -> bool {
        self.ended.is_empty() && self.doubted.is_empty()
    }
}

/// The operations of one phase that are outstanding.
#[derive(Default)]
pub(super) struct Outstanding {
    operations: Vec<One>,
    /// Operations that ended while the list had them, and when that was learnt.
    listed_ends: Vec<(String, Duration)>,
}

impl Outstanding {
    pub(super) fn push(&mut self, job: Job, handle: Handle, now: Duration) {
        self.operations.push(One {
            job,
            handle,
            since: now,
            stage: Stage::Taken,
            looks: 0,
            doubt_at: now + FIRST_DOUBT,
            missing_since: None,
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

    /// Takes note of the list of operations in progress, asked for at `asked`.
    pub(super) fn listed(&mut self, list: &InProgress, asked: Duration, now: Duration) -> Seen {
        let mut free = Vec::new();
        for one in &mut self.operations {
            let has = list.ids.contains(&one.handle.id);
            if has {
                one.looks = one.looks.saturating_add(1);
            }
            one.stage = match (one.stage, has) {
                (Stage::Taken, true) => Stage::Listed,
                (Stage::Taken, false) if one.since < asked => Stage::Unlisted,
                // What a list that was not read to its end does not have may be on its last pages.
                (Stage::Listed, false) if !list.is_complete => Stage::Unlisted,
                (Stage::Listed, false) => {
                    free.push(one.job.clone());
                    Stage::Left(now)
                }
                (stage, _) => stage,
            };
        }
        self.listed_ends.retain(|(id, _)| list.ids.contains(id));
        let old = |(_, ended): &(String, Duration)| asked.saturating_sub(*ended) >= LAG;
        Seen {
            free,
            is_wrong: self.listed_ends.iter().any(old),
        }
    }

    /// Notes that there is no list to be had: every operation is asked for.
    pub(super) fn unlisted(&mut self) {
        self.listed_ends.clear();
        for one in &mut self.operations {
            one.looks = 0;
            if matches!(one.stage, Stage::Taken | Stage::Listed) {
                one.stage = Stage::Unlisted;
            }
        }
    }

    /// What to ask for now. In a `hurry` all that has left the list, else enough of it together, or when one has
    /// waited for long. What the list has had for a while is asked for at growing intervals.
    pub(super) fn ask(&mut self, now: Duration, hurry: bool) -> Questions {
        let left = || {
            self.operations.iter().filter_map(|one| match one.stage {
                Stage::Left(at) => Some(at),
                _ => None,
            })
        };
        let due =
            hurry || left().count() >= TOGETHER || left().any(|at| now.saturating_sub(at) >= NEWS);
        let mut questions = Questions::default();
        for one in &mut self.operations {
            if one.is_doubted() && now >= one.doubt_at {
                let age = now.saturating_sub(one.since);
                one.doubt_at = now + age.clamp(FIRST_DOUBT, LONGEST_DOUBT);
                one.stage = Stage::Asked { holds: true };
                questions.doubted.push(one.handle.clone());
                continue;
            }
            one.stage = match one.stage {
                Stage::Unlisted => Stage::Asked { holds: true },
                Stage::Left(_) if due => Stage::Asked { holds: false },
                _ => continue,
            };
            questions.ended.push(one.handle.clone());
        }
        questions
    }

    /// When there is something to ask for, even if nothing is heard until then.
    pub(super) fn ask_at(&self) -> Option<Duration> {
        let times = self.operations.iter().filter_map(|one| match one.stage {
            Stage::Left(at) => Some(at + NEWS),
            Stage::Listed if one.is_doubted() => Some(one.doubt_at),
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
        let late = |one: &&One| now.saturating_sub(one.since) >= longest;
        let late = self.operations.iter().filter(late);
        late.map(|one| one.handle.clone()).collect()
    }

    /// When the first of them will be late.
    pub(super) fn late_at(&self, longest: Duration) -> Option<Duration> {
        self.operations.iter().map(|one| one.since + longest).min()
    }
}

impl One {
    fn ask_again(&mut self, now: Duration) {
        self.stage = match self.holds() {
            true => Stage::Taken,
            // The list forgot it for a moment. Its place is given away; AWS decides which one must wait.
            false => Stage::Left(now),
        };
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
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

    fn ids(numbers: impl IntoIterator<Item = usize>) -> InProgress {
        let ids: HashSet<String> = numbers
            .into_iter()
            .map(|number| number.to_string())
            .collect();
        InProgress {
            ids,
            is_complete: true,
        }
    }

    fn ended(handles: impl IntoIterator<Item = usize>) -> Questions {
        Questions {
            ended: handles.into_iter().map(handle).collect(),
            doubted: Vec::new(),
        }
    }

    #[test]
    fn who_leaves_the_list_gives_its_place_away_before_anybody_knows_how_it_ended() {
        let mut outstanding = outstanding(2);
        assert_eq!(
            outstanding.listed(&ids([0, 1]), SECOND, SECOND),
            Seen::default()
        );
        let free = outstanding.listed(&ids([1]), SECOND, SECOND).free;
        assert_eq!(free.iter().map(|job| job.change).collect::<Vec<_>>(), [0]);
        assert_eq!(outstanding.places(), 1);
        assert!(outstanding.ask(SECOND, false).is_empty());
        assert_eq!(outstanding.ask(SECOND * 4, false), ended([0]));
        let (job, holds) = outstanding.ended(&handle(0), SECOND).unwrap();
        assert_eq!((job.change, holds), (0, false));
    }

    #[test]
    fn who_was_never_in_the_list_keeps_its_place_until_it_is_known_to_have_ended() {
        let mut outstanding = outstanding(1);
        assert_eq!(
            outstanding.listed(&ids([]), SECOND, SECOND),
            Seen::default()
        );
        assert_eq!(outstanding.places(), 1);
        assert_eq!(outstanding.ask(SECOND, false), ended([0]));
        assert_eq!(outstanding.places(), 1);
        outstanding.goes_on(&handle(0), SECOND);
        assert_eq!(outstanding.running().count(), 1);
        assert!(outstanding.ended(&handle(0), SECOND).unwrap().1);
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
        assert_eq!(outstanding.ask(SECOND, false).ended.len(), TOGETHER);
        let mut few = super::tests::outstanding(1);
        few.listed(&ids([0]), SECOND, SECOND);
        few.listed(&ids([]), SECOND, SECOND);
        assert_eq!(few.ask_at(), Some(SECOND + NEWS));
        assert_eq!(few.ask(SECOND, true), ended([0]));
    }

    #[test]
    fn what_the_list_calls_running_is_described_after_a_few_looks_and_then_ever_less_often() {
        let mut outstanding = outstanding(1);
        let mut described = Vec::new();
        // A look every second, for ten minutes.
        for second in 1..=600 {
            let now = SECOND * second;
            outstanding.listed(&ids([0]), now, now);
            let questions = outstanding.ask(now, false);
            assert!(questions.ended.is_empty());
            for handle in questions.doubted {
                described.push(second);
                assert_eq!(outstanding.places(), 1);
                outstanding.goes_on(&handle, now);
            }
        }
        assert_eq!(
            described,
            [3, 6, 12, 24, 48, 96, 156, 216, 276, 336, 396, 456, 516, 576]
        );
    }

    #[test]
    fn a_list_that_keeps_what_has_ended_is_found_out_and_one_that_lags_is_not() {
        let mut outstanding = outstanding(2);
        for second in 1..=3 {
            outstanding.listed(&ids([0, 1]), SECOND * second, SECOND * second);
        }
        assert_eq!(
            outstanding.ask(SECOND * 3, false).doubted,
            [handle(0), handle(1)]
        );
        assert!(outstanding.ended(&handle(0), SECOND * 3).unwrap().1);
        outstanding.goes_on(&handle(1), SECOND * 3);
        assert!(
            !outstanding
                .listed(&ids([0, 1]), SECOND * 4, SECOND * 4)
                .is_wrong
        );
        let mut lagging = std::mem::take(&mut outstanding.listed_ends);
        outstanding.listed_ends.append(&mut lagging.clone());
        assert!(
            outstanding
                .listed(&ids([0, 1]), SECOND * 6, SECOND * 6)
                .is_wrong
        );
        // One that lets go in time is believed.
        outstanding.listed_ends = std::mem::take(&mut lagging);
        outstanding.listed(&ids([1]), SECOND * 5, SECOND * 5);
        assert!(
            !outstanding
                .listed(&ids([0, 1]), SECOND * 9, SECOND * 9)
                .is_wrong
        );
    }

    #[test]
    fn what_is_beyond_the_pages_that_are_read_is_described_and_keeps_its_place() {
        let mut outstanding = outstanding(2);
        let cut = |numbers| InProgress {
            is_complete: false,
            ..ids(numbers)
        };
        assert!(
            outstanding
                .listed(&cut(vec![0, 1]), SECOND, SECOND)
                .free
                .is_empty()
        );
        assert!(
            outstanding
                .listed(&cut(vec![1]), SECOND, SECOND)
                .free
                .is_empty()
        );
        assert_eq!(outstanding.ask(SECOND, false), ended([0]));
        assert_eq!(outstanding.places(), 2);
    }

    #[test]
    fn lateness_and_not_being_found_are_counted_from_their_beginnings() {
        let mut outstanding = outstanding(1);
        assert_eq!(outstanding.late_at(SECOND * 1800), Some(SECOND * 1800));
        assert!(outstanding.late(SECOND * 1799, SECOND * 1800).is_empty());
        assert_eq!(outstanding.late(SECOND * 1800, SECOND * 1800), [handle(0)]);
        assert_eq!(outstanding.missing(&handle(0), SECOND * 5), SECOND * 5);
        assert_eq!(outstanding.missing(&handle(0), SECOND * 70), SECOND * 5);
        // Found once, it is not missing any more.
        outstanding.goes_on(&handle(0), SECOND * 71);
        assert_eq!(outstanding.missing(&handle(0), SECOND * 72), SECOND * 72);
    }
}
