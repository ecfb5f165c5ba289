//! What a run may not do unless it is told that it is meant.

use insta::assert_snapshot;

use crate::support::rolecall::{Project, Run};

/// The starter, applied.
fn applied() -> Project {
    let project = Project::with_starter();
    project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    project
}

/// The starter without one of its groups.
fn without(project: &Project, group: &str) {
    let catalog = project.read("catalog/aws-sso.yaml");
    let kept: Vec<&str> = catalog
        .lines()
        .filter(|line| !line.trim_start().starts_with(&format!("{group}:")))
        .collect();
    project.write("catalog/aws-sso.yaml", &(kept.join("\n") + "\n"));
}

fn state(project: &Project) -> String {
    project.read(".rolecall/sandbox.json")
}

/// What the second stream says after the plan.
fn refusal(run: &Run) -> &str {
    run.stderr.trim_start()
}

#[test]
fn a_plan_that_removes_too_much_is_shown_refused_and_not_applied() {
    let project = applied();
    without(&project, "Managers");
    let before = state(&project);
    for command in ["plan", "apply"] {
        let run = project.run(&[command, "--sandbox"]).ended(3);
        assert!(run.stdout.contains("Plan: 23 revocations"), "{}", run.all());
        assert_snapshot!("a_plan_that_removes_too_much", refusal(&run));
    }
    assert_eq!(state(&project), before);
}

#[test]
fn the_flag_that_the_refusal_names_allows_it_and_one_less_does_not() {
    let project = applied();
    without(&project, "Managers");
    let allow = |most: &str| {
        let flags = [
            "--auto-approve",
            "--allow-no-administrator",
            "--max-removals",
            most,
        ];
        project.run(&[&["apply", "--sandbox"][..], &flags].concat())
    };
    allow("22").ended(3);
    allow("many").ended(1);
    allow("23").ended(0);
}

#[test]
fn a_refused_plan_is_not_saved_and_json_has_the_refusal() {
    let project = applied();
    without(&project, "Managers");
    let run = project
        .run(&[
            "plan",
            "--sandbox",
            "--out",
            "plan.json",
            "--format",
            "json",
        ])
        .ended(3);
    assert!(!project.file("plan.json").exists());
    let refusals = &run.json()["refusals"];
    assert_eq!(refusals[0]["rule"], "max-removals");
    assert_eq!(refusals[0]["flag"], "--max-removals 23");
    assert_eq!(refusals[1]["rule"], "no-administrator");
    assert!(
        run.stderr
            .contains("rolecall plan --out plan.json --max-removals 23 --allow-no-administrator"),
        "{}",
        run.all()
    );
}

#[test]
fn what_was_allowed_when_a_plan_was_saved_is_allowed_when_it_is_applied() {
    let project = applied();
    without(&project, "Managers");
    let allowed = ["--max-removals", "23", "--allow-no-administrator"];
    let plan = ["plan", "--sandbox", "--out", "plan.json"];
    project.run(&[&plan[..], &allowed].concat()).ended(0);
    project
        .run(&["apply", "--sandbox", "--plan", "plan.json"])
        .ended(0);
}

#[test]
fn what_the_catalog_protects_stays() {
    let project = applied();
    project.edit(
        "catalog/aws-sso.yaml",
        "        account_types:\n",
        "        protected: {groups: [BillingAdmin], permission_sets: [RootAccess]}\n        account_types:\n",
    );
    project.edit(
        "catalog/aws-sso.yaml",
        "TerraformApplyAccess, RootAccess]",
        "TerraformApplyAccess]",
    );
    without(&project, "BillingAdmin");
    let run = project.run(&["plan", "--sandbox"]).ended(3);
    assert_snapshot!(refusal(&run), @"
    refused: this plan removes 2 assignments and 1 permission set that the catalog protects

      revoked from group BillingAdmin: BillingAdministratorAccess in core-root
      revoked from group Managers: RootAccess in core-root
      permission set RootAccess is deleted

    help: if that is meant, allow it for this run: rolecall apply --allow-protected-removal
    ");
    project
        .run(&[
            "apply",
            "--sandbox",
            "--auto-approve",
            "--allow-protected-removal",
        ])
        .ended(0);
}

#[test]
fn the_access_with_which_the_caller_came_is_not_taken_away() {
    let project = applied();
    let snapshot = project.run(&["snapshot", "--sandbox"]).ended(0);
    let mut snapshot = snapshot.json();
    snapshot["caller"]["arn"] =
        "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_BillingAdministratorAccess_0123456789abcdef/ann".into();
    project.write("snapshot.json", &snapshot.to_string());
    without(&project, "BillingAdmin");
    let plan = ["plan", "--snapshot", "snapshot.json"];
    let run = project.run(&plan).ended(3);
    assert_snapshot!(refusal(&run), @"
    refused: this plan may take away the access with which you run it: BillingAdministratorAccess in core-root

      revoked from group BillingAdmin: BillingAdministratorAccess in core-root
      whether you belong to a group is not asked: any of them may be yours

    help: if that is meant, allow it for this run: rolecall apply --allow-self-lockout
    ");
    project
        .run(&[&plan[..], &["--allow-self-lockout"]].concat())
        .ended(0);
}
