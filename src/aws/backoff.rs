//! How long to wait before a request is made again, and when to stop trying.

use std::time::Duration;

/// Why a request is made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Too many requests.
    Throttled,
    /// Another operation on the same thing is in process.
    Busy,
    /// The accounts of a permission set are still giving it up.
    StillProvisioned,
    /// What was just created is not visible everywhere.
    NotYetVisible,
    /// The service failed, or did not answer in time.
    Failed,
    /// No connection.
    Unreachable,
}

/// How often and for how long a request is made again for one cause.
#[derive(Debug, Clone, Copy)]
struct RetryLimits {
    attempts: u32,
    total: Duration,
    first: Duration,
    longest: Duration,
}

impl Cause {
    fn limits(self) -> RetryLimits {
        let limits = |attempts, total, first, longest| RetryLimits {
            attempts,
            total: Duration::from_secs(total),
            first: Duration::from_millis(first),
            longest: Duration::from_secs(longest),
        };
        match self {
            Self::Throttled => limits(16, 300, 200, 20),
            Self::Busy => limits(12, 180, 250, 20),
            // De-provisioning lags minutes behind the last revocation.
            Self::StillProvisioned => limits(24, 600, 500, 30),
            Self::NotYetVisible => limits(10, 90, 250, 15),
            Self::Failed => limits(6, 120, 200, 10),
            Self::Unreachable => limits(7, 60, 200, 5),
        }
    }
}

/// The retries of one operation. Pure: the time that has passed is a parameter.
#[derive(Debug, Clone, Default)]
pub struct Retries {
    taken: Vec<(Cause, u32)>,
}

impl Retries {
    /// The pause before the next attempt; `None` when the limits are reached. Pauses double from attempt to
    /// attempt and vary by half, so that tasks that collided once do not collide again.
    pub fn next(
        &mut self,
        cause: Cause,
        elapsed: Duration,
        jitter: &mut Jitter,
    ) -> Option<Duration> {
        let taken = match self.taken.iter_mut().find(|(other, _)| *other == cause) {
            Some((_, taken)) => taken,
            None => {
                self.taken.push((cause, 0));
                &mut self.taken.last_mut()?.1
            }
        };
        let limits = cause.limits();
        if *taken + 1 >= limits.attempts || elapsed >= limits.total {
            return None;
        }
        let doubled = limits.first.saturating_mul(1 << (*taken).min(20));
        *taken += 1;
        let pause = doubled.min(limits.longest);
        Some(pause.mul_f64(0.5 + jitter.unit() / 2.0))
    }
}

/// A seeded generator of pauses (SplitMix64): the same seed gives the same pauses.
#[derive(Debug, Clone)]
pub struct Jitter(u64);

impl Jitter {
    /// A generator that starts at `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number from 0 inclusive to 1 exclusive.
    pub fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        // 53 bits are what a double holds exactly.
        (mixed >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAUSES: [Cause; 6] = [
        Cause::Throttled,
        Cause::Busy,
        Cause::StillProvisioned,
        Cause::NotYetVisible,
        Cause::Failed,
        Cause::Unreachable,
    ];

    #[test]
    fn every_cause_comes_to_an_end_by_attempts_and_by_time() {
        for cause in CAUSES {
            let (mut retries, mut jitter) = (Retries::default(), Jitter::new(1));
            let pauses = std::iter::from_fn(|| retries.next(cause, Duration::ZERO, &mut jitter));
            assert!(pauses.count() < 30, "{cause:?}");
            let late = Duration::from_secs(3600);
            assert_eq!(Retries::default().next(cause, late, &mut jitter), None);
        }
    }

    #[test]
    fn pauses_grow_and_vary_but_not_beyond_their_bounds() {
        let (mut retries, mut jitter) = (Retries::default(), Jitter::new(7));
        let pauses: Vec<Duration> =
            std::iter::from_fn(|| retries.next(Cause::Throttled, Duration::ZERO, &mut jitter))
                .collect();
        assert!(pauses[0] >= Duration::from_millis(100) && pauses[0] <= Duration::from_millis(200));
        assert!(pauses.iter().all(|pause| *pause <= Duration::from_secs(20)));
        assert!(pauses.last() > pauses.first());
    }

    #[test]
    fn one_seed_gives_one_sequence() {
        let sequence = |seed| {
            let mut jitter = Jitter::new(seed);
            (0..5).map(|_| jitter.unit()).collect::<Vec<_>>()
        };
        assert_eq!(sequence(3), sequence(3));
        assert_ne!(sequence(3), sequence(4));
        assert!(sequence(3).iter().all(|number| (0.0..1.0).contains(number)));
    }
}
