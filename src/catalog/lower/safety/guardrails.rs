//! `guardrails`: what the catalog forbids itself.
//!
//! A mapping from rules to what they demand, or a list of such mappings.

use std::collections::BTreeMap;
use std::sync::Arc;

use wildmatch::WildMatch;

use crate::catalog::lower::accounts::account_pattern;
use crate::catalog::lower::expressions::Scope;
use crate::catalog::lower::fields::Fields;
use crate::catalog::lower::permission_sets::{Definitions, session_duration};
use crate::catalog::node::{Key, Map, Node, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{
    AccountType, Demand, Guardrail, NamePatterns, PermissionSetName, Reach, SessionDuration,
};
use crate::source::{Located, Span};

/// The kinds of guardrails.
pub const RULES: &[&str] = &[
    "deny",
    "max_session_duration",
    "require_boundary",
    "no_direct_users",
];
/// The keys of `deny`.
pub const DENY: &[&str] = &[
    "permission_sets",
    "groups",
    "users",
    "except",
    "account_types",
    "accounts",
];
/// The keys that every guardrail takes.
pub const WHERE: &[&str] = &["except", "account_types", "accounts"];
const SHAPE: &str =
    "guardrails: {deny: {permission_sets: [AdministratorAccess], account_types: [prod]}}";

/// What the names in guardrails are looked up in.
#[derive(Clone, Copy)]
struct Known<'k, 'a> {
    account_types: &'k BTreeMap<Arc<str>, AccountType>,
    definitions: &'k Definitions<'a>,
}

/// Reads the guardrails. A name that does not exist is an error, because a guardrail for nothing guards nothing.
pub fn guardrails<'a>(
    fields: &mut Fields<'a>,
    account_types: &BTreeMap<Arc<str>, AccountType>,
    definitions: &Definitions<'a>,
) -> Vec<Guardrail> {
    let known = Known {
        account_types,
        definitions,
    };
    let mut guardrails = Vec::new();
    let Some(node) = fields.var("guardrails") else {
        return guardrails;
    };
    match &node.value {
        Value::List(nodes) => {
            for node in nodes {
                rules(fields, node, known, &mut guardrails);
            }
        }
        _ => rules(fields, node, known, &mut guardrails),
    }
    guardrails
}

fn rules<'a>(
    fields: &mut Fields<'a>,
    node: &'a Node,
    known: Known<'_, 'a>,
    into: &mut Vec<Guardrail>,
) {
    let scope = Scope::default();
    let map = fields.map(node, "`guardrails`", SHAPE, scope);
    for (key, value) in map.into_iter().flat_map(Map::iter) {
        match key.name.as_str() {
            "deny" => match &value.value {
                Value::List(nodes) => {
                    for node in nodes {
                        let first = node.as_map().and_then(|map| map.iter().next());
                        let span = first.map_or(node.span, |(key, _)| key.span);
                        into.extend(deny(fields, node, span, known));
                    }
                }
                _ => into.extend(deny(fields, value, key.span, known)),
            },
            "max_session_duration" => longest(fields, key, value, known, into),
            "require_boundary" => {
                into.extend(demand(fields, Demand::RequireBoundary, key, value, known));
            }
            "no_direct_users" => {
                into.extend(demand(fields, Demand::NoDirectUsers, key, value, known));
            }
            _ => fields.unknown_key(key, "`guardrails`", RULES, scope),
        }
    }
}

fn deny<'a>(
    fields: &mut Fields<'a>,
    node: &'a Node,
    span: Span,
    known: Known<'_, 'a>,
) -> Option<Guardrail> {
    let scope = Scope::default();
    let shape = "deny: {permission_sets: [AdministratorAccess], groups: [\"*\"], except: [Managers], account_types: [prod]}";
    let map = fields.map(node, "`deny`", shape, scope)?;
    if map.is_empty() {
        let diagnostic = Diagnostic::error(Code::MissingKey, "this guardrail says nothing")
            .help(format!("for example {shape}"));
        fields.push_at(node, diagnostic, "what is denied?", scope);
        return None;
    }
    let (mut permission_sets, mut groups, mut users) = (None, None, None);
    for (key, value) in map.iter() {
        match key.name.as_str() {
            "permission_sets" => permission_sets = Some(set_patterns(fields, key, value, known)),
            "groups" => groups = Some(name_patterns(fields, key, value)),
            "users" => users = Some(name_patterns(fields, key, value)),
            name if WHERE.contains(&name) => {}
            _ => fields.unknown_key(key, "`deny`", DENY, scope),
        }
    }
    let demand = Demand::Deny {
        permission_sets,
        groups,
        users,
    };
    Some(somewhere(fields, demand, map, span, known))
}

/// `true`, or where and for whom not.
fn demand<'a>(
    fields: &mut Fields<'a>,
    demand: Demand,
    key: &Key,
    value: &'a Node,
    known: Known<'_, 'a>,
) -> Option<Guardrail> {
    let scope = Scope::default();
    let name = format!("`{}`", key.name);
    if let Value::Map(map) = &value.value {
        for (inner, _) in map.iter() {
            if !WHERE.contains(&inner.name.as_str()) {
                fields.unknown_key(inner, &name, WHERE, scope);
            }
        }
        return Some(somewhere(fields, demand, map, key.span, known));
    }
    let demanded = fields.flag(value, &name, scope)?;
    demanded.then(|| Guardrail {
        demand,
        reach: Reach::default(),
        except: NamePatterns::default(),
        span: key.span,
    })
}

