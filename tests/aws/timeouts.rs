//! Operations that do not end, are not found, or are not taken: every apply comes to its end, and says what is known.

use std::sync::Mutex;
use std::time::Duration;

use rolecall::apply::{Event, Interrupt, Outcome, Timeouts, apply_with};
use rolecall::aws::{Connection, ErrorKind, Settings};
use rolecall::model::CatalogName;
use rolecall::plan::{Change, Plan};
use serde_json::{Value, json};

use super::harness::{Case, MEMBERS, create_set, grant, group, name, revoke, run, set, state};
use super::proxy::{Pass, Proxy};

const SHORT: Duration = Duration::from_millis(300);

/// A sandbox with the set `Read`, which Developers have in these accounts.
fn case(held_in: &[&str], options: &str) -> Case {
    let developers = group("Developers");
    let held: serde_json::Map<String, Value> = held_in
        .iter()
        .map(|id| ((*id).to_owned(), json!({"groups": [developers.as_str()]})))
        .collect();
    let mut state = state();
    state["permission_sets"] = json!([set("Read", 1, Some("default"), Value::Object(held))]);
    Case::new(&state, options)
}

/// Applies a plan at an endpoint.
fn applied(url: &str, plan: &Plan, timeouts: Timeouts) -> (Outcome, Vec<Event>) {
    let settings = Settings {
        endpoint_url: Some(url.to_owned()),
        requests_per_second: 5000.0,
        ..Settings::default()
    };
    let mut events = Vec::new();
    let outcome = run(async {
        let connection = Connection::open(&settings).await.unwrap();
        let writer = connection.writer(CatalogName::default());
        let reader = connection.reader();
        let mut hear = |event: &Event| events.push(event.clone());
        let never = Interrupt::never();
        apply_with(plan, &writer, &reader, &mut hear, never, timeouts).await
    });
    (outcome, events)
}

fn grants(group: &str) -> Vec<Change> {
    MEMBERS.iter().map(|id| grant(group, "Read", id)).collect()
}

fn not_found() -> Pass {
    let body = json!({"__type": "ResourceNotFoundException", "Message": "Request does not exist."});
    Pass::Status(400, "application/x-amz-json-1.1", body.to_string())
}

#[test]
fn an_operation_that_never_ends_is_late_whatever_else_goes_on() {
    let timeouts = Timeouts {
        operation: SHORT,
        ..Timeouts::default()
    };
    // One alone is described by itself, several are looked for in a list.
    for count in [1, MEMBERS.len()] {
        let case = case(&[], "operation-time=1h");
        let mut changes = grants("Managers");
        changes.truncate(count);
        let (outcome, _) = applied(&case.sandbox.url(), &case.plan(changes), timeouts);
        assert_eq!(outcome.failed.len(), count, "{outcome:#?}");
        for failure in &outcome.failed {
            assert!(failure.error.is_uncertain() && failure.error.request_id().is_some());
            assert_eq!(
                failure.error.message(),
                "AWS has not ended the operation within 300ms; it may still do so"
            );
        }
    }
}

#[test]
fn lists_that_call_everything_in_progress_are_not_believed_for_long() {
    let case = case(&[MEMBERS[0], MEMBERS[1]], "status-lists-stay=true");
    let mut changes = grants("Managers");
    changes.extend(grants("DevOps"));
    changes.push(revoke("Developers", "Read", MEMBERS[0]));
    changes.push(revoke("Developers", "Read", MEMBERS[1]));
    let (outcome, _) = applied(
        &case.sandbox.url(),
        &case.plan(changes),
        Timeouts::default(),
    );
    assert!(outcome.is_complete(), "{outcome:#?}");
    assert_eq!(case.assignments().len(), 20);
}

