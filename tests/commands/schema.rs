//! The schemas in `schemas/`, by an independent validator: they accept what is read and written here.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::git::repository;
use crate::support::rolecall::Project;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn published(name: &str) -> Value {
    let text = fs::read_to_string(root().join(format!("schemas/{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[track_caller]
fn assert_valid(schema: &str, document: &Value) {
    let validator = jsonschema::draft202012::new(&published(schema)).unwrap();
    let errors = validator.iter_errors(document);
    let problems: Vec<String> = errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn the_published_schemas_are_those_that_the_binary_prints() {
    for name in ["catalog", "plan", "diff", "access"] {
        let printed = Project::new().run(&["schema", name]).ended(0);
        let path = format!("schemas/{name}.json");
        let kept = fs::read_to_string(root().join(&path)).unwrap();
        assert!(
            kept == printed.stdout,
            "{path} is out of date: cargo run -- schema {name} > {path}"
        );
    }
}

/// The YAML files below a folder.
fn yaml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if path.is_dir() {
            yaml_files(&path, found);
        } else if matches!(ending, Some("yaml" | "yml")) {
            found.push(path);
        }
    }
}

/// A file of YAML by another reader than ours, as JSON.
fn json_of(path: &Path) -> Value {
    let mut yaml: serde_yaml::Value =
        serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    yaml.apply_merge().unwrap();
    serde_json::to_value(yaml).unwrap()
}

/// Whether a document is a catalog and not, for example, a workflow.
fn is_catalog(document: &Value) -> bool {
    let vars = ["account_assignments", "account_types", "permission_sets"];
    let component = &document["components"]["terraform"];
    component["aws-sso"].is_object() || vars.iter().any(|var| document.get(var).is_some())
}

#[test]
fn every_catalog_of_this_repository_is_accepted() {
    let mut files = Vec::new();
    for folder in ["catalog", "examples", "tests"] {
        yaml_files(&root().join(folder), &mut files);
    }
    let mut accepted = 0;
    for file in files {
        let document = json_of(&file);
        if is_catalog(&document) {
            assert_valid("catalog", &document);
            accepted += 1;
        }
    }
    assert!(accepted >= 2, "only {accepted} catalogs were found");
}

#[test]
fn the_starter_names_a_schema_that_init_writes_beside_it() {
    let project = Project::new();
    project.run(&["init"]).ended(0);
    let starter = project.read("catalog/aws-sso.yaml");
    let line = starter
        .lines()
        .find_map(|line| line.strip_prefix("# yaml-language-server: $schema="));
    let schema = project.file("catalog").join(line.unwrap());
    let schema: Value = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
    assert_eq!(schema, published("catalog"));
    assert!(root().join("catalog").join(line.unwrap()).is_file());
}

#[test]
fn what_is_printed_as_json_has_the_form_that_the_schemas_give() {
    let project = Project::with_starter();
    repository(&project);
    let json = |args: &[&str]| {
        let args = [args, &["--format", "json"]].concat();
        project.run(&args).ended(0).json()
    };
    assert_valid("access", &json(&["access", "--sandbox"]));
    assert_valid("plan", &json(&["plan", "--sandbox"]));
    project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    let starter = project.read("catalog/aws-sso.yaml");
    let changed = starter
        .replace("PT8H", "PT4H")
        .replace("core: [\"core-*\"]", "core: [core-audit]")
        .replace(
            "organizational_units: [plat/dev]",
            "organizational_units: [plat/dev, plat/sandbox]",
        )
        .replace("RootAccess]", "]");
    project.write("catalog/aws-sso.yaml", &changed);
    let plan = json(&[
        "plan",
        "--sandbox",
        "--max-removals",
        "100%",
        "--allow-total-loss",
    ]);
    assert_valid("plan", &plan);
    assert!(
        plan["summary"]["revocations"].as_u64() > Some(0),
        "{plan:#}"
    );
    let diff = json(&["diff", "--base", "main"]);
    assert_valid("diff", &diff);
    let changed = diff["account_types"].as_array().unwrap().iter();
    let changed: Vec<&Value> = changed.map(|one| &one["account_type"]).collect();
    assert_eq!(changed, ["core", "dev"], "{diff:#}");
    assert_valid("diff", &json(&["diff", "--base", "main", "--sandbox"]));
}
