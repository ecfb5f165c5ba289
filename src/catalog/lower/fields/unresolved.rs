//! Values that are not known here: expressions that cannot be evaluated, and what only Atmos can resolve.

use super::Fields;
use crate::catalog::atmos::variable;
use crate::catalog::lower::expressions::{Failure, Scope, is_go_template};
use crate::catalog::node::{Node, Reason, Unresolved, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

impl<'a> Fields<'a> {
    /// Says why an expression cannot be worked out.
    pub fn cannot_work_out(&mut self, failure: Failure<'a>, span: Span, scope: Scope<'a>) {
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
    pub fn unresolved(&mut self, what: &str, node: &Node, needed_by: Option<Span>) {
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
