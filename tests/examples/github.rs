//! The workflows for GitHub. A runner of our own carries out their `run:` steps and knows the few expressions that they
//! use; one that it does not know fails the test.

use std::collections::BTreeMap;

use serde_yaml::Value;

use super::pipeline::{Pipeline, document, text};
use crate::support::rolecall::Run;

/// In the place of GitHub's own: keeps comments in a file, and says what it was asked.
const GH: &str = r#"#!/usr/bin/env bash
set -euo pipefail
mkdir -p out
touch out/comments
case "$*" in
  *--paginate*) { grep -nxF -e "$marker" out/comments || true; } | cut -d: -f1 ;;
  *)
    for argument in "$@"; do
      case "$argument" in body=@*) file=${argument#body=@} ;; esac
    done
    echo "$3 $4 $file" >> out/gh
    case "$3" in POST) head -n 1 "$file" >> out/comments ;; esac
    ;;
esac
"#;

/// What a run of a job left.
struct Job {
    outputs: BTreeMap<String, String>,
    last: Run,
    ran: Vec<String>,
}

/// Runs the `run:` steps of a job, in order, until one fails.
fn job(pipeline: &Pipeline, workflow: &Value, name: &str) -> Job {
    let job = &workflow["jobs"][name];
    let mut known = BTreeMap::from([
        ("github.base_ref".to_owned(), "main".to_owned()),
        (
            "github.event.pull_request.number".to_owned(),
            "7".to_owned(),
        ),
        ("github.token".to_owned(), "token".to_owned()),
    ]);
    let folder = pipeline.project.file("out");
    std::fs::create_dir_all(&folder).unwrap();
    let output = folder.join("github-output");
    std::fs::write(&output, "").unwrap();
    let mut done = Job {
        outputs: BTreeMap::new(),
        last: Run {
            code: 0,
            stdout: String::new(),
            stderr: String::new(),
        },
        ran: Vec::new(),
    };
    for step in job["steps"].as_sequence().unwrap() {
        let Some(script) = step["run"].as_str() else {
            assert!(
                step["uses"].is_string(),
                "{step:?} neither runs nor uses anything"
            );
            continue;
        };
        assert!(
            !script.contains("${{"),
            "a script must not be made of expressions: {script}"
        );
        // The test has its own binary; what is published is another matter.
        if step["id"].as_str() == Some("install") {
            continue;
        }
        let mut variables = BTreeMap::from([
            ("GITHUB_OUTPUT".to_owned(), output.display().to_string()),
            (
                "GITHUB_STEP_SUMMARY".to_owned(),
                folder.join("summary").display().to_string(),
            ),
            ("GITHUB_REPOSITORY".to_owned(), "acme/access".to_owned()),
        ]);
        for variable in [&job["env"], &step["env"]]
            .into_iter()
            .filter_map(Value::as_mapping)
            .flatten()
        {
            let (name, value) = (variable.0.as_str().unwrap(), variable.1.as_str().unwrap());
            variables.insert(name.to_owned(), worked_out(value, &known));
        }
        done.ran.push(step["name"].as_str().unwrap().to_owned());
        done.last = pipeline.shell(script, &variables);
        if done.last.code != 0 {
            break;
        }
        for line in std::fs::read_to_string(&output).unwrap().lines() {
            let (key, value) = line.split_once('=').unwrap();
            done.outputs.insert(key.to_owned(), value.to_owned());
            let id = step["id"].as_str().unwrap_or("plan");
            known.insert(format!("steps.{id}.outputs.{key}"), value.to_owned());
        }
    }
    done
}

fn worked_out(value: &str, known: &BTreeMap<String, String>) -> String {
    let Some(expression) = value
        .strip_prefix("${{")
        .and_then(|rest| rest.strip_suffix("}}"))
    else {
        return value.to_owned();
    };
    let found = known.get(expression.trim());
    found
        .unwrap_or_else(|| panic!("no such value: {expression}"))
        .clone()
}

fn with_gh(pipeline: &Pipeline) {
    pipeline.program("gh", GH);
    pipeline.project.write(
        ".github/workflows/comment.sh",
        &text("github-actions/comment.sh"),
    );
}

