//! The service models of AWS: the members of each operation's input, under the names of their shapes there, and the
//! check of a request against them.
//!
//! All violations are collected, as the services do: `2 validation errors detected: …; …`.

pub mod identity_store;
pub mod organizations;
mod pattern;
pub mod sso_admin;

use serde_json::{Map, Value};

use pattern::Pattern;

/// The constraints that a service model puts on a value.
#[derive(Debug)]
pub enum Shape {
    /// A string; lengths are counted in characters.
    Text {
        min: usize,
        max: usize,
        pattern: Option<Pattern>,
    },
    /// A string of a fixed list.
    Choice(&'static [&'static str]),
    /// A whole number.
    Number { min: i64, max: i64 },
    /// True or false.
    Flag,
    /// A list.
    List {
        min: usize,
        max: usize,
        of: &'static Shape,
    },
    /// An object of these members; others are ignored, as the services do.
    Structure(&'static [Member]),
    /// An object of which exactly one member is present.
    Union(&'static [Member]),
    /// Any JSON value.
    Document,
}

/// True or false, without constraints.
pub static FLAG: Shape = Shape::Flag;
/// Any JSON value, without constraints.
pub static DOCUMENT: Shape = Shape::Document;

/// A member of a structure.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    pub name: &'static str,
    pub required: bool,
    pub shape: &'static Shape,
}

/// Returns a member that must be present.
pub const fn required(name: &'static str, shape: &'static Shape) -> Member {
    Member {
        name,
        required: true,
        shape,
    }
}

/// Returns a member that may be absent.
pub const fn optional(name: &'static str, shape: &'static Shape) -> Member {
    Member {
        name,
        required: false,
        shape,
    }
}

/// Returns a string of `min` to `max` characters that matches a pattern.
pub const fn text(min: usize, max: usize, pattern: &'static str) -> Shape {
    Shape::Text {
        min,
        max,
        pattern: Some(Pattern::new(pattern)),
    }
}

/// Returns a string of `min` to `max` characters.
pub const fn free_text(min: usize, max: usize) -> Shape {
    Shape::Text {
        min,
        max,
        pattern: None,
    }
}

impl Shape {
    /// Returns whether a text satisfies all constraints of this shape.
    pub fn accepts(&self, text: &str) -> bool {
        let mut found = Vec::new();
        check(self, &Value::from(text), "", &mut found).is_ok() && found.is_empty()
    }
}

/// One constraint that a request does not satisfy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which kind of constraint, in the words of the Organizations API's `Reason`.
    pub reason: &'static str,
    /// The sentence of the validation message.
    pub message: String,
    /// The member that does not satisfy it.
    pub path: String,
    /// Its value.
    pub value: String,
    /// What it does not satisfy: `satisfy regular expression pattern: …`.
    pub constraint: String,
}

/// A value of the wrong JSON type: the services refuse it before they look at constraints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongType(pub String);

/// Returns the constraints that `input` does not satisfy.
///
/// # Errors
/// The first value that is not of the JSON type that the model demands.
pub fn violations(
    members: &[Member],
    input: &Map<String, Value>,
) -> Result<Vec<Violation>, WrongType> {
    let mut found = Vec::new();
    structure(members, input, "", &mut found)?;
    Ok(found)
}

fn structure(
    members: &[Member],
    input: &Map<String, Value>,
    path: &str,
    found: &mut Vec<Violation>,
) -> Result<(), WrongType> {
    for member in members {
        let path = format!("{path}{}", lower_first(member.name));
        match input.get(member.name) {
            // JSON's null is the same as an absent member.
            None | Some(Value::Null) if member.required => found.push(Violation {
                reason: "INPUT_REQUIRED",
                message: format!(
                    "Value null at '{path}' failed to satisfy constraint: Member must not be null"
                ),
                constraint: "not be null".to_owned(),
                value: "null".to_owned(),
                path,
            }),
            None | Some(Value::Null) => {}
            Some(value) => check(member.shape, value, &path, found)?,
        }
    }
    Ok(())
}

