//! `account_types`: named selections of accounts.
//!
//! A type is a name, an id or a glob; one clause; a list of these; or a mapping with the list under `any`,
//! which leaves room for what concerns the whole type:
//!
//! ```yaml
//! account_types:
//!   root: core-root
//!   dev:
//!     - organizational_units: [plat/dev]
//!       tags: {stage: "dev*"}
//!     - accounts: legacy-*
//!       except: {tags: {frozen: "true"}}
//!   partner:
//!     any: ["partner-*"]
//!     except: [partner-old]
//!     may_be_empty: true
//! ```
//!
//! An exclusion holds for the whole type, wherever in it it is written.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::account_id::{WrittenId, account_id};
use crate::catalog::lower::expressions::Scope;
use crate::catalog::lower::fields::Fields;
use crate::catalog::node::{Node, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{AccountPattern, AccountType, Clause, OrganizationalUnitPattern, Selector};
use crate::source::{Located, Span};

/// The keys of a clause under `except`.
pub const CLAUSE_KEYS: &[&str] = &["accounts", "organizational_units", "tags"];
/// The keys of a clause in a list.
pub const LIST_KEYS: &[&str] = &["accounts", "organizational_units", "tags", "except"];
/// The keys of an account type.
pub const TYPE_KEYS: &[&str] = &[
    "any",
    "accounts",
    "organizational_units",
    "tags",
    "except",
    "may_be_empty",
];

/// Where a clause stands, which decides what it may hold beside its conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// The type itself.
    Type,
    /// An element of the type's list.
    Element,
    /// Under `except`.
    Except,
}

/// Lowers `account_types`.
pub fn account_types(fields: &mut Fields<'_>) -> BTreeMap<Arc<str>, AccountType> {
    let mut types = BTreeMap::new();
    let Some(node) = fields.var("account_types") else {
        return types;
    };
    let shape = "account_types: {dev: [plat-dev]}";
    let Some(map) = fields.map(node, "`account_types`", shape, Scope::default()) else {
        return types;
    };
    for (key, value) in map.iter() {
        let mut account_type = AccountType {
            selector: Selector::default(),
            may_be_empty: false,
            span: key.span,
        };
        let before = fields.diagnostics.len();
        clauses(fields, value, Level::Type, &mut account_type);
        // A type that went wrong in part would otherwise be called empty on top.
        let sound = fields.diagnostics.len() == before;
        if sound && account_type.selector.clauses.is_empty() && !is_empty_list(value) {
            fields.diagnostics.push(
                Diagnostic::error(
                    Code::MissingKey,
                    format!("account type `{}` selects nothing", key.name),
                )
                .primary(key.span, "no clause says which accounts belong to it")
                .help(format!(
                    "write for example {}: [ACCOUNT, \"plat-*\"]",
                    key.name
                )),
            );
        }
        types.insert(key.name.as_str().into(), account_type);
    }
    types
}

fn clauses<'a>(fields: &mut Fields<'a>, node: &'a Node, level: Level, into: &mut AccountType) {
    match &node.value {
        Value::List(nodes) => {
            let inner = if level == Level::Type {
                Level::Element
            } else {
                level
            };
            for node in nodes {
                match node.value {
                    Value::List(_) => no_clause(fields, node),
                    _ => clauses(fields, node, inner, into),
                }
            }
        }
        Value::Map(_) => clause(fields, node, level, into),
        Value::String(_) | Value::Number(_) => {
            let Some(pattern) = account_pattern(fields, node) else {
                return;
            };
            let clause = Clause {
                accounts: Some(vec![pattern]),
                ..Clause::default()
            };
            add(clause, node.span, level, into);
        }
        Value::Null if level == Level::Type => {}
        _ => no_clause(fields, node),
    }
}

fn no_clause(fields: &mut Fields<'_>, node: &Node) {
    let expected = "an account's name, id or glob, or a mapping of conditions";
    let help = "for example {organizational_units: [plat/dev], tags: {stage: dev}}";
    fields.wrong_type::<()>(node, "a clause", expected, Some(help), Scope::default());
}

