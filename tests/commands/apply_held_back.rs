//! Revocations that wait for the access that replaces them.

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::rolecall::{Project, Run};

const DENIED: &str =
    "fail-message=Received a 403 status error: Access denied by IAM.,fail-operation=1";

/// Applies the first catalog, then the second one while AWS refuses its first operation.
fn refused(before: &str, after: &str) -> (Project, Run) {
    let project = Project::with_catalog(before);
    let apply = [
        "apply",
        "--sandbox",
        "--auto-approve",
        "--max-removals",
        "100%",
        "--allow-total-loss",
    ];
    project.run(&apply).ended(0);
    project.write("catalog/aws-sso.yaml", after);
    let refused = [&apply[..], &["--sandbox-options", DENIED]].concat();
    let run = project.run(&refused).ended(1);
    (project, run)
}

/// Who has what where in the sandbox, by names.
fn access(project: &Project) -> String {
    let state: Value = serde_json::from_str(&project.read(".rolecall/sandbox.json")).unwrap();
    let name = |list: &Value, key: &str, id: &str| {
        let list = list.as_array().unwrap();
        let found = list.iter().find(|one| one["id"] == id).unwrap();
        found[key].as_str().unwrap().to_owned()
    };
    let mut lines = Vec::new();
    for set in state["permission_sets"].as_array().unwrap() {
        for (account, there) in set["accounts"].as_object().unwrap() {
            let account = name(&state["organization"]["accounts"], "name", account);
            for group in there["groups"].as_array().unwrap() {
                let groups = &state["identity_store"]["groups"];
                let group = name(groups, "display_name", group.as_str().unwrap());
                lines.push(format!("{account} {group} {}", set["name"]));
            }
        }
    }
    lines.sort();
    lines.join("\n").replace('"', "")
}

/// What was not tried, and why.
fn held_back(run: &Run) -> &str {
    let (_, rest) = run
        .stderr
        .split_once("not tried, because of what failed:\n")
        .unwrap();
    rest.split_once("\n\n").unwrap().0
}

#[test]
fn a_group_keeps_a_set_until_the_group_that_takes_over_has_it() {
    let catalog = |group: &str| {
        format!(
            "account_assignments:
  plat-dev: {{groups: {{{group}: {{permission_sets: [Support]}}, Managers: {{permission_sets: [Audit]}}}}}}
  plat-prod: {{groups: {{{group}: {{permission_sets: [Support]}}, Managers: {{permission_sets: [Audit]}}}}}}
permission_sets:
  Support: {{policy_attachments: [ReadOnlyAccess]}}
  Audit: {{policy_attachments: [SecurityAudit]}}
"
        )
    };
    let (project, run) = refused(&catalog("Developers"), &catalog("DevOps"));
    assert_snapshot!(held_back(&run), @"- revoke Support from group Developers in plat-dev  (needs: grant Support to group DevOps in plat-dev)");
    assert_snapshot!(access(&project), @"
    plat-dev Developers Support
    plat-dev Managers Audit
    plat-prod DevOps Support
    plat-prod Managers Audit
    ");
    // Without the refusal the rest follows.
    project
        .run(&[
            "apply",
            "--sandbox",
            "--auto-approve",
            "--max-removals",
            "100%",
            "--allow-total-loss",
        ])
        .ended(0);
    assert_snapshot!(access(&project), @"
    plat-dev DevOps Support
    plat-dev Managers Audit
    plat-prod DevOps Support
    plat-prod Managers Audit
    ");
}

#[test]
fn an_account_whose_only_grant_fails_keeps_the_access_that_it_has() {
    let catalog = |group: &str, set: &str| {
        format!(
            "name: default
account_assignments:
  plat-dev: {{groups: {{{group}: {{permission_sets: [{set}]}}}}}}
  plat-prod: {{groups: {{{group}: {{permission_sets: [{set}]}}}}}}
permission_sets:
  {set}: {{policy_attachments: [ReadOnlyAccess]}}
"
        )
    };
    let (project, run) = refused(&catalog("Developers", "Old"), &catalog("DevOps", "New"));
    assert_snapshot!(held_back(&run), @"
    - revoke Old from group Developers in plat-dev  (plat-dev would keep no assignment of this catalog's permission sets; needs: grant New to group DevOps in plat-dev)
    - delete permission set Old  (needs: revoke Old from group Developers in plat-dev)
    ");
    assert_snapshot!(access(&project), @"
    plat-dev Developers Old
    plat-prod DevOps New
    ");
}