/// One duration for all, or one for each account type.
fn longest<'a>(
    fields: &mut Fields<'a>,
    key: &Key,
    value: &'a Node,
    known: Known<'_, 'a>,
    into: &mut Vec<Guardrail>,
) {
    let mut push = |longest: SessionDuration, reach: Reach, span: Span| {
        into.push(Guardrail {
            demand: Demand::MaxSessionDuration(longest),
            reach,
            except: NamePatterns::default(),
            span,
        });
    };
    let scope = Scope::default();
    let Value::Map(map) = &value.value else {
        if let Some(longest) = session_duration(fields, value, scope) {
            push(longest, Reach::default(), key.span);
        }
        return;
    };
    for (name, value) in map.iter() {
        let account_type = known_type(fields, &name.name, name.span, known);
        let longest = session_duration(fields, value, scope);
        if let (Some(account_type), Some(longest)) = (account_type, longest) {
            let reach = Reach {
                account_types: vec![account_type],
                accounts: Vec::new(),
            };
            push(longest, reach, name.span);
        }
    }
}

/// The keys that every guardrail has: where, and for whom not.
fn somewhere<'a>(
    fields: &mut Fields<'a>,
    demand: Demand,
    map: &'a Map,
    span: Span,
    known: Known<'_, 'a>,
) -> Guardrail {
    let mut guardrail = Guardrail {
        demand,
        reach: Reach::default(),
        except: NamePatterns::default(),
        span,
    };
    for (key, value) in map.iter() {
        match key.name.as_str() {
            "except" => guardrail.except = name_patterns(fields, key, value),
            "account_types" => {
                let types = fields.one_or_many(value, |fields, node| {
                    let name = fields.text(node, "an account type", Scope::default())?;
                    known_type(fields, &name, node.span, known)
                });
                not_empty(key, value, types.is_empty(), &mut fields.diagnostics);
                guardrail.reach.account_types = types;
            }
            "accounts" => {
                let accounts =
                    fields.one_or_many(value, |fields, node| account_pattern(fields, node));
                not_empty(key, value, accounts.is_empty(), &mut fields.diagnostics);
                guardrail.reach.accounts = accounts;
            }
            _ => {}
        }
    }
    guardrail
}

/// An empty list would lift the limit that its key is there for.
fn not_empty(key: &Key, value: &Node, is_empty: bool, diagnostics: &mut Diagnostics) {
    let written = value.is_null() || value.as_list().is_some_and(<[Node]>::is_empty);
    if is_empty && written {
        let message = format!("`{}` of a guardrail names nothing", key.name);
        diagnostics.push(
            Diagnostic::error(Code::MissingKey, message)
                .primary(key.span, "an empty list")
                .help("name something, or leave the key out"),
        );
    }
}

fn known_type<'a>(
    fields: &mut Fields<'a>,
    name: &str,
    span: Span,
    known: Known<'_, 'a>,
) -> Option<Located<Arc<str>>> {
    if let Some((name, _)) = known.account_types.get_key_value(name) {
        return Some(Located::new(Arc::clone(name), span));
    }
    let help = fields.suggest(name, known.account_types.keys().map(|name| &**name));
    let message = format!("unknown account type `{name}`");
    fields.diagnostics.push(
        Diagnostic::error(Code::UnknownAccountType, message)
            .primary(span, "not defined under `account_types`")
            .help_opt(help),
    );
    None
}

fn name_patterns<'a>(fields: &mut Fields<'a>, key: &Key, value: &'a Node) -> NamePatterns {
    let what = format!("a name of `{}`", key.name);
    let patterns = fields.one_or_many(value, |fields, node| {
        let text = fields.text(node, &what, Scope::default())?;
        Some(WildMatch::new(&text))
    });
    not_empty(key, value, patterns.is_empty(), &mut fields.diagnostics);
    NamePatterns(patterns)
}

fn set_patterns<'a>(
    fields: &mut Fields<'a>,
    key: &Key,
    value: &'a Node,
    known: Known<'_, 'a>,
) -> NamePatterns {
    let patterns = fields.one_or_many(value, |fields, node| {
        let text = fields.text(node, "a permission set's name", Scope::default())?;
        let pattern = WildMatch::new(&text);
        let names = || known.definitions.sets.keys().map(PermissionSetName::as_str);
        // A glob may wait for sets that are yet to come; a name that nothing has is a mistake.
        if !text.contains(['*', '?']) && !names().any(|name| name == text) {
            let help = fields.suggest(&text, names());
            let message = format!("unknown permission set `{text}`");
            let diagnostic = Diagnostic::error(Code::UnknownPermissionSet, message);
            let diagnostic = diagnostic.help_opt(help);
            let reason = "neither built in nor defined in this catalog";
            fields.push_at(node, diagnostic, reason, Scope::default());
        }
        Some(pattern)
    });
    not_empty(key, value, patterns.is_empty(), &mut fields.diagnostics);
    NamePatterns(patterns)
}
