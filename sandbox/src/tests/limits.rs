use serde_json::json;

use super::{AUDIT, Harness, MANAGEMENT};

#[test]
fn each_service_has_a_rate_of_its_own() {
    let mut harness = Harness::new("requests-per-second=2");
    for target in ["sso.ListInstances", "ids.ListGroups", "orgs.ListAccounts"] {
        let answered = (0..5)
            .filter(|_| harness.request(target, json!({})).is_ok())
            .count();
        assert_eq!(answered, 2, "{target}");
    }
    harness.wait(500);
    assert!(harness.request("sso.ListInstances", json!({})).is_ok());
    assert_eq!(
        harness.request("sso.ListInstances", json!({})).unwrap_err(),
        "ThrottlingException: Rate exceeded"
    );
}

#[test]
fn one_assignment_more_than_may_be_outstanding_is_refused_until_one_is_done() {
    let mut harness = Harness::new("outstanding-assignments=2,operation-time=2s");
    let set = harness.set("Lab");
    let groups = ["Managers", "DevOps", "Developers"].map(|name| harness.group(name));
    harness.start("Create", &set, AUDIT, &groups[0]).unwrap();
    harness
        .start("Create", &set, "222222222201", &groups[1])
        .unwrap();
    let error = harness
        .start("Delete", &set, "222222222203", &groups[2])
        .unwrap_err();
    assert_eq!(
        error,
        "ThrottlingException: There are too many requests processing. Please try again later."
    );
    harness.wait(2_000);
    assert!(
        harness
            .start("Create", &set, "222222222203", &groups[2])
            .is_ok()
    );
    assert_eq!(harness.engine.requests().most_outstanding_assignments, 2);
}

#[test]
fn provisionings_have_a_limit_of_their_own() {
    let mut harness = Harness::new("aws-limits=true");
    let sets: Vec<_> = (0..4)
        .map(|number| harness.set(&format!("Lab{number}")))
        .collect();
    harness.wait(1_000);
    let mut provision = |set: &String| {
        harness.request(
            "sso.ProvisionPermissionSet",
            json!({"PermissionSetArn": set, "TargetType": "ALL_PROVISIONED_ACCOUNTS"}),
        )
    };
    let outcomes: Vec<_> = sets.iter().map(|set| provision(set).is_ok()).collect();
    assert_eq!(outcomes, [true, true, true, false]);
    assert_eq!(harness.engine.requests().most_outstanding_provisionings, 3);
}

#[test]
fn an_unlimited_sandbox_never_throttles() {
    let mut harness = Harness::new("");
    assert!((0..500).all(|_| harness.request("sso.ListInstances", json!({})).is_ok()));
}

#[test]
fn the_places_of_another_client_count_and_are_listed_until_they_are_free() {
    let mut harness = Harness::new("places-taken=14,places-taken-for=3s,operation-time=1s");
    let set = harness.set("Lab");
    let groups = ["Managers", "DevOps"].map(|name| harness.group(name));
    harness.start("Create", &set, AUDIT, &groups[0]).unwrap();
    let second = |harness: &mut Harness| harness.start("Create", &set, "222222222201", &groups[1]);
    assert_eq!(
        second(&mut harness).unwrap_err(),
        "ThrottlingException: There are too many requests processing. Please try again later."
    );
    let listed = |harness: &mut Harness| {
        let filter = json!({"Filter": {"Status": "IN_PROGRESS"}, "MaxResults": 10});
        let first = harness
            .request("sso.ListAccountAssignmentCreationStatus", filter.clone())
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
                &harness
                    .request("sso.ListAccountAssignmentCreationStatus", next)
                    .unwrap(),
            ),
        };
        (rows(&first), second)
    };
    assert_eq!(listed(&mut harness), (10, 5));
    harness.wait(3_000);
    assert_eq!(listed(&mut harness), (0, 0));
    assert!(second(&mut harness).is_ok());
}

#[test]
fn status_lists_that_stay_differ_from_the_descriptions() {
    let mut harness = Harness::new("status-lists-stay=true");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    let id = harness.start("Create", &set, AUDIT, &group).unwrap();
    harness.wait(1_000);
    let list = |harness: &mut Harness, status: &str| {
        let filter = json!({"Filter": {"Status": status}});
        let found = harness
            .request("sso.ListAccountAssignmentCreationStatus", filter)
            .unwrap();
        found["AccountAssignmentsCreationStatus"].clone()
    };
    assert_eq!(
        list(&mut harness, "IN_PROGRESS")[0]["Status"],
        "IN_PROGRESS"
    );
    assert_eq!(list(&mut harness, "SUCCEEDED"), json!([]));
    let described = harness
        .request(
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
    let mut harness = Harness::new("management-iam-denied=true");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    let id = harness.start("Create", &set, MANAGEMENT, &group).unwrap();
    harness.wait(1_000);
    let described = harness
        .request(
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
