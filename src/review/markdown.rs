//! A review for an issue or a wiki.

use std::io::{self, Write};

use super::text::SHOWN;
use super::{Entry, Review};
use crate::report::{markdown_text as markdown, why};

impl Review<'_> {
    /// Writes a table for each part.
    pub fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "### Access review: {}", self.verdict())?;
        let due = self.due();
        if !due.is_empty() {
            writeln!(out, "\n#### Due within {} days\n", self.within)?;
            writeln!(
                out,
                "| day | | who | permission sets | where | source | why |"
            )?;
            writeln!(out, "|---|---|---|---|---|---|---|")?;
        }
        for due in &due {
            let mark = if self.is_overdue(due) { "⚠ " } else { "" };
            let (what, row) = (self.what(due), self.row(due.entry));
            let why = markdown(&why(due.entry.facts));
            writeln!(out, "| {mark}{} | {what} | {row} | {why} |", due.date)?;
        }
        let ownerless: Vec<&Entry<'_>> = self.without_owner().collect();
        self.list(out, "Without an owner", &ownerless)?;
        if let Some(old) = self.unchanged() {
            self.list(out, "Not changed for a year", &old)?;
        }
        if let Some(reason) = &self.unknown_history {
            writeln!(out, "\n{}", markdown(reason))?;
        }
        Ok(())
    }

    fn list(&self, out: &mut dyn Write, title: &str, entries: &[&Entry<'_>]) -> io::Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n#### {title}\n")?;
        writeln!(
            out,
            "| who | permission sets | where | source | last change |"
        )?;
        writeln!(out, "|---|---|---|---|---|")?;
        for entry in entries.iter().take(SHOWN) {
            let change = entry.changed.as_ref();
            let change = change.map(|one| format!("{} {} ({})", one.date, one.author, one.commit));
            let change = markdown(&change.unwrap_or_default());
            writeln!(out, "| {} | {change} |", self.row(entry))?;
        }
        match entries.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            Some(more) => writeln!(out, "\nand {more} more"),
            None => Ok(()),
        }
    }

    fn row(&self, entry: &Entry<'_>) -> String {
        let cells = self.cells(entry);
        let cells: Vec<String> = cells.iter().map(|cell| markdown(cell)).collect();
        cells.join(" | ")
    }
}
