//! A client that has always work, and another that takes half of what AWS allows: on a clock that is a number.
//!
//! The service is a token bucket, as AWS's are described. The client is what a lane is: so many calls in flight, which
//! wait in line, a turn for each, a pause before a throttled one is made again.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::time::Duration;

use super::Bucket;
use crate::aws::backoff::{Cause, Jitter, Retries};

const SECOND: Duration = Duration::from_secs(1);
/// What AWS allows a second, what a client is set to, and what the other one takes.
const ALLOWED: f64 = 20.0;
const PACED: f64 = 18.0;
const TAKEN: f64 = 10.0;
/// The other client comes, goes, and so long it is looked at what happens afterwards.
const COMES: Duration = Duration::from_secs(20);
const GOES: Duration = Duration::from_secs(80);
const END: Duration = Duration::from_secs(100);

/// How a service and the way to it are.
#[derive(Debug, Clone, Copy)]
struct World {
    /// How many requests at once the service bears after a pause. AWS documents none.
    burst: f64,
    latency: Duration,
    in_flight: usize,
}

/// The worlds that every claim is held to.
const WORLDS: [World; 7] = [
    world(20.0, 100, 16),
    world(20.0, 20, 1),
    world(20.0, 600, 16),
    world(20.0, 100, 200),
    world(40.0, 100, 16),
    world(5.0, 100, 16),
    world(2.0, 50, 4),
];

const fn world(burst: f64, latency: u64, in_flight: usize) -> World {
    World {
        burst,
        latency: Duration::from_millis(latency),
        in_flight,
    }
}

/// The service's own bucket.
struct Service {
    burst: f64,
    tokens: f64,
    filled: Duration,
}

impl Service {
    fn takes(&mut self, now: Duration) -> bool {
        let gained = now.saturating_sub(self.filled).as_secs_f64() * ALLOWED;
        self.tokens = (self.tokens + gained).min(self.burst);
        self.filled = now;
        let any = self.tokens >= 1.0;
        if any {
            self.tokens -= 1.0;
        }
        any
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A call wants its turn.
    Ready(usize),
    Sent(usize),
    Answered(usize, bool),
    Other,
}

/// When our requests came to the service, and whether it took them.
struct Log(Vec<(Duration, bool)>);

impl Log {
    /// How many were taken and how many refused from one time to another.
    fn between(&self, from: Duration, to: Duration) -> (usize, usize) {
        let within = || self.0.iter().filter(|(at, _)| *at >= from && *at < to);
        let taken = within().filter(|(_, taken)| *taken).count();
        (taken, within().count() - taken)
    }

    /// Requests taken a second.
    fn rate(&self, from: Duration, to: Duration) -> f64 {
        self.between(from, to).0 as f64 / (to - from).as_secs_f64()
    }

    /// The share of requests refused.
    fn refused(&self, from: Duration, to: Duration) -> f64 {
        let (taken, refused) = self.between(from, to);
        refused as f64 / (taken + refused) as f64
    }
}

/// Calls that wait for their turn: the first of them for its time.
#[derive(Default)]
struct Line {
    taken: bool,
    waiting: VecDeque<(usize, Duration)>,
}

impl Line {
    fn next(&mut self, bucket: &mut Bucket, now: Duration) -> Option<Reverse<(Duration, Event)>> {
        if self.taken {
            return None;
        }
        let (call, since) = self.waiting.pop_front()?;
        self.taken = true;
        Some(Reverse((
            now + bucket.reserve(since, now),
            Event::Sent(call),
        )))
    }
}

fn simulate(world: World, other: bool) -> Log {
    let mut service = Service {
        burst: world.burst,
        tokens: world.burst,
        filled: Duration::ZERO,
    };
    let mut bucket = Bucket::new(PACED, 2);
    let mut jitter = Jitter::new(1);
    let mut retries = vec![(Retries::default(), Duration::ZERO); world.in_flight];
    let mut line = Line::default();
    let mut log = Log(Vec::new());
    let mut events: BinaryHeap<Reverse<(Duration, Event)>> = (0..world.in_flight)
        .map(|call| Reverse((Duration::ZERO, Event::Ready(call))))
        .collect();
    if other {
        // It keeps no rhythm with ours, and neither waits nor makes a refused request again.
        let mut at = COMES;
        let mut uneven = Jitter::new(2);
        while at < GOES {
            events.push(Reverse((at, Event::Other)));
            at += Duration::from_secs_f64((0.5 + uneven.unit()) / TAKEN);
        }
    }
    while let Some(Reverse((now, event))) = events.pop() {
        if now >= END {
            break;
        }
        let (at, next) = match event {
            Event::Other => {
                service.takes(now);
                continue;
            }
            Event::Ready(call) => {
                line.waiting.push_back((call, now));
                events.extend(line.next(&mut bucket, now));
                continue;
            }
            Event::Sent(call) => {
                line.taken = false;
                events.extend(line.next(&mut bucket, now));
                let taken = service.takes(now);
                log.0.push((now, taken));
                (now + world.latency, Event::Answered(call, taken))
            }
            Event::Answered(call, true) => {
                retries[call] = (Retries::default(), now);
                (now, Event::Ready(call))
            }
            Event::Answered(call, false) => {
                bucket.throttled(now);
                let (tries, since) = &mut retries[call];
                let pause = tries.next(Cause::Throttled, now - *since, &mut jitter);
                (now + pause.unwrap(), Event::Ready(call))
            }
        };
        events.push(Reverse((at, next)));
    }
    log
}

#[test]
fn alone_the_rate_is_used_and_nothing_is_refused() {
    for world in WORLDS {
        let log = simulate(world, false);
        let (taken, refused) = log.between(Duration::ZERO, END);
        assert_eq!(refused, 0, "{world:?}");
        let used = taken as f64 / (ALLOWED * END.as_secs_f64());
        assert!(used >= 0.89, "{world:?}: {used:.3}");
    }
}

#[test]
fn beside_a_client_that_takes_half_the_other_half_is_found_in_seconds_and_used() {
    for world in WORLDS {
        let log = simulate(world, true);
        // What the service had saved up for bursts lasts for a while: the first refusal is the news.
        let news = log.0.iter().find(|(_, taken)| !taken).unwrap().0;
        assert!(news >= COMES, "{world:?}");
        let settled = news + SECOND * 3;
        let left = ALLOWED - TAKEN;
        let used = log.rate(settled, GOES) / left;
        assert!((0.85..=1.1).contains(&used), "{world:?}: {used:.3}");
        let refused = log.refused(settled, GOES);
        assert!(refused <= 0.09, "{world:?}: {refused:.3}");
        // Not only in the long run: in every ten seconds, from the moment it has settled.
        for start in settled.as_secs()..GOES.as_secs() - 10 {
            let (from, to) = (SECOND * start as u32, SECOND * (start as u32 + 10));
            let used = log.rate(from, to) / left;
            assert!(
                (0.7..=1.3).contains(&used),
                "{world:?} at {start} s: {used:.3}"
            );
            let refused = log.refused(from, to);
            assert!(refused <= 0.16, "{world:?} at {start} s: {refused:.3}");
        }
    }
}

#[test]
fn seconds_after_the_other_client_has_gone_the_whole_rate_is_used_again() {
    for world in WORLDS {
        let log = simulate(world, true);
        let back = GOES + SECOND * 7;
        let (_, refused) = log.between(GOES + SECOND, END);
        assert_eq!(refused, 0, "{world:?}");
        let rate = log.rate(back, END);
        assert!(rate >= PACED * 0.99, "{world:?}: {rate:.2}");
    }
}
