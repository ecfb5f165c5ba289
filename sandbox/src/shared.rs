//! The engine and its clock, shared between the server, the store and the owner of a sandbox.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::engine::Engine;
use super::world::Moment;

/// The engine, shared between the server and the sandbox's owner, and the clock that it is given.
#[derive(Debug)]
pub struct Shared {
    engine: Mutex<Engine>,
    clock: Clock,
}

/// The time since the epoch, that never goes back.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    base: Moment,
    started: Instant,
}

impl Clock {
    /// Returns a clock that starts at the system's time.
    pub fn start() -> Self {
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Self {
            base: Moment::since_epoch(since_epoch),
            started: Instant::now(),
        }
    }

    /// Returns the time now.
    pub fn now(&self) -> Moment {
        self.base.plus(self.started.elapsed())
    }
}

impl Shared {
    /// Returns an engine with its clock.
    pub fn new(engine: Engine, clock: Clock) -> Self {
        Self {
            engine: Mutex::new(engine),
            clock,
        }
    }

    /// Returns the engine, and the time now.
    pub fn lock(&self) -> (MutexGuard<'_, Engine>, Moment) {
        // A panic in another thread leaves a whole world behind, since handlers change it last.
        let engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        (engine, self.clock.now())
    }
}
