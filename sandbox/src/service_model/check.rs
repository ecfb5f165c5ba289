//! The check of a request against the shapes of its operation.
//!
//! All violations are collected, as the services do: `2 validation errors detected: …; …`.

use serde_json::{Map, Value};

use super::pattern::Pattern;
use super::{Member, Shape};

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

/// Returns whether a text satisfies all constraints of a shape.
pub fn accepts(shape: &Shape, text: &str) -> bool {
    let mut found = Vec::new();
    check(shape, &Value::from(text), "", &mut found).is_ok() && found.is_empty()
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
    let mut at = At { path, found };
    match shape {
        Shape::Text { min, max, pattern } => {
            let text = value.as_str().ok_or_else(|| wrong_type("a String"))?;
            at.text(text, (*min, *max), pattern.as_ref());
        }
        Shape::Choice(choices) => {
            let text = value.as_str().ok_or_else(|| wrong_type("a String"))?;
            if !choices.contains(&text) {
                let choices = choices.join(", ");
                at.violated(
                    text,
                    "INVALID_ENUM",
                    format!("satisfy enum value set: [{choices}]"),
                );
            }
        }
        Shape::Number { min, max } => {
            let number = value.as_i64().ok_or_else(|| wrong_type("an Integer"))?;
            at.number(number, (*min, *max));
        }
        Shape::Flag => _ = value.as_bool().ok_or_else(|| wrong_type("a Boolean"))?,
        Shape::List { min, max, of } => {
            let items = value.as_array().ok_or_else(|| wrong_type("a List"))?;
            let shown = if items.is_empty() { "[]" } else { "[…]" };
            at.length(shown, items.len(), (*min, *max));
            for (index, item) in items.iter().enumerate() {
                check(of, item, &format!("{path}.{}.member", index + 1), at.found)?;
            }
        }
        Shape::Structure(members) => {
            let input = value.as_object().ok_or_else(|| wrong_type("a Structure"))?;
            structure(members, input, &format!("{path}."), at.found)?;
        }
        Shape::Union(members) => {
            let input = value.as_object().ok_or_else(|| wrong_type("a Structure"))?;
            at.union(members, input);
            structure(members, input, &format!("{path}."), at.found)?;
        }
        Shape::Document => {}
    }
    Ok(())
}

/// The violations of the value at one path.
struct At<'a> {
    path: &'a str,
    found: &'a mut Vec<Violation>,
}

impl At<'_> {
    fn violated(&mut self, shown: &str, reason: &'static str, constraint: String) {
        let path = self.path;
        self.found.push(Violation {
            reason,
            message: format!(
                "Value '{shown}' at '{path}' failed to satisfy constraint: Member must {constraint}"
            ),
            path: path.to_owned(),
            value: shown.to_owned(),
            constraint,
        });
    }

    fn text(&mut self, text: &str, (min, max): (usize, usize), pattern: Option<&Pattern>) {
        let length = text.chars().count();
        self.length(text, length, (min, max));
        // Where the length of an empty string is refused already, its pattern is not mentioned.
        if let Some(pattern) = pattern
            && length >= min
            && !pattern.matches(text)
        {
            let constraint = format!("satisfy regular expression pattern: {pattern}");
            self.violated(text, "INVALID_PATTERN", constraint);
        }
    }

    fn length(&mut self, shown: &str, length: usize, (min, max): (usize, usize)) {
        if length < min {
            let constraint = format!("have length greater than or equal to {min}");
            self.violated(shown, "MIN_LENGTH_EXCEEDED", constraint);
        }
        if length > max {
            let constraint = format!("have length less than or equal to {max}");
            self.violated(shown, "MAX_LENGTH_EXCEEDED", constraint);
        }
    }

    fn number(&mut self, number: i64, (min, max): (i64, i64)) {
        let shown = number.to_string();
        if number < min {
            let constraint = format!("have value greater than or equal to {min}");
            self.violated(&shown, "MIN_VALUE_EXCEEDED", constraint);
        }
        if number > max {
            let constraint = format!("have value less than or equal to {max}");
            self.violated(&shown, "MAX_VALUE_EXCEEDED", constraint);
        }
    }

    fn union(&mut self, members: &[Member], input: &Map<String, Value>) {
        let given = members
            .iter()
            .filter(|member| input.get(member.name).is_some_and(|value| !value.is_null()));
        if given.count() != 1 {
            let names: Vec<_> = members.iter().map(|member| member.name).collect();
            let constraint = format!("have exactly one of: {}", names.join(", "));
            self.violated("…", "INVALID_PATTERN", constraint);
        }
    }
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

    use super::super::{free_text, optional, required};
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
