//! The policies of the roles against what the code calls: nothing is missing and nothing is left over.

mod conditions;
mod rights;
mod story;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::examples::pipeline::text;

/// The actions that a policy allows: `organizations:ListRoots`.
fn actions(name: &str) -> BTreeSet<String> {
    let policy: Value = serde_json::from_str(&text(&format!("iam/{name}.json"))).unwrap();
    let statements = policy["Statement"].as_array().unwrap().iter();
    let actions = statements.flat_map(|statement| match &statement["Action"] {
        Value::Array(actions) => actions.clone(),
        one => vec![one.clone()],
    });
    actions
        .map(|action| action.as_str().unwrap().to_owned())
        .collect()
}

/// The operations that a policy allows, without their services: `ListRoots`.
fn allowed(name: &str) -> BTreeSet<String> {
    let operation = |action: &String| action.split_once(':').unwrap().1.to_owned();
    actions(name).iter().map(operation).collect()
}

/// The code of every source in a folder, without its unit tests.
fn code(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            code(&path, all);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            all.push_str(text.split("#[cfg(test)]").next().unwrap());
        }
    }
}

/// The operations of the SDK that the code names: as a method without arguments, or as the argument of a macro. A
/// function of the code's own is none.
fn called(code: &str) -> BTreeSet<String> {
    let verbs = [
        "attach",
        "create",
        "delete",
        "describe",
        "detach",
        "get",
        "list",
        "provision",
        "put",
        "tag",
        "untag",
        "update",
    ];
    let mut found = BTreeSet::new();
    let is_part = |c: char| c.is_ascii_lowercase() || c == '_';
    let mut rest = code;
    while let Some(at) = rest.find(is_part) {
        let (before, from) = rest.split_at(at);
        let name = &from[..from.find(|c| !is_part(c)).unwrap_or(from.len())];
        rest = &from[name.len()..];
        let method = before.ends_with('.') && rest.starts_with("()");
        let argument = before.ends_with(char::is_whitespace) && rest.starts_with(",\n");
        let verb = name.split('_').next().unwrap_or("");
        // A function of the code's own that takes a value alone looks the same where it is called.
        let own = || code.contains(&format!("fn {name}(self)"));
        if (method || argument) && verbs.contains(&verb) && name.len() > verb.len() && !own() {
            found.insert(camel(name));
        }
    }
    found
}

fn camel(name: &str) -> String {
    let words = name
        .split('_')
        .map(|word| word[..1].to_uppercase() + &word[1..]);
    words.collect()
}

#[test]
fn the_two_policies_allow_exactly_what_the_code_calls() {
    let mut all = String::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/aws");
    code(&source, &mut all);
    let mut found = called(&all);
    // It needs no permission, and no policy can deny it.
    found.remove("GetCallerIdentity");
    let (plan, apply) = (allowed("plan"), allowed("apply"));
    assert!(plan.is_disjoint(&apply), "an operation stands in both");
    let both: BTreeSet<String> = plan.union(&apply).cloned().collect();
    let missing: Vec<_> = found.difference(&both).collect();
    let too_many: Vec<_> = both.difference(&found).collect();
    assert!(
        missing.is_empty() && too_many.is_empty(),
        "missing: {missing:?}, too many: {too_many:?}"
    );
}

#[test]
fn whoever_plans_cannot_write() {
    let reads = ["List", "Describe", "Get"];
    for operation in allowed("plan") {
        assert!(
            reads.iter().any(|verb| operation.starts_with(verb)),
            "{operation}"
        );
    }
}

#[test]
fn every_write_to_a_permission_set_is_conditioned_on_the_catalogs_tag() {
    for name in ["apply", "adopt"] {
        let policy: Value = serde_json::from_str(&text(&format!("iam/{name}.json"))).unwrap();
        for statement in policy["Statement"].as_array().unwrap() {
            let resources = statement["Resource"].to_string();
            let actions = statement["Action"].to_string();
            let reads = ["Describe", "List", "identitystore:"];
            if !resources.contains("permissionSet") {
                let follows = reads.iter().any(|part| actions.contains(part));
                assert!(!resources.contains("\"*\"") || follows, "{statement}");
                continue;
            }
            let conditions = statement["Condition"].to_string();
            assert!(
                conditions.contains("aws:ResourceTag/rolecall:catalog"),
                "{statement}"
            );
        }
    }
}

#[test]
fn the_roles_of_the_management_account_can_be_listed() {
    // AWS's own example for assignments in the management account, its second one.
    let actions = actions("management-account");
    for action in ["iam:ListRoles", "iam:ListPolicies"] {
        assert!(actions.contains(action), "{action}");
    }
}

#[test]
fn both_policies_of_a_key_allow_nothing_but_use_through_identity_center() {
    for name in ["key-policy", "key-use"] {
        let policy: Value = serde_json::from_str(&text(&format!("iam/{name}.json"))).unwrap();
        for statement in policy["Statement"].as_array().unwrap() {
            let roles = statement["Principal"]["AWS"].to_string();
            if name == "key-use" || roles.contains("role/") {
                assert_eq!(statement["Action"], "kms:Decrypt");
                assert!(
                    statement["Condition"]["StringLike"]["kms:ViaService"]
                        .to_string()
                        .contains(".amazonaws.com"),
                    "{statement}"
                );
            }
        }
    }
}
