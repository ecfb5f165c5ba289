//! The JSON Schema of a catalog, for editors.
//!
//! It is made from the lists of keys by which catalogs are read, so that no key is known to one and unknown to the
//! other. It says less than `validate`: which names exist, and what belongs together, no schema can say.

mod entry_facts;
mod guardrails;
mod parts;
mod permission_set;
#[cfg(test)]
pub(super) mod tests;

use serde_json::{Map, Value, json};

use super::{accounts, assignments, principals, safety, vars};
use crate::catalog::atmos::COMPONENT_NAMES;
use crate::model::PrincipalType;
use parts::{list, nullable, object, or_expression, reference, scalar, table, text};

/// The schema, draft 2020-12. A catalog is read bare, under `vars`, and as a component of an Atmos stack.
pub fn schema() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A catalog of rolecall",
        "description": "Permission sets and account assignments of AWS IAM Identity Center",
        "type": "object",
        "if": { "required": ["components"] },
        "then": { "$ref": "#/$defs/manifest" },
        "else": {
            "if": { "required": ["vars"] },
            "then": { "properties": { "vars": reference("vars") } },
            "else": reference("vars"),
        },
        "$defs": {
            "manifest": manifest(),
            "vars": all_vars(),
            "assignments": assigned(),
            "account_type": account_type(),
            "required_group": required_group(),
            "permission_set": permission_set::definition(),
            "policy": permission_set::policy(),
            "statement": permission_set::statement(),
            "managed_policy": permission_set::managed_policy(),
            "customer_managed_policy": permission_set::customer_managed_policy(),
            "session_duration": parts::session_duration(),
            "account_id": parts::account_id(),
            "permission_set_name": parts::permission_set_name(),
            "expression": parts::expression(),
        },
    })
}

fn manifest() -> Value {
    let component = json!({
        "type": "object",
        "properties": { "vars": nullable(reference("vars")) },
    });
    let components: Map<String, Value> = COMPONENT_NAMES
        .iter()
        .map(|name| ((*name).to_owned(), nullable(component.clone())))
        .collect();
    json!({
        "properties": {
            "components": {
                "type": "object",
                "properties": { "terraform": { "type": "object", "properties": components } },
            },
        },
    })
}

/// A name, or the long form.
fn required_group() -> Value {
    let mut long = object(principals::KEYS, |key| match key {
        "name" => principal_name(PrincipalType::Group),
        "external_id" => nullable(text("The id that the identity provider gave the group")),
        "just_in_time" => json!({
            "description": "Members come and go, activated when they need it: the group may be empty",
            "enum": [true, false, "true", "false", null],
        }),
        _ => true.into(),
    });
    long["required"] = json!(["name"]);
    json!({ "anyOf": [principal_name(PrincipalType::Group), long] })
}

fn all_vars() -> Value {
    let mut properties = Map::new();
    let import = json!({
        "description": "Other files, merged first",
        "type": ["string", "array", "object", "null"],
    });
    properties.insert("import".to_owned(), import);
    for name in vars::KNOWN {
        properties.insert((*name).to_owned(), var(name));
    }
    for name in vars::OF_THE_STACK {
        let described = json!({ "description": "Of the stack; not read here" });
        properties.insert((*name).to_owned(), described);
    }
    for (name, reason) in vars::OF_OLDER_COMPONENTS {
        let described = json!({ "description": reason, "deprecated": true });
        properties.insert((*name).to_owned(), described);
    }
    // Any other var may be used by an expression.
    json!({ "type": ["object", "null"], "properties": properties })
}

