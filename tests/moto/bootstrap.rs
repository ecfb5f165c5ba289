use serde_json::Value;

use super::{converged, meant, tuples};
use crate::support::moto::Moto;
use crate::support::rolecall::{Project, Run};

#[track_caller]
fn state(run: &Run, step: &str) -> String {
    let document = run.json();
    let steps = document["steps"].as_array().unwrap();
    let found = steps.iter().find(|one| one["step"] == step).unwrap();
    found["state"].as_str().unwrap().to_owned()
}

#[test]
fn an_organization_without_groups_is_brought_to_the_end_of_the_catalog() {
    let Some(moto) = Moto::with_organization("Managers,devops", "") else {
        return;
    };
    let project = Project::with_starter();
    let bootstrap = |more: &[&str], code| {
        let args = [&["bootstrap", "--format", "json"], more].concat();
        moto.rolecall(&project, &args).ended(code)
    };
    let before = moto.writes();
    let first = bootstrap(&[], 1);
    for (step, expected) in [
        ("caller", "done"),
        ("organization", "done"),
        ("instance", "done"),
        ("provisioning", "done"),
        ("required_groups", "failed"),
        ("catalog", "done"),
        ("accounts", "done"),
        ("plan", "waiting"),
    ] {
        assert_eq!(state(&first, step), expected, "{step}: {}", first.all());
    }
    assert_eq!(moto.writes(), before);

    // The group in other case is a mistake that somebody has to look at; the others are made.
    let second = bootstrap(&["--create-groups"], 1);
    assert_eq!(state(&second, "required_groups"), "failed");
    assert_eq!(moto.writes()["identitystore:CreateGroup"], 4);
    moto.by_hand(&["create-group DevOps"]);

    let last = bootstrap(&["--yes"], 0);
    assert_eq!(last.json()["done"], Value::Bool(true), "{}", last.all());
    assert_eq!(tuples(&moto.read_back()), meant(&moto, &project));
    converged(&moto, &project);

    let groups = moto.rolecall(
        &project,
        &["groups", "--match", "BILLING", "--format", "json"],
    );
    assert_eq!(groups.ended(0).json()["groups"][0]["name"], "BillingAdmin");
    moto.rolecall(&project, &["doctor", "--format", "json"])
        .ended(1);
}
