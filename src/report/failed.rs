//! What is printed where there is no plan, or no difference: the errors, in the form in which a plan would have been.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::errors::errors_json;
use super::{DiffHeader, Summary};
use crate::diagnostic::Failure;
use crate::text::{Document, Markdown, code, counted, md};

/// The document of a plan that could not be made: everything but its errors is empty.
pub fn failed_plan_json(errors: &[Failure]) -> Value {
    json!({
        "version": 1,
        "catalog": "",
        "instance_arn": "",
        "rules": [],
        "environment": BTreeMap::<String, String>::new(),
        "changes": [],
        "summary": Summary::default(),
        "notes": [],
        "overridden_limits": [],
        "refusals": [],
        "errors": errors_json(errors),
    })
}

/// The document of a difference that could not be made.
pub fn failed_diff_json(header: &DiffHeader, errors: &[Failure]) -> Value {
    json!({
        "version": 1,
        "base": header.base,
        "head": header.head,
        "environment": header.environment,
        "catalog": "",
        "rules": [],
        "changes": [],
        "account_types": [],
        "summary": super::diff_json::without_apply(&Summary::default()),
        "notes": [],
        "errors": errors_json(errors),
    })
}

/// The comment for a plan or a difference that could not be made. `asked` is the command that was run.
pub fn failed_markdown(asked: &str, suffix: &str, errors: &[Failure]) -> String {
    let mut text = Document::default();
    let number = counted(errors.len(), "error");
    text.heading(3, &md!["Access: not known, ", number]);
    text.paragraph(&md![
        "Nothing was compared, so nothing is said of who gains or loses access."
    ]);
    list(errors, &mut text);
    text.small(&code(asked));
    let marker = super::markdown::marker("default", suffix);
    format!("{marker}\n{}", text.into_text())
}

/// As many errors are listed in a comment.
const SHOWN: usize = 50;

/// As many characters of one error.
const LONG: usize = 500;

/// Each error with its place and what to do.
pub(super) fn list(errors: &[Failure], text: &mut Document) {
    text.list(errors.iter().take(SHOWN).map(|error| {
        let place = error.place().map(|place| md![code(&place), ": "]);
        let help = error.help.iter().map(|help| md![". To do: ", cut(help)]);
        md![
            "❌ ",
            place.unwrap_or_default(),
            cut(&error.text()),
            Markdown::join(help, "")
        ]
    }));
    let more = errors.len().saturating_sub(SHOWN);
    if more > 0 {
        text.paragraph(&md!["and ", counted(more, "more error")]);
    }
}

fn cut(text: &str) -> Markdown {
    match text.char_indices().nth(LONG) {
        Some((at, _)) => md![code(text.get(..at).unwrap_or_default()), "…"],
        None => code(text),
    }
}
