//! An error without the texts that its place refers to: what every format prints where there is no plan, or half of one.

use serde_json::{Value, json};

use super::shown::shown;
use super::{Diagnostics, Severity};
use crate::source::Sources;

/// One error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The kind of problem, as diagnostics name it; of other errors `error` or `refused`.
    pub code: String,
    /// What is wrong, in one line.
    pub message: String,
    /// What is said about the place itself.
    pub label: Option<String>,
    /// The file.
    pub file: Option<String>,
    /// The line, from 1.
    pub line: Option<usize>,
    /// What to do.
    pub help: Vec<String>,
}

/// The errors among diagnostics, by place. Warnings are left out.
pub fn failures(diagnostics: &Diagnostics, sources: &Sources) -> Vec<Failure> {
    let shown = shown(diagnostics).into_iter();
    let errors = shown.filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors
        .map(|error| {
            let primary = error.primary.as_ref();
            let label = primary.map(|label| label.text.clone());
            Failure {
                code: error.code.name().to_owned(),
                label: label.filter(|text| !text.is_empty()),
                file: primary.map(|label| sources.name(label.span.source).to_owned()),
                line: primary.map(|label| sources.line(label.span)),
                message: error.message,
                help: error.help,
            }
        })
        .collect()
}

impl Failure {
    /// The place as `file:line`.
    pub fn place(&self) -> Option<String> {
        let file = self.file.as_ref()?;
        Some(match self.line {
            Some(line) => format!("{file}:{line}"),
            None => file.clone(),
        })
    }

    /// What is wrong, with what is said about the place.
    pub fn text(&self) -> String {
        match &self.label {
            Some(label) => format!("{}: {label}", self.message),
            None => self.message.clone(),
        }
    }

    /// The error for programs.
    pub fn json(&self) -> Value {
        json!({
            "code": self.code,
            "place": self.place(),
            "text": self.text(),
            "help": self.help,
        })
    }
}
