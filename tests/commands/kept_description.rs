//! A description that leaves the catalog: AWS cannot remove it.

use insta::assert_snapshot;

use crate::support::rolecall::Project;

fn catalog(attributes: &str) -> String {
    format!(
        "account_assignments:
  plat-dev: {{groups: {{Developers: {{permission_sets: [Support]}}}}}}
permission_sets:
  Support:
    policy_attachments: [ReadOnlyAccess]
{attributes}"
    )
}

fn applied(attributes: &str) -> Project {
    let project = Project::with_catalog(&catalog(attributes));
    project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    project
}

#[test]
fn a_removed_description_is_a_note_in_every_format_and_changes_nothing() {
    let project = applied("    description: What support reads\n");
    project.write("catalog/aws-sso.yaml", &catalog(""));
    let plan = |format: &str| {
        let args = [
            "plan",
            "--sandbox",
            "--detailed-exitcode",
            "--format",
            format,
        ];
        project.run(&args).ended(0)
    };
    let text = plan("text").stdout;
    assert_snapshot!(text.split_once("\n\n").unwrap().1, @r#"
    No changes. The live state matches the catalog. Compared: its permission sets, and their assignments to groups and to the users that the catalog names.

    Notes
      Support keeps its description in AWS, which can be replaced but not removed: "What support reads". Write one for it in the catalog to replace it.
      Not looked for: users assigned directly that the catalog does not name, and principals that no longer exist (--scan full).
    "#);
    assert!(
        plan("markdown")
            .stdout
            .contains("Support keeps its description in AWS"),
        "{}",
        plan("markdown").all()
    );
    let notes = &plan("json").json()["notes"];
    assert!(
        notes[0]
            .as_str()
            .unwrap()
            .starts_with("Support keeps its description in AWS"),
        "{notes}"
    );
}

#[test]
fn another_attribute_changes_beside_a_kept_description() {
    let project =
        applied("    description: What support reads\n    relay_state: https://example.com/\n");
    project.write(
        "catalog/aws-sso.yaml",
        &catalog("    session_duration: PT2H\n"),
    );
    project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    let state: serde_json::Value =
        serde_json::from_str(&project.read(".rolecall/sandbox.json")).unwrap();
    let set = &state["permission_sets"][0];
    assert_eq!(set["description"], "What support reads");
    assert_eq!(set["session_duration"], "PT2H");
    assert_eq!(set["relay_state"], serde_json::Value::Null);
    let plan = project.run(&["plan", "--sandbox", "--detailed-exitcode"]);
    plan.ended(0);
}

#[test]
fn diff_says_that_the_description_stays() {
    let project = Project::with_catalog(&catalog("    description: What support reads\n"));
    project.write("after.yaml", &catalog(""));
    let args = [
        "diff",
        "--base",
        "catalog/aws-sso.yaml",
        "--head",
        "after.yaml",
    ];
    let diff = project.run(&args);
    assert!(
        diff.stdout.contains("Support keeps its description in AWS"),
        "{}",
        diff.all()
    );
}
