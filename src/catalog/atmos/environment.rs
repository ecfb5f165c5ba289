//! `!env`: a value from the `env` sections of the manifests, from the environment, or the default behind the name.
//!
//! The environment is read only where the run allows the variable by its name: what a catalog says is shown in plans,
//! comments and files, and a catalog must not mean one thing when it is reviewed and another when it is applied.

use std::collections::BTreeMap;

use super::functions::unquoted;
use crate::catalog::node::{Map, Node, Reason, Unresolved, Value};

/// Evaluates `!env`.
pub(super) struct Environment<'a> {
    env: &'a dyn Fn(&str) -> Option<String>,
    allowed: &'a [String],
    read: BTreeMap<String, String>,
}

impl<'a> Environment<'a> {
    /// `read` is what was read of the environment before.
    pub(super) fn new(
        env: &'a dyn Fn(&str) -> Option<String>,
        allowed: &'a [String],
        read: BTreeMap<String, String>,
    ) -> Self {
        Self { env, allowed, read }
    }

    /// Replaces every `!env` in `vars` whose value is known. `sections` are the merged `env` sections.
    ///
    /// What is not known stays unresolved, with the reason: nothing in the place of a name could take access away. It is
    /// an error only where something that is used depends on it.
    pub(super) fn resolve(&mut self, mut sections: Map, vars: &mut Map) {
        // A section may take a value from the environment itself.
        self.map(&mut sections, &Map::default());
        self.map(vars, &sections);
    }

    /// The variables that were read, with their values.
    pub(super) fn into_read(self) -> BTreeMap<String, String> {
        self.read
    }

    fn map(&mut self, map: &mut Map, sections: &Map) {
        for node in map.nodes_mut() {
            self.node(node, sections);
        }
    }

    fn node(&mut self, node: &mut Node, sections: &Map) {
        match &mut node.value {
            Value::Map(map) => self.map(map, sections),
            Value::List(nodes) => {
                for node in nodes {
                    self.node(node, sections);
                }
            }
            Value::Unresolved(function) if is_env(function) => {
                match self.value(&function.text, sections) {
                    Ok(text) => node.value = Value::String(text),
                    Err(reason) => function.reason = reason,
                }
            }
            Value::Unresolved(function) => {
                if let Some(argument) = &mut function.argument {
                    self.node(argument, sections);
                }
            }
            _ => {}
        }
    }

    fn value(&mut self, text: &str, sections: &Map) -> Result<String, Reason> {
        let (name, default) = parts(text);
        match sections.get(name).map(|node| &node.value) {
            None | Some(Value::Null) => {}
            Some(Value::String(text) | Value::Number(text)) => return Ok(text.clone()),
            Some(Value::Bool(value)) => return Ok(value.to_string()),
            Some(Value::Unresolved(function)) => return Err(function.reason),
            Some(Value::List(_) | Value::Map(_)) => return Err(Reason::OnlyAtmos),
        }
        if is_secret(name) {
            return Err(Reason::Secret);
        }
        match ((self.env)(name), default) {
            (Some(value), _) if self.allowed.iter().any(|allowed| allowed == name) => {
                self.read.insert(name.to_owned(), value.clone());
                Ok(value)
            }
            // With its default instead, the catalog would mean something else than the run's environment says.
            (Some(_), _) => Err(Reason::NotAllowed),
            (None, Some(default)) => Ok(default.to_owned()),
            (None, None) if self.allowed.iter().any(|allowed| allowed == name) => {
                Err(Reason::NotSet)
            }
            (None, None) => Err(Reason::NotAllowed),
        }
    }
}

/// Whether there is an `!env` in a mapping.
pub(super) fn is_used(map: &Map) -> bool {
    let mut waiting: Vec<&Node> = map.iter().map(|(_, node)| node).collect();
    while let Some(node) = waiting.pop() {
        match &node.value {
            Value::Map(map) => waiting.extend(map.iter().map(|(_, node)| node)),
            Value::List(nodes) => waiting.extend(nodes),
            Value::Unresolved(function) if is_env(function) => return true,
            Value::Unresolved(function) => waiting.extend(function.argument.as_deref()),
            _ => {}
        }
    }
    false
}

/// The name of the variable in `!env NAME default`.
pub(in crate::catalog) fn variable(text: &str) -> &str {
    parts(text).0
}

fn is_env(function: &Unresolved) -> bool {
    function.what == "!env" && function.argument.is_none()
}

/// Name and default of `NAME default`.
fn parts(text: &str) -> (&str, Option<&str>) {
    let text = unquoted(text.trim());
    match text.split_once(char::is_whitespace) {
        Some((name, default)) => (name, Some(unquoted(default.trim()))),
        None => (text, None),
    }
}

/// Whether a variable of that name holds a secret. Such a one is not read even if it is allowed.
fn is_secret(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let secret = |word: &str| {
        ["SECRET", "TOKEN", "PASSWORD", "PASSWD", "CREDENTIAL"]
            .contains(&word.trim_end_matches('S'))
    };
    ["_KEY", "_KEY_ID"].iter().any(|end| upper.ends_with(end)) || upper.split('_').any(secret)
}
