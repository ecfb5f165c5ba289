//! The texts that a user wrote, and places in them.
//!
//! A place is twelve bytes, so that every assignment can remember who asked for it; the file's name and
//! text live here, once.

use std::fmt;

/// Identifies one text in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// A stretch of bytes in one source: `start` inclusive, `end` exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text that holds the stretch.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A stretch of `source`; an `end` before `start` is an empty stretch at `start`.
    pub fn new(source: SourceId, start: u32, end: u32) -> Self {
        Self {
            source,
            start,
            end: end.max(start),
        }
    }
}

/// A value and the place where the user wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Located<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Located<T> {
    /// Pairs `value` with its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// Line and column of a place as editors count them: both from 1, columns in characters.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for LineColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

#[derive(Debug)]
struct Source {
    name: String,
    text: String,
    line_starts: Vec<u32>,
    /// For a file on disk, the place that names it, if a file does.
    file: Option<Option<Span>>,
    /// Whether it is read only to be compared with: no part of what the run is about.
    is_aside: bool,
    /// For a text that is not at hand, the places in it that are known; an offset is then an index into these.
    places: Option<Vec<LineColumn>>,
}

/// Every text that was read in this run, with the name under which messages mention it.
#[derive(Debug, Default)]
pub struct Sources {
    sources: Vec<Source>,
}

impl Sources {
    /// Keeps `text`; `name` is how messages call it, usually the path as the user gave it.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let text = text.into();
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0)
            .chain(starts.map(|(at, _)| offset(at + 1)))
            .collect();
        self.sources.push(Source {
            name: name.into(),
            text,
            line_starts,
            file: None,
            is_aside: false,
            places: None,
        });
        SourceId(offset(self.sources.len() - 1))
    }

    /// Calls what lies in a folder otherwise than by its path: `label` stands for the folder and the separator behind
    /// it. Concerns the sources that were added until now.
    pub fn relabel(&mut self, folder: &std::path::Path, label: &str) {
        for source in &mut self.sources {
            if let Ok(inside) = std::path::Path::new(&source.name).strip_prefix(folder) {
                source.name = format!("{label}{}", inside.display());
            }
        }
    }

    /// States that a source is a file on disk, whose name is its path; `asked` is the place that names it.
    pub fn is_file(&mut self, id: SourceId, asked: Option<Span>) {
        if let Some(source) = self.sources.get_mut(id.0 as usize) {
            source.file = Some(asked);
        }
    }

    /// The files among the sources, in the order in which they were read, with the places that name them.
    pub fn files(&self) -> impl Iterator<Item = (SourceId, Option<Span>)> + '_ {
        let files = self.ids().zip(&self.sources);
        files.filter_map(|(id, source)| Some((id, source.file?)))
    }

    /// Sets aside all sources but the first ones: they are read only to be compared with.
    pub fn set_aside(&mut self, first: usize) {
        for source in self.sources.iter_mut().skip(first) {
            source.is_aside = true;
        }
    }

    /// Whether a source was set aside.
    pub fn is_aside(&self, id: SourceId) -> bool {
        self.get(id).is_some_and(|source| source.is_aside)
    }

    /// Keeps places in a text that is not at hand, such as those of a saved plan. Each span starts and ends where
    /// its place is; spans are ordered as `places` are.
    pub fn add_places(&mut self, name: impl Into<String>, places: Vec<LineColumn>) -> Vec<Span> {
        let id = SourceId(offset(self.sources.len()));
        let spans = (0..offset(places.len())).map(|at| Span::new(id, at, at));
        let spans = spans.collect();
        self.sources.push(Source {
            name: name.into(),
            text: String::new(),
            line_starts: Vec::new(),
            file: None,
            is_aside: false,
            places: Some(places),
        });
        spans
    }

    /// The name of a source; empty for an id of another `Sources`.
    pub fn name(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |source| &source.name)
    }

    /// The whole text of a source; empty for an id of another `Sources`.
    pub fn text(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |source| &source.text)
    }

    /// The text at a place; empty where the place does not lie in its source.
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.source)
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    /// The ids of all sources, in the order in which they were read.
    pub fn ids(&self) -> impl Iterator<Item = SourceId> + use<> {
        (0..offset(self.sources.len())).map(SourceId)
    }

    /// Where a place starts, as editors count.
    pub fn line_column(&self, span: Span) -> LineColumn {
        self.position(span.source, span.start)
    }

    /// Where a place ends, as editors count (one past its last character).
    pub fn end_line_column(&self, span: Span) -> LineColumn {
        self.position(span.source, span.end)
    }

    /// `file:line`, the form in which reports name a place.
    pub fn file_line(&self, span: Span) -> String {
        format!("{}:{}", self.name(span.source), self.line(span))
    }

    /// The line on which a place starts, from 1. Unlike the column it takes no look at the text: a file can be
    /// one line of many megabytes, with a place for every assignment.
    pub fn line(&self, span: Span) -> usize {
        self.line_of(span.source, span.start)
    }

    /// A line by its number from 1, without its line break, and the byte at which it starts.
    pub fn nth_line(&self, id: SourceId, line: usize) -> Option<(usize, &str)> {
        let source = self.get(id)?;
        let start = *source.line_starts.get(line.checked_sub(1)?)? as usize;
        let end = match source.line_starts.get(line) {
            Some(next) => *next as usize,
            None => source.text.len(),
        };
        let text = source.text.get(start..end)?;
        Some((start, text.trim_end_matches(['\n', '\r'])))
    }

    fn line_of(&self, id: SourceId, at: u32) -> usize {
        self.get(id).map_or(1, |source| match &source.places {
            Some(places) => places.get(at as usize).map_or(1, |place| place.line),
            None => source.line_starts.partition_point(|start| *start <= at),
        })
    }

    fn position(&self, id: SourceId, at: u32) -> LineColumn {
        let places = self.get(id).and_then(|source| source.places.as_ref());
        if let Some(place) = places.and_then(|places| places.get(at as usize)) {
            return *place;
        }
        let line = self.line_of(id, at);
        let start = self.nth_line(id, line).map_or(0, |(start, _)| start);
        let before = self.text(id).get(start..at as usize);
        let column = before.map_or(0, |before| before.chars().count());
        LineColumn {
            line,
            column: column + 1,
        }
    }

    fn get(&self, id: SourceId) -> Option<&Source> {
        self.sources.get(id.0 as usize)
    }
}

