//! The expressions in an inline policy, and the statements that depend on a parameter.

use crate::catalog::lower::expressions::{Found, Scope, Templates};
use crate::catalog::lower::fields::Fields;
use crate::catalog::lower::vars::KNOWN;
use crate::catalog::node::{Key, Map, Node, Value};
use crate::diagnostic::{Code, Diagnostic};

/// The document with its expressions evaluated, and without the statements whose `when` is not given.
pub fn evaluated<'a>(
    fields: &mut Fields<'a>,
    node: &Node,
    scope: Scope<'a>,
    is_root: bool,
) -> Option<Node> {
    let value = match &node.value {
        Value::String(text) if Templates::is_template(text) => {
            return evaluated_text(fields, node, text, scope);
        }
        Value::List(nodes) => {
            let mut elements = Vec::with_capacity(nodes.len());
            for node in nodes {
                elements.push(evaluated(fields, node, scope, false));
            }
            Value::List(elements.into_iter().collect::<Option<_>>()?)
        }
        Value::Map(map) => evaluated_map(fields, map, scope, is_root)?,
        Value::Unresolved(_) => {
            fields.unresolved("a value of the policy", node, scope.asked_by);
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

/// A text that holds an expression: the list behind it, or the text that it gives.
fn evaluated_text<'a>(
    fields: &mut Fields<'a>,
    node: &Node,
    text: &str,
    scope: Scope<'a>,
) -> Option<Node> {
    if let Some(list) = fields.templates.reference(text, scope)
        && list.as_list().is_some()
    {
        return Some(Node {
            value: plain_list(fields, list, scope)?,
            span: node.span,
            defined: node.defined,
        });
    }
    let value = Value::String(fields.render(text, node.span, scope)?.into_owned());
    // In a built-in set the var is what a user can mend.
    let origin = match scope.is_built_in {
        true => fields.templates.origin(text, scope),
        false => None,
    };
    Some(Node {
        value,
        span: origin.unwrap_or(node.span),
        defined: if origin.is_some() { None } else { node.defined },
    })
}

/// A mapping with keys and values evaluated. Each is looked at, so that every problem is reported.
fn evaluated_map<'a>(
    fields: &mut Fields<'a>,
    map: &Map,
    scope: Scope<'a>,
    is_root: bool,
) -> Option<Value> {
    let mut entries = Vec::with_capacity(map.len());
    for (key, value) in map.iter() {
        let value = match key.name.as_str() {
            "Statement" if is_root => statements(fields, value, scope),
            _ => evaluated(fields, value, scope, false),
        };
        let name = fields.render(&key.name, key.span, scope);
        entries.push(name.zip(value).map(|(name, value)| {
            let (name, span) = (name.into_owned(), key.span);
            (Key { name, span }, value)
        }));
    }
    let entries = entries.into_iter().collect::<Option<_>>()?;
    Some(Value::Map(Map::from_entries(entries)))
}

/// The list behind `{{ name }}`. Its elements are texts and cannot name lists again, so that no circle
/// can be built.
fn plain_list<'a>(fields: &mut Fields<'a>, list: &Node, scope: Scope<'a>) -> Option<Value> {
    let mut elements = Vec::new();
    for element in list.as_list().unwrap_or_default() {
        let text = fields.text(element, "an element of the list", scope)?;
        elements.push(Node {
            value: Value::String(text.into_owned()),
            span: element.span,
            defined: element.defined,
        });
    }
    Some(Value::List(elements))
}

fn statements<'a>(fields: &mut Fields<'a>, node: &Node, scope: Scope<'a>) -> Option<Node> {
    let statements = node.as_list().unwrap_or(std::slice::from_ref(node));
    let mut kept = Vec::with_capacity(statements.len());
    for statement in statements {
        let when = statement.as_map().and_then(|map| map.get("when"));
        kept.push(match when.map(|when| holds(fields, when, scope)) {
            None => evaluated(fields, statement, scope, false),
            Some(Some(true)) => evaluated(fields, &without_when(statement), scope, false),
            Some(Some(false)) => continue,
            Some(None) => None,
        });
    }
    let mut kept = kept.into_iter().collect::<Option<Vec<_>>>()?;
    // A statement that stands alone stays alone.
    if node.as_list().is_none()
        && let Some(statement) = kept.pop()
    {
        return Some(statement);
    }
    Some(Node {
        value: Value::List(kept),
        span: node.span,
        defined: node.defined,
    })
}

/// Whether the name of a `when` is given; `None` after a diagnostic.
fn holds<'a>(fields: &mut Fields<'a>, when: &Node, scope: Scope<'a>) -> Option<bool> {
    let Some(name) = when.as_text() else {
        return fields.wrong_type(when, "`when`", "the name of a var", None, scope);
    };
    match fields.templates.is_given(name, scope) {
        // A misspelt name must not take a statement away in silence, least of all one that denies.
        Ok(false) if !may_be_absent(fields, name, scope) => {
            let known = fields.vars.iter().map(|(key, _)| key.name.as_str());
            let help = fields.suggest(name, known);
            let diagnostic = Diagnostic::error(
                Code::MissingParameter,
                format!("`{name}` is not given, and the statement would be left out"),
            )
            .help(help.unwrap_or_else(|| {
                format!("if that is meant, say so in the catalog's vars: {name}: \"\"")
            }));
            fields.push_at(when, diagnostic, "no var of this name", scope);
            None
        }
        Ok(given) => Some(given),
        Err(failure) => {
            fields.cannot_work_out(failure, when.span, scope);
            None
        }
    }
}

/// Whether it says something that a name is not there at all: parameters of built-in sets and attributes of
/// an entry may be left out.
fn may_be_absent<'a>(fields: &mut Fields<'a>, name: &str, scope: Scope<'a>) -> bool {
    let first = name.split('.').next().unwrap_or(name);
    scope.is_built_in
        || first == "each"
        || KNOWN.contains(&first)
        || matches!(
            fields.templates.find(name, scope),
            Found::Node(..) | Found::Text(_)
        )
}

/// The statement without the entry that is rolecall's and not IAM's.
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
