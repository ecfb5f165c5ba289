use serde_json::{Value, json};

use super::{AUDIT, Desk, SANDBOX, outcome};

fn provision(desk: &mut Desk, set: &str, account: Option<&str>) -> String {
    let request = start(desk, set, account).unwrap();
    desk.wait(10_000);
    status(desk, &request)
}

fn start(desk: &mut Desk, set: &str, account: Option<&str>) -> Result<String, String> {
    let body = match account {
        Some(account) => {
            json!({"PermissionSetArn": set, "TargetType": "AWS_ACCOUNT", "TargetId": account})
        }
        None => json!({"PermissionSetArn": set, "TargetType": "ALL_PROVISIONED_ACCOUNTS"}),
    };
    let started = desk.ask("sso.ProvisionPermissionSet", body)?;
    Ok(started["PermissionSetProvisioningStatus"]["RequestId"]
        .as_str()
        .unwrap()
        .to_owned())
}

fn status(desk: &mut Desk, request: &str) -> String {
    let body = json!({"ProvisionPermissionSetRequestId": request});
    let answer = desk
        .ask("sso.DescribePermissionSetProvisioningStatus", body)
        .unwrap();
    outcome(&answer["PermissionSetProvisioningStatus"])
}

fn describe(desk: &mut Desk, set: &str, description: &str) {
    desk.ask(
        "sso.UpdatePermissionSet",
        json!({"PermissionSetArn": set, "Description": description}),
    )
    .unwrap();
}

#[test]
fn an_edit_outdates_every_account_until_it_is_provisioned() {
    let mut desk = Desk::new("");
    let (set, group) = (desk.set("Lab"), desk.group("DevOps"));
    desk.assign(&set, AUDIT, &group);
    desk.assign(&set, SANDBOX, &group);
    assert_eq!(desk.accounts(&set, true), json!([]));
    describe(&mut desk, &set, "newer");
    assert_eq!(desk.accounts(&set, true), json!([AUDIT, SANDBOX]));
    assert_eq!(provision(&mut desk, &set, Some(AUDIT)), "SUCCEEDED");
    assert_eq!(desk.accounts(&set, true), json!([SANDBOX]));
    assert_eq!(provision(&mut desk, &set, None), "SUCCEEDED");
    assert_eq!(desk.accounts(&set, true), json!([]));
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
        let mut desk = Desk::new("");
        let (set, group) = (desk.set("Lab"), desk.group("DevOps"));
        desk.assign(&set, AUDIT, &group);
        desk.ask("sso.UpdatePermissionSet", json!({"PermissionSetArn": set}))
            .unwrap();
        desk.ask(
            "sso.TagResource",
            json!({"ResourceArn": set, "Tags": [{"Key": "a", "Value": "b"}]}),
        )
        .unwrap();
        assert_eq!(desk.accounts(&set, true), json!([]), "before {operation}");
        body["PermissionSetArn"] = json!(set);
        desk.ask(&format!("sso.{operation}"), body).unwrap();
        assert_eq!(
            desk.accounts(&set, true),
            json!([AUDIT]),
            "after {operation}"
        );
    }
}

#[test]
fn a_further_assignment_leaves_an_outdated_role_as_it_is() {
    let mut desk = Desk::new("");
    let set = desk.set("Lab");
    let (devops, managers) = (desk.group("DevOps"), desk.group("Managers"));
    desk.assign(&set, AUDIT, &devops);
    describe(&mut desk, &set, "newer");
    desk.assign(&set, AUDIT, &managers);
    desk.assign(&set, SANDBOX, &managers);
    assert_eq!(desk.accounts(&set, true), json!([AUDIT]));
}

#[test]
fn an_edit_while_a_provisioning_waits_is_not_carried_along() {
    let mut desk = Desk::new("operation-time=2s");
    let (set, group) = (desk.set("Lab"), desk.group("DevOps"));
    desk.assign(&set, AUDIT, &group);
    describe(&mut desk, &set, "newer");
    let request = start(&mut desk, &set, None).unwrap();
    describe(&mut desk, &set, "newest");
    desk.wait(2_000);
    assert_eq!(status(&mut desk, &request), "SUCCEEDED");
    assert_eq!(desk.accounts(&set, true), json!([AUDIT]));
}

