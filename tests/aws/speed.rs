//! At AWS's limits, on the clock. Time is made shorter: higher rates, shorter operations.
//!
//! A machine that is busy with other things is slow whatever rolecall does, so each bound is widened by the time that
//! the same work takes here without limits.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rolecall::apply::Event;
use rolecall::aws::{Connection, Groups, Needs};
use rolecall::model::Scan;
use rolecall::sandbox::{Request, Requests};
use serde_json::Value;

use super::harness::{Case, run, scope};
use super::scene::Scene;

/// Requests a second that the sandbox allows: twice what AWS does. Rolecall is set to nine tenths of it, as it is by
/// default.
const ALLOWED: f64 = 40.0;
const LIMITS: &str = "requests-per-second=40,outstanding-assignments=15,operation-time=1s";

/// The time of some work against a sandbox with options, and what it was asked.
fn timed(state: &Value, options: &str, work: impl Fn(&Case)) -> (Duration, Requests) {
    let case = Case::new(state, options);
    let began = Instant::now();
    work(&case);
    (began.elapsed(), case.sandbox.requests())
}

/// The same, and the time that it takes without any limit, before or after, whichever was slower.
fn beside_unlimited(
    state: &Value,
    options: &str,
    work: impl Fn(&Case),
) -> (Duration, Requests, Duration) {
    let (before, _) = timed(state, "", &work);
    let (took, requests) = timed(state, options, &work);
    let (after, _) = timed(state, "", &work);
    (took, requests, before.max(after))
}

/// The requests to sso-admin within a time, counted from the sandbox's start.
fn between(requests: &Requests, from: Duration, to: Duration) -> Vec<&Request> {
    let log = requests.log.iter();
    log.filter(|one| one.service == "sso-admin" && one.at >= from && one.at < to)
        .collect()
}

/// The time of so many requests at 85 % of the allowed rate.
fn at_85_percent(requests: &Requests) -> Duration {
    let count = between(requests, Duration::ZERO, Duration::MAX).len();
    Duration::from_secs_f64(count as f64 / (ALLOWED * 0.85))
}

fn grant_all(scene: Scene) -> impl Fn(&Case) {
    move |case| {
        let (outcome, _) = case.apply(scene.grants());
        assert!(outcome.is_complete());
    }
}

fn read(case: &Case, scene: Scene) {
    let names = scene.set_names();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let connection = case.open().unwrap();
    // What a catalog without units and tags needs: each tag would be a call to Organizations, at its own slower rate.
    let needs = Needs {
        groups: Groups::All,
        ..Needs::default()
    };
    run(async {
        let reader = connection.reader();
        let directory = reader.directory(&needs).await.unwrap();
        let live = reader.live(&scope(&directory, &names)).await.unwrap();
        assert_eq!(live.state.assignments.len(), scene.assignments());
        assert_eq!(live.scan, Scan::Groups);
    });
}

#[test]
#[ignore = "measures time, which needs a quiet machine: cargo test speed -- --ignored --test-threads=1"]
fn reading_uses_the_rate_and_is_not_throttled() {
    let scene = Scene {
        sets: 10,
        accounts: 50,
        groups: 2,
    };
    let (took, requests, slack) =
        beside_unlimited(&scene.state(true), LIMITS, |case| read(case, scene));
    assert_eq!(requests.throttled(), 0);
    let bound = at_85_percent(&requests) + slack;
    assert!(took <= bound, "{took:?} of {bound:?}");
}

#[test]
#[ignore = "measures time, which needs a quiet machine: cargo test speed -- --ignored --test-threads=1"]
fn grants_take_little_longer_than_the_outstanding_limit_makes_them() {
    let scene = Scene {
        sets: 2,
        accounts: 45,
        groups: 1,
    };
    let (took, requests, slack) = beside_unlimited(&scene.state(false), LIMITS, grant_all(scene));
    // 90 operations of a second, 15 at a time.
    let bound = Duration::from_secs(6).mul_f64(1.15) + slack;
    assert!(
        took <= bound,
        "{took:?} of {bound:?}, {:?}",
        requests.by_operation()
    );
    assert_eq!(requests.throttled(), 0);
    assert_eq!(requests.most_outstanding_assignments, 15);
    assert_eq!(requests.most_outstanding_in_one_account, 1);
}

