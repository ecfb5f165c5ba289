//! `inline_policy` and `inline_policy_file`: a mapping, a text of JSON, or a file of either.

use std::path::{Component, Path, PathBuf};

use serde_json::Value as Json;

use super::Lowering;
use super::definitions::Definition;
use super::permission_sets::field;
use super::scope::Scope;
use super::template::Templates;
use crate::catalog::node::{Key, Map, Node, Value};
use crate::catalog::yaml;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{PermissionSetName, PolicyDocument};
use crate::source::{SourceId, Span};

/// Bytes of a policy without white space (IAM Identity Center quota, not raisable).
const NON_WHITESPACE_MAX: usize = 10_240;
/// Characters of a policy in all (service model).
const LENGTH_MAX: usize = 32_768;
/// Bytes of a policy file that is read at all: the longest policy, generously indented.
const FILE_MAX: u64 = 1024 * 1024;

impl<'a> Lowering<'a> {
    /// The inline policy of a definition; `None` where there is none, or it is wrong and reported.
    pub(super) fn inline_policy(
        &mut self,
        name: &PermissionSetName,
        definition: &Definition<'a>,
    ) -> Option<PolicyDocument> {
        let (body, scope) = (definition.body, definition.scope);
        let (written, file) = (
            field(body, "inline_policy"),
            field(body, "inline_policy_file"),
        );
        let (document, place) = match (written, file) {
            (None, None) => return None,
            (Some(node), Some(file)) => {
                self.push(
                    Diagnostic::error(
                        Code::BadPolicyDocument,
                        format!("permission set `{name}` has two inline policies"),
                    )
                    .primary(node.span, "one here")
                    .primary(file.span, "one in a file")
                    .help(
                        "keep `inline_policy` or `inline_policy_file`; AWS takes one inline policy",
                    ),
                    scope,
                );
                return None;
            }
            (Some(node), None) => (self.written_policy(name, node, scope)?, node),
            (None, Some(node)) => (self.policy_file(node, scope)?, node),
        };
        let some = statements(&document) > 0;
        let document = self.worked_out(&document, scope, true)?;
        // Every statement was left out by its `when`: there is no policy.
        if some && statements(&document) == 0 {
            return None;
        }
        let before = self.diagnostics.len();
        self.lint(&document, scope);
        if self.diagnostics.len() != before && self.diagnostics.has_errors() {
            return None;
        }
        let policy = PolicyDocument::from_value(json(&document)).ok()?;
        self.check_size(name, &policy, place, scope);
        Some(policy)
    }

    /// A policy in the catalog: a mapping, or a text of JSON. A text becomes a source of its own, so that
    /// what is wrong in it has a line and a column.
    fn written_policy(
        &mut self,
        name: &PermissionSetName,
        node: &'a Node,
        scope: Scope<'a>,
    ) -> Option<Node> {
        match &node.value {
            Value::Map(_) => Some(node.clone()),
            Value::String(text) if text.is_empty() => None,
            Value::String(text)
                if text.trim_start().starts_with('{') && !text.starts_with("{{") =>
            {
                let title = format!(
                    "inline_policy of {name} ({})",
                    self.sources.file_line(node.written())
                );
                let id = self.source(&title, text);
                self.read_policy(id)
            }
            Value::String(text) if Templates::is_template(text) => {
                let shape = "a mapping";
                let referred = self.map(node, "`inline_policy`", shape, scope)?;
                Some(Node {
                    value: Value::Map(referred.clone()),
                    span: node.span,
                    defined: node.defined,
                })
            }
            _ => {
                let expected = "a mapping or a text of JSON";
                self.wrong_type(node, "`inline_policy`", expected, None, scope)
            }
        }
    }

    fn policy_file(&mut self, node: &'a Node, scope: Scope<'a>) -> Option<Node> {
        let text = self.text(node, "`inline_policy_file`", scope)?;
        match self.open_policy_file(&text, node.written()) {
            Ok(id) => self.read_policy(id),
            Err(reason) => {
                let diagnostic = Diagnostic::error(
                    Code::UnreadableFile,
                    format!("cannot read the policy file `{text}`"),
                )
                .note("the path is relative to the folder of the file in which it is written, and stays in it");
                self.push_at(node, diagnostic, reason, scope);
                None
            }
        }
    }

