//! A review for an issue or a wiki.

use std::io::{self, Write};

use super::text::{SHOWN, place_words};
use super::{Entry, Review};
use crate::model::why;
use crate::text::{Document, Markdown, code, md};

impl Review<'_> {
    /// Writes a table for each part.
    pub fn markdown(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut text = Document::default();
        text.heading(3, &md!["Access review: ", self.verdict()]);
        let due = self.due();
        if !due.is_empty() {
            let days = self.within as usize;
            text.heading(4, &md!["Due within ", days, " days"]);
        }
        let rows = due.iter().map(|due| {
            let mark = if self.is_overdue(due) { "⚠ " } else { "" };
            let [who, sets, place, source] = self.row(due.entry);
            let why = why(due.entry.facts);
            [
                md![mark, due.date],
                md![self.what(due)],
                who,
                sets,
                place,
                source,
                code_unless_empty(&why),
            ]
        });
        let head = [
            "day",
            "",
            "who",
            "permission sets",
            "where",
            "source",
            "why",
        ];
        text.table(head, rows);
        let ownerless: Vec<&Entry<'_>> = self.without_owner().collect();
        self.list(&mut text, "Without an owner", &ownerless);
        if let Some(old) = self.unchanged() {
            self.list(&mut text, "Not changed for a year", &old);
        }
        if let Some(reason) = &self.unknown_history {
            text.paragraph(&code(reason));
        }
        write!(out, "{}", text.into_text())
    }

    fn list(&self, text: &mut Document, title: &'static str, entries: &[&Entry<'_>]) {
        if entries.is_empty() {
            return;
        }
        text.heading(4, &md![title]);
        let rows = entries.iter().take(SHOWN).map(|entry| {
            let change = entry.changed.as_ref();
            let change = change.map_or_else(Markdown::default, |one| {
                md![
                    one.date,
                    " ",
                    code(&one.author),
                    " (",
                    code(&one.commit),
                    ")"
                ]
            });
            let [who, sets, place, source] = self.row(entry);
            [who, sets, place, source, change]
        });
        let head = ["who", "permission sets", "where", "source", "last change"];
        text.table(head, rows);
        if let Some(more) = entries.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            text.paragraph(&md!["and ", more, " more"]);
        }
    }

    fn row(&self, entry: &Entry<'_>) -> [Markdown; 4] {
        let sets = entry.sets.iter().map(|held| code(held.name.as_str()));
        [
            md![entry.kind, " ", code(entry.principal)],
            Markdown::join(sets, ", "),
            code(&place_words(entry)),
            code(&self.sources.file_line(entry.place)),
        ]
    }
}

fn code_unless_empty(text: &str) -> Markdown {
    match text {
        "" => Markdown::default(),
        text => code(text),
    }
}
