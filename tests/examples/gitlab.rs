//! The pipeline for GitLab: the `script:` of each job, in order.

use std::collections::BTreeMap;

use super::pipeline::{Pipeline, document, texts};
use crate::support::git::git;
use crate::support::rolecall::Run;

fn job(pipeline: &Pipeline, name: &str) -> Run {
    let jobs = document("gitlab-ci/.gitlab-ci.yml");
    let base = git(&pipeline.project, &["merge-base", "main", "HEAD"]);
    let token = pipeline.project.file("out-token").display().to_string();
    let variables = [
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", base.trim()),
        ("AWS_TOKEN", "token"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", &token),
    ];
    let variables: BTreeMap<String, String> = variables
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let setup = texts(&jobs["default"]["before_script"]);
    let script = [setup, texts(&jobs[name]["script"])].concat();
    pipeline.shell(&script.join("\n"), &variables).ended(0)
}

#[test]
fn a_merge_request_is_compared_and_planned_and_its_merge_applied() {
    let pipeline = Pipeline::new();
    job(&pipeline, "plan");
    job(&pipeline, "apply");
    let before = pipeline.live();
    pipeline.branch(
        "change",
        "DevOps: {permission_sets: [ReadOnlyAccess, TerraformPlanAccess]}",
        "DevOps: {permission_sets: [ReadOnlyAccess]}",
    );
    job(&pipeline, "review");
    for file in ["diff.txt", "plan.txt"] {
        let text = pipeline.project.read(file);
        assert!(text.contains("-   TerraformPlanAccess"), "{text}");
    }
    pipeline.merge("change");
    job(&pipeline, "plan");
    job(&pipeline, "apply");
    assert_eq!(pipeline.live(), before - 1);
}

#[test]
fn what_writes_waits_for_a_person() {
    let jobs = document("gitlab-ci/.gitlab-ci.yml");
    let rule = &jobs["apply"]["rules"][0];
    assert_eq!(rule["when"].as_str(), Some("manual"));
    assert_eq!(jobs["apply"]["environment"].as_str(), Some("aws-access"));
    let stages = texts(&jobs["stages"]);
    for name in ["review", "plan", "apply"] {
        let stage = jobs[name]["stage"].as_str().unwrap().to_owned();
        assert!(stages.contains(&stage), "{name} has an unknown stage");
    }
}
