//! Working out the values of a template: intrinsic functions in their short form (`!Ref X`) and their long one
//! (`{"Ref": "X"}`).

use std::cell::Cell;
use std::collections::BTreeMap;

use super::Surroundings;
use super::template::Template;
use super::value::Value;
use crate::catalog::node::{Map, Node, Value as Written};
use crate::source::Sources;

/// Functions, conditions and imports inside one another; no template has more.
const DEPTH_MAX: usize = 64;
/// Values that are worked out for all templates: conditions and imports that double at every step end here.
const STEPS_MAX: usize = 1_000_000;
/// Bytes of one text; a whole template has at most 1 MB.
const TEXT_MAX: usize = 1 << 20;

/// Where a value is worked out.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub template: &'a Template,
    /// All templates, for `Fn::ImportValue`.
    pub templates: &'a [Template],
    pub parameters: &'a BTreeMap<String, String>,
    pub surroundings: &'a Surroundings,
    pub sources: &'a Sources,
    pub depth: usize,
    /// How many values were worked out.
    pub steps: &'a Cell<usize>,
}

/// What an evaluation gives: a value, or a phrase with the place of what cannot be worked out.
pub(super) type Evaluated = Result<Value, String>;

impl<'a> Scope<'a> {
    /// One step deeper.
    pub(super) fn deeper(self, node: &Node) -> Result<Self, String> {
        self.steps.set(self.steps.get().saturating_add(1));
        if self.steps.get() > STEPS_MAX {
            return Err(self.at(node, "the templates take too many steps to be worked out"));
        }
        match self.depth < DEPTH_MAX {
            true => Ok(Self {
                depth: self.depth + 1,
                ..self
            }),
            false => Err(self.at(node, "it leads back to itself, or too deep")),
        }
    }

    /// A text that was put together, unless it grew beyond all measure.
    pub(super) fn measured(&self, text: String, node: &Node) -> Evaluated {
        match text.len() <= TEXT_MAX {
            true => Ok(Value::Text(text)),
            false => Err(self.at(node, "the text grows too long")),
        }
    }

    /// A phrase with its place.
    pub(super) fn at(&self, node: &Node, reason: &str) -> String {
        format!("{}: {reason}", self.sources.file_line(node.written()))
    }

    /// Works a node out.
    pub(super) fn value(self, node: &Node) -> Evaluated {
        let scope = self.deeper(node)?;
        match &node.value {
            Written::Null => Ok(Value::Nothing),
            Written::Bool(flag) => Ok(Value::Plain(flag.to_string())),
            Written::Number(text) => Ok(Value::Plain(text.clone())),
            Written::String(text) => Ok(Value::Text(text.clone())),
            Written::List(nodes) => {
                let values: Result<_, _> = nodes.iter().map(|node| scope.value(node)).collect();
                Ok(Value::List(values?))
            }
            Written::Map(map) => match sole(map) {
                Some((name, argument)) if is_function(name) => {
                    scope.function(name.trim_start_matches("Fn::"), argument, node)
                }
                _ => {
                    let members = map
                        .iter()
                        .map(|(key, node)| Ok((key.name.clone(), scope.value(node)?)));
                    Ok(Value::Map(members.collect::<Result<_, String>>()?))
                }
            },
            Written::Unresolved(written) => {
                let name = written.what.trim_start_matches('!');
                let text = Node {
                    value: Written::String(written.text.clone()),
                    span: node.span,
                    defined: node.defined,
                };
                scope.function(name, written.argument.as_deref().unwrap_or(&text), node)
            }
        }
    }

    /// A text that must be one.
    pub(super) fn text(self, node: &Node) -> Result<String, String> {
        let value = self.value(node)?;
        let text = value.text().map(str::to_owned);
        text.ok_or_else(|| self.at(node, &value.unknown()))
    }

    fn function(self, name: &str, argument: &Node, whole: &Node) -> Evaluated {
        match name {
            "Ref" => self.reference(&self.text(argument)?, whole),
            "GetAtt" => self.attribute(argument),
            "Sub" => self.substitute(argument),
            "Join" => {
                let [mark, list] = self.arguments(argument)?;
                let mark = self.text(mark)?;
                let list = self.value(list)?;
                let list = list
                    .list()
                    .ok_or_else(|| self.at(argument, "`Join` takes a list"))?;
                let texts = list.into_iter().map(|value| {
                    let text = value.text().map(str::to_owned);
                    text.ok_or_else(|| self.at(argument, &value.unknown()))
                });
                self.measured(texts.collect::<Result<Vec<_>, _>>()?.join(&mark), argument)
            }
            "Split" => {
                let [mark, text] = self.arguments(argument)?;
                let (mark, text) = (self.text(mark)?, self.text(text)?);
                if mark.is_empty() {
                    return Err(self.at(argument, "`Split` takes a mark to split at"));
                }
                let parts = text.split(&*mark).map(|part| Value::Text(part.to_owned()));
                Ok(Value::List(parts.collect()))
            }
            "Select" => {
                let [index, list] = self.arguments(argument)?;
                let index: Option<usize> = self.text(index)?.parse().ok();
                let list = self.value(list)?;
                let found =
                    index.and_then(|index| list.list()?.get(index).map(|one| (*one).clone()));
                found.ok_or_else(|| self.at(argument, "`Select` finds nothing there"))
            }
            "FindInMap" => {
                let [map, first, second] = self.arguments(argument)?;
                let (map, first, second) = (self.text(map)?, self.text(first)?, self.text(second)?);
                match self.template.mapping(&map, &first, &second) {
                    Some(node) => self.value(node),
                    None => Err(self.at(
                        argument,
                        &format!("no mapping has `{map}.{first}.{second}`"),
                    )),
                }
            }
            "If" => {
                let [condition, yes, no] = self.arguments(argument)?;
                match self.condition(&self.text(condition)?, whole)? {
                    true => self.value(yes),
                    false => self.value(no),
                }
            }
            "ImportValue" => self.import(&self.text(argument)?, argument),
            "ToJsonString" => {
                let json = self.value(argument)?.json();
                let json = json.map_err(|reason| self.at(argument, &reason))?;
                Ok(Value::Text(json.to_string()))
            }
            other => Err(self.at(
                whole,
                &format!("the function `{other}` cannot be worked out here"),
            )),
        }
    }

