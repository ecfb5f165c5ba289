//! With exactly the rights of its policy every command works, and without any one of them some command says which one
//! it lacks.

use std::collections::{BTreeMap, BTreeSet};

use super::actions;
use super::story::{Story, tell};
use crate::support::figures::figures;

type Command = &'static [&'static str];

/// What the role that plans runs: everything that asks AWS and changes nothing.
const PLANS: &[Command] = &[
    &["groups"],
    &["plan", "--create-groups"],
    &["plan", "--create-groups", "--scan", "full"],
    &[
        "plan",
        "-c",
        "many.yaml",
        "--max-removals",
        "100%",
        "--allow-total-loss",
    ],
    &[
        "plan",
        "-c",
        "many.yaml",
        "--max-removals",
        "100%",
        "--allow-total-loss",
        "--scan",
        "full",
    ],
    &["plan", "--create-groups", "--out", "plan.json"],
    &["access", "--live"],
    &[
        "access",
        "--live",
        "--format",
        "html",
        "--out",
        "access.html",
    ],
    &["snapshot"],
    &["doctor"],
    &["import", "--out", "imported.yaml"],
    &[
        "render",
        "terraform",
        "--out",
        "terraform",
        "--import-blocks",
    ],
    &[
        "render",
        "terraform",
        "--out",
        "terraform",
        "--principals",
        "ids",
    ],
    &["render", "cloudformation", "--out", "cloudformation"],
    // A group that is created beside those of a provider is refused there.
    &["bootstrap", "-c", "plain.yaml"],
    &["init", "-c", "new/aws-sso.yaml"],
];

/// What the role that applies runs besides.
const APPLIES: &[Command] = &[
    &[
        "apply",
        "--auto-approve",
        "--create-groups",
        "--scan",
        "full",
        "--max-removals",
        "100%",
        "--allow-total-loss",
    ],
    &[
        "apply",
        "--auto-approve",
        "--max-removals",
        "100%",
        "--allow-total-loss",
        "-c",
        "many.yaml",
    ],
    &["apply", "--auto-approve", "-c", "single.yaml"],
];

/// Actions without which the work goes on: the command says so, and ends well.
const DONE_WITHOUT: &[(&str, &str)] = &[
    (
        "sso:DescribeInstance",
        "asks whether permission sets are enabled, which they nearly always are",
    ),
    (
        "sso:ListAccountAssignmentsForPrincipal",
        "assignments are listed by set and account, as delegated administrators must",
    ),
    (
        "sso:ListAccountAssignmentCreationStatus",
        "operations are asked for one by one",
    ),
    (
        "sso:ListAccountAssignmentDeletionStatus",
        "operations are asked for one by one",
    ),
    (
        "sso:ListPermissionSetProvisioningStatus",
        "operations are asked for one by one",
    ),
    (
        "organizations:ListDelegatedAdministrators",
        "the caller is one, or none is known",
    ),
    (
        "organizations:DescribeOrganization",
        "which account is the management account is not known then, and a snapshot has no organization",
    ),
];

/// Every command of a role as that role: it works, and AWS refuses it nothing. Gives which actions each one used.
fn everything_works(
    commands: &[Command],
    allowed: &BTreeSet<String>,
) -> BTreeMap<Command, BTreeSet<String>> {
    let asked = commands.iter().map(|command| {
        let Story { run, asked } = tell(command, allowed);
        // Findings of the doctor end with 1, too.
        let found = command[0] == "doctor" && run.code == 1 && run.stderr.is_empty();
        assert!(run.code == 0 || found, "{command:?} {}", run.all());
        assert!(
            !run.stderr.contains("AWS denies"),
            "{command:?} {}",
            run.all()
        );
        (*command, asked)
    });
    asked.collect()
}

/// How the commands that use an action end without it.
#[derive(Debug, PartialEq, Eq)]
enum Without {
    /// One fails, and names the action.
    Fails,
    /// All end well, and one says that it did without.
    Noted,
}

fn without(
    action: &str,
    commands: &BTreeMap<Command, BTreeSet<String>>,
    allowed: &BTreeSet<String>,
) -> Without {
    let mut rest = allowed.clone();
    assert!(rest.remove(action));
    let mut noted = false;
    let mut all = String::new();
    for (command, asked) in commands {
        if !asked.contains(action) {
            continue;
        }
        let run = tell(command, &rest).run;
        let note = format!("note: AWS denies the caller {action}, which was done without\n");
        if run.stderr.contains(&note) {
            noted = true;
        } else if run.code == 1 && run.stderr.contains(action) {
            return Without::Fails;
        }
        all += &format!("{command:?} {}", run.all());
    }
    assert!(noted, "no command says that it lacks {action}:\n{all}");
    Without::Noted
}

/// Tries every action of a policy, and compares with what is said above.
fn each_is_missed(policy: &str, commands: &[Command], allowed: &BTreeSet<String>) {
    let used = everything_works(commands, allowed);
    let tried = actions(policy);
    for action in &tried {
        let expected = match DONE_WITHOUT.iter().any(|(known, _)| known == action) {
            true => Without::Noted,
            false => Without::Fails,
        };
        assert_eq!(without(action, &used, allowed), expected, "{action}");
    }
    figures(&format!(
        "{policy}.json: {} actions tried, each with the commands of {} that use it",
        tried.len(),
        commands.len()
    ));
}

#[test]
fn with_the_rights_to_plan_every_command_that_reads_works_and_each_right_is_missed() {
    each_is_missed("plan", PLANS, &actions("plan"));
}

#[test]
fn with_the_rights_to_apply_every_change_works_and_each_right_is_missed() {
    let mut allowed = actions("plan");
    allowed.extend(actions("apply"));
    each_is_missed("apply", APPLIES, &allowed);
}
