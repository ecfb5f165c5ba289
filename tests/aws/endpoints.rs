//! Endpoints that answer otherwise: without paths, without status lists, with pages in a circle, with answers lost.

use std::sync::Mutex;

use rolecall::apply::{Interrupt, Outcome, apply};
use rolecall::aws::{AwsError, Connection, ErrorKind, Settings};
use rolecall::model::{CatalogName, Directory};
use rolecall::plan::{Change, Plan};
use serde_json::{Value, json};

use super::harness::{
    Case, DEV, MEMBERS, create_set, everything, grant, group, revoke, run, scope, set, state,
};
use super::proxy::{Pass, Proxy, without};

fn settings(proxy: &Proxy) -> Settings {
    Settings {
        endpoint_url: Some(proxy.url()),
        requests_per_second: 5000.0,
        ..Settings::default()
    }
}

fn directory(proxy: &Proxy) -> Result<Directory, AwsError> {
    run(async {
        let connection = Connection::open(&settings(proxy)).await?;
        connection.reader().directory(&everything(&[])).await
    })
}

/// Grants a set to a group in every member account through a proxy; `options` are the sandbox's.
fn grants_through(
    options: &str,
    change: impl Fn(&str, &Value) -> Pass + Send + Sync + 'static,
) -> (Outcome, Case) {
    let mut state = state();
    state["permission_sets"] = json!([set("Read", 1, Some("default"), json!({}))]);
    let case = Case::new(&state, options);
    let proxy = Proxy::start(&case.sandbox.url(), change);
    let changes = MEMBERS.iter().map(|id| grant("Managers", "Read", id));
    let outcome = applied(&proxy, &case.plan(changes.collect()));
    (outcome, case)
}

/// Applies a plan through a proxy.
fn applied(proxy: &Proxy, plan: &Plan) -> Outcome {
    run(async {
        let connection = Connection::open(&settings(proxy)).await.unwrap();
        let writer = connection.writer(CatalogName::default());
        let reader = connection.reader();
        apply(plan, &writer, &reader, &mut |_| {}, Interrupt::never()).await
    })
}

#[test]
fn without_paths_the_units_are_walked() {
    let case = Case::fresh("");
    let plain = directory(&Proxy::start(&case.sandbox.url(), |_, _| Pass::AsItIs)).unwrap();
    let proxy = Proxy::start(&case.sandbox.url(), |_, answer| {
        Pass::Json(without(&["Paths", "Path"], answer))
    });
    assert_eq!(directory(&proxy).unwrap(), plain);
    // The root and six units.
    assert_eq!(case.calls("organizations.ListAccountsForParent"), 7);
    let snapshot = run(async {
        let connection = Connection::open(&settings(&proxy)).await.unwrap();
        connection.reader().snapshot().await.unwrap()
    });
    assert_eq!(snapshot, case.snapshot());
}

#[test]
fn an_older_endpoint_gives_a_status_for_the_state_or_nothing() {
    let mut state = state();
    state["organization"]["accounts"][3]["state"] = json!("SUSPENDED");
    let case = Case::new(&state, "");
    let count = |proxy: &Proxy| {
        let accounts = directory(proxy).unwrap().accounts;
        let active = |account: &&rolecall::model::OrganizationAccount| {
            account.state == rolecall::model::AccountState::Active
        };
        accounts.iter().filter(active).count()
    };
    let renamed = Proxy::start(&case.sandbox.url(), |_, answer| {
        Pass::Json(
            serde_json::from_str(&answer.to_string().replace("\"State\":", "\"Status\":")).unwrap(),
        )
    });
    assert_eq!(count(&renamed), 10);
    let silent = Proxy::start(&case.sandbox.url(), |_, answer| {
        Pass::Json(without(&["State", "Status"], answer))
    });
    assert_eq!(count(&silent), 11);
}

#[test]
fn a_status_list_that_is_a_page_for_people_is_given_up() {
    let page = "<!doctype html><p>The server encountered an error";
    let (outcome, case) = grants_through(
        "operation-time=150ms",
        move |operation, _| match operation {
            "ListAccountAssignmentCreationStatus" | "DescribeInstance" => {
                Pass::Status(500, "text/html", page.to_owned())
            }
            _ => Pass::AsItIs,
        },
    );
    assert!(outcome.is_complete(), "{outcome:#?}");
    // Once for operations of others, before the start; then at most twice, one after the other.
    let calls = case.calls("sso-admin.ListAccountAssignmentCreationStatus");
    assert!((1..=3).contains(&calls), "{calls}");
}

