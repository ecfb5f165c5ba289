//! `docs/reference/json.md`: every document that is printed as JSON, from its JSON Schema.

use std::collections::{BTreeMap, BTreeSet};

use clap::{Command, CommandFactory};
use serde_json::Value;

use super::markdown::{cell, code, prose};
use super::page::assert_current;
use crate::support::rolecall::Project;

const VERSIONS: &str = "\
# JSON documents

With `--format json`, a command prints one JSON document to stdout. Each document below has a JSON Schema, which
`rolecall schema NAME` prints.

## Versions

`version` is the first field of every document. Within one version, fields are only added: ignore the fields that you
do not know. A field is removed, or changes its type or its meaning, only together with a new `version`. Check that
`version` is one that you know, and stop if it is not.

The schemas are stricter than this: they allow no field that they do not list, so they hold for the release of
rolecall that prints them.
";

#[test]
fn the_reference_of_the_json_documents_is_current() {
    let root = rolecall::cli::Cli::command();
    let mut page = Page {
        text: format!("{VERSIONS}\n"),
        names: BTreeSet::new(),
    };
    let documents = documents(&root);
    assert!(documents.len() >= 3, "{documents:?}");
    for (name, help) in &documents {
        let schema = Project::new().run(&["schema", name]).ended(0).json();
        page.document(name, help, &schema);
    }
    page.without_schema(&root, &documents);
    assert_current("json.md", &page.text, &page.names);
}

/// The names of the schemas of what is printed, and what each is of. The catalog is read, not printed.
fn documents(root: &Command) -> BTreeMap<String, String> {
    let command = root.find_subcommand("schema").unwrap();
    let argument = command.get_positionals().next().unwrap();
    let values = argument.get_possible_values().into_iter();
    let named = values.map(|value| {
        (
            value.get_name().to_owned(),
            value.get_help().unwrap().to_string(),
        )
    });
    named.filter(|(name, _)| name != "catalog").collect()
}

/// A field as a row of the table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Field {
    path: String,
    takes: String,
    meaning: String,
}

struct Page {
    text: String,
    /// What must be on the page as code.
    names: BTreeSet<String>,
}

impl Page {
    fn paragraph(&mut self, markdown: &str) {
        self.text.push_str(markdown);
        self.text.push_str("\n\n");
    }

    fn document(&mut self, name: &str, help: &str, schema: &Value) {
        self.paragraph(&format!("## {name}"));
        let printed = schema["title"].as_str().unwrap();
        let first = schema["properties"].as_object().unwrap().keys().next();
        assert_eq!(first.unwrap(), "version", "{name}");
        self.paragraph(&format!(
            "{}. Printed by {}. Its schema: {}.",
            prose(printed),
            help.split(" and ")
                .map(code)
                .collect::<Vec<_>>()
                .join(" and "),
            code(&format!("rolecall schema {name}"))
        ));
        let mut fields = Vec::new();
        collect(schema, schema, "", &mut fields);
        let rows: Vec<Vec<String>> = fields.iter().map(|field| self.row(field)).collect();
        self.table(&["Field", "Type", "Meaning"], &rows);
        if let Some(forms) = schema["$defs"]["change"]["oneOf"].as_array() {
            self.changes(name, forms);
        }
    }

