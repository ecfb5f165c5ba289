use serde_json::json;

use super::{AUDIT, Desk, MANAGEMENT};

#[test]
fn each_service_has_a_rate_of_its_own() {
    let mut desk = Desk::new("requests-per-second=2");
    for target in ["sso.ListInstances", "ids.ListGroups", "orgs.ListAccounts"] {
        let answered = (0..5)
            .filter(|_| desk.ask(target, json!({})).is_ok())
            .count();
        assert_eq!(answered, 2, "{target}");
    }
    desk.wait(500);
    assert!(desk.ask("sso.ListInstances", json!({})).is_ok());
    assert_eq!(
        desk.ask("sso.ListInstances", json!({})).unwrap_err(),
        "ThrottlingException: Rate exceeded"
    );
}

#[test]
fn one_assignment_more_than_may_be_outstanding_is_refused_until_one_is_done() {
    let mut desk = Desk::new("outstanding-assignments=2,operation-time=2s");
    let set = desk.set("Lab");
    let groups = ["Managers", "DevOps", "Developers"].map(|name| desk.group(name));
    desk.start("Create", &set, AUDIT, &groups[0]).unwrap();
    desk.start("Create", &set, "222222222201", &groups[1])
        .unwrap();
    let error = desk
        .start("Delete", &set, "222222222203", &groups[2])
        .unwrap_err();
    assert_eq!(
        error,
        "ThrottlingException: There are too many requests processing. Please try again later."
    );
    desk.wait(2_000);
    assert!(
        desk.start("Create", &set, "222222222203", &groups[2])
            .is_ok()
    );
    assert_eq!(desk.engine.requests().most_outstanding_assignments, 2);
}

#[test]
fn provisionings_have_a_limit_of_their_own() {
    let mut desk = Desk::new("aws-limits=true");
    let sets: Vec<_> = (0..4)
        .map(|number| desk.set(&format!("Lab{number}")))
        .collect();
    desk.wait(1_000);
    let mut provision = |set: &String| {
        desk.ask(
            "sso.ProvisionPermissionSet",
            json!({"PermissionSetArn": set, "TargetType": "ALL_PROVISIONED_ACCOUNTS"}),
        )
    };
    let outcomes: Vec<_> = sets.iter().map(|set| provision(set).is_ok()).collect();
    assert_eq!(outcomes, [true, true, true, false]);
    assert_eq!(desk.engine.requests().most_outstanding_provisionings, 3);
}

#[test]
fn an_unlimited_sandbox_never_throttles() {
    let mut desk = Desk::new("");
    assert!((0..500).all(|_| desk.ask("sso.ListInstances", json!({})).is_ok()));
}

#[test]
fn the_places_of_another_client_count_and_are_listed_until_they_are_free() {
    let mut desk = Desk::new("places-taken=14,places-taken-for=3s,operation-time=1s");
    let set = desk.set("Lab");
    let groups = ["Managers", "DevOps"].map(|name| desk.group(name));
    desk.start("Create", &set, AUDIT, &groups[0]).unwrap();
    let second = |desk: &mut Desk| desk.start("Create", &set, "222222222201", &groups[1]);
    assert_eq!(
        second(&mut desk).unwrap_err(),
        "ThrottlingException: There are too many requests processing. Please try again later."
    );
    let listed = |desk: &mut Desk| {
        let filter = json!({"Filter": {"Status": "IN_PROGRESS"}, "MaxResults": 10});
        let first = desk
            .ask("sso.ListAccountAssignmentCreationStatus", filter.clone())
            .unwrap();
        let mut next = filter;
        next["NextToken"] = first["NextToken"].clone();
        let rows = |page: &serde_json::Value| {
            let rows = &page["AccountAssignmentsCreationStatus"];
            rows.as_array().map_or(0, Vec::len)
        };
        let second = match first["NextToken"].is_null() {
            true => 0,
            false => rows(
                &desk
                    .ask("sso.ListAccountAssignmentCreationStatus", next)
                    .unwrap(),
            ),
        };
        (rows(&first), second)
    };
    assert_eq!(listed(&mut desk), (10, 5));
    desk.wait(3_000);
    assert_eq!(listed(&mut desk), (0, 0));
    assert!(second(&mut desk).is_ok());
}

#[test]
fn status_lists_that_stay_differ_from_the_descriptions() {
    let mut desk = Desk::new("status-lists-stay=true");
    let (set, group) = (desk.set("Lab"), desk.group("DevOps"));
    let id = desk.start("Create", &set, AUDIT, &group).unwrap();
    desk.wait(1_000);
    let list = |desk: &mut Desk, status: &str| {
        let filter = json!({"Filter": {"Status": status}});
        let found = desk
            .ask("sso.ListAccountAssignmentCreationStatus", filter)
            .unwrap();
        found["AccountAssignmentsCreationStatus"].clone()
    };
    assert_eq!(list(&mut desk, "IN_PROGRESS")[0]["Status"], "IN_PROGRESS");
    assert_eq!(list(&mut desk, "SUCCEEDED"), json!([]));
    let described = desk
        .ask(
            "sso.DescribeAccountAssignmentCreationStatus",
            json!({"AccountAssignmentCreationRequestId": id}),
        )
        .unwrap();
    assert_eq!(
        described["AccountAssignmentCreationStatus"]["Status"],
        "SUCCEEDED"
    );
}

#[test]
fn the_management_account_denies_in_the_words_of_iam() {
    let mut desk = Desk::new("management-iam-denied=true");
    let (set, group) = (desk.set("Lab"), desk.group("DevOps"));
    let id = desk.start("Create", &set, MANAGEMENT, &group).unwrap();
    desk.wait(1_000);
    let described = desk
        .ask(
            "sso.DescribeAccountAssignmentCreationStatus",
            json!({"AccountAssignmentCreationRequestId": id}),
        )
        .unwrap();
    let reason = described["AccountAssignmentCreationStatus"]["FailureReason"]
        .as_str()
        .unwrap();
    for part in [
        "Received a 403 status error: Access denied by IAM.",
        "is not authorized to perform: iam:ListRolePolicies on resource: role AWSReservedSSO_Lab_",
        "(Service: AmazonIdentityManagement; Status Code: 403; Error Code: AccessDenied; Request ID: ",
    ] {
        assert!(reason.contains(part), "{reason}");
    }
}
