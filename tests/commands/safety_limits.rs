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
            "--allow-total-loss",
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
    assert_eq!(refusals[1]["rule"], "total-loss");
    assert_eq!(refusals[2]["rule"], "no-administrator");
    assert!(
        run.stderr.contains(
            "rolecall plan --out plan.json --max-removals 23 --allow-total-loss --allow-no-administrator"
        ),
        "{}",
        run.all()
    );
}

#[test]
fn what_a_saved_plan_was_allowed_is_shown_everywhere_and_must_be_allowed_again() {
    let project = applied();
    without(&project, "Managers");
    let before = state(&project);
    let allowed = [
        "--max-removals",
        "23",
        "--allow-total-loss",
        "--allow-no-administrator",
    ];
    let flags = "--max-removals 23 --allow-total-loss --allow-no-administrator";
    let listed = flags.replace(" --allow", ", --allow");
    let plan = ["plan", "--sandbox", "--out", "plan.json"];
    let run = project.run(&[&plan[..], &allowed].concat()).ended(0);
    let overridden = format!("Limits    overridden: {listed}\n");
    assert!(run.stdout.contains(&overridden), "{}", run.all());
    let hint =
        format!("To apply exactly this: rolecall apply --plan plan.json {flags} --sandbox\n");
    assert!(run.stdout.contains(&hint), "{}", run.all());

    let show = |format: &str| {
        let run = project.run(&["show", "plan.json", "--format", format]);
        run.ended(0).stdout
    };
    assert!(show("text").contains(&overridden));
    let json: serde_json::Value = serde_json::from_str(&show("json")).unwrap();
    assert_eq!(
        json["overridden_limits"],
        serde_json::json!([
            "--max-removals 23",
            "--allow-total-loss",
            "--allow-no-administrator"
        ])
    );
    let markdown = show("markdown");
    assert!(
        markdown.contains("⚠ **Safety limits overridden**: `--max-removals 23`, "),
        "{markdown}"
    );
    assert!(markdown.contains(&format!("rolecall apply --plan plan.json {flags}")));
    assert!(show("github").starts_with(
        "::warning file=catalog/aws-sso.yaml,line=1,title=safety limits are overridden::--max-removals 23, "
    ));
    assert!(show("html").contains(&format!("Safety limits overridden: {listed}.")));

    let apply = ["apply", "--sandbox", "--plan", "plan.json"];
    let refused = project.run(&apply).ended(3);
    assert!(
        refused.stderr.starts_with(&format!(
            "note: plan.json was planned with {listed}; an apply overrides only"
        )),
        "{}",
        refused.all()
    );
    let hint =
        format!("allow it for this run: rolecall apply --plan plan.json {flags} --sandbox\n");
    assert!(refused.stderr.contains(&hint), "{}", refused.all());
    // Each of them.
    project.run(&[&apply[..], &allowed[..3]].concat()).ended(3);
    assert_eq!(state(&project), before);
    let run = project.run(&[&apply[..], &allowed].concat()).ended(0);
    assert!(run.stdout.contains(&overridden), "{}", run.all());
    assert!(!run.stderr.contains("was planned with"), "{}", run.all());
}

#[test]
fn two_catalogs_without_a_name_do_not_delete_each_others_sets() {
    let project = Project::with_catalog(&simple("First"));
    let apply = |flags: &[&str]| {
        project.run(&[&["apply", "--sandbox", "--auto-approve"][..], flags].concat())
    };
    apply(&[]).ended(0);
    let first = state(&project);
    project.write("catalog/aws-sso.yaml", &simple("Second"));
    for command in ["plan", "apply"] {
        for only in [&[][..], &["--only", "permission-set=Second"]] {
            let run = project.run(&[&[command, "--sandbox"][..], only].concat());
            let run = run.ended(1);
            assert!(
                run.stderr.contains("error[nameless-catalog]"),
                "{}",
                run.all()
            );
            assert!(!run.stdout.contains("First"), "{}", run.all());
        }
    }
    assert_eq!(state(&project), first);
    // With a name of its own it touches nothing else.
    let named = format!("name: second\n{}", simple("Second"));
    project.write("catalog/aws-sso.yaml", &named);
    let run = apply(&[]).ended(0);
    assert!(
        run.stdout
            .contains("Plan: 1 grant, 1 permission set created"),
        "{}",
        run.all()
    );
    // The first is named by a plan that only retags.
    let named = format!("name: first\n{}", simple("First"));
    project.write("catalog/aws-sso.yaml", &named);
    let run = apply(&[]).ended(0);
    assert!(
        run.stdout
            .contains("the catalog default -> this catalog (only the tag changes)"),
        "{}",
        run.all()
    );
    assert!(
        run.stdout.contains("Plan: 1 permission set adopted."),
        "{}",
        run.all()
    );
    let again = apply(&[]).ended(0);
    assert!(again.stdout.contains("No changes."), "{}", again.all());
}

