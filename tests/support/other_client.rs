//! Another client of the same service: it takes its requests a second, unevenly as people and programs do, and heeds
//! nothing that it is told. An even one would fall into step with whoever is paced, and one of the two would lose all.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rolecall::sandbox::Requests;

use super::http;

/// What it asks, again and again. rolecall asks this once in a run, so that the log tells the two apart.
pub const OPERATION: &str = "ListInstances";

/// The client at work, until it is told to go.
pub struct OtherClient {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl OtherClient {
    /// Comes, with `at_once` requests without a pause, and stays.
    pub fn come(url: String, requests_per_second: f64, at_once: u32) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let began = Instant::now();
            for number in 0_u32.. {
                let place = f64::from(number.saturating_sub(at_once)) + unevenness(number);
                let due = place / requests_per_second;
                let wait = Duration::from_secs_f64(due).saturating_sub(began.elapsed());
                std::thread::sleep(wait);
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                http::call(&url, &format!("SWBExternalService.{OPERATION}"), "{}");
            }
        });
        Self { stop, thread }
    }

    /// Goes.
    pub fn go(self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap();
    }
}

/// From 0 to 1, scattered, and the same for the same number.
fn unevenness(number: u32) -> f64 {
    f64::from(number.wrapping_mul(2_654_435_761) >> 16) / 65_536.0
}

/// What a client got of sso-admin beside another one.
pub struct Beside {
    /// When each of its requests came, and whether it was taken: answered, and not refused for its rate.
    ours: Vec<(Duration, bool)>,
    /// When the other client's first request and its last one came.
    pub comes: Duration,
    pub goes: Duration,
}

impl Beside {
    /// Takes the log apart. `None` where there was no other client.
    pub fn new(requests: &Requests) -> Option<Self> {
        let sso = || requests.log.iter().filter(|one| one.service == "sso-admin");
        let others = || sso().filter(|one| one.operation == OPERATION);
        // The first one is of the run that is looked at: it finds its instance.
        Some(Self {
            comes: others().nth(1)?.at,
            goes: others().next_back()?.at,
            ours: sso()
                .filter(|one| one.operation != OPERATION)
                .map(|one| (one.at, one.refused != Some("ThrottlingException")))
                .collect(),
        })
    }

    /// When the first of ours came, and the last.
    pub fn span(&self) -> (Duration, Duration) {
        let at = |one: Option<&(Duration, bool)>| one.map_or(Duration::ZERO, |(at, _)| *at);
        (at(self.ours.first()), at(self.ours.last()))
    }

    /// When the first of ours was refused after the other client had come.
    pub fn news(&self) -> Option<Duration> {
        let mut after = self.ours.iter().filter(|(at, _)| *at >= self.comes);
        after.find(|(_, taken)| !taken).map(|(at, _)| *at)
    }

    /// Ours that were taken a second, from one time to another.
    pub fn rate(&self, from: Duration, to: Duration) -> f64 {
        let taken = self.within(from, to).filter(|(_, taken)| *taken);
        taken.count() as f64 / to.saturating_sub(from).as_secs_f64()
    }

    /// The share of ours that was refused.
    pub fn refused(&self, from: Duration, to: Duration) -> f64 {
        let refused = self.within(from, to).filter(|(_, taken)| !taken);
        refused.count() as f64 / self.within(from, to).count().max(1) as f64
    }

    fn within(&self, from: Duration, to: Duration) -> impl Iterator<Item = &(Duration, bool)> {
        self.ours
            .iter()
            .filter(move |(at, _)| *at >= from && *at < to)
    }
}
