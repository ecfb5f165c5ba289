//! The workflows for GitHub. A runner of our own carries out their `run:` steps, their artifacts, and the few
//! expressions that they use; one that it does not know fails the test.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_yaml::Value;

use super::pipeline::{COMMIT, Pipeline, REPOSITORY, document, text};
use crate::support::rolecall::Run;

/// In the place of GitHub's own: keeps a folder with the author and the text of each comment, and the calls. It
/// evaluates the one expression that `comment.sh` filters comments by.
pub(super) const GH: &str = r#"#!/usr/bin/env bash
set -euo pipefail
mkdir -p out/comments
[ -n "${GH_TOKEN:-}" ]
case "$*" in
  *--paginate*)
    [ "$5" = '.[] | select(.user.login == env.author and (.body | split("\n")[0] | rtrimstr("\r")) == env.marker) | .id' ]
    for comment in $(ls out/comments | sort -n); do
      if [ "$(cat "out/comments/$comment/author")" = "$author" ] &&
         [ "$(head -n 1 "out/comments/$comment/body" | tr -d '\r')" = "$marker" ]; then
        echo "$comment"
      fi
    done
    ;;
  *)
    for argument in "$@"; do
      case "$argument" in body=@*) file=${argument#body=@} ;; esac
    done
    echo "$3 $4" >> out/gh
    case "$3" in
      POST) id=$(( $(ls out/comments | wc -l) + 1 )) ;;
      PATCH) id=${4##*/} ;;
    esac
    mkdir -p "out/comments/$id"
    [ "$3" = PATCH ] || printf %s 'github-actions[bot]' > "out/comments/$id/author"
    cp "$file" "out/comments/$id/body"
    ;;
esac
"#;

/// A run of a workflow: what its jobs put out and left for each other.
struct Workflow<'a> {
    pipeline: &'a Pipeline,
    document: Value,
    known: BTreeMap<String, String>,
}

/// What a run of a job left.
struct Job {
    last: Run,
    ran: Vec<String>,
}

