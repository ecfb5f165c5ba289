//! `guardrails`: what the catalog forbids itself.
//!
//! A mapping from rules to what they demand, or a list of such mappings.

use std::collections::BTreeMap;
use std::sync::Arc;

use wildmatch::WildMatch;

use super::Lowering;
use super::definitions::Definitions;
use super::scope::Scope;
use crate::catalog::node::{Key, Map, Node, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    AccountType, Demand, Guardrail, NamePatterns, PermissionSetName, Reach, SessionDuration,
};
use crate::source::{Located, Span};

pub(super) const RULES: &[&str] = &[
    "deny",
    "max_session_duration",
    "require_boundary",
    "no_direct_users",
];
pub(super) const DENY: &[&str] = &[
    "permission_sets",
    "groups",
    "users",
    "except",
    "account_types",
    "accounts",
];
pub(super) const WHERE: &[&str] = &["except", "account_types", "accounts"];
const SHAPE: &str =
    "guardrails: {deny: {permission_sets: [AdministratorAccess], account_types: [prod]}}";

/// What the names in guardrails are looked up in.
#[derive(Clone, Copy)]
struct Known<'k, 'a> {
    account_types: &'k BTreeMap<Arc<str>, AccountType>,
    definitions: &'k Definitions<'a>,
}

impl<'a> Lowering<'a> {
    /// Reads the guardrails. A name that does not exist is an error, because a guardrail for nothing guards nothing.
    pub(super) fn guardrails(
        &mut self,
        account_types: &BTreeMap<Arc<str>, AccountType>,
        definitions: &Definitions<'a>,
    ) -> Vec<Guardrail> {
        let known = Known {
            account_types,
            definitions,
        };
        let mut guardrails = Vec::new();
        let Some(node) = self.vars.get("guardrails").filter(|node| !node.is_null()) else {
            return guardrails;
        };
        match &node.value {
            Value::List(nodes) => {
                for node in nodes {
                    self.rules(node, known, &mut guardrails);
                }
            }
            _ => self.rules(node, known, &mut guardrails),
        }
        guardrails
    }

    fn rules(&mut self, node: &'a Node, known: Known<'_, 'a>, into: &mut Vec<Guardrail>) {
        let scope = Scope::default();
        let map = self.map(node, "`guardrails`", SHAPE, scope);
        for (key, value) in map.into_iter().flat_map(Map::iter) {
            match key.name.as_str() {
                "deny" => match &value.value {
                    Value::List(nodes) => {
                        for node in nodes {
                            let first = node.as_map().and_then(|map| map.iter().next());
                            let span = first.map_or(node.span, |(key, _)| key.span);
                            into.extend(self.deny(node, span, known));
                        }
                    }
                    _ => into.extend(self.deny(value, key.span, known)),
                },
                "max_session_duration" => self.longest(key, value, known, into),
                "require_boundary" => {
                    into.extend(self.demand(Demand::RequireBoundary, key, value, known));
                }
                "no_direct_users" => {
                    into.extend(self.demand(Demand::NoDirectUsers, key, value, known));
                }
                _ => self.unknown_key(key, "`guardrails`", RULES, scope),
            }
        }
    }

    fn deny(&mut self, node: &'a Node, span: Span, known: Known<'_, 'a>) -> Option<Guardrail> {
        let scope = Scope::default();
        let shape = "deny: {permission_sets: [AdministratorAccess], groups: [\"*\"], except: [Managers], account_types: [prod]}";
        let map = self.map(node, "`deny`", shape, scope)?;
        if map.is_empty() {
            let diagnostic = Diagnostic::error(Code::MissingKey, "this guardrail says nothing")
                .help(format!("for example {shape}"));
            self.push_at(node, diagnostic, "what is denied?", scope);
            return None;
        }
        let (mut permission_sets, mut groups, mut users) = (None, None, None);
        for (key, value) in map.iter() {
            match key.name.as_str() {
                "permission_sets" => permission_sets = Some(self.set_patterns(key, value, known)),
                "groups" => groups = Some(self.name_patterns(key, value)),
                "users" => users = Some(self.name_patterns(key, value)),
                name if WHERE.contains(&name) => {}
                _ => self.unknown_key(key, "`deny`", DENY, scope),
            }
        }
        let demand = Demand::Deny {
            permission_sets,
            groups,
            users,
        };
        Some(self.somewhere(demand, map, span, known))
    }

