//! The schema against what lowering accepts and refuses, by an independent validator.

use std::sync::OnceLock;

use serde_json::{Value as Json, json};

use super::schema;
use crate::catalog::lower::testing::node;
use crate::catalog::node::{Node, Value};

fn validator() -> &'static jsonschema::Validator {
    static VALIDATOR: OnceLock<jsonschema::Validator> = OnceLock::new();
    VALIDATOR.get_or_init(|| jsonschema::draft202012::new(&schema()).unwrap())
}

/// The document as an editor's YAML reader gives it to a schema.
fn json_of(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(flag) => (*flag).into(),
        Value::Number(text) => match (text.parse::<u64>(), text.parse::<f64>()) {
            (Ok(number), _) => number.into(),
            (_, Ok(number)) => number.into(),
            _ => text.as_str().into(),
        },
        Value::String(text) => text.as_str().into(),
        Value::List(nodes) => nodes.iter().map(json_of).collect(),
        Value::Map(map) => map
            .iter()
            .map(|(key, node)| (key.name.clone(), json_of(node)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Unresolved(unresolved) => format!("!{}", unresolved.text).into(),
    }
}

/// Fails where the schema refuses a document that lowering takes.
///
/// # Panics
/// The schema refuses it.
pub(in crate::catalog::lower) fn assert_accepted(document: &Node) {
    let document = json_of(document);
    let problems: Vec<String> = validator()
        .iter_errors(&document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{problems:#?}\n{document:#}");
}

fn is_accepted(text: &str) -> bool {
    validator().is_valid(&json_of(&node(text)))
}

#[test]
fn the_schema_itself_is_valid() {
    assert!(jsonschema::meta::is_valid(&schema()));
}

#[test]
fn every_key_that_is_read_says_what_it_takes() {
    let mut open = vec![(String::new(), schema())];
    while let Some((path, value)) = open.pop() {
        let Json::Object(fields) = value else {
            continue;
        };
        for (name, value) in fields {
            let path = format!("{path}/{name}");
            let says_nothing = value == json!(true) && name != "deprecated" && name != "default";
            assert!(!says_nothing, "{path} takes anything");
            open.push((path, value));
        }
    }
}

#[test]
fn what_lowering_refuses_by_its_form_the_schema_refuses_too() {
    for text in [
        "account_assignments: {dev: {group: {Ops: {permission_sets: [A]}}}}",
        "account_assignments: {dev: {groups: {Ops: {permission_set: [A]}}}}",
        "account_assignments: {dev: {groups: {Ops: {permission_sets: A}}}}",
        "account_assignments: {dev: {groups: {Ops: {}}}}",
        "account_assignments: {dev: {groups: [Ops]}}",
        "account_assignments: [dev]",
        "account_type_assignments: {dev: {users: {jo: {permission_sets: {A: true}}}}}",
        "account_types: {dev: {organisational_units: [a]}}",
        "account_types: {dev: {accounts: {a: b}}}",
        "account_types: {dev: [[a]]}",
        "account_types: {dev: {may_be_empty: perhaps}}",
        "account_map: {full_account_map: {dev: \"1234\"}}",
        "account_map: {accounts: {}}",
        "permission_sets: {A: {policies: [ReadOnlyAccess]}}",
        "permission_sets: {A: {policy_attachments: ReadOnlyAccess}}",
        "permission_sets: {A: {session_duration: 8 hours}}",
        "permission_sets: {A: {session_duration: 60}}",
        "permission_sets: {A: {inline_policy: {Statements: []}}}",
        "permission_sets: {A: {inline_policy: {Statement: {Effect: allow, Action: '*', Resource: '*'}}}}",
        "permission_sets: {A: {inline_policy: {Statement: {Effect: Allow, Actions: '*'}}}}",
        "permission_sets: {A: {permissions_boundary: {}}}",
        "permission_sets: {A: {permissions_boundary: ReadOnlyAccess}}",
        "permission_sets: {A: {customer_managed_policy_attachments: [{path: /}]}}",
        "permission_sets: {A: {previously: \"not a name\"}}",
        "permission_sets: {A: {tags: [a]}}",
        "required_groups: Managers",
        "required_groups: [\"\"]",
        "required_groups: [{external_id: x}]",
        "idp_groups: [{name: Managers, external: x}]",
        "groups: [{name: Managers}]",
        "protected: {group: [Managers]}",
        "session_duration: [PT1H]",
        "enabled: 1",
        "vars: {required_groups: Managers}",
        "components: {terraform: {aws-sso: {vars: {required_groups: Managers}}}}",
        "components: []",
    ] {
        assert!(!is_accepted(text), "{text}");
    }
}

#[test]
fn a_catalog_is_accepted_bare_under_vars_and_as_a_component() {
    let bare = "account_assignments: {dev: {groups: {Ops: {permission_sets: [A]}}}}";
    for text in [
        bare.to_owned(),
        format!("vars: {{{bare}}}"),
        format!(
            "import: [a]\ncomponents: {{terraform: {{aws-sso: {{vars: {{{bare}}}}}, vpc: {{vars: {{groups: 1}}}}}}}}"
        ),
        "account_map: {full_account_map: {dev: 111111111111, old: 012345678901, new: __ID__}}"
            .to_owned(),
        "account_types: \"{{ types }}\"".to_owned(),
        "required_groups: [A, {name: B, external_id: 12, just_in_time: true}, {name: C, external_id: null}]"
            .to_owned(),
    ] {
        assert!(is_accepted(&text), "{text}");
    }
}
