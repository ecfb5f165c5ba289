//! The catalog of former days, and when somebody gained and lost access.

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::git::{commit_as, git};
use crate::support::rolecall::Project;

const FIRST: &str = "\
account_map:
  full_account_map: {plat-dev: \"333333333301\", plat-prod: \"333333333304\"}
account_types: {plat: [\"plat-*\"]}
account_type_assignments:
  plat:
    groups:
      Developers: {permission_sets: [ReadOnlyAccess]}
account_assignments:
  plat-dev:
    groups:
      Developers: {permission_sets: [PowerUserAccess], expires: 2026-02-15}
      Other: {permission_sets: [PowerUserAccess]}
";

const FILE: &str = "catalog/aws-sso.yaml";

/// A repository in which the catalog comes, is broken and mended, moves, imports, and grants for a time.
fn project() -> Project {
    let project = Project::new();
    git(&project, &["init", "--quiet", "--initial-branch=main"]);
    project.write("README.md", "x\n");
    commit_as(&project, "Ann Lee", "2025-12-01", "No catalog yet");
    project.write("access.yaml", FIRST);
    commit_as(&project, "Ann Lee", "2026-01-10", "The first catalog");
    project.write("README.md", "y\n");
    commit_as(&project, "Ann Lee", "2026-01-11", "Nothing about access");
    std::fs::create_dir(project.file("catalog")).unwrap();
    git(&project, &["mv", "access.yaml", FILE]);
    commit_as(&project, "Ben", "2026-01-20", "The catalog moves");
    project.edit(
        FILE,
        "Developers: {permission_sets: [ReadOnlyAccess]}",
        "Developers: {permission_sets: [AdministratorAccess]",
    );
    commit_as(&project, "Ben", "2026-03-01", "Administrators, broken");
    project.edit(FILE, "[AdministratorAccess]", "[AdministratorAccess]}");
    commit_as(&project, "Cleo", "2026-03-02", "Mended");
    let text = project.read(FILE);
    project.write("catalog/assignments.yaml", &text);
    project.write(FILE, "import: [assignments]\n");
    commit_as(&project, "Cleo", "2026-04-01", "Split in two");
    project.edit(
        "catalog/assignments.yaml",
        "AdministratorAccess",
        "BillingAdministratorAccess",
    );
    commit_as(&project, "Ann Lee", "2026-05-01", "Billing is enough");
    project
}

/// What was printed, with the ids of commits masked by their numbers.
fn printed(project: &Project, args: &[&str]) -> String {
    let args = [args, &["--today", "2026-06-01", "--stacks", "catalog"]].concat();
    let dashes = args.iter().position(|arg| *arg == "--");
    let mut args = args.clone();
    if let Some(dashes) = dashes {
        // Options stand before the subject.
        let subject: Vec<&str> = args.drain(dashes..args.len() - 4).collect();
        args.extend(subject);
    }
    let run = project.run(&args).ended(0);
    masked(project, run.stdout)
}

fn masked(project: &Project, mut text: String) -> String {
    let ids = git(project, &["rev-list", "--reverse", "main"]);
    for (number, id) in ids.lines().enumerate() {
        let name = format!("commit{number}");
        text = text.replace(id, &name).replace(&id[..7], &name);
    }
    text
}

#[test]
fn a_group_reads_when_it_gained_and_lost_what() {
    let project = project();
    let log = printed(&project, &["log", "group", "Developers"]);
    assert_snapshot!(log, @"
    Before commit3 of 2026-01-20 the catalog is read from access.yaml, the file that git finds most similar.

    2026-05-01  commit7  Ann Lee: Billing is enough
    -   AdministratorAccess         plat: 2 accounts  was catalog/assignments.yaml:7
    +   BillingAdministratorAccess  plat: 2 accounts  catalog/assignments.yaml:7

    2026-03-02  commit5  Cleo: Mended
    -   ReadOnlyAccess       plat: 2 accounts  was catalog/aws-sso.yaml:7
    +   AdministratorAccess  plat: 2 accounts  catalog/aws-sso.yaml:7
        with what commit4 of 2026-03-01 by Ben changed, which cannot be read

    2026-02-15  was the last day
    -   PowerUserAccess  plat-dev  was catalog/aws-sso.yaml:11

    2026-01-10  commit1  Ann Lee: The first catalog
    +   PowerUserAccess  plat-dev          access.yaml:11
    +   ReadOnlyAccess   plat: 2 accounts  access.yaml:7

    commit4 of 2026-03-01 cannot be read and was stepped over: catalog/aws-sso.yaml:8: `,` or `}` is expected here
    4 changes in 6 revisions of catalog/aws-sso.yaml
    ");
    // The filters of the list say the same.
    assert_eq!(printed(&project, &["log", "--group", "Developers"]), log);
}

#[test]
fn an_account_and_a_permission_set_have_histories_too() {
    let project = project();
    assert_snapshot!(printed(&project, &["log", "account", "plat-prod"]), @"
    Before commit3 of 2026-01-20 the catalog is read from access.yaml, the file that git finds most similar.

    2026-05-01  commit7  Ann Lee: Billing is enough
    -   group Developers  AdministratorAccess         plat-prod  was catalog/assignments.yaml:7
    +   group Developers  BillingAdministratorAccess  plat-prod  catalog/assignments.yaml:7

    2026-03-02  commit5  Cleo: Mended
    -   group Developers  ReadOnlyAccess       plat-prod  was catalog/aws-sso.yaml:7
    +   group Developers  AdministratorAccess  plat-prod  catalog/aws-sso.yaml:7
        with what commit4 of 2026-03-01 by Ben changed, which cannot be read

    2026-01-10  commit1  Ann Lee: The first catalog
    +   group Developers  ReadOnlyAccess  plat-prod  access.yaml:7

    commit4 of 2026-03-01 cannot be read and was stepped over: catalog/aws-sso.yaml:8: `,` or `}` is expected here
    3 changes in 6 revisions of catalog/aws-sso.yaml
    ");
    assert_snapshot!(printed(&project, &["log", "permission-set", "PowerUserAccess"]), @"
    Before commit3 of 2026-01-20 the catalog is read from access.yaml, the file that git finds most similar.

    2026-02-15  was the last day
    -   group Developers  PowerUserAccess  plat-dev  was catalog/aws-sso.yaml:11

    2026-01-10  commit1  Ann Lee: The first catalog
    +   group Developers  PowerUserAccess  plat-dev  access.yaml:11
    +   group Other       PowerUserAccess  plat-dev  access.yaml:12

    commit4 of 2026-03-01 cannot be read and was stepped over: catalog/aws-sso.yaml:8: `,` or `}` is expected here
    2 changes in 6 revisions of catalog/aws-sso.yaml
    ");
    let unknown = |args: &[&str]| {
        project.run(
            &[
                &["log", "--today", "2026-06-01", "--stacks", "catalog"],
                args,
            ]
            .concat(),
        )
    };
    let run = unknown(&["user", "nobody"]).ended(1);
    assert_snapshot!(run.stderr, @"
    error: unknown user `nobody`: no revision that was read has it
    help: names are case-sensitive
    ");
    let run = unknown(&["group", "developers"]).ended(1);
    assert_snapshot!(run.stderr, @"
    error: unknown group `developers`: no revision that was read has it
    help: did you mean `Developers`?
    ");
}

#[test]
fn a_program_gets_every_assignment_with_its_commit() {
    let project = project();
    let log = printed(
        &project,
        &["log", "--format", "json", "group", "Developers"],
    );
    let json: Value = serde_json::from_str(&log).unwrap();
    assert_snapshot!(format!("{:#}", json["changes"][0]), @r#"
    {
      "commit": {
        "id": "commit7",
        "author": "Ann Lee",
        "date": "2026-05-01",
        "subject": "Billing is enough"
      },
      "expired_after": null,
      "lost": [
        {
          "principal_type": "GROUP",
          "principal": "Developers",
          "permission_set": "AdministratorAccess",
          "account": "plat-dev",
          "account_id": "333333333301",
          "sources": [
            "catalog/assignments.yaml:7"
          ]
        },
        {
          "principal_type": "GROUP",
          "principal": "Developers",
          "permission_set": "AdministratorAccess",
          "account": "plat-prod",
          "account_id": "333333333304",
          "sources": [
            "catalog/assignments.yaml:7"
          ]
        }
      ],
      "gained": [
        {
          "principal_type": "GROUP",
          "principal": "Developers",
          "permission_set": "BillingAdministratorAccess",
          "account": "plat-dev",
          "account_id": "333333333301",
          "sources": [
            "catalog/assignments.yaml:7"
          ]
        },
        {
          "principal_type": "GROUP",
          "principal": "Developers",
          "permission_set": "BillingAdministratorAccess",
          "account": "plat-prod",
          "account_id": "333333333304",
          "sources": [
            "catalog/assignments.yaml:7"
          ]
        }
      ],
      "redefined": [],
      "account_types": [],
      "includes": []
    }
    "#);
    assert_snapshot!(format!("{:#}", json["stepped_over"]), @r#"
    [
      {
        "id": "commit4",
        "author": "Ben",
        "date": "2026-03-01",
        "subject": "Administrators, broken",
        "reason": "catalog/aws-sso.yaml:8: `,` or `}` is expected here"
      }
    ]
    "#);
    assert_eq!(json["complete"], true);
}

#[test]
fn a_history_can_be_cut_and_says_so() {
    let project = project();
    let log = printed(
        &project,
        &["log", "--revisions", "1", "group", "Developers"],
    );
    assert_snapshot!(log, @"
    2026-05-01  commit7  Ann Lee: Billing is enough
    -   AdministratorAccess         plat: 2 accounts  was catalog/assignments.yaml:7
    +   BillingAdministratorAccess  plat: 2 accounts  catalog/assignments.yaml:7

    There are older revisions: --revisions N looks at more.
    1 change in 1 revision of catalog/aws-sso.yaml
    ");
}

#[test]
fn a_history_begins_at_another_revision() {
    let project = project();
    let log = printed(
        &project,
        &[
            "log",
            "--at",
            "main~5",
            "--catalog",
            "access.yaml",
            "--",
            "group",
            "Developers",
        ],
    );
    assert!(!log.contains("Ben"), "{log}");
    assert!(log.contains("The first catalog"), "{log}");
}

#[test]
fn access_is_listed_as_it_was_on_the_day_of_the_commit() {
    let project = project();
    let at = |args: &[&str]| {
        let args = [
            &["access", "--at", "main~5", "--catalog", "access.yaml"],
            args,
        ]
        .concat();
        project.run(&args).ended(0).stdout
    };
    assert_snapshot!(at(&[]), @"
    By the catalog main~5:access.yaml; what exists in AWS was not read (--live, --snapshot FILE or --sandbox)

    group Developers
        PowerUserAccess  plat-dev          main~5:access.yaml:11, until 2026-02-15
        ReadOnlyAccess   plat: 2 accounts  main~5:access.yaml:7

    group Other
        PowerUserAccess  plat-dev          main~5:access.yaml:12

    2 permission sets, 4 assignments in 2 of 2 accounts
    ");
    let later = at(&[
        "--today",
        "2026-02-16",
        "--group",
        "Developers",
        "--format",
        "csv",
    ]);
    assert_snapshot!(later, @"
    account_id,account,principal_type,principal,permission_set,source,owner,reason,ticket,expires,review_by,in_catalog,in_aws,managed,via,user_enabled
    333333333301,plat-dev,GROUP,Developers,ReadOnlyAccess,main~5:access.yaml:7,,,,,,yes,,,,
    333333333304,plat-prod,GROUP,Developers,ReadOnlyAccess,main~5:access.yaml:7,,,,,,yes,,,,
    ");
    let page = at(&["--format", "html"]);
    assert!(
        page.contains("<!doctype html>") || page.contains("<!DOCTYPE html>"),
        "{}",
        &page[..100]
    );
    let imported = project
        .run(&[
            "access",
            "--at",
            "main~1",
            "--stacks",
            "catalog",
            "--account",
            "plat-prod",
        ])
        .ended(0);
    assert_snapshot!(imported.stdout, @"
    By the catalog main~1:catalog/aws-sso.yaml; what exists in AWS was not read (--live, --snapshot FILE or --sandbox)

    group Developers
        AdministratorAccess  plat-prod  main~1:catalog/assignments.yaml:7

    1 permission set, 1 assignment in 1 of 2 accounts
    ");
}

#[test]
fn what_has_no_catalog_and_what_is_no_revision_is_said() {
    let project = project();
    let run = project.run(&["access", "--at", "main~7"]).ended(1);
    assert_snapshot!(run.stderr, @"
    error: the revision `main~7` has no catalog
    help: name it as it was called there: --catalog FILE
    ");
    let log = ["log", "--at", "main~7"];
    assert_snapshot!(project.run(&log).ended(1).stderr, @"
    error: the history has no catalog catalog/aws-sso.yaml
    help: name it as it is called there: --catalog FILE
    ");
    let run = project.run(&["access", "--at", "gone"]).ended(1);
    assert!(
        run.stderr.contains("`gone` is no revision"),
        "{}",
        run.all()
    );
    let run = project.run(&["log", "team", "x"]).ended(1);
    assert_snapshot!(run.stderr, @"
    error: `team` is not something that has a history
    help: name group, user, account or permission-set and its name: rolecall log group Developers
    ");
    let run = project.run(&["log", "--format", "csv"]).ended(1);
    assert!(
        run.stderr.contains("possible values: text, json"),
        "{}",
        run.all()
    );
    let run = Project::with_catalog(FIRST).run(&["log"]).ended(1);
    assert!(
        run.stderr.contains("not inside a git repository"),
        "{}",
        run.all()
    );
}

#[test]
fn merges_count_as_one_change_on_the_main_line() {
    let project = Project::with_catalog(FIRST);
    git(&project, &["init", "--quiet", "--initial-branch=main"]);
    commit_as(&project, "Ann Lee", "2026-01-01", "first");
    git(&project, &["checkout", "--quiet", "-b", "topic"]);
    project.edit(FILE, "ReadOnlyAccess", "SupportAccess");
    project.edit(
        FILE,
        "account_types",
        "permission_sets: {SupportAccess: {policy_attachments: [AWSSupportAccess]}}\naccount_types",
    );
    commit_as(&project, "Ben", "2026-01-02", "one");
    project.edit(
        FILE,
        "SupportAccess]}\n",
        "SupportAccess, ReadOnlyAccess]}\n",
    );
    commit_as(&project, "Ben", "2026-01-03", "two");
    git(&project, &["checkout", "--quiet", "main"]);
    git(
        &project,
        &[
            "merge",
            "--quiet",
            "--no-ff",
            "--message",
            "Merge topic",
            "topic",
        ],
    );
    let log = project
        .run(&["log", "--today", "2026-01-05", "group", "Developers"])
        .ended(0);
    assert_snapshot!(masked(&project, log.stdout), @"
    2026-01-01  commit3  Reviewer: Merge topic
    +   SupportAccess  plat: 2 accounts  catalog/aws-sso.yaml:8

    2026-01-01  commit0  Ann Lee: first
    +   PowerUserAccess  plat-dev          catalog/aws-sso.yaml:11
    +   ReadOnlyAccess   plat: 2 accounts  catalog/aws-sso.yaml:7

    2 changes in 2 revisions of catalog/aws-sso.yaml
    ");
}

#[test]
fn what_is_not_checked_out_is_read_all_the_same() {
    let project = project();
    git(&project, &["config", "core.sparseCheckout", "true"]);
    project.write(".git/info/sparse-checkout", "/README.md\n");
    git(&project, &["read-tree", "--reset", "-u", "HEAD"]);
    assert!(!project.file(FILE).exists());
    let args = [
        "access",
        "--at",
        "main",
        "--stacks",
        "catalog",
        "--group",
        "Developers",
    ];
    let list = project.run(&args).ended(0);
    assert!(
        list.stdout.contains("BillingAdministratorAccess"),
        "{}",
        list.all()
    );
    let log = printed(&project, &["log", "group", "Developers"]);
    assert!(log.contains("4 changes in 6 revisions"), "{log}");
}
