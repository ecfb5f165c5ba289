//! Large instances: what is read from a snapshot must not grow faster than the snapshot.

use std::time::{Duration, Instant};

use rolecall::model::{LiveScope, Scan, Snapshot};
use serde_json::{Value, json};

use super::harness::{scope, set, state};

/// A state of `sets` permission sets, each granted to `groups` groups in `accounts` accounts.
fn large(sets: u8, groups: usize, accounts: usize) -> String {
    let mut state = state();
    let ids: Vec<String> = (0..groups)
        .map(|number| format!("00000000-0000-4000-8000-{number:012}"))
        .collect();
    state["identity_store"]["groups"] = ids
        .iter()
        .enumerate()
        .map(|(number, id)| json!({"id": id, "display_name": format!("group {number}")}))
        .collect();
    let numbers: Vec<String> = (0..accounts)
        .map(|number| format!("{}", 500_000_000_000 + number as u64))
        .collect();
    let organization = state["organization"]["accounts"].as_array_mut().unwrap();
    organization.extend(
        numbers
            .iter()
            .map(|id| json!({"id": id, "name": format!("account {id}")})),
    );
    let held: serde_json::Map<String, Value> = numbers
        .iter()
        .map(|id| (id.clone(), json!({"groups": ids})))
        .collect();
    state["permission_sets"] = (1..=sets)
        .map(|number| {
            set(
                &format!("Set{number}"),
                number,
                Some("default"),
                Value::Object(held.clone()),
            )
        })
        .collect();
    state.to_string()
}

/// How long a text takes to become a live state.
fn time(text: &str, rows: usize) -> Duration {
    let started = Instant::now();
    let snapshot = Snapshot::parse(text).unwrap();
    let directory = snapshot.directory();
    let scope = LiveScope {
        scan: Scan::Full,
        ..scope(&directory, &[])
    };
    assert_eq!(snapshot.live(&scope).unwrap().state.assignments.len(), rows);
    started.elapsed()
}

#[test]
fn a_hundred_thousand_assignments_load_in_seconds_without_optimization() {
    // It takes a second or two; a busy machine may take many times as long, anything quadratic takes longer still.
    let took = time(&large(10, 20, 500), 100_000);
    assert!(took < Duration::from_secs(90), "{took:?}");
}

/// A million assignments, 3 seconds: cargo test --release -- --ignored a_million --nocapture
#[test]
#[ignore = "large; meant for a release build"]
fn a_million_assignments_load_in_three_seconds() {
    let took = time(&large(20, 50, 1000), 1_000_000);
    assert!(took < Duration::from_secs(3), "{took:?}");
}