    /// `true`, or where and for whom not.
    fn demand(
        &mut self,
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
                    self.unknown_key(inner, &name, WHERE, scope);
                }
            }
            return Some(self.somewhere(demand, map, key.span, known));
        }
        let demanded = self.flag(value, &name, scope)?;
        demanded.then(|| Guardrail {
            demand,
            reach: Reach::default(),
            except: NamePatterns::default(),
            span: key.span,
        })
    }

    /// One duration for all, or one for each account type.
    fn longest(
        &mut self,
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
            if let Some(longest) = self.session_duration(value, scope) {
                push(longest, Reach::default(), key.span);
            }
            return;
        };
        for (name, value) in map.iter() {
            let account_type = self.known_type(&name.name, name.span, known);
            let longest = self.session_duration(value, scope);
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
    fn somewhere(
        &mut self,
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
                "except" => guardrail.except = self.name_patterns(key, value),
                "account_types" => {
                    let types = self.one_or_many(value, |lowering, node| {
                        let name = lowering.text(node, "an account type", Scope::default())?;
                        lowering.known_type(&name, node.span, known)
                    });
                    self.not_empty(key, value, types.is_empty());
                    guardrail.reach.account_types = types;
                }
                "accounts" => {
                    let accounts =
                        self.one_or_many(value, |lowering, node| lowering.account_pattern(node));
                    self.not_empty(key, value, accounts.is_empty());
                    guardrail.reach.accounts = accounts;
                }
                _ => {}
            }
        }
        guardrail
    }

    /// An empty list would lift the limit that its key is there for.
    fn not_empty(&mut self, key: &Key, value: &Node, is_empty: bool) {
        let written = value.is_null() || value.as_list().is_some_and(<[Node]>::is_empty);
        if is_empty && written {
            let message = format!("`{}` of a guardrail names nothing", key.name);
            self.diagnostics.push(
                Diagnostic::error(Code::MissingKey, message)
                    .primary(key.span, "an empty list")
                    .help("name something, or leave the key out"),
            );
        }
    }

    fn known_type(
        &mut self,
        name: &str,
        span: Span,
        known: Known<'_, 'a>,
    ) -> Option<Located<Arc<str>>> {
        if let Some((name, _)) = known.account_types.get_key_value(name) {
            return Some(Located::new(Arc::clone(name), span));
        }
        let help = self.suggest(name, known.account_types.keys().map(|name| &**name));
        let message = format!("unknown account type `{name}`");
        self.diagnostics.push(
            Diagnostic::error(Code::UnknownAccountType, message)
                .primary(span, "not defined under `account_types`")
                .help_opt(help),
        );
        None
    }

    fn name_patterns(&mut self, key: &Key, value: &'a Node) -> NamePatterns {
        let what = format!("a name of `{}`", key.name);
        let patterns = self.one_or_many(value, |lowering, node| {
            let text = lowering.text(node, &what, Scope::default())?;
            Some(WildMatch::new(&text))
        });
        self.not_empty(key, value, patterns.is_empty());
        NamePatterns(patterns)
    }

    fn set_patterns(&mut self, key: &Key, value: &'a Node, known: Known<'_, 'a>) -> NamePatterns {
        let patterns = self.one_or_many(value, |lowering, node| {
            let text = lowering.text(node, "a permission set's name", Scope::default())?;
            let pattern = WildMatch::new(&text);
            let names = || known.definitions.sets.keys().map(PermissionSetName::as_str);
            // A glob may wait for sets that are yet to come; a name that nothing has is a mistake.
            if !text.contains(['*', '?']) && !names().any(|name| name == text) {
                let help = lowering.suggest(&text, names());
                let message = format!("unknown permission set `{text}`");
                let diagnostic = Diagnostic::error(Code::UnknownPermissionSet, message);
                let diagnostic = diagnostic.help_opt(help);
                let reason = "neither built in nor defined in this catalog";
                lowering.push_at(node, diagnostic, reason, Scope::default());
            }
            Some(pattern)
        });
        self.not_empty(key, value, patterns.is_empty());
        NamePatterns(patterns)
    }
}
