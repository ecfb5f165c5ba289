//! How many operations of ours AWS takes at a time. The documented limit is 15 for assignments (older texts say 10) and
//! 3 for provisionings, and other clients of the instance share it. So the limit in force here is learnt: it falls to
//! what was outstanding when AWS refused one more, and rises again by trying.
//!
//! Pure: the time is a parameter.

use std::time::Duration;

use crate::aws::Jitter;

/// The pause after the first refusal; it doubles from refusal to refusal.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest pause: a place that others leave is tried for within this time.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// The time after a refusal in which no more than the learnt limit is tried for; it doubles with each refusal.
const FIRST_PROBE: Duration = Duration::from_secs(1);
/// The longest such time.
const LONGEST_PROBE: Duration = Duration::from_secs(30);

/// The limit of operations in progress, as far as it is known.
#[derive(Debug)]
pub(super) struct Places {
    most: usize,
    limit: usize,
    /// Refusals since the last operation that was taken.
    refusals: u32,
    /// No operation is started before this time.
    not_before: Duration,
    probe: Duration,
    /// When one more than the limit may be tried.
    probe_at: Duration,
    /// When an operation was taken or ended last, ours or another client's.
    moved_at: Duration,
}

impl Places {
    /// Places of which AWS documents `most`.
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            limit: most,
            refusals: 0,
            not_before: Duration::ZERO,
            probe: FIRST_PROBE,
            probe_at: Duration::ZERO,
            moved_at: Duration::ZERO,
        }
    }

    /// Whether one more may be started where so many are taken or asked for.
    pub(super) fn has_one(&self, taken: usize, now: Duration) -> bool {
        let probe = usize::from(now >= self.probe_at);
        now >= self.not_before && taken < (self.limit + probe).min(self.most)
    }

    /// When one more may be started although nothing else happens until then; `None` where that depends on ends alone.
    pub(super) fn next_time(&self, taken: usize, now: Duration) -> Option<Duration> {
        let at = match taken < self.limit {
            true => self.not_before,
            false if taken == self.limit && taken < self.most => self.not_before.max(self.probe_at),
            false => return None,
        };
        (at > now).then_some(at)
    }

    /// Notes that AWS took an operation; so many are outstanding with it.
    pub(super) fn taken(&mut self, outstanding: usize, now: Duration) {
        self.moved_at = now;
        self.refusals = 0;
        self.not_before = Duration::ZERO;
        if outstanding > self.limit {
            self.limit = outstanding.min(self.most);
            self.probe = FIRST_PROBE;
        }
    }

    /// Notes that AWS refused one more than the `outstanding`.
    pub(super) fn refused(&mut self, outstanding: usize, now: Duration, jitter: &mut Jitter) {
        let doubled = FIRST_PAUSE.saturating_mul(1 << self.refusals.min(10));
        let pause = doubled
            .min(LONGEST_PAUSE)
            .mul_f64(0.5 + jitter.unit() / 2.0);
        self.refusals = self.refusals.saturating_add(1);
        self.not_before = now + pause;
        self.limit = outstanding.clamp(1, self.most);
        self.probe_at = now + self.probe;
        self.probe = (self.probe * 2).min(LONGEST_PROBE);
    }

    /// Notes that an operation ended, ours or another client's: a place may be free.
    pub(super) fn ended(&mut self, now: Duration) {
        self.moved_at = now;
        self.not_before = Duration::ZERO;
    }

    /// Notes that operations of other clients began or ended.
    pub(super) fn moved(&mut self, now: Duration) {
        self.moved_at = now;
    }

    /// Whether the last request for a place was refused.
    pub(super) fn is_refused(&self) -> bool {
        self.refusals > 0
    }

    /// For how long nothing has been taken and nothing has ended.
    pub(super) fn still(&self, now: Duration) -> Duration {
        now.saturating_sub(self.moved_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn jitter() -> Jitter {
        Jitter::new(1)
    }

    #[test]
    fn the_limit_falls_to_what_was_outstanding_and_is_tried_again_later() {
        let mut places = Places::new(15);
        assert!(places.has_one(14, SECOND) && !places.has_one(15, SECOND));
        places.refused(10, SECOND, &mut jitter());
        let after = SECOND + Duration::from_millis(250);
        assert!(places.has_one(9, after));
        assert!(!places.has_one(10, after));
        assert_eq!(places.next_time(10, after), Some(SECOND * 2));
        assert!(places.has_one(10, SECOND * 2) && !places.has_one(11, SECOND * 2));
        // A second refusal waits longer before the next trial.
        places.refused(10, SECOND * 2, &mut jitter());
        assert_eq!(places.next_time(10, SECOND * 3), Some(SECOND * 4));
    }

    #[test]
    fn what_others_leave_is_taken_at_once_one_after_the_other() {
        let mut places = Places::new(15);
        places.refused(0, SECOND, &mut jitter());
        let mut now = SECOND * 2;
        for outstanding in 1..=15 {
            assert!(places.has_one(outstanding - 1, now), "{outstanding}");
            places.taken(outstanding, now);
            now += Duration::from_millis(1);
        }
        assert!(!places.has_one(15, now));
    }

    #[test]
    fn without_any_place_the_next_trial_comes_within_seconds_for_as_long_as_it_takes() {
        let mut places = Places::new(3);
        let mut jitter = jitter();
        let mut now = SECOND;
        for _ in 0..500 {
            places.refused(0, now, &mut jitter);
            assert!(!places.has_one(0, now));
            let next = places.next_time(0, now).unwrap();
            assert!(next - now <= LONGEST_PAUSE, "{:?}", next - now);
            now = next;
            assert!(places.has_one(0, now));
        }
        assert!(places.still(now) > SECOND * 600);
    }

    #[test]
    fn an_end_opens_the_way_at_once() {
        let mut places = Places::new(15);
        for _ in 0..8 {
            places.refused(5, SECOND, &mut jitter());
        }
        assert!(!places.has_one(4, SECOND));
        places.ended(SECOND);
        assert!(places.has_one(4, SECOND) && !places.has_one(5, SECOND));
        assert_eq!(places.still(SECOND * 3), SECOND * 2);
    }
}
