//! The workflow for Atlantis: its `run` steps with the variables that Atlantis sets.

use std::collections::BTreeMap;

use super::pipeline::{Pipeline, document};

fn stage(pipeline: &Pipeline, name: &str) -> String {
    let project = &document("atlantis/atlantis.yaml")["projects"][0];
    let workflow = project["workflow"].as_str().unwrap();
    let workflow = &document("atlantis/repos.yaml")["workflows"][workflow];
    let plan = pipeline.project.file("out.tfplan").display().to_string();
    let variables = BTreeMap::from([
        ("BASE_BRANCH_NAME".to_owned(), "main".to_owned()),
        ("PLANFILE".to_owned(), plan),
    ]);
    let mut printed = String::new();
    for step in workflow[name]["steps"].as_sequence().unwrap() {
        let script = step["run"].as_str().unwrap();
        printed.push_str(&pipeline.shell(script, &variables).ended(0).stdout);
    }
    printed
}

#[test]
fn what_was_planned_in_the_comment_is_what_is_applied() {
    let pipeline = Pipeline::new();
    stage(&pipeline, "plan");
    stage(&pipeline, "apply");
    let before = pipeline.live();
    pipeline.branch(
        "change",
        "Developers: {permission_sets: [TerraformStateAccess]}",
        "Developers: {permission_sets: []}",
    );
    let printed = stage(&pipeline, "plan");
    assert!(printed.contains("-   TerraformStateAccess"), "{printed}");
    stage(&pipeline, "apply");
    assert_eq!(pipeline.live(), before - 6);
}