impl<'a> Workflow<'a> {
    /// The workflow as one who copies it fills it in.
    fn new(pipeline: &'a Pipeline, name: &str) -> Self {
        let mut document = document(&format!("github-actions/{name}"));
        for variable in ["ROLECALL_REPOSITORY", "ROLECALL_COMMIT"] {
            assert_eq!(document["env"][variable].as_str(), Some(""), "{variable}");
        }
        document["env"]["ROLECALL_REPOSITORY"] = REPOSITORY.into();
        document["env"]["ROLECALL_COMMIT"] = COMMIT.into();
        let known = [
            ("github.base_ref", "main"),
            ("github.event.pull_request.number", "7"),
            ("github.token", "token"),
        ];
        let known = known.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            pipeline,
            document,
            known: BTreeMap::from(known),
        }
    }

    fn folder(&self, name: &str) -> PathBuf {
        let folder = self.pipeline.project.file("out").join(name);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// Runs the steps of a job, in order, until one fails. Its outputs are known to the jobs that come later.
    fn job(&mut self, name: &str) -> Job {
        let job = self.document["jobs"][name].clone();
        // A runner is new for every job.
        let temp = self.folder(&format!("temp-{name}"));
        std::fs::remove_dir_all(&temp).unwrap();
        std::fs::create_dir_all(&temp).unwrap();
        self.known
            .insert("runner.temp".to_owned(), temp.display().to_string());
        let (output, paths) = (temp.join("output"), temp.join("path"));
        let mut done = Job {
            last: Run {
                code: 0,
                stdout: String::new(),
                stderr: String::new(),
            },
            ran: Vec::new(),
        };
        for step in job["steps"].as_sequence().unwrap() {
            let Some(script) = step["run"].as_str() else {
                self.artifact(step, &temp);
                continue;
            };
            assert!(
                !script.contains("${{"),
                "a script must not be made of expressions: {script}"
            );
            std::fs::write(&output, "").unwrap();
            let mut variables = BTreeMap::from([
                ("GITHUB_OUTPUT".to_owned(), output.display().to_string()),
                ("GITHUB_PATH".to_owned(), paths.display().to_string()),
                ("RUNNER_TEMP".to_owned(), temp.display().to_string()),
                (
                    "GITHUB_STEP_SUMMARY".to_owned(),
                    temp.join("summary").display().to_string(),
                ),
                ("GITHUB_REPOSITORY".to_owned(), "acme/access".to_owned()),
            ]);
            if let Ok(first) = std::fs::read_to_string(&paths) {
                variables.insert("PATH".to_owned(), self.pipeline.path(first.trim_end()));
            }
            for (name, value) in [&self.document["env"], &job["env"], &step["env"]]
                .into_iter()
                .filter_map(Value::as_mapping)
                .flatten()
            {
                let (name, value) = (name.as_str().unwrap(), value.as_str().unwrap());
                variables.insert(name.to_owned(), self.evaluated(value));
            }
            done.ran.push(step["name"].as_str().unwrap().to_owned());
            done.last = self.pipeline.shell(script, &variables);
            if done.last.code != 0 {
                return done;
            }
            for line in std::fs::read_to_string(&output).unwrap().lines() {
                let (key, value) = line.split_once('=').unwrap();
                let id = step["id"].as_str().unwrap();
                self.known
                    .insert(format!("steps.{id}.outputs.{key}"), value.to_owned());
            }
        }
        for (key, value) in job["outputs"].as_mapping().into_iter().flatten() {
            let value = self.evaluated(value.as_str().unwrap());
            self.known.insert(
                format!("needs.{name}.outputs.{}", key.as_str().unwrap()),
                value,
            );
        }
        done
    }

    /// What the actions do that keep and fetch files. The rest does nothing here.
    fn artifact(&self, step: &Value, temp: &Path) {
        let action = step["uses"].as_str().unwrap();
        let (action, _) = action.split_once('@').unwrap();
        let Some(name) = step["with"]["name"].as_str() else {
            return;
        };
        let store = self.folder(&format!("artifacts/{name}"));
        let paths = step["with"]["path"].as_str().unwrap().lines();
        for path in paths {
            let path = path.replace("${{ runner.temp }}", &temp.display().to_string());
            let path = Path::new(&path);
            match action {
                "actions/upload-artifact" if path.exists() => {
                    std::fs::copy(path, store.join(path.file_name().unwrap())).unwrap();
                }
                "actions/upload-artifact" => {
                    assert_eq!(step["with"]["if-no-files-found"].as_str(), Some("ignore"));
                }
                "actions/download-artifact" => {
                    std::fs::create_dir_all(path).unwrap();
                    for file in std::fs::read_dir(&store).unwrap() {
                        let file = file.unwrap().path();
                        let to = path.join(file.file_name().unwrap());
                        std::fs::copy(&file, &to).unwrap();
                        // Artifacts lose their mode on the way.
                        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
                        std::fs::set_permissions(&to, mode).unwrap();
                    }
                }
                other => panic!("an unknown action keeps files: {other}"),
            }
        }
    }

    fn evaluated(&self, value: &str) -> String {
        let Some(expression) = value
            .strip_prefix("${{")
            .and_then(|rest| rest.strip_suffix("}}"))
        else {
            return value.to_owned();
        };
        let found = self.known.get(expression.trim());
        found
            .unwrap_or_else(|| panic!("no such value: {expression}"))
            .clone()
    }

    fn known(&self, name: &str) -> &str {
        &self.known[name]
    }
}

fn with_gh(pipeline: &Pipeline) {
    pipeline.without_rolecall();
    pipeline.program("gh", GH);
    pipeline.project.write(
        ".github/workflows/comment.sh",
        &text("github-actions/comment.sh"),
    );
}

