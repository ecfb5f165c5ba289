//! Lines in columns: a glyph, a name, a list that wraps, a place at the end.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::visible::visible;

/// What a line says about what it names. The glyph stands in column 0, so that the same text colours itself
/// in a fence of the language `diff`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    /// Gained.
    Plus,
    /// Lost.
    Minus,
    /// Changed.
    Tilde,
    /// Carried out somewhere.
    Arrow,
    /// Dangerous.
    Bang,
    /// Neither.
    None,
}

impl Glyph {
    fn character(self) -> char {
        match self {
            Self::Plus => '+',
            Self::Minus => '-',
            Self::Tilde => '~',
            Self::Arrow => '>',
            Self::Bang => '!',
            Self::None => ' ',
        }
    }

    fn style(self) -> Style {
        let colour = match self {
            Self::Plus => AnsiColor::Green,
            Self::Minus => AnsiColor::Red,
            Self::Tilde => AnsiColor::Yellow,
            Self::Arrow => AnsiColor::Cyan,
            Self::Bang => return AnsiColor::Red.on_default().bold(),
            Self::None => return Style::new(),
        };
        colour.on_default()
    }
}

/// A heading, in bold. Names in it stay in its line and say nothing to a terminal.
pub fn heading(out: &mut dyn Write, text: &str) -> io::Result<()> {
    let bold = Style::new().bold();
    writeln!(out, "{bold}{}{bold:#}", visible(text))
}

/// One line without columns. Names in it stay in it and say nothing to a terminal.
pub fn line(out: &mut dyn Write, glyph: Glyph, text: &str) -> io::Result<()> {
    let style = glyph.style();
    let text = format!("{}{text}", glyph.character());
    writeln!(out, "{style}{}{style:#}", visible(text.trim_end()))
}

/// What was drawn in memory, without colours.
pub fn without_colour(drawn: &[u8]) -> String {
    let text = String::from_utf8_lossy(drawn);
    anstream::adapter::strip_str(&text).to_string()
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRow {
    pub glyph: Glyph,
    pub name: String,
    pub items: Vec<String>,
    pub place: String,
}

const ITEMS_WIDTH: usize = 46;
const TEXT_WIDTH: usize = 72;

/// Writes rows under one another, each column as wide as the widest of the whole table; lists wrap.
pub fn rows(out: &mut dyn Write, rows: &[TableRow], widths: Widths) -> io::Result<()> {
    for row in rows {
        let mut lines = wrapped(&row.items, ITEMS_WIDTH).into_iter();
        let first = lines.next().unwrap_or_default();
        let name = padded(&row.name, widths.name);
        let text = if row.place.is_empty() {
            format!("   {name}  {first}")
        } else {
            format!("   {name}  {}  {}", padded(&first, widths.items), row.place)
        };
        line(out, row.glyph, &text)?;
        for rest in lines {
            line(
                out,
                row.glyph,
                &format!("   {}  {rest}", padded("", widths.name)),
            )?;
        }
    }
    Ok(())
}

/// Writes a text under a row, from the second column on, as many lines as it takes.
pub fn below(out: &mut dyn Write, text: &str, widths: Widths) -> io::Result<()> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= TEXT_WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    for text in lines {
        let indent = padded("", widths.name);
        line(out, Glyph::None, &format!("   {indent}  {text}"))?;
    }
    Ok(())
}

/// How wide the columns are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Widths {
    name: usize,
    items: usize,
}

impl Widths {
    /// As wide as the widest entry of these rows.
    pub fn of<'a>(rows: impl Iterator<Item = &'a TableRow>) -> Self {
        let mut widths = Self::default();
        for row in rows {
            widths.name = widths.name.max(row.name.width());
            let lines = wrapped(&row.items, ITEMS_WIDTH);
            let widest = lines.iter().map(|line| line.width()).max().unwrap_or(0);
            widths.items = widths.items.max(widest);
        }
        widths
    }
}

pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// The items with commas between them, broken between two items where a line would be longer than `width`.
pub fn wrapped(items: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let comma = if index + 1 < items.len() { "," } else { "" };
        match lines.last_mut() {
            Some(line) if line.width() + 1 + item.width() < width => {
                line.push(' ');
                line.push_str(item);
                line.push_str(comma);
            }
            _ => lines.push(format!("{item}{comma}")),
        }
    }
    lines
}
