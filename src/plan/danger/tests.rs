//! The dangers of a plan's changes.

use insta::assert_snapshot;
use serde_json::json;

use super::Subject;
use crate::model::{CustomerManagedPolicy, ManagedPolicy, PermissionSet, PermissionsBoundary};
use crate::plan::tests::{account, desired, group, live, name, set};
use crate::plan::{Plan, Scope};
use crate::risk::Rule;
use crate::risk::testing::{allow, with};

fn told(plan: &Plan) -> String {
    let lines = plan.changes.iter().flat_map(|planned| {
        let words = planned.change.words();
        let dangers = planned.dangers.iter();
        dangers.map(move |danger| format!("{words}\n  {}", danger.message()))
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_grant_is_as_dangerous_as_the_set_will_be() {
    let admin = with(&["AdministratorAccess"], &[]);
    let scope = Scope {
        management_account: Some(account("root")),
        ..Scope::default()
    };
    let plan = Plan::between(
        &live(&[set("Team"), set("Look")], "Boss Team root\nOps Look dev"),
        &desired(
            &[admin, set("Look")],
            "Ops Team dev\nOps Team root\nOps Look root",
        ),
        &scope,
    );
    assert_snapshot!(told(&plan), @"
    attach AdministratorAccess to permission set Team
      administrator-equivalent access: AWS managed policy AdministratorAccess
    grant Look to group Ops in root
      access to the management account: root
    grant Team to group Ops in dev
      administrator-equivalent access: Team
    grant Team to group Ops in root
      administrator-equivalent access: Team
    grant Team to group Ops in root
      access to the management account: root
    revoke Team from group Boss in root
      access is removed
    revoke Look from group Ops in dev
      access is removed
    ");
    let marks = plan.marks();
    let ops = &marks[&Subject::Principal(group("Ops"))];
    assert_eq!(ops[&Rule::AdministratorEquivalent].accounts.len(), 2);
    assert_eq!(ops[&Rule::ManagementAccount].accounts.len(), 1);
    assert_eq!(plan.dangers_by_rule().values().sum::<usize>(), 3);
}

#[test]
fn an_edit_is_as_dangerous_as_what_it_adds() {
    let before = with(&[], &[allow(json!("s3:*"), json!("*"))]);
    let after = with(&[], &[allow(json!(["s3:*", "sqs:*"]), json!("*"))]);
    let plan = Plan::between(
        &live(&[before], ""),
        &desired(&[after], ""),
        &Scope::default(),
    );
    assert_snapshot!(told(&plan), @"
    set the inline policy of permission set Team
      wildcard on a write action: sqs:*
    ");
}

#[test]
fn taking_off_a_limit_lets_in_what_was_there() {
    let open = with(&["AdministratorAccess"], &[]);
    let mut bounded = open.clone();
    let boundary = ManagedPolicy::parse("ReadOnlyAccess").unwrap();
    bounded.permissions_boundary = Some(PermissionsBoundary::Managed(boundary));
    let plan = Plan::between(
        &live(&[bounded], ""),
        &desired(std::slice::from_ref(&open), ""),
        &Scope::default(),
    );
    assert_snapshot!(told(&plan), @"
    remove the permissions boundary of permission set Team
      administrator-equivalent access: AWS managed policy AdministratorAccess
    ");
    let deny = json!({"Effect": "Deny", "Action": "iam:*", "Resource": "*"});
    let denied = with(&["AdministratorAccess"], &[deny]);
    let plan = Plan::between(
        &live(&[denied], ""),
        &desired(&[open], ""),
        &Scope::default(),
    );
    assert_snapshot!(told(&plan), @"
    remove the inline policy of permission set Team
      administrator-equivalent access: AWS managed policy AdministratorAccess
    ");
}

#[test]
fn a_removal_is_a_danger_that_is_not_marked() {
    let plan = Plan::between(
        &live(&[set("Team")], "Ops Team dev"),
        &desired(&[], ""),
        &Scope::default(),
    );
    assert_snapshot!(told(&plan), @"
    revoke Team from group Ops in dev
      access is removed
    delete permission set Team
      access is removed
    ");
    assert!(plan.marks().is_empty());
    assert_eq!(plan.changes[1].change.permission_set(), Some(&name("Team")));
}

#[test]
fn a_customer_managed_policy_is_a_danger_where_it_is_gained() {
    let mut before = set("Team");
    let policy = |name| CustomerManagedPolicy::parse(name, "/").unwrap();
    before.customer_managed_policies.insert(policy("Known"));
    let mut after = before.clone();
    after.customer_managed_policies.insert(policy("New"));
    let plan = Plan::between(
        &live(&[before], "Ops Team dev"),
        &desired(&[after], "Ops Team dev\nDev Team dev"),
        &Scope::default(),
    );
    assert_snapshot!(told(&plan), @"
    attach /New to permission set Team
      customer managed policy, whose content is not known here: /New
    ");
}

#[test]
fn a_relay_state_is_a_danger_where_it_leads_to_another_host() {
    let with = |relay_state: &str| {
        let mut set = set("Team");
        set.relay_state = Some(relay_state.to_owned());
        set
    };
    let between = |before: PermissionSet, after: PermissionSet| {
        let scope = Scope::default();
        told(&Plan::between(
            &live(&[before], ""),
            &desired(&[after], ""),
            &scope,
        ))
    };
    let console = "https://console.aws.amazon.com/ec2";
    assert_snapshot!(between(with(console), with("https://evil.example/")), @"
    update permission set Team
      relay state outside the AWS console: evil.example
    ");
    assert_snapshot!(between(set("Team"), with("https://console.aws.amazon.com@evil.example/")), @"
    update permission set Team
      relay state outside the AWS console: evil.example
    ");
    assert_eq!(between(set("Team"), with(console)), "");
    assert_eq!(
        between(with("https://own.example/a"), with("https://own.example/b")),
        ""
    );
    let scope = Scope::default();
    let created = Plan::between(
        &live(&[], ""),
        &desired(&[with("https://evil.example/")], ""),
        &scope,
    );
    assert_snapshot!(told(&created), @"
    create permission set Team
      relay state outside the AWS console: evil.example
    ");
}