fn apply(pipeline: &Pipeline) -> String {
    let mut workflow = Workflow::new(pipeline, "apply.yml");
    workflow.job("build").last.ended(0);
    workflow.job("plan").last.ended(0);
    let code = workflow.known("needs.plan.outputs.code").to_owned();
    let condition = workflow.document["jobs"]["apply"]["if"].as_str().unwrap();
    assert_eq!(condition, "needs.plan.outputs.code == '2'");
    if code == "2" {
        let applied = workflow.job("apply");
        applied.last.ended(0);
        assert_eq!(applied.ran, ["Install rolecall", "Apply"]);
    }
    code
}

/// Runs the workflow of a pull request; returns its last job.
fn review(pipeline: &Pipeline) -> Job {
    let mut workflow = Workflow::new(pipeline, "pull-request.yml");
    for job in ["build", "compare", "plan"] {
        workflow.job(job).last.ended(0);
    }
    workflow.job("comment")
}

fn comment(pipeline: &Pipeline, id: usize) -> String {
    pipeline.project.read(&format!("out/comments/{id}/body"))
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
    let run = review(&pipeline);
    run.last.ended(0);
    assert_eq!(
        run.ran,
        ["Comment", "Fail where a safety limit refuses the plan"]
    );
    for (id, name) in [(1, "diff"), (2, "plan")] {
        let comment = comment(&pipeline, id);
        assert!(
            comment.starts_with(&format!(
                "<!-- rolecall comment: catalog/aws-sso.yaml {name} -->\n"
            )),
            "{comment}"
        );
        assert!(
            comment.contains("| ➖ | group `Developers` | `TerraformPlanAccess` |"),
            "{comment}"
        );
    }
    assert_eq!(pipeline.live(), before, "a review changes nothing");
    // The second push of the same pull request updates both comments.
    review(&pipeline);
    assert_eq!(
        pipeline.project.read("out/gh"),
        "POST repos/acme/access/issues/7/comments\n\
         POST repos/acme/access/issues/7/comments\n\
         PATCH repos/acme/access/issues/comments/1\n\
         PATCH repos/acme/access/issues/comments/2\n"
    );
    pipeline.merge("change");
    assert_eq!(apply(&pipeline), "2");
    assert_eq!(pipeline.live(), before - 2);
    assert_eq!(apply(&pipeline), "0");
    let asked = pipeline.project.read("out/cargo");
    let expected = format!("install --locked --git {REPOSITORY} --rev {COMMIT} --root ");
    assert!(
        asked.lines().all(|line| line.starts_with(&expected)),
        "{asked}"
    );
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
    let run = review(&pipeline);
    assert_eq!(run.last.code, 1, "{}", run.last.all());
    assert_eq!(
        run.ran.last().unwrap(),
        "Fail where a safety limit refuses the plan"
    );
    let comment = comment(&pipeline, 2);
    assert!(
        comment.contains("⛔ **Refused**: `this plan revokes"),
        "{comment}"
    );
}

#[test]
fn without_a_pinned_commit_nothing_is_built() {
    let pipeline = Pipeline::new();
    with_gh(&pipeline);
    for name in ["pull-request.yml", "apply.yml"] {
        for (repository, commit) in [
            ("", ""),
            (REPOSITORY, ""),
            (REPOSITORY, "main"),
            (REPOSITORY, "v1.0.0"),
            (REPOSITORY, &COMMIT[..12]),
            (REPOSITORY, &format!("{COMMIT}\n--path .")),
            ("", COMMIT),
            ("--config=evil", COMMIT),
        ] {
            let mut workflow = Workflow::new(&pipeline, name);
            workflow.document["env"]["ROLECALL_REPOSITORY"] = repository.into();
            workflow.document["env"]["ROLECALL_COMMIT"] = commit.into();
            let run = workflow.job("build").last.ended(1);
            assert!(run.stdout.contains("set ROLECALL_REPOSITORY"), "{run:?}");
        }
    }
    assert!(!pipeline.project.file("out/cargo").exists());
}

