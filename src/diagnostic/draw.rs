//! Diagnostics as text for a person: each with the lines it is about, and a summary at the end.

use std::io::{self, Write};

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::excerpt::{Excerpt, Role, excerpts};
use super::shown::{shown, summary};
use super::{Diagnostic, Diagnostics, Label, Severity};
use crate::source::Sources;
use crate::text::{Invocation, visible};

/// As many diagnostics are drawn in full; a summary tells how many there are.
const MAX_DRAWN: usize = 200;

/// As many places of one diagnostic are drawn.
const MAX_PLACES: usize = 8;

/// How the text is drawn.
#[derive(Debug, Clone, Default)]
pub struct Appearance {
    /// With colours and links, as ANSI escape sequences.
    pub colour: bool,
    /// The width of the terminal in columns, where it is known.
    pub width: Option<usize>,
    /// Where the run works, for the commands that hints name.
    pub invocation: Invocation,
}

/// Writes every diagnostic, by place, and a summary; nothing if there is none.
///
/// Texts of the user are written so that a terminal obeys none of them, and stay in their lines: a CI system obeys a line of
/// a log that starts with `::`.
///
/// # Errors
/// Only those of `out`.
pub fn text(
    diagnostics: &Diagnostics,
    sources: &Sources,
    appearance: Appearance,
    out: &mut dyn Write,
) -> io::Result<()> {
    let shown = shown(diagnostics);
    if shown.is_empty() {
        return Ok(());
    }
    let renderer = match appearance.colour {
        true => Renderer::styled(),
        false => Renderer::plain(),
    };
    let renderer = renderer.term_width(appearance.width.unwrap_or(DEFAULT_TERM_WIDTH));
    for diagnostic in shown.iter().take(MAX_DRAWN) {
        writeln!(
            out,
            "{}\n",
            draw(diagnostic, sources, &renderer, &appearance.invocation)
        )?;
    }
    let not_kept = diagnostics.not_kept(Severity::Error) + diagnostics.not_kept(Severity::Warning);
    let more = shown.len().saturating_sub(MAX_DRAWN) + not_kept;
    if more > 0 {
        writeln!(out, "and {more} more\n")?;
    }
    let worst = shown.iter().map(|d| d.severity).min();
    let level = level(worst.unwrap_or(Severity::Error));
    let title = level.primary_title(summary(diagnostics, &shown, sources));
    writeln!(out, "{}", renderer.render(&[Group::with_title(title)]))
}

fn draw(
    diagnostic: &Diagnostic,
    sources: &Sources,
    renderer: &Renderer,
    invocation: &Invocation,
) -> String {
    let title = level(diagnostic.severity)
        .primary_title(visible(&diagnostic.message))
        .id(diagnostic.code.name());
    let mut group = Group::with_title(title);
    let labels = labels(diagnostic);
    let drawn = labels.get(..MAX_PLACES).unwrap_or(&labels);
    let mut groups = Vec::new();
    for excerpt in excerpts(drawn, sources) {
        if excerpt.cut {
            // The drawing counts columns in what it is given; the true place goes before it.
            let place = origin(diagnostic, &excerpt, sources);
            groups.push(group.element(place));
            group = Group::with_level(level(diagnostic.severity));
            group = group.element(snippet(excerpt, sources).path(None::<String>));
        } else {
            group = group.element(snippet(excerpt, sources));
        }
    }
    let more = labels.len() - drawn.len();
    if more > 0 {
        group = group.element(Level::NOTE.message(format!("and {more} more places")));
    }
    for note in &diagnostic.notes {
        group = group.element(Level::NOTE.message(visible(note)));
    }
    let help = diagnostic
        .help
        .iter()
        .map(|help| visible(&invocation.complete(help)).into_owned());
    let help = help.map(|help| Group::with_title(Level::HELP.secondary_title(help)));
    groups.push(group);
    groups.extend(help);
    if labels.is_empty() && diagnostic.notes.is_empty() {
        // Without lines to show, what to do follows the message at once.
        let parts: Vec<String> = groups
            .into_iter()
            .map(|part| renderer.render(&[part]))
            .collect();
        return parts.join("\n");
    }
    renderer.render(&groups)
}

fn snippet<'d>(
    excerpt: Excerpt<'d>,
    sources: &'d Sources,
) -> Snippet<'d, annotate_snippets::Annotation<'d>> {
    let marks = excerpt.marks.into_iter().map(|mark| {
        let kind = match mark.role {
            Role::Primary => AnnotationKind::Primary,
            Role::Secondary => AnnotationKind::Context,
        };
        let label = (!mark.label.is_empty()).then(|| visible(mark.label));
        kind.span(mark.range).label(label)
    });
    Snippet::source(excerpt.text)
        .line_start(excerpt.first_line)
        .path(visible(sources.name(excerpt.source)))
        .annotations(marks)
}

/// The place of an excerpt whose columns cannot be counted from what is drawn.
fn origin<'d>(diagnostic: &Diagnostic, excerpt: &Excerpt<'_>, sources: &'d Sources) -> Origin<'d> {
    let origin = Origin::path(visible(sources.name(excerpt.source)));
    let primary = diagnostic.primary.as_ref().map(|label| label.span);
    match primary.filter(|span| span.source == excerpt.source) {
        Some(span) => {
            let at = sources.line_column(span);
            origin.line(at.line).char_column(at.column)
        }
        None => origin.line(excerpt.first_line),
    }
}

fn labels(diagnostic: &Diagnostic) -> Vec<(Role, &Label)> {
    let primary = diagnostic.primary.iter().chain(&diagnostic.also);
    let secondary = diagnostic.secondary.iter();
    primary
        .map(|label| (Role::Primary, label))
        .chain(secondary.map(|label| (Role::Secondary, label)))
        .collect()
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    }
}
