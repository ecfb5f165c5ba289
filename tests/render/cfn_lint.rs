//! What cfn-lint says about the templates, and what a second reader finds in them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::case::{awkward, files, starter};
use super::read;
use crate::support::peers;
use crate::support::rolecall::Project;

/// Renders, has every template linted, and compares the assignments with those of `access`.
#[track_caller]
fn check(project: &Project, arguments: &[&str]) -> BTreeMap<String, String> {
    let mut command = vec!["render", "cloudformation", "--out", "cfn"];
    command.extend(["--snapshot", "snapshot.json"]);
    command.extend(arguments);
    project.run(&command).ended(0);
    lint(&project.file("cfn"));
    let rendered = files(&project.file("cfn"));
    let access = ["access", "--format", "json", "--snapshot", "snapshot.json"];
    let access = project.run(&access).ended(0).json();
    let snapshot: Value = serde_json::from_str(&project.read("snapshot.json")).unwrap();
    assert_eq!(
        read::cloudformation(&rendered, &names(&snapshot)),
        read::access(&access)
    );
    rendered
}

/// The names of groups and users by their ids.
fn names(snapshot: &Value) -> BTreeMap<String, String> {
    let store = &snapshot["identity_store"];
    let of = |list: &str, name: &str| -> Vec<(String, String)> {
        let entries = store[list].as_array().into_iter().flatten();
        let text = |entry: &Value, key: &str| entry[key].as_str().unwrap().to_owned();
        entries
            .map(|entry| (text(entry, "id"), text(entry, name)))
            .collect()
    };
    let groups = of("groups", "display_name").into_iter();
    groups.chain(of("users", "user_name")).collect()
}

/// No finding, neither error nor warning, in any template.
#[track_caller]
fn lint(folder: &Path) {
    let Some(program) = peers::find("cfn-lint") else {
        return;
    };
    let mut templates: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .collect();
    templates.sort();
    let mut command = peers::command(&program, folder, "http://127.0.0.1:9");
    let findings = peers::run(command.args(["--format", "parseable"]).args(templates));
    assert_eq!(findings, "");
}

#[test]
fn the_starter_is_clean_and_says_what_access_says() {
    check(&starter(), &[]);
}

#[test]
fn awkward_names_and_every_kind_of_policy_are_clean_and_say_what_access_says() {
    check(&awkward(), &[]);
}

#[test]
fn templates_for_an_import_are_clean_and_name_only_what_lives() {
    let project = awkward();
    let sandbox = "--sandbox=snapshot.json";
    project.run(&["apply", sandbox, "--auto-approve"]).ended(0);
    let rendered = check(&project, &["--resources-to-import"]);
    let list: Value = serde_json::from_str(&rendered["access.import.json"]).unwrap();
    let template: serde_yaml::Value =
        serde_yaml::from_str(&rendered["access.import.yaml"]).unwrap();
    let resources = template["Resources"].as_mapping().unwrap();
    let listed: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["LogicalResourceId"].as_str().unwrap())
        .collect();
    let named: Vec<&str> = resources.keys().map(|id| id.as_str().unwrap()).collect();
    assert_eq!(listed, named);
    assert_eq!(listed.len(), 14);
    for (id, resource) in resources {
        assert_eq!(resource["DeletionPolicy"], "Retain", "{id:?}");
    }
    assert!(
        template.get("Outputs").is_none(),
        "an import takes no outputs"
    );
}

/// A catalog of that many assignments to groups: 25 groups, 20 permission sets, as many accounts as it takes.
fn project_of(assignments: usize) -> Project {
    let (groups, sets) = (25, 20);
    let accounts = assignments.div_ceil(groups * sets).max(3);
    let mut catalog = String::from("permission_sets:\n");
    for set in 0..sets {
        writeln!(
            catalog,
            "  Set{set:02}: {{policy_attachments: [ReadOnlyAccess]}}"
        )
        .unwrap();
    }
    catalog.push_str("account_assignments:\n");
    let mut left = assignments;
    for account in 0..accounts {
        writeln!(catalog, "  account-{account:03}:\n    groups:").unwrap();
        // The last account takes what is left; the others share alike.
        let mut here = match account + 1 == accounts {
            true => left,
            false => assignments / accounts,
        };
        left -= here;
        for group in 0..groups {
            let count = here.div_ceil(groups - group);
            here -= count;
            let names: Vec<String> = (0..count).map(|set| format!("Set{set:02}")).collect();
            let names = names.join(", ");
            writeln!(
                catalog,
                "      Group {group:02}: {{permission_sets: [{names}]}}"
            )
            .unwrap();
        }
    }
    let id = |n: usize| format!("{:012}", 100_000_000_000 + n);
    let project = Project::with_catalog(&catalog);
    let accounts: Vec<Value> = (0..accounts)
        .map(|n| json!({"id": id(n), "name": format!("account-{n:03}")}))
        .collect();
    let groups: Vec<Value> = (0..groups)
        .map(|n| {
            let uuid = format!("00000000-0000-4000-8000-{n:012}");
            json!({"id": uuid, "display_name": format!("Group {n:02}")})
        })
        .collect();
    let snapshot = json!({
        "version": 1,
        "organization": {
            "id": "o-a1b2c3d4e5", "root": "r-ab12", "management_account": id(0), "accounts": accounts,
        },
        "instances": [{
            "arn": "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9",
            "identity_store_id": "d-9067642ac7",
            "owner_account": id(0),
        }],
        "identity_store": {"groups": groups},
        "permission_sets": [],
    });
    project.write("snapshot.json", &snapshot.to_string());
    project
}

/// The templates of a catalog of that many assignments, checked.
fn stacks_of(assignments: usize) -> Vec<String> {
    let project = project_of(assignments);
    let rendered = check(&project, &[]);
    let index: Value = serde_json::from_str(&rendered["index.json"]).unwrap();
    let stacks = index["stacks"].as_array().unwrap().iter();
    stacks
        .map(|stack| stack["template"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_hundred_assignments_are_one_stack() {
    assert_eq!(stacks_of(100), ["access.yaml"]);
}

#[test]
fn what_is_over_the_limit_of_one_stack_is_split_and_the_first_stack_stays() {
    assert_eq!(stacks_of(499), ["access.yaml", "assignments-001.yaml"]);
    assert_eq!(
        stacks_of(501),
        [
            "access.yaml",
            "assignments-001.yaml",
            "assignments-002.yaml"
        ]
    );
}

#[test]
fn five_thousand_assignments_are_a_dozen_stacks() {
    let stacks = stacks_of(5_000);
    assert!((11..=14).contains(&stacks.len()), "{stacks:?}");
}
