//! What entries say of themselves, in everything that `access` prints.

use insta::assert_snapshot;

use crate::support::rolecall::Project;

const CATALOG: &str = "\
account_map:
  full_account_map: {plat-dev: \"333333333301\", plat-prod: \"333333333304\", shop-dev: \"333333333305\"}
account_types:
  plat: [\"plat-*\"]
account_type_assignments:
  plat:
    owner: '@acme/platform'
    groups:
      Contractors:
        permission_sets: [PowerUserAccess, ReadOnlyAccess]
        owner: '@acme/shop'
        reason: Moves the old shop to the new accounts, with everything that hangs on it and a few things more
        ticket: SHOP-7
        expires: 2026-12-31
        review_by: 2026-09-30
      DevOps: {permission_sets: [ReadOnlyAccess]}
account_assignments:
  shop-dev:
    groups:
      Contractors: {permission_sets: [ReadOnlyAccess], reason: '=HYPERLINK(\"x\")|<b>'}
      Developers: {permission_sets: [ReadOnlyAccess]}
";

fn access(format: &str) -> String {
    let project = Project::with_catalog(CATALOG);
    let args = ["access", "--format", format, "--today", "2026-07-01"];
    let run = project.run(&args).ended(0);
    assert_eq!(run.stderr, "");
    run.stdout
}

#[test]
fn a_person_reads_why_somebody_has_access_and_who_answers_for_it() {
    assert_snapshot!(access("text"), @r#"
    By the catalog catalog/aws-sso.yaml; what exists in AWS was not read (--live, --snapshot FILE or --sandbox)

    group Contractors
        PowerUserAccess  plat: 2 accounts            catalog/aws-sso.yaml:10, until 2026-12-31
                         Moves the old shop to the new accounts, with everything that hangs on it
                         and a few things more (SHOP-7); owner @acme/shop; review by 2026-09-30
        ReadOnlyAccess   plat: 2 accounts, shop-dev  catalog/aws-sso.yaml:10, 20, until 2026-12-31
                         line 10: Moves the old shop to the new accounts, with everything that
                         hangs on it and a few things more (SHOP-7); owner @acme/shop; review by
                         2026-09-30
                         line 20: =HYPERLINK("x")|<b>

    group DevOps
        ReadOnlyAccess   plat: 2 accounts            catalog/aws-sso.yaml:16
                         owner @acme/platform

    group Developers
        ReadOnlyAccess   shop-dev                    catalog/aws-sso.yaml:21

    2 permission sets, 8 assignments in 3 of 3 accounts
    "#);
}

#[test]
fn a_wiki_gets_a_column_more() {
    assert_snapshot!(access("markdown"), @r#"
    By the catalog `catalog/aws-sso.yaml`; what exists in AWS was not read (--live, --snapshot FILE or --sandbox)

    | who | permission set | where | source | why |
    |---|---|---|---|---|
    | group `Contractors` | `PowerUserAccess` | `plat: 2 accounts` | `catalog/aws-sso.yaml:10, until 2026-12-31` | `Moves the old shop to the new accounts, with everything that hangs on it and a few things more (SHOP-7); owner @acme/shop; review by 2026-09-30` |
    | group `Contractors` | `ReadOnlyAccess` | `plat: 2 accounts`, `shop-dev` | `catalog/aws-sso.yaml:10, 20, until 2026-12-31` | `line 10: Moves the old shop to the new accounts, with everything that hangs on it and a few things more (SHOP-7); owner @acme/shop; review by 2026-09-30`<br>`line 20: =HYPERLINK("x")\|<b>` |
    | group `DevOps` | `ReadOnlyAccess` | `plat: 2 accounts` | `catalog/aws-sso.yaml:16` | `owner @acme/platform` |
    | group `Developers` | `ReadOnlyAccess` | `shop-dev` | `catalog/aws-sso.yaml:21` |  |
    "#);
}

#[test]
fn a_spreadsheet_gets_a_column_for_each() {
    assert_snapshot!(access("csv"), @r#"
    account_id,account,principal_type,principal,permission_set,source,owner,reason,ticket,expires,review_by,in_catalog,in_aws,managed,via,user_enabled
    333333333301,plat-dev,GROUP,Contractors,PowerUserAccess,catalog/aws-sso.yaml:10,'@acme/shop,"Moves the old shop to the new accounts, with everything that hangs on it and a few things more",SHOP-7,2026-12-31,2026-09-30,yes,,,,
    333333333304,plat-prod,GROUP,Contractors,PowerUserAccess,catalog/aws-sso.yaml:10,'@acme/shop,"Moves the old shop to the new accounts, with everything that hangs on it and a few things more",SHOP-7,2026-12-31,2026-09-30,yes,,,,
    333333333301,plat-dev,GROUP,Contractors,ReadOnlyAccess,catalog/aws-sso.yaml:10,'@acme/shop,"Moves the old shop to the new accounts, with everything that hangs on it and a few things more",SHOP-7,2026-12-31,2026-09-30,yes,,,,
    333333333304,plat-prod,GROUP,Contractors,ReadOnlyAccess,catalog/aws-sso.yaml:10,'@acme/shop,"Moves the old shop to the new accounts, with everything that hangs on it and a few things more",SHOP-7,2026-12-31,2026-09-30,yes,,,,
    333333333305,shop-dev,GROUP,Contractors,ReadOnlyAccess,catalog/aws-sso.yaml:20,,"'=HYPERLINK(""x"")|<b>",,,,yes,,,,
    333333333301,plat-dev,GROUP,DevOps,ReadOnlyAccess,catalog/aws-sso.yaml:16,'@acme/platform,,,,,yes,,,,
    333333333304,plat-prod,GROUP,DevOps,ReadOnlyAccess,catalog/aws-sso.yaml:16,'@acme/platform,,,,,yes,,,,
    333333333305,shop-dev,GROUP,Developers,ReadOnlyAccess,catalog/aws-sso.yaml:21,,,,,,yes,,,,
    "#);
}

#[test]
fn a_program_gets_what_is_said_and_nothing_else() {
    let json: serde_json::Value = serde_json::from_str(&access("json")).unwrap();
    let of = |account: &str, principal: &str| {
        let mut rows = json["assignments"].as_array().unwrap().iter();
        let row = rows.find(|row| row["account"] == account && row["principal"] == principal);
        row.unwrap().clone()
    };
    assert_snapshot!(format!("{:#}", of("plat-dev", "Contractors")), @r#"
    {
      "account_id": "333333333301",
      "account": "plat-dev",
      "principal_type": "GROUP",
      "principal": "Contractors",
      "permission_set": "PowerUserAccess",
      "source": "catalog/aws-sso.yaml:10",
      "owner": "@acme/shop",
      "reason": "Moves the old shop to the new accounts, with everything that hangs on it and a few things more",
      "ticket": "SHOP-7",
      "expires": "2026-12-31",
      "review_by": "2026-09-30",
      "in_catalog": true
    }
    "#);
    assert_snapshot!(format!("{:#}", of("shop-dev", "Developers")), @r#"
    {
      "account_id": "333333333305",
      "account": "shop-dev",
      "principal_type": "GROUP",
      "principal": "Developers",
      "permission_set": "ReadOnlyAccess",
      "source": "catalog/aws-sso.yaml:21",
      "in_catalog": true
    }
    "#);
}

#[test]
fn a_review_that_is_overdue_is_a_warning_and_takes_nothing_away() {
    let project = Project::with_catalog(CATALOG);
    let run = |today: &str| project.run(&["access", "--today", today]).ended(0);
    let due = run("2026-09-30");
    assert_eq!(due.stderr, "");
    let overdue = run("2026-10-01");
    assert_eq!(overdue.stdout, due.stdout);
    assert_snapshot!(overdue.stderr, @"
    warning[overdue-review]: the access of group `Contractors` was to be reviewed by 2026-09-30
      --> catalog/aws-sso.yaml:15:20
       |
    15 |         review_by: 2026-09-30
       |                    ^^^^^^^^^^ this day is over
       |
    help: look whether it is still needed, then set the day of the next review

    warning: 1 warning in catalog/aws-sso.yaml
    ");
}

#[test]
fn one_day_for_several_entries_is_one_warning() {
    let project = Project::with_catalog(CATALOG);
    project.edit(
        "catalog/aws-sso.yaml",
        "    owner: '@acme/platform'",
        "    review_by: 2026-01-01",
    );
    project.edit(
        "catalog/aws-sso.yaml",
        "        review_by: 2026-09-30\n",
        "",
    );
    let run = project.run(&["validate", "--today", "2026-06-30"]).ended(0);
    assert_snapshot!(run.stderr, @"
    warning[overdue-review]: the access of 2 groups and users was to be reviewed by 2026-01-01
     --> catalog/aws-sso.yaml:7:16
      |
    7 |     review_by: 2026-01-01
      |                ^^^^^^^^^^ this day is over
      |
    help: look whether it is still needed, then set the day of the next review

    warning: 1 warning in catalog/aws-sso.yaml
    ");
}
