//! `requires` and `expects`: the vars that a definition cannot be without, or should not.

use super::definitions::Definition;
use crate::catalog::lower::fields::{Fields, given, listed};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::PermissionSetName;

/// Whether the vars are given that a set cannot be without; says which are not.
pub(super) fn has_parameters<'a>(
    fields: &mut Fields<'a>,
    name: &PermissionSetName,
    definition: &Definition<'a>,
) -> bool {
    let (requires, sound) = missing(fields, definition, "requires");
    if !requires.is_empty() {
        let diagnostic = Diagnostic::error(
            Code::MissingParameter,
            format!("permission set `{name}` needs {}", are_given(&requires)),
        );
        missing_parameters(diagnostic, definition, &requires, &mut fields.diagnostics);
    }
    let (expects, sound_too) = missing(fields, definition, "expects");
    if requires.is_empty() && !expects.is_empty() {
        let diagnostic = Diagnostic::warning(
            Code::MissingParameter,
            format!(
                "permission set `{name}` is incomplete without {}",
                are_given(&expects)
            ),
        )
        .note("what needs them is left out of its inline policy");
        missing_parameters(diagnostic, definition, &expects, &mut fields.diagnostics);
    }
    sound && sound_too && requires.is_empty()
}

fn missing_parameters(
    diagnostic: Diagnostic,
    definition: &Definition<'_>,
    names: &[String],
    diagnostics: &mut Diagnostics,
) {
    let place = definition.scope.asked_by.unwrap_or(definition.span);
    let first = names.first().map_or("", String::as_str);
    let them = if names.len() == 1 { "it" } else { "them" };
    let help = match definition.scope.each {
        Some(each) => format!("give {them} in the entry `{}`", each.key),
        None => {
            format!("give {them} beside `account_assignments`, for example {first}: arn:aws:…")
        }
    };
    let text = match definition.scope.asked_by {
        Some(_) => "assigned here",
        None => "defined here",
    };
    diagnostics.push(diagnostic.primary(place, text).help(help));
}

/// The names under `requires` or `expects` that are not given, and whether all could be looked up.
fn missing<'a>(
    fields: &mut Fields<'a>,
    definition: &Definition<'a>,
    field_name: &str,
) -> (Vec<String>, bool) {
    let mut missing = Vec::new();
    let Some(node) = given(definition.body, field_name) else {
        return (missing, true);
    };
    let scope = definition.scope;
    let what = format!("`{field_name}`");
    let mut sound = true;
    for element in fields.list(node, &what, scope).unwrap_or_default() {
        let Some(name) = element.as_text() else {
            fields.wrong_type::<()>(element, &what, "a list of names of vars", None, scope);
            continue;
        };
        match fields.templates.is_given(name, scope) {
            Ok(true) => {}
            Ok(false) => missing.push(name.to_owned()),
            Err(failure) => {
                fields.cannot_work_out(failure, element.span, scope);
                sound = false;
            }
        }
    }
    (missing, sound)
}

fn are_given(names: &[String]) -> String {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    listed(&names)
}
