//! Throttling, conflicts, faults and delays: everything converges, and nothing is tried forever.

use rolecall::plan::Change;
use serde_json::json;

use super::harness::{
    AUDIT, Case, DEV, MEMBERS, PROD, assignment, create_set, everything, grant, name, revoke, run,
    scope, set, state,
};

/// Creates a group and three sets, grants them everywhere, and revokes what was granted before.
fn changes() -> Vec<Change> {
    let mut changes = vec![Change::CreateGroup {
        group: "Auditors".into(),
    }];
    for set in ["A", "B", "C"] {
        changes.push(create_set(set));
    }
    changes.push(Change::CreateAssignment(assignment(
        "Auditors", None, "A", AUDIT,
    )));
    for account in MEMBERS {
        changes.push(grant("Developers", "A", account));
        changes.push(grant("Managers", "B", account));
    }
    changes.push(revoke("Developers", "Old", DEV));
    changes.push(revoke("Developers", "Old", PROD));
    changes.push(Change::DeletePermissionSet {
        permission_set: name("Old"),
    });
    changes
}

fn applied(options: &str) -> Case {
    let mut state = state();
    let developers = super::harness::group("Developers");
    let held = json!({"groups": [developers.as_str()]});
    state["permission_sets"] = json!([set(
        "Old",
        1,
        Some("default"),
        json!({DEV: held, PROD: held})
    )]);
    let case = Case::new(&state, options);
    let (outcome, _) = case.apply(changes());
    assert!(outcome.is_complete(), "{options}: {outcome:#?}");
    assert_eq!(case.assignments().len(), 21, "{options}");
    assert_eq!(case.snapshot().permission_sets.len(), 3, "{options}");
    case
}

#[test]
fn throttled_requests_are_made_again() {
    let case = applied("throttle=0.1,seed=1");
    assert!(case.sandbox.requests().throttled() > 0);
}

#[test]
fn conflicts_that_pass_are_waited_for() {
    let case = applied("conflict=0.15,seed=2");
    let requests = case.sandbox.requests();
    assert!(
        requests
            .log
            .iter()
            .any(|request| request.refused == Some("ConflictException"))
    );
}

#[test]
fn faults_of_the_service_and_lost_answers_change_nothing_in_the_end() {
    let case = applied("internal-error=0.05,drop-connection=0.1,seed=3");
    let requests = case.sandbox.requests();
    assert!(
        requests
            .log
            .iter()
            .any(|request| request.refused == Some("ConnectionDropped"))
    );
}

#[test]
fn what_was_just_created_may_be_invisible_for_a_while() {
    let case = applied("visibility-delay=300ms");
    let requests = case.sandbox.requests();
    assert!(
        requests
            .log
            .iter()
            .any(|request| request.refused == Some("ResourceNotFoundException"))
    );
}

#[test]
fn at_nine_tenths_of_the_limit_nothing_is_throttled() {
    let case = Case::fresh("requests-per-second=60");
    let connection = case.open().unwrap();
    run(async {
        let reader = connection.reader();
        let directory = reader.directory(&everything(&[])).await.unwrap();
        reader.live(&scope(&directory, &["A"])).await.unwrap();
    });
    let (outcome, _) = case.apply(vec![
        create_set("A"),
        create_set("B"),
        grant("Developers", "A", DEV),
    ]);
    assert!(outcome.is_complete());
    assert_eq!(case.sandbox.requests().throttled(), 0);
}

#[test]
fn a_rate_that_is_too_high_is_found_out_and_lowered() {
    let case =
        Case::fresh("requests-per-second=8").with(|settings| settings.requests_per_second = 400.0);
    let changes = (0..30)
        .map(|number| create_set(&format!("Set{number}")))
        .collect();
    let (outcome, _) = case.apply(changes);
    assert!(outcome.is_complete(), "{outcome:#?}");
    let requests = case.sandbox.requests();
    assert!(requests.throttled() > 0);
    assert!(
        requests.throttled() < 90,
        "{} of {}",
        requests.throttled(),
        requests.total()
    );
}

#[test]
fn what_never_passes_is_reported_in_the_end() {
    let case = Case::fresh("internal-error=1,allow=GetCallerIdentity");
    let error = case.open().unwrap_err();
    assert!(error.help().is_some(), "{error}");
    assert!(case.sandbox.requests().total() <= 10);
}
