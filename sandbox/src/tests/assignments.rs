use serde_json::json;

use super::{AUDIT, Harness, MANAGEMENT, SANDBOX};

#[test]
fn an_assignment_takes_its_time() {
    let mut harness = Harness::new("operation-time=2s");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    let request = harness.start("Create", &set, AUDIT, &group).unwrap();
    harness.wait(1_999);
    assert_eq!(harness.status("Creation", &request), "IN_PROGRESS");
    assert!(harness.assigned(&set, AUDIT).is_empty());
    harness.wait(1);
    assert_eq!(harness.status("Creation", &request), "SUCCEEDED");
    assert_eq!(harness.assigned(&set, AUDIT), [group]);
}

#[test]
fn one_account_takes_one_operation_after_the_other_and_two_accounts_take_two_at_once() {
    let mut harness = Harness::new("operation-time=2s");
    let set = harness.set("Lab");
    let (devops, managers) = (harness.group("DevOps"), harness.group("Managers"));
    let first = harness.start("Create", &set, AUDIT, &devops).unwrap();
    let second = harness.start("Create", &set, AUDIT, &managers).unwrap();
    let elsewhere = harness.start("Create", &set, SANDBOX, &devops).unwrap();
    harness.wait(2_000);
    assert_eq!(harness.status("Creation", &first), "SUCCEEDED");
    assert_eq!(harness.status("Creation", &elsewhere), "SUCCEEDED");
    assert_eq!(harness.status("Creation", &second), "IN_PROGRESS");
    harness.wait(2_000);
    assert_eq!(harness.status("Creation", &second), "SUCCEEDED");
    assert_eq!(harness.engine.requests().most_outstanding_in_one_account, 2);
}

#[test]
fn the_same_assignment_in_progress_is_a_conflict() {
    let mut harness = Harness::new("operation-time=2s");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    harness.start("Create", &set, AUDIT, &group).unwrap();
    let error = harness.start("Delete", &set, AUDIT, &group).unwrap_err();
    assert_eq!(
        error,
        "ConflictException: There is a conflicting operation in process."
    );
}

#[test]
fn deleting_the_last_assignment_takes_the_role_away() {
    let mut harness = Harness::new("");
    let set = harness.set("Lab");
    let (devops, managers) = (harness.group("DevOps"), harness.group("Managers"));
    harness.assign(&set, AUDIT, &devops);
    harness.assign(&set, AUDIT, &managers);
    assert_eq!(harness.unassign(&set, AUDIT, &devops), "SUCCEEDED");
    assert_eq!(harness.accounts(&set, false), json!([AUDIT]));
    assert_eq!(harness.unassign(&set, AUDIT, &managers), "SUCCEEDED");
    assert_eq!(harness.accounts(&set, false), json!([]));
}

#[test]
fn deleting_a_missing_assignment_fails_asynchronously() {
    let mut harness = Harness::new("");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    assert_eq!(
        harness.unassign(&set, AUDIT, &group),
        format!(
            "Received a 404 status error: EntitlementItem doesn't exist with the given entitlement key EntitlementKey{{accessorId={group}}}"
        )
    );
}

#[test]
fn a_list_of_operations_in_progress_has_only_those() {
    let mut harness = Harness::new("operation-time=2s");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    harness.start("Create", &set, AUDIT, &group).unwrap();
    harness.wait(1_000);
    let request = harness.start("Create", &set, SANDBOX, &group).unwrap();
    harness.wait(1_000);
    let body = json!({"Filter": {"Status": "IN_PROGRESS"}});
    let listed = harness
        .request("sso.ListAccountAssignmentCreationStatus", body)
        .unwrap();
    let rows = listed["AccountAssignmentsCreationStatus"]
        .as_array()
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["RequestId"], request);
    let all = harness
        .request("sso.ListAccountAssignmentCreationStatus", json!({}))
        .unwrap();
    assert_eq!(
        all["AccountAssignmentsCreationStatus"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn request_ids_of_creations_and_deletions_are_not_interchangeable() {
    let mut harness = Harness::new("");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    let request = harness.start("Create", &set, AUDIT, &group).unwrap();
    let body = json!({"AccountAssignmentDeletionRequestId": request});
    let error = harness
        .request("sso.DescribeAccountAssignmentDeletionStatus", body)
        .unwrap_err();
    assert!(error.starts_with("ResourceNotFoundException"), "{error}");
}

#[test]
fn a_closed_account_takes_no_assignment() {
    let mut harness = Harness::new("");
    harness
        .request("orgs.CloseAccount", json!({"AccountId": AUDIT}))
        .unwrap();
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    let failure = harness.assign(&set, AUDIT, &group);
    assert!(
        failure.contains(
            "Obtaining permissions to manage your AWS account '222222222202' takes longer"
        ),
        "{failure}"
    );
}

#[test]
fn the_management_account_can_lack_iam_rights() {
    let mut harness = Harness::new("management-iam-denied=true");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    let failure = harness.assign(&set, MANAGEMENT, &group);
    assert!(
        failure.starts_with("Received a 403 status error: Access denied by IAM."),
        "{failure}"
    );
    assert_eq!(harness.assign(&set, AUDIT, &group), "SUCCEEDED");
}

#[test]
fn the_log_of_access_lists_gains_and_losses_in_order_and_no_repetitions() {
    let mut harness = Harness::new("");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    harness.assign(&set, AUDIT, &group);
    harness.assign(&set, AUDIT, &group);
    harness.unassign(&set, AUDIT, &group);
    let log: Vec<_> = harness
        .engine
        .world
        .access_log()
        .iter()
        .map(|event| (event.operation, event.gained))
        .collect();
    assert_eq!(log, [(1, true), (3, false)]);
    let first = &harness.engine.world.access_log()[0];
    assert_eq!(
        (
            first.permission_set.as_str(),
            first.account.as_str(),
            &first.principal
        ),
        ("Lab", AUDIT, &group)
    );
}
