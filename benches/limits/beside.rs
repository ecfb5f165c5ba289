//! A plan while another client takes half of what AWS allows, for some of the time.

use std::time::Duration;

use super::clients::Rolecall;
use super::measured::Measured;
use super::other_client::{Beside, OtherClient};
use super::scene::Scene;

const ALLOWED: f64 = 20.0;
const PACED: f64 = 18.0;
const TAKEN: f64 = 10.0;
/// The other client comes when the plan has run for some seconds, stays, and leaves it some seconds alone.
const ALONE: Duration = Duration::from_secs(4);
const STAYS: Duration = Duration::from_secs(20);

pub fn run() {
    let scene = Scene::new(40, 50, 12);
    let sandbox = scene.sandbox(true, &format!("requests-per-second={ALLOWED}"));
    let rolecall = Rolecall::new(scene, &sandbox, PACED);
    let measured = std::thread::scope(|threads| {
        threads.spawn(|| {
            std::thread::sleep(ALONE);
            let other = OtherClient::come(sandbox.url(), TAKEN, 0);
            std::thread::sleep(STAYS);
            other.go();
        });
        Measured::of(&sandbox, || {
            rolecall.run(&["plan"]);
        })
    });
    let beside = Beside::new(&sandbox.requests()).unwrap();
    let (first, last) = beside.span();
    let (comes, goes) = (beside.comes, beside.goes);
    println!(
        "\nplan of {scene} beside another client that takes {TAKEN:.0} of the {ALLOWED:.0} for {:.0} s\n  {measured}, the other client's {:.0} among them",
        (goes - comes).as_secs_f64(),
        (goes - comes).as_secs_f64() * TAKEN,
    );
    let row = |when: &str, from: Duration, to: Duration| {
        println!(
            "  {when}: {:.1} a second, {:.1} % refused",
            beside.rate(from, to),
            100.0 * beside.refused(from, to)
        );
    };
    let Some(news) = beside.news() else {
        row("all the time", first, last);
        println!("  every refusal was the other client's");
        return;
    };
    let settled = settles(&beside, news);
    row("before", first, comes);
    row("beside", settled, goes);
    let back = comes_back(&beside, last);
    row("after ", back, last);
    println!(
        "  settled {:.1} s after the first refusal, which came {:.1} s after the other client; back {:.1} s after it had gone",
        (settled - news).as_secs_f64(),
        (news - comes).as_secs_f64(),
        (back - goes).as_secs_f64(),
    );
}

/// Two seconds are long enough for a rate to be seen in them.
const SEEN: Duration = Duration::from_secs(2);
const STEP: Duration = Duration::from_millis(100);

/// When it first sends, for two seconds, no more than a quarter above what is left.
fn settles(beside: &Beside, news: Duration) -> Duration {
    let sent = |from| {
        let taken = beside.rate(from, from + SEEN);
        taken / (1.0 - beside.refused(from, from + SEEN)).max(0.01)
    };
    let mut at = news;
    while at < beside.goes && sent(at) > (ALLOWED - TAKEN) * 1.25 {
        at += STEP;
    }
    at
}

/// When it first has, for two seconds, nine tenths of its own rate again.
fn comes_back(beside: &Beside, last: Duration) -> Duration {
    let mut at = beside.goes;
    while at + SEEN < last && beside.rate(at, at + SEEN) < PACED * 0.9 {
        at += STEP;
    }
    at
}
