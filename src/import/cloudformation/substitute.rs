//! `Fn::Sub`: `${Name}` and `${Resource.Attribute}` in a text; `${!Literal}` stays as `${Literal}`.

use super::evaluate::{Evaluated, Scope};
use super::value::Value;
use crate::catalog::node::Node;

impl Scope<'_> {
    pub(super) fn substitute(self, argument: &Node) -> Evaluated {
        let (text, own) = match argument.as_list() {
            Some(_) => {
                let [text, own] = self.arguments(argument)?;
                (self.text(text)?, own.as_map())
            }
            None => (self.text(argument)?, None),
        };
        let mut out = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once("${") {
            out.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                return Err(self.at(argument, "`${` is not closed"));
            };
            rest = after;
            if let Some(literal) = name.strip_prefix('!') {
                out.push_str(&format!("${{{literal}}}"));
                continue;
            }
            let name = name.trim();
            let value = match own.and_then(|own| own.get(name)) {
                Some(node) => self.value(node)?,
                None => self.named(name, argument)?,
            };
            // A text that is nothing but an attribute is that attribute.
            if let (Value::Attribute { .. }, true, true) = (&value, out.is_empty(), rest.is_empty())
            {
                return Ok(value);
            }
            let known = value
                .text()
                .ok_or_else(|| self.at(argument, &value.unknown()))?;
            out.push_str(known);
        }
        out.push_str(rest);
        self.measured(out, argument)
    }

    fn named(self, name: &str, node: &Node) -> Evaluated {
        let Some((resource, attribute)) = name.split_once('.') else {
            return self.reference(name, node);
        };
        match self.template.resource(resource) {
            Some(_) => Ok(Value::Attribute {
                template: self.template.name.clone(),
                resource: resource.to_owned(),
                attribute: attribute.to_owned(),
            }),
            None => Err(self.at(node, &format!("no resource is called `{resource}`"))),
        }
    }
}
