//! A role that nobody is assigned to: access that waits for an assignment.

use insta::{allow_duplicates, assert_snapshot};
use serde_json::{Value, json};

use crate::support::rolecall::Project;

const CATALOG: &str = "\
account_assignments:
  plat-dev: {groups: {Developers: {permission_sets: [Support]}}}
permission_sets:
  Support: {policy_attachments: [ReadOnlyAccess]}
";

/// The catalog applied, and its set provisioned in plat-prod, too, where nobody is assigned.
fn project() -> Project {
    let project = Project::with_catalog(CATALOG);
    project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    let mut state: Value = serde_json::from_str(&project.read(".rolecall/sandbox.json")).unwrap();
    state["permission_sets"][0]["accounts"]["333333333304"] =
        json!({"groups": [], "users": [], "outdated": true});
    project.write(".rolecall/sandbox.json", &state.to_string());
    project
}

#[test]
fn a_role_that_nobody_is_assigned_to_is_a_note_of_the_plan_in_every_format_and_scan() {
    let project = project();
    for scan in ["groups", "full"] {
        let plan = |format: &str| {
            let args = ["plan", "--sandbox", "--scan", scan, "--format", format];
            project.run(&args).ended(0)
        };
        let text = plan("text").stdout;
        let notes = text.split_once("Notes\n").unwrap().1;
        let first = notes.lines().next().unwrap();
        allow_duplicates! { assert_snapshot!(first, @"  Support is provisioned in plat-prod, where nobody is assigned to it: a role that waits for an assignment. AWS has no call that removes it; remove the permission set from the account in the console of IAM Identity Center.") };
        let named = "Support is provisioned in plat-prod, where nobody is assigned";
        let markdown = plan("markdown");
        assert!(markdown.stdout.contains(named), "{}", markdown.all());
        let json = plan("json").json();
        assert_eq!(json["changes"], json!([]));
        assert!(
            json["notes"][0].as_str().unwrap().starts_with(named),
            "{json}"
        );
    }
    let doctor = project.run(&["doctor", "--sandbox"]);
    assert!(
        doctor.stdout.contains("unassigned-permission-set"),
        "{}",
        doctor.all()
    );
}

#[test]
fn a_role_is_brought_up_to_date_before_somebody_is_assigned_to_it() {
    let project = project();
    project.edit(
        "catalog/aws-sso.yaml",
        "permission_sets:\n",
        "  plat-prod: {groups: {DevOps: {permission_sets: [Support]}}}\npermission_sets:\n",
    );
    project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    let state: Value = serde_json::from_str(&project.read(".rolecall/sandbox.json")).unwrap();
    let there = &state["permission_sets"][0]["accounts"]["333333333304"];
    assert_eq!(there["groups"].as_array().unwrap().len(), 1, "{there}");
    assert_eq!(there["outdated"], false, "{there}");
}
