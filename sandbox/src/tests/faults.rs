use serde_json::json;

use super::{AUDIT, Harness, SANDBOX};

#[test]
fn the_nth_operation_fails_with_the_given_reason_and_only_that_one() {
    let mut harness = Harness::new("fail-operation=2,fail-message=no luck");
    let set = harness.set("Lab");
    let group = harness.group("DevOps");
    assert_eq!(harness.assign(&set, AUDIT, &group), "SUCCEEDED");
    assert_eq!(harness.assign(&set, SANDBOX, &group), "no luck");
    assert!(harness.assigned(&set, SANDBOX).is_empty());
    assert_eq!(harness.assign(&set, SANDBOX, &group), "SUCCEEDED");
}

#[test]
fn denied_operations_are_named_as_iam_names_them() {
    let mut harness = Harness::new("deny=CreatePermissionSet+CreateGroup");
    let error = harness
        .request("sso.CreatePermissionSet", json!({"Name": "Lab"}))
        .unwrap_err();
    assert_eq!(
        error,
        "AccessDeniedException: User: arn:aws:iam::111111111111:user/newcomer is not authorized to perform: sso:CreatePermissionSet on resource: * because no identity-based policy allows the sso:CreatePermissionSet action"
    );
    assert!(
        harness
            .request("ids.CreateGroup", json!({"DisplayName": "Lab"}))
            .is_err()
    );
    assert!(harness.request("sso.ListPermissionSets", json!({})).is_ok());
}

#[test]
fn only_allowed_operations_are_allowed() {
    let mut harness = Harness::new("allow=ListInstances");
    assert!(harness.request("sso.ListInstances", json!({})).is_ok());
    assert!(harness.request("orgs.ListAccounts", json!({})).is_err());
    // Changes from outside are made by somebody else.
    let body = json!({"InstanceArn": super::INSTANCE});
    assert!(
        harness
            .engine
            .call(harness.now, "SWBExternalService.ListPermissionSets", &body)
            .is_ok()
    );
    assert!(harness.request("orgs.ListAccounts", json!({})).is_err());
}

#[test]
fn each_service_fails_in_its_own_words() {
    let error = |options: &str, target: &str| {
        Harness::new(options)
            .request(target, json!({}))
            .unwrap_err()
    };
    assert_eq!(
        error("throttle=1", "sso.ListInstances"),
        "ThrottlingException: Rate exceeded"
    );
    assert!(
        error("throttle=1", "orgs.ListAccounts")
            .starts_with("TooManyRequestsException: You have sent too many requests")
    );
    assert!(error("internal-error=1", "ids.ListGroups").starts_with("InternalServerException"));
    assert!(error("internal-error=1", "orgs.ListAccounts").starts_with("ServiceException"));
    assert_eq!(
        error("drop-connection=1", "sso.ListInstances"),
        "ConnectionDropped"
    );
    assert_eq!(
        error("conflict=1", "sso.CreatePermissionSet"),
        "ConflictException: There is a conflicting operation in process."
    );
}

#[test]
fn faults_are_logged_with_what_was_asked() {
    let mut harness = Harness::new("throttle=1");
    _ = harness.request("sso.ListInstances", json!({}));
    _ = harness.request("orgs.ListAccounts", json!({}));
    _ = harness.request("sso.Nonsense", json!({}));
    let requests = harness.engine.requests();
    assert_eq!((requests.total(), requests.throttled()), (3, 2));
    assert_eq!(requests.count("sso-admin.ListInstances"), 1);
    assert_eq!(requests.log[2].refused, Some("UnknownOperationException"));
}

#[test]
fn a_lost_answer_is_one_to_a_request_that_was_carried_out() {
    for (options, outcome) in [
        ("lose-answer=1", "ConnectionDropped"),
        ("time-out=1", "NoAnswer"),
    ] {
        let mut harness = Harness::new(options);
        let asked = harness.request("sso.CreatePermissionSet", json!({"Name": "Lab"}));
        assert_eq!(asked.unwrap_err(), outcome);
        let requests = harness.engine.requests();
        let request = &requests.log[0];
        assert_eq!((request.refused, request.answered), (None, false));
        assert!(request.body.as_deref().unwrap().contains("\"Lab\""));
        assert_eq!(requests.faults.values().sum::<usize>(), 1);
        assert_eq!(harness.sets(), ["Lab"]);
    }
}