    /// Reads a file next to the one that names it. A catalog may come from somebody else's branch: it must
    /// not be able to show what lies elsewhere on the machine that checks it.
    fn open_policy_file(&mut self, written: &str, place: Span) -> Result<SourceId, String> {
        let relative = Path::new(written);
        let inside = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
        if written.is_empty() || !relative.components().all(inside) {
            return Err("leads out of its folder".to_owned());
        }
        let folder = Path::new(self.sources.name(place.source)).parent();
        let folder = folder.map(Path::to_path_buf).unwrap_or_default();
        let path = folder.join(relative);
        let shown = path.display().to_string();
        if let Some(id) = self.known_sources.get(&shown) {
            return Ok(*id);
        }
        let here = if folder.as_os_str().is_empty() {
            PathBuf::from(".")
        } else {
            folder
        };
        let reason = |error: std::io::Error| {
            let text = error.to_string();
            text.split(" (os error")
                .next()
                .unwrap_or(&text)
                .to_lowercase()
        };
        let real = path.canonicalize().map_err(reason)?;
        if !real.starts_with(here.canonicalize().map_err(reason)?) {
            return Err("leads out of its folder by a symbolic link".to_owned());
        }
        let metadata = real.metadata().map_err(reason)?;
        if !metadata.is_file() {
            return Err("is not a file".to_owned());
        }
        if metadata.len() > FILE_MAX {
            return Err(format!(
                "has {} bytes; no policy is that long",
                metadata.len()
            ));
        }
        let text = std::fs::read(&real).map_err(reason)?;
        let text = String::from_utf8(text).map_err(|_| "is not UTF-8".to_owned())?;
        Ok(self.source(&shown, &text))
    }

    /// The source of this name, added if it is not there yet.
    fn source(&mut self, name: &str, text: &str) -> SourceId {
        if let Some(id) = self.known_sources.get(name) {
            return *id;
        }
        // Tabs may indent JSON and not YAML; inside its texts JSON allows none.
        let id = self.sources.add(name, text.replace('\t', " "));
        self.known_sources.insert(name.to_owned(), id);
        id
    }

    fn read_policy(&mut self, id: SourceId) -> Option<Node> {
        let node = yaml::read(id, self.sources, self.diagnostics)?;
        if node.as_map().is_none() {
            let expected = "a mapping with `Version` and `Statement`";
            return self.wrong_type(&node, "a policy", expected, None, Scope::default());
        }
        Some(node)
    }

    /// The document with its expressions worked out, and without the statements whose `when` is not given.
    fn worked_out(&mut self, node: &Node, scope: Scope<'a>, is_root: bool) -> Option<Node> {
        let value = match &node.value {
            Value::String(text) if Templates::is_template(text) => {
                match self.templates.reference(text, scope) {
                    Some(list) if list.as_list().is_some() => self.plain_list(list, scope)?,
                    _ => Value::String(self.render(text, node.span, scope)?.into_owned()),
                }
            }
            Value::List(nodes) => {
                let mut elements = Vec::with_capacity(nodes.len());
                for node in nodes {
                    elements.push(self.worked_out(node, scope, false));
                }
                Value::List(elements.into_iter().collect::<Option<_>>()?)
            }
            Value::Map(map) => {
                let mut entries = Vec::with_capacity(map.len());
                for (key, value) in map.iter() {
                    let value = match key.name.as_str() {
                        "Statement" if is_root => self.statements(value, scope),
                        _ => self.worked_out(value, scope, false),
                    };
                    let name = self.render(&key.name, key.span, scope);
                    entries.push(name.zip(value).map(|(name, value)| {
                        let name = name.into_owned();
                        (
                            Key {
                                name,
                                span: key.span,
                            },
                            value,
                        )
                    }));
                }
                Value::Map(Map::from_entries(
                    entries.into_iter().collect::<Option<_>>()?,
                ))
            }
            Value::Unresolved(_) => {
                self.unresolved("a value of the policy", node, scope.asked_by);
                return None;
            }
            plain => plain.clone(),
        };
        Some(Node {
            value,
            span: node.span,
            defined: node.defined,
        })
    }

