//! `plan --out`, `show`, `apply --plan`: what was reviewed is what is applied.

use insta::assert_snapshot;

use crate::support::rolecall::{Project, Run};

const CATALOG: &str = "\
account_types:
  dev:
    - organizational_units: [plat/dev]
permission_sets:
  Look:
    description: Look at everything
    policy_attachments: [ReadOnlyAccess]
account_type_assignments:
  dev: {groups: {Developers: {permission_sets: [Look]}}}
account_assignments:
  plat-prod: {groups: {DevOps: {permission_sets: [Look]}}}
";

/// A project whose catalog is applied but for one grant, which is planned in `plan.json`.
fn planned() -> Project {
    let project = Project::with_catalog(CATALOG);
    apply(&project).ended(0);
    project.edit(
        "catalog/aws-sso.yaml",
        "  plat-prod:",
        "  plat-staging: {groups: {Managers: {permission_sets: [Look]}}}\n  plat-prod:",
    );
    project
        .run(&["plan", "--sandbox", "--out", "plan.json"])
        .ended(0);
    project
}

fn apply(project: &Project) -> Run {
    project.run(&["apply", "--sandbox", "--auto-approve"])
}

fn apply_saved(project: &Project) -> Run {
    project.run(&["apply", "--sandbox", "--plan", "plan.json"])
}

/// Does to the live state what another catalog of the same name says, as somebody else would.
fn behind_its_back(project: &Project, from: &str, to: &str) {
    let catalog = project.read("catalog/aws-sso.yaml");
    let staging = "  plat-staging: {groups: {Managers: {permission_sets: [Look]}}}\n";
    project.write(
        "other.yaml",
        &catalog.replace(staging, "").replace(from, to),
    );
    project
        .run(&[
            "apply",
            "--sandbox",
            "--auto-approve",
            "--catalog",
            "other.yaml",
            "--max-removals",
            "100%",
            "--allow-total-loss",
        ])
        .ended(0);
}

#[test]
fn a_saved_plan_is_applied_without_a_question_and_the_next_plan_is_empty() {
    let project = planned();
    apply_saved(&project).ended(0);
    let run = project
        .run(&["plan", "--sandbox", "--detailed-exitcode"])
        .ended(0);
    assert!(run.stdout.contains("No changes."), "{}", run.all());
}

#[test]
fn a_saved_plan_is_shown_as_it_was_planned_without_the_catalog() {
    let project = planned();
    let planned = project.run(&["plan", "--sandbox"]).ended(0);
    let json = project
        .run(&["plan", "--sandbox", "--format", "json"])
        .ended(0);
    std::fs::remove_dir_all(project.file("catalog")).unwrap();
    let shown = project.run(&["show", "plan.json"]).ended(0);
    let (before, _) = planned.stdout.split_once("\nTo apply").unwrap();
    // Only the estimate is of this run: the sandbox is faster than AWS.
    let without_estimate = |text: &str| {
        let lines = text
            .lines()
            .map(|line| line.split(", about ").next().unwrap().to_owned());
        lines.collect::<Vec<_>>()
    };
    assert_eq!(without_estimate(&shown.stdout), without_estimate(before));
    let shown = project
        .run(&["show", "plan.json", "--format", "json"])
        .ended(0);
    assert_eq!(shown.json(), json.json());
}

#[test]
fn the_same_plan_is_the_same_file() {
    let project = planned();
    project
        .run(&["plan", "--sandbox", "--out", "again.json"])
        .ended(0);
    assert_eq!(project.read("plan.json"), project.read("again.json"));
}

