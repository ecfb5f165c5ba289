//! Findings, drawn for people, for pull requests and for programs.

use std::io::{self, Write};

use anstyle::AnsiColor;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use super::code::FindingCode;
use super::finding::{Finding, Severity};
use crate::report::{count, markdown_text as markdown, thousands};
use crate::visible::{self, visible};

/// Findings of one examination.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The findings, in their order.
    pub findings: &'a [Finding],
    /// What was examined, in a line.
    pub examined: &'a str,
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
        });
        writeln!(out, "{}", visible::json(&format!("{document:#}")))
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
            more(out, "    ", findings.len())?;
            writeln!(out, "  help: {}", code.help())?;
        }
        writeln!(out, "\n{}", self.verdict())
    }

    /// Writes a section for a pull request or a wiki.
    pub fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "### {}\n", self.verdict())?;
        writeln!(out, "{}", markdown(self.examined))?;
        for (severity, code, findings) in self.kinds() {
            let glyph = match severity {
                Severity::Problem => '❌',
                Severity::Warning => '⚠',
            };
            writeln!(out, "\n#### {glyph} {} `{}`\n", code.title(), code.name())?;
            writeln!(out, "| what | found |\n|---|---|")?;
            for finding in findings.iter().take(SHOWN) {
                let (subject, detail) = (markdown(&finding.subject), markdown(&finding.detail));
                writeln!(out, "| {subject} | {detail} |")?;
            }
            more(out, "\n", findings.len())?;
            // Our own words: their code marks are meant.
            writeln!(out, "\nTo do: {}.", code.help())?;
        }
        Ok(())
    }

    fn verdict(&self) -> String {
        let (problems, warnings) = (
            self.number(Severity::Problem),
            self.number(Severity::Warning),
        );
        match (problems, warnings) {
            (0, 0) => "Nothing was found.".to_owned(),
            (0, warnings) => format!("No problems, {}.", count(warnings, "warning")),
            (problems, 0) => format!("{}.", count(problems, "problem")),
            (problems, warnings) => format!(
                "{}, {}.",
                count(problems, "problem"),
                count(warnings, "warning")
            ),
        }
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

fn more(out: &mut dyn Write, indent: &str, number: usize) -> io::Result<()> {
    match number.saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(
            out,
            "{indent}and {} more (--format json lists all)",
            thousands(more)
        ),
    }
}
