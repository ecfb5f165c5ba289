//! A review for people: what is due, what nobody answers for, what is old.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::{Due, Entry, Review, What, Where};
use crate::model::why;
use crate::text::visible;
use crate::text::{Markdown, count, md, thousands_in};

/// As many entries of one kind are shown to people; programs and the sheet have all.
pub(super) const SHOWN: usize = 20;

impl Review<'_> {
    /// Writes what a person reads.
    pub fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let due = self.due();
        if !due.is_empty() {
            self.heading(
                out,
                &format!("Due within {}", count(self.within as usize, "day")),
            )?;
            let rows = due.iter().map(|due| self.due_row(due)).collect();
            let notes = due.iter().map(|due| why(due.entry.facts)).collect();
            table(out, rows, notes)?;
            writeln!(out)?;
        }
        let ownerless: Vec<&Entry<'_>> = self.without_owner().collect();
        self.section(out, "Without an owner", &ownerless, |_| Vec::new())?;
        if let Some(old) = self.unchanged() {
            self.section(out, "Not changed for a year", &old, |entry| {
                let change = entry.changed.as_ref();
                let change = change
                    .map(|one| [one.date.to_string(), one.commit.clone(), one.author.clone()]);
                change.map(Vec::from).unwrap_or_default()
            })?;
        }
        if let Some(reason) = &self.unknown_history {
            writeln!(out, "{}\n", visible(reason))?;
        }
        writeln!(out, "{}", self.verdict().plain())
    }

    fn section(
        &self,
        out: &mut dyn Write,
        title: &str,
        entries: &[&Entry<'_>],
        first: impl Fn(&Entry<'_>) -> Vec<String>,
    ) -> io::Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        self.heading(out, title)?;
        let shown = entries.iter().take(SHOWN);
        let rows = shown.map(|entry| {
            let mut cells = first(entry);
            cells.extend(self.cells(entry));
            (' ', cells)
        });
        table(out, rows.collect(), Vec::new())?;
        if let Some(more) = entries.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            writeln!(out, "  and {more} more; --format csv lists all")?;
        }
        writeln!(out)
    }

    fn heading(&self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        let bold = Style::new().bold();
        writeln!(out, "{bold}{text}{bold:#}")
    }

    fn due_row(&self, due: &Due<'_>) -> (char, Vec<String>) {
        let glyph = if self.is_overdue(due) { '!' } else { ' ' };
        let mut cells = vec![due.date.to_string(), self.what(due).to_owned()];
        cells.extend(self.cells(due.entry));
        (glyph, cells)
    }

    /// What is due, in a word.
    pub(super) fn what(&self, due: &Due<'_>) -> &'static str {
        match due.what {
            What::Review => "review",
            What::End if self.is_overdue(due) => "ended",
            What::End => "ends",
        }
    }

    /// Who, what, where, and the place.
    pub(super) fn cells(&self, entry: &Entry<'_>) -> Vec<String> {
        let sets: Vec<&str> = entry.sets.iter().map(|held| held.name.as_str()).collect();
        vec![
            format!("{} {}", entry.kind, entry.principal),
            sets.join(", "),
            place_words(entry),
            self.sources.file_line(entry.place),
        ]
    }

    /// The last line: how much there is of each.
    pub(super) fn verdict(&self) -> Markdown {
        let counts = self.counts();
        let number = |name: &str| counts.get(name).copied().flatten();
        let entries = match number("entries").unwrap_or_default() {
            1 => md!["1 entry"],
            number => md![thousands_in(number), " entries"],
        };
        let mut parts: Vec<Markdown> = Vec::new();
        for (name, words) in [
            ("overdue", " overdue"),
            ("due", " due"),
            ("without_owner", " without an owner"),
            ("unchanged", " not changed for a year"),
        ] {
            if let Some(number) = number(name).filter(|number| *number > 0) {
                parts.push(md![thousands_in(number), words]);
            }
        }
        match parts.is_empty() {
            true => md![entries, ", nothing is due."],
            false => md![entries, ": ", Markdown::join(parts, ", "), "."],
        }
    }
}

/// Where an entry gives access: `plat: 3 accounts`, or the account.
pub(super) fn place_words(entry: &Entry<'_>) -> String {
    match (&entry.target, entry.accounts) {
        (Where::Account(name), _) => name.clone(),
        (Where::AccountType(name), Some(number)) => {
            format!("{name}: {}", count(number, "account"))
        }
        (Where::AccountType(name), None) => format!("account type {name}"),
    }
}

/// Rows in columns, each with a glyph before it and perhaps a note below.
fn table(
    out: &mut dyn Write,
    rows: Vec<(char, Vec<String>)>,
    notes: Vec<String>,
) -> io::Result<()> {
    let rows: Vec<(char, Vec<String>)> = rows
        .into_iter()
        .map(|(glyph, cells)| {
            let cells = cells.iter().map(|cell| visible(cell).into_owned());
            (glyph, cells.collect())
        })
        .collect();
    let mut widths: Vec<usize> = Vec::new();
    for (_, cells) in &rows {
        for (column, cell) in cells.iter().enumerate() {
            match widths.get_mut(column) {
                Some(width) => *width = cell.width().max(*width),
                None => widths.push(cell.width()),
            }
        }
    }
    let red = AnsiColor::Red.on_default();
    for (index, (glyph, cells)) in rows.iter().enumerate() {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| {
            let gap = width.saturating_sub(cell.width());
            format!("{cell}{}", " ".repeat(gap))
        });
        let text = padded.collect::<Vec<_>>().join("  ");
        let style = if *glyph == '!' { red } else { Style::new() };
        writeln!(out, "{style}{glyph} {}{style:#}", text.trim_end())?;
        if let Some(note) = notes.get(index).filter(|note| !note.is_empty()) {
            writeln!(out, "              {}", visible(note))?;
        }
    }
    Ok(())
}
