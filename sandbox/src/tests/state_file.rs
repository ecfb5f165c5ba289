use serde_json::{Value, json};

use super::{AUDIT, Harness, INSTANCE, SANDBOX};
use crate::options::Options;
use crate::snapshot::Snapshot;
use crate::world::World;
use crate::{SnapshotError, fresh};

fn reload(text: &str) -> Result<World, SnapshotError> {
    let snapshot = Snapshot::parse(text)?;
    World::load(snapshot, Options::default()).map_err(|contradiction| contradiction.located(text))
}

/// The error of the fresh file with one text replaced by another.
fn broken(from: &str, to: &str) -> String {
    let text = fresh();
    assert!(text.contains(from), "{from}");
    reload(&text.replacen(from, to, 1)).unwrap_err().to_string()
}

#[test]
fn a_fresh_organization_is_the_same_bytes_every_time_and_after_a_round_trip() {
    let text = fresh();
    assert_eq!(text, fresh());
    assert!(text.ends_with("}\n"));
    assert_eq!(reload(&text).unwrap().save().to_text(), text);
    let file: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        file["organization"]["accounts"].as_array().unwrap().len(),
        11
    );
    assert_eq!(file["permission_sets"], json!([]));
}

#[test]
fn everything_about_a_permission_set_survives_a_round_trip() {
    let mut harness = Harness::new("");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    harness.assign(&set, AUDIT, &group);
    for (operation, body) in [
        (
            "PutInlinePolicyToPermissionSet",
            json!({"InlinePolicy": "{ \"Statement\": [] }"}),
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
    ] {
        let mut body = body;
        body["PermissionSetArn"] = json!(set);
        harness.request(&format!("sso.{operation}"), body).unwrap();
    }
    let provision =
        json!({"PermissionSetArn": set, "TargetType": "AWS_ACCOUNT", "TargetId": SANDBOX});
    harness
        .request("sso.ProvisionPermissionSet", provision)
        .unwrap();
    harness.engine.settle(harness.now);
    let text = harness.engine.world.save().to_text();
    assert_eq!(reload(&text).unwrap().save().to_text(), text);
    let file: Value = serde_json::from_str(&text).unwrap();
    let saved = &file["permission_sets"][0];
    assert_eq!(saved["inline_policy"], "{ \"Statement\": [] }");
    assert_eq!(
        saved["permissions_boundary"],
        json!({"customer_managed_policy": {"name": "mine", "path": "/"}})
    );
    assert_eq!(
        saved["accounts"][AUDIT],
        json!({"groups": [group], "users": [], "outdated": true})
    );
    assert_eq!(
        saved["accounts"][SANDBOX],
        json!({"groups": [], "users": [], "outdated": false})
    );
}

#[test]
fn operations_in_progress_are_carried_to_their_end_in_the_file() {
    let mut harness = Harness::new("operation-time=1h");
    let (set, group) = (harness.set("Lab"), harness.group("DevOps"));
    harness.start("Create", &set, AUDIT, &group).unwrap();
    let mut copy = harness.engine.world.clone();
    copy.settle_all();
    let saved = serde_json::to_value(copy.save()).unwrap();
    assert_eq!(
        saved["permission_sets"][0]["accounts"][AUDIT]["groups"],
        json!([group])
    );
    assert!(harness.assigned(&set, AUDIT).is_empty());
}

#[test]
fn the_smallest_file_has_a_version_and_no_organization() {
    let world = reload(r#"{"version": 1, "organization": null, "someday": {"more": 1}}"#).unwrap();
    assert_eq!(world.caller.arn, "arn:aws:iam::111111111111:user/newcomer");
    assert!(world.instances.is_empty());
}

#[test]
fn what_is_not_json_or_has_the_wrong_shape_is_reported_with_line_and_column() {
    assert_eq!(
        reload("{\n  \"version\": 1,\n").unwrap_err().to_string(),
        "the sandbox's state file cannot be read: EOF while parsing a value at line 3 column 0"
    );
    assert_eq!(
        broken("\"version\": 1", "\"version\": 9"),
        "the sandbox's state file has version 9; this program reads version 1"
    );
    let id = broken(
        "\"management_account\": \"111111111111\"",
        "\"management_account\": \"1111\"",
    );
    assert!(
        id.contains("`1111` is not valid: an account id is 12 digits at line "),
        "{id}"
    );
    let state = broken("\"ACTIVE\"", "\"AWAKE\"");
    assert!(
        state.contains("unknown variant `AWAKE`") && state.contains(" at line "),
        "{state}"
    );
}

#[test]
fn what_refers_to_nothing_or_appears_twice_is_reported_with_its_place() {
    let dangling = broken(
        "\"parent\": \"ou-ab12-11111111\"",
        "\"parent\": \"ou-ab12-99999999\"",
    );
    assert!(
        dangling.starts_with("the sandbox's state file is not consistent: `ou-ab12-99999999`: no organizational unit has this id at line "),
        "{dangling}"
    );
    let twice = broken("\"id\": \"222222222202\"", "\"id\": \"222222222201\"");
    assert!(
        twice.contains("account `222222222201` appears twice at line "),
        "{twice}"
    );
    let name = broken(
        "\"display_name\": \"DevOps\"",
        "\"display_name\": \"Managers\"",
    );
    assert!(
        name.contains("Duplicate GroupDisplayName at line "),
        "{name}"
    );
    let circle = broken(
        "\"name\": \"plat\",\n        \"parent\": \"r-ab12\"",
        "\"name\": \"plat\",\n        \"parent\": \"ou-ab12-22222201\"",
    );
    assert!(
        circle.contains("this organizational unit lies in itself"),
        "{circle}"
    );
    let instance = broken(INSTANCE, "arn:aws:sso:::instance/short");
    assert!(
        instance.contains("an instance ARN looks like"),
        "{instance}"
    );
}

#[test]
fn a_permission_set_of_another_instance_is_refused() {
    let mut file: Value = serde_json::from_str(&fresh()).unwrap();
    file["permission_sets"] = json!([{"arn": "arn:aws:sso:::permissionSet/ssoins-0000000000000000/ps-0123456789abcdef", "name": "Lab"}]);
    let error = reload(&file.to_string()).unwrap_err().to_string();
    assert!(
        error.contains("not the ARN of a permission set of the organization's instance"),
        "{error}"
    );
}
