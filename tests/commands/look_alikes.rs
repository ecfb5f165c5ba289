//! Names that look like other names, in the catalog, at the identity provider and in the organization.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::rolecall::{Project, Run};

/// The starter, and an organization with one more group and one more account.
fn with(group: &str, account: &str) -> Project {
    let project = Project::with_starter();
    let mut snapshot: Value = project.run(&["snapshot", "--sandbox"]).ended(0).json();
    let groups = snapshot["identity_store"]["groups"].as_array_mut().unwrap();
    groups.push(json!({
        "id": "00000000-0000-4000-8000-000000000009",
        "display_name": group,
        "external_ids": [{"issuer": "x", "id": "y"}],
    }));
    let accounts = snapshot["organization"]["accounts"].as_array_mut().unwrap();
    let mut other = accounts[3].clone();
    other["id"] = "999999999999".into();
    other["name"] = account.into();
    other["arn"] = "arn:aws:organizations::111111111111:account/o-a1b2c3d4e5/999999999999".into();
    other["email"] = "other@example.com".into();
    accounts.push(other);
    project.write("live.json", &snapshot.to_string());
    project
}

fn planned(project: &Project) -> Run {
    project.run(&["plan", "--sandbox=live.json"])
}

#[test]
fn a_group_that_looks_like_the_one_of_the_catalog_is_reported() {
    let run = planned(&with("D\u{435}velopers", "other")).ended(0);
    assert!(
        run.stderr.contains("warning[look-alike-name]"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr
            .contains(r"the group `Developers` looks like `D\u{435}velopers`"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("U+0435, which looks like `e`"),
        "{}",
        run.stderr
    );
    let close = planned(&with("Dev0ps", "other")).ended(0);
    assert!(
        close
            .stderr
            .contains("the group `DevOps` looks like `Dev0ps`"),
        "{}",
        close.stderr
    );
    let plain = planned(&with("Developers-2", "other")).ended(0);
    assert!(
        !plain.stderr.contains("look-alike-name"),
        "{}",
        plain.stderr
    );
}

#[test]
fn a_group_of_the_catalog_that_looks_like_another_one_is_an_error() {
    let project = with("D\u{435}velopers", "other");
    let catalog = project.read("catalog/aws-sso.yaml");
    project.write(
        "catalog/aws-sso.yaml",
        &catalog.replace("Developers", "D\u{435}velopers"),
    );
    let run = planned(&project).ended(1);
    assert!(
        run.stderr.contains("error[look-alike-name]"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("which the identity store has too"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_doctor_finds_look_alikes_of_every_kind() {
    let project = with("Dev\u{3164}Ops", "plat-pr\u{43e}d");
    let run = project.run(&["doctor", "--snapshot", "live.json", "--format", "json"]);
    let document = run.json();
    let found = document["findings"].as_array().unwrap().iter();
    let found = found
        .filter(|finding| finding["code"] == "look-alike-names")
        .map(|finding| {
            let part = |key: &str| finding[key].as_str().unwrap().escape_unicode_visible();
            format!(
                "{} | {} | {}",
                part("severity"),
                part("subject"),
                part("message")
            )
        });
    assert_snapshot!(found.collect::<Vec<_>>().join("\n"), @r"
    problem | account plat-pr\u{43e}d | it looks like plat-prod; it has U+043E, which looks like `o`
    problem | group Dev\u{3164}Ops | it looks like DevOps; it has U+3164, which cannot be seen
    ");
}

trait Shown {
    fn escape_unicode_visible(&self) -> String;
}

impl Shown for str {
    fn escape_unicode_visible(&self) -> String {
        self.chars()
            .flat_map(|c| match c.is_ascii() {
                true => vec![c],
                false => c.escape_unicode().collect(),
            })
            .collect()
    }
}
