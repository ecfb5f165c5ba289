//! At AWS's limits, on the clock. Time is made shorter: higher rates, shorter operations.
//!
//! A machine that is busy with other things is slow whatever rolecall does. So each bound is three times what the limits
//! make it, widened by what the same run finds out about the machine: the time that the work takes without limits, and
//! how late a thread is woken that does nothing but sleep. Work that waits for each operation, or uses a part of the
//! rate, takes longer than that on any machine. How close an apply comes to its bound, `benches/limits` measures, and
//! what follows from the rate alone is a test of the bucket, on a clock that is a number.

use std::time::{Duration, Instant};

use rolecall::apply::Event;
use rolecall::aws::{Connection, Needs};
use rolecall::model::Scan;
use rolecall::sandbox::{Request, Requests};
use serde_json::Value;
use tokio::task::JoinSet;

use super::harness::{Case, run, scope};
use super::scene::Scene;
use crate::support::metronome::Metronome;
use crate::support::other_client::{Beside, OtherClient};

/// Requests a second that the sandbox allows: twice what AWS does. Rolecall is set to nine tenths of it, as it is by
/// default.
const ALLOWED: f64 = 40.0;

/// The time of some work against a sandbox with options, and what it was asked.
fn timed(state: &Value, options: &str, work: impl Fn(&Case)) -> (Duration, Requests) {
    let case = Case::new(state, options);
    let began = Instant::now();
    work(&case);
    (began.elapsed(), case.sandbox.requests())
}

/// The same, and what is the machine's: the time that the work takes without limits, before or after, whichever was
/// longer, and by how much a sleeper was late meanwhile.
fn beside_the_machine(
    state: &Value,
    options: &str,
    work: impl Fn(&Case),
) -> (Duration, Requests, Duration) {
    let (before, _) = timed(state, "", &work);
    let metronome = Metronome::start();
    let (took, requests) = timed(state, options, &work);
    let late = metronome.stop();
    let (after, _) = timed(state, "", &work);
    (took, requests, before.max(after) + late)
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

/// How many times longer than the limits make it some work may take.
const GENEROUS: u32 = 3;

/// On a machine that stands still for a moment requests arrive together that were sent apart. A client that does not
/// keep to the rate is refused far more often.
fn hardly_throttled(requests: &Requests) {
    let (throttled, total) = (requests.throttled(), requests.total());
    assert!(throttled * 20 <= total, "{throttled} of {total}");
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
        groups: true,
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
fn reading_uses_the_rate_and_is_not_throttled() {
    let scene = Scene {
        sets: 10,
        accounts: 50,
        groups: 2,
    };
    let (took, requests, slack) =
        beside_the_machine(&scene.state(true), "requests-per-second=40", |case| {
            read(case, scene)
        });
    hardly_throttled(&requests);
    let bound = at_85_percent(&requests) * GENEROUS + slack;
    assert!(took <= bound, "{took:?} of {bound:?}");
}

#[test]
fn grants_take_little_longer_than_the_outstanding_limit_makes_them() {
    let scene = Scene {
        sets: 2,
        accounts: 30,
        groups: 1,
    };
    let limits = "requests-per-second=40,outstanding-assignments=15,operation-time=900ms";
    let (took, requests, slack) = beside_the_machine(&scene.state(false), limits, grant_all(scene));
    // 60 operations, 15 at a time; one after the other they would take 54 seconds.
    let bound = Duration::from_millis(4 * 900 + 900) * GENEROUS + slack;
    assert!(
        took <= bound,
        "{took:?} of {bound:?}, {:?}",
        requests.by_operation()
    );
    hardly_throttled(&requests);
    let most = requests.most_outstanding_assignments;
    assert!((2..=15).contains(&most), "{most}");
    assert_eq!(requests.most_outstanding_in_one_account, 1);
}

#[test]
fn applying_uses_the_rate_where_the_rate_is_the_limit() {
    let scene = Scene {
        sets: 2,
        accounts: 30,
        groups: 1,
    };
    let limits = "requests-per-second=40,operation-time=100ms";
    let (took, requests, slack) = beside_the_machine(&scene.state(false), limits, grant_all(scene));
    hardly_throttled(&requests);
    let bound = at_85_percent(&requests) * GENEROUS + slack;
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

/// Keeps sixteen calls in flight, as reading does, until told to stop.
async fn ask_without_end(connection: &Connection, end: Instant) {
    let mut calls = JoinSet::new();
    for _ in 0..16 {
        let reader = connection.reader();
        calls.spawn(async move {
            let arn = "arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-0000000000000001";
            while Instant::now() < end {
                reader.outdated_accounts(arn).await.unwrap();
            }
        });
    }
    calls.join_all().await;
}

/// The share of the time that a measurement of rates needs of the machine.
const ENOUGH: f64 = 0.9;

/// The rates are measured on the clock, so a machine that has little time for it says nothing about them; what the
/// pacer does then is tested on a clock that is a number (`pace::shared`). Of several measurements one that holds is
/// enough: a pacer that is wrong is wrong in all.
#[test]
fn what_another_client_takes_is_left_to_it_and_taken_again_when_it_has_gone() {
    let holds = |_| std::panic::catch_unwind(beside_another_client).is_ok();
    assert!((0..3).any(holds), "none of three measurements holds");
}

fn beside_another_client() {
    let second = Duration::from_secs(1);
    let scene = Scene {
        sets: 1,
        accounts: 1,
        groups: 1,
    };
    let case = Case::new(&scene.state(true), "requests-per-second=20");
    let connection = case.open().unwrap();
    let metronome = Metronome::start();
    let end = Instant::now() + second * 14;
    let url = case.sandbox.url();
    let other = std::thread::spawn(move || {
        std::thread::sleep(second);
        // What the service has saved up is gone at once, so that the news comes soon.
        let other = OtherClient::come(url, 10.0, 16);
        std::thread::sleep(second * 6);
        other.go();
    });
    run(ask_without_end(&connection, end));
    other.join().unwrap();
    // The share of the time that the machine had for this.
    let had = 1.0 - metronome.stop().as_secs_f64() / 14.0;
    if had < ENOUGH {
        #[expect(clippy::print_stderr, reason = "a skipped test must say so")]
        {
            eprintln!("skipped: the machine had {had:.2} of the time for it");
        }
        return;
    }
    let beside = Beside::new(&case.sandbox.requests()).unwrap();
    let (Beside { comes, goes, .. }, (_, last)) = (&beside, beside.span());
    // Alone: nothing is refused.
    assert_eq!(beside.refused(Duration::ZERO, *comes), 0.0);
    // Together, once the news has been understood: what is left is used, and little is refused.
    let settled = beside.news().unwrap() + second * 2;
    assert!(settled + second * 2 < *goes, "{settled:?} {goes:?}");
    let rate = beside.rate(settled, *goes);
    assert!(
        (10.0 * 0.75 * had..10.0 * 1.4).contains(&rate),
        "{rate:.1} of 10, {had:.2}"
    );
    let refused = beside.refused(settled, *goes);
    assert!(refused <= 0.2, "{refused:.2}");
    // And alone again: all of it.
    let back = *goes + second * 6;
    let rate = beside.rate(back, last);
    assert!(rate >= 18.0 * 0.9 * had, "{rate:.1} of 18, {had:.2}");
    assert_eq!(beside.refused(*goes + second, last), 0.0);
}
