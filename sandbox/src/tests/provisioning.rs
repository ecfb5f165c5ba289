use serde_json::{Value, json};

use super::{AUDIT, Harness, SANDBOX, outcome};

fn provision(harness: &mut Harness, set: &str, account: Option<&str>) -> String {
    let request = start(harness, set, account).unwrap();
    harness.wait(10_000);
    status(harness, &request)
}

fn start(harness: &mut Harness, set: &str, account: Option<&str>) -> Result<String, String> {
    let body = match account {
        Some(account) => {
            json!({"PermissionSetArn": set, "TargetType": "AWS_ACCOUNT", "TargetId": account})
        }
        None => json!({"PermissionSetArn": set, "TargetType": "ALL_PROVISIONED_ACCOUNTS"}),
    };
    let started = harness.request("sso.ProvisionPermissionSet", body)?;
    Ok(started["PermissionSetProvisioningStatus"]["RequestId"]
        .as_str()
        .unwrap()
        .to_owned())
}

fn status(harness: &mut Harness, request: &str) -> String {
    let body = json!({"ProvisionPermissionSetRequestId": request});
    let answer = harness
        .request("sso.DescribePermissionSetProvisioningStatus", body)
        .unwrap();
    outcome(&answer["PermissionSetProvisioningStatus"])
}

fn describe(harness: &mut Harness, set: &str, description: &str) {
    harness
        .request(
            "sso.UpdatePermissionSet",
            json!({"PermissionSetArn": set, "Description": description}),
        )
        .unwrap();
}

#[test]
fn an_edit_outdates_every_account_until_it_is_provisioned() {
    let mut harness = Harness::new("");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    harness.assign(&set, AUDIT, &group);
    harness.assign(&set, SANDBOX, &group);
    assert_eq!(harness.accounts(&set, true), json!([]));
    describe(&mut harness, &set, "newer");
    assert_eq!(harness.accounts(&set, true), json!([AUDIT, SANDBOX]));
    assert_eq!(provision(&mut harness, &set, Some(AUDIT)), "SUCCEEDED");
    assert_eq!(harness.accounts(&set, true), json!([SANDBOX]));
    assert_eq!(provision(&mut harness, &set, None), "SUCCEEDED");
    assert_eq!(harness.accounts(&set, true), json!([]));
}

