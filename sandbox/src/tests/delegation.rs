use serde_json::json;

use super::{AUDIT, Harness, INSTANCE, MANAGEMENT, SANDBOX};

/// The fresh organization, called from core-audit, which is the delegated administrator or just a member.
fn from_audit(delegated: bool) -> Harness {
    Harness::with("", |file| {
        file["caller"] =
            json!({"account": AUDIT, "arn": format!("arn:aws:iam::{AUDIT}:role/operator")});
        if delegated {
            file["organization"]["delegated_administrators"] = json!([AUDIT]);
        }
    })
}

/// Assigns in the management account, as its administrator.
fn assign_in_management(harness: &mut Harness, set: &str, group: &str) {
    let body = json!({
        "InstanceArn": INSTANCE, "TargetId": MANAGEMENT, "TargetType": "AWS_ACCOUNT", "PermissionSetArn": set,
        "PrincipalType": "GROUP", "PrincipalId": group,
    });
    harness
        .engine
        .call(
            harness.now,
            "SWBExternalService.CreateAccountAssignment",
            &body,
        )
        .unwrap();
}

#[test]
fn a_delegated_administrator_assigns_in_member_accounts_and_not_in_the_management_account() {
    let mut harness = from_audit(true);
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    assert_eq!(harness.assign(&set, SANDBOX, &group), "SUCCEEDED");
    let error = harness
        .start("Create", &set, MANAGEMENT, &group)
        .unwrap_err();
    assert!(error.starts_with("AccessDeniedException: User: arn:aws:iam::222222222202:role/operator is not authorized to perform: sso:CreateAccountAssignment"), "{error}");
}

#[test]
fn a_set_in_the_management_account_is_out_of_a_delegated_administrators_hands_everywhere() {
    let mut harness = from_audit(true);
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    assign_in_management(&mut harness, &set, &group);
    for (operation, body) in [
        ("UpdatePermissionSet", json!({})),
        ("DeletePermissionSet", json!({})),
        (
            "PutInlinePolicyToPermissionSet",
            json!({"InlinePolicy": "{}"}),
        ),
        (
            "ProvisionPermissionSet",
            json!({"TargetType": "ALL_PROVISIONED_ACCOUNTS"}),
        ),
    ] {
        let mut body = body;
        body["PermissionSetArn"] = json!(set);
        let error = harness
            .request(&format!("sso.{operation}"), body)
            .unwrap_err();
        assert!(
            error.starts_with("AccessDeniedException"),
            "{operation}: {error}"
        );
    }
    let tag = harness
        .request("sso.TagResource", json!({"ResourceArn": set, "Tags": []}))
        .unwrap_err();
    assert!(tag.starts_with("AccessDeniedException"), "{tag}");
    let elsewhere = harness.start("Create", &set, SANDBOX, &group).unwrap_err();
    assert!(
        elsewhere.starts_with("AccessDeniedException"),
        "{elsewhere}"
    );
    // Reading stays allowed: that is how a plan finds out.
    assert_eq!(harness.accounts(&set, false), json!([MANAGEMENT]));
    assert_eq!(harness.assigned(&set, MANAGEMENT), [group]);
}

#[test]
fn only_the_management_account_lists_the_assignments_of_a_principal() {
    let mut harness = from_audit(true);
    let group = harness.group("DevOps");
    let body = json!({"PrincipalType": "GROUP", "PrincipalId": group});
    let error = harness
        .request("sso.ListAccountAssignmentsForPrincipal", body.clone())
        .unwrap_err();
    assert!(error.starts_with("AccessDeniedException"), "{error}");
    assert!(
        Harness::new("")
            .request("sso.ListAccountAssignmentsForPrincipal", body)
            .is_ok()
    );
}

#[test]
fn another_member_account_is_denied_everything() {
    let mut harness = from_audit(false);
    for (target, body) in [
        ("sso.ListInstances", json!({})),
        ("sso.ListPermissionSets", json!({})),
        ("ids.ListGroups", json!({})),
        ("orgs.ListAccounts", json!({})),
    ] {
        let error = harness.request(target, body).unwrap_err();
        assert!(
            error.starts_with("AccessDeniedException"),
            "{target}: {error}"
        );
    }
    assert!(
        harness
            .request("orgs.DescribeOrganization", json!({}))
            .is_ok()
    );
}

#[test]
fn a_delegated_administrator_reads_the_organization_and_does_not_change_it() {
    let mut harness = from_audit(true);
    assert!(harness.request("orgs.ListAccounts", json!({})).is_ok());
    let error = harness
        .request("orgs.CloseAccount", json!({"AccountId": SANDBOX}))
        .unwrap_err();
    assert!(error.starts_with("AccessDeniedException"), "{error}");
}
