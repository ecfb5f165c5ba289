//! The templates: embedded ones, and a user's in their place.

use std::collections::BTreeMap;
use std::io::{self, Write};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{Environment, ErrorKind, UndefinedBehavior};

use super::RenderError;
use super::filters;
use super::tags;

macro_rules! embedded {
    ($($name:literal,)+) => {
        /// Every embedded template: its path below `templates/`, and its text.
        pub const EMBEDDED: &[(&str, &str)] = &[$(
            ($name, include_str!(concat!("../../templates/", $name))),
        )+];
    };
}

embedded! {
    "cloudformation/stack.yaml.j2",
    "terraform/assignments.tf.j2",
    "terraform/imports.tf.j2",
    "terraform/moved.tf.j2",
    "terraform/permission_sets.tf.j2",
    "terraform/principals.tf.j2",
    "terraform/versions.tf.j2",
}

/// Instructions that one template may carry out where a user replaces templates: enough for some million lines.
pub(super) const FUEL: u64 = 50_000_000;

/// Bytes that one template may write.
pub(super) const MAX_OUTPUT: usize = 256 * 1024 * 1024;

/// What a template wrote, up to a bound.
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
    full: bool,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > MAX_OUTPUT {
            self.full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The templates of one run, compiled.
pub struct Templates {
    environment: Environment<'static>,
}

impl Templates {
    /// The embedded templates, those of `replaced` instead where it has the name.
    ///
    /// # Errors
    /// A template that is none, or a name that no embedded template has.
    pub fn new(replaced: BTreeMap<String, String>) -> Result<Self, RenderError> {
        Self::with_fuel(replaced, FUEL)
    }

    fn with_fuel(replaced: BTreeMap<String, String>, fuel: u64) -> Result<Self, RenderError> {
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(syntax()?);
        filters::install(&mut environment);
        if !replaced.is_empty() {
            environment.set_fuel(Some(fuel));
        }
        for (name, text) in EMBEDDED {
            if !replaced.contains_key(*name) {
                environment.add_template(name, text)?;
            }
        }
        for (name, text) in replaced {
            if !EMBEDDED.iter().any(|(known, _)| *known == name) {
                return Err(RenderError::UnknownTemplate { name });
            }
            if let Some((line, tag)) = tags::forbidden(&text) {
                return Err(RenderError::ForbiddenTag { name, line, tag });
            }
            environment.add_template_owned(name, text)?;
        }
        Ok(Self { environment })
    }

    /// Fills the template `name` in.
    ///
    /// # Errors
    /// The template is wrong, does not end within its bounds, or does not say at its head who made the artifact.
    pub(super) fn render(&self, name: &str, context: Value) -> Result<String, RenderError> {
        let mut text = Bounded::default();
        let template = self.environment.get_template(name)?;
        let done = template.render_captured_to(context, &mut text).map(drop);
        let too_much = |error: &minijinja::Error| error.kind() == ErrorKind::OutOfFuel;
        if text.full || done.as_ref().is_err_and(too_much) {
            return Err(RenderError::TooMuch {
                name: name.to_owned(),
            });
        }
        done?;
        let text = String::from_utf8_lossy(&text.bytes).into_owned();
        let head: String = text.chars().take(super::HEAD).collect();
        if !head.contains(super::MARK) {
            return Err(RenderError::NoMark {
                name: name.to_owned(),
            });
        }
        Ok(text)
    }
}

/// A line that holds only a block leaves no line behind, so that templates are indented like what they make.
fn syntax() -> Result<SyntaxConfig, RenderError> {
    let mut syntax = SyntaxConfig::builder();
    syntax
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true);
    Ok(syntax.build()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::context;

    fn render(text: &str, context: Value) -> Result<String, RenderError> {
        let name = "terraform/versions.tf.j2";
        let text = format!("# {}\n{text}", crate::render::MARK);
        let rendered = Templates::new([(name.to_owned(), text)].into())?.render(name, context)?;
        Ok(rendered.split_once('\n').unwrap().1.to_owned())
    }

    #[test]
    fn text_that_went_through_no_filter_is_not_printed() {
        let error = render("a\n{{ x }}", context!(x => "a")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "template terraform/versions.tf.j2, line 3: a value is printed without a filter: quote it with hcl, json or yaml, or check it with identifier or comment"
        );
        assert_eq!(
            render("{{ x | hcl }}", context!(x => "a\"")).unwrap(),
            "\"a\\\"\""
        );
    }

    #[test]
    fn no_filter_swallows_what_is_undefined() {
        for filter in ["hcl", "json", "yaml", "comment", "identifier"] {
            let text = format!("{{{{ x.y | {filter} }}}}");
            let error = render(&text, context!(x => context!(a => 1))).unwrap_err();
            assert!(
                error.to_string().contains("undefined value"),
                "{filter}: {error}"
            );
        }
    }

    #[test]
    fn a_label_that_is_no_identifier_is_an_error_and_no_code() {
        assert!(render("{{ x | identifier }}", context!(x => "a\" {")).is_err());
        assert_eq!(
            render("{{ x | identifier }}", context!(x => "a_B-1")).unwrap(),
            "a_B-1"
        );
    }

    #[test]
    fn a_comment_stays_on_its_line() {
        let text = render("# {{ x | comment }}", context!(x => "a\nb\u{1b}[31m")).unwrap();
        assert_eq!(text, "# a␊b␛[31m");
    }

    #[test]
    fn a_template_without_the_mark_is_refused_because_its_files_could_not_be_known_again() {
        let name = "terraform/versions.tf.j2";
        let templates = Templates::new([(name.to_owned(), "x".to_owned())].into()).unwrap();
        let error = templates.render(name, context!()).unwrap_err();
        assert!(matches!(error, RenderError::NoMark { .. }));
    }

    #[test]
    fn a_template_without_an_end_is_stopped() {
        let name = "terraform/versions.tf.j2";
        let stopped = |text: &str, fuel: u64| {
            let text = format!("# {}\n{text}", crate::render::MARK);
            let templates = Templates::with_fuel([(name.to_owned(), text)].into(), fuel).unwrap();
            let many: Vec<u32> = (0..1_000).collect();
            templates.render(name, context!(x => many)).unwrap_err()
        };
        let nested =
            "{% for a in x %}{% for b in x %}{% for c in x %}{% endfor %}{% endfor %}{% endfor %}";
        assert_eq!(
            stopped(nested, 100_000).to_string(),
            "template terraform/versions.tf.j2: it takes more than 50000000 instructions, or writes more than 268435456 bytes"
        );
        let text = "x".repeat(100_000);
        let wide =
            format!("{{% for a in x %}}{{% for b in x %}}{text}{{% endfor %}}{{% endfor %}}");
        let error = stopped(&wide, FUEL);
        assert!(matches!(error, RenderError::TooMuch { .. }), "{error}");
        assert!(render("{% include 'terraform/versions.tf.j2' %}", context!()).is_err());
    }

    #[test]
    fn a_template_cannot_double_a_text_until_the_memory_is_full() {
        let error = render("a\n{% set x = 'a' ~ 'a' %}", context!()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "template terraform/versions.tf.j2, line 3: `set x = 'a' ~ 'a'` is not allowed in a template"
        );
    }

    #[test]
    fn a_replacement_for_no_template_is_named() {
        let replaced = [("terraform/version.tf.j2".to_owned(), String::new())];
        let error = Templates::new(replaced.into()).err().unwrap();
        assert!(matches!(error, RenderError::UnknownTemplate { .. }));
    }
}
