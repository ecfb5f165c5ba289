//! A problem in a user's file: what is wrong, where, why, and what to do.
//!
//! Diagnostics are values. Every check adds what it finds and goes on, so that one run shows all of them: as
//! [`mod@draw`] for people, [`mod@json`] for programs, and for [`mod@github`], which puts them beside the lines of a pull request.

mod code;
pub mod draw;
mod example;
mod excerpt;
mod explain;
mod failure;
pub mod github;
pub mod json;
mod sarif;
mod shown;

pub use code::Code;
pub use draw::{Appearance, text};
pub use example::Example;
pub use explain::explain;
pub use failure::{Failure, failures};
pub use github::github;
pub use json::json;
pub use sarif::sarif;

use crate::source::Span;

/// Whether a diagnostic stops the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing is planned or written.
    Error,
    /// Shown, and the run goes on.
    Warning,
}

impl Severity {
    /// The word for a message.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A place with a few words about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What stands there, as a phrase; may be empty.
    pub text: String,
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether it stops the run.
    pub severity: Severity,
    /// The kind of problem, documented and never reused.
    pub code: Code,
    /// What is wrong, in one line, lowercase, names in backticks.
    pub message: String,
    /// The place that is wrong. `None` where a whole file or a command is meant.
    pub primary: Option<Label>,
    /// Other places of the same problem that are as wrong as the first.
    pub also: Vec<Label>,
    /// Places that explain: where the other definition is.
    pub secondary: Vec<Label>,
    /// Facts behind the problem.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Vec<String>,
}

impl Diagnostic {
    fn new(severity: Severity, code: Code, message: impl Into<String>) -> Self {
        Self {
            severity,
            code,
            message: message.into(),
            primary: None,
            also: Vec::new(),
            secondary: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
        }
    }

    /// A problem that stops the run.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A problem that does not.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// Names the place that is wrong. A second call adds one that is as wrong.
    #[must_use]
    pub fn primary(mut self, span: Span, text: impl Into<String>) -> Self {
        let label = Label {
            span,
            text: text.into(),
        };
        match self.primary {
            None => self.primary = Some(label),
            Some(_) => self.also.push(label),
        }
        self
    }

    /// Names a place that explains.
    #[must_use]
    pub fn secondary(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Adds what to do, if there is something.
    #[must_use]
    pub fn help_opt(self, text: Option<String>) -> Self {
        match text {
            Some(text) => self.help(text),
            None => self,
        }
    }
}

/// As many problems are kept; of more only the number is. A file of another kind can have one in every line.
const MAX_KEPT: usize = 10_000;

/// All problems that were found, in the order of their places when they are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    errors_not_kept: usize,
    warnings_not_kept: usize,
}

impl Diagnostics {
    /// Adds one problem. The same problem at the same place is kept once.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.found.last() == Some(&diagnostic) {
            return;
        }
        if self.found.len() < MAX_KEPT {
            self.found.push(diagnostic);
            return;
        }
        match diagnostic.severity {
            Severity::Error => self.errors_not_kept += 1,
            Severity::Warning => self.warnings_not_kept += 1,
        }
    }

    /// Adds all problems of another collection.
    pub fn extend(&mut self, other: Self) {
        for diagnostic in other.found {
            self.push(diagnostic);
        }
        self.errors_not_kept += other.errors_not_kept;
        self.warnings_not_kept += other.warnings_not_kept;
    }

    /// Keeps the problems of some codes only.
    pub fn retain(&mut self, keep: impl Fn(Code) -> bool) {
        self.found.retain(|diagnostic| keep(diagnostic.code));
    }

    /// Replaces a text in everything that is said: a folder that only this run knows has no place in a message.
    pub fn replace(&mut self, from: &str, to: &str) {
        let change = |text: &mut String| {
            if text.contains(from) {
                *text = text.replace(from, to);
            }
        };
        for diagnostic in &mut self.found {
            change(&mut diagnostic.message);
            let labels = diagnostic.primary.iter_mut().chain(&mut diagnostic.also);
            for label in labels.chain(&mut diagnostic.secondary) {
                change(&mut label.text);
            }
            diagnostic.notes.iter_mut().for_each(change);
            diagnostic.help.iter_mut().for_each(change);
        }
    }

    /// Whether any of them stops the run.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many of them have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        let kept = self.found.iter().filter(|d| d.severity == severity);
        kept.count() + self.not_kept(severity)
    }

    /// How many problems of this severity are only counted.
    fn not_kept(&self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.errors_not_kept,
            Severity::Warning => self.warnings_not_kept,
        }
    }

    /// How many there are, repetitions included.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The problems by place: file, then position; those without a place come last. Repetitions are dropped.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut sorted: Vec<&Diagnostic> = self.found.iter().collect();
        let place = |d: &Diagnostic| d.primary.as_ref().map(|label| label.span);
        sorted.sort_by_key(|d| {
            (
                place(d).is_none(),
                place(d),
                d.severity,
                d.code,
                d.message.clone(),
            )
        });
        sorted.dedup();
        sorted
    }
}

#[cfg(test)]
mod tests;