#[test]
fn operations_that_end_with_the_answer_are_not_asked_for() {
    let (outcome, case) = grants_through("", |operation, answer| match operation {
        "CreateAccountAssignment" => {
            let mut answer = answer.clone();
            answer["AccountAssignmentCreationStatus"]["Status"] = json!("SUCCEEDED");
            Pass::Json(answer)
        }
        _ => Pass::AsItIs,
    });
    assert!(outcome.is_complete(), "{outcome:#?}");
    assert_eq!(
        case.calls("sso-admin.DescribeAccountAssignmentCreationStatus"),
        0
    );
}

#[test]
fn the_lost_answer_to_a_creation_is_made_good() {
    let case = Case::fresh("");
    let lost = Mutex::new(vec!["CreatePermissionSet", "CreateGroup"]);
    let proxy = Proxy::start(&case.sandbox.url(), move |operation, _| {
        let mut lost = lost.lock().unwrap();
        match lost.iter().position(|name| *name == operation) {
            Some(at) => {
                lost.remove(at);
                Pass::Lost
            }
            None => Pass::AsItIs,
        }
    });
    let plan = case.plan(vec![
        Change::CreateGroup {
            group: "Auditors".into(),
        },
        create_set("Read"),
    ]);
    let outcome = applied(&proxy, &plan);
    assert!(outcome.is_complete(), "{outcome:#?}");
    assert_eq!(case.calls("sso-admin.CreatePermissionSet"), 2);
    assert_eq!(case.snapshot().permission_sets.len(), 1);
}

#[test]
fn pages_in_a_circle_are_an_error() {
    let case = Case::fresh("");
    let page = json!({"Groups": [], "NextToken": "again"}).to_string();
    let proxy = Proxy::start(&case.sandbox.url(), move |operation, _| match operation {
        "ListGroups" => Pass::Status(200, "application/x-amz-json-1.1", page.clone()),
        _ => Pass::AsItIs,
    });
    let error = directory(&proxy).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::UnexpectedAnswer, "{error}");
    assert!(error.to_string().contains("ListGroups"), "{error}");
}

#[test]
fn a_key_that_refuses_to_decrypt_is_named() {
    let case = Case::fresh("");
    let proxy = Proxy::start(&case.sandbox.url(), |operation, _| {
        match operation {
        "ListGroups" => Pass::Status(
            400,
            "application/x-amz-json-1.1",
            json!({"__type": "AccessDeniedException", "Message": "no", "Reason": "KMS_AccessDeniedException"}).to_string(),
        ),
        _ => Pass::AsItIs,
    }
    });
    let error = directory(&proxy).unwrap_err();
    assert_eq!(error.reason(), Some("KMS_AccessDeniedException"));
    assert!(error.help().unwrap().contains("kms:Decrypt"), "{error}");
}

#[test]
fn a_key_that_is_not_found_is_no_permission_set_without_a_boundary() {
    let mut state = state();
    state["permission_sets"] = json!([set("Read", 1, Some("default"), json!({}))]);
    let case = Case::new(&state, "");
    for operation in [
        "DescribePermissionSet",
        "ListTagsForResource",
        "GetPermissionsBoundaryForPermissionSet",
    ] {
        let proxy = Proxy::start(&case.sandbox.url(), move |called, _| {
            match called == operation {
                true => Pass::Status(
                    400,
                    "application/x-amz-json-1.1",
                    json!({
                        "__type": "ResourceNotFoundException",
                        "Message": "KMS key not found",
                        "Reason": "KMS_NotFoundException"
                    })
                    .to_string(),
                ),
                false => Pass::AsItIs,
            }
        });
        let error = run(async {
            let connection = Connection::open(&settings(&proxy)).await.unwrap();
            connection.reader().snapshot().await.unwrap_err()
        });
        assert_eq!(
            *error.kind(),
            ErrorKind::EncryptionKey,
            "{operation}: {error}"
        );
        assert!(error.help().unwrap().contains("kms:Decrypt"), "{error}");
    }
}

