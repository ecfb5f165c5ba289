//! Pages of plans and of differences between catalogs.

use serde_json::{Value, json};

use super::scene::{changed, tables};
use crate::support::browser::story;
use crate::support::git::repository;
use crate::support::rolecall::Project;

/// The stretches of one kind, as principal, set and accounts by name.
fn named(tables: &Value, kind: &str) -> Vec<String> {
    let name = |table: &str, index: &Value| {
        let row = &tables[table][index.as_u64().unwrap() as usize];
        row["name"].as_str().unwrap().to_owned()
    };
    let holdings = tables["holdings"].as_array().unwrap().iter();
    let lines = holdings.filter(|one| one.get(kind).is_some()).map(|one| {
        let (principal, set) = (name("principals", &one["p"]), name("sets", &one["s"]));
        format!("{principal} {set} {}", one[kind])
    });
    lines.collect()
}

fn plat_dev(tables: &Value) -> usize {
    let accounts = tables["accounts"].as_array().unwrap();
    accounts
        .iter()
        .position(|one| one["name"] == "plat-dev")
        .unwrap()
}

#[test]
fn a_saved_plan_shows_what_changes_among_what_stays() {
    let project = changed();
    let plan = project
        .run(&["plan", "--sandbox", "--format", "html"])
        .ended(0);
    project
        .run(&["plan", "--sandbox", "--out", "plan.json"])
        .ended(0);
    let args = [
        "show",
        "plan.json",
        "--format",
        "html",
        "--out",
        "plan.html",
    ];
    assert_eq!(project.run(&args).ended(0).stdout, "");
    let page = project.read("plan.html");
    assert_eq!(page, plan.stdout, "now and later, the same page");
    let tables = tables(&page);
    assert_eq!(tables["heading"]["shows"], "plan");
    let dev = plat_dev(&tables);
    assert_eq!(
        named(&tables, "gain"),
        [format!("Developers ReadOnlyAccess [{dev},1]")]
    );
    assert_eq!(
        named(&tables, "loss"),
        [format!("Developers PowerUserAccess [{dev},1]")]
    );
    assert!(named(&tables, "same").len() > 5);
    let sets = tables["sets"].as_array().unwrap();
    let edited = sets
        .iter()
        .find(|set| set["name"] == "ReadOnlyAccess")
        .unwrap();
    assert_eq!(edited["standing"], "changed");
    assert_eq!(
        edited["edits"][0],
        json!({"what": "session_duration", "lines": ["-PT8H", "+PT4H"]})
    );
    assert_eq!(edited["class"], "read");
    // What is applied does not depend on the picture.
    project
        .run(&["apply", "--sandbox", "--plan", "plan.json"])
        .ended(0);
    let Some(seen) = story(
        "plan.mjs",
        &project.file("plan.html"),
        json!({"pictures": "plan"}),
    ) else {
        return;
    };
    assert_eq!(seen["title"], "What a plan changes");
    assert_eq!(seen["only"], true, "a plan begins with what it changes");
    assert_eq!(seen["accounts"], json!(["plat-dev"]));
    assert_eq!(seen["all"], 11);
    assert_eq!(seen["complaints"], json!([]));
}

#[test]
fn a_plan_without_its_picture_shows_the_changes_alone() {
    let project = changed();
    project
        .run(&["plan", "--sandbox", "--out", "plan.json"])
        .ended(0);
    let mut file: Value = serde_json::from_str(&project.read("plan.json")).unwrap();
    let picture = file["plan"].as_object_mut().unwrap().remove("picture");
    assert!(picture.is_some());
    resign(&mut file);
    project.write("plan.json", &file.to_string());
    let run = project
        .run(&["show", "plan.json", "--format", "html"])
        .ended(0);
    let tables = tables(&run.stdout);
    assert_eq!(named(&tables, "gain").len(), 1);
    assert_eq!(named(&tables, "loss").len(), 1);
    assert!(named(&tables, "same").is_empty());
    assert!(
        tables["accounts"].as_array().unwrap().len() >= 11,
        "all that the account types have"
    );
}

#[test]
fn a_picture_that_somebody_wrote_by_hand_harms_nobody() {
    let project = changed();
    project
        .run(&["plan", "--sandbox", "--out", "plan.json"])
        .ended(0);
    let mut file: Value = serde_json::from_str(&project.read("plan.json")).unwrap();
    let mut data: Value = serde_json::from_str(file["plan"]["picture"].as_str().unwrap()).unwrap();
    data["holdings"] = json!([
        {"p": 4_000_000_000_u32, "s": 1, "same": [0, 4_294_967_295_u32]},
        {"p": 0, "s": 4_000_000_000_u32, "same": [4_294_967_295_u32, 4_294_967_295_u32, 1, 1]},
        {"p": 0, "s": 0, "same": [0, 4_294_967_295_u32, 7], "rules": [9_000_000, -9_000_000, 1]},
    ]);
    data["principals"][0]["name"] = "</script><script>alert(1)</script>".into();
    file["plan"]["picture"] = data.to_string().into();
    resign(&mut file);
    project.write("plan.json", &file.to_string());
    let run = project
        .run(&["show", "plan.json", "--format", "html"])
        .ended(0);
    assert_eq!(
        run.stdout.matches("</script>").count(),
        2,
        "the tables' and the script's end"
    );
    for broken in ["", "{}", "[1]", "{\"version\": 2}"] {
        file["plan"]["picture"] = broken.into();
        resign(&mut file);
        project.write("plan.json", &file.to_string());
        let run = project
            .run(&["show", "plan.json", "--format", "html"])
            .ended(0);
        assert_eq!(named(&tables(&run.stdout), "gain").len(), 1, "{broken}");
    }
}

/// Whoever writes a plan anew can write its digest anew.
fn resign(file: &mut Value) {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(file["plan"].to_string().as_bytes());
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    file["sha256"] = digest.into();
}

#[test]
fn the_difference_of_two_catalogs_is_a_page_without_aws() {
    let project = Project::with_catalog(
        "account_assignments:\n  plat-dev:\n    groups:\n      Developers: {permission_sets: [ReadOnlyAccess, PowerUserAccess]}\n",
    );
    repository(&project);
    project.edit(
        "catalog/aws-sso.yaml",
        "PowerUserAccess",
        "AdministratorAccess",
    );
    let run = project
        .run(&["diff", "--base", "HEAD", "--format", "html"])
        .ended(0);
    let tables = tables(&run.stdout);
    assert_eq!(tables["heading"]["shows"], "change");
    assert_eq!(named(&tables, "same"), ["Developers ReadOnlyAccess [0,1]"]);
    assert_eq!(
        named(&tables, "gain"),
        ["Developers AdministratorAccess [0,1]"]
    );
    assert_eq!(named(&tables, "loss"), ["Developers PowerUserAccess [0,1]"]);
}
