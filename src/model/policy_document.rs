//! An inline policy, compared by what it says and not by how it is written.

use std::fmt;

use serde_json::{Map, Value};

/// A policy document. Two documents are equal if they differ only in white space, the order of keys, the
/// order of actions or resources, or a string against a list of that one string.
///
/// AWS keeps the text as it was sent, so the text is no basis for a comparison.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub struct PolicyDocument {
    document: Value,
    canonical: Value,
}

/// Why a text is not a policy document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyDocumentError {
    /// Not JSON.
    #[error("the policy is not JSON: {reason} (line {line}, column {column})")]
    NotJson {
        /// What the parser found.
        reason: String,
        /// Line in the policy, from 1.
        line: usize,
        /// Column in the policy, from 1.
        column: usize,
    },
    /// JSON, but not an object.
    #[error("the policy is not a JSON object")]
    NotAnObject,
}

impl PolicyDocument {
    /// Reads a document from its JSON text.
    pub fn parse(text: &str) -> Result<Self, PolicyDocumentError> {
        let value = serde_json::from_str(text).map_err(|error| PolicyDocumentError::NotJson {
            reason: reason(&error),
            line: error.line(),
            column: error.column(),
        })?;
        Self::from_value(value)
    }

    /// Takes a document that is parsed already.
    pub fn from_value(document: Value) -> Result<Self, PolicyDocumentError> {
        if !document.is_object() {
            return Err(PolicyDocumentError::NotAnObject);
        }
        let canonical = canonical_document(&document);
        Ok(Self {
            document,
            canonical,
        })
    }

    /// The document as it was written, keys in their order.
    pub fn value(&self) -> &Value {
        &self.document
    }

    /// The form in which documents are compared: keys sorted, lists where a list may stand.
    pub fn canonical(&self) -> &Value {
        &self.canonical
    }

    /// The shortest text, which is what is sent to AWS.
    pub fn text(&self) -> String {
        self.document.to_string()
    }

    /// The text over several lines, for people and diffs.
    pub fn pretty(&self) -> String {
        format!("{:#}", self.document)
    }
}

impl TryFrom<Value> for PolicyDocument {
    type Error = PolicyDocumentError;

    fn try_from(document: Value) -> Result<Self, PolicyDocumentError> {
        Self::from_value(document)
    }
}

impl From<PolicyDocument> for Value {
    fn from(policy: PolicyDocument) -> Self {
        policy.document
    }
}

impl PartialEq for PolicyDocument {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for PolicyDocument {}

impl fmt::Display for PolicyDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.document.fmt(f)
    }
}

/// The parser's words without its own "at line 1 column 2", which we say in our way.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

fn canonical_document(document: &Value) -> Value {
    sorted(document, |key, value| match key {
        "Statement" => list(value, canonical_statement, false),
        _ => value.clone(),
    })
}

fn canonical_statement(statement: &Value) -> Value {
    sorted(statement, |key, value| match key {
        "Action" | "NotAction" | "Resource" | "NotResource" => list(value, Value::clone, true),
        "Principal" | "NotPrincipal" => sorted(value, |_, names| list(names, Value::clone, true)),
        "Condition" => sorted(value, |_, keys| {
            sorted(keys, |_, values| list(values, text, true))
        }),
        _ => value.clone(),
    })
}

/// IAM reads `true` and `"true"` in a condition alike.
fn text(value: &Value) -> Value {
    match value {
        Value::Bool(_) | Value::Number(_) => Value::String(value.to_string()),
        other => other.clone(),
    }
}

/// An object with its keys sorted, each value mapped; anything else as it is.
fn sorted(value: &Value, each: impl Fn(&str, &Value) -> Value) -> Value {
    let Value::Object(object) = value else {
        return value.clone();
    };
    let mut entries: Vec<(&String, &Value)> = object.iter().collect();
    entries.sort_by_key(|(key, _)| *key);
    let mapped = entries
        .into_iter()
        .map(|(key, value)| (key.clone(), each(key, value)));
    Value::Object(mapped.collect::<Map<_, _>>())
}

/// A list of the mapped elements, of one where a single value stands; sorted and without repetition where
/// the list is a set.
fn list(value: &Value, each: impl Fn(&Value) -> Value, is_set: bool) -> Value {
    let mut elements: Vec<Value> = match value {
        Value::Array(elements) => elements.iter().map(each).collect(),
        single => vec![each(single)],
    };
    if is_set {
        elements.sort_by_key(Value::to_string);
        elements.dedup();
    }
    Value::Array(elements)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> PolicyDocument {
        PolicyDocument::parse(text).unwrap()
    }

    #[test]
    fn spelling_makes_no_difference() {
        let one = document(
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":["*"],
               "Condition":{"Bool":{"aws:SecureTransport":["true"]}}}]}"#,
        );
        let other = document(
            r#"{"Statement":{"Condition":{"Bool":{"aws:SecureTransport":true}},"Resource":"*","Action":["s3:List*","s3:Get*","s3:Get*"],"Effect":"Allow"},
               "Version":"2012-10-17"}"#,
        );
        assert_eq!(one, other);
    }

    #[test]
    fn meaning_makes_a_difference() {
        let one = document(r#"{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#);
        for text in [
            r#"{"Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}"#,
            r#"{"Statement":[{"Effect":"Allow","NotAction":"s3:*","Resource":"*"}]}"#,
            r#"{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":["*","arn:aws:s3:::b"]}]}"#,
            r#"{"Statement":[]}"#,
        ] {
            assert_ne!(one, document(text), "{text}");
        }
    }

    #[test]
    fn a_document_that_is_no_object_says_so() {
        assert_eq!(
            PolicyDocument::parse("[]").unwrap_err(),
            PolicyDocumentError::NotAnObject
        );
        let error = PolicyDocument::parse("{\"a\": }").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the policy is not JSON: expected value (line 1, column 7)"
        );
    }
}
