use std::collections::BTreeSet;

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::{converged, existing, meant, tuples};
use crate::support::moto::{GROUPS, Moto};
use crate::support::rolecall::Project;

fn applied() -> Option<(Moto, Project)> {
    let moto = Moto::with_organization(GROUPS, "ann@example.org")?;
    let project = Project::with_starter();
    moto.rolecall(&project, &["apply", "--auto-approve", "--allow-total-loss"])
        .ended(0);
    Some((moto, project))
}

/// The changes of a plan, a line each: what is done, to whom, where, and why.
fn changes(moto: &Moto, project: &Project, args: &[&str]) -> String {
    let plan = moto.rolecall(
        project,
        &[&["plan", "--format", "json", "--allow-total-loss"], args].concat(),
    );
    let plan = plan.ended(0).json();
    let changes = plan["changes"].as_array().unwrap();
    changes.iter().map(change).collect::<Vec<_>>().join("\n")
}

fn change(change: &Value) -> String {
    let accounts = change["accounts"].as_array().into_iter().flatten();
    // They come by id, which is another in every run.
    let accounts: BTreeSet<&str> = accounts
        .filter_map(|account| account["account"].as_str())
        .collect();
    let principal = change["principal"].as_str().map(|principal| {
        // Nobody knows the name of a principal that is gone, and its id is another in every run.
        match change["principal"] == change["principal_id"] {
            true => "(a deleted principal)",
            false => principal,
        }
    });
    let member = |name: &str| change[name].as_str();
    let words = [member("kind"), member("permission_set"), member("policy")];
    let words = words
        .into_iter()
        .chain([principal, member("account")])
        .flatten()
        .chain(accounts)
        .chain(member("reason"));
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn what_was_changed_by_hand_is_found_and_healed() {
    let Some((moto, project)) = applied() else {
        return;
    };
    moto.by_hand(&[
        "grant AdministratorAccess plat-prod group Developers",
        "revoke ReadOnlyAccess plat-prod group Developers",
        "attach ReadOnlyAccess AdministratorAccess",
    ]);
    assert_snapshot!(changes(&moto, &project, &[]), @"
    detach_managed_policy ReadOnlyAccess AdministratorAccess
    provision_permission_set ReadOnlyAccess core-root plat-staging edited
    create_assignment ReadOnlyAccess Developers plat-prod
    delete_assignment AdministratorAccess Developers plat-prod not_in_catalog
    ");
    moto.rolecall(&project, &["apply", "--auto-approve", "--allow-total-loss"])
        .ended(0);
    let live = moto.read_back();
    assert_eq!(tuples(&live), meant(&moto, &project));
    assert_snapshot!(live["permission_sets"]["ReadOnlyAccess"]["aws_managed_policies"].to_string(), @r#"["arn:aws:iam::aws:policy/AWSSupportAccess","arn:aws:iam::aws:policy/ReadOnlyAccess"]"#);
    converged(&moto, &project);
}

#[test]
fn accounts_that_have_an_older_version_of_a_set_are_provisioned() {
    let Some((moto, project)) = applied() else {
        return;
    };
    moto.by_hand(&[
        "attach PowerUserAccess AdministratorAccess",
        "detach PowerUserAccess AdministratorAccess",
    ]);
    assert_snapshot!(changes(&moto, &project, &[]), @"provision_permission_set PowerUserAccess plat-dev plat-sandbox outdated");
    moto.rolecall(&project, &["apply", "--auto-approve", "--allow-total-loss"])
        .ended(0);
    let behind = &moto.read_back()["permission_sets"]["PowerUserAccess"]["accounts_not_at_the_latest_version"];
    assert_eq!(behind, &json!([]));
    converged(&moto, &project);
}

#[test]
fn a_user_who_was_granted_a_governed_set_by_hand_is_found_by_the_full_scan() {
    let Some((moto, project)) = applied() else {
        return;
    };
    moto.by_hand(&["grant AdministratorAccess plat-prod user ann@example.org"]);
    assert_eq!(changes(&moto, &project, &[]), "");
    assert_snapshot!(changes(&moto, &project, &["--scan", "full"]), @"delete_assignment AdministratorAccess ann@example.org plat-prod not_in_catalog");
    moto.rolecall(
        &project,
        &[
            "apply",
            "--auto-approve",
            "--allow-total-loss",
            "--scan",
            "full",
        ],
    )
    .ended(0);
    assert_eq!(tuples(&moto.read_back()), meant(&moto, &project));
}

#[test]
fn unmanaged_permission_sets_and_their_assignments_stay_as_they_are() {
    let Some(moto) = Moto::with_organization(GROUPS, "ann@example.org") else {
        return;
    };
    moto.by_hand(&[
        "create-set ByHand",
        "attach ByHand PowerUserAccess",
        "grant ByHand plat-dev group Developers",
        "grant ByHand core-root user ann@example.org",
    ]);
    let before = moto.read_back();
    assert_eq!(tuples(&before).len(), 2);

    let project = Project::with_starter();
    moto.rolecall(
        &project,
        &[
            "apply",
            "--auto-approve",
            "--allow-total-loss",
            "--scan",
            "full",
        ],
    )
    .ended(0);
    converged(&moto, &project);
    let after = moto.read_back();
    assert_eq!(
        after["permission_sets"]["ByHand"],
        before["permission_sets"]["ByHand"]
    );
    let mut expected = [meant(&moto, &project), tuples(&before)].concat();
    expected.sort();
    assert_eq!(tuples(&after), expected);
    // What boto3 reads is what `access` lists.
    assert_eq!(existing(&moto, &project), expected);

    project.write(
        "catalog/aws-sso.yaml",
        "name: default\naccount_assignments: {}\n",
    );
    let all = [
        "apply",
        "--auto-approve",
        "--scan",
        "full",
        "--max-removals",
        "100%",
        "--allow-total-loss",
        "--allow-no-administrator",
    ];
    moto.rolecall(&project, &all).ended(0);
    assert_eq!(moto.read_back(), before);
}

#[test]
fn a_permission_set_of_the_same_name_is_taken_over_only_when_told() {
    let Some(moto) = Moto::with_organization(GROUPS, "") else {
        return;
    };
    moto.by_hand(&[
        "create-set ReadOnlyAccess",
        "attach ReadOnlyAccess AdministratorAccess",
    ]);
    let before = moto.writes();
    let project = Project::with_starter();
    let refused = moto
        .rolecall(&project, &["apply", "--auto-approve", "--allow-total-loss"])
        .ended(1);
    assert_eq!(moto.writes(), before);
    assert_snapshot!(refused.stderr, @"
    error[not-governed]: permission set `ReadOnlyAccess` lives already and no catalog governs it
      --> built-in permission-sets.yaml:28:3
       |
    28 |   ReadOnlyAccess:
       |   ^^^^^^^^^^^^^^ asked for here
       |
       = note: it was created by hand or with another tool; this catalog would manage its assignments
    help: take it over with --adopt, or give the set another name in the catalog

    error: 1 error in built-in permission-sets.yaml
    ");
    moto.rolecall(
        &project,
        &["apply", "--auto-approve", "--allow-total-loss", "--adopt"],
    )
    .ended(0);
    let live = moto.read_back();
    assert_snapshot!(live["permission_sets"]["ReadOnlyAccess"]["aws_managed_policies"].to_string(), @r#"["arn:aws:iam::aws:policy/AWSSupportAccess","arn:aws:iam::aws:policy/ReadOnlyAccess"]"#);
    converged(&moto, &project);
}

#[test]
fn a_group_that_was_created_again_is_granted_again_and_its_orphans_go() {
    let Some((moto, project)) = applied() else {
        return;
    };
    moto.by_hand(&["delete-group BillingAdmin", "create-group BillingAdmin"]);
    assert_snapshot!(changes(&moto, &project, &["--scan", "full"]), @"
    create_assignment BillingAdministratorAccess BillingAdmin core-root
    delete_assignment BillingAdministratorAccess (a deleted principal) core-root principal_deleted
    ");
    moto.rolecall(
        &project,
        &[
            "apply",
            "--auto-approve",
            "--allow-total-loss",
            "--scan",
            "full",
        ],
    )
    .ended(0);
    assert_eq!(tuples(&moto.read_back()), meant(&moto, &project));
    converged(&moto, &project);
}
