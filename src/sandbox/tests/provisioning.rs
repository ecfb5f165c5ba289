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
