//! The conditions of the policies, evaluated as IAM does for each resource of a call: the role of one catalog does what
//! that catalog says, and can touch nothing of another.

use rolecall::sandbox::{Policies, Sandbox, Start};

use super::story::organization;
use crate::examples::pipeline::text;
use crate::support::rolecall::{Project, Run};

/// Runs a command as a caller with these policies, and gives the state afterwards, too.
fn run(catalog: &str, arguments: &[&str], policies: &[&str]) -> (Run, serde_json::Value) {
    let mut read = Policies::default();
    for name in policies {
        read.add(&text(&format!("iam/{name}.json"))).unwrap();
    }
    let mut start = Start {
        snapshot: Some(organization().to_string()),
        ..Start::default()
    };
    start.options.policies = read;
    let sandbox = Sandbox::start(start).unwrap();
    let project = Project::with_catalog(catalog);
    let run = project.run_against(&sandbox.url(), arguments);
    (run, serde_json::from_str(&sandbox.snapshot()).unwrap())
}

const APPLY: &[&str] = &[
    "apply",
    "--auto-approve",
    "--create-groups",
    "--max-removals",
    "100%",
];

#[test]
fn the_role_of_a_catalog_does_all_that_it_says() {
    let arguments = [APPLY, &["--scan", "full"]].concat();
    let (run, _) = run(super::story::CATALOG, &arguments, &["plan", "apply"]);
    run.ended(0);
}

#[test]
fn the_role_of_another_catalog_can_touch_nothing() {
    let before: serde_json::Value = organization();
    let (run, after) = run(super::story::MANY, APPLY, &["plan", "apply"]);
    let run = run.ended(1);
    assert!(
        run.all().contains("is not authorized to perform: sso:"),
        "{}",
        run.all()
    );
    assert_eq!(sets(&before), sets(&after));
}

/// What is known of every permission set: all but where it is provisioned, which a file may leave out.
fn sets(state: &serde_json::Value) -> Vec<(String, String, String)> {
    let sets = state["permission_sets"].as_array().unwrap().iter();
    let mut all: Vec<_> = sets
        .map(|set| {
            (
                set["name"].to_string(),
                tags(&set["tags"]),
                set["description"].to_string(),
            )
        })
        .collect();
    all.sort();
    all
}

fn tags(tags: &serde_json::Value) -> String {
    let tags = tags.as_object().unwrap().iter();
    let tags: std::collections::BTreeMap<_, _> = tags.collect();
    format!("{tags:?}")
}

/// Takes over a set of no catalog.
const ADOPTS: &str = "\
name: default
account_type_assignments:
  some: {groups: {Developers: {permission_sets: [Loose]}}}
account_types: {some: [core-audit]}
permission_sets: {Loose: {description: Plain}}
";

#[test]
fn a_set_of_no_catalog_is_adopted_with_a_policy_of_its_own_only() {
    let arguments = [APPLY, &["--adopt", "--only", "permission-set=Loose"]].concat();
    let (refused, _) = run(ADOPTS, &arguments, &["plan", "apply"]);
    let refused = refused.ended(1);
    assert!(
        refused
            .all()
            .contains("is not authorized to perform: sso:TagResource"),
        "{}",
        refused.all()
    );
    let (adopted, state) = run(ADOPTS, &arguments, &["plan", "apply", "adopt"]);
    adopted.ended(0);
    let loose = state["permission_sets"].as_array().unwrap().iter();
    let loose = loose.filter(|set| set["name"] == "Loose").count();
    assert_eq!(loose, 1);
}