/// What one var takes. A var that is missing here takes anything, which a test forbids.
fn var(name: &str) -> Value {
    let (description, takes) = match name {
        "account_assignments" => (
            "Who has which permission sets in single accounts, by account name or id",
            table(reference("assignments")),
        ),
        "account_type_assignments" => (
            "Who has which permission sets in every account of a type",
            table(reference("assignments")),
        ),
        "account_types" => (
            "Names for sets of accounts",
            table(reference("account_type")),
        ),
        "account_map" => ("Account names and their ids", known_accounts()),
        "permission_sets" => (
            "Permission sets; one with the name of a built-in set replaces it",
            table(reference("permission_set")),
        ),
        "groups" => (
            "Groups that are created where they are missing",
            list(principal_name(PrincipalType::Group)),
        ),
        "idp_groups" => (
            "Groups that the identity provider must have",
            list(reference("required_group")),
        ),
        "required_groups" => (
            "Groups that must exist: a plan stops where one is missing",
            list(reference("required_group")),
        ),
        "protected" => (
            "Groups, users and permission sets whose access a plan must not remove",
            object(safety::KEYS, |key| match key {
                "groups" => nullable(list(principal_name(PrincipalType::Group))),
                "users" => nullable(list(principal_name(PrincipalType::User))),
                "permission_sets" => nullable(list(text("A permission set"))),
                _ => true.into(),
            }),
        ),
        "guardrails" => (
            "What must not be in the catalog: plan and validate refuse it",
            guardrails::guardrails(),
        ),
        "session_duration" => (
            "How long a session lasts, PT1H to PT12H, where a set says nothing",
            reference("session_duration"),
        ),
        "tags" => ("Tags of every permission set", table(scalar())),
        "name" => ("The catalog's name in the ownership tag", text("")),
        "enabled" => (
            "`false` is refused while the catalog grants something",
            json!({ "enum": [true, false, "true", "false"] }),
        ),
        "tf_access_bucket_arn" => ("The bucket of the Terraform state", text("")),
        "tf_access_dynamodb_table_arn" => ("The lock table of the Terraform state", text("")),
        "tf_access_role_arn" => ("The role that reads the Terraform state", text("")),
        "tf_access_additional_backends" => (
            "Further Terraform states, each with sets of its own",
            table(table(json!({ "type": ["string", "null"] }))),
        ),
        "aws_teams_accessible" => (
            "Teams that get a set Identity<Team>TeamAccess each",
            or_expression(json!({ "type": ["array", "object"] })),
        ),
        "identity_roles_accessible" => (
            "Roles that get a set Identity<Role>RoleAccess each",
            or_expression(json!({ "type": ["array", "object"] })),
        ),
        "overridable_team_permission_set_name_pattern" => {
            ("How the sets of teams are called", text(""))
        }
        _ => return true.into(),
    };
    let mut schema = nullable(takes);
    schema["description"] = description.into();
    schema
}

/// `groups` and `users` of one account or account type.
fn assigned() -> Value {
    let principal = object(assignments::PRINCIPAL_KEYS, |key| match key {
        "permission_sets" => list(text(
            "A permission set: built in, or defined in this catalog",
        )),
        key => entry_facts::fact(key),
    });
    let principal = required(principal, &["permission_sets"]);
    nullable(or_expression(object(
        assignments::TARGET_KEYS,
        |key| match key {
            "groups" | "users" => nullable(table(or_expression(principal.clone()))),
            key => entry_facts::fact(key),
        },
    )))
}

fn known_accounts() -> Value {
    object(accounts::KEYS, |key| match key {
        "full_account_map" => nullable(table(reference("account_id"))),
        "aws_names" => nullable(table(text(
            "How AWS names the account, where that is another name: reports show both",
        ))),
        "iam_role_arn_templates" => nullable(json!({ "type": ["object", "string"] })),
        "root_account_account_name"
        | "aws_partition"
        | "audit_account_account_name"
        | "identity_account_account_name" => nullable(text("")),
        _ => true.into(),
    })
}

/// A name, an id or a glob; a clause; or a list of these.
fn account_type() -> Value {
    let patterns =
        |description: &str| json!({ "anyOf": [text(description), list(text(description))] });
    let condition = |key: &str| match key {
        "accounts" => patterns("An account's name or id, or a glob over names"),
        "organizational_units" => {
            patterns("A path of names from the root such as plat/dev, or an ou- id")
        }
        "tags" => table(json!({ "anyOf": [scalar(), list(scalar())] })),
        _ => true.into(),
    };
    let clauses = |clause: Value| json!({ "anyOf": [text("An account's name or id, or a glob over names"), clause] });
    let some_or_many = |one: Value| json!({ "anyOf": [one.clone(), list(one)] });
    let except = || some_or_many(clauses(object(accounts::CLAUSE_KEYS, condition)));
    let element = clauses(object(accounts::LIST_KEYS, |key| match key {
        "except" => except(),
        _ => condition(key),
    }));
    let whole = object(accounts::TYPE_KEYS, |key| match key {
        "any" => list(element.clone()),
        "except" => except(),
        "may_be_empty" => json!({ "enum": [true, false, "true", "false"] }),
        _ => condition(key),
    });
    json!({ "anyOf": [clauses(whole), list(element), { "type": "null" }] })
}

fn principal_name(kind: PrincipalType) -> Value {
    json!({
        "type": ["string", "number"],
        "minLength": 1,
        "maxLength": principals::longest_name(kind),
        "description": format!("The name of a {kind}; names are case-sensitive"),
    })
}

fn required(mut schema: Value, keys: &[&str]) -> Value {
    schema["required"] = json!(keys);
    schema
}