#[test]
#[ignore = "measures time, which needs a quiet machine: cargo test speed -- --ignored --test-threads=1"]
fn applying_uses_the_rate_where_the_rate_is_the_limit() {
    let scene = Scene {
        sets: 2,
        accounts: 50,
        groups: 1,
    };
    let limits = "requests-per-second=40,operation-time=100ms";
    let (took, requests, slack) = beside_unlimited(&scene.state(false), limits, grant_all(scene));
    assert!(requests.throttled() * 100 <= requests.total());
    let bound = at_85_percent(&requests) + slack;
    assert!(took <= bound, "{took:?} of {bound:?}");
}

#[test]
fn a_busy_account_does_not_hold_up_the_rest() {
    let scene = Scene {
        sets: 12,
        accounts: 1,
        groups: 1,
    };
    let many = Scene {
        sets: 1,
        accounts: 60,
        groups: 1,
    };
    let state = Scene { sets: 12, ..many }.state(false);
    let case = Case::new(&state, "outstanding-assignments=15,operation-time=200ms");
    let mut changes = scene.grants();
    changes.extend(many.grants().into_iter().skip(1));
    let (outcome, events) = case.apply(changes);
    assert!(outcome.is_complete());
    // The account with twelve takes twelve turns; 59 others take five, beside it.
    let ends: Vec<usize> = events
        .iter()
        .filter_map(|event| match event {
            Event::Requested { change, .. } => Some(*change),
            _ => None,
        })
        .collect();
    let others_started = ends.iter().rposition(|change| *change >= 12).unwrap();
    let busy_before = ends[..others_started]
        .iter()
        .filter(|change| **change < 12)
        .count();
    assert!(busy_before <= 7, "{ends:?}");
    assert_eq!(case.sandbox.requests().most_outstanding_in_one_account, 1);
}

#[test]
#[ignore = "measures time, which needs a quiet machine: cargo test speed -- --ignored --test-threads=1"]
fn what_another_client_takes_is_left_to_it_and_taken_again_when_it_has_gone() {
    let scene = Scene {
        sets: 60,
        accounts: 1,
        groups: 1,
    };
    let case = Case::new(&scene.state(true), "requests-per-second=20");
    let other = case.beside(10.0);
    let stop = AtomicBool::new(false);
    let gone_at = std::thread::scope(|threads| {
        threads.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                read(&case, scene);
            }
        });
        let began = Instant::now();
        let connection = run(Connection::open(&other)).unwrap();
        let reader = connection.reader();
        let arn = "arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-0000000000000001";
        run(async {
            while began.elapsed() < Duration::from_secs(7) {
                reader.outdated_accounts(arn).await.unwrap();
            }
        });
        let gone_at = case.sandbox.requests().log.last().unwrap().at;
        std::thread::sleep(Duration::from_secs(9));
        stop.store(true, Ordering::Relaxed);
        gone_at
    });
    let requests = case.sandbox.requests();
    let second = Duration::from_secs(1);
    // Both together, once they have settled: the rate is used and little is refused. How much is used exactly is a
    // test of the bucket, on a clock of its own; here a busy machine must pass, too.
    let together = between(&requests, gone_at - second * 4, gone_at);
    let refused = together.iter().filter(|one| one.refused.is_some()).count();
    assert!(
        together.len() as f64 >= 20.0 * 4.0 * 0.75,
        "{}",
        together.len()
    );
    assert!(
        refused * 6 <= together.len(),
        "{refused} of {}",
        together.len()
    );
    // And alone again.
    let alone = between(&requests, gone_at + second * 7, gone_at + second * 9);
    assert!(alone.len() as f64 >= 20.0 * 2.0 * 0.75, "{}", alone.len());
    let refused = alone.iter().filter(|one| one.refused.is_some()).count();
    assert!(refused * 20 <= alone.len(), "{refused} of {}", alone.len());
}