    /// Exactly so many arguments.
    pub(super) fn arguments<'n, const N: usize>(
        &self,
        node: &'n Node,
    ) -> Result<[&'n Node; N], String> {
        let list = node.as_list().unwrap_or_default();
        let list: Vec<&Node> = list.iter().collect();
        <[&Node; N]>::try_from(list)
            .map_err(|_| self.at(node, &format!("a list of {N} should stand here")))
    }

    /// What `Ref` gives: a parameter, a pseudo parameter; for a resource what only AWS knows.
    pub(super) fn reference(self, name: &str, node: &Node) -> Evaluated {
        let pseudo = |known: &Option<String>| {
            let known = known.clone().map(Value::Text);
            known.ok_or_else(|| {
                self.at(
                    node,
                    &format!(
                        "`{name}` is not known; name the instance by --snapshot, or by credentials"
                    ),
                )
            })
        };
        match name {
            "AWS::NoValue" => return Ok(Value::Nothing),
            "AWS::Partition" => return pseudo(&self.surroundings.partition),
            "AWS::Region" => return pseudo(&self.surroundings.region),
            "AWS::AccountId" => return pseudo(&self.surroundings.account),
            _ => {}
        }
        if let Some(parameter) = self.template.parameter(name) {
            return self.parameter(name, parameter, node);
        }
        match self.template.resource(name) {
            Some(_) => Ok(self.known_to_aws(name, "Ref")),
            None => Err(self.at(node, &format!("nothing is called `{name}`"))),
        }
    }

    fn known_to_aws(&self, resource: &str, attribute: &str) -> Value {
        Value::Attribute {
            template: self.template.name.clone(),
            resource: resource.to_owned(),
            attribute: attribute.to_owned(),
        }
    }

    fn parameter(self, name: &str, parameter: &Map, node: &Node) -> Evaluated {
        let kind = parameter
            .get("Type")
            .and_then(Node::as_text)
            .unwrap_or("String");
        // The default of such a parameter is a name in Parameter Store and not its value.
        let stored = kind.starts_with("AWS::SSM::Parameter");
        let default = parameter.get("Default").filter(|_| !stored);
        let text = match (self.parameters.get(name), default) {
            (Some(given), _) => given.clone(),
            (None, Some(default)) => self.text(default)?,
            (None, None) => {
                let reason =
                    format!("the parameter `{name}` is not given; add --parameter {name}=VALUE");
                return Err(self.at(node, &reason));
            }
        };
        Ok(
            match kind == "CommaDelimitedList" || kind.contains("List<") {
                true => Value::List(
                    text.split(',')
                        .map(|one| Value::Text(one.trim().to_owned()))
                        .collect(),
                ),
                false => Value::Text(text),
            },
        )
    }

    /// `GetAtt`: `Resource.Attribute`, or a list of the two.
    fn attribute(self, argument: &Node) -> Evaluated {
        let (resource, attribute) = match argument.as_list() {
            Some(_) => {
                let [resource, attribute] = self.arguments(argument)?;
                (self.text(resource)?, self.text(attribute)?)
            }
            None => {
                let text = self.text(argument)?;
                let (resource, attribute) = text.split_once('.').unwrap_or((&text, ""));
                (resource.to_owned(), attribute.to_owned())
            }
        };
        match self.template.resource(&resource) {
            Some(_) => Ok(self.known_to_aws(&resource, &attribute)),
            None => Err(self.at(argument, &format!("no resource is called `{resource}`"))),
        }
    }

    /// `ImportValue`: an output of one of the templates that are read together.
    fn import(self, name: &str, node: &Node) -> Evaluated {
        for template in self.templates {
            let scope = Scope { template, ..self };
            for (export, value) in template.exports() {
                // An export whose name cannot be worked out is not the one.
                if scope.text(export).is_ok_and(|export| export == name) {
                    return scope.value(value);
                }
            }
        }
        let reason = format!(
            "no template that is read here exports `{name}`; add its file by --from-cloudformation"
        );
        Err(self.at(node, &reason))
    }
}

/// The only entry of a mapping.
fn sole(map: &Map) -> Option<(&str, &Node)> {
    let mut entries = map.iter();
    let (key, node) = entries.next()?;
    entries
        .next()
        .is_none()
        .then_some((key.name.as_str(), node))
}

fn is_function(name: &str) -> bool {
    name == "Ref" || name.starts_with("Fn::")
}
