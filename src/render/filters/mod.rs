//! The filters of the templates. All quoting is done here; text that went through none of them is not printed.

mod hcl;
mod yaml;

use std::fmt;
use std::sync::Arc;

use minijinja::value::{Kwargs, Object, ObjectRepr, Value};
use minijinja::{Environment, Error, ErrorKind};

use super::terraform::address::{Address, Step};
use crate::text::visible;

/// A JSON document inside a template, with its keys in their order; printed by `hcl`, `json` or `yaml`.
#[derive(Debug)]
pub(super) struct Document(pub(super) serde_json::Value);

impl Object for Document {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Adds the filters, and the rule that only filtered text is printed.
pub(super) fn install(environment: &mut Environment<'_>) {
    environment.add_filter("hcl", hcl_filter);
    environment.add_filter("yaml", yaml_filter);
    environment.add_filter("json", json_filter);
    environment.add_filter("comment", comment_filter);
    environment.add_filter("identifier", identifier_filter);
    environment.add_filter("address", address_filter);
    environment.set_formatter(|out, _, value| match value.as_str() {
        Some(text) if value.is_safe() => Ok(out.write_str(text)?),
        _ => Err(Error::new(
            ErrorKind::InvalidOperation,
            "a value is printed without a filter: quote it with hcl, json or yaml, or check it with identifier or comment",
        )),
    });
}

/// Whether a text is a name that HCL and CloudFormation take as it is.
pub(super) fn is_identifier(text: &str) -> bool {
    let mut bytes = text.bytes();
    let first = bytes.next();
    first.is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

fn indent(kwargs: &Kwargs) -> Result<usize, Error> {
    let width: Option<u8> = kwargs.get("indent")?;
    kwargs.assert_all_used()?;
    Ok(usize::from(width.unwrap_or(0)))
}

fn document(value: &Value) -> Result<serde_json::Value, Error> {
    if let Some(Document(document)) = value.downcast_object_ref() {
        return Ok(document.clone());
    }
    defined(value)?;
    serde_json::to_value(value).map_err(|error| {
        Error::new(
            ErrorKind::InvalidOperation,
            "a value that cannot be written",
        )
        .with_source(error)
    })
}

fn defined(value: &Value) -> Result<(), Error> {
    if value.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    Ok(())
}

fn hcl_filter(value: &Value, kwargs: Kwargs) -> Result<Value, Error> {
    let text = match value.as_str() {
        Some(text) => hcl::string(text),
        None => hcl::expression(&document(value)?, indent(&kwargs)?),
    };
    Ok(Value::from_safe_string(text))
}

fn yaml_filter(value: &Value, kwargs: Kwargs) -> Result<Value, Error> {
    let text = match value.as_str() {
        Some(text) => yaml::string(text),
        None => yaml::after_key(&document(value)?, indent(&kwargs)?),
    };
    Ok(Value::from_safe_string(text))
}

fn json_filter(value: &Value) -> Result<Value, Error> {
    Ok(Value::from_safe_string(document(value)?.to_string()))
}

/// A text that stays on its line of a comment.
fn comment_filter(value: &Value) -> Result<Value, Error> {
    match value.as_str() {
        Some(text) => Ok(Value::from_safe_string(visible(text).into_owned())),
        None => {
            defined(value)?;
            Err(Error::new(
                ErrorKind::InvalidOperation,
                "a comment is made of text",
            ))
        }
    }
}

fn identifier_filter(value: &Value) -> Result<Value, Error> {
    match value.as_str() {
        Some(text) if is_identifier(text) => Ok(Value::from_safe_string(text.to_owned())),
        _ => {
            defined(value)?;
            Err(Error::new(
                ErrorKind::InvalidOperation,
                format!("{value} is not an identifier"),
            ))
        }
    }
}

/// A reference of Terraform.
fn address_filter(value: &Value) -> Result<Value, Error> {
    let no_address = || Error::new(ErrorKind::InvalidOperation, "this is no address");
    defined(value)?;
    let address: &Address = value.downcast_object_ref().ok_or_else(no_address)?;
    let mut text = String::new();
    for step in address.steps() {
        match step {
            Step::Name(name) if is_identifier(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(name);
            }
            Step::Name(_) => return Err(no_address()),
            Step::Key(key) => {
                text.push('[');
                text.push_str(&hcl::string(key));
                text.push(']');
            }
        }
    }
    Ok(Value::from_safe_string(text))
}