/// A catalog with one permission set, assigned once.
fn simple(set: &str) -> String {
    format!(
        "permission_sets: {{{set}: {{policy_attachments: [ReadOnlyAccess]}}}}\n\
         account_assignments: {{plat-dev: {{groups: {{DevOps: {{permission_sets: [{set}]}}}}}}}}\n"
    )
}

#[test]
fn a_rename_that_drops_assignments_and_a_set_that_is_emptied_are_refused() {
    let project = Project::new();
    let catalog = |sets: &str, groups: &str| {
        project.write(
            "catalog/aws-sso.yaml",
            &format!(
                "name: acme\npermission_sets: {sets}\naccount_types: {{all: [\"plat-*\"]}}\n\
                 account_type_assignments: {{all: {{groups: {groups}}}}}\n"
            ),
        );
    };
    let run = |command: &str, flags: &[&str]| {
        let apply = [command, "--sandbox", "--scan", "full"];
        project.run(&[&apply[..], flags].concat())
    };
    let both = "{DevOps: {permission_sets: [Old]}, Developers: {permission_sets: [Old]}}";
    catalog("{Old: {policy_attachments: [ReadOnlyAccess]}}", both);
    run("apply", &["--auto-approve"]).ended(0);

    let new = "{New: {policy_attachments: [ReadOnlyAccess], previously: Old}}";
    catalog(new, "{DevOps: {permission_sets: [New]}}");
    let refused = run("plan", &["--format", "json"]).ended(3).json();
    let rules: Vec<&str> = refused["refusals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["rule"].as_str().unwrap())
        .collect();
    assert_eq!(rules, ["max-removals", "total-loss"]);
    catalog(new, &both.replace("Old", "New"));
    run("plan", &[]).ended(0);

    catalog(
        "{Old: {policy_attachments: [ReadOnlyAccess, AWSDenyAll]}}",
        both,
    );
    let refused = run("plan", &[]).ended(3);
    assert_snapshot!(refusal(&refused), @"
    refused: this plan revokes, or leaves without any rights, 8 of the 8 governed assignments (100 %); the limit is 25 % and at most 100

      permission set Old will allow nothing: 8 assignments in 4 accounts lose all access
      4 of them belong to group DevOps
      4 of them belong to group Developers

    refused: this plan takes all access that this catalog governs from 2 principals and leaves 4 accounts without any

      group DevOps loses all 4 assignments
      group Developers loses all 4 assignments
      no access is left in plat-dev: all 2 assignments are lost
      no access is left in plat-prod: all 2 assignments are lost
      no access is left in plat-sandbox: all 2 assignments are lost
      no access is left in plat-staging: all 2 assignments are lost

    help: if that is meant, allow it for this run: rolecall apply --scan full --max-removals 8 --allow-total-loss --sandbox
    ");
    assert!(
        refused.stdout.contains(
            "!   allows nothing after this plan: 8 assignments in 4 accounts lose all access"
        ),
        "{}",
        refused.all()
    );
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
    refused: this plan takes all access that this catalog governs from 1 principal

      group BillingAdmin loses its only assignment

    refused: this plan removes 2 assignments and 1 permission set that the catalog protects

      revoked from group BillingAdmin: BillingAdministratorAccess in core-root
      revoked from group Managers: RootAccess in core-root
      permission set RootAccess is deleted

    help: if that is meant, allow it for this run: rolecall apply --allow-total-loss --allow-protected-removal --sandbox
    ");
    project
        .run(&[
            "apply",
            "--sandbox",
            "--auto-approve",
            "--allow-total-loss",
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
    refused: this plan takes all access that this catalog governs from 1 principal

      group BillingAdmin loses its only assignment

    refused: this plan may take away the access with which you run it: BillingAdministratorAccess in core-root

      revoked from group BillingAdmin: BillingAdministratorAccess in core-root
      whether you belong to a group is not asked: any of them may be yours

    help: if that is meant, allow it for this run: rolecall plan --snapshot snapshot.json --allow-total-loss --allow-self-lockout
    ");
    project
        .run(&[&plan[..], &["--allow-total-loss", "--allow-self-lockout"]].concat())
        .ended(0);
}