/// Texts are limited far below 4 GiB when they are read; a longer one would only blur its places.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// `file:line` of places, the file named once: `catalog/aws-sso.yaml:64, 70`.
pub fn places(spans: impl IntoIterator<Item = Span>, sources: &Sources) -> String {
    let mut lines: Vec<(&str, usize)> = spans
        .into_iter()
        .map(|span| (sources.name(span.source), sources.line_column(span).line))
        .collect();
    lines.sort_unstable();
    lines.dedup();
    let mut text = String::new();
    let mut last = None;
    for (file, line) in lines {
        let separator = if text.is_empty() { "" } else { ", " };
        if last == Some(file) {
            text.push_str(&format!("{separator}{line}"));
        } else {
            text.push_str(&format!("{separator}{file}:{line}"));
        }
        last = Some(file);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_in_lines_and_characters() {
        let mut sources = Sources::default();
        let id = sources.add("catalog.yaml", "name: x\ngrüße: y\n");
        let at = sources.text(id).find('y').unwrap_or(0) as u32;
        let span = Span::new(id, at, at + 1);
        assert_eq!(sources.line_column(span).to_string(), "2:8");
        assert_eq!(sources.slice(span), "y");
        assert_eq!(sources.file_line(span), "catalog.yaml:2");
    }

    #[test]
    fn places_are_known_without_their_text() {
        let mut sources = Sources::default();
        let at = |line, column| LineColumn { line, column };
        let spans = sources.add_places("gone.yaml", vec![at(3, 7), at(64, 2)]);
        let shown: Vec<String> = spans.iter().map(|span| sources.file_line(*span)).collect();
        assert_eq!(shown, ["gone.yaml:3", "gone.yaml:64"]);
        assert_eq!(sources.line_column(spans[0]), at(3, 7));
        assert_eq!(sources.slice(spans[1]), "");
        assert_eq!(sources.nth_line(spans[0].source, 3), None);
    }

    #[test]
    fn a_place_outside_its_text_is_harmless() {
        let mut sources = Sources::default();
        let id = sources.add("a", "x");
        assert_eq!(sources.slice(Span::new(id, 5, 9)), "");
        assert_eq!(sources.line_column(Span::new(id, 5, 9)).line, 1);
    }

    #[test]
    fn a_line_comes_without_its_break_and_none_comes_beyond_the_last() {
        let mut sources = Sources::default();
        let id = sources.add("a", "one\r\ntwo\n\nlast");
        assert_eq!(sources.nth_line(id, 1), Some((0, "one")));
        assert_eq!(sources.nth_line(id, 2), Some((5, "two")));
        assert_eq!(sources.nth_line(id, 3), Some((9, "")));
        assert_eq!(sources.nth_line(id, 4), Some((10, "last")));
        assert_eq!(sources.nth_line(id, 5), None);
        assert_eq!(sources.nth_line(id, 0), None);
        assert_eq!(sources.line(Span::new(id, 9, 9)), 3);
    }
}
