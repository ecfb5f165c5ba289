//! `docs/reference/catalog.md`: every var and every key of the catalog, from its JSON Schema, which is made from the keys
//! that are read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::markdown::{cell, code, prose};
use super::page::assert_current;
use super::schema::{Schema, is_read};
use crate::support::rolecall::Project;

const INTRODUCTION: &str = "\
# Catalog

A catalog is a YAML file of *vars*. They are under `components.terraform.aws-sso.vars`, as in a stack of Atmos, under
`vars`, or at the top of the file. `rolecall schema catalog` prints the JSON Schema of the catalog, for editors.

In the tables, `NAME` stands for a name of your choice. A key that takes a list shows the keys of its elements. A text
may contain expressions such as `{{ stage }}`, which are replaced with the value of a var.
";

/// The folder with an example for each var.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/docs/catalog")
}

fn example(var: &str) -> String {
    let path = folder().join(format!("{var}.yaml"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A row of a table.
struct Key {
    path: String,
    takes: String,
    default: Option<String>,
    meaning: String,
}

/// The keys below one var, each before those inside it.
struct Keys<'s> {
    schema: &'s Schema,
    /// The first path of each mapping, so that its keys are listed once.
    known: &'s mut BTreeMap<String, String>,
    found: Vec<Key>,
}

impl Keys<'_> {
    /// Adds one key and those inside it.
    fn add(&mut self, path: &str, field: &Value, required: bool) {
        let meaning = self.schema.meaning(field);
        let meaning = meaning.unwrap_or_else(|| panic!("`{path}` has no description"));
        let default = self.schema.default(field).map(|value| match value {
            Value::String(text) => code(&text),
            other => code(&other.to_string()),
        });
        let index = self.found.len();
        self.found.push(Key {
            path: path.to_owned(),
            takes: self.schema.takes(field),
            default: default.or_else(|| required.then(|| "required".to_owned())),
            meaning: format!("{}.", meaning.trim_end_matches('.')),
        });
        for seen in self.inside(path, field) {
            self.found[index].meaning += &format!(" For its keys, see {}.", code(&seen));
        }
    }

    /// Adds the keys inside a value. Returns the paths at which they are listed already.
    fn inside(&mut self, path: &str, field: &Value) -> Vec<String> {
        let mut seen = Vec::new();
        for form in self.schema.forms(field) {
            if let Some(properties) = form["properties"].as_object() {
                match self.known.get(&form.to_string()) {
                    Some(known) if known == path => {}
                    Some(known) => seen.push(known.clone()),
                    None => {
                        self.known.insert(form.to_string(), path.to_owned());
                        for (name, field) in properties {
                            let path = format!("{path}.{name}");
                            if self.found.iter().all(|key| key.path != path) {
                                self.add(&path, field, self.schema.is_required(&form, name));
                            }
                        }
                    }
                }
            }
            if form["additionalProperties"].is_object() {
                seen.extend(self.inside(&format!("{path}.NAME"), &form["additionalProperties"]));
            }
            if form["items"].is_object() {
                seen.extend(self.inside(path, &form["items"]));
            }
        }
        seen.dedup();
        seen
    }
}

/// The vars that are read, and the keys below each.
fn vars(schema: &Schema) -> Vec<(String, Vec<Key>)> {
    let mut known = BTreeMap::new();
    let read = schema
        .vars()
        .into_iter()
        .filter(|(_, field)| is_read(field));
    read.map(|(name, field)| {
        let mut keys = Keys {
            schema,
            known: &mut known,
            found: Vec::new(),
        };
        keys.add(&name, &field, false);
        (name, keys.found)
    })
    .collect()
}

#[test]
fn the_reference_of_the_catalog_is_current() {
    let schema = Schema::of_catalog();
    let vars = vars(&schema);
    assert!(vars.len() > 15);
    let mut text = format!("{INTRODUCTION}\n## Vars\n\n");
    let own = vars.iter().map(|(_, keys)| &keys[0]);
    text.push_str(&table(
        "Var",
        own.map(|key| (format!("[{}](#{})", code(&key.path), key.path), key)),
    ));
    for (name, keys) in &vars {
        text.push_str(&format!("## {name}\n\n{}\n\n", prose(&keys[0].meaning)));
        if keys.len() > 1 {
            text.push_str(&table(
                "Key",
                keys[1..].iter().map(|key| (code(&key.path), key)),
            ));
        }
        text.push_str(&format!("```yaml\n{}\n```\n\n", example(name).trim_end()));
    }
    text.push_str(&not_read(&schema));
    let paths = vars
        .iter()
        .flat_map(|(_, keys)| keys)
        .map(|key| key.path.clone());
    assert_current("catalog.md", &text, &paths.collect());
}

fn table<'k>(head: &str, keys: impl Iterator<Item = (String, &'k Key)>) -> String {
    let mut text = format!("| {head} | Type | Default | Meaning |\n|---|---|---|---|\n");
    for (name, key) in keys {
        let default = key.default.as_deref().unwrap_or("none");
        let row = [
            name,
            key.takes.clone(),
            default.to_owned(),
            prose(&key.meaning),
        ];
        text.push_str(&format!(
            "| {} |\n",
            row.map(|text| cell(&text)).join(" | ")
        ));
    }
    text.push('\n');
    text
}