fn check(
    shape: &Shape,
    value: &Value,
    path: &str,
    found: &mut Vec<Violation>,
) -> Result<(), WrongType> {
    let wrong_type = |expected: &str| {
        WrongType(format!(
            "The value at '{path}' can not be converted to {expected}"
        ))
    };
    let mut violate = |shown: &str, reason, constraint: String| {
        found.push(Violation {
            reason,
            message: format!(
                "Value '{shown}' at '{path}' failed to satisfy constraint: Member must {constraint}"
            ),
            path: path.to_owned(),
            value: shown.to_owned(),
            constraint,
        });
    };
    match shape {
        Shape::Text { min, max, pattern } => {
            let text = value.as_str().ok_or_else(|| wrong_type("a String"))?;
            let length = text.chars().count();
            if length < *min {
                violate(
                    text,
                    "MIN_LENGTH_EXCEEDED",
                    format!("have length greater than or equal to {min}"),
                );
            }
            if length > *max {
                violate(
                    text,
                    "MAX_LENGTH_EXCEEDED",
                    format!("have length less than or equal to {max}"),
                );
            }
            // Where the length of an empty string is refused already, its pattern is not mentioned.
            if let Some(pattern) = pattern
                && length >= *min
                && !pattern.matches(text)
            {
                violate(
                    text,
                    "INVALID_PATTERN",
                    format!("satisfy regular expression pattern: {pattern}"),
                );
            }
        }
        Shape::Choice(choices) => {
            let text = value.as_str().ok_or_else(|| wrong_type("a String"))?;
            if !choices.contains(&text) {
                violate(
                    text,
                    "INVALID_ENUM",
                    format!("satisfy enum value set: [{}]", choices.join(", ")),
                );
            }
        }
        Shape::Number { min, max } => {
            let number = value.as_i64().ok_or_else(|| wrong_type("an Integer"))?;
            if number < *min {
                violate(
                    &number.to_string(),
                    "MIN_VALUE_EXCEEDED",
                    format!("have value greater than or equal to {min}"),
                );
            }
            if number > *max {
                violate(
                    &number.to_string(),
                    "MAX_VALUE_EXCEEDED",
                    format!("have value less than or equal to {max}"),
                );
            }
        }
        Shape::Flag => {
            value.as_bool().ok_or_else(|| wrong_type("a Boolean"))?;
        }
        Shape::List { min, max, of } => {
            let items = value.as_array().ok_or_else(|| wrong_type("a List"))?;
            if items.len() < *min {
                violate(
                    "[]",
                    "MIN_LENGTH_EXCEEDED",
                    format!("have length greater than or equal to {min}"),
                );
            }
            if items.len() > *max {
                violate(
                    "[…]",
                    "MAX_LENGTH_EXCEEDED",
                    format!("have length less than or equal to {max}"),
                );
            }
            for (index, item) in items.iter().enumerate() {
                check(of, item, &format!("{path}.{}.member", index + 1), found)?;
            }
        }
        Shape::Structure(members) => {
            let input = value.as_object().ok_or_else(|| wrong_type("a Structure"))?;
            structure(members, input, &format!("{path}."), found)?;
        }
        Shape::Union(members) => {
            let input = value.as_object().ok_or_else(|| wrong_type("a Structure"))?;
            let given = members
                .iter()
                .filter(|member| input.get(member.name).is_some_and(|value| !value.is_null()));
            if given.count() != 1 {
                let names: Vec<_> = members.iter().map(|member| member.name).collect();
                violate(
                    "…",
                    "INVALID_PATTERN",
                    format!("have exactly one of: {}", names.join(", ")),
                );
            }
            structure(members, input, &format!("{path}."), found)?;
        }
        Shape::Document => {}
    }
    Ok(())
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_ascii_lowercase())
        .into_iter()
        .chain(letters)
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    static NAME: Shape = free_text(1, 3);
    static TAG: &[Member] = &[required("Key", &NAME), optional("Value", &NAME)];
    static COUNT: Shape = Shape::Number { min: 1, max: 100 };
    static TYPE: Shape = Shape::Choice(&["USER", "GROUP"]);
    static TAG_SHAPE: Shape = Shape::Structure(TAG);
    static TAGS: Shape = Shape::List {
        min: 1,
        max: 2,
        of: &TAG_SHAPE,
    };
    static UNION: Shape = Shape::Union(TAG);
    static MEMBERS: &[Member] = &[
        required("Name", &NAME),
        optional("MaxResults", &COUNT),
        optional("Type", &TYPE),
        optional("Tags", &TAGS),
        optional("Member", &UNION),
    ];

    fn messages(input: Value) -> Vec<String> {
        let found = violations(MEMBERS, input.as_object().unwrap()).unwrap();
        found
            .into_iter()
            .map(|violation| violation.message)
            .collect()
    }

    #[test]
    fn every_violation_is_named_with_its_member_and_constraint() {
        assert_eq!(
            messages(
                json!({"Name": null, "MaxResults": 0, "Type": "ROLE", "Tags": [{"Key": "long"}, {}]})
            ),
            [
                "Value null at 'name' failed to satisfy constraint: Member must not be null",
                "Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1",
                "Value 'ROLE' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [USER, GROUP]",
                "Value 'long' at 'tags.1.member.key' failed to satisfy constraint: Member must have length less than or equal to 3",
                "Value null at 'tags.2.member.key' failed to satisfy constraint: Member must not be null",
            ]
        );
    }

    #[test]
    fn a_union_has_exactly_one_member() {
        assert_eq!(
            messages(json!({"Name": "a", "Member": {"Key": "k", "Value": "v"}})).len(),
            1
        );
        assert_eq!(
            messages(json!({"Name": "a", "Member": {"Key": "k"}})).len(),
            0
        );
    }

    #[test]
    fn a_value_of_the_wrong_type_is_not_a_violation_but_unreadable() {
        let input = json!({"Name": 1});
        let error = violations(MEMBERS, input.as_object().unwrap()).unwrap_err();
        assert_eq!(
            error.0,
            "The value at 'name' can not be converted to a String"
        );
    }
}
