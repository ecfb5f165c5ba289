//! What exists in AWS beside what the catalog says, by principal and by person.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::rolecall::Project;

/// The starter, applied; and in the snapshot a permission set made by hand, with which Ann is assigned directly in
/// plat-prod, and a revoked assignment.
fn project() -> Project {
    let project = Project::with_starter();
    project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    let text = project.run(&["snapshot", "--sandbox"]).ended(0).stdout;
    let mut snapshot: Value = serde_json::from_str(&text).unwrap();
    let ann = user(&snapshot, "ann@example.com");
    let sets = snapshot["permission_sets"].as_array_mut().unwrap();
    let mut by_hand = sets[0].clone();
    by_hand["name"] = "ByHand".into();
    by_hand["arn"] =
        "arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-1111222233334444".into();
    by_hand["tags"] = json!({});
    by_hand["accounts"] =
        json!({"333333333304": {"groups": [], "users": [ann], "outdated": false}});
    sets.push(by_hand);
    let billing = sets
        .iter_mut()
        .find(|set| set["name"] == "BillingAdministratorAccess")
        .unwrap();
    billing["accounts"] = json!({});
    project.write("snapshot.json", &snapshot.to_string());
    project
}

fn user(snapshot: &Value, name: &str) -> Value {
    let mut users = snapshot["identity_store"]["users"]
        .as_array()
        .unwrap()
        .iter();
    users.find(|user| user["user_name"] == name).unwrap()["id"].clone()
}

const SNAPSHOT: [&str; 3] = ["access", "--snapshot", "snapshot.json"];

fn access(project: &Project, more: &[&str], code: i32) -> crate::support::rolecall::Run {
    project.run(&[&SNAPSHOT[..], more].concat()).ended(code)
}

#[test]
fn what_differs_is_listed_and_told_by_the_exit_code() {
    let project = project();
    let run = access(&project, &["--differs", "--detailed-exitcode"], 2);
    assert_snapshot!(run.stdout, @"");
    let all = access(&project, &["--detailed-exitcode"], 2);
    assert!(all.stdout.contains("60 assignments") || all.stdout.contains("61 assignments"));
    // Without a difference there is none to tell.
    project
        .run(&["access", "--sandbox", "--detailed-exitcode"])
        .ended(0);
    let none = project.run(&["access", "--sandbox", "--differs"]).ended(0);
    assert_snapshot!(none.stdout, @"");
}

#[test]
fn a_user_comes_with_what_the_user_has_through_groups() {
    let project = project();
    let run = access(&project, &["--user", "ann@example.com"], 0);
    assert_snapshot!(run.stdout, @"");
    // The catalog alone does not know her.
    let run = project
        .run(&["access", "--user", "ann@example.com"])
        .ended(1);
    assert_snapshot!(run.stderr, @"");
}

#[test]
fn people_are_the_rows_of_an_audit() {
    let project = project();
    let csv = access(
        &project,
        &["--people", "--format", "csv", "--account", "plat-prod"],
        0,
    );
    assert_snapshot!(csv.stdout, @"");
    let json = access(&project, &["--people", "--format", "json"], 0).json();
    let rows = json["assignments"].as_array().unwrap();
    // Independently, from the snapshot: each member of each group that is assigned, and each user.
    let snapshot: Value = serde_json::from_str(&project.read("snapshot.json")).unwrap();
    let mut expected: BTreeSet<(String, String, String)> = BTreeSet::new();
    let store = &snapshot["identity_store"];
    let name = |id: &Value| {
        let mut users = store["users"].as_array().unwrap().iter();
        let found = users.find(|user| user["id"] == *id).unwrap();
        found["user_name"].as_str().unwrap().to_owned()
    };
    for set in snapshot["permission_sets"].as_array().unwrap() {
        for (account, held) in set["accounts"].as_object().unwrap() {
            let groups = held["groups"].as_array().into_iter().flatten();
            let through = groups.flat_map(|group| {
                let memberships = store["memberships"].as_array().unwrap().iter();
                let of_group = memberships.filter(move |one| one["group"] == *group);
                of_group.map(|one| name(&one["user"]))
            });
            let direct = held["users"].as_array().into_iter().flatten().map(&name);
            for person in through.chain(direct).collect::<Vec<_>>() {
                let set = set["name"].as_str().unwrap().to_owned();
                expected.insert((person, set, account.clone()));
            }
        }
    }
    let listed: BTreeSet<(String, String, String)> = rows
        .iter()
        .filter(|row| row["in_aws"] == true)
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap().to_owned();
            (
                text("principal"),
                text("permission_set"),
                text("account_id"),
            )
        })
        .collect();
    assert_eq!(listed, expected);
    assert!(listed.len() > 50);
}

#[test]
fn unknown_names_are_errors_with_the_nearest() {
    let project = project();
    for (filter, name, nearest) in [
        ("--group", "Developerz", "Developers"),
        ("--user", "ann@example.con", "ann@example.com"),
        ("--account", "plat-prot", "plat-prod"),
        ("--permission-set", "PowerUser", "PowerUserAccess"),
    ] {
        let run = access(&project, &[filter, name], 1);
        assert!(run.stderr.contains(&format!("`{name}`")), "{}", run.all());
        assert!(
            run.stderr.contains(&format!("`{nearest}`")),
            "{}",
            run.all()
        );
        assert_eq!(run.stdout, "");
    }
}

#[test]
fn without_aws_account_types_stand_for_their_accounts() {
    let project = Project::with_starter();
    let run = project.run(&["access", "--group", "Developers"]).ended(0);
    assert_snapshot!(run.stdout, @"");
    let json = project.run(&["access", "--format", "json"]).ended(0).json();
    let rows = json["assignments"].as_array().unwrap();
    assert!(
        rows.iter()
            .any(|row| row["account_type"] == "prod" && row["account_id"].is_null())
    );
    assert!(json["aws"].is_null());
    let refused = project.run(&["access", "--people"]).ended(1);
    assert!(
        refused
            .stderr
            .contains("add --live, --snapshot FILE or --sandbox")
    );
}
