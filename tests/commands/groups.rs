use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::rolecall::Project;

const STATE: &str = ".rolecall/sandbox.json";

/// A sandbox with the groups of a company.
fn company() -> Project {
    let project = Project::new();
    let mut state = project.run(&["snapshot", "--sandbox"]).ended(0).json();
    let groups = state["identity_store"]["groups"].as_array_mut().unwrap();
    for (number, name) in [
        "UKDevelopers",
        "USDevelopers",
        "Sales",
        "Marketing",
        "Accounting",
        "DevelopmentQA",
    ]
    .into_iter()
    .enumerate()
    {
        groups.push(json!({
            "id": format!("00000000-0000-4000-8000-00000000000{number}"),
            "display_name": name,
        }));
    }
    project.write(STATE, &state.to_string());
    project
}

#[track_caller]
fn names(project: &Project, args: &[&str]) -> Vec<String> {
    let args = [&["groups", "--format", "json"], args].concat();
    let document = project.run(&args).ended(0).json();
    assert_eq!(document["version"], 1);
    let groups = document["groups"].as_array().unwrap();
    let name = |group: &Value| group["name"].as_str().unwrap().to_owned();
    groups.iter().map(name).collect()
}

#[test]
fn groups_are_found_by_any_part_of_their_name_in_any_case() {
    let project = company();
    for source in [&["--sandbox"][..], &["--snapshot", STATE]] {
        let matching = |texts| names(&project, &[source, &["--match", texts]].concat());
        assert_eq!(
            matching("UKdevelopers,usDevelopers,sales"),
            ["Sales", "UKDevelopers", "USDevelopers"]
        );
        assert_eq!(
            matching("Developers,sales"),
            ["Developers", "Sales", "UKDevelopers", "USDevelopers"]
        );
        assert_eq!(matching(""), [""; 0]);
        assert_eq!(matching("Dev*"), [""; 0]);
        assert_eq!(names(&project, source).len(), 10);
    }
}

#[test]
fn a_group_is_listed_with_everything_that_names_it() {
    let project = Project::new();
    let list = |format| {
        let args = [
            "groups",
            "--sandbox",
            "--match",
            "devops,sales",
            "--format",
            format,
        ];
        project.run(&args).ended(0)
    };
    assert_snapshot!(list("text").stdout, @"");
    assert_snapshot!(list("csv").stdout, @"");
    assert_snapshot!(list("json").stdout, @"");
}

#[test]
fn members_are_counted_for_the_groups_that_are_listed_alone() {
    let project = Project::new();
    let run = project.run(&[
        "groups",
        "--sandbox",
        "--sandbox-options",
        "deny=ListGroupMemberships",
    ]);
    assert!(
        run.ended(1)
            .stderr
            .contains("identitystore:ListGroupMemberships")
    );
    let denied = [
        "groups",
        "--sandbox",
        "--match",
        "",
        "--sandbox-options",
        "deny=ListGroupMemberships",
    ];
    project.run(&denied).ended(0);
}
