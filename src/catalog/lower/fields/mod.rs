//! Typed access to the nodes of a document. Whatever has another type than its key takes is a diagnostic.

mod suggestions;
mod unresolved;

use std::borrow::Cow;
use std::collections::HashSet;

use super::expressions::{Scope, Templates};
use crate::catalog::node::{Key, Map, Node, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::Partition;
use crate::source::Span;

/// How many places of one problem are drawn; the others are counted.
pub const LABELS: usize = 7;

/// The vars of a catalog, read by type, and what was found to be wrong with them.
pub struct Fields<'a> {
    /// All vars.
    pub vars: &'a Map,
    /// What is wrong so far.
    pub diagnostics: Diagnostics,
    /// What expressions are evaluated from.
    pub templates: Templates<'a>,
    /// Values of Atmos that were reported as needed.
    reported: HashSet<Span>,
    /// What was reported of places behind anchors.
    blamed: HashSet<(Span, String)>,
    /// What may still be spent on suggestions.
    comparisons: usize,
}

impl<'a> Fields<'a> {
    /// The fields of these vars; what was wrong before stands in `diagnostics`.
    pub fn new(vars: &'a Map, partition: &'a Partition, diagnostics: Diagnostics) -> Self {
        Self {
            vars,
            diagnostics,
            templates: Templates::new(vars, partition),
            reported: HashSet::new(),
            blamed: HashSet::new(),
            comparisons: suggestions::COMPARISONS_MAX,
        }
    }

    /// A var that is given; null says "not given".
    pub fn var(&self, name: &str) -> Option<&'a Node> {
        given(self.vars, name)
    }

    /// The mapping in a node. `what` is the subject of the sentence (``"`groups`"``), `shape` shows how one is
    /// written.
    pub fn map<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
        shape: &str,
        scope: Scope<'a>,
    ) -> Option<&'n Map>
    where
        'a: 'n,
    {
        let node = self.referred(node, scope)?;
        match &node.value {
            Value::Map(map) => Some(map),
            _ => self.wrong_type(node, what, "a mapping", Some(shape), scope),
        }
    }

    /// The elements of a list.
    pub fn list<'n>(&mut self, node: &'n Node, what: &str, scope: Scope<'a>) -> Option<&'n [Node]>
    where
        'a: 'n,
    {
        let node = self.referred(node, scope)?;
        match &node.value {
            Value::List(nodes) => Some(nodes),
            Value::String(text) | Value::Number(text) if text.len() <= 80 => {
                let help = format!("write a list of one: [{text}]");
                self.wrong_type(node, what, "a list", Some(&help), scope)
            }
            Value::Null => self.wrong_type(node, what, "a list", Some("write [] for none"), scope),
            _ => self.wrong_type(node, what, "a list", None, scope),
        }
    }

    /// The elements of a list, or a single value in its place.
    pub fn one_or_many<T>(
        &mut self,
        node: &'a Node,
        mut each: impl FnMut(&mut Self, &'a Node) -> Option<T>,
    ) -> Vec<T> {
        match &node.value {
            Value::List(nodes) => nodes.iter().filter_map(|node| each(self, node)).collect(),
            _ => each(self, node).into_iter().collect(),
        }
    }

    /// The text of a scalar, its expressions worked out.
    pub fn text<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
        scope: Scope<'a>,
    ) -> Option<Cow<'n, str>> {
        match &node.value {
            Value::String(text) | Value::Number(text) => self.render(text, node.span, scope),
            _ => self.wrong_type(node, what, "a text", None, scope),
        }
    }

    /// `true` or `false`.
    pub fn flag(&mut self, node: &Node, what: &str, scope: Scope<'a>) -> Option<bool> {
        match &node.value {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) if text == "true" || text == "false" => Some(text == "true"),
            _ => self.wrong_type(node, what, "`true` or `false`", None, scope),
        }
    }

    /// A text at a place, its expressions worked out; what cannot be is a diagnostic there.
    pub fn render<'n>(
        &mut self,
        text: &'n str,
        span: Span,
        scope: Scope<'a>,
    ) -> Option<Cow<'n, str>> {
        if !Templates::is_template(text) {
            return Some(Cow::Borrowed(text));
        }
        match self.templates.render(text, scope) {
            Ok(text) => Some(Cow::Owned(text)),
            Err(failure) => {
                self.cannot_work_out(failure, span, scope);
                None
            }
        }
    }

    /// Says that a value has another type than it should; always `None`, so that a caller can return it.
    pub fn wrong_type<T>(
        &mut self,
        node: &Node,
        what: &str,
        expected: &str,
        help: Option<&str>,
        scope: Scope<'a>,
    ) -> Option<T> {
        if let Value::Unresolved(_) = &node.value {
            self.unresolved(what, node, scope.asked_by);
            return None;
        }
        let diagnostic = Diagnostic::error(
            Code::WrongType,
            format!("{what} must be {expected}, not {}", node.describe()),
        );
        let diagnostic = diagnostic.help_opt(help.map(str::to_owned));
        self.push_at(
            node,
            diagnostic,
            format!("{expected} is expected here"),
            scope,
        );
        None
    }

    /// A key that has no meaning where it stands.
    pub fn unknown_key(&mut self, key: &Key, place: &str, known: &[&str], scope: Scope<'a>) {
        let help = self.suggest(&key.name, known.iter().copied());
        let diagnostic = Diagnostic::error(
            Code::UnknownKey,
            format!("unknown key `{}` in {place}", key.name),
        )
        .primary(key.span, "this key has no meaning here")
        .help(help.unwrap_or_else(|| format!("the keys here are {}", listed(known))));
        self.push(diagnostic, scope);
    }

    /// Adds a diagnostic; one inside a definition that is written elsewhere shows who asked for it.
    pub fn push(&mut self, diagnostic: Diagnostic, scope: Scope<'a>) {
        self.diagnostics.push(match scope.asked_by {
            Some(span) => diagnostic.secondary(span, "asked for here"),
            None => diagnostic,
        });
    }

    /// Adds a diagnostic about a node. What is wrong behind an anchor is said once, not at every alias.
    pub fn push_at(
        &mut self,
        node: &Node,
        diagnostic: Diagnostic,
        text: impl Into<String>,
        scope: Scope<'a>,
    ) {
        let known = node.defined.is_some()
            && !self
                .blamed
                .insert((node.written(), diagnostic.message.clone()));
        if !known {
            self.push(node.blame(diagnostic, text), scope);
        }
    }

    /// The node that a whole text such as `{{ name }}` means; any other node itself. `None` after a diagnostic.
    fn referred<'n>(&mut self, node: &'n Node, scope: Scope<'a>) -> Option<&'n Node>
    where
        'a: 'n,
    {
        let Value::String(text) = &node.value else {
            return Some(node);
        };
        if let Some(referred) = self.templates.reference(text, scope) {
            return Some(referred);
        }
        // It is of the wrong type then, unless it cannot be worked out at all, which is said instead.
        self.render(text, node.span, scope).map(|_| node)
    }
}

/// `` `a`, `b` and `c` ``.
pub fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// An entry that is given; null says "not given".
pub fn given<'n>(map: &'n Map, name: &str) -> Option<&'n Node> {
    map.get(name).filter(|node| !node.is_null())
}
