use insta::assert_snapshot;

use super::{converged, meant, tuples};
use crate::support::moto::{GROUPS, Moto};
use crate::support::rolecall::Project;

fn applied() -> Option<(Moto, Project)> {
    let moto = Moto::with_organization(GROUPS, "ann@example.org")?;
    let project = Project::with_starter();
    moto.rolecall(&project, &["apply", "--auto-approve"])
        .ended(0);
    Some((moto, project))
}

/// The changes of a plan, one line each: what is done, to what.
fn changes(moto: &Moto, project: &Project, args: &[&str]) -> String {
    let plan = moto.rolecall(project, &[&["plan", "--format", "json"], args].concat());
    let plan = plan.ended(0).json();
    let changes = plan["changes"].as_array().unwrap();
    let lines: Vec<String> = changes.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

#[test]
fn what_was_changed_by_hand_is_found_and_healed() {
    let Some((moto, project)) = applied() else {
        return;
    };
    moto.by_hand("grant AdministratorAccess plat-prod group Developers");
    moto.by_hand("revoke ReadOnlyAccess plat-prod group Developers");
    moto.by_hand("attach ReadOnlyAccess AdministratorAccess");
    assert_snapshot!(changes(&moto, &project, &[]), @r#"
    {"kind":"detach_managed_policy","permission_set":"ReadOnlyAccess","policy":"AdministratorAccess","source":"built-in permission-sets.yaml:28"}
    {"kind":"provision_permission_set","permission_set":"ReadOnlyAccess","accounts":[{"account_id":"123456789012","account":"core-root"},{"account_id":"458665259159","account":"plat-staging"}],"target":"all_provisioned_accounts","reason":"edited","source":"built-in permission-sets.yaml:28"}
    {"kind":"create_assignment","account_id":"040445126985","account":"plat-prod","principal_type":"GROUP","principal":"Developers","principal_id":"265e9e90-45f4-4a0a-b81d-d970b50a8a02","permission_set":"ReadOnlyAccess","source":"catalog/aws-sso.yaml:72"}
    {"kind":"delete_assignment","account_id":"040445126985","account":"plat-prod","principal_type":"GROUP","principal":"Developers","principal_id":"265e9e90-45f4-4a0a-b81d-d970b50a8a02","permission_set":"AdministratorAccess","reason":"not_in_catalog","source":null}
    "#);
    moto.rolecall(&project, &["apply", "--auto-approve"])
        .ended(0);
    let live = moto.read_back();
    assert_eq!(tuples(&live), meant(&moto, &project));
    assert_snapshot!(live["permission_sets"]["ReadOnlyAccess"]["aws_managed_policies"].to_string(), @r#"["arn:aws:iam::aws:policy/AWSSupportAccess","arn:aws:iam::aws:policy/ReadOnlyAccess"]"#);
    converged(&moto, &project);
}

#[test]
fn a_user_who_was_granted_a_governed_set_by_hand_is_found_by_the_full_scan() {
    let Some((moto, project)) = applied() else {
        return;
    };
    moto.by_hand("grant AdministratorAccess plat-prod user ann@example.org");
    assert_eq!(changes(&moto, &project, &[]), "");
    assert_snapshot!(changes(&moto, &project, &["--scan", "full"]), @r#"{"kind":"delete_assignment","account_id":"824864548248","account":"plat-prod","principal_type":"USER","principal":"ann@example.org","principal_id":"35ad23b6-fe9b-4d01-bef1-cd0e4390fbca","permission_set":"AdministratorAccess","reason":"not_in_catalog","source":null}"#);
    moto.rolecall(&project, &["apply", "--auto-approve", "--scan", "full"])
        .ended(0);
    assert_eq!(tuples(&moto.read_back()), meant(&moto, &project));
}

#[test]
fn unmanaged_permission_sets_and_their_assignments_stay_as_they_are() {
    let Some(moto) = Moto::with_organization(GROUPS, "ann@example.org") else {
        return;
    };
    moto.by_hand("create-set ByHand");
    moto.by_hand("attach ByHand PowerUserAccess");
    moto.by_hand("grant ByHand plat-dev group Developers");
    moto.by_hand("grant ByHand core-root user ann@example.org");
    let before = moto.read_back();
    assert_eq!(tuples(&before).len(), 2);

    let project = Project::with_starter();
    moto.rolecall(&project, &["apply", "--auto-approve", "--scan", "full"])
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

    project.write("catalog/aws-sso.yaml", "account_assignments: {}\n");
    moto.rolecall(&project, &["apply", "--auto-approve", "--scan", "full"])
        .ended(0);
    assert_eq!(moto.read_back(), before);
}

#[test]
fn a_permission_set_of_the_same_name_is_taken_over_only_when_told() {
    let Some(moto) = Moto::with_organization(GROUPS, "") else {
        return;
    };
    moto.by_hand("create-set ReadOnlyAccess");
    moto.by_hand("attach ReadOnlyAccess AdministratorAccess");
    let before = moto.writes();
    let project = Project::with_starter();
    let refused = moto
        .rolecall(&project, &["apply", "--auto-approve"])
        .ended(1);
    assert_eq!(moto.writes(), before);
    assert_snapshot!(refused.stderr, @"
    error[not-governed]: permission set `ReadOnlyAccess` lives already and no catalog governs it
      --> built-in permission-sets.yaml:28:3
       |
    28 |   ReadOnlyAccess:
       |   ^^^^^^^^^^^^^^ asked for here
       |
       = note: somebody made it by hand or with another tool; its assignments would become this catalog's
    help: take it over with --adopt, or give the set another name in the catalog

    error: 1 error in built-in permission-sets.yaml
    ");
    moto.rolecall(&project, &["apply", "--auto-approve", "--adopt"])
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
    moto.by_hand("delete-group BillingAdmin");
    moto.by_hand("create-group BillingAdmin");
    assert_snapshot!(changes(&moto, &project, &["--scan", "full"]), @r#"
    {"kind":"create_assignment","account_id":"123456789012","account":"core-root","principal_type":"GROUP","principal":"BillingAdmin","principal_id":"bf1cc62e-8c8b-4133-ade1-bc0f7cfbd32f","permission_set":"BillingAdministratorAccess","source":"catalog/aws-sso.yaml:45"}
    {"kind":"delete_assignment","account_id":"123456789012","account":"core-root","principal_type":"GROUP","principal":"ee105d6d-6204-4927-9a93-d2817f406125","principal_id":"ee105d6d-6204-4927-9a93-d2817f406125","permission_set":"BillingAdministratorAccess","reason":"principal_deleted","source":null}
    "#);
    moto.rolecall(&project, &["apply", "--auto-approve", "--scan", "full"])
        .ended(0);
    assert_eq!(tuples(&moto.read_back()), meant(&moto, &project));
    converged(&moto, &project);
}
