//! Campaigns: faults, crashes, others who write at the same time. Seeded, so that what failed once fails again.
//!
//! Whatever happens: nobody who keeps access in an account is without it for a moment, nothing unmanaged is touched, a
//! run that says it is done is done, and the next run without faults converges.
//! `ROLECALL_SEEDS=500 cargo test campaign -- --nocapture` makes the campaign of faults longer, `ROLECALL_STEPS=10000`
//! the test against a model; in CI both are longer than elsewhere.

mod account;
mod crash;
mod dice;
mod facts;
mod laws;
mod model;
mod seeds;
mod stories;
mod together;

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rolecall::sandbox::{Sandbox, Start};

use crate::support::rolecall::{Project, Run};

fn started(snapshot: &str, options: &str) -> Sandbox {
    Sandbox::start(Start {
        snapshot: Some(snapshot.to_owned()),
        options: options.parse().unwrap(),
        ..Start::default()
    })
    .unwrap()
}

/// What an apply that nobody watches is called with.
const APPLY: [&str; 10] = [
    "apply",
    "--auto-approve",
    "--create-groups",
    "--scan",
    "full",
    "--requests-per-second",
    "2000",
    "--max-removals",
    "100%",
    "--allow-total-loss",
];

fn apply(project: &Project, sandbox: &Sandbox) -> Run {
    apply_with(project, sandbox, &[])
}

fn apply_with(project: &Project, sandbox: &Sandbox, more: &[&str]) -> Run {
    project.run_against(&sandbox.url(), &[&APPLY, more].concat())
}

/// Whether this is a run that may take its time: a developer's is over sooner.
fn is_in_ci() -> bool {
    std::env::var_os("CI").is_some()
}

/// Whether an operation of the API changes something.
fn is_write(operation: &str) -> bool {
    [
        "Create",
        "Delete",
        "Update",
        "Tag",
        "Untag",
        "Attach",
        "Detach",
        "Put",
        "Provision",
    ]
    .iter()
    .any(|verb| operation.starts_with(verb))
}

/// Checks cases, so many at once, and gives those that failed; their panics are printed as they happen.
fn failing<T: Clone + Debug + Send + Sync>(
    cases: &[T],
    at_once: usize,
    check: impl Fn(&T) + Sync,
) -> Vec<T> {
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if catch_unwind(AssertUnwindSafe(|| check(case))).is_err() {
                        failed.lock().unwrap().push(case.clone());
                    }
                }
            });
        }
    });
    failed.into_inner().unwrap()
}
