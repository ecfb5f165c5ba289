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
use crate::model::{CatalogName, PrincipalType, SessionDuration};
use parts::{
    boolean, described, list, nullable, object, or_expression, reference, scalar, table, text,
    with_default,
};

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
        "just_in_time" => with_default(
            false,
            json!({
                "description": "Members activate their membership when they need it: the group may be empty",
                "enum": [true, false, "true", "false", null],
            }),
        ),
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
            "The access in single accounts, by account name or id",
            table(reference("assignments")),
        ),
        "account_type_assignments" => (
            "The access in every account of a type, by account type",
            table(reference("assignments")),
        ),
        "account_types" => (
            "Named selections of accounts",
            table(reference("account_type")),
        ),
        "account_map" => ("Account names and their ids", known_accounts()),
        "permission_sets" => (
            "Permission sets; one with the name of a built-in set replaces it",
            table(reference("permission_set")),
        ),
        "groups" => (
            "Groups that are created if they do not exist",
            list(principal_name(PrincipalType::Group)),
        ),
        "idp_groups" => (
            "Groups that the identity provider must have",
            list(reference("required_group")),
        ),
        "required_groups" => (
            "Groups that must exist; a plan stops if one is missing",
            list(reference("required_group")),
        ),
        "protected" => (
            "Groups, users and permission sets whose access a plan must not remove",
            object(safety::KEYS, |key| match key {
                "groups" => described(
                    "Groups whose access is protected",
                    nullable(list(principal_name(PrincipalType::Group))),
                ),
                "users" => described(
                    "Users whose access is protected",
                    nullable(list(principal_name(PrincipalType::User))),
                ),
                "permission_sets" => described(
                    "Permission sets whose assignments are protected",
                    nullable(list(text("A permission set"))),
                ),
                _ => true.into(),
            }),
        ),
        "guardrails" => (
            "Access that the catalog must not grant; plan and validate refuse it",
            guardrails::guardrails(),
        ),
        "session_duration" => (
            "How long a session lasts, PT1H to PT12H, if the permission set does not say",
            with_default(
                SessionDuration::DEFAULT.to_string(),
                reference("session_duration"),
            ),
        ),
        "tags" => ("Tags of every permission set", table(scalar())),
        "name" => (
            "The catalog's name in the ownership tag",
            with_default(CatalogName::default().to_string(), text("")),
        ),
        "enabled" => (
            "Whether the catalog applies; `false` is refused while it contains assignments",
            with_default(true, boolean()),
        ),
        "tf_access_bucket_arn" => (
            "The ARN of the bucket that holds the Terraform state",
            text(""),
        ),
        "tf_access_dynamodb_table_arn" => (
            "The ARN of the table that locks the Terraform state",
            text(""),
        ),
        "tf_access_role_arn" => (
            "The ARN of the role that reads and writes the Terraform state",
            text(""),
        ),
        "tf_access_additional_backends" => (
            "Further Terraform states, each with permission sets of its own",
            table(table(json!({ "type": ["string", "null"] }))),
        ),
        "aws_teams_accessible" => (
            "Teams, each of which gets a permission set Identity<Team>TeamAccess",
            or_expression(json!({ "type": ["array", "object"] })),
        ),
        "identity_roles_accessible" => (
            "Roles, each of which gets a permission set Identity<Role>RoleAccess",
            or_expression(json!({ "type": ["array", "object"] })),
        ),
        "overridable_team_permission_set_name_pattern" => (
            "The name of a team's permission set; `%s` stands for the team",
            with_default("Identity%sTeamAccess", text("")),
        ),
        _ => return true.into(),
    };
    let mut schema = nullable(takes);
    schema["description"] = description.into();
    schema
}

/// `groups` and `users` of one account or account type.
fn assigned() -> Value {
    let principal = object(assignments::PRINCIPAL_KEYS, |key| match key {
        "permission_sets" => described(
            "The permission sets, built in or defined in this catalog",
            list(text("The name of a permission set")),
        ),
        key => entry_facts::fact(key),
    });
    let principal = required(principal, &["permission_sets"]);
    nullable(or_expression(object(
        assignments::TARGET_KEYS,
        |key| match key {
            "groups" => described(
                "The access of groups, by name",
                nullable(table(or_expression(principal.clone()))),
            ),
            "users" => described(
                "The access of users, by user name",
                nullable(table(or_expression(principal.clone()))),
            ),
            key => entry_facts::fact(key),
        },
    )))
}

fn known_accounts() -> Value {
    object(accounts::KEYS, |key| match key {
        "full_account_map" => described(
            "The ids of the accounts, by name",
            nullable(table(reference("account_id"))),
        ),
        "aws_names" => described(
            "The names of accounts in AWS, where they differ from those of the catalog: reports show both",
            nullable(table(text("The account's name in AWS"))),
        ),
        "iam_role_arn_templates" => described(
            "For Cloud Posse's other components; not read here",
            nullable(json!({ "type": ["object", "string"] })),
        ),
        "root_account_account_name" => nullable(text("The name of the management account")),
        "aws_partition" => with_default("aws", nullable(text("The partition of AWS"))),
        "audit_account_account_name" | "identity_account_account_name" => {
            nullable(text("For Cloud Posse's other components; not read here"))
        }
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
        "tags" => described(
            "Tags that the account must have; a value may be a glob, or a list of which one must match",
            table(json!({ "anyOf": [scalar(), list(scalar())] })),
        ),
        _ => true.into(),
    };
    let clauses = |clause: Value| json!({ "anyOf": [text("An account's name or id, or a glob over names"), clause] });
    let some_or_many = |one: Value| json!({ "anyOf": [one.clone(), list(one)] });
    let except = || {
        described(
            "Accounts that are excluded, whatever else selects them",
            some_or_many(clauses(object(accounts::CLAUSE_KEYS, condition))),
        )
    };
    let element = clauses(object(accounts::LIST_KEYS, |key| match key {
        "except" => except(),
        _ => condition(key),
    }));
    let whole = object(accounts::TYPE_KEYS, |key| match key {
        "any" => described("Clauses of which one must match", list(element.clone())),
        "except" => except(),
        "may_be_empty" => described(
            "Whether the type may select no account",
            with_default(false, boolean()),
        ),
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
