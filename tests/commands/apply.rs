use std::collections::BTreeSet;

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::rolecall::{Project, Run};

const CATALOG: &str = "\
account_assignments:
  plat-dev:
    groups:
      Developers: {permission_sets: [Support]}
  plat-prod:
    groups:
      DevOps: {permission_sets: [Support]}
permission_sets:
  Support:
    description: Read what support needs
    session_duration: PT2H
    policy_attachments: [job-function/ViewOnlyAccess]
";

fn kinds(plan: &Value) -> BTreeSet<String> {
    let changes = plan["changes"].as_array().unwrap();
    changes
        .iter()
        .map(|change| change["kind"].as_str().unwrap().to_owned())
        .collect()
}

/// Plans, applies, and plans again: the first plan has exactly these kinds of change, the second none.
#[track_caller]
fn converges(project: &Project, more: &[&str], expected: &[&str]) -> Run {
    let plan = |more: &[&str]| {
        let args = [
            &["plan", "--sandbox", "--format", "json", "--scan", "full"],
            more,
        ]
        .concat();
        project.run(&args).ended(0).json()
    };
    let expected: BTreeSet<String> = expected.iter().map(|kind| (*kind).to_owned()).collect();
    assert_eq!(kinds(&plan(more)), expected);
    let args = [
        &["apply", "--sandbox", "--auto-approve", "--scan", "full"],
        more,
    ]
    .concat();
    let applied = project.run(&args).ended(0);
    assert_eq!(plan(&[])["changes"], Value::Array(vec![]));
    applied
}

fn applied(catalog: &str) -> Project {
    let project = Project::with_catalog(catalog);
    project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    project
}