    /// The list behind `{{ name }}`. Its elements are texts and cannot name lists again, so that no circle
    /// can be built.
    fn plain_list(&mut self, list: &Node, scope: Scope<'a>) -> Option<Value> {
        let mut elements = Vec::new();
        for element in list.as_list().unwrap_or_default() {
            let text = self.text(element, "an element of the list", scope)?;
            elements.push(Node {
                value: Value::String(text.into_owned()),
                span: element.span,
                defined: element.defined,
            });
        }
        Some(Value::List(elements))
    }

    fn statements(&mut self, node: &Node, scope: Scope<'a>) -> Option<Node> {
        let Value::List(statements) = &node.value else {
            return self.worked_out(node, scope, false);
        };
        let mut kept = Vec::with_capacity(statements.len());
        for statement in statements {
            let when = statement.as_map().and_then(|map| map.get("when"));
            let Some(when) = when else {
                kept.push(self.worked_out(statement, scope, false));
                continue;
            };
            let Some(name) = when.as_text() else {
                let expected = "the name of a var";
                kept.push(self.wrong_type(when, "`when`", expected, None, scope));
                continue;
            };
            match self.templates.is_given(name, scope) {
                Ok(true) => kept.push(self.worked_out(&without_when(statement), scope, false)),
                Ok(false) => {}
                Err(failure) => {
                    self.cannot_work_out(failure, when.span, scope);
                    kept.push(None);
                }
            }
        }
        Some(Node {
            value: Value::List(kept.into_iter().collect::<Option<_>>()?),
            span: node.span,
            defined: node.defined,
        })
    }

    fn check_size(
        &mut self,
        name: &PermissionSetName,
        policy: &PolicyDocument,
        node: &Node,
        scope: Scope<'a>,
    ) {
        let text = policy.text();
        if let Some(character) = text.chars().find(|c| *c > '\u{ff}') {
            let diagnostic = Diagnostic::error(
                Code::BadPolicyDocument,
                format!("the inline policy of `{name}` contains {character:?}"),
            )
            .note("AWS takes Latin-1 in an inline policy");
            self.push_at(node, diagnostic, "AWS refuses this text", scope);
        }
        let solid = text
            .bytes()
            .filter(|byte| !byte.is_ascii_whitespace())
            .count();
        let (count, limit) = match text.chars().count() {
            _ if solid > NON_WHITESPACE_MAX => (solid, NON_WHITESPACE_MAX),
            all if all > LENGTH_MAX => (all, LENGTH_MAX),
            _ => return,
        };
        let diagnostic = Diagnostic::error(
            Code::InlinePolicyTooLarge,
            format!("the inline policy of `{name}` has {count} bytes; AWS allows {limit}"),
        )
        .note("white space does not count")
        .help("shorten it with wildcards, or make it a customer managed policy in the accounts");
        self.push_at(node, diagnostic, "too large", scope);
    }
}

/// How many statements a document has.
fn statements(document: &Node) -> usize {
    let statement = document.as_map().and_then(|map| map.get("Statement"));
    statement.map_or(0, |node| node.as_list().map_or(1, <[Node]>::len))
}

fn without_when(statement: &Node) -> Node {
    let map = statement.as_map().cloned().unwrap_or_default();
    let entries = map.into_entries().into_iter();
    let kept = entries.filter(|(key, _)| key.name != "when").collect();
    Node {
        value: Value::Map(Map::from_entries(kept)),
        span: statement.span,
        defined: statement.defined,
    }
}

/// The document as JSON. A number that JSON cannot spell, such as an account id with a leading zero, is text.
fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null | Value::Unresolved(_) => Json::Null,
        Value::Bool(flag) => Json::Bool(*flag),
        Value::Number(text) => {
            serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.clone()))
        }
        Value::String(text) => Json::String(text.clone()),
        Value::List(nodes) => Json::Array(nodes.iter().map(json).collect()),
        Value::Map(map) => map
            .iter()
            .map(|(key, node)| (key.name.clone(), json(node)))
            .collect(),
    }
}
