//! A value of a template, worked out.

use serde_json::Value as Json;

/// What an expression of a template comes to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Null, or `AWS::NoValue`: as if it were not there.
    Nothing,
    /// A text; numbers and booleans as they are spelled.
    Text(String),
    /// A number or a boolean.
    Plain(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
    /// An attribute of a resource, which only AWS knows: the template's name, the resource, the attribute.
    Attribute {
        template: String,
        resource: String,
        attribute: String,
    },
}

impl Value {
    /// The text of a scalar.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Plain(text) => Some(text),
            _ => None,
        }
    }

    /// A member of a mapping that is there.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let Self::Map(members) = self else {
            return None;
        };
        let member = members.iter().find(|(name, _)| name == key);
        member
            .map(|(_, value)| value)
            .filter(|value| **value != Self::Nothing)
    }

    /// The elements that are there.
    pub(super) fn list(&self) -> Option<Vec<&Self>> {
        let Self::List(values) = self else {
            return None;
        };
        Some(
            values
                .iter()
                .filter(|value| **value != Self::Nothing)
                .collect(),
        )
    }

    /// The value as JSON.
    ///
    /// # Errors
    /// A phrase, where a part is known to AWS alone.
    pub(super) fn json(&self) -> Result<Json, String> {
        Ok(match self {
            Self::Nothing => Json::Null,
            Self::Text(text) => Json::String(text.clone()),
            Self::Plain(text) => {
                serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.clone()))
            }
            Self::List(values) => {
                let there = values.iter().filter(|value| **value != Self::Nothing);
                Json::Array(there.map(Self::json).collect::<Result<_, _>>()?)
            }
            Self::Map(members) => {
                let there = members.iter().filter(|(_, value)| *value != Self::Nothing);
                let members = there.map(|(key, value)| Ok((key.clone(), value.json()?)));
                Json::Object(members.collect::<Result<_, String>>()?)
            }
            Self::Attribute { .. } => return Err(self.unknown()),
        })
    }

    /// Why a value is not the text that is needed.
    pub(super) fn unknown(&self) -> String {
        match self {
            Self::Attribute {
                resource,
                attribute,
                ..
            } => format!("`{resource}.{attribute}` is known to AWS alone"),
            Self::Nothing => "there is no value".to_owned(),
            Self::List(_) => "a list stands where a text should".to_owned(),
            Self::Map(_) => "a mapping stands where a text should".to_owned(),
            Self::Text(_) | Self::Plain(_) => "the text is not understood".to_owned(),
        }
    }
}
