//! Whether the sandbox is what it stands for: against the service models of AWS, and against an AWS that somebody else wrote.

use std::collections::BTreeMap;

use rolecall::sandbox::{Sandbox, Start, fresh};
use serde_json::{Value, json};

use crate::support::figures::figures;
use crate::support::moto::Moto;
use crate::support::peers;

/// Runs a script of `tests/peers` against a sandbox, and gives what it wrote.
fn run(python: &std::path::Path, sandbox: &Sandbox, name: &str, arguments: &[&str]) -> String {
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/peers")
        .join(name);
    let folder = tempfile::tempdir().unwrap();
    let mut command = peers::command(python, folder.path(), &sandbox.url());
    peers::run(command.arg(script).args(arguments))
}

#[test]
fn what_the_models_of_aws_do_not_allow_is_refused_and_what_they_allow_is_not() {
    let Some(python) = peers::python_with_boto3() else {
        return;
    };
    let sandbox = Sandbox::start(Start::default()).unwrap();
    let said = run(&python, &sandbox, "violations.py", &[]);
    let counted = said.lines().last().unwrap();
    figures(&format!("honest: {counted}"));
    assert!(counted.ends_with("0 answered wrongly"), "{said}");
    let number = |before: &str| -> usize {
        let words: Vec<&str> = counted.split(' ').collect();
        let at = words.iter().position(|word| *word == before).unwrap();
        words[at - 1].parse().unwrap()
    };
    // All that the sandbox offers is asked for, and much of it is wrong.
    assert!(number("operations,") >= 88, "{counted}");
    assert!(number("invalid") >= 2_000, "{counted}");
}

/// What differs, and why: a signature and a sentence in each line.
const EXPLAINED: &str = include_str!("../peers/differences.txt");

/// The fresh organization without what moto's has not: external ids, addresses, memberships, tags.
fn plain_organization() -> String {
    let mut state: Value = serde_json::from_str(&fresh()).unwrap();
    for group in state["identity_store"]["groups"].as_array_mut().unwrap() {
        group["external_ids"] = json!([]);
    }
    for user in state["identity_store"]["users"].as_array_mut().unwrap() {
        let name = user["user_name"].clone();
        let given = name.as_str().unwrap().split('@').next().unwrap().to_owned();
        for (member, value) in [
            ("external_ids", json!([])),
            ("emails", json!([])),
            ("phone_numbers", json!([])),
            ("display_name", name),
            ("given_name", given.into()),
            ("family_name", json!("Example")),
        ] {
            user[member] = value;
        }
    }
    state["identity_store"]["memberships"] = json!([]);
    for account in state["organization"]["accounts"].as_array_mut().unwrap() {
        account["tags"] = json!({});
    }
    state.to_string()
}

#[test]
fn the_sandbox_and_moto_answer_alike_but_for_what_is_explained() {
    let Some(moto) = Moto::start() else {
        return;
    };
    let python = peers::python_with_boto3().unwrap();
    let sandbox = Sandbox::start(Start {
        snapshot: Some(plain_organization()),
        ..Start::default()
    })
    .unwrap();
    let url = sandbox.url();
    let arguments = [
        "--sandbox",
        &url,
        "--moto",
        moto.url(),
        "--seed",
        "1",
        "--sequences",
        "20",
        "--calls",
        "60",
    ];
    let said = run(&python, &sandbox, "differential.py", &arguments);
    figures(&format!("honest: {}", said.lines().last().unwrap()));
    let explained: BTreeMap<&str, &str> = EXPLAINED
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(" | ").unwrap())
        .collect();
    let mut known: Vec<&str> = explained.keys().copied().collect();
    known.sort_unstable();
    let found = said
        .lines()
        .filter_map(|line| line.strip_prefix("difference: "));
    let mut found: Vec<&str> = found.collect();
    found.sort_unstable();
    // One that is gone has to go from the table, too.
    assert_eq!(found, known, "{said}");
    assert!(explained.values().all(|reason| reason.len() > 20));
}
