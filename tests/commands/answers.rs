//! Every format of `plan`, `diff` and `show` on plans that failed, were refused, are empty or limited: none of them says
//! what is not true.

use serde_json::{Value, json};

use crate::support::git::repository;
use crate::support::rolecall::{Project, Run};

const FORMATS: [&str; 5] = ["text", "markdown", "json", "github", "html"];

/// What claims that nothing has to be done.
const SUCCESS: [&str; 3] = ["No changes", "Access: no changes", "matches the catalog"];

/// A run and what it answers.
struct Case {
    project: Project,
    arguments: Vec<&'static str>,
}

impl Case {
    fn run(&self, format: &str) -> Run {
        let format = ["--format", format];
        self.project.run(&[&self.arguments[..], &format].concat())
    }

    /// A run that ends with an error, and says in every format which, where and what to do.
    #[track_caller]
    fn fails(&self, schema: &str, code: &str, place: Option<&str>) {
        for format in FORMATS {
            let run = self.run(format).ended(1);
            for claim in SUCCESS {
                let is_claimed = run.stdout.contains(claim);
                let shown = run
                    .stdout
                    .contains("No changes are shown: the plan has errors");
                assert!(
                    !is_claimed || shown,
                    "{format} claims `{claim}`: {}",
                    run.all()
                );
            }
            let said = run.stderr.contains(code) || code == "error";
            assert!(said, "{format}: {}", run.all());
            match format {
                "json" => {
                    let json = run.json();
                    assert_valid(schema, &json);
                    let errors = json["errors"].as_array().unwrap();
                    let error = errors.iter().find(|error| error["code"] == code);
                    let error = error.unwrap_or_else(|| panic!("{json:#}"));
                    assert_eq!(error["place"], json!(place), "{json:#}");
                    assert_ne!(error["text"], "");
                }
                "markdown" => {
                    assert!(run.stdout.starts_with("<!-- rolecall:"), "{}", run.all());
                    assert!(run.stdout.contains("❌ "), "{}", run.all());
                    let place = place.unwrap_or("❌");
                    assert!(run.stdout.contains(place), "{}", run.all());
                }
                "github" => {
                    let line = run.stdout.lines().find(|line| line.starts_with("::error "));
                    let line = line.unwrap_or_else(|| panic!("{}", run.all()));
                    assert!(line.contains(&format!("title={code}")), "{line}");
                }
                "html" => assert!(
                    run.stdout.contains("this page is incomplete"),
                    "{}",
                    run.all()
                ),
                _ => {}
            }
        }
    }

    /// A run without errors: no format has one.
    #[track_caller]
    fn answers(&self, schema: &str, exit: i32) -> Vec<(&'static str, Run)> {
        let runs = FORMATS.map(|format| (format, self.run(format).ended(exit)));
        for (format, run) in &runs {
            match *format {
                "json" => {
                    let json = run.json();
                    assert_valid(schema, &json);
                    assert_eq!(json["errors"], json!([]));
                }
                "github" if exit == 0 => {
                    assert!(!run.stdout.contains("::error "), "{}", run.all());
                }
                "html" => assert!(!run.stdout.contains("Errors: this page"), "{}", run.all()),
                _ => assert!(!run.stdout.contains("❌"), "{}", run.all()),
            }
        }
        runs.into()
    }
}

