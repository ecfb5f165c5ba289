//! The commands against moto: what rolecall says that it did is what boto3 finds.

mod bootstrap;
mod corrections;
mod missing_groups;
mod outside_changes;
mod policies;
mod starter;

use serde_json::Value;

use crate::support::moto::Moto;
use crate::support::rolecall::Project;

/// Who has what where, one line each, sorted: the rows of `access --format json` and of `read_back.py` alike.
#[track_caller]
fn tuples(listing: &Value) -> Vec<String> {
    let rows = listing["assignments"].as_array().expect("assignments");
    let mut lines: Vec<String> = rows.iter().map(tuple).collect();
    lines.sort();
    lines
}

fn tuple(row: &Value) -> String {
    [
        "account_id",
        "account",
        "principal_type",
        "principal",
        "permission_set",
    ]
    .map(|member| row[member].as_str().expect(member))
    .join(" ")
}

/// The tuples that the catalog means, by `access`, with the accounts of a snapshot.
#[track_caller]
fn meant(moto: &Moto, project: &Project) -> Vec<String> {
    listed(moto, project, "in_catalog")
}

/// What `access` lists as existing, managed or not.
fn existing(moto: &Moto, project: &Project) -> Vec<String> {
    listed(moto, project, "in_aws")
}

fn listed(moto: &Moto, project: &Project, side: &str) -> Vec<String> {
    let snapshot = moto.rolecall(project, &["snapshot"]).ended(0);
    project.write("snapshot.json", &snapshot.stdout);
    let access = ["access", "--format", "json", "--snapshot", "snapshot.json"];
    let mut json = project.run(&access).ended(0).json();
    let rows = json["assignments"].as_array_mut().unwrap();
    rows.retain(|row| row[side] == true);
    tuples(&json)
}

/// Insists that nothing is left to do, and that the exit code says so.
#[track_caller]
fn converged(moto: &Moto, project: &Project) {
    let plan = moto.rolecall(project, &["plan", "--format", "json", "--scan", "full"]);
    assert_eq!(plan.ended(0).json()["changes"], Value::Array(Vec::new()));
    moto.rolecall(project, &["plan", "--detailed-exitcode"])
        .ended(0);
}

/// A permission set as `read_back.py` has it, without its ARN, which is another in every run.
#[track_caller]
fn permission_set(live: &Value, name: &str) -> String {
    let mut set = live["permission_sets"][name].clone();
    let members = set.as_object_mut().expect(name);
    members.shift_remove("arn");
    serde_json::to_string_pretty(&set).expect("JSON")
}
