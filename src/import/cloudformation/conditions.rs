//! Conditions: whether a resource is there, and which branch `Fn::If` takes.

use super::evaluate::Scope;
use crate::catalog::node::{Map, Node, Value as Written};

impl Scope<'_> {
    /// Whether a condition holds.
    pub(super) fn condition(self, name: &str, asked: &Node) -> Result<bool, String> {
        match self.template.condition(name) {
            Some(node) => self.holds(node),
            None => Err(self.at(asked, &format!("no condition is called `{name}`"))),
        }
    }

    fn holds(self, node: &Node) -> Result<bool, String> {
        let scope = self.deeper(node)?;
        let (name, argument) = match &node.value {
            Written::Map(map) => first(map).unwrap_or(("", node)),
            Written::Unresolved(written) => match written.argument.as_deref() {
                Some(argument) => (written.what.trim_start_matches('!'), argument),
                None if written.what == "!Condition" => {
                    return scope.condition(&written.text, node);
                }
                None => ("", node),
            },
            _ => ("", node),
        };
        match name.trim_start_matches("Fn::") {
            "Equals" => {
                let [one, other] = scope.arguments(argument)?;
                Ok(scope.text(one)? == scope.text(other)?)
            }
            "Not" => {
                let [one] = scope.arguments(argument)?;
                Ok(!scope.holds(one)?)
            }
            "And" => scope
                .each(argument)
                .map(|all| all.into_iter().all(|one| one)),
            "Or" => scope
                .each(argument)
                .map(|all| all.into_iter().any(|one| one)),
            "Condition" => scope.condition(&scope.text(argument)?, node),
            _ => Err(scope.at(node, "this condition cannot be worked out here")),
        }
    }

    fn each(self, argument: &Node) -> Result<Vec<bool>, String> {
        let list = argument.as_list().unwrap_or_default();
        list.iter().map(|node| self.holds(node)).collect()
    }
}

fn first(map: &Map) -> Option<(&str, &Node)> {
    map.iter()
        .next()
        .map(|(key, node)| (key.name.as_str(), node))
}
