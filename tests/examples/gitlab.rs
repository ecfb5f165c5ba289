//! The pipeline for GitLab: the `before_script:` and `script:` of each job, in order, in one shell.

use std::collections::BTreeMap;

use serde_yaml::Value;

use super::pipeline::{COMMIT, Pipeline, REPOSITORY, document, texts};
use crate::support::git::{commit, git};
use crate::support::rolecall::Run;

/// The scripts of a job, one after another, with what it extends.
fn script(jobs: &Value, name: &str) -> String {
    let setup = match jobs[name]["extends"].as_str() {
        Some(hidden) => texts(&jobs[hidden]["before_script"]),
        None => Vec::new(),
    };
    [setup, texts(&jobs[name]["script"])].concat().join("\n")
}

fn run(pipeline: &Pipeline, name: &str, more: &[(&str, &str)]) -> Run {
    let jobs = document("gitlab-ci/.gitlab-ci.yml");
    let base = git(&pipeline.project, &["merge-base", "main", "HEAD"]);
    let digest = std::fs::read_to_string(pipeline.project.file("rolecall.env"));
    let digest = digest.unwrap_or_default();
    let digest = digest.trim().strip_prefix("ROLECALL_SHA256=");
    let mut variables = vec![
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", base.trim()),
        ("ROLECALL_REPOSITORY", REPOSITORY),
        ("ROLECALL_COMMIT", COMMIT),
    ];
    if name == "build" {
        assert!(jobs[name]["id_tokens"].is_null() && jobs[name]["extends"].is_null());
    } else {
        variables.push(("AWS_TOKEN", "identity-token"));
        variables.push(("ROLECALL_SHA256", digest.unwrap_or_default()));
    }
    variables.extend(more);
    let variables: BTreeMap<String, String> = variables
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    pipeline.shell(&script(&jobs, name), &variables)
}

fn job(pipeline: &Pipeline, name: &str) -> Run {
    run(pipeline, name, &[]).ended(0)
}

fn pipeline() -> Pipeline {
    let pipeline = Pipeline::new();
    pipeline.without_rolecall();
    pipeline
}

#[test]
fn a_merge_request_is_compared_and_planned_and_its_merge_applied() {
    let pipeline = pipeline();
    job(&pipeline, "build");
    job(&pipeline, "plan");
    job(&pipeline, "apply");
    let before = pipeline.live();
    pipeline.branch(
        "change",
        "DevOps: {permission_sets: [ReadOnlyAccess, TerraformPlanAccess]}",
        "DevOps: {permission_sets: [ReadOnlyAccess]}",
    );
    job(&pipeline, "build");
    job(&pipeline, "review");
    for file in ["rolecall-out/diff.txt", "rolecall-out/plan.txt"] {
        let text = pipeline.project.read(file);
        assert!(text.contains("-   TerraformPlanAccess"), "{text}");
    }
    git(&pipeline.project, &["clean", "-dfqx", "rolecall-out"]);
    pipeline.merge("change");
    job(&pipeline, "plan");
    job(&pipeline, "apply");
    assert_eq!(pipeline.live(), before - 1);
    assert!(
        !pipeline
            .project
            .read("out/cargo-environment")
            .contains("identity-token")
    );
}

#[test]
fn the_identity_token_is_never_written_through_what_a_merge_request_committed() {
    let pipeline = pipeline();
    let project = &pipeline.project;
    git(project, &["switch", "--quiet", "--create", "links", "main"]);
    // Where pipelines write, a merge request has links into its own catalog.
    for name in [".aws-token", "token", "rolecall.env", "rolecall-out"] {
        std::os::unix::fs::symlink("catalog/shown", project.file(name)).unwrap();
    }
    std::os::unix::fs::symlink("catalog", project.file("rolecall-bin")).unwrap();
    project.write("catalog/shown", "committed");
    commit(project, "links");
    job(&pipeline, "build");
    job(&pipeline, "review");
    assert_eq!(project.read("catalog/shown"), "committed");
    let mut waiting = vec![project.path().to_owned()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() && !path.is_symlink() {
            waiting.extend(
                std::fs::read_dir(&path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            assert!(!text.contains("identity-token"), "{}", path.display());
        }
    }
}

#[test]
fn a_job_sees_its_identity_token_as_a_private_file_outside_of_the_project_only() {
    let pipeline = pipeline();
    job(&pipeline, "build");
    let jobs = document("gitlab-ci/.gitlab-ci.yml");
    let setup = texts(&jobs[".rolecall"]["before_script"]).join("\n");
    let look = "stat -c '%a %n' \"$AWS_WEB_IDENTITY_TOKEN_FILE\"; cat \"$AWS_WEB_IDENTITY_TOKEN_FILE\"; \
                echo; env | grep -c identity-token || true";
    let digest = pipeline.project.read("rolecall.env");
    let digest = digest.trim().trim_start_matches("ROLECALL_SHA256=");
    let variables = [("AWS_TOKEN", "identity-token"), ("ROLECALL_SHA256", digest)];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let seen = pipeline
        .shell(&format!("{setup}\n{look}"), &BTreeMap::from(variables))
        .ended(0);
    let lines: Vec<&str> = seen.stdout.lines().collect();
    let [checked, file, token, others] = lines[..] else {
        panic!("{seen:?}");
    };
    assert!(checked.ends_with("rolecall: OK"), "{checked}");
    let path = file.strip_prefix("600 ").unwrap();
    assert!(!path.starts_with(&pipeline.project.path().display().to_string()));
    assert_eq!((token, others), ("identity-token", "0"));
    assert!(
        !std::path::Path::new(path).exists(),
        "it is removed at the end"
    );
}

#[test]
fn without_a_pinned_commit_or_with_another_binary_nothing_runs() {
    let pipeline = pipeline();
    for (repository, commit) in [("", ""), (REPOSITORY, "main"), ("", COMMIT)] {
        let variables = [
            ("ROLECALL_REPOSITORY", repository),
            ("ROLECALL_COMMIT", commit),
        ];
        let run = run(&pipeline, "build", &variables).ended(1);
        assert!(run.stderr.contains("set ROLECALL_REPOSITORY"), "{run:?}");
    }
    assert!(!pipeline.project.file("out/cargo").exists());
    job(&pipeline, "build");
    pipeline
        .project
        .write("rolecall-bin/rolecall", "#!/bin/sh\ntouch executed\n");
    for name in ["review", "plan", "apply"] {
        run(&pipeline, name, &[]).ended(1);
    }
    assert!(!pipeline.project.file("executed").exists());
}

#[test]
fn what_writes_waits_for_a_person() {
    let jobs = document("gitlab-ci/.gitlab-ci.yml");
    let rule = &jobs["apply"]["rules"][0];
    assert_eq!(rule["when"].as_str(), Some("manual"));
    assert_eq!(jobs["apply"]["environment"].as_str(), Some("aws-access"));
    let stages = texts(&jobs["stages"]);
    for name in ["build", "review", "plan", "apply"] {
        let stage = jobs[name]["stage"].as_str().unwrap().to_owned();
        assert!(stages.contains(&stage), "{name} has an unknown stage");
    }
}