#[test]
fn a_plan_whose_set_was_edited_meanwhile_is_refused_and_the_set_named() {
    let project = planned();
    behind_its_back(&project, "Look at everything", "Look around");
    let run = apply_saved(&project).ended(3);
    assert_snapshot!(run.stderr, @"
    refused: plan.json no longer holds; nothing was changed

    ~ live: permission set Look was changed
    + needed now, and not in the plan: provision permission set Look
    + needed now, and not in the plan: update permission set Look

    help: review the changes, then make a new plan: rolecall plan --out plan.json --sandbox
    ");
}

#[test]
fn a_plan_is_refused_when_somebody_was_granted_or_revoked_what_it_does_not_know() {
    let project = planned();
    behind_its_back(&project, "Developers:", "DevOps:");
    let run = apply_saved(&project).ended(3);
    assert_snapshot!(run.stderr, @"
    refused: plan.json no longer holds; nothing was changed

    + needed now, and not in the plan: grant Look to group Developers in plat-dev
    + needed now, and not in the plan: revoke Look from group DevOps in plat-dev

    help: review the changes, then make a new plan: rolecall plan --out plan.json --sandbox
    ");
}

#[test]
fn what_is_done_already_is_no_longer_what_was_reviewed() {
    let project = planned();
    apply_saved(&project).ended(0);
    let run = apply_saved(&project).ended(3);
    assert_snapshot!(run.stderr, @"
    refused: plan.json no longer holds; nothing was changed

    - no longer needed: grant Look to group Managers in plat-staging

    help: review the changes, then make a new plan: rolecall plan --out plan.json --sandbox
    ");
}

#[test]
fn what_changed_outside_the_plan_is_no_reason_to_refuse() {
    let project = planned();
    project.write(
        "other.yaml",
        "name: other\npermission_sets: {Theirs: {policy_attachments: [job-function/ViewOnlyAccess]}}\n\
         account_assignments: {plat-staging: {groups: {Managers: {permission_sets: [Theirs]}}}}\n",
    );
    project
        .run(&[
            "apply",
            "--sandbox",
            "--auto-approve",
            "--catalog",
            "other.yaml",
        ])
        .ended(0);
    apply_saved(&project).ended(0);
}

#[test]
fn a_plan_of_another_catalog_is_refused_even_where_the_changes_are_the_same() {
    let project = planned();
    project.edit(
        "catalog/aws-sso.yaml",
        "account_types:",
        "# a remark\naccount_types:",
    );
    let run = apply_saved(&project).ended(3);
    assert_snapshot!(run.stderr, @"
    refused: plan.json no longer holds; nothing was changed

    ~ catalog: catalog/aws-sso.yaml was edited

    help: review the changes, then make a new plan: rolecall plan --out plan.json --sandbox
    ");
}

#[test]
fn a_plan_for_another_instance_is_refused() {
    let project = planned();
    let state = project.read(".rolecall/sandbox.json");
    project.write(
        ".rolecall/sandbox.json",
        &state.replace("ssoins-7223a4b5c6d7e8f9", "ssoins-1111111111111111"),
    );
    let run = apply_saved(&project).ended(3);
    assert!(
        run.stderr
            .contains("this is arn:aws:sso:::instance/ssoins-1111111111111111"),
        "{}",
        run.all()
    );
}

#[test]
fn without_the_catalog_a_saved_plan_is_not_applied() {
    let project = planned();
    std::fs::remove_dir_all(project.file("catalog")).unwrap();
    let run = apply_saved(&project).ended(1);
    assert!(
        run.stderr.contains("there is no catalog here"),
        "{}",
        run.all()
    );
}

#[test]
fn a_file_that_was_cut_off_or_edited_is_refused_by_apply_and_by_show() {
    let project = planned();
    let whole = project.read("plan.json");
    let broken = [
        whole[..whole.len() / 2].to_owned(),
        whole.replace("Managers", "Developers"),
        whole.replace("\"25% and at most 100\"", "\"99%\""),
        whole.replacen("\"version\": 1", "\"version\": 2", 1),
        whole.replacen("saved plan", "shopping list", 1),
        "[]".to_owned(),
        String::new(),
    ];
    for text in broken {
        assert_ne!(text, whole);
        project.write("plan.json", &text);
        apply_saved(&project).ended(3);
        project.run(&["show", "plan.json"]).ended(3);
    }
    let run = project.run(&["show", "plan.json"]).ended(3);
    assert_snapshot!(run.stderr, @"
    refused: plan.json is not a saved plan that can be used: it is not whole: EOF while parsing a value at line 1 column 0
    help: make a plan anew: rolecall plan --out plan.json
    ");
}

#[test]
fn a_plan_that_an_attacker_wrote_anew_is_not_applied() {
    use sha2::{Digest, Sha256};

    let project = planned();
    let mut file: serde_json::Value = serde_json::from_str(&project.read("plan.json")).unwrap();
    let changes = &mut file["plan"]["changes"];
    changes[0]["change"]["account"] = "core-root".into();
    changes[0]["change"]["account_id"] = "111111111111".into();
    let digest = Sha256::digest(file["plan"].to_string());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    file["sha256"] = hex.into();
    project.write("plan.json", &file.to_string());
    project.run(&["show", "plan.json"]).ended(0);
    let run = apply_saved(&project).ended(3);
    assert_snapshot!(run.stderr, @"
    refused: plan.json no longer holds; nothing was changed

    - no longer needed: grant Look to group Managers in core-root
    + needed now, and not in the plan: grant Look to group Managers in plat-staging

    help: review the changes, then make a new plan: rolecall plan --out plan.json --sandbox
    ");
    let json = project
        .run(&["plan", "--sandbox", "--format", "json"])
        .ended(0)
        .json();
    assert_eq!(json["summary"]["grants"], 1, "nothing was granted");
}

#[test]
fn a_plan_is_made_anew_under_the_conditions_under_which_it_was_saved() {
    let project = planned();
    project
        .run(&[
            "plan",
            "--sandbox",
            "--out",
            "plan.json",
            "--only",
            "group=Managers",
            "--scan",
            "full",
        ])
        .ended(0);
    behind_its_back(&project, "Developers:", "DevOps:");
    apply_saved(&project).ended(0);
    let run = project.run(&["apply", "--sandbox", "--plan", "plan.json", "--adopt"]);
    assert!(run.ended(1).stderr.contains("cannot be used with"));
}
