use serde_json::{Value, json};

use super::{Harness, INSTANCE};

const ACCOUNT_INSTANCE: &str = "arn:aws:sso:::instance/ssoins-aaaaaaaaaaaaaaaa";

fn with_account_instance() -> Harness {
    Harness::with("", |file| {
        let instance = json!({"arn": ACCOUNT_INSTANCE, "identity_store_id": "d-aaaaaaaaaa", "owner_account": super::AUDIT, "region": "us-east-1"});
        file["instances"].as_array_mut().unwrap().push(instance);
    })
}

#[test]
fn account_instances_are_listed_and_have_no_permission_sets() {
    let mut harness = with_account_instance();
    let listed = harness.request("sso.ListInstances", json!({})).unwrap();
    assert_eq!(listed["Instances"].as_array().unwrap().len(), 2);
    let error = harness
        .request(
            "sso.ListPermissionSets",
            json!({"InstanceArn": ACCOUNT_INSTANCE}),
        )
        .unwrap_err();
    assert!(
        error.starts_with(
            "ValidationException: The operation is not supported for an account instance"
        ),
        "{error}"
    );
    let groups = harness
        .request("ids.ListGroups", json!({"IdentityStoreId": "d-aaaaaaaaaa"}))
        .unwrap_err();
    assert!(groups.starts_with("AccessDeniedException"), "{groups}");
}

#[test]
fn another_region_knows_no_instance() {
    let mut harness = Harness::new("");
    assert_eq!(
        harness.request_in("eu-west-1", "sso.ListInstances", json!({})),
        Ok(json!({"Instances": []}))
    );
    let everywhere = |scope: &str| json!({"RegionScope": scope});
    let all = harness.request_in("eu-west-1", "sso.ListInstances", everywhere("ALL_REGIONS"));
    assert_eq!(all.unwrap()["Instances"][0]["PrimaryRegion"], "us-east-1");
    let current = harness.request_in(
        "eu-west-1",
        "sso.ListInstances",
        everywhere("CURRENT_REGION"),
    );
    assert_eq!(current, Ok(json!({"Instances": []})));
    let unknown = harness.request("sso.ListInstances", everywhere("SOME"));
    assert!(unknown.unwrap_err().starts_with("ValidationException"));
    let sets = harness
        .request_in("eu-west-1", "sso.ListPermissionSets", json!({}))
        .unwrap_err();
    assert!(sets.starts_with("ResourceNotFoundException"), "{sets}");
    let instance = harness
        .request_in("eu-west-1", "sso.DescribeInstance", json!({}))
        .unwrap_err();
    assert!(instance.starts_with("AccessDeniedException"), "{instance}");
    let groups = harness
        .request_in("eu-west-1", "ids.ListGroups", json!({}))
        .unwrap_err();
    assert!(groups.starts_with("ResourceNotFoundException"), "{groups}");
    // Organizations is a global service, signed for one region of its own.
    assert!(
        harness
            .request_in("us-west-2", "orgs.ListAccounts", json!({}))
            .is_ok()
    );
}

#[test]
fn an_instance_without_permission_sets_refuses_them_until_they_are_enabled() {
    let mut harness = Harness::with("", |file| {
        file["instances"][0]["permission_sets_enabled"] = json!(false)
    });
    assert_eq!(
        harness.request("sso.DescribeInstance", json!({})).unwrap()["PermissionSetsEnabled"],
        Value::Bool(false)
    );
    let error = harness
        .request("sso.CreatePermissionSet", json!({"Name": "Lab"}))
        .unwrap_err();
    assert!(
        error.starts_with("ValidationException: Permission sets are not enabled"),
        "{error}"
    );
    assert!(
        harness
            .request(
                "sso.UpdateInstance",
                json!({"PermissionSetsEnabled": false})
            )
            .is_err()
    );
    harness
        .request("sso.UpdateInstance", json!({"PermissionSetsEnabled": true}))
        .unwrap();
    assert!(
        harness
            .request("sso.CreatePermissionSet", json!({"Name": "Lab"}))
            .is_ok()
    );
}

#[test]
fn an_account_without_an_organization_gets_the_refusal_for_it() {
    let mut harness = Harness::with("", |file| {
        file["organization"] = Value::Null;
        file["instances"] = json!([]);
    });
    let error = harness.request("orgs.ListAccounts", json!({})).unwrap_err();
    assert!(
        error.starts_with("AWSOrganizationsNotInUseException"),
        "{error}"
    );
    assert_eq!(
        harness.request("sso.ListInstances", json!({})),
        Ok(json!({"Instances": []}))
    );
    let sets = harness
        .request("sso.ListPermissionSets", json!({"InstanceArn": INSTANCE}))
        .unwrap_err();
    assert!(sets.starts_with("ResourceNotFoundException"), "{sets}");
}

#[test]
fn odd_pages_are_empty_at_first_and_at_the_end_and_an_empty_list_is_absent() {
    let mut harness = Harness::new("odd-pages=true");
    assert_eq!(
        harness.request("sso.ListPermissionSets", json!({})),
        Ok(json!({}))
    );
    let set = harness.set("Lab");
    let mut pages = Vec::new();
    let mut token = Value::Null;
    loop {
        let page = harness
            .request("sso.ListPermissionSets", json!({"NextToken": token}))
            .unwrap();
        pages.push(page["PermissionSets"].clone());
        token = page["NextToken"].clone();
        if token.is_null() {
            break;
        }
    }
    assert_eq!(pages, [Value::Null, json!([set]), Value::Null]);
}