fn apply(pipeline: &Pipeline) -> String {
    let workflow = document("github-actions/apply.yml");
    let planned = job(pipeline, &workflow, "plan");
    assert_eq!(planned.last.code, 0, "{}", planned.last.all());
    let code = planned.outputs["code"].clone();
    let condition = workflow["jobs"]["apply"]["if"].as_str().unwrap();
    assert_eq!(condition, "needs.plan.outputs.code == '2'");
    if code == "2" {
        let applied = job(pipeline, &workflow, "apply");
        assert_eq!(applied.last.code, 0, "{}", applied.last.all());
        assert_eq!(applied.ran, ["Apply"]);
    }
    code
}

#[test]
fn a_pull_request_is_compared_planned_and_commented_on_and_its_merge_applied_once() {
    let pipeline = Pipeline::new();
    with_gh(&pipeline);
    assert_eq!(apply(&pipeline), "2");
    let before = pipeline.live();
    assert!(before > 0);
    pipeline.branch(
        "change",
        "Developers: {permission_sets: [PowerUserAccess, TerraformPlanAccess]}",
        "Developers: {permission_sets: [PowerUserAccess]}",
    );
    let review = document("github-actions/pull-request.yml");
    let run = job(&pipeline, &review, "review");
    assert_eq!(run.last.code, 0, "{}", run.last.all());
    assert_eq!(
        run.ran,
        [
            "Validate",
            "Compare with the base branch",
            "Plan",
            "Comment",
            "Fail where a safety limit refuses the plan"
        ]
    );
    for file in ["diff.md", "plan.md"] {
        let comment = pipeline.project.read(file);
        assert!(comment.starts_with("<!-- rolecall:default"), "{comment}");
        assert!(
            comment.contains("| ➖ | group `Developers` | `TerraformPlanAccess` |"),
            "{comment}"
        );
    }
    assert_eq!(pipeline.live(), before, "a review changes nothing");
    // The second push of the same pull request updates both comments.
    job(&pipeline, &review, "review");
    assert_eq!(
        pipeline.project.read("out/gh"),
        "POST repos/acme/access/issues/7/comments diff.md\n\
         POST repos/acme/access/issues/7/comments plan.md\n\
         PATCH repos/acme/access/issues/comments/1 diff.md\n\
         PATCH repos/acme/access/issues/comments/2 plan.md\n"
    );
    pipeline.merge("change");
    assert_eq!(apply(&pipeline), "2");
    assert_eq!(pipeline.live(), before - 2);
    assert_eq!(apply(&pipeline), "0");
}

#[test]
fn a_refused_plan_is_commented_on_and_fails_the_workflow() {
    let pipeline = Pipeline::new();
    with_gh(&pipeline);
    apply(&pipeline);
    let catalog = pipeline.project.read(super::pipeline::CATALOG);
    let managers = catalog
        .lines()
        .filter(|line| line.trim_start().starts_with("Managers: {"));
    let lines: Vec<String> = managers.map(str::to_owned).collect();
    pipeline.branch("purge", &lines[0], "");
    for line in &lines[1..] {
        let text = pipeline
            .project
            .read(super::pipeline::CATALOG)
            .replace(line, "");
        pipeline.project.write(super::pipeline::CATALOG, &text);
    }
    let run = job(
        &pipeline,
        &document("github-actions/pull-request.yml"),
        "review",
    );
    assert_eq!(run.last.code, 1, "{}", run.last.all());
    assert_eq!(
        run.ran.last().unwrap(),
        "Fail where a safety limit refuses the plan"
    );
    let comment = pipeline.project.read("plan.md");
    assert!(
        comment.contains("⛔ **Refused**: `this plan revokes"),
        "{comment}"
    );
}

#[test]
fn workflows_ask_for_no_more_rights_than_they_need_and_gate_what_writes() {
    for name in ["pull-request.yml", "apply.yml"] {
        let workflow = document(&format!("github-actions/{name}"));
        let read_only = serde_yaml::from_str::<Value>("contents: read").unwrap();
        assert_eq!(workflow["permissions"], read_only, "{name}");
        for (_, job) in workflow["jobs"].as_mapping().unwrap() {
            for step in job["steps"].as_sequence().unwrap() {
                let writes = step["with"]["role-to-assume"].as_str()
                    == Some("${{ vars.ROLECALL_APPLY_ROLE }}");
                assert!(
                    !writes || job["environment"].as_str() == Some("aws-access"),
                    "{name}"
                );
            }
        }
    }
}