#[test]
fn a_group_that_vanishes_while_it_is_read_is_no_failure() {
    let mut state = state();
    let developers = group("Developers");
    let accounts: serde_json::Map<String, Value> = MEMBERS
        .iter()
        .map(|id| ((*id).to_owned(), json!({"groups": [developers.as_str()]})))
        .collect();
    state["permission_sets"] = json!([set("Read", 1, Some("default"), Value::Object(accounts))]);
    let case = Case::new(&state, "");
    let proxy = Proxy::start(&case.sandbox.url(), |operation, _| match operation {
        "ListAccountAssignmentsForPrincipal" => Pass::Status(
            400,
            "application/x-amz-json-1.1",
            json!({"__type": "ResourceNotFoundException", "Message": "principal not found"})
                .to_string(),
        ),
        _ => Pass::AsItIs,
    });
    let live = run(async {
        let connection = Connection::open(&settings(&proxy)).await.unwrap();
        let reader = connection.reader();
        let directory = reader.directory(&everything(&[])).await.unwrap();
        reader.live(&scope(&directory, &["Read"])).await
    });
    // By set and account it is still seen.
    assert_eq!(live.unwrap().state.assignments.len(), MEMBERS.len());
}

fn refusal(code: &str) -> Pass {
    let body = json!({"__type": code, "Message": "no"}).to_string();
    Pass::Status(400, "application/x-amz-json-1.1", body)
}

#[test]
fn credentials_that_expire_stop_what_could_only_fail() {
    let (outcome, _) = grants_through("operation-time=50ms", |operation, _| match operation {
        "CreateAccountAssignment" => refusal("ExpiredTokenException"),
        _ => Pass::AsItIs,
    });
    assert!(
        !outcome.failed.is_empty() && !outcome.remaining.is_empty(),
        "{outcome:#?}"
    );
    assert_eq!(
        *outcome.failed[0].error.kind(),
        ErrorKind::ExpiredCredentials
    );
    assert_eq!(
        outcome.failed.len() + outcome.remaining.len(),
        MEMBERS.len()
    );
}

#[test]
fn operations_that_nobody_may_ask_for_are_reported_and_not_waited_for() {
    let (outcome, _) = grants_through("operation-time=50ms", |operation, _| match operation {
        "ListAccountAssignmentCreationStatus" | "DescribeAccountAssignmentCreationStatus" => {
            refusal("AccessDeniedException")
        }
        _ => Pass::AsItIs,
    });
    assert_eq!(outcome.failed.len(), MEMBERS.len());
    let failure = &outcome.failed[0];
    assert!(
        failure
            .error
            .to_string()
            .contains("DescribeAccountAssignmentCreationStatus"),
        "{failure:?}"
    );
    assert!(failure.help.as_ref().unwrap().contains("plan again"));
}

/// Revokes where the second operation fails, with the answers to the first so many lost.
fn revoked_with(lost: usize, options: &str) -> (Outcome, Case) {
    let mut state = state();
    let held = json!({DEV: {"groups": [group("Developers").as_str()]}});
    state["permission_sets"] = json!([set("Old", 1, Some("default"), held)]);
    let case = Case::new(&state, options);
    let answers = std::sync::atomic::AtomicUsize::new(0);
    let proxy = Proxy::start(&case.sandbox.url(), move |operation, _| {
        let counts = operation == "DeleteAccountAssignment"
            && answers.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < lost;
        if counts { Pass::Lost } else { Pass::AsItIs }
    });
    let outcome = applied(&proxy, &case.plan(vec![revoke("Developers", "Old", DEV)]));
    (outcome, case)
}

#[test]
fn a_failure_after_a_lost_answer_is_told_as_uncertain_because_it_may_be_done() {
    let denied = "fail-message=Received a 403 status error: Access denied by IAM.";
    let (outcome, case) = revoked_with(1, &format!("fail-operation=2,{denied}"));
    assert!(outcome.failed[0].error.is_uncertain());
    assert_eq!(case.assignments(), Vec::<String>::new());
    let (outcome, case) = revoked_with(0, &format!("fail-operation=1,{denied}"));
    assert!(!outcome.failed[0].error.is_uncertain());
    assert_eq!(case.assignments().len(), 1);
}
