//! A campaign of faults: one mixed plan under random, seeded faults of AWS, over and over.
//!
//! Whatever happens: nobody who keeps access in an account is without it for a moment, nothing unmanaged is
//! touched, a run that says it is done is done, and the next run without faults converges.
//! `ROLECALL_SEEDS=500 cargo test campaign` makes it longer.

use std::collections::{BTreeMap, BTreeSet};

use rolecall::sandbox::{Sandbox, Start};
use serde_json::{Value, json};

use crate::support::rolecall::{Project, Run};

/// Account, permission set, principal's id.
type Tuple = (String, String, String);

const BEFORE: &str = "\
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
";

/// A rename, a move, an edit, a new group, a new set, revocations.
const AFTER: &str = "\
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
";

fn started(snapshot: &str, options: &str) -> Sandbox {
    Sandbox::start(Start {
        snapshot: Some(snapshot.to_owned()),
        options: options.parse().unwrap(),
        ..Start::default()
    })
    .unwrap()
}

fn apply(project: &Project, sandbox: &Sandbox) -> Run {
    let args = [
        "apply",
        "--auto-approve",
        "--scan",
        "full",
        "--requests-per-second",
        "2000",
        "--max-removals",
        "100%",
    ];
    project.run_against(&sandbox.url(), &args)
}

/// What lives before: the first catalog applied, and a set with an assignment that somebody made by hand.
fn before() -> String {
    let sandbox = started(&rolecall::sandbox::fresh(), "");
    apply(&Project::with_catalog(BEFORE), &sandbox).ended(0);
    let state: Value = serde_json::from_str(&sandbox.snapshot()).unwrap();
    let instance = &state["instances"][0]["arn"];
    let made = sandbox
        .call(
            "SWBExternalService.CreatePermissionSet",
            json!({"InstanceArn": instance, "Name": "ByHand"}),
        )
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
    sandbox.snapshot()
}

fn tuples(snapshot: &str) -> BTreeSet<Tuple> {
    let state: Value = serde_json::from_str(snapshot).unwrap();
    let mut found = BTreeSet::new();
    for set in state["permission_sets"].as_array().unwrap() {
        for (account, there) in set["accounts"].as_object().unwrap() {
            for principal in there["groups"].as_array().into_iter().flatten() {
                let text = |value: &Value| value.as_str().unwrap().to_owned();
                found.insert((account.clone(), text(&set["name"]), text(principal)));
            }
        }
    }
    found
}

fn by_hand(snapshot: &str) -> Value {
    let state: Value = serde_json::from_str(snapshot).unwrap();
    let sets = state["permission_sets"].as_array().unwrap();
    sets.iter()
        .find(|set| set["name"] == "ByHand")
        .unwrap()
        .clone()
}

/// Principals with access to an account both before and after, who must have some access all the time.
fn keepers(before: &BTreeSet<Tuple>, after: &BTreeSet<Tuple>) -> BTreeSet<(String, String)> {
    let pairs = |tuples: &BTreeSet<Tuple>| {
        let pairs = tuples
            .iter()
            .map(|(account, _, principal)| (account.clone(), principal.clone()));
        pairs.collect::<BTreeSet<_>>()
    };
    pairs(before).intersection(&pairs(after)).cloned().collect()
}

/// Follows every gain and loss; nobody who keeps access may be without.
fn nobody_was_without(
    sandbox: &Sandbox,
    before: &BTreeSet<Tuple>,
    keepers: &BTreeSet<(String, String)>,
) {
    let mut held: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (account, _, principal) in before {
        *held
            .entry((account.clone(), principal.clone()))
            .or_default() += 1;
    }
    for event in sandbox.access_log() {
        let pair = (event.account.clone(), event.principal.clone());
        let count = held.entry(pair.clone()).or_default();
        if event.gained {
            *count += 1;
        } else {
            *count -= 1;
        }
        assert!(
            *count > 0 || !keepers.contains(&pair),
            "without access in between: {event:?}"
        );
    }
}

fn options(seed: u64) -> String {
    let share = |at: u64, most: u64| (seed * 7919 + at * 104_729) % (most + 1);
    format!(
        "seed={seed},throttle=0.{:02},conflict=0.{:02},internal-error=0.{:02},drop-connection=0.{:02},\
         visibility-delay={}ms,operation-time={}ms,odd-pages={},fail-operation={}{}",
        share(1, 40),
        share(2, 15),
        share(3, 9),
        share(4, 9),
        share(5, 300),
        share(6, 30),
        seed.is_multiple_of(2),
        1 + share(7, 20),
        if seed % 3 == 1 {
            ",fail-message=Received a 403 status error: Access denied by IAM."
        } else {
            ""
        },
    )
}

#[test]
fn under_random_faults_nobody_loses_access_in_between_and_the_next_run_converges() {
    let before = before();
    let project = Project::with_catalog(AFTER);
    let clean = started(&before, "");
    apply(&project, &clean).ended(0);
    let names = |snapshot: &str| {
        let state: Value = serde_json::from_str(snapshot).unwrap();
        let groups = state["identity_store"]["groups"]
            .as_array()
            .unwrap()
            .clone();
        let name = move |id: &str| {
            let group = groups.iter().find(|group| group["id"] == id).unwrap();
            group["display_name"].as_str().unwrap().to_owned()
        };
        let named = tuples(snapshot)
            .into_iter()
            .map(move |(account, set, id)| (account, set, name(&id)));
        named.collect::<BTreeSet<_>>()
    };
    let expected = names(&clean.snapshot());
    let (start, end) = (tuples(&before), tuples(&clean.snapshot()));
    let keepers = keepers(&start, &end);
    assert!(keepers.len() > 10);
    let seeds = std::env::var("ROLECALL_SEEDS")
        .ok()
        .and_then(|seeds| seeds.parse().ok());
    let (mut converged, mut stopped) = (0, 0);
    for seed in 0..seeds.unwrap_or(3) {
        let options = options(seed);
        let faulty = started(&before, &options);
        let run = apply(&project, &faulty);
        let after = faulty.snapshot();
        nobody_was_without(&faulty, &start, &keepers);
        assert_eq!(by_hand(&after), by_hand(&before), "{options}");
        match run.code {
            0 => {
                converged += 1;
                assert_eq!(names(&after), expected, "{options}\n{}", run.all());
            }
            1 => {
                stopped += 1;
                assert!(run.stderr.contains("error: "), "{options}\n{}", run.all());
            }
            _ => panic!("{options}\n{}", run.all()),
        }
        let healed = started(&after, "");
        apply(&project, &healed).ended(0);
        assert_eq!(names(&healed.snapshot()), expected, "{options}");
        let again = apply(&project, &healed).ended(0);
        assert!(
            again.stdout.contains("No changes."),
            "{options}\n{}",
            again.all()
        );
    }
    #[expect(clippy::print_stderr, reason = "a campaign says what it did")]
    {
        eprintln!(
            "campaign: {converged} runs converged under faults, {stopped} stopped and converged afterwards"
        );
    }
}