#[test]
fn a_dropped_request_was_not_carried_out() {
    let mut harness = Harness::new("drop-connection=1");
    _ = harness.request("sso.CreatePermissionSet", json!({"Name": "Lab"}));
    assert!(!harness.engine.requests().log[0].answered);
    assert!(harness.sets().is_empty());
}

#[test]
fn a_share_of_the_operations_fails_and_is_counted() {
    let mut harness = Harness::new("fail-operations=0.5,fail-message=no luck,seed=3");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    let ends: Vec<String> = (0..20)
        .map(|_| harness.assign(&set, AUDIT, &group))
        .collect();
    let failed = ends.iter().filter(|end| *end == "no luck").count();
    assert!((3..18).contains(&failed), "{ends:?}");
    let requests = harness.engine.requests();
    assert_eq!(requests.failed.len(), failed);
    assert_eq!(requests.faults["fail-operations"], failed);
    let started = |request: &&crate::Request| {
        request
            .started
            .is_some_and(|number| requests.failed.contains_key(&number))
    };
    assert_eq!(requests.log.iter().filter(started).count(), failed);
}

#[test]
fn an_operation_may_have_ended_when_it_is_answered() {
    for (options, status) in [
        ("at-once=1,operation-time=2s", "SUCCEEDED"),
        ("at-once=1,operation-time=2s,fail-operation=1", "FAILED"),
        ("operation-time=2s", "IN_PROGRESS"),
    ] {
        let mut harness = Harness::new(options);
        let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
        assert_eq!(
            harness.first_status(&set, AUDIT, &group),
            status,
            "{options}"
        );
    }
}

#[test]
fn a_late_operation_takes_ten_times_as_long() {
    let mut harness = Harness::new("late-operations=1,operation-time=1s");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    harness.first_status(&set, AUDIT, &group);
    harness.wait(9_000);
    assert!(harness.assigned(&set, AUDIT).is_empty());
    harness.wait(1_000);
    assert_eq!(harness.assigned(&set, AUDIT).len(), 1);
}

#[test]
fn a_provisioning_that_meets_another_is_refused_or_fails_late_and_the_set_is_provisioned_all_the_same()
 {
    let mut ends = std::collections::BTreeSet::new();
    for seed in 0..8 {
        let mut harness = Harness::new(&format!("provisioning-race=1,seed={seed}"));
        let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
        harness.assign(&set, AUDIT, &group);
        let body = json!({"PermissionSetArn": set, "RelayState": "https://example.com"});
        harness.request("sso.UpdatePermissionSet", body).unwrap();
        let body = json!({"PermissionSetArn": set, "TargetType": "ALL_PROVISIONED_ACCOUNTS"});
        let answer = harness.request("sso.ProvisionPermissionSet", body);
        harness.wait(1);
        let body = json!({"PermissionSetArn": set, "ProvisioningStatus": "LATEST_PERMISSION_SET_NOT_PROVISIONED"});
        let outdated = harness.request("sso.ListAccountsForProvisionedPermissionSet", body);
        assert_eq!(outdated.unwrap()["AccountIds"], json!([]));
        ends.insert(match answer {
            Err(refused) => refused,
            Ok(answer) => {
                let id = &answer["PermissionSetProvisioningStatus"]["RequestId"];
                let body = json!({"ProvisionPermissionSetRequestId": id});
                let status = harness
                    .request("sso.DescribePermissionSetProvisioningStatus", body)
                    .unwrap();
                let status = &status["PermissionSetProvisioningStatus"];
                status["FailureReason"].as_str().unwrap().to_owned()
            }
        });
    }
    let conflict = "There is a conflicting operation in process.";
    assert_eq!(
        ends.into_iter().collect::<Vec<_>>(),
        [
            format!("ConflictException: {conflict}"),
            format!("Received a 409 status error: {conflict}"),
        ]
    );
}
