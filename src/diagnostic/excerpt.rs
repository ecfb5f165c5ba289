//! The few lines of a source that a diagnostic shows.
//!
//! A source can have millions of lines, and a line millions of characters; only what stands near a label is
//! handed to the drawing, with everything a terminal would obey made visible.

use std::ops::Range;

use super::Label;
use crate::source::{SourceId, Sources, Span};
use crate::text::{visible, visible_offset};

/// Bytes of a line that are kept around a label in a long line.
const AROUND: usize = 60;

/// A line is long from here on, in bytes.
const LONG: usize = 400;

/// Labels further apart than this many lines get an excerpt each.
const APART: usize = 2_000;

/// Stands where a line is cut.
const CUT: &str = "…";

/// How a label is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Primary,
    Secondary,
}

/// Neighbouring lines of one source and the labels in them.
#[derive(Debug)]
pub(super) struct Excerpt<'d> {
    pub(super) source: SourceId,
    pub(super) first_line: usize,
    pub(super) text: String,
    /// Whether the start of a line is left out, so that its columns cannot be counted.
    pub(super) cut: bool,
    pub(super) marks: Vec<Mark<'d>>,
}

/// A label as bytes in the text of its excerpt.
#[derive(Debug)]
pub(super) struct Mark<'d> {
    pub(super) role: Role,
    pub(super) range: Range<usize>,
    pub(super) label: &'d str,
}

/// Lays labels out into excerpts, the one of the first label first.
pub(super) fn excerpts<'d>(labels: &[(Role, &'d Label)], sources: &Sources) -> Vec<Excerpt<'d>> {
    let lead = labels.first().map(|(_, label)| label.span);
    let mut placed: Vec<Placed<'d>> = labels
        .iter()
        .map(|(role, label)| Placed::new(*role, label, sources))
        .collect();
    placed.sort_by_key(|one| (one.span.source, one.line, one.span.start));
    let together = |a: &Placed<'_>, b: &Placed<'_>| {
        a.span.source == b.span.source && b.line.saturating_sub(a.line) <= APART
    };
    let mut groups: Vec<&[Placed<'d>]> = placed.chunk_by(together).collect();
    // The place of the problem comes before the places that explain it.
    groups.sort_by_key(|group| !group.iter().any(|one| Some(one.span) == lead));
    groups
        .into_iter()
        .filter_map(|group| excerpt(group, sources))
        .collect()
}

/// A label with the line on which it starts.
struct Placed<'d> {
    role: Role,
    label: &'d str,
    span: Span,
    line: usize,
}

impl<'d> Placed<'d> {
    fn new(role: Role, label: &'d Label, sources: &Sources) -> Self {
        Self {
            role,
            label: &label.text,
            span: label.span,
            line: sources.line(label.span),
        }
    }
}

fn excerpt<'d>(group: &[Placed<'d>], sources: &Sources) -> Option<Excerpt<'d>> {
    let (first, last) = (group.first()?, group.last()?);
    let source = first.span.source;
    let mut text = String::new();
    let mut marks = Vec::new();
    let mut cut = false;
    for line in first.line..=last.line {
        let near = group.iter().any(|one| one.line.abs_diff(line) <= 2);
        if near && let Some((start, content)) = sources.nth_line(source, line) {
            let here = || group.iter().filter(|one| one.line == line);
            let shown = Shown::new(
                content,
                here().map(|one| (one.span.start as usize).saturating_sub(start)),
            );
            cut |= shown.from > 0;
            for one in here() {
                marks.push(Mark {
                    role: one.role,
                    range: shown.range(one.span, start, text.len()),
                    label: one.label,
                });
            }
            text.push_str(&shown.text());
        }
        // The drawing folds the lines between; it only has to count them.
        text.push('\n');
    }
    Some(Excerpt {
        source,
        first_line: first.line,
        text,
        cut,
        marks,
    })
}

/// The part of a line that is shown.
struct Shown<'l> {
    line: &'l str,
    from: usize,
    to: usize,
}

impl<'l> Shown<'l> {
    fn new(line: &'l str, mut labels: impl Iterator<Item = usize>) -> Self {
        if line.len() <= LONG {
            let to = line.len();
            return Self { line, from: 0, to };
        }
        let from = labels.next().unwrap_or(0).saturating_sub(AROUND);
        let from = line.floor_char_boundary(from);
        let to = line.floor_char_boundary(from.saturating_add(LONG / 2));
        Self { line, from, to }
    }

    fn text(&self) -> String {
        let part = visible(self.line.get(self.from..self.to).unwrap_or(""));
        let after = if self.to < self.line.len() { CUT } else { "" };
        format!("{}{part}{after}", self.before())
    }

    fn before(&self) -> &'static str {
        if self.from > 0 { CUT } else { "" }
    }

    /// Where a place is in the drawn text, whose line starts at `base`. A place that goes on over lines is
    /// marked on its first.
    fn range(&self, span: Span, line_start: usize, base: usize) -> Range<usize> {
        let at = |offset: u32| {
            let inside = (offset as usize).saturating_sub(line_start);
            let inside = inside.clamp(self.from, self.to);
            let inside = self.line.floor_char_boundary(inside);
            let part = self.line.get(self.from..self.to).unwrap_or("");
            let before = visible_offset(part, inside.saturating_sub(self.from));
            base + self.before().len() + before
        };
        at(span.start)..at(span.end)
    }
}
