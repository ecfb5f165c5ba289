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
    assert_snapshot!(list("text").stdout, @"
    DevOps  2 members  023677dc-9848-c9dd-fa20-19a32f711ad7
              external id 79a42789-74d3-dc8d-07ad-e7bc0198ff08 from https://sts.windows.net/00000000-0000-4000-8000-000000000000/

    1 group
    ");
    assert_snapshot!(list("csv").stdout, @"
    name,id,external_id,issuer,members
    DevOps,023677dc-9848-c9dd-fa20-19a32f711ad7,79a42789-74d3-dc8d-07ad-e7bc0198ff08,https://sts.windows.net/00000000-0000-4000-8000-000000000000/,2
    ");
    assert_snapshot!(list("json").stdout, @r#"
    {
      "version": 1,
      "groups": [
        {
          "name": "DevOps",
          "id": "023677dc-9848-c9dd-fa20-19a32f711ad7",
          "external_ids": [
            {
              "issuer": "https://sts.windows.net/00000000-0000-4000-8000-000000000000/",
              "id": "79a42789-74d3-dc8d-07ad-e7bc0198ff08"
            }
          ],
          "members": 2
        }
      ]
    }
    "#);
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
