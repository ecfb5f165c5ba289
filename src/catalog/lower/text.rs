//! Typed access to the nodes of a document. Whatever has another type than its key takes is a diagnostic.

use std::borrow::Cow;

use super::Lowering;
use super::expression::is_go_template;
use super::scope::Scope;
use super::template::{Failure, Templates};
use crate::catalog::atmos::variable;
use crate::catalog::node::{Key, Map, Node, Reason, Unresolved, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

impl<'a> Lowering<'a> {
    /// The mapping in a node. `what` is the subject of the sentence (``"`groups`"``), `shape` shows how one is
    /// written.
    pub(super) fn map<'n>(
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
    pub(super) fn list<'n>(
        &mut self,
        node: &'n Node,
        what: &str,
        scope: Scope<'a>,
    ) -> Option<&'n [Node]>
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

    /// The text of a scalar, its expressions worked out.
    pub(super) fn text<'n>(
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
    pub(super) fn flag(&mut self, node: &Node, what: &str, scope: Scope<'a>) -> Option<bool> {
        match &node.value {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) if text == "true" || text == "false" => Some(text == "true"),
            _ => self.wrong_type(node, what, "`true` or `false`", None, scope),
        }
    }

    /// A text at a place, its expressions worked out; what cannot be is a diagnostic there.
    pub(super) fn render<'n>(
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
    pub(super) fn wrong_type<T>(
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
    pub(super) fn unknown_key(&mut self, key: &Key, place: &str, known: &[&str], scope: Scope<'a>) {
        let help = self.suggest(&key.name, known.iter().copied());
        let diagnostic = Diagnostic::error(
            Code::UnknownKey,
            format!("unknown key `{}` in {place}", key.name),
        )
        .primary(key.span, "this key has no meaning here")
        .help(help.unwrap_or_else(|| format!("the keys here are {}", listed(known))));
        self.push(diagnostic, scope);
    }

    /// Says why an expression cannot be worked out.
    pub(super) fn cannot_work_out(&mut self, failure: Failure<'a>, span: Span, scope: Scope<'a>) {
        let diagnostic = match failure {
            Failure::Expression(reason) => {
                Diagnostic::error(Code::BadTemplate, "this expression cannot be worked out")
                    .primary(span, reason)
            }
            Failure::Undefined(name) => {
                let known = self.vars.iter().map(|(key, _)| key.name.as_str());
                let help = self.suggest(&name, known);
                Diagnostic::error(Code::BadTemplate, format!("`{name}` is not given"))
                    .primary(span, format!("the expression uses `{name}`"))
                    .help(help.unwrap_or_else(|| {
                        format!("give `{name}` beside `account_assignments`, in the catalog's vars")
                    }))
            }
            Failure::GoTemplate(text) => Diagnostic::error(
                Code::UnsupportedAtmosFunction,
                format!("the Go template `{text}` can only be worked out by Atmos"),
            )
            .primary(span, "Go template")
            .help(ATMOS_WAY_OUT),
            Failure::Inside(node, failure) => {
                // A var that several definitions use is mended once.
                if self.reported.insert(node.written()) {
                    let asked_by = scope.asked_by.or(Some(span));
                    let scope = Scope { asked_by, ..scope };
                    self.cannot_work_out(*failure, node.written(), scope);
                }
                return;
            }
            Failure::Unresolved(name, node) => {
                return self.unresolved(&format!("`{name}`"), node, scope.asked_by.or(Some(span)));
            }
        };
        self.push(diagnostic, scope);
    }

    /// A value that only Atmos can work out, and that something needs.
    pub(super) fn unresolved(&mut self, what: &str, node: &Node, needed_by: Option<Span>) {
        let Value::Unresolved(unresolved) = &node.value else {
            return;
        };
        // Several sets may need one value; it is mended once.
        if !self.reported.insert(node.span) {
            return;
        }
        if let Some(problem) = unread_variable(what, unresolved) {
            let mut problem = problem.primary(node.span, "read here");
            if let Some(span) = needed_by.filter(|span| *span != node.span) {
                problem = problem.secondary(span, "the value is needed here");
            }
            self.diagnostics.push(problem);
            return;
        }
        let name = &unresolved.what;
        let given = match unquoted_template(unresolved) {
            None => format!("the function `{name}`"),
            Some(inner) if is_go_template(inner) => format!("a {name}"),
            Some(_) => {
                let text = &unresolved.text;
                let quote = if text.contains('"') { '\'' } else { '"' };
                self.diagnostics.push(
                    Diagnostic::error(Code::BadTemplate, "an expression stands in quotes")
                        .primary(node.written(), "without quotes, this is a mapping to YAML")
                        .help(format!("write {quote}{text}{quote}")),
                );
                return;
            }
        };
        let mut diagnostic = Diagnostic::error(
            Code::UnsupportedAtmosFunction,
            format!("{what} is given by {given}, which only Atmos can work out"),
        )
        .primary(node.span, "its value is not known here")
        .help(ATMOS_WAY_OUT);
        if let Some(span) = needed_by.filter(|span| *span != node.span) {
            diagnostic = diagnostic.secondary(span, "the value is needed here");
        }
        self.diagnostics.push(diagnostic);
    }

    /// Adds a diagnostic; one inside a definition that is written elsewhere shows who asked for it.
    pub(super) fn push(&mut self, diagnostic: Diagnostic, scope: Scope<'a>) {
        self.diagnostics.push(match scope.asked_by {
            Some(span) => diagnostic.secondary(span, "asked for here"),
            None => diagnostic,
        });
    }

    /// Adds a diagnostic about a node. What is wrong behind an anchor is said once, not at every alias.
    pub(super) fn push_at(
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

const ATMOS_WAY_OUT: &str = "let Atmos work it out: atmos describe component aws-sso -s STACK > catalog.yaml, then read that file";

/// Says why an environment variable was not read; `None` for any other value.
fn unread_variable(what: &str, unresolved: &Unresolved) -> Option<Diagnostic> {
    let name = variable(&unresolved.text);
    let given = format!("{what} is given by the environment variable `{name}`");
    let shown = "what a catalog says is shown in plans, comments and files";
    Some(match unresolved.reason {
        Reason::OnlyAtmos => return None,
        Reason::NotAllowed => Diagnostic::error(
            Code::VariableNotAllowed,
            format!("{given}, which this run may not read"),
        )
        .note(shown)
        .help(format!(
            "allow it with `--env {name}`; every plan then shows its value"
        )),
        Reason::NotSet => {
            Diagnostic::error(Code::VariableNotSet, format!("{given}, which is not set"))
                .help(format!("set it, or write a default: `!env {name} DEFAULT`"))
        }
        Reason::Secret => Diagnostic::error(
            Code::SecretVariable,
            format!("{given}, which by its name holds a secret and is never read"),
        )
        .note(shown)
        .help("give what is no secret a name without SECRET, TOKEN, PASSWORD, CREDENTIAL or KEY"),
    })
}

/// What stands between the braces of an unquoted `{{ … }}`, which the reader takes for a Go template.
fn unquoted_template(unresolved: &Unresolved) -> Option<&str> {
    let text = unresolved.text.trim();
    text.strip_prefix("{{")?.strip_suffix("}}")
}

/// `` `a`, `b` and `c` ``.
pub(super) fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
