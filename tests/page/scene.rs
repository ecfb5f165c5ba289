//! Folders with a page in them.

use std::path::PathBuf;

use serde_json::Value;

use crate::support::rolecall::Project;

/// The starter, applied to the sandbox; then the catalog takes write access in dev from Developers and lets them look
/// instead. A permission set was made by hand, and one of its groups was deleted since.
pub fn changed() -> Project {
    let project = Project::with_starter();
    project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    project.edit(
        "catalog/aws-sso.yaml",
        "          dev:
            groups:
              Managers: {permission_sets: [AdministratorAccess, TerraformApplyAccess]}
              DevOps: {permission_sets: [AdministratorAccess, TerraformApplyAccess]}
              Developers: {permission_sets: [PowerUserAccess, TerraformPlanAccess]}",
        "          dev:
            groups:
              Managers: {permission_sets: [AdministratorAccess, TerraformApplyAccess]}
              DevOps: {permission_sets: [AdministratorAccess, TerraformApplyAccess]}
              Developers: {permission_sets: [ReadOnlyAccess, TerraformPlanAccess], owner: team-shop, ticket: SHOP-7}",
    );
    project.edit(
        "catalog/aws-sso.yaml",
        "session_duration: PT8H",
        "session_duration: PT4H",
    );
    let mut state: Value = serde_json::from_str(&project.read(".rolecall/sandbox.json")).unwrap();
    let sets = state["permission_sets"].as_array_mut().unwrap();
    let mut by_hand = sets[0].clone();
    let group = state["identity_store"]["groups"][0]["id"].clone();
    by_hand["arn"] =
        "arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-0123456789abcdef".into();
    by_hand["name"] = "ByHand".into();
    by_hand["tags"] = serde_json::json!({});
    by_hand["managed_policies"] = serde_json::json!(["arn:aws:iam::aws:policy/SomethingNew"]);
    by_hand["accounts"] = serde_json::json!({"111111111111": {"groups": [group, "11111111-2222-4333-8444-555555555555"]}});
    state["permission_sets"]
        .as_array_mut()
        .unwrap()
        .push(by_hand);
    project.write(".rolecall/sandbox.json", &state.to_string());
    project
}

/// The page of the changed project, with findings.
pub fn changed_page(project: &Project) -> PathBuf {
    let args = [
        "access",
        "--sandbox",
        "--format",
        "html",
        "--findings",
        "--out",
        "access.html",
    ];
    let run = project.run(&args).ended(0);
    assert_eq!(run.stdout, "");
    project.file("access.html")
}

/// The tables that a page carries.
pub fn tables(page: &str) -> Value {
    let (_, rest) = page.split_once("id=\"tables\">").unwrap();
    let (json, _) = rest.split_once("</script>").unwrap();
    serde_json::from_str(json).unwrap()
}
