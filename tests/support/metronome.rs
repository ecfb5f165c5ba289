//! How late this machine is: what a test on the clock may not blame on the program.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The beat. About the time that a request needs, and shorter than any pause between two.
const BEAT: Duration = Duration::from_millis(5);

/// A thread that wants to be woken at every beat, and adds up how late it was.
pub struct Metronome {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Duration>,
}

impl Metronome {
    pub fn start() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            let mut late = Duration::ZERO;
            while !stopped.load(Ordering::Relaxed) {
                let asleep = Instant::now();
                std::thread::sleep(BEAT);
                late += asleep.elapsed().saturating_sub(BEAT);
            }
            late
        });
        Self { stop, thread }
    }

    /// By how much all beats together were late.
    pub fn stop(self) -> Duration {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}
