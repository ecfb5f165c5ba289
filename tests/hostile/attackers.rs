//! A saved plan or a snapshot from somebody who means harm: an apply does what the catalog says, or nothing.

use std::fs;

use clap::CommandFactory as _;
use rolecall::cli::Cli;
use rolecall::plan::{Saved, SavedPlanError};
use serde_json::{Value, json};

use super::targets::{running, signed};
use crate::support::figures::figures;
use crate::support::rolecall::Project;

const CATALOG: &str = "\
required_groups: [DevOps]
account_types:
  dev: [{organizational_units: [plat/dev]}]
permission_sets:
  Look: {description: LOOKS, policy_attachments: [ReadOnlyAccess], session_duration: PT2H}
account_type_assignments:
  dev: {groups: {Developers: {permission_sets: [Look]}}}
account_assignments:
  GRANTED: {groups: {DevOps: {permission_sets: [Look]}}}
";

/// A catalog that is applied, edited, and planned again into a file: a grant, a revocation, an update.
struct Reviewed {
    project: Project,
    /// The state of the sandbox when the plan was made.
    state: String,
    plan: Value,
}

impl Reviewed {
    fn new() -> Self {
        let catalog = |description: &str, account: &str| {
            CATALOG
                .replace("LOOKS", description)
                .replace("GRANTED", account)
        };
        let project = Project::with_catalog(&catalog("before", "plat-staging"));
        let reviewed = |project: Project| {
            let state = project.read(".rolecall/sandbox.json");
            let plan = serde_json::from_str(&project.read("plan.json")).unwrap();
            Self {
                project,
                state,
                plan,
            }
        };
        run(&project, &["apply", "--auto-approve"]);
        project.write("catalog/aws-sso.yaml", &catalog("after", "plat-prod"));
        run(
            &project,
            &[
                "plan",
                "--out",
                &file(&project, "plan.json"),
                "--max-removals",
                "50%",
                "--allow-total-loss",
            ],
        );
        reviewed(project)
    }

    /// Applies a plan to the state as it was, and gives the exit code and the state that is left.
    fn apply(&self, plan: &[u8]) -> (i32, String) {
        self.project.write(".rolecall/sandbox.json", &self.state);
        fs::write(self.project.file("plan.json"), plan).unwrap();
        let code = run(
            &self.project,
            &[
                "apply",
                "--plan",
                &file(&self.project, "plan.json"),
                "--max-removals",
                "50%",
                "--allow-total-loss",
            ],
        );
        (code, self.project.read(".rolecall/sandbox.json"))
    }
}

fn file(project: &Project, name: &str) -> String {
    project.file(name).display().to_string()
}

fn run(project: &Project, words: &[&str]) -> i32 {
    let (catalog, sandbox) = (
        file(project, "catalog/aws-sso.yaml"),
        file(project, ".rolecall/sandbox.json"),
    );
    let sandbox = format!("--sandbox={sandbox}");
    let more = ["--catalog", &catalog, &sandbox, "--today", "2026-01-01"];
    running::ended(&[words, &more].concat()).code
}

/// Every value below a value, as a JSON pointer, and the value itself.
fn places(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                places(value, format!("{at}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                places(item, format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
    found.push(at);
}

/// What an attacker would put in the place of a value. `None` takes it away.
fn other_values(value: &Value) -> Vec<Option<Value>> {
    match value {
        Value::Null => vec![Some(json!("x")), None],
        Value::Bool(flag) => vec![Some(json!(!flag)), None],
        Value::Number(_) => vec![Some(json!(0)), Some(json!(4_000_000_000_u64))],
        Value::String(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            vec![Some(json!("111111111111"))]
        }
        Value::String(_) => vec![Some(json!("core-root")), Some(json!("AdministratorAccess"))],
        Value::Array(items) => {
            let twice: Vec<Value> = items.iter().chain(items).cloned().collect();
            vec![Some(json!([])), Some(json!(twice)), None]
        }
        Value::Object(_) => vec![Some(json!({})), None],
    }
}

/// The plan with another value in one place.
fn edited(plan: &Value, place: &str, other: Option<Value>) -> Value {
    let mut plan = plan.clone();
    match other {
        Some(other) => *plan.pointer_mut(place).unwrap() = other,
        None => {
            let (above, key) = place.rsplit_once('/').unwrap();
            match plan.pointer_mut(above) {
                Some(Value::Object(members)) => {
                    members.remove(&key.replace("~1", "/").replace("~0", "~"));
                }
                Some(Value::Array(items)) => {
                    items.remove(key.parse().unwrap());
                }
                _ => {}
            }
        }
    }
    plan
}

fn parsed(plan: &[u8]) -> Result<Saved, SavedPlanError> {
    Saved::parse(std::str::from_utf8(plan).unwrap())
}

#[test]
fn a_plan_with_any_field_edited_and_signed_anew_is_applied_as_the_catalog_says_or_not_at_all() {
    let reviewed = Reviewed::new();
    let honest = serde_json::to_vec(&reviewed.plan).unwrap();
    let (code, converged) = reviewed.apply(&honest);
    assert_eq!(code, 0);
    assert_ne!(converged, reviewed.state);

    let mut all = Vec::new();
    places(&reviewed.plan, String::new(), &mut all);
    let (mut refused, mut harmless) = (0, Vec::new());
    for place in all.iter().filter(|place| !place.is_empty()) {
        for other in other_values(reviewed.plan.pointer(place).unwrap()) {
            let plan = edited(&reviewed.plan, place, other.clone());
            if plan == reviewed.plan {
                continue;
            }
            let text = plan.to_string().into_bytes();
            let plan = match place.as_str() {
                "/sha256" => text,
                _ => signed(&text).unwrap_or(text),
            };
            // A member that is absent may mean what it meant.
            if let (Ok(one), Ok(other)) = (parsed(&plan), parsed(&honest))
                && one == other
            {
                continue;
            }
            let (code, state) = reviewed.apply(&plan);
            let what = format!("{place} = {other:?} ended with {code}");
            match code {
                0 => {
                    assert_eq!(state, converged, "{what}");
                    harmless.push(place.clone());
                }
                1 | 3 => {
                    assert_eq!(state, reviewed.state, "{what}");
                    refused += 1;
                }
                _ => panic!("{what}"),
            }
        }
    }
    figures(&format!(
        "attackers: {refused} edited plans refused, {} applied as the catalog says",
        harmless.len()
    ));
    // What is only shown may say what it likes; what is done, to whom, and where from may not.
    let decides =
        |place: &&String| place.starts_with("/plan/changes/") && place.contains("/change/");
    let free: Vec<&String> = harmless.iter().filter(decides).collect();
    assert!(free.is_empty(), "{free:?}");
    assert!(refused > 100, "{refused}");
}

#[test]
fn nothing_is_applied_from_a_snapshot() {
    let command = Cli::command();
    let apply = command.find_subcommand("apply").unwrap();
    assert!(
        apply
            .get_arguments()
            .all(|argument| argument.get_long() != Some("snapshot"))
    );
    let project = Project::with_catalog(CATALOG);
    let words = ["plan", "--snapshot", "s.json", "--out", "plan.json"];
    let run = project.run(&words).ended(1);
    assert!(run.stderr.contains("cannot be used with"), "{}", run.all());
}
