use serde_json::json;

use super::{AUDIT, Desk, MANAGEMENT, SANDBOX};

#[test]
fn an_assignment_takes_its_time() {
    let mut desk = Desk::new("operation-time=2s");
    let (set, group) = (desk.set("Lab"), desk.group("DevOps"));
    let request = desk.start("Create", &set, AUDIT, &group).unwrap();
    desk.wait(1_999);
    assert_eq!(desk.status("Creation", &request), "IN_PROGRESS");
    assert!(desk.assigned(&set, AUDIT).is_empty());
    desk.wait(1);
    assert_eq!(desk.status("Creation", &request), "SUCCEEDED");
    assert_eq!(desk.assigned(&set, AUDIT), [group]);
}

#[test]
fn one_account_takes_one_operation_after_the_other_and_two_accounts_take_two_at_once() {
    let mut desk = Desk::new("operation-time=2s");
    let set = desk.set("Lab");
    let (devops, managers) = (desk.group("DevOps"), desk.group("Managers"));
    let first = desk.start("Create", &set, AUDIT, &devops).unwrap();
    let second = desk.start("Create", &set, AUDIT, &managers).unwrap();
    let elsewhere = desk.start("Create", &set, SANDBOX, &devops).unwrap();
    desk.wait(2_000);
    assert_eq!(desk.status("Creation", &first), "SUCCEEDED");
    assert_eq!(desk.status("Creation", &elsewhere), "SUCCEEDED");
    assert_eq!(desk.status("Creation", &second), "IN_PROGRESS");
    desk.wait(2_000);
    assert_eq!(desk.status("Creation", &second), "SUCCEEDED");
    assert_eq!(desk.engine.requests().most_outstanding_in_one_account, 2);
}

#[test]
fn the_same_assignment_in_progress_is_a_conflict() {
    let mut desk = Desk::new("operation-time=2s");
    let (set, group) = (desk.set("Lab"), desk.group("DevOps"));
    desk.start("Create", &set, AUDIT, &group).unwrap();
    let error = desk.start("Delete", &set, AUDIT, &group).unwrap_err();
    assert_eq!(
        error,
        "ConflictException: There is a conflicting operation in process."
    );
}

#[test]
fn deleting_the_last_assignment_takes_the_role_away() {
    let mut desk = Desk::new("");
    let set = desk.set("Lab");
    let (devops, managers) = (desk.group("DevOps"), desk.group("Managers"));
    desk.assign(&set, AUDIT, &devops);
    desk.assign(&set, AUDIT, &managers);
    assert_eq!(desk.unassign(&set, AUDIT, &devops), "SUCCEEDED");
    assert_eq!(desk.accounts(&set, false), json!([AUDIT]));
    assert_eq!(desk.unassign(&set, AUDIT, &managers), "SUCCEEDED");
    assert_eq!(desk.accounts(&set, false), json!([]));
}

#[test]
fn a_missing_assignment_is_told_by_the_operation_that_deletes_it() {
    let mut desk = Desk::new("");
    let (set, group) = (desk.set("Lab"), desk.group("DevOps"));
    assert_eq!(
        desk.unassign(&set, AUDIT, &group),
        format!(
            "Received a 404 status error: EntitlementItem doesn't exist with the given entitlement key EntitlementKey{{accessorId={group}}}"
        )
    );
}

#[test]
fn a_list_of_operations_in_progress_has_only_those() {
    let mut desk = Desk::new("operation-time=2s");
    let (set, group) = (desk.set("Lab"), desk.group("DevOps"));
    desk.start("Create", &set, AUDIT, &group).unwrap();
    desk.wait(1_000);
    let request = desk.start("Create", &set, SANDBOX, &group).unwrap();
    desk.wait(1_000);
    let body = json!({"Filter": {"Status": "IN_PROGRESS"}});
    let listed = desk
        .ask("sso.ListAccountAssignmentCreationStatus", body)
        .unwrap();
    let rows = listed["AccountAssignmentsCreationStatus"]
        .as_array()
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["RequestId"], request);
    let all = desk
        .ask("sso.ListAccountAssignmentCreationStatus", json!({}))
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
    let mut desk = Desk::new("");
    let (set, group) = (desk.set("Lab"), desk.group("DevOps"));
    let request = desk.start("Create", &set, AUDIT, &group).unwrap();
    let body = json!({"AccountAssignmentDeletionRequestId": request});
    let error = desk
        .ask("sso.DescribeAccountAssignmentDeletionStatus", body)
        .unwrap_err();
    assert!(error.starts_with("ResourceNotFoundException"), "{error}");
}

#[test]
fn a_closed_account_takes_no_assignment() {
    let mut desk = Desk::new("");
    desk.ask("orgs.CloseAccount", json!({"AccountId": AUDIT}))
        .unwrap();
    let (set, group) = (desk.set("Lab"), desk.group("DevOps"));
    let failure = desk.assign(&set, AUDIT, &group);
    assert!(
        failure.contains(
            "Obtaining permissions to manage your AWS account '222222222202' takes longer"
        ),
        "{failure}"
    );
}

#[test]
fn the_management_account_can_lack_iam_rights() {
    let mut desk = Desk::new("management-iam-denied=true");
    let (set, group) = (desk.set("Lab"), desk.group("DevOps"));
    let failure = desk.assign(&set, MANAGEMENT, &group);
    assert!(
        failure.starts_with("Received a 403 status error: Access denied by IAM."),
        "{failure}"
    );
    assert_eq!(desk.assign(&set, AUDIT, &group), "SUCCEEDED");
}

#[test]
fn the_log_of_access_tells_gains_and_losses_in_order_and_repetitions_not_at_all() {
    let mut desk = Desk::new("");
    let (set, group) = (desk.set("Lab"), desk.group("DevOps"));
    desk.assign(&set, AUDIT, &group);
    desk.assign(&set, AUDIT, &group);
    desk.unassign(&set, AUDIT, &group);
    let log: Vec<_> = desk
        .engine
        .world
        .access_log()
        .iter()
        .map(|event| (event.operation, event.gained))
        .collect();
    assert_eq!(log, [(1, true), (3, false)]);
    let first = &desk.engine.world.access_log()[0];
    assert_eq!(
        (
            first.permission_set.as_str(),
            first.account.as_str(),
            &first.principal
        ),
        ("Lab", AUDIT, &group)
    );
}