#[test]
fn every_kind_of_edit_outdates_and_an_edit_that_changes_nothing_does_not() {
    let edits = [
        ("UpdatePermissionSet", json!({"Description": "newer"})),
        (
            "PutInlinePolicyToPermissionSet",
            json!({"InlinePolicy": "{}"}),
        ),
        (
            "AttachManagedPolicyToPermissionSet",
            json!({"ManagedPolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
        ),
        (
            "AttachCustomerManagedPolicyReferenceToPermissionSet",
            json!({"CustomerManagedPolicyReference": {"Name": "mine"}}),
        ),
        (
            "PutPermissionsBoundaryToPermissionSet",
            json!({"PermissionsBoundary": {"CustomerManagedPolicyReference": {"Name": "mine"}}}),
        ),
    ];
    for (operation, mut body) in edits {
        let mut harness = Harness::new("");
        let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
        harness.assign(&set, AUDIT, &group);
        harness
            .request("sso.UpdatePermissionSet", json!({"PermissionSetArn": set}))
            .unwrap();
        harness
            .request(
                "sso.TagResource",
                json!({"ResourceArn": set, "Tags": [{"Key": "a", "Value": "b"}]}),
            )
            .unwrap();
        assert_eq!(
            harness.accounts(&set, true),
            json!([]),
            "before {operation}"
        );
        body["PermissionSetArn"] = json!(set);
        harness.request(&format!("sso.{operation}"), body).unwrap();
        assert_eq!(
            harness.accounts(&set, true),
            json!([AUDIT]),
            "after {operation}"
        );
    }
}

#[test]
fn a_further_assignment_leaves_an_outdated_role_as_it_is() {
    let mut harness = Harness::new("");
    let set = harness.set("Lab");
    let (devops, managers) = (harness.group("DevOps"), harness.group("Managers"));
    harness.assign(&set, AUDIT, &devops);
    describe(&mut harness, &set, "newer");
    harness.assign(&set, AUDIT, &managers);
    harness.assign(&set, SANDBOX, &managers);
    assert_eq!(harness.accounts(&set, true), json!([AUDIT]));
}

#[test]
fn an_edit_while_a_provisioning_waits_is_not_carried_along() {
    let mut harness = Harness::new("operation-time=2s");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    harness.assign(&set, AUDIT, &group);
    describe(&mut harness, &set, "newer");
    let request = start(&mut harness, &set, None).unwrap();
    describe(&mut harness, &set, "newest");
    harness.wait(2_000);
    assert_eq!(status(&mut harness, &request), "SUCCEEDED");
    assert_eq!(harness.accounts(&set, true), json!([AUDIT]));
}

#[test]
fn a_set_can_be_provisioned_where_nobody_is_assigned_and_then_cannot_be_deleted() {
    let mut harness = Harness::new("");
    let set = harness.set("Lab");
    assert_eq!(provision(&mut harness, &set, Some(AUDIT)), "SUCCEEDED");
    assert_eq!(harness.accounts(&set, false), json!([AUDIT]));
    assert!(harness.assigned(&set, AUDIT).is_empty());
    let error = harness
        .request("sso.DeletePermissionSet", json!({"PermissionSetArn": set}))
        .unwrap_err();
    assert!(
        error.starts_with("ConflictException: Could not delete"),
        "{error}"
    );
}

#[test]
fn provisioning_after_the_last_assignment_is_gone_fails() {
    let mut harness = Harness::new("operation-time=2s");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    harness.assign(&set, AUDIT, &group);
    harness.start("Delete", &set, AUDIT, &group).unwrap();
    let one = start(&mut harness, &set, Some(AUDIT)).unwrap();
    let all = start(&mut harness, &set, None).unwrap();
    harness.wait(10_000);
    assert_eq!(
        status(&mut harness, &one),
        "Received a 404 status error: Permission set provision not found in AWS account 222222222202."
    );
    assert_eq!(
        status(&mut harness, &all),
        "Received a 404 status error: Assignment not found."
    );
}

#[test]
fn a_customer_managed_policy_that_no_account_has_fails_where_it_is_provisioned() {
    let mut harness = Harness::new("missing-customer-policies=absent+gone");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    let reference = json!({"Name": "absent", "Path": "/team/"});
    let body = json!({"PermissionSetArn": set, "CustomerManagedPolicyReference": reference});
    harness
        .request(
            "sso.AttachCustomerManagedPolicyReferenceToPermissionSet",
            body,
        )
        .unwrap();
    let failure = "Received a 404 status error: Not supported policy arn:aws:iam::222222222202:policy/team/absent.";
    assert_eq!(harness.assign(&set, AUDIT, &group), failure);
    assert_eq!(provision(&mut harness, &set, Some(AUDIT)), failure);
    assert_eq!(harness.accounts(&set, false), Value::Array(Vec::new()));
}

#[test]
fn with_a_lag_the_lists_show_what_was_so_before() {
    let mut harness = Harness::new("provisioning-list-lag=1s");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    let lists =
        |harness: &mut Harness| (harness.accounts(&set, false), harness.accounts(&set, true));
    harness.assign(&set, AUDIT, &group);
    assert_eq!(lists(&mut harness), (json!([]), json!([])));
    harness.wait(1_000);
    assert_eq!(lists(&mut harness), (json!([AUDIT]), json!([])));
    describe(&mut harness, &set, "newer");
    harness.wait(999);
    assert_eq!(lists(&mut harness), (json!([AUDIT]), json!([])));
    harness.wait(1);
    assert_eq!(lists(&mut harness), (json!([AUDIT]), json!([AUDIT])));
    start(&mut harness, &set, None).unwrap();
    harness.wait(999);
    assert_eq!(lists(&mut harness), (json!([AUDIT]), json!([AUDIT])));
    harness.wait(2_000);
    assert_eq!(lists(&mut harness), (json!([AUDIT]), json!([])));
}

#[test]
fn what_was_there_at_the_start_is_listed_at_once() {
    let mut harness = Harness::with("provisioning-list-lag=1h", |file| {
        file["permission_sets"] = json!([{
            "arn": format!("{}/ps-0000000000000001", super::INSTANCE.replace("instance", "permissionSet")),
            "name": "Lab",
            "accounts": {AUDIT: {"outdated": true}},
        }]);
    });
    let listed = harness
        .request("sso.ListPermissionSets", json!({}))
        .unwrap();
    let set = listed["PermissionSets"][0].as_str().unwrap().to_owned();
    assert_eq!(harness.accounts(&set, true), json!([AUDIT]));
}

#[test]
fn all_provisioned_accounts_has_a_limit() {
    let mut harness = Harness::new("provisioned-accounts-limit=1");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    harness.assign(&set, AUDIT, &group);
    assert_eq!(provision(&mut harness, &set, None), "SUCCEEDED");
    harness.assign(&set, SANDBOX, &group);
    assert_eq!(
        start(&mut harness, &set, None).unwrap_err(),
        "ValidationException: The permission set is provisioned in 2 accounts. ALL_PROVISIONED_ACCOUNTS reaches at most 1."
    );
    assert_eq!(provision(&mut harness, &set, Some(SANDBOX)), "SUCCEEDED");
}
