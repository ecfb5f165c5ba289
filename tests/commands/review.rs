//! The review of access.

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::git::{commit_as, git};
use crate::support::rolecall::{Project, finish};

const CATALOG: &str = "\
account_map:
  full_account_map: {plat-dev: \"333333333301\", plat-prod: \"333333333304\", core-root: \"111111111111\"}
account_types:
  plat: [\"plat-*\"]
account_type_assignments:
  plat:
    owner: '@acme/platform'
    groups:
      Contractors:
        permission_sets: [PowerUserAccess, ReadOnlyAccess]
        owner: '@acme/shop, ben@example.com'
        reason: Moves the old shop
        ticket: SHOP-7
        expires: 2026-08-15
        review_by: 2026-06-01
      DevOps:
        permission_sets: [AdministratorAccess]
        review_by: 2026-07-20
account_assignments:
  core-root:
    groups:
      Managers: {permission_sets: [AdministratorAccess]}
      Former: {permission_sets: [ReadOnlyAccess], expires: 2026-06-30}
    users:
      =ann: {permission_sets: [ReadOnlyAccess], owner: the platform team}
";

/// The catalog in a repository: the managers' entry is two years old, the users' a few months.
fn project() -> Project {
    let project = Project::with_catalog(CATALOG);
    project.edit("catalog/aws-sso.yaml", "    users:\n", "");
    project.edit(
        "catalog/aws-sso.yaml",
        "      =ann: {permission_sets: [ReadOnlyAccess], owner: the platform team}\n",
        "",
    );
    project.edit("catalog/aws-sso.yaml", "2026-07-20", "2026-01-20");
    project.edit("catalog/aws-sso.yaml", "SHOP-7", "SHOP-6");
    git(&project, &["init", "--quiet", "--initial-branch=main"]);
    commit_as(&project, "Ann Lee", "2024-05-01", "first");
    project.write("catalog/aws-sso.yaml", CATALOG);
    commit_as(&project, "Ben", "2026-01-20", "reviewed");
    project
}

fn review(project: &Project, args: &[&str]) -> crate::support::rolecall::Run {
    let args = [&["review", "--today", "2026-07-10"][..], args].concat();
    project.run(&args)
}

/// What was printed, with the ids of commits masked: they depend on the version of git's hash.
fn printed(project: &Project, args: &[&str]) -> String {
    let run = review(project, args).ended(0);
    let mut text = run.stdout;
    for (id, name) in git(project, &["rev-list", "--reverse", "main"])
        .lines()
        .zip(["a1a1a1a", "b2b2b2b"])
    {
        text = text.replace(&id[..7], name);
    }
    text
}

#[test]
fn what_is_due_comes_by_day_and_what_nobody_answers_for_or_touches_comes_after() {
    let project = project();
    let run = review(&project, &[]).ended(0);
    assert_eq!(run.stderr, "");
    assert_snapshot!(printed(&project, &[]), @"
    Due within 30 days
    ! 2026-06-01  review  group Contractors  PowerUserAccess, ReadOnlyAccess  plat: 2 accounts  catalog/aws-sso.yaml:9
                  Moves the old shop (SHOP-7); owner @acme/shop, ben@example.com; review by 2026-06-01
    ! 2026-06-30  ended   group Former       ReadOnlyAccess                   core-root         catalog/aws-sso.yaml:23
      2026-07-20  review  group DevOps       AdministratorAccess              plat: 2 accounts  catalog/aws-sso.yaml:16
                  owner @acme/platform; review by 2026-07-20

    Without an owner
      group Managers  AdministratorAccess  core-root  catalog/aws-sso.yaml:22

    Not changed for a year
      2024-05-01  a1a1a1a  Ann Lee  group Managers  AdministratorAccess  core-root  catalog/aws-sso.yaml:22

    4 entries: 2 overdue, 1 due, 1 without an owner, 1 not changed for a year.
    ");
    assert_snapshot!(printed(&project, &["--within", "8w"]).lines().take(8).collect::<Vec<_>>().join("\n"), @"
    Due within 56 days
    ! 2026-06-01  review  group Contractors  PowerUserAccess, ReadOnlyAccess  plat: 2 accounts  catalog/aws-sso.yaml:9
                  Moves the old shop (SHOP-7); owner @acme/shop, ben@example.com; review by 2026-06-01
    ! 2026-06-30  ended   group Former       ReadOnlyAccess                   core-root         catalog/aws-sso.yaml:23
      2026-07-20  review  group DevOps       AdministratorAccess              plat: 2 accounts  catalog/aws-sso.yaml:16
                  owner @acme/platform; review by 2026-07-20
      2026-08-15  ends    group Contractors  PowerUserAccess, ReadOnlyAccess  plat: 2 accounts  catalog/aws-sso.yaml:9
                  Moves the old shop (SHOP-7); owner @acme/shop, ben@example.com; review by 2026-06-01
    ");
}

#[test]
fn the_exit_code_tells_that_something_is_due_only_when_asked() {
    let project = project();
    review(&project, &["--detailed-exitcode"]).ended(2);
    project.write("catalog/aws-sso.yaml", "account_assignments: {plat-dev: {owner: x, groups: {A: {permission_sets: [ReadOnlyAccess]}}}}\n");
    let run = review(&project, &["--detailed-exitcode"]).ended(0);
    assert_eq!(run.stdout, "1 entry, nothing is due.\n");
}

#[test]
fn the_sheet_has_every_set_of_every_entry_and_room_for_the_answer() {
    assert_snapshot!(printed(&project(), &["--format", "csv"]), @r#"
    principal_type,principal,permission_set,account_type,account,accounts,danger,findings,owner,reason,ticket,expires,review_by,changed_on,changed_by,source,decision,reviewer,reviewed_on,comment
    GROUP,Contractors,PowerUserAccess,plat,,2,write,,"'@acme/shop, ben@example.com",Moves the old shop,SHOP-7,2026-08-15,2026-06-01,2026-01-20,Ben (b2b2b2b),catalog/aws-sso.yaml:10,,,,
    GROUP,Contractors,ReadOnlyAccess,plat,,2,read,,"'@acme/shop, ben@example.com",Moves the old shop,SHOP-7,2026-08-15,2026-06-01,2026-01-20,Ben (b2b2b2b),catalog/aws-sso.yaml:10,,,,
    GROUP,DevOps,AdministratorAccess,plat,,2,administrator,administrator-equivalent,'@acme/platform,,,,2026-07-20,2026-01-20,Ben (b2b2b2b),catalog/aws-sso.yaml:17,,,,
    GROUP,Managers,AdministratorAccess,,core-root,1,administrator,administrator-equivalent,,,,,,2024-05-01,Ann Lee (a1a1a1a),catalog/aws-sso.yaml:22,,,,
    USER,'=ann,ReadOnlyAccess,,core-root,1,read,,the platform team,,,,,2026-01-20,Ben (b2b2b2b),catalog/aws-sso.yaml:25,,,,
    "#);
}

#[test]
fn an_issue_gets_tables() {
    assert_snapshot!(printed(&project(), &["--format", "markdown"]), @"
    ### Access review: 4 entries: 2 overdue, 1 due, 1 without an owner, 1 not changed for a year.

    #### Due within 30 days

    | day | | who | permission sets | where | source | why |
    |---|---|---|---|---|---|---|
    | ⚠ 2026-06-01 | review | group `Contractors` | `PowerUserAccess`, `ReadOnlyAccess` | `plat: 2 accounts` | `catalog/aws-sso.yaml:9` | `Moves the old shop (SHOP-7); owner @acme/shop, ben@example.com; review by 2026-06-01` |
    | ⚠ 2026-06-30 | ended | group `Former` | `ReadOnlyAccess` | `core-root` | `catalog/aws-sso.yaml:23` |  |
    | 2026-07-20 | review | group `DevOps` | `AdministratorAccess` | `plat: 2 accounts` | `catalog/aws-sso.yaml:16` | `owner @acme/platform; review by 2026-07-20` |

    #### Without an owner

    | who | permission sets | where | source | last change |
    |---|---|---|---|---|
    | group `Managers` | `AdministratorAccess` | `core-root` | `catalog/aws-sso.yaml:22` | 2024-05-01 `Ann Lee` (`a1a1a1a`) |

    #### Not changed for a year

    | who | permission sets | where | source | last change |
    |---|---|---|---|---|
    | group `Managers` | `AdministratorAccess` | `core-root` | `catalog/aws-sso.yaml:22` | 2024-05-01 `Ann Lee` (`a1a1a1a`) |
    ");
}

#[test]
fn a_program_gets_the_same() {
    let json: Value = serde_json::from_str(&printed(&project(), &["--format", "json"])).unwrap();
    assert_snapshot!(format!("{:#}", json["summary"]), @r#"
    {
      "due": 1,
      "entries": 4,
      "overdue": 2,
      "unchanged": 1,
      "without_owner": 1
    }
    "#);
    assert_snapshot!(format!("{:#}", json["due"][0]), @r#"
    {
      "principal_type": "GROUP",
      "principal": "Contractors",
      "permission_sets": [
        "PowerUserAccess",
        "ReadOnlyAccess"
      ],
      "danger": {
        "PowerUserAccess": "write",
        "ReadOnlyAccess": "read"
      },
      "account": null,
      "account_type": "plat",
      "accounts": 2,
      "owner": "@acme/shop, ben@example.com",
      "reason": "Moves the old shop",
      "ticket": "SHOP-7",
      "expires": "2026-08-15",
      "review_by": "2026-06-01",
      "source": "catalog/aws-sso.yaml:9",
      "last_change": {
        "commit": "b2b2b2b",
        "author": "Ben",
        "date": "2026-01-20"
      },
      "date": "2026-06-01",
      "due": "review",
      "overdue": true
    }
    "#);
    assert_eq!(json["unchanged_for_a_year"][0]["principal"], "Managers");
    assert_eq!(json["note"], Value::Null);
    let entries = json["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 4);
    assert!(entries.iter().all(|entry| entry["principal"] != "Former"));
}

#[test]
fn what_is_not_committed_is_not_old_and_outside_of_git_nothing_is_known() {
    let project = project();
    project.edit("catalog/aws-sso.yaml", "Managers: {", "Managers: { ");
    let spaces = printed(&project, &[]);
    assert!(spaces.contains("Not changed for a year"), "{spaces}");
    project.edit(
        "catalog/aws-sso.yaml",
        "Managers: {",
        "Managers: {owner: ann,",
    );
    let changed = printed(&project, &[]);
    assert!(!changed.contains("Not changed for a year"), "{changed}");
    let run = review(&Project::with_catalog(CATALOG), &[]).ended(0);
    assert!(
        !run.stdout.contains("Not changed for a year"),
        "{}",
        run.all()
    );
    let note = "When catalog/aws-sso.yaml was changed is not known: not inside a git repository";
    assert!(run.stdout.contains(note), "{}", run.all());
}

#[test]
fn code_owners_are_those_who_own_an_entry_of_the_file() {
    let project = project();
    let run = project
        .run(&["review", "--codeowners", "--today", "2026-07-10"])
        .ended(0);
    assert_snapshot!(run.stdout, @r#"
    # Written by rolecall review --codeowners, from the owners in the catalog.
    /catalog/aws-sso.yaml @acme/platform @acme/shop ben@example.com
    # catalog/aws-sso.yaml: "the platform team" is neither a handle nor an address
    "#);
    assert_snapshot!(run.stderr, @"warning: catalog/aws-sso.yaml: the owner `the platform team` is neither a handle (@team) nor an address, and is left out");
    project.write("CODEOWNERS", &format!("* @everybody\n{}", run.stdout));
    let check = [
        "review",
        "--codeowners",
        "--check",
        "CODEOWNERS",
        "--today",
        "2026-07-10",
    ];
    let same = project.run(&check).ended(0);
    assert_eq!(
        same.stdout,
        "CODEOWNERS names everybody who owns an entry.\n"
    );
    project.edit("catalog/aws-sso.yaml", "@acme/shop, ", "@acme/store ");
    assert_snapshot!(project.run(&check).ended(2).stdout, @"
    + /catalog/aws-sso.yaml @acme/platform @acme/store ben@example.com
    CODEOWNERS lacks 1 line.
    ");
}

#[test]
fn a_shallow_clone_says_that_it_does_not_know_how_old_something_is() {
    let project = project();
    let origin = format!("file://{}", project.path().display());
    git(
        &project,
        &["clone", "--quiet", "--depth", "1", &origin, "clone"],
    );
    let mut command = project.command(&["review", "--today", "2026-07-10"]);
    let run = finish(command.current_dir(project.file("clone"))).ended(0);
    assert!(
        run.stdout.contains("git fetch --unshallow"),
        "{}",
        run.all()
    );
    assert!(
        !run.stdout.contains("Not changed for a year"),
        "{}",
        run.all()
    );
}