#[test]
fn the_starter_is_applied_and_the_next_plan_is_empty() {
    let project = Project::with_starter();
    let first = project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    assert!(
        first
            .stdout
            .contains("Done: 60 grants, 8 permission sets created, in "),
        "{}",
        first.all()
    );
    let again = project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    assert_snapshot!(again.stdout, @"
    Catalog   catalog/aws-sso.yaml: 11 accounts, 4 principals, 8 permission sets, 60 assignments
    Instance  ssoins-7223a4b5c6d7e8f9 (us-east-1), management account core-root

    No changes. The live state matches the catalog. Compared: its permission sets, and their assignments to groups and to the users that the catalog names.

    Notes
      Not looked for: users assigned directly that the catalog does not name, and principals that no longer exist (--scan full).
    ");
    assert_eq!(again.stderr, "");
}

#[test]
fn every_attribute_of_a_set_is_updated_and_provisioned() {
    for (from, to) in [
        ("Read what support needs", "Read a bit less"),
        ("PT2H", "PT3H"),
        (
            "session_duration: PT2H",
            "session_duration: PT2H\n    relay_state: https://example.com/start",
        ),
    ] {
        let project = applied(CATALOG);
        project.edit("catalog/aws-sso.yaml", from, to);
        converges(
            &project,
            &[],
            &["update_permission_set", "provision_permission_set"],
        );
    }
}

#[test]
fn tags_are_set_changed_and_removed_without_touching_any_account() {
    let project = applied(CATALOG);
    project.edit(
        "catalog/aws-sso.yaml",
        "    session_duration: PT2H",
        "    session_duration: PT2H\n    tags: {team: ops, stage: one}",
    );
    converges(&project, &[], &["tag_permission_set"]);
    project.edit(
        "catalog/aws-sso.yaml",
        "{team: ops, stage: one}",
        "{stage: two}",
    );
    converges(
        &project,
        &[],
        &["tag_permission_set", "untag_permission_set"],
    );
}

#[test]
fn every_kind_of_policy_is_added_changed_and_removed() {
    let project = applied(CATALOG);
    let file = "catalog/aws-sso.yaml";
    let attached = "policy_attachments: [job-function/ViewOnlyAccess]";
    let provisioned = "provision_permission_set";

    project.edit(file, attached, "policy_attachments: [AWSSupportAccess]");
    converges(
        &project,
        &[],
        &[
            "attach_managed_policy",
            "detach_managed_policy",
            provisioned,
        ],
    );

    project.edit(
        file,
        "policy_attachments: [AWSSupportAccess]",
        "customer_managed_policy_attachments: [{name: Ops, path: /team/}]",
    );
    converges(
        &project,
        &[],
        &[
            "detach_managed_policy",
            "attach_customer_managed_policy",
            provisioned,
        ],
    );

    project.edit(file, "[{name: Ops, path: /team/}]", "[{name: Ops}]");
    converges(
        &project,
        &[],
        &[
            "detach_customer_managed_policy",
            "attach_customer_managed_policy",
            provisioned,
        ],
    );

    let inline = "inline_policy: {Version: \"2012-10-17\", Statement: [{Effect: Allow, Action: \"s3:Get*\", Resource: \"*\"}]}";
    project.edit(
        file,
        "customer_managed_policy_attachments: [{name: Ops}]",
        inline,
    );
    converges(
        &project,
        &[],
        &[
            "detach_customer_managed_policy",
            "put_inline_policy",
            provisioned,
        ],
    );

    project.edit(file, "s3:Get*", "s3:List*");
    converges(&project, &[], &["put_inline_policy", provisioned]);

    project.edit(
        file,
        inline.replace("Get", "List").as_str(),
        "permissions_boundary: {policy: ReadOnlyAccess}",
    );
    converges(
        &project,
        // The boundary alone allows nothing.
        &["--max-removals", "2", "--allow-total-loss"],
        &[
            "delete_inline_policy",
            "put_permissions_boundary",
            provisioned,
        ],
    );

    project.edit(
        file,
        "{policy: ReadOnlyAccess}",
        "{customer_managed_policy: {name: Limit, path: /}}",
    );
    converges(&project, &[], &["put_permissions_boundary", provisioned]);

    project.edit(
        file,
        "permissions_boundary: {customer_managed_policy: {name: Limit, path: /}}",
        "relay_state: https://example.com/",
    );
    converges(
        &project,
        &[],
        &[
            "delete_permissions_boundary",
            "update_permission_set",
            provisioned,
        ],
    );
}

#[test]
fn deleting_a_groups_entry_revokes_what_it_had_and_nothing_else() {
    let project = applied(CATALOG);
    project.edit(
        "catalog/aws-sso.yaml",
        "      DevOps: {permission_sets: [Support]}",
        "      DevOps: {permission_sets: []}",
    );
    let run = converges(&project, &["--allow-total-loss"], &["delete_assignment"]);
    assert!(
        run.stdout.contains("Done: 1 revocation, in"),
        "{}",
        run.all()
    );
}

#[test]
fn a_set_that_leaves_the_catalog_is_revoked_and_deleted() {
    let project = applied(CATALOG);
    project.write(
        "catalog/aws-sso.yaml",
        "name: default\naccount_assignments: {}\n",
    );
    converges(
        &project,
        &["--max-removals", "2", "--allow-total-loss"],
        &["delete_assignment", "delete_permission_set"],
    );
}

#[test]
fn a_set_is_renamed_without_a_gap() {
    let project = applied(CATALOG);
    project.edit("catalog/aws-sso.yaml", "Support", "Helpers");
    project.edit(
        "catalog/aws-sso.yaml",
        "    session_duration: PT2H",
        "    session_duration: PT2H\n    previously: Support",
    );
    let kinds = [
        "create_permission_set",
        "attach_managed_policy",
        "create_assignment",
        "delete_assignment",
        "delete_permission_set",
    ];
    let run = converges(&project, &[], &kinds);
    assert!(
        run.stdout.contains("Support becomes Helpers"),
        "{}",
        run.all()
    );
}

#[test]
fn groups_that_are_listed_are_created_and_granted_access() {
    let catalog = format!("groups: [Newcomers]\n{CATALOG}").replace("DevOps", "Newcomers");
    let project = Project::with_catalog(&catalog);
    // The fresh organization has an identity provider that synchronizes groups: AWS would accept one more.
    for command in [
        &["plan", "--sandbox"][..],
        &["apply", "--sandbox", "--auto-approve"],
    ] {
        let refused = project.run(command);
        assert_ne!(refused.code, 0, "{}", refused.all());
        let said = refused
            .stderr
            .contains("error[synchronized-groups]: the group `Newcomers` would be created");
        assert!(
            said && refused.stderr.contains("--create-groups"),
            "{}",
            refused.all()
        );
    }
    converges(
        &project,
        &["--create-groups"],
        &[
            "create_group",
            "create_permission_set",
            "attach_managed_policy",
            "create_assignment",
        ],
    );
}

#[test]
fn a_set_that_nobody_governs_is_taken_over_only_when_told_so() {
    let project = applied(CATALOG);
    // Another catalog's eyes: the same sets under another name of the catalog.
    project.edit(
        ".rolecall/sandbox.json",
        "\"rolecall:catalog\": \"default\"",
        "\"team\": \"x\"",
    );
    let refused = project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(1);
    assert!(
        refused.stderr.contains("error[not-governed]"),
        "{}",
        refused.all()
    );
    converges(
        &project,
        &["--adopt"],
        &["adopt_permission_set", "untag_permission_set"],
    );
    project.edit(
        ".rolecall/sandbox.json",
        "\"rolecall:catalog\": \"default\"",
        "\"rolecall:catalog\": \"other\"",
    );
    let refused = project
        .run(&["apply", "--sandbox", "--auto-approve", "--adopt"])
        .ended(1);
    assert!(
        refused
            .stderr
            .contains("is governed by the catalog `other`"),
        "{}",
        refused.all()
    );
}

#[test]
fn a_failed_operation_does_not_stop_the_rest_and_the_next_apply_converges() {
    let project = Project::with_starter();
    let options =
        "fail-operation=3,fail-message=Received a 403 status error: Access denied by IAM.";
    let run = project
        .run(&[
            "apply",
            "--sandbox",
            "--auto-approve",
            "--sandbox-options",
            options,
            "--requests-per-second",
            "2000",
        ])
        .ended(1);
    assert!(
        run.stdout
            .contains("Done: 59 grants, 8 permission sets created"),
        "{}",
        run.all()
    );
    assert!(
        run.stderr
            .contains("error: 1 of 82 changes failed; 81 are done"),
        "{}",
        run.all()
    );
    assert!(
        run.stderr
            .contains("AWS: Received a 403 status error: Access denied by IAM."),
        "{}",
        run.all()
    );
    let run = project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    assert!(run.stdout.contains("Done: 1 grant, in"), "{}", run.all());
}

#[test]
fn nobody_is_asked_where_nobody_can_answer() {
    let project = Project::with_starter();
    let run = project.run(&["apply", "--sandbox"]).ended(1);
    assert!(run.stderr.contains("--auto-approve"), "{}", run.all());
    let plan = project
        .run(&["plan", "--sandbox", "--format", "json"])
        .ended(0)
        .json();
    assert_eq!(plan["summary"]["grants"], 60);
}

#[test]
fn the_journal_has_a_line_for_every_operation() {
    let project = Project::with_catalog(CATALOG);
    project
        .run(&[
            "apply",
            "--sandbox",
            "--auto-approve",
            "--journal",
            "journal.jsonl",
        ])
        .ended(0);
    let journal = project.read("journal.jsonl");
    let lines: Vec<Value> = journal
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let succeeded = lines
        .iter()
        .filter(|line| line["status"] == "succeeded")
        .count();
    assert_eq!(succeeded, 4, "{journal}");
    assert!(
        lines
            .iter()
            .all(|line| line["time"].is_string() && line["kind"].is_string()),
        "{journal}"
    );
}

#[test]
fn unmanaged_sets_are_left_alone() {
    let project = applied(CATALOG);
    project.edit(
        ".rolecall/sandbox.json",
        "\"rolecall:catalog\": \"default\"",
        "\"by\": \"hand\"",
    );
    project.write(
        "catalog/aws-sso.yaml",
        "name: default\naccount_assignments: {}\n",
    );
    converges(&project, &[], &[]);
    assert!(
        project
            .read(".rolecall/sandbox.json")
            .contains("\"name\": \"Support\"")
    );
}

#[test]
#[cfg(unix)]
fn an_interrupt_finishes_what_is_outstanding_and_says_what_remains() {
    use std::io::{BufRead, BufReader, Read};
    use std::process::{Command, Stdio};

    let project = Project::with_starter();
    let mut apply = project
        .command(&[
            "apply",
            "--sandbox",
            "--auto-approve",
            "--sandbox-options",
            "operation-time=400ms",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = BufReader::new(apply.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("done     grant") {
        line.clear();
        assert_ne!(
            stderr.read_line(&mut line).unwrap(),
            0,
            "it ended too early"
        );
    }
    let killed = Command::new("kill")
        .args(["-INT", &apply.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    assert_eq!(apply.wait().unwrap().code(), Some(1), "{rest}");
    assert!(rest.contains("stopping: nothing new is started"), "{rest}");
    assert!(rest.contains("interrupted: of 82 changes, "), "{rest}");
    assert!(rest.contains("not begun:\n- grant"), "{rest}");
    project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    project
        .run(&["plan", "--sandbox", "--detailed-exitcode"])
        .ended(0);
}