/// The vars that are accepted and mean nothing here.
fn not_read(schema: &Schema) -> String {
    let others = schema
        .vars()
        .into_iter()
        .filter(|(_, field)| !is_read(field));
    let (older, stack): (Vec<_>, Vec<_>) =
        others.partition(|(_, field)| field["deprecated"] == true);
    let stack: Vec<String> = stack.iter().map(|(name, _)| code(name)).collect();
    let older: String = older
        .iter()
        .map(|(name, field)| {
            format!(
                "| {} | {} |\n",
                code(name),
                prose(field["description"].as_str().unwrap())
            )
        })
        .collect();
    format!(
        "## Vars that are not read\n\nVars of a stack are accepted and ignored, except in expressions: {}.\n\n\
         Vars of older versions of Cloud Posse's component are accepted with a warning:\n\n\
         | Var | What became of it |\n|---|---|\n{older}",
        stack.join(", ")
    )
}

/// Every path of keys in a document; lists have the keys of their elements.
fn paths(value: &serde_yaml::Value, path: &[String], found: &mut BTreeSet<Vec<String>>) {
    match value {
        serde_yaml::Value::Mapping(map) => {
            for (key, value) in map {
                let key = key.as_str().unwrap().to_owned();
                let path = [path, &[key]].concat();
                paths(value, &path, found);
                found.insert(path);
            }
        }
        serde_yaml::Value::Sequence(items) => {
            for item in items {
                paths(item, path, found);
            }
        }
        _ => {}
    }
}

#[test]
fn the_example_of_a_var_uses_each_of_its_keys() {
    let mut missing = Vec::new();
    for (name, keys) in vars(&Schema::of_catalog()) {
        let document: serde_yaml::Value = serde_yaml::from_str(&example(&name)).unwrap();
        let mut used = BTreeSet::new();
        paths(&document, &[], &mut used);
        for key in keys {
            let wanted: Vec<&str> = key.path.split('.').collect();
            let is_used = used.iter().any(|path| {
                let same = |(want, name): (&&str, &String)| *want == "NAME" || *want == name;
                path.len() == wanted.len() && wanted.iter().zip(path).all(same)
            });
            if !is_used {
                missing.push(key.path);
            }
        }
    }
    assert!(
        missing.is_empty(),
        "not in tests/docs/catalog: {missing:#?}"
    );
}

#[test]
fn every_example_of_the_catalog_is_valid() {
    let project = Project::new();
    let vars = vars(&Schema::of_catalog());
    for (name, _) in &vars {
        project.write(&format!("catalog/{name}.yaml"), &example(name));
    }
    project.write("catalog/policies/support.json", r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"support:*","Resource":"*"}]}"#);
    for (name, _) in &vars {
        let file = format!("catalog/{name}.yaml");
        let run = project.run(&["validate", "--catalog", &file, "--today", "2026-01-01"]);
        assert!(run.stdout.contains("is valid:"), "{}", run.all());
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{name}");
    }
    let files = fs::read_dir(folder()).unwrap().count();
    assert_eq!(files, vars.len(), "an example that belongs to no var");
}
