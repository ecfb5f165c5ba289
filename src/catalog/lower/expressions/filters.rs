//! The filters of expressions, of which `replace` and `title` do what the functions of Terraform do.

use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};

/// No text of a catalog is longer: AWS ends at 32,768 characters, for an inline policy.
pub const TEXT_MAX: usize = 32_768;

/// The engine, with the filters that an expression may use and nothing else.
pub fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_filter("default", minijinja::filters::default);
    environment.add_filter("lower", |text: String| text.to_lowercase());
    environment.add_filter("upper", |text: String| text.to_uppercase());
    environment.add_filter("replace", replace);
    environment.add_filter("title", |text: String| title(&text));
    environment
}

/// The filter `replace`, with an end to how long a text can grow.
fn replace(text: String, from: String, to: String) -> Result<String, Error> {
    let grown = text.matches(&from).count().saturating_mul(to.len());
    if grown > TEXT_MAX {
        let reason = "the text grows too long";
        return Err(Error::new(ErrorKind::InvalidOperation, reason));
    }
    Ok(text.replace(&from, &to))
}

/// Terraform's `title`: the first letter of every word in upper case, the others as they are. A letter, a
/// digit or an underscore continues a word.
fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        match inside {
            true => out.push(c),
            false => out.extend(c.to_uppercase()),
        }
        inside = c.is_alphanumeric() || c == '_';
    }
    out
}