fn clause<'a>(fields: &mut Fields<'a>, node: &'a Node, level: Level, into: &mut AccountType) {
    let Some(map) = node.as_map() else { return };
    let scope = Scope::default();
    let known = match level {
        Level::Type => TYPE_KEYS,
        Level::Element => LIST_KEYS,
        Level::Except => CLAUSE_KEYS,
    };
    let mut clause = Clause::default();
    let mut says_more = false;
    let before = fields.diagnostics.len();
    for (key, value) in map.iter() {
        match key.name.as_str() {
            name if !known.contains(&name) => foreign_key(fields, key, level, known),
            "accounts" => {
                let patterns =
                    fields.one_or_many(value, |fields, node| account_pattern(fields, node));
                clause.accounts = Some(patterns);
            }
            "organizational_units" => {
                clause.organizational_units = Some(organizational_units(fields, value));
            }
            "tags" => clause.tags = account_tags(fields, value),
            "any" => {
                says_more = true;
                match value.value {
                    Value::List(_) => clauses(fields, value, Level::Type, into),
                    _ => fields
                        .wrong_type(value, "`any`", "a list of clauses", None, scope)
                        .unwrap_or(()),
                }
            }
            "except" => {
                says_more = true;
                clauses(fields, value, Level::Except, into);
            }
            "may_be_empty" => {
                says_more = true;
                let flag = fields.flag(value, "`may_be_empty`", scope);
                into.may_be_empty = flag.unwrap_or_default();
            }
            _ => {}
        }
    }
    if !clause.is_empty() {
        add(clause, node.span, level, into);
    } else if !says_more && fields.diagnostics.len() == before {
        let diagnostic = Diagnostic::error(Code::MissingKey, "this clause has no condition");
        let help = "give it `accounts`, `organizational_units` or `tags`";
        let reason = "it would select nothing";
        fields.push_at(node, diagnostic.help(help), reason, scope);
    }
}

fn organizational_units<'a>(
    fields: &mut Fields<'a>,
    node: &'a Node,
) -> Vec<Located<OrganizationalUnitPattern>> {
    let scope = Scope::default();
    fields.one_or_many(node, |fields, node| {
        let what = "an organizational unit";
        let text = fields.text(node, what, scope)?;
        if text.trim_matches('/').is_empty() {
            let expected = "a path of names such as `plat/dev`";
            return fields.wrong_type(node, what, expected, None, scope);
        }
        let pattern = OrganizationalUnitPattern::parse(&text);
        Some(Located::new(pattern, node.span))
    })
}

fn foreign_key(
    fields: &mut Fields<'_>,
    key: &crate::catalog::node::Key,
    level: Level,
    known: &[&str],
) {
    if level == Level::Element && key.name == "may_be_empty" {
        fields.diagnostics.push(
            Diagnostic::error(
                Code::UnknownKey,
                "`may_be_empty` concerns a whole account type",
            )
            .primary(key.span, "not one of its clauses")
            .help("write the type as {any: [CLAUSES], may_be_empty: true}"),
        );
        return;
    }
    let place = match level {
        Level::Type => "an account type",
        Level::Element => "a clause",
        Level::Except => "an exclusion",
    };
    fields.unknown_key(key, place, known, Scope::default());
}

/// A name, an id or a glob.
pub fn account_pattern(fields: &mut Fields<'_>, node: &Node) -> Option<Located<AccountPattern>> {
    let what = "an account";
    if let Value::Number(_) = &node.value {
        let id = account_id(fields, node, what)?;
        let WrittenId::Id(id) = id else { return None };
        return Some(Located::new(AccountPattern::Id(id), node.span));
    }
    let text = fields.text(node, what, Scope::default())?;
    if text.is_empty() {
        let expected = "a name, an id or a glob";
        return fields.wrong_type(node, what, expected, None, Scope::default());
    }
    Some(Located::new(AccountPattern::parse(&text), node.span))
}

fn account_tags<'a>(
    fields: &mut Fields<'a>,
    node: &'a Node,
) -> BTreeMap<String, Vec<wildmatch::WildMatch>> {
    let mut tags = BTreeMap::new();
    let scope = Scope::default();
    let shape = "tags: {stage: \"dev*\", team: [a, b]}";
    let Some(map) = fields.map(node, "`tags`", shape, scope) else {
        return tags;
    };
    for (key, value) in map.iter() {
        let globs = fields.one_or_many(value, |fields, node| {
            if let Value::Bool(flag) = node.value {
                return Some(wildmatch::WildMatch::new(&flag.to_string()));
            }
            let text = fields.text(node, &format!("the tag `{}`", key.name), scope)?;
            Some(wildmatch::WildMatch::new(&text))
        });
        tags.insert(key.name.clone(), globs);
    }
    tags
}

fn add(clause: Clause, span: Span, level: Level, into: &mut AccountType) {
    let clause = Located::new(clause, span);
    match level {
        Level::Except => into.selector.except.push(clause),
        Level::Type | Level::Element => into.selector.clauses.push(clause),
    }
}

/// `dev: []` says that there are none, which is looked at once the type is used.
fn is_empty_list(node: &Node) -> bool {
    node.as_list().is_some_and(<[Node]>::is_empty)
        || node
            .as_map()
            .and_then(|map| map.get("any"))
            .is_some_and(is_empty_list)
}