    /// The fields of the changes: one row for a field that several kinds have with the same meaning.
    fn changes(&mut self, name: &str, forms: &[Value]) {
        self.paragraph(&format!("### Changes of {name}"));
        let mut rows: Vec<(Field, Vec<&str>)> = Vec::new();
        let mut kinds: Vec<&str> = Vec::new();
        for form in forms {
            let kind = form["properties"]["kind"]["const"].as_str().unwrap();
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
            let mut fields = Vec::new();
            collect(form, form, "", &mut fields);
            for field in fields.into_iter().filter(|field| field.path != "kind") {
                match rows.iter_mut().find(|(one, _)| *one == field) {
                    Some((_, of)) if of.contains(&kind) => {}
                    Some((_, of)) => of.push(kind),
                    None => rows.push((field, vec![kind])),
                }
            }
        }
        let listed: Vec<String> = kinds.iter().map(|kind| code(kind)).collect();
        self.names
            .extend(kinds.iter().map(|kind| (*kind).to_owned()));
        self.paragraph(&format!("`kind` is one of {}.", listed.join(", ")));
        rows.sort_by_key(|(_, of)| of.len() < kinds.len());
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|(field, of)| {
                let of: Vec<String> = match of.len() == kinds.len() {
                    true => vec!["every kind".to_owned()],
                    false => of.iter().map(|kind| code(kind)).collect(),
                };
                let mut row = self.row(field);
                row.push(of.join(", "));
                row
            })
            .collect();
        self.table(&["Field", "Type", "Meaning", "Kinds"], &rows);
    }

    fn row(&mut self, field: &Field) -> Vec<String> {
        self.names.insert(field.path.clone());
        vec![
            code(&field.path),
            field.takes.clone(),
            prose(&field.meaning),
        ]
    }

    fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        let line = |cells: &[String]| {
            format!(
                "| {} |",
                cells
                    .iter()
                    .map(|text| cell(text))
                    .collect::<Vec<_>>()
                    .join(" | ")
            )
        };
        let head: Vec<String> = head.iter().map(|name| (*name).to_owned()).collect();
        let mut lines = vec![line(&head), format!("|{}", "---|".repeat(head.len()))];
        lines.extend(rows.iter().map(|row| line(row)));
        self.paragraph(&lines.join("\n"));
    }

    /// The commands that print JSON which has no schema.
    fn without_schema(&mut self, root: &Command, documents: &BTreeMap<String, String>) {
        let covered: String = documents.values().cloned().collect::<Vec<_>>().join(", ");
        let prints_json = |command: &&Command| {
            let mut formats = command
                .get_arguments()
                .filter(|arg| arg.get_id() == "format");
            formats.any(|arg| {
                arg.get_possible_values()
                    .iter()
                    .any(|value| value.get_name() == "json")
            })
        };
        let others: Vec<String> = root
            .get_subcommands()
            .filter(prints_json)
            .map(|command| command.get_name())
            .filter(|name| !covered.contains(&format!("{name} --format json")))
            .map(code)
            .collect();
        if !others.is_empty() {
            self.paragraph("## Documents without a schema");
            self.paragraph(&format!(
                "These commands print JSON for which there is no schema: {}.",
                others.join(", ")
            ));
        }
        self.text.truncate(self.text.trim_end().len());
        self.text.push('\n');
    }
}

/// Adds the fields of a schema, each followed by the fields inside it.
///
/// # Panics
/// A field has no description.
fn collect(schema: &Value, of: &Value, path: &str, fields: &mut Vec<Field>) {
    if let Some(properties) = schema["properties"].as_object() {
        let required = schema["required"].as_array();
        let is_required =
            |name: &str| required.is_some_and(|all| all.iter().any(|one| one == name));
        for (name, field) in properties {
            let path = match path {
                "" => name.clone(),
                path => format!("{path}.{name}"),
            };
            let meaning = field["description"]
                .as_str()
                .unwrap_or_else(|| panic!("`{path}` has no description in {}", of["title"]));
            let optional = match is_required(name) {
                true => "",
                false => " (optional)",
            };
            fields.push(Field {
                path: path.clone(),
                takes: format!("{}{optional}", type_of(field)),
                meaning: format!("{}.", meaning.trim_end_matches('.')),
            });
            collect(field, of, &path, fields);
        }
    }
    if schema["items"].is_object() {
        collect(&schema["items"], of, &format!("{path}[]"), fields);
    }
    for form in schema["oneOf"].as_array().into_iter().flatten() {
        collect(form, of, path, fields);
    }
}

/// The type of a field in words.
fn type_of(schema: &Value) -> String {
    if let Some(value) = schema.get("const") {
        return code(&value.to_string());
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<String> = values
            .iter()
            .map(|value| code(value.as_str().unwrap()))
            .collect();
        return values.join(" or ");
    }
    if let Some(forms) = schema["oneOf"].as_array() {
        let mut types: Vec<String> = forms.iter().map(type_of).collect();
        types.dedup();
        return types.join(" or ");
    }
    if schema["$ref"] == "#/$defs/change" {
        return "change".to_owned();
    }
    match &schema["type"] {
        Value::String(name) if name == "array" => format!("list of {}", type_of(&schema["items"])),
        Value::String(name) if name == "object" && schema["additionalProperties"].is_object() => {
            format!(
                "object with values of type {}",
                type_of(&schema["additionalProperties"])
            )
        }
        Value::String(name) => name.clone(),
        Value::Array(names) => {
            let names: Vec<&str> = names.iter().map(|name| name.as_str().unwrap()).collect();
            names.join(" or ")
        }
        other => panic!("a type that is not expected: {other} in {schema}"),
    }
}
