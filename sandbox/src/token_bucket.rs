//! A token bucket: so many requests a second.

use super::world::Moment;

/// The rate of one service. Its burst is one second's worth, since AWS documents none.
#[derive(Clone, Debug)]
pub struct TokenBucket {
    rate: f64,
    tokens: f64,
    filled: Moment,
}

impl TokenBucket {
    /// Returns a full bucket for `rate` requests a second.
    pub fn new(rate: f64, now: Moment) -> Self {
        Self {
            rate,
            tokens: rate.max(1.0),
            filled: now,
        }
    }

    /// Takes a token; false when there is none.
    pub fn take(&mut self, now: Moment) -> bool {
        let gained = now.since(self.filled).as_secs_f64() * self.rate;
        self.tokens = (self.tokens + gained).min(self.rate.max(1.0));
        self.filled = self.filled.max(now);
        let any = self.tokens >= 1.0;
        if any {
            self.tokens -= 1.0;
        }
        any
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_bucket_gives_its_rate_and_no_more() {
        let start = Moment::INITIAL;
        let mut bucket = TokenBucket::new(20.0, start);
        assert_eq!((0..30).filter(|_| bucket.take(start)).count(), 20);
        let later = start.plus(Duration::from_millis(500));
        assert_eq!((0..30).filter(|_| bucket.take(later)).count(), 10);
    }

    #[test]
    fn a_long_pause_is_not_saved_up() {
        let mut bucket = TokenBucket::new(2.0, Moment::INITIAL);
        let later = Moment::INITIAL.plus(Duration::from_secs(60));
        assert_eq!((0..9).filter(|_| bucket.take(later)).count(), 2);
    }

    #[test]
    fn less_than_one_request_a_second_still_lets_one_through() {
        let mut bucket = TokenBucket::new(0.5, Moment::INITIAL);
        assert!(bucket.take(Moment::INITIAL));
        assert!(!bucket.take(Moment::INITIAL.plus(Duration::from_secs(1))));
        assert!(bucket.take(Moment::INITIAL.plus(Duration::from_secs(2))));
    }
}
