use insta::assert_snapshot;

use crate::support::moto::Moto;
use crate::support::rolecall::Project;

#[test]
fn missing_groups_stop_an_apply_before_anything_is_written() {
    let Some(moto) = Moto::with_organization("Managers,devops,Developers", "") else {
        return;
    };
    let before = moto.writes();
    assert_eq!(before["identitystore:CreateGroup"], 3);
    let project = Project::with_starter();
    let run = moto
        .rolecall(&project, &["apply", "--auto-approve"])
        .ended(1);
    assert_eq!(moto.writes(), before);
    assert_eq!(run.stdout, "");
    assert_snapshot!(run.stderr, @"
    error[missing-group]: 2 groups do not exist in Identity Center
      --> catalog/aws-sso.yaml:14:37
       |
    14 |         required_groups: [Managers, DevOps, Developers, BillingAdmin]
       |                                     ^^^^^^              ^^^^^^^^^^^^ no group has a similar name
       |                                     |
       |                                     `devops` exists: names are case-sensitive
       |
       = note: nothing was changed
    help: spell the group in the catalog as the identity provider does, or rename it there
    help: create the group at the identity provider and wait for its next synchronization (Entra ID: 40 minutes)
    help: or list it under `groups`, if rolecall is to create it
    help: others need not wait: --only group=NAME limits a run to one of them

    error: 1 error in catalog/aws-sso.yaml
    ");

    moto.by_hand(&["create-group DevOps", "create-group BillingAdmin"]);
    moto.rolecall(&project, &["apply", "--auto-approve"])
        .ended(0);
    assert_eq!(moto.writes()["sso-admin:CreateAccountAssignment"], 60);
}
