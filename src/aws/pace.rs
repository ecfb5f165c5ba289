//! Request rates. All requests of one service share one token bucket, because AWS counts them together:
//! 20 a second for IAM Identity Center, reads and writes alike, and 20 for the identity store (AWS, "Quotas and
//! limits in IAM Identity Center").
//!
//! By hand, because the SDK's adaptive retry mode limits nothing before the first refusal, does not know the documented
//! rate and does not give its own away, by which polling is spaced; and because a crate such as governor fixes its rate
//! when it is made, while this one falls and recovers with what AWS answers.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

#[cfg(test)]
mod shared;

/// How often requests may start. Pure: the time is a parameter.
///
/// Requests are spaced evenly, up to `burst` of them at once after a pause. A throttled answer takes three tenths of
/// the rate away. It comes back on a cubic curve, as TCP's congestion control has it (RFC 9438): soon to just under
/// the rate that was too high, there it lingers, and then, if still nothing is throttled, on to the full rate. So
/// what others leave is used nearly fully, and all of it seconds after they have gone.
#[derive(Debug, Clone)]
pub struct Bucket {
    full_rate: f64,
    rate: f64,
    burst: f64,
    /// When the next request may start if none had been saved up.
    next: Duration,
    /// Since the rate was lowered, until it is back.
    lowered: Option<Lowered>,
}

/// When the rate was lowered last, and from what.
#[derive(Debug, Clone, Copy)]
struct Lowered {
    at: Duration,
    from: f64,
}

/// The rate never falls below one request in two seconds.
const SLOWEST: f64 = 0.5;
/// Answers to requests that were in flight together count as one sign of congestion.
const ONE_SIGN: Duration = Duration::from_millis(500);
/// So much of a late awakening is made up for: more at once would be a flood.
const LATE: Duration = Duration::from_millis(250);
/// What a sign of congestion leaves of the rate.
const LEFT: f64 = 0.7;
/// How steep the curve is, in parts of the full rate a second cubed: half of the rate comes back in six seconds.
const STEEPNESS: f64 = 0.01;

impl Bucket {
    /// A bucket of `rate` requests a second, `burst` of which may start at once. Rates under one in two seconds,
    /// and what is no number, count as that.
    pub fn new(rate: f64, burst: u32) -> Self {
        let full_rate = if rate.is_finite() {
            rate.clamp(SLOWEST, 1_000_000.0)
        } else {
            SLOWEST
        };
        Self {
            full_rate,
            rate: full_rate,
            burst: f64::from(burst.max(1)),
            next: Duration::ZERO,
            lowered: None,
        }
    }

    /// Says how long the next request has yet to wait, which has waited since `since`. `now` never goes backward.
    ///
    /// Who waits does so from when it came, so that a machine that wakes it late costs no rate, as long as that was no
    /// longer than a quarter of a second.
    pub fn reserve(&mut self, since: Duration, now: Duration) -> Duration {
        self.recover(now);
        let interval = Duration::from_secs_f64(1.0 / self.rate);
        let saved = interval.mul_f64(self.burst - 1.0);
        let earliest = now.saturating_sub(saved.max(LATE));
        let start = self.next.max(since.saturating_sub(saved)).max(earliest);
        self.next = start + interval;
        start.saturating_sub(now)
    }

    /// Notes that AWS refused a request for its rate.
    pub fn throttled(&mut self, now: Duration) {
        self.recover(now);
        let same_sign = self
            .lowered
            .is_some_and(|lowered| now.saturating_sub(lowered.at) < ONE_SIGN);
        if !same_sign {
            self.lowered = Some(Lowered {
                at: now,
                from: self.rate,
            });
            self.rate = (self.rate * LEFT).max(SLOWEST);
        }
        // Nothing is saved up any more: AWS's own bucket is empty.
        self.next = self.next.max(now);
    }

    /// Requests a second, now.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    fn recover(&mut self, now: Duration) {
        let Some(Lowered { at, from }) = self.lowered else {
            return;
        };
        let steepness = STEEPNESS * self.full_rate;
        let back = (from * (1.0 - LEFT) / steepness).cbrt();
        let since = now.saturating_sub(at).as_secs_f64() - back;
        let rate = from + steepness * since.powi(3);
        self.rate = rate.clamp(SLOWEST, self.full_rate);
        if rate >= self.full_rate {
            self.lowered = None;
        }
    }
}

/// A bucket on the clock, shared by all tasks that call one service.
///
/// Tasks wait in line, and the time of a request is fixed when its turn comes and not before: hundreds can wait, and a
/// rate that is lowered holds for all of them.
#[derive(Debug)]
pub(super) struct Pacer {
    line: tokio::sync::Mutex<()>,
    bucket: Mutex<Bucket>,
    started: Instant,
}