#[test]
fn what_aws_does_not_find_any_more_is_read_and_done_if_it_is_so() {
    let case = case(&[MEMBERS[0]], "");
    let proxy = Proxy::start(&case.sandbox.url(), |operation, _| {
        match operation.starts_with("DescribeAccountAssignment") {
            true => not_found(),
            false if operation.ends_with("Status") => Pass::Json(json!({})),
            false => Pass::AsItIs,
        }
    });
    let timeouts = Timeouts {
        not_found: SHORT,
        ..Timeouts::default()
    };
    let mut changes = grants("Managers");
    changes.push(revoke("Developers", "Read", MEMBERS[0]));
    let (outcome, _) = applied(&proxy.url(), &case.plan(changes), timeouts);
    assert!(outcome.is_complete(), "{outcome:#?}");
}

#[test]
fn what_aws_does_not_find_any_more_and_is_not_so_is_of_unknown_outcome() {
    let case = case(&[], "fail-operations=1");
    let proxy = Proxy::start(&case.sandbox.url(), |operation, _| {
        match operation.starts_with("DescribeAccountAssignment") {
            true => not_found(),
            false if operation.ends_with("Status") => Pass::Json(json!({})),
            false => Pass::AsItIs,
        }
    });
    let timeouts = Timeouts {
        not_found: SHORT,
        ..Timeouts::default()
    };
    let changes = vec![grant("Managers", "Read", MEMBERS[0])];
    let (outcome, _) = applied(&proxy.url(), &case.plan(changes), timeouts);
    let error = &outcome.failed[0].error;
    assert!(error.is_uncertain());
    assert!(error.request_id().is_some());
    assert_eq!(
        error.message(),
        "AWS took the operation and has not found it by its id for 300ms; how it ended is not known"
    );
}

#[test]
fn no_more_than_three_pages_of_a_status_list_are_read() {
    let case = case(&[], "operation-time=50ms");
    let lists = std::sync::Arc::new(Mutex::new(0_usize));
    let counted = std::sync::Arc::clone(&lists);
    // As many pages as are asked for, none of which has what is looked for.
    let proxy = Proxy::start(&case.sandbox.url(), move |operation, _| {
        match operation.starts_with("List") && operation.ends_with("Status") {
            true => {
                let mut count = counted.lock().unwrap();
                *count += 1;
                let body = json!({"NextToken": format!("page{count}")}).to_string();
                Pass::Status(200, "application/x-amz-json-1.1", body)
            }
            false => Pass::AsItIs,
        }
    });
    let plan = case.plan(grants("Managers"));
    let (outcome, events) = applied(&proxy.url(), &plan, Timeouts::default());
    assert!(outcome.is_complete(), "{outcome:#?}");
    // The three lists before the start are nine of these, and none was read forever.
    let count = *lists.lock().unwrap();
    assert!(count >= 9, "{count}");
    let of_others = |event: &Event| matches!(event, Event::OthersInProgress { .. });
    assert!(!events.iter().any(of_others));
}

#[test]
fn two_applies_share_the_places_and_both_end_well() {
    let case = case(&[], "outstanding-assignments=15,operation-time=200ms");
    let (url, one, two) = (
        case.sandbox.url(),
        case.plan(grants("Managers")),
        case.plan(grants("DevOps")),
    );
    let (one, two) = std::thread::scope(|scope| {
        let one = scope.spawn(|| applied(&url, &one, Timeouts::default()));
        let two = scope.spawn(|| applied(&url, &two, Timeouts::default()));
        (one.join().unwrap(), two.join().unwrap())
    });
    assert!(
        one.0.is_complete() && two.0.is_complete(),
        "{one:#?} {two:#?}"
    );
    assert_eq!(case.assignments().len(), 20);
    let requests = case.sandbox.requests();
    assert!(requests.most_outstanding_assignments <= 15);
}

#[test]
fn places_of_another_client_are_waited_for_and_its_operations_are_told_of() {
    let case = case(&[], "places-taken=15,places-taken-for=3s");
    let plan = case.plan(grants("Managers"));
    let (outcome, events) = applied(&case.sandbox.url(), &plan, Timeouts::default());
    assert!(outcome.is_complete(), "{outcome:#?}");
    let told = events.iter().find_map(|event| match event {
        Event::OthersInProgress { count, is_complete } => Some((*count, *is_complete)),
        _ => None,
    });
    assert_eq!(told, Some((15, true)));
    let waited = |event: &&Event| matches!(event, Event::Waiting { .. });
    assert!(events.iter().any(|event| waited(&event)));
    // It is no matter of a rate.
    let refused = case.sandbox.requests().faults["places-taken"];
    assert!(refused < 40, "{refused}");
}