#[track_caller]
fn assert_valid(schema: &str, document: &Value) {
    let path = format!("{}/schemas/{schema}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(document)
        .map(|e| e.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{document:#}");
}

/// The starter, applied, with a snapshot of that, changed.
fn applied(change: impl FnOnce(&mut Value)) -> Project {
    let project = Project::with_starter();
    project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    let mut snapshot = project.run(&["snapshot", "--sandbox"]).ended(0).json();
    change(&mut snapshot);
    project.write("prod.json", &snapshot.to_string());
    project
}

const SNAPSHOT: [&str; 3] = ["plan", "--snapshot", "prod.json"];

fn sets(snapshot: &mut Value) -> &mut Vec<Value> {
    snapshot["permission_sets"].as_array_mut().unwrap()
}

#[test]
fn a_mistake_in_the_catalog_is_an_error_in_every_format() {
    let project = applied(|_| {});
    repository(&project);
    project.edit("catalog/aws-sso.yaml", "[PowerUserAccess,", "[PowerUser,");
    let text = project.read("catalog/aws-sso.yaml");
    let line = text
        .lines()
        .position(|line| line.contains("[PowerUser,"))
        .unwrap()
        + 1;
    let place = format!("catalog/aws-sso.yaml:{line}");
    let code = "unknown-permission-set";
    let case = Case {
        project,
        arguments: SNAPSHOT.to_vec(),
    };
    case.fails("plan", code, Some(&place));
    let diff = Case {
        arguments: vec!["diff", "--base", "main"],
        ..case
    };
    diff.fails("diff", code, Some(&place));
}

#[test]
fn a_group_that_does_not_exist_is_an_error_in_every_format() {
    let project = applied(|snapshot| {
        let groups = snapshot["identity_store"]["groups"].as_array_mut().unwrap();
        for group in groups {
            if group["display_name"] == "DevOps" {
                group["display_name"] = json!("Devops");
            }
        }
    });
    let text = project.read("catalog/aws-sso.yaml");
    let line = text
        .lines()
        .position(|line| line.contains("DevOps"))
        .unwrap()
        + 1;
    let case = Case {
        project,
        arguments: SNAPSHOT.to_vec(),
    };
    let place = format!("catalog/aws-sso.yaml:{line}");
    case.fails("plan", "missing-group", Some(&place));
}

#[test]
fn sets_that_may_not_be_taken_over_are_errors_in_every_format_alone_and_among_changes() {
    for number in [1, usize::MAX] {
        let project = applied(|snapshot| {
            for set in sets(snapshot).iter_mut().take(number) {
                set["tags"] = json!({});
            }
        });
        let snapshot: Value = serde_json::from_str(&project.read("prod.json")).unwrap();
        let first = snapshot["permission_sets"][0]["name"]
            .as_str()
            .unwrap()
            .to_owned();
        let case = Case {
            project,
            arguments: SNAPSHOT.to_vec(),
        };
        let json = case.run("json").ended(1).json();
        let errors = json["errors"].as_array().unwrap();
        let error = errors
            .iter()
            .find(|error| error["text"].as_str().unwrap().contains(&first));
        let error = error.unwrap_or_else(|| panic!("{json:#}"));
        let place = error["place"].as_str().map(str::to_owned);
        case.fails("plan", error["code"].as_str().unwrap(), place.as_deref());
    }
}

#[test]
fn what_cannot_be_read_is_an_error_in_every_format() {
    let project = Project::with_starter();
    repository(&project);
    project.write("prod.json", "{");
    let case = Case {
        project,
        arguments: SNAPSHOT.to_vec(),
    };
    case.fails("plan", "error", None);
    let diff = Case {
        arguments: vec!["diff", "--base", "nowhere"],
        ..case
    };
    diff.fails("diff", "error", None);
}

#[test]
fn a_refused_plan_is_shown_with_its_refusals_in_every_format() {
    let project = applied(|_| {});
    project.write(
        "catalog/aws-sso.yaml",
        "name: default\naccount_assignments: {}\n",
    );
    let case = Case {
        project,
        arguments: SNAPSHOT.to_vec(),
    };
    for (format, run) in case.answers("plan", 3) {
        for claim in SUCCESS {
            assert!(!run.stdout.contains(claim), "{format}: {}", run.all());
        }
        let said = match format {
            "json" => run.json()["refusals"][0]["rule"].is_string(),
            "markdown" => run.stdout.contains("⛔ **Refused**"),
            "github" => run.stdout.contains("::error "),
            _ => run.stderr.contains("refused: "),
        };
        assert!(said, "{format}: {}", run.all());
    }
}

#[test]
fn an_empty_plan_says_what_was_compared() {
    let project = applied(|_| {});
    repository(&project);
    let sentence = |arguments: &[&'static str], project: &Project| {
        let run = |format| {
            project
                .run(&[arguments, &["--format", format]].concat())
                .ended(0)
        };
        let text = run("text").stdout;
        let line = text.lines().find(|line| line.starts_with("No changes"));
        let line = line.unwrap_or_else(|| panic!("{text}")).to_owned();
        let markdown = run("markdown").stdout;
        assert!(markdown.contains(&line), "{markdown}");
        line
    };
    let groups = sentence(&SNAPSHOT, &project);
    assert!(groups.starts_with("No changes. The live state matches the catalog."));
    assert!(
        groups.ends_with("their assignments to groups and to the users that the catalog names.")
    );
    let full = sentence(&[&SNAPSHOT[..], &["--scan", "full"]].concat(), &project);
    assert!(full.ends_with("all their assignments."), "{full}");
    let limited = sentence(
        &[&SNAPSHOT[..], &["--only", "group=DevOps"]].concat(),
        &project,
    );
    assert_eq!(limited, "No changes within --only.");
    let case = Case {
        project,
        arguments: SNAPSHOT.to_vec(),
    };
    case.answers("plan", 0);
    let only = Case {
        arguments: [&SNAPSHOT[..], &["--only", "group=DevOps"]].concat(),
        ..case
    };
    for (format, run) in only.answers("plan", 0) {
        assert!(
            !run.stdout.contains("matches the catalog"),
            "{format}: {}",
            run.all()
        );
    }
    let diff = Case {
        arguments: vec!["diff", "--base", "main"],
        ..only
    };
    diff.answers("diff", 0);
}

#[test]
fn a_saved_plan_is_shown_without_errors_in_every_format() {
    let project = Project::with_starter();
    project
        .run(&["plan", "--sandbox", "--out", "plan.json"])
        .ended(0);
    let case = Case {
        project,
        arguments: vec!["show", "plan.json"],
    };
    case.answers("plan", 0);
}

#[test]
fn a_saved_plan_says_why_as_the_plan_did() {
    let project = applied(|_| {});
    project.edit(
        "catalog/aws-sso.yaml",
        "[PowerUserAccess,",
        "[ReadOnlyAccess,",
    );
    let planned = ["plan", "--sandbox", "--out", "plan.json"];
    let planned = project.run(&planned).ended(0);
    let said = "the permission set is deleted";
    assert!(planned.stdout.contains(said), "{}", planned.all());
    let why = |arguments: &[&str]| {
        let json = [arguments, &["--format", "json"]].concat();
        let json = project.run(&json).ended(0).json();
        let changes = json["changes"].as_array().unwrap().clone();
        let whys = changes.into_iter().map(|change| change["why"].clone());
        whys.collect::<Vec<_>>()
    };
    let shown = why(&["show", "plan.json"]);
    assert!(
        shown
            .iter()
            .any(|why| why["code"] == "permission-set-deleted")
    );
    assert_eq!(why(&["plan", "--sandbox"]), shown);
}