impl Pacer {
    pub(super) fn new(rate: f64, burst: u32) -> Self {
        Self {
            line: tokio::sync::Mutex::default(),
            bucket: Mutex::new(Bucket::new(rate, burst)),
            started: Instant::now(),
        }
    }

    /// Waits until the next request may start.
    pub(super) async fn turn(&self) {
        let since = self.started.elapsed();
        let _first = self.line.lock().await;
        let wait = self.with(|bucket, now| bucket.reserve(since, now));
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
    }

    /// The time between two requests at the present rate.
    pub(super) fn interval(&self) -> Duration {
        self.with(|bucket, now| {
            bucket.recover(now);
            Duration::from_secs_f64(1.0 / bucket.rate())
        })
    }

    pub(super) fn throttled(&self) {
        self.with(|bucket, now| bucket.throttled(now));
    }

    fn with<T>(&self, act: impl FnOnce(&mut Bucket, Duration) -> T) -> T {
        let mut bucket = self.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        act(&mut bucket, self.started.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// How many requests start within the given time if one is always waiting.
    fn started(bucket: &mut Bucket, from: Duration, to: Duration) -> usize {
        let mut now = from;
        let mut count = 0;
        loop {
            now += bucket.reserve(now, now);
            if now >= to {
                return count;
            }
            count += 1;
        }
    }

    #[test]
    fn the_rate_holds_over_time_and_the_burst_at_once() {
        let mut bucket = Bucket::new(20.0, 4);
        assert_eq!(
            (0..4)
                .filter(|_| bucket.reserve(SECOND, SECOND).is_zero())
                .count(),
            4
        );
        assert_eq!(bucket.reserve(SECOND, SECOND), Duration::from_millis(50));
        let mut bucket = Bucket::new(20.0, 4);
        let count = started(&mut bucket, SECOND, SECOND * 11);
        assert!((200..=204).contains(&count), "{count}");
    }

    #[test]
    fn in_no_second_more_than_the_rate_and_the_burst_start() {
        let mut bucket = Bucket::new(18.0, 2);
        let mut starts = Vec::new();
        let mut now = SECOND;
        // Pauses between runs save up no more than the burst.
        for run in 0..20_u32 {
            for _ in 0..30 {
                now += bucket.reserve(now, now);
                starts.push(now);
            }
            now += Duration::from_millis(u64::from(run) * 37);
        }
        let window = |from: Duration| {
            starts
                .iter()
                .filter(|at| **at >= from && **at < from + SECOND)
                .count()
        };
        assert!(starts.iter().all(|at| window(*at) <= 20));
    }

    #[test]
    fn throttling_lowers_the_rate_once_for_answers_that_come_together() {
        let mut bucket = Bucket::new(20.0, 1);
        bucket.throttled(SECOND);
        assert!((bucket.rate() - 14.0).abs() < 0.1, "{}", bucket.rate());
        bucket.throttled(SECOND + Duration::from_millis(10));
        assert!((bucket.rate() - 14.0).abs() < 0.2, "{}", bucket.rate());
        bucket.throttled(SECOND * 2);
        assert!(bucket.rate() < 14.0, "{}", bucket.rate());
    }

    #[test]
    fn the_rate_comes_back_in_seconds_and_never_beyond_the_full_one() {
        let mut bucket = Bucket::new(20.0, 1);
        for second in 1..=20 {
            bucket.throttled(SECOND * second);
        }
        assert!(bucket.rate() < 4.0, "{}", bucket.rate());
        bucket.reserve(SECOND * 28, SECOND * 28);
        assert!((bucket.rate() - 20.0).abs() < f64::EPSILON);
        bucket.reserve(SECOND * 60, SECOND * 60);
        assert!((bucket.rate() - 20.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_late_awakening_costs_no_rate_and_a_long_one_makes_no_flood() {
        let mut bucket = Bucket::new(20.0, 1);
        bucket.reserve(SECOND, SECOND);
        // Four have waited since then, and nobody was awake for 200 ms: four places have passed.
        let late = SECOND + Duration::from_millis(200);
        assert!((0..4).all(|_| bucket.reserve(SECOND, late).is_zero()));
        assert_eq!(bucket.reserve(SECOND, late), Duration::from_millis(50));
        // After ten seconds only what a quarter of a second holds is made up for.
        let count = (0..100).filter(|_| bucket.reserve(SECOND, SECOND * 11).is_zero());
        assert_eq!(count.count(), 6);
    }

    #[test]
    fn a_rate_that_is_no_rate_is_slow_and_not_a_panic() {
        for rate in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e300] {
            let mut bucket = Bucket::new(rate, 0);
            bucket.reserve(SECOND, SECOND);
            bucket.throttled(SECOND);
            assert!(bucket.rate() >= SLOWEST);
        }
    }
}
