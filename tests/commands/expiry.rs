//! Access that ends on a day.

use insta::assert_snapshot;

use crate::support::rolecall::Project;

const CATALOG: &str = "\
account_map:
  full_account_map: {core-root: \"111111111111\", plat-dev: \"333333333301\", plat-prod: \"333333333304\"}
account_types:
  all: [\"plat-*\"]
account_type_assignments:
  all:
    groups:
      Developers: {permission_sets: [ReadOnlyAccess], expires: 2026-12-31}
      DevOps: {permission_sets: [ReadOnlyAccess]}
account_assignments:
  plat-dev:
    groups:
      Developers: {permission_sets: [PowerUserAccess], expires: \"2026-06-30\"}
      DevOps: {permission_sets: [ReadOnlyAccess], expires: 2027-01-31}
";

fn assignments(project: &Project, today: &str) -> Vec<String> {
    let json = project
        .run(&["access", "--format", "json", "--today", today])
        .ended(0)
        .json();
    let rows = json["assignments"].as_array().unwrap().iter();
    rows.map(|row| {
        let text = |key: &str| row[key].as_str().unwrap_or("-").to_owned();
        format!(
            "{} {} {} {}",
            text("principal"),
            text("permission_set"),
            text("account"),
            text("expires")
        )
    })
    .collect()
}

#[test]
fn access_lasts_through_its_last_day_and_not_a_day_longer() {
    let project = Project::with_catalog(CATALOG);
    let first = assignments(&project, "2026-06-30");
    assert_snapshot!(first.join("\n"), @"
    DevOps ReadOnlyAccess plat-dev -
    DevOps ReadOnlyAccess plat-prod -
    Developers PowerUserAccess plat-dev 2026-06-30
    Developers ReadOnlyAccess plat-dev 2026-12-31
    Developers ReadOnlyAccess plat-prod 2026-12-31
    ");
    let second = assignments(&project, "2026-07-01");
    assert_eq!(second.len(), first.len() - 1);
    assert_eq!(assignments(&project, "2026-12-31"), second);
    assert_snapshot!(assignments(&project, "2027-01-01").join("\n"), @"
    DevOps ReadOnlyAccess plat-dev -
    DevOps ReadOnlyAccess plat-prod -
    ");
}

#[test]
fn an_expired_entry_is_a_warning_and_a_revocation() {
    let project = Project::with_catalog(CATALOG);
    let before = ["--sandbox", "--today", "2026-06-30"];
    project
        .run(&[&["apply", "--auto-approve"][..], &before].concat())
        .ended(0);
    let run = project
        .run(&[
            "plan",
            "--sandbox",
            "--today",
            "2026-07-01",
            "--max-removals",
            "0",
        ])
        .ended(0);
    assert_snapshot!(run.stderr, @r#"
    warning[expired-entry]: the access of group `Developers` ended on 2026-06-30
      --> catalog/aws-sso.yaml:13:65
       |
    13 |       Developers: {permission_sets: [PowerUserAccess], expires: "2026-06-30"}
       |                                                                 ^^^^^^^^^^^^ expired; this entry is ignored
       |
    help: remove the entry, or give it a later day

    warning: 1 warning in catalog/aws-sso.yaml
    "#);
    assert_snapshot!(run.stdout, @"
    Catalog   catalog/aws-sso.yaml: 4 accounts, 2 principals, 1 permission set, 8 assignments
    Instance  ssoins-7223a4b5c6d7e8f9 (us-east-1), management account core-root
    Limits    overridden: --max-removals 0

    Access
      group Developers
    -   PowerUserAccess  plat-dev  expired on 2026-06-30

    Permission sets
    - PowerUserAccess

    Plan: 1 revocation, 1 permission set deleted.
          2 operations, about 1 s at 2000 requests a second.

    Notes
      Selected by no account type: core-artifacts, core-audit, core-auto, core-dns, core-network, core-root, core-security.
      Not looked for: users assigned directly that the catalog does not name, and principals that no longer exist (--scan full).

    To apply exactly this: rolecall plan --out plan.json --max-removals 0 --today 2026-07-01 --sandbox, then rolecall apply --plan plan.json --max-removals 0 --today 2026-07-01 --sandbox
    ");
}

#[test]
fn what_ends_within_two_weeks_is_told() {
    let project = Project::with_catalog(CATALOG);
    let ends = |today: &str| {
        let run = project
            .run(&["plan", "--sandbox", "--today", today])
            .ended(0);
        let note = "Ends after 2026-12-31: ReadOnlyAccess in all: 4 accounts for group Developers.";
        run.stdout.contains(note)
    };
    assert!(!ends("2026-12-16"));
    assert!(ends("2026-12-17"));
    assert!(ends("2026-12-31"));
    assert!(!ends("2027-01-01"));
}

#[test]
fn a_saved_plan_does_not_outlive_the_access_that_it_grants() {
    let project = Project::with_catalog(CATALOG);
    project
        .run(&[
            "plan",
            "--sandbox",
            "--today",
            "2026-06-30",
            "--out",
            "plan.json",
        ])
        .ended(0);
    let run = project
        .run(&[
            "apply",
            "--sandbox",
            "--today",
            "2026-07-01",
            "--plan",
            "plan.json",
        ])
        .ended(3);
    assert!(
        run.stderr
            .contains("- no longer needed: grant PowerUserAccess to group Developers in plat-dev"),
        "{}",
        run.all()
    );
    project
        .run(&[
            "apply",
            "--sandbox",
            "--today",
            "2026-06-30",
            "--plan",
            "plan.json",
        ])
        .ended(0);
}

#[test]
fn days_that_do_not_exist_are_refused_where_they_are_written() {
    let project = Project::with_catalog(CATALOG);
    project.edit("catalog/aws-sso.yaml", "2026-12-31", "2026-02-29");
    project.edit("catalog/aws-sso.yaml", "2027-01-31", "next year");
    let run = project.run(&["validate"]).ended(1);
    assert_snapshot!(run.stderr, @"
    error[bad-date]: `2026-02-29` is not a day of the calendar
     --> catalog/aws-sso.yaml:8:64
      |
    8 |       Developers: {permission_sets: [ReadOnlyAccess], expires: 2026-02-29}
      |                                                                ^^^^^^^^^^ no day
      |
    help: write the last day of the access, for example 2026-12-31

    error[bad-date]: `next year` is not a day in the form YYYY-MM-DD
      --> catalog/aws-sso.yaml:14:60
       |
    14 |       DevOps: {permission_sets: [ReadOnlyAccess], expires: next year}
       |                                                            ^^^^^^^^^ no day
       |
    help: write the last day of the access, for example 2026-12-31

    error: 2 errors in catalog/aws-sso.yaml
    ");
    let run = project.run(&["validate", "--today", "yesterday"]).ended(1);
    assert_snapshot!(run.stderr, @"
    error: invalid value 'yesterday' for '--today <YYYY-MM-DD>': `yesterday` is not a day in the form YYYY-MM-DD

    For more information, try '--help'.
    ");
}
