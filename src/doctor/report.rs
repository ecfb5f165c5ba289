//! Findings, drawn for people, for pull requests and for programs.

use std::io::{self, Write};

use anstyle::AnsiColor;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use super::code::FindingCode;
use super::finding::Finding;
use super::looked_at::LookedAt;
use super::severity::Severity;
use crate::text::{self, visible};
use crate::text::{Document, Markdown, code, counted, md, thousands};

/// Findings of one examination.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The findings, in their order.
    pub findings: &'a [Finding],
    /// What was examined, in a line.
    pub examined: &'a str,
    /// What the examination covers.
    pub looked_at: &'a LookedAt,
}

/// As many subjects of one kind are shown to people; programs get all.
const SHOWN: usize = 20;

impl Report<'_> {
    /// How many findings have a severity.
    pub fn number(&self, severity: Severity) -> usize {
        let found = self.findings.iter();
        found.filter(|finding| finding.severity == severity).count()
    }

    /// Writes a document for programs.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let findings: Vec<_> = self
            .findings
            .iter()
            .map(|finding| {
                json!({
                    "code": finding.code.name(),
                    "severity": finding.severity,
                    "subject": finding.subject,
                    "message": finding.detail,
                    "help": finding.code.help(),
                })
            })
            .collect();
        let document = json!({
            "version": 1,
            "summary": {
                "problems": self.number(Severity::Problem),
                "warnings": self.number(Severity::Warning),
            },
            "findings": findings,
            "looked_at": self.looked_at.covered,
            "not_looked_at": self.looked_at.left_out,
        });
        writeln!(out, "{}", text::json(&format!("{document:#}")))
    }

    /// Writes what a person reads: each kind with its subjects, and what to do about it.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", visible(self.examined))?;
        for (severity, code, findings) in self.kinds() {
            let (glyph, style) = match severity {
                Severity::Problem => ('✗', AnsiColor::Red.on_default().bold()),
                Severity::Warning => ('!', AnsiColor::Yellow.on_default().bold()),
            };
            let (name, title) = (code.name(), code.title());
            writeln!(out, "\n{style}{glyph} {title}{style:#} [{name}]")?;
            let shown = findings.iter().take(SHOWN);
            let widest = shown.clone().map(|one| visible(&one.subject).width()).max();
            for finding in shown {
                let subject = visible(&finding.subject);
                let gap = widest.unwrap_or_default().saturating_sub(subject.width());
                let gap = " ".repeat(gap);
                writeln!(out, "    {subject}{gap}  {}", visible(&finding.detail))?;
            }
            if let Some(more) = more(findings.len()) {
                let more = thousands(more);
                writeln!(out, "    and {more} more (--format json lists all)")?;
            }
            writeln!(out, "  help: {}", code.help())?;
        }
        let (problems, warnings) = self.numbers();
        writeln!(out, "\n{}", verdict(problems, warnings).plain())?;
        for sentence in self.looked_at.sentences() {
            writeln!(out, "{sentence}")?;
        }
        Ok(())
    }

    /// Writes a section for a pull request or a wiki.
    pub fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut text = Document::default();
        let (problems, warnings) = self.numbers();
        text.heading(3, &verdict(problems, warnings));
        text.paragraph(&code(self.examined));
        for sentence in self.looked_at.sentences() {
            text.paragraph(&code(&sentence));
        }
        for (severity, code_of, findings) in self.kinds() {
            let glyph = match severity {
                Severity::Problem => "❌ ",
                Severity::Warning => "⚠ ",
            };
            let (title, name) = (code_of.title(), code(code_of.name()));
            text.heading(4, &md![glyph, title, " ", name]);
            let shown = findings.iter().take(SHOWN);
            let rows = shown.map(|finding| [code(&finding.subject), code(&finding.detail)]);
            text.table(["what", "found"], rows);
            if let Some(more) = more(findings.len()) {
                text.paragraph(&md!["and ", more, " more (--format json lists all)"]);
            }
            text.paragraph(&md!["To do: ", code_of.help(), "."]);
        }
        write!(out, "{}", text.into_text())
    }

    fn numbers(&self) -> (usize, usize) {
        let number = |severity| self.number(severity);
        (number(Severity::Problem), number(Severity::Warning))
    }

    /// The findings of each kind; they are sorted, so one kind stands together.
    fn kinds(&self) -> impl Iterator<Item = (Severity, FindingCode, &[Finding])> {
        let chunks = self
            .findings
            .chunk_by(|one, other| (one.severity, one.code) == (other.severity, other.code));
        chunks.filter_map(|findings| {
            let first = findings.first()?;
            Some((first.severity, first.code, findings))
        })
    }
}

fn verdict(problems: usize, warnings: usize) -> Markdown {
    match (problems, warnings) {
        (0, 0) => md!["Nothing was found."],
        (0, warnings) => md!["No problems, ", counted(warnings, "warning"), "."],
        (problems, 0) => md![counted(problems, "problem"), "."],
        (problems, warnings) => {
            md![
                counted(problems, "problem"),
                ", ",
                counted(warnings, "warning"),
                "."
            ]
        }
    }
}

/// How many findings are left out.
fn more(number: usize) -> Option<usize> {
    number.checked_sub(SHOWN).filter(|more| *more > 0)
}
