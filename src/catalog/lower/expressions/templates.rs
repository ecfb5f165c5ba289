//! Texts with `{{ name }}`, evaluated over the vars of a catalog.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use minijinja::{Environment, Error};

use super::context::{Level, insert};
use super::filters::{self, TEXT_MAX};
use super::scope::{Found, Scope, is_given, look_up};
use super::syntax::{check_simple, is_go_template, single_name, split_expression};
use crate::catalog::node::{Map, Node, Value};
use crate::model::Partition;
use crate::source::Span;

/// Vars may use vars; more than this many in a row are a circle.
const DEPTH_MAX: usize = 8;
/// Expressions that one catalog may work out, so that no few lines can keep a machine busy.
const EXPRESSIONS_MAX: usize = 1_000_000;

/// Why a text cannot be worked out.
#[derive(Debug, Clone)]
pub enum Failure<'a> {
    /// Not an expression of the kind that is allowed; the reason as a phrase.
    Expression(String),
    /// A name that stands for nothing.
    Undefined(String),
    /// An expression of Go's templates, which only Atmos can work out.
    GoTemplate(String),
    /// A var that only Atmos can work out.
    Unresolved(String, &'a Node),
    /// What is wrong in the text of a var.
    Inside(&'a Node, Box<Failure<'a>>),
}

impl<'a> Failure<'a> {
    /// Says that a text is a node's own. What is not given is named, wherever it was missed.
    fn inside(self, node: &'a Node) -> Self {
        match self {
            Self::Expression(_) | Self::GoTemplate(_) => Self::Inside(node, Box::new(self)),
            Self::Undefined(_) | Self::Unresolved(..) | Self::Inside(..) => self,
        }
    }
}

type Answered<'a, T> = Result<T, Failure<'a>>;

/// What expressions are worked out from.
pub struct Templates<'a> {
    environment: Rc<Environment<'static>>,
    vars: &'a Map,
    partition: &'a Partition,
    /// The vars that an expression, a `when` or a `for_each` named: they are not unused.
    pub used: BTreeSet<String>,
    count: usize,
}

impl<'a> Templates<'a> {
    /// Expressions over these vars.
    pub fn new(vars: &'a Map, partition: &'a Partition) -> Self {
        Self {
            environment: Rc::new(filters::environment()),
            vars,
            partition,
            used: BTreeSet::new(),
            count: 0,
        }
    }

    /// Whether a text holds an expression at all; most do not, and this is asked for every one.
    pub fn is_template(text: &str) -> bool {
        text.contains("{{")
    }

