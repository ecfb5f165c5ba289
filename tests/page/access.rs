//! What the command puts into a page.

use rolecall::sandbox::{Sandbox, Start};
use serde_json::{Value, json};

use super::scene::{changed, changed_page, tables};
use crate::support::rolecall::Project;

const MAPPED: &str = "\
account_map: {full_account_map: {plat-dev: \"111111111111\", plat-prod: \"222222222222\"}}
account_types: {plat: [\"plat-*\"]}
account_type_assignments: {plat: {groups: {Developers: {permission_sets: [ReadOnlyAccess]}}}}
account_assignments: {plat-dev: {groups: {Developers: {permission_sets: [PowerUserAccess, ReadOnlyAccess]}}}}
";

fn set<'a>(tables: &'a Value, name: &str) -> &'a Value {
    let sets = tables["sets"].as_array().unwrap();
    sets.iter().find(|set| set["name"] == name).unwrap()
}

#[test]
fn a_catalog_alone_is_enough_for_a_page_and_every_rule_has_its_line() {
    let project = Project::with_catalog(MAPPED);
    let page = project.run(&["access", "--format", "html"]).ended(0).stdout;
    let tables = tables(&page);
    assert_eq!(
        tables["heading"],
        json!({"shows": "catalog", "catalog": "catalog/aws-sso.yaml", "live": null})
    );
    assert_eq!(
        tables["holdings"],
        json!([
            {"p": 0, "s": 0, "same": [0, 1], "rules": [0, 0, 4, 0]},
            {"p": 0, "s": 1, "same": [0, 2], "rules": [0, 0, 4, 0, -1, 0, 3, 0]},
        ])
    );
    assert_eq!(set(&tables, "ReadOnlyAccess")["class"], "read");
    assert_eq!(
        project.run(&["access", "--format", "html"]).ended(0).stdout,
        page,
        "the same catalog gives the same bytes"
    );
}

#[test]
fn what_lives_beside_the_catalog_makes_gains_losses_and_what_is_left_alone() {
    let project = changed();
    let tables = tables(&std::fs::read_to_string(changed_page(&project)).unwrap());
    assert_eq!(tables["heading"]["shows"], "difference");
    let index = |table: &str, name: &str| {
        let rows = tables[table].as_array().unwrap();
        rows.iter().position(|row| row["name"] == name).unwrap()
    };
    let holding = |principal: &str, set: &str| {
        let (p, s) = (index("principals", principal), index("sets", set));
        let mut all = tables["holdings"].as_array().unwrap().iter();
        all.find(|one| one["p"] == p && one["s"] == s)
            .unwrap()
            .clone()
    };
    let dev = json!([index("accounts", "plat-dev"), 1]);
    assert_eq!(holding("Developers", "PowerUserAccess")["loss"], dev);
    assert_eq!(holding("Developers", "ReadOnlyAccess")["gain"], dev);
    let set_by_hand = set(&tables, "ByHand");
    assert_eq!(set_by_hand["standing"], "outside");
    assert_eq!(set_by_hand["class"], "unknown");
    let by_hand = tables["holdings"].as_array().unwrap();
    assert!(
        by_hand.iter().any(|one| one["outside"] == json!([0, 1])),
        "{by_hand:?}"
    );
    let edited = set(&tables, "ReadOnlyAccess");
    assert_eq!(edited["standing"], "changed");
    assert_eq!(
        edited["edits"],
        json!([{"what": "session_duration", "lines": ["-PT8H", "+PT4H"]}])
    );
    let findings = tables["findings"].as_array().unwrap();
    assert!(!findings.is_empty());
}

#[test]
fn without_a_catalog_a_snapshot_makes_a_page_of_what_lives() {
    let project = changed();
    std::fs::rename(
        project.file(".rolecall/sandbox.json"),
        project.file("snapshot.json"),
    )
    .unwrap();
    std::fs::remove_dir_all(project.file("catalog")).unwrap();
    let run = project
        .run(&["access", "--format", "html", "--snapshot", "snapshot.json"])
        .ended(0);
    let tables = tables(&run.stdout);
    assert_eq!(tables["heading"]["shows"], "live");
    assert_eq!(tables["types"], json!([]));
    assert!(tables["units"].as_array().unwrap().len() > 3);
    let holdings = tables["holdings"].as_array().unwrap();
    assert!(
        holdings.iter().all(|one| one.get("same").is_some()),
        "nothing to compare with"
    );
}

#[test]
fn filters_of_the_command_line_narrow_the_page() {
    let project = Project::with_catalog(MAPPED);
    let args = ["access", "--format", "html", "--account", "plat-prod"];
    let tables = tables(&project.run(&args).ended(0).stdout);
    assert_eq!(tables["accounts"].as_array().unwrap().len(), 1);
    assert_eq!(tables["heading"]["narrowed"], true);
}

#[test]
fn every_format_goes_to_a_file_and_findings_need_what_lives() {
    let project = Project::with_catalog(MAPPED);
    let run = project
        .run(&["access", "--format", "csv", "--out", "access.csv"])
        .ended(0);
    assert_eq!(run.stdout, "");
    assert!(project.read("access.csv").starts_with("account_id,"));
    let run = project
        .run(&["access", "--format", "html", "--findings"])
        .ended(1);
    assert!(run.stderr.contains("--snapshot"), "{}", run.all());
    let run = project.run(&["access", "--findings"]).ended(1);
    assert!(run.stderr.contains("--format html"), "{}", run.all());
    let run = project
        .run(&["access", "--format", "html", "--out", "no/such/folder.html"])
        .ended(1);
    assert!(run.stderr.contains("no/such/folder.html"), "{}", run.all());
}

#[test]
fn what_lives_is_read_over_the_wire_and_nothing_is_written() {
    let sandbox = Sandbox::start(Start::default()).unwrap();
    let before = sandbox.snapshot();
    let project = Project::with_starter();
    let args = ["access", "--live", "--format", "html"];
    let run = project.run_against(&sandbox.url(), &args).ended(0);
    let page = tables(&run.stdout);
    assert_eq!(page["heading"]["shows"], "difference");
    let holdings = page["holdings"].as_array().unwrap();
    assert!(
        holdings
            .iter()
            .all(|one| one.get("gain").is_some() && one.get("same").is_none())
    );
    let people = page["people"].as_array().unwrap();
    assert!(people.contains(&json!("dan@example.com")), "{people:?}");
    assert_eq!(sandbox.snapshot(), before);
    // The other formats take the organization from there, and list what the catalog asks for.
    let run = project
        .run_against(&sandbox.url(), &["access", "--live", "--format", "json"])
        .ended(0);
    assert_eq!(run.json()["assignments"].as_array().unwrap().len(), 60);
}
