//! Pairs of catalogs, and what lives between them: written ones that have every kind of change, and thrown ones.

use std::fmt::Write;

use serde_json::{Value, json};

use super::dice::Dice;
use super::facts::Facts;
use super::laws::Keepers;
use super::{apply, started};
use crate::support::rolecall::Project;

/// The number of the story with every kind of edit and few grants.
pub const EVERY_KIND: usize = 1;

const WRITTEN: [(&str, &str); 2] = [
    // A rename, a move, an edit, a new group, a new set, revocations.
    (
        "\
name: default
account_types:
  core: [\"core-*\"]
  dev: [plat-dev, plat-sandbox]
  prod: [plat-staging, plat-prod]
account_type_assignments:
  core: {groups: {DevOps: {permission_sets: [Operate, Look]}}}
  dev: {groups: {DevOps: {permission_sets: [Operate]}, Developers: {permission_sets: [Build]}}}
  prod: {groups: {DevOps: {permission_sets: [Operate]}, Developers: {permission_sets: [Look]}}}
permission_sets:
  Operate: {policy_attachments: [PowerUserAccess]}
  Build: {policy_attachments: [PowerUserAccess], session_duration: PT2H}
  Look: {policy_attachments: [ReadOnlyAccess]}
",
        "\
name: default
groups: [Auditors]
account_types:
  core: [\"core-*\"]
  dev: [plat-dev, plat-sandbox]
  prod: [plat-staging, plat-prod]
account_type_assignments:
  core: {groups: {DevOps: {permission_sets: [Run]}, Auditors: {permission_sets: [Look]}}}
  dev: {groups: {DevOps: {permission_sets: [Run]}, Developers: {permission_sets: [Make]}}}
  prod: {groups: {DevOps: {permission_sets: [Run]}, Developers: {permission_sets: [Look]}}}
permission_sets:
  Run: {policy_attachments: [PowerUserAccess], previously: Operate}
  Make:
    policy_attachments: [ReadOnlyAccess]
    inline_policy: {Version: \"2012-10-17\", Statement: [{Effect: Allow, Action: \"s3:*\", Resource: \"*\"}]}
  Look: {policy_attachments: [ReadOnlyAccess, AWSSupportAccess], session_duration: PT4H}
",
    ),
    // Every kind of edit, few grants.
    (
        "\
name: default
account_assignments:
  plat-dev: {groups: {DevOps: {permission_sets: [Edit, Gone]}}}
  plat-prod: {groups: {DevOps: {permission_sets: [Edit]}, Managers: {permission_sets: [Edit]}}}
permission_sets:
  Edit:
    description: before
    tags: {team: one, old: yes}
    policy_attachments: [PowerUserAccess, ReadOnlyAccess]
    customer_managed_policy_attachments: [{name: First}]
    inline_policy: {Version: \"2012-10-17\", Statement: [{Effect: Allow, Action: \"s3:Get*\", Resource: \"*\"}]}
    permissions_boundary: {policy: PowerUserAccess}
  Gone: {policy_attachments: [ReadOnlyAccess]}
",
        "\
name: default
groups: [Auditors, Testers]
account_assignments:
  plat-dev: {groups: {DevOps: {permission_sets: [Edit]}, Testers: {permission_sets: [Fresh]}}}
  plat-prod: {groups: {DevOps: {permission_sets: [Fresh]}, Auditors: {permission_sets: [Edit]}}}
permission_sets:
  Edit:
    description: after
    session_duration: PT8H
    relay_state: https://console.aws.amazon.com/
    tags: {team: two, new: yes}
    policy_attachments: [ReadOnlyAccess, AWSSupportAccess]
    customer_managed_policy_attachments: [{name: Second}]
  Fresh:
    customer_managed_policy_attachments: [{name: First}]
    inline_policy: {Version: \"2012-10-17\", Statement: [{Effect: Allow, Action: \"s3:Put*\", Resource: \"*\"}]}
    permissions_boundary: {customer_managed_policy: {name: Second}}
",
    ),
];

/// A catalog to apply to what lives, and what it comes to when nothing goes wrong.
pub struct Story {
    pub catalog: String,
    pub live: String,
    pub before: Facts,
    pub after: Facts,
    pub keepers: Keepers,
}

impl Story {
    /// The story with a number: the written ones first, then others without end.
    pub fn number(number: usize) -> Self {
        let (before, after) = match WRITTEN.get(number) {
            Some((before, after)) => ((*before).to_owned(), (*after).to_owned()),
            None => thrown(number as u64),
        };
        Self::of(&before, after)
    }

    fn of(before: &str, catalog: String) -> Self {
        let live = live(before);
        let clean = started(&live, "");
        apply(&Project::with_catalog(&catalog), &clean).ended(0);
        let (before, after) = (Facts::of(&live), Facts::of(&clean.snapshot()));
        Self {
            keepers: Keepers::between(&before.tuples, &after.tuples),
            catalog,
            live,
            before,
            after,
        }
    }
}

/// The first catalog applied, and beside it what others made: a set by hand, and one of another catalog.
fn live(catalog: &str) -> String {
    let sandbox = started(&rolecall::sandbox::fresh(), "");
    apply(&Project::with_catalog(catalog), &sandbox).ended(0);
    let state: Value = serde_json::from_str(&sandbox.snapshot()).unwrap();
    let instance = &state["instances"][0]["arn"];
    for (name, tags) in [
        ("ByHand", json!([])),
        (
            "OfOthers",
            json!([{"Key": "rolecall:catalog", "Value": "others"}]),
        ),
    ] {
        let body = json!({"InstanceArn": instance, "Name": name, "Tags": tags});
        let made = sandbox
            .call("SWBExternalService.CreatePermissionSet", body)
            .unwrap();
        let assignment = json!({
            "InstanceArn": instance,
            "PermissionSetArn": made["PermissionSet"]["PermissionSetArn"],
            "TargetId": state["organization"]["management_account"],
            "TargetType": "AWS_ACCOUNT",
            "PrincipalType": "GROUP",
            "PrincipalId": state["identity_store"]["groups"][0]["id"],
        });
        sandbox
            .call("SWBExternalService.CreateAccountAssignment", assignment)
            .unwrap();
    }
    sandbox.snapshot()
}

/// A thrown catalog, and what became of it: definitions edited, sets renamed and dropped, grants moved.
fn thrown(seed: u64) -> (String, String) {
    let mut dice = Dice::new(seed);
    let mut before = Vec::new();
    for name in ["One", "Two", "Three", "Four"] {
        if !dice.one_in(4) {
            before.push((name.to_owned(), definition(&mut dice)));
        }
    }
    let mut after = Vec::new();
    for (name, text) in &before {
        match dice.below(5) {
            0 => after.push((
                format!("{name}Again"),
                format!("{text}, previously: {name}"),
            )),
            1 => after.push((name.clone(), definition(&mut dice))),
            2 => {}
            _ => after.push((name.clone(), text.clone())),
        }
    }
    after.push(("New".to_owned(), definition(&mut dice)));
    let first = catalog(&mut dice, &before, &["DevOps", "Managers", "Developers"]);
    let second = catalog(
        &mut dice,
        &after,
        &["DevOps", "Managers", "Auditors", "Testers"],
    );
    (first, format!("groups: [Auditors, Testers]\n{second}"))
}

fn definition(dice: &mut Dice) -> String {
    let policies = [
        "ReadOnlyAccess",
        "PowerUserAccess",
        "AWSSupportAccess",
        "job-function/Billing",
    ];
    let mut text = format!("policy_attachments: [{}]", dice.pick(&policies));
    if dice.one_in(2) {
        _ = write!(text, ", session_duration: PT{}H", 1 + dice.below(12));
    }
    if dice.one_in(3) {
        let action = dice.pick(&["s3:*", "ec2:Describe*", "sqs:Send*"]);
        _ = write!(
            text,
            ", inline_policy: {{Version: \"2012-10-17\", Statement: [{{Effect: Allow, Action: \"{action}\", Resource: \"*\"}}]}}"
        );
    }
    if dice.one_in(3) {
        _ = write!(text, ", tags: {{team: t{}}}", dice.below(3));
    }
    if dice.one_in(4) {
        text += ", permissions_boundary: {policy: PowerUserAccess}";
    }
    text
}

fn catalog(dice: &mut Dice, sets: &[(String, String)], groups: &[&str]) -> String {
    let mut text = "name: default\naccount_assignments:\n".to_owned();
    for account in ["plat-dev", "plat-prod", "plat-staging", "core-audit"] {
        let mut held = Vec::new();
        for group in groups {
            let sets = sets.iter().filter(|_| dice.one_in(3));
            let names: Vec<_> = sets.map(|(name, _)| name.as_str()).collect();
            if !names.is_empty() {
                held.push(format!(
                    "{group}: {{permission_sets: [{}]}}",
                    names.join(", ")
                ));
            }
        }
        _ = writeln!(text, "  {account}: {{groups: {{{}}}}}", held.join(", "));
    }
    text += "permission_sets:\n";
    for (name, definition) in sets {
        _ = writeln!(text, "  {name}: {{{definition}}}");
    }
    text
}