    /// The text with every expression replaced by its value.
    pub fn render(&mut self, text: &str, scope: Scope<'a>) -> Answered<'a, String> {
        self.render_at(text, scope, 0)
    }

    /// The node that a text means as a whole: for `{{ name }}` the node behind the name, if it is a list or a
    /// mapping. This is how a list reaches a place where a list must stand.
    pub fn reference(&mut self, text: &str, scope: Scope<'a>) -> Option<&'a Node> {
        if !Self::is_template(text) {
            return None;
        }
        let (mut text, mut scope) = (text, scope);
        // Twice: a name of `with` may stand for a var.
        for _ in 0..2 {
            let Found::Node(node, inner) = self.find(single_name(text)?, scope) else {
                return None;
            };
            match &node.value {
                Value::List(_) | Value::Map(_) => return Some(node),
                Value::String(next) => (text, scope) = (next, inner),
                _ => return None,
            }
        }
        None
    }

    /// The place of the value in a text that begins with a name: `{{ bucket }}/*` leads to the bucket's var.
    pub fn origin(&mut self, text: &str, scope: Scope<'a>) -> Option<Span> {
        let (mut text, mut scope) = (text, scope);
        let mut origin = None;
        // A name of `with` may stand for a var.
        for _ in 0..2 {
            let (expression, _) = split_expression(text.strip_prefix("{{")?)?;
            match self.find(expression.trim(), scope) {
                Found::Node(node, inner) => {
                    origin = Some(node.written());
                    match &node.value {
                        Value::String(next) if Self::is_template(next) => {
                            (text, scope) = (next, inner);
                        }
                        _ => return origin,
                    }
                }
                Found::Text(_) | Found::Absent => return origin,
            }
        }
        origin
    }

    /// Whether a name of `when` or `requires` is given. A name of `with` is given if all that it uses is.
    pub fn is_given(&mut self, path: &str, scope: Scope<'a>) -> Answered<'a, bool> {
        match self.find(path, scope) {
            Found::Absent => Ok(false),
            Found::Text(text) => Ok(!text.is_empty()),
            Found::Node(node, scope) => match &node.value {
                Value::Unresolved(_) => Err(Failure::Unresolved(path.to_owned(), node)),
                Value::String(text) if Self::is_template(text) => {
                    match self.render_at(text, scope, 1) {
                        Ok(text) => Ok(!text.is_empty()),
                        Err(Failure::Undefined(_)) => Ok(false),
                        Err(failure) => Err(failure.inside(node)),
                    }
                }
                _ => Ok(is_given(node)),
            },
        }
    }

    /// What a name stands for. The vars that are asked for are remembered as used.
    pub fn find(&mut self, path: &str, scope: Scope<'a>) -> Found<'a> {
        let first = path.split('.').next().unwrap_or(path);
        if !self.used.contains(first) {
            self.used.insert(first.to_owned());
        }
        look_up(path, scope, self.vars, self.partition)
    }

    fn render_at(&mut self, text: &str, scope: Scope<'a>, depth: usize) -> Answered<'a, String> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            out.push_str(before);
            let (expression, after) = split_expression(after)
                .ok_or_else(|| Failure::Expression("`{{` is not closed by `}}`".to_owned()))?;
            out.push_str(&self.evaluate(expression, scope, depth)?);
            if out.len() > TEXT_MAX {
                return Err(too_long());
            }
            rest = after;
        }
        out.push_str(rest);
        Ok(out)
    }

    fn evaluate(
        &mut self,
        expression: &str,
        scope: Scope<'a>,
        depth: usize,
    ) -> Answered<'a, String> {
        self.count += 1;
        if self.count > EXPRESSIONS_MAX {
            let reason = format!("a catalog may hold {EXPRESSIONS_MAX} expressions");
            return Err(Failure::Expression(reason));
        }
        if depth > DEPTH_MAX {
            let reason = format!("`{}` leads back to itself", expression.trim());
            return Err(Failure::Expression(reason));
        }
        if is_go_template(expression) {
            return Err(Failure::GoTemplate(format!("{{{{{expression}}}}}")));
        }
        check_simple(expression).map_err(Failure::Expression)?;
        let expression = expression.trim();
        let environment = Rc::clone(&self.environment);
        let compiled = environment
            .compile_expression(expression)
            .map_err(|error| Failure::Expression(words(&error)))?;
        let names: BTreeSet<String> = compiled.undeclared_variables(true).into_iter().collect();
        let mut context = BTreeMap::new();
        let mut absent = Vec::new();
        for name in &names {
            match self.value(name, scope, depth)? {
                Some(value) => insert(&mut context, name, value),
                None => absent.push(name.clone()),
            }
        }
        let undefined = || {
            let name = absent.first().cloned();
            Failure::Undefined(name.unwrap_or_else(|| expression.to_owned()))
        };
        match compiled.eval(Level::Names(context)) {
            Ok(answer) if answer.is_undefined() || answer.is_none() => Err(undefined()),
            Ok(answer) if answer.as_str().is_some() => Ok(answer.to_string()),
            Ok(_) => Err(Failure::Expression(format!("`{expression}` is not a text"))),
            Err(_) if !absent.is_empty() => Err(undefined()),
            Err(error) => Err(Failure::Expression(words(&error))),
        }
    }

    /// The value of a name; `None` where it is absent or null.
    fn value(
        &mut self,
        path: &str,
        scope: Scope<'a>,
        depth: usize,
    ) -> Answered<'a, Option<String>> {
        let (node, scope) = match self.find(path, scope) {
            Found::Absent => return Ok(None),
            Found::Text(text) => return Ok(Some(text.to_owned())),
            Found::Node(node, scope) => (node, scope),
        };
        match &node.value {
            Value::Null => Ok(None),
            Value::Bool(value) => Ok(Some(value.to_string())),
            Value::Number(text) => Ok(Some(text.clone())),
            Value::String(text) if text.len() > TEXT_MAX => Err(too_long()),
            Value::String(text) if Self::is_template(text) => {
                let text = self.render_at(text, scope, depth + 1);
                text.map(Some).map_err(|failure| failure.inside(node))
            }
            Value::String(text) => Ok(Some(text.clone())),
            Value::Unresolved(_) => Err(Failure::Unresolved(path.to_owned(), node)),
            Value::List(_) | Value::Map(_) => Err(Failure::Expression(format!(
                "`{path}` is {}, which has no place inside a text",
                node.describe()
            ))),
        }
    }
}

fn too_long<'a>() -> Failure<'a> {
    Failure::Expression(format!("the text grows beyond {TEXT_MAX} bytes"))
}

/// The engine's reason in our form: without its kind, template name and line.
fn words(error: &Error) -> String {
    match (error.kind(), error.detail()) {
        (_, Some(detail)) => detail.to_owned(),
        (kind, None) => kind.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::lower::expressions::Each;
    use crate::catalog::lower::testing::{map, node};

    fn rendered(vars: &str, text: &str) -> String {
        let vars = map(vars);
        let partition = Partition::parse("aws-cn").unwrap();
        match Templates::new(&vars, &partition).render(text, Scope::default()) {
            Ok(text) => text,
            Err(failure) => match failure {
                Failure::Unresolved(path, _) => format!("unresolved {path}"),
                Failure::Inside(_, failure) => format!("{failure:?}"),
                other => format!("{other:?}"),
            },
        }
    }

    #[test]
    fn names_quoted_texts_and_filters_are_worked_out() {
        let vars =
            "{bucket: acme-state, team: billing_admin, id: 012345678901, a: '{{ bucket }}/x'}";
        for (text, expected) in [
            (
                "arn:{{ partition }}:s3:::{{bucket}}/*",
                "arn:aws-cn:s3:::acme-state/*",
            ),
            (
                "{{ team | replace('_', '-') | title | replace('-', '') }}",
                "BillingAdmin",
            ),
            ("{{ nothing | default('x}}') }}", "x}}"),
            ("{{ id }}", "012345678901"),
            ("{{ a }}", "acme-state/x"),
            ("{{ 'devOps_team-x' | title }}", "DevOps_team-X"),
            (
                "${aws:username} {% if %} {# x #}",
                "${aws:username} {% if %} {# x #}",
            ),
            ("{{ '{{' }}", "{{"),
        ] {
            assert_eq!(rendered(vars, text), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_worked_out_says_why() {
        let vars = "{a: '{{ b }}', b: '{{ a }}', list: [x], map: {x: y}, long: LONG}"
            .replace("LONG", &"x".repeat(4000));
        for (text, expected) in [
            ("{{ nothing }}", r#"Undefined("nothing")"#),
            ("{{ map.z }}", r#"Undefined("map.z")"#),
            ("{{ .vars.stage }}", r#"GoTemplate("{{ .vars.stage }}")"#),
            (
                "{{ printf \"%s\" .x }}",
                r#"GoTemplate("{{ printf \"%s\" .x }}")"#,
            ),
            ("{{- x -}}", r#"GoTemplate("{{- x -}}")"#),
            ("{{ a }}", r#"Expression("`b` leads back to itself")"#),
            (
                "{{ 'x' * 9 }}",
                r#"Expression("`*` has no place in an expression: names, quoted texts and filters do")"#,
            ),
            ("{{ x", r#"Expression("`{{` is not closed by `}}`")"#),
            (
                "{{ list }}",
                r#"Expression("`list` is a list, which has no place inside a text")"#,
            ),
            (
                "{{ long | replace('x', 'xxxxxxxxxxxx') }}",
                r#"Expression("the text grows too long")"#,
            ),
        ] {
            assert_eq!(rendered(&vars, text), expected, "{text}");
        }
    }

    #[test]
    fn a_definition_has_names_of_its_own_over_the_vars() {
        let vars = map("{table: t, bucket: b}");
        let with = map("{bucket: '{{ each.value.arn }}', table: '{{ each.value.table }}'}");
        let value = node("{arn: arn:aws:s3:::x}");
        let partition = Partition::aws();
        let mut templates = Templates::new(&vars, &partition);
        let scope = Scope {
            each: Some(Each {
                key: "prod",
                value: &value,
            }),
            with: Some(&with),
            ..Scope::default()
        };
        let text = templates.render("{{ each.key }} {{ bucket }}", scope);
        assert_eq!(text.unwrap(), "prod arn:aws:s3:::x");
        assert!(templates.is_given("bucket", scope).unwrap());
        assert!(!templates.is_given("table", scope).unwrap());
        assert!(templates.is_given("table", Scope::default()).unwrap());
    }
}