#[test]
fn a_set_can_be_provisioned_where_nobody_is_assigned_and_then_cannot_be_deleted() {
    let mut desk = Desk::new("");
    let set = desk.set("Lab");
    assert_eq!(provision(&mut desk, &set, Some(AUDIT)), "SUCCEEDED");
    assert_eq!(desk.accounts(&set, false), json!([AUDIT]));
    assert!(desk.assigned(&set, AUDIT).is_empty());
    let error = desk
        .ask("sso.DeletePermissionSet", json!({"PermissionSetArn": set}))
        .unwrap_err();
    assert!(
        error.starts_with("ConflictException: Could not delete"),
        "{error}"
    );
}

#[test]
fn provisioning_after_the_last_assignment_is_gone_fails() {
    let mut desk = Desk::new("operation-time=2s");
    let (set, group) = (desk.set("Lab"), desk.group("DevOps"));
    desk.assign(&set, AUDIT, &group);
    desk.start("Delete", &set, AUDIT, &group).unwrap();
    let one = start(&mut desk, &set, Some(AUDIT)).unwrap();
    let all = start(&mut desk, &set, None).unwrap();
    desk.wait(10_000);
    assert_eq!(
        status(&mut desk, &one),
        "Received a 404 status error: Permission set provision not found in AWS account 222222222202."
    );
    assert_eq!(
        status(&mut desk, &all),
        "Received a 404 status error: Assignment not found."
    );
}

#[test]
fn a_customer_managed_policy_that_no_account_has_fails_where_it_is_provisioned() {
    let mut desk = Desk::new("missing-customer-policies=absent+gone");
    let (set, group) = (desk.set("Lab"), desk.group("DevOps"));
    let reference = json!({"Name": "absent", "Path": "/team/"});
    let body = json!({"PermissionSetArn": set, "CustomerManagedPolicyReference": reference});
    desk.ask(
        "sso.AttachCustomerManagedPolicyReferenceToPermissionSet",
        body,
    )
    .unwrap();
    let failure = "Received a 404 status error: Not supported policy arn:aws:iam::222222222202:policy/team/absent.";
    assert_eq!(desk.assign(&set, AUDIT, &group), failure);
    assert_eq!(provision(&mut desk, &set, Some(AUDIT)), failure);
    assert_eq!(desk.accounts(&set, false), Value::Array(Vec::new()));
}

#[test]
fn with_a_lag_the_lists_show_what_was_so_before() {
    let mut desk = Desk::new("provisioning-list-lag=1s");
    let (set, group) = (desk.set("Lab"), desk.group("DevOps"));
    let lists = |desk: &mut Desk| (desk.accounts(&set, false), desk.accounts(&set, true));
    desk.assign(&set, AUDIT, &group);
    assert_eq!(lists(&mut desk), (json!([]), json!([])));
    desk.wait(1_000);
    assert_eq!(lists(&mut desk), (json!([AUDIT]), json!([])));
    describe(&mut desk, &set, "newer");
    desk.wait(999);
    assert_eq!(lists(&mut desk), (json!([AUDIT]), json!([])));
    desk.wait(1);
    assert_eq!(lists(&mut desk), (json!([AUDIT]), json!([AUDIT])));
    start(&mut desk, &set, None).unwrap();
    desk.wait(999);
    assert_eq!(lists(&mut desk), (json!([AUDIT]), json!([AUDIT])));
    desk.wait(2_000);
    assert_eq!(lists(&mut desk), (json!([AUDIT]), json!([])));
}

#[test]
fn what_was_there_at_the_start_is_listed_at_once() {
    let mut desk = Desk::with("provisioning-list-lag=1h", |file| {
        file["permission_sets"] = json!([{
            "arn": format!("{}/ps-0000000000000001", super::INSTANCE.replace("instance", "permissionSet")),
            "name": "Lab",
            "accounts": {AUDIT: {"outdated": true}},
        }]);
    });
    let listed = desk.ask("sso.ListPermissionSets", json!({})).unwrap();
    let set = listed["PermissionSets"][0].as_str().unwrap().to_owned();
    assert_eq!(desk.accounts(&set, true), json!([AUDIT]));
}

#[test]
fn all_provisioned_accounts_has_a_limit() {
    let mut desk = Desk::new("provisioned-accounts-limit=1");
    let (set, group) = (desk.set("Lab"), desk.group("DevOps"));
    desk.assign(&set, AUDIT, &group);
    assert_eq!(provision(&mut desk, &set, None), "SUCCEEDED");
    desk.assign(&set, SANDBOX, &group);
    assert_eq!(
        start(&mut desk, &set, None).unwrap_err(),
        "ValidationException: The permission set is provisioned in 2 accounts. ALL_PROVISIONED_ACCOUNTS reaches at most 1."
    );
    assert_eq!(provision(&mut desk, &set, Some(SANDBOX)), "SUCCEEDED");
}