#[test]
fn with_fewer_places_than_documented_an_apply_ends_well() {
    let case = case(&[], "places-taken=5,operation-time=50ms");
    let mut changes = grants("Managers");
    changes.extend(grants("DevOps"));
    let (outcome, _) = applied(
        &case.sandbox.url(),
        &case.plan(changes),
        Timeouts::default(),
    );
    assert!(outcome.is_complete(), "{outcome:#?}");
    assert!(case.sandbox.requests().most_outstanding_assignments <= 10);
}

#[test]
fn places_that_never_become_free_end_an_apply_that_says_so() {
    let case = case(&[], "places-taken=15");
    let timeouts = Timeouts {
        places: SHORT,
        ..Timeouts::default()
    };
    let plan = case.plan(vec![grant("Managers", "Read", MEMBERS[0])]);
    let (outcome, _) = applied(&case.sandbox.url(), &plan, timeouts);
    let failure = &outcome.failed[0];
    assert_eq!(*failure.error.kind(), ErrorKind::TooManyInProgress);
    assert!(!failure.error.is_uncertain());
    assert!(
        failure
            .error
            .message()
            .ends_with("and no operation ended within 300ms, neither of this apply nor of others"),
        "{failure:?}"
    );
    assert!(failure.help.as_ref().unwrap().contains("other clients"));
}

#[test]
fn a_conflict_in_unknown_words_is_resolved_by_reading() {
    let case = case(&[], "");
    let first = Mutex::new(std::collections::HashSet::new());
    let proxy = Proxy::start(&case.sandbox.url(), move |operation, answer| {
        let is_write = operation.starts_with("Attach") || operation.starts_with("Create");
        if !is_write || operation == "CreateAccountAssignment" {
            return Pass::AsItIs;
        }
        if first.lock().unwrap().insert(operation.to_owned()) {
            return Pass::Lost;
        }
        match answer["__type"] == "ConflictException" {
            true => {
                let body = json!({"__type": "ConflictException", "Message": "It is as it is."});
                Pass::Status(400, "application/x-amz-json-1.1", body.to_string())
            }
            false => Pass::AsItIs,
        }
    });
    let changes = vec![
        Change::CreateGroup {
            group: "Auditors".into(),
        },
        create_set("New"),
        Change::AttachManagedPolicy {
            permission_set: name("New"),
            policy: rolecall::model::ManagedPolicy::parse("ReadOnlyAccess").unwrap(),
        },
    ];
    let (outcome, _) = applied(&proxy.url(), &case.plan(changes), Timeouts::default());
    assert!(outcome.is_complete(), "{outcome:#?}");
}

#[test]
fn an_apply_that_is_ended_at_once_names_what_it_did_not_wait_for() {
    let case = case(&[], "operation-time=1h");
    let (interrupter, interrupt) = Interrupt::new();
    let mut requested = 0;
    let (outcome, events) = case.apply_until(grants("Managers"), interrupt, |event| {
        if matches!(event, Event::Requested { .. }) {
            requested += 1;
            if requested == 3 {
                interrupter.trigger();
                interrupter.end();
            }
        }
    });
    assert!(outcome.interrupted && !outcome.is_complete());
    let with_id = outcome
        .unfinished
        .iter()
        .filter(|one| one.request_id.is_some());
    assert!(with_id.count() >= 3, "{outcome:#?}");
    assert_eq!(
        outcome.unfinished.len() + outcome.remaining.len(),
        MEMBERS.len()
    );
    let told = events
        .iter()
        .filter(|event| matches!(event, Event::Unfinished(_)));
    assert_eq!(told.count(), outcome.unfinished.len());
}
