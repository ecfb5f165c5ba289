//! A document in Markdown, block by block: the only place that writes headings, lists, tables and fences.

use std::fmt::Write as _;

use super::{Markdown, longest_run};
use crate::text::visible::visible_lines;

/// A document for a comment, an issue or a wiki.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document(String);

impl Document {
    /// A heading; `level` counts from 1.
    pub fn heading(&mut self, level: usize, text: &Markdown) {
        self.part();
        self.line(&format!("{} {}", "#".repeat(level), text.inline()));
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &Markdown) {
        self.part();
        self.line(&text.inline());
    }

    /// A line that stands apart from the next, without space between them.
    pub fn entry(&mut self, text: &Markdown) {
        self.part();
        self.line(&format!("{}<br>", text.inline()));
    }

    /// A remark about the document itself.
    pub fn quote(&mut self, text: &Markdown) {
        self.part();
        self.line(&format!("> {}", text.inline()));
    }

    /// A line in small print.
    pub fn small(&mut self, text: &Markdown) {
        self.part();
        self.line(&format!("<sub>{}</sub>", text.inline()));
    }

    /// A list.
    pub fn list(&mut self, items: impl IntoIterator<Item = Markdown>) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_some() {
            self.part();
        }
        for item in items {
            self.line(&format!("- {}", item.inline()));
        }
    }

    /// A table. Nothing where there is no row.
    pub fn table<const N: usize>(
        &mut self,
        head: [&'static str; N],
        rows: impl IntoIterator<Item = [Markdown; N]>,
    ) {
        let mut rows = rows.into_iter().peekable();
        if rows.peek().is_none() {
            return;
        }
        self.part();
        let cells = head.map(|cell| match cell {
            "" => " |".to_owned(),
            name => format!(" {name} |"),
        });
        self.line(&format!("|{}", cells.concat()));
        self.line(&format!("|{}", "---|".repeat(N)));
        for row in rows {
            let cells: String = row
                .iter()
                .map(|cell| format!(" {} |", cell.cell()))
                .collect();
            self.line(&format!("|{cells}"));
        }
    }

    /// Lines that are shown as they are.
    pub fn fenced(&mut self, language: &'static str, text: &str) {
        self.part();
        self.fence(language, text);
    }

    /// A line with lines folded behind it; an entry where there are none.
    pub fn details(&mut self, line: &Markdown, language: &'static str, text: &str) {
        if text.trim().is_empty() {
            return self.entry(line);
        }
        self.part();
        self.line(&format!("<details><summary>{}</summary>\n", line.html()));
        self.fence(language, text);
        self.line("</details>");
    }

    /// The text.
    pub fn into_text(self) -> String {
        self.0
    }

    /// How many bytes it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds another document to the end.
    pub fn append(&mut self, other: &Self) {
        if !other.is_empty() {
            self.part();
            self.0.push_str(&other.0);
        }
    }

    fn fence(&mut self, language: &'static str, text: &str) {
        let text = visible_lines(text.trim_end_matches('\n'));
        let fence = "`".repeat(longest_run(&text).max(2) + 1);
        self.line(&format!("{fence}{language}\n{text}\n{fence}"));
    }

    fn part(&mut self) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
    }

    fn line(&mut self, text: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "{text}");
    }
}

#[cfg(test)]
mod tests {
    use super::super::{code, md};
    use super::*;

    #[test]
    fn a_fence_is_longer_than_any_inside() {
        let fenced = |language, text| {
            let mut document = Document::default();
            document.fenced(language, text);
            document.into_text()
        };
        assert_eq!(fenced("diff", "+ a\n"), "```diff\n+ a\n```\n");
        assert_eq!(fenced("", "````"), "`````\n````\n`````\n");
    }

    #[test]
    fn each_block_stands_apart() {
        let mut document = Document::default();
        document.heading(3, &md!["Access"]);
        document.table(["", "who"], [[md!["➖"], code("a|b")]]);
        document.list([code("- x")]);
        assert_eq!(
            document.into_text(),
            "### Access\n\n| | who |\n|---|---|\n| ➖ | `a\\|b` |\n\n- `- x`\n"
        );
    }
}
