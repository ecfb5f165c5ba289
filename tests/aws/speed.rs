//! Applying at AWS's limits, with time made shorter: the rate five times AWS's, the operations a fifth of their time.

use std::time::{Duration, Instant};

use super::harness::Case;
use super::scene::Scene;

#[test]
fn grants_use_what_the_limits_allow() {
    let scene = Scene {
        sets: 4,
        accounts: 50,
        groups: 1,
    };
    let case = Case::new(
        &scene.state(false),
        "requests-per-second=80,outstanding-assignments=15,operation-time=500ms",
    );
    let began = Instant::now();
    let (outcome, _) = case.apply(scene.grants());
    let took = began.elapsed();
    assert!(outcome.is_complete());
    let r = case.sandbox.requests();
    println!(
        "{took:?} bound {:?} requests {:?} throttled {} busiest {} most {}",
        Duration::from_secs_f64(scene.assignments() as f64 / 15.0 * 0.5),
        r.by_operation(),
        r.throttled(),
        r.busiest_second("sso-admin"),
        r.most_outstanding_assignments
    );
}
