//! `plan --base`: what a pull request removes from its catalog still holds for it.

use crate::support::git::{commit, repository};
use crate::support::rolecall::Project;

const CATALOG: &str = "catalog/aws-sso.yaml";

const GUARDED: &str = "\
account_types: {prod: [plat-prod], rest: [plat-dev]}
protected: {groups: [Managers]}
guardrails:
  deny: {permission_sets: [AdministratorAccess], groups: [\"Dev*\"], account_types: [prod]}
account_assignments:
  plat-prod:
    groups:
      Managers: {permission_sets: [ReadOnlyAccess]}
      DevOps: {permission_sets: [ReadOnlyAccess]}
  plat-dev:
    groups: {Developers: {permission_sets: [AdministratorAccess]}}
";

/// The catalog in a repository, and applied.
fn applied() -> Project {
    let project = Project::with_catalog(GUARDED);
    repository(&project);
    project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    project
}

#[test]
fn a_guardrail_of_the_base_holds_although_the_head_drops_or_empties_it() {
    let grant = |project: &Project| {
        project.edit(
            CATALOG,
            "DevOps: {permission_sets: [ReadOnlyAccess]}",
            "DevOps: {permission_sets: [ReadOnlyAccess]}\n      Developers: {permission_sets: [AdministratorAccess]}",
        );
    };
    let rule = "  deny: {permission_sets: [AdministratorAccess], groups: [\"Dev*\"], account_types: [prod]}";
    for (from, to) in [
        (rule, "  no_direct_users: true"),
        ("prod: [plat-prod]", "prod: [plat-staging]"),
        ("[\"Dev*\"]", "[\"Dev*\"], except: [Developers]"),
    ] {
        let project = applied();
        project.edit(CATALOG, from, to);
        grant(&project);
        project.run(&["plan", "--sandbox"]).ended(0);
        for command in [
            "plan --sandbox --base main",
            "apply --sandbox --auto-approve --base main",
        ] {
            let args: Vec<&str> = command.split(' ').collect();
            let run = project.run(&args).ended(1);
            for said in [
                "a guardrail of the base denies `AdministratorAccess` to group `Developers` in `plat-prod`",
                "main:catalog/aws-sso.yaml:4",
                "the base still has it",
            ] {
                assert!(run.stderr.contains(said), "{to}: {command}: {}", run.all());
            }
        }
    }
}

#[test]
fn what_the_base_protects_is_not_removed_and_its_place_is_named() {
    let project = applied();
    project.edit(CATALOG, "protected: {groups: [Managers]}\n", "");
    project.edit(
        CATALOG,
        "      Managers: {permission_sets: [ReadOnlyAccess]}\n",
        "",
    );
    let plan = [
        "plan",
        "--sandbox",
        "--max-removals",
        "5",
        "--allow-total-loss",
    ];
    project.run(&plan).ended(0);
    let run = project
        .run(&[&plan[..], &["--base", "main"]].concat())
        .ended(3);
    let place = "group Managers is protected by the base: main:catalog/aws-sso.yaml:2";
    assert!(run.stderr.contains(place), "{}", run.all());
    assert!(
        run.stdout
            .starts_with("Rules     1 rule loosened, marked with !\n"),
        "{}",
        run.all()
    );
    let line = "! protected group Managers: was protected from removal (main:catalog/aws-sso.yaml:2), is removed";
    assert!(run.stdout.contains(line), "{}", run.all());
    let allowed = ["--base", "main", "--allow-protected-removal"];
    project.run(&[&plan[..], &allowed].concat()).ended(0);
}

#[test]
fn what_expires_by_a_day_that_was_not_reviewed_counts_as_removed() {
    let project = applied();
    project.edit(
        CATALOG,
        "DevOps: {permission_sets: [ReadOnlyAccess]}",
        "DevOps: {permission_sets: [ReadOnlyAccess], expires: 2020-01-01}",
    );
    let expired = project.run(&["plan", "--sandbox"]).ended(0);
    assert!(
        expired.stdout.contains("expired on 2020-01-01"),
        "{}",
        expired.all()
    );
    let plan = ["plan", "--sandbox", "--base", "main"];
    let refused = project.run(&plan).ended(3);
    for said in [
        "no entry gives it there",
        "group DevOps loses its only assignment",
    ] {
        assert!(refused.all().contains(said), "{said}: {}", refused.all());
    }
    let line = "! the expired entry ReadOnlyAccess for group DevOps in plat-prod: is new: expired on 2020-01-01";
    assert!(refused.stdout.contains(line), "{}", refused.all());
    // Once the base has the day, too, it was reviewed.
    commit(&project, "the day is reviewed");
    project.run(&plan).ended(0);
}

#[test]
fn a_plan_with_a_base_lists_the_rules_that_changed_in_every_format() {
    let project = applied();
    project.edit(CATALOG, "protected: {groups: [Managers]}\n", "");
    let plan = |format: &str| {
        let args = ["plan", "--sandbox", "--base", "main", "--format", format];
        project.run(&args).ended(0).stdout
    };
    let loosened = "protected group Managers: was protected from removal";
    for format in ["text", "markdown", "github", "html"] {
        assert!(
            plan(format).contains(loosened),
            "{format}: {}",
            plan(format)
        );
    }
    let json: serde_json::Value = serde_json::from_str(&plan("json")).unwrap();
    assert_eq!(json["summary"]["rules_loosened"], 1);
    assert_eq!(
        json["rules"][0]["before_source"],
        "main:catalog/aws-sso.yaml:2"
    );
    let heading = plan("markdown");
    assert!(
        heading.contains("### ⚠ 1 rule loosened · Access: no changes"),
        "{heading}"
    );
    // Without a base nothing is claimed about rules.
    let alone = project.run(&["plan", "--sandbox"]).ended(0).stdout;
    assert!(!alone.contains("Rules"), "{alone}");
}

#[test]
fn a_saved_plan_keeps_the_rules_and_is_applied_without_the_base() {
    let project = applied();
    project.edit(CATALOG, "protected: {groups: [Managers]}\n", "");
    project.edit(
        CATALOG,
        "DevOps: {permission_sets: [ReadOnlyAccess]}",
        "DevOps: {permission_sets: [ReadOnlyAccess, PowerUserAccess]}",
    );
    commit(&project, "second");
    let save = [
        "plan",
        "--sandbox",
        "--base",
        "main~1",
        "--out",
        "plan.json",
    ];
    project.run(&save).ended(0);
    let show = project.run(&["show", "plan.json"]).ended(0).stdout;
    assert!(show.starts_with("Rules     1 rule loosened"), "{show}");
    assert!(
        show.contains("(main~1:catalog/aws-sso.yaml:2), is removed"),
        "{show}"
    );
    project
        .run(&["apply", "--sandbox", "--plan", "plan.json"])
        .ended(0);
}

#[test]
fn a_base_without_a_catalog_is_said_to_be_new() {
    let project = Project::new();
    project.write("README", "");
    repository(&project);
    project.write(CATALOG, GUARDED);
    let plan = project
        .run(&["plan", "--sandbox", "--base", "main"])
        .ended(0);
    assert!(
        plan.stdout.contains("+ the catalog: is new: named default"),
        "{}",
        plan.all()
    );
    project
        .run(&["plan", "--sandbox", "--base", "nowhere"])
        .ended(1);
}