#[test]
fn a_binary_that_was_exchanged_on_its_way_is_never_run() {
    let pipeline = Pipeline::new();
    with_gh(&pipeline);
    for (name, job) in [
        ("pull-request.yml", "compare"),
        ("pull-request.yml", "plan"),
        ("apply.yml", "plan"),
        ("apply.yml", "apply"),
    ] {
        let mut workflow = Workflow::new(&pipeline, name);
        workflow.job("build").last.ended(0);
        pipeline.project.write(
            "out/artifacts/rolecall/rolecall",
            "#!/bin/sh\ntouch out/executed\n",
        );
        if job == "apply" {
            workflow
                .known
                .insert("needs.plan.outputs.code".to_owned(), "2".to_owned());
            std::fs::create_dir_all(pipeline.project.file("out/artifacts/plan")).unwrap();
        }
        let run = workflow.job(job);
        assert_eq!(run.ran, ["Install rolecall"], "{name} {job}");
        assert_ne!(run.last.code, 0, "{name} {job}");
    }
    assert!(!pipeline.project.file("out/executed").exists());
}

/// The rights of a job, as `permission: level`.
fn rights(job: &Value) -> Vec<String> {
    let rights = job["permissions"].as_mapping().unwrap().iter();
    rights
        .map(|(name, level)| format!("{}: {}", name.as_str().unwrap(), level.as_str().unwrap()))
        .collect()
}

#[test]
fn workflows_ask_for_no_more_rights_than_they_need_and_gate_what_writes() {
    for (name, jobs) in [
        (
            "pull-request.yml",
            vec![
                ("build", vec![]),
                ("compare", vec!["contents: read"]),
                ("plan", vec!["contents: read", "id-token: write"]),
                ("comment", vec!["contents: read", "pull-requests: write"]),
            ],
        ),
        (
            "apply.yml",
            vec![
                ("build", vec![]),
                ("plan", vec!["contents: read", "id-token: write"]),
                ("apply", vec!["contents: read", "id-token: write"]),
            ],
        ),
    ] {
        let workflow = document(&format!("github-actions/{name}"));
        assert!(rights(&workflow).is_empty(), "{name}");
        let found = workflow["jobs"].as_mapping().unwrap().iter();
        let found: Vec<(&str, Vec<String>)> = found
            .map(|(name, job)| (name.as_str().unwrap(), rights(job)))
            .collect();
        let expected: Vec<(&str, Vec<String>)> = jobs
            .into_iter()
            .map(|(name, rights)| (name, rights.into_iter().map(str::to_owned).collect()))
            .collect();
        assert_eq!(found, expected, "{name}");
        for (key, job) in workflow["jobs"].as_mapping().unwrap() {
            let key = key.as_str().unwrap();
            let gated = job["environment"].as_str() == Some("aws-access");
            assert_eq!(gated, (name, key) == ("apply.yml", "apply"));
            for step in job["steps"].as_sequence().unwrap() {
                let role = step["with"]["role-to-assume"].as_str();
                let writes = role == Some("${{ vars.ROLECALL_APPLY_ROLE }}");
                assert!(!writes || gated, "{name} {key}");
                let script = step["run"].as_str().unwrap_or_default();
                let builds = ["cargo", "npm", "pip", "curl", "make"]
                    .iter()
                    .any(|tool| script.contains(&format!("{tool} ")));
                assert_eq!(builds, key == "build" && !script.is_empty(), "{script}");
                // The token reaches the one step that writes the comment.
                let step = serde_yaml::to_string(step).unwrap();
                let token = step.contains("github.token") || step.contains("GITHUB_TOKEN");
                assert_eq!(token, step.contains("comment.sh"), "{step}");
                assert!(!step.contains("secrets."), "{step}");
                assert_eq!(
                    step.contains("actions/checkout@"),
                    step.contains("persist-credentials: false"),
                    "{step}"
                );
            }
            let outside = ["env", "with"].map(|part| serde_yaml::to_string(&job[part]).unwrap());
            assert!(!outside.concat().contains("oken"), "{name} {key}");
        }
        let above = serde_yaml::to_string(&workflow["env"]).unwrap();
        assert!(!above.contains("oken"), "{name}");
    }
}
