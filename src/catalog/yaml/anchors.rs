//! The anchors of a document, and the aliases that name none.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::graph::ItemId;
use super::weight::Weight;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

/// How much like an anchor's name another one must be to be meant (Jaro-Winkler).
const SIMILAR: f64 = 0.85;

/// Anchors by the parser's numbers, which count from 1; 0 says that there is none.
#[derive(Debug, Default)]
pub(super) struct Anchors<'t> {
    known: HashMap<usize, Anchor<'t>>,
    /// Places of every alias whose anchor does not stand before it, by name.
    undefined: BTreeMap<String, Vec<Span>>,
}

/// A value that aliases may repeat.
#[derive(Debug)]
pub(super) struct Anchor<'t> {
    pub(super) id: ItemId,
    name: Cow<'t, str>,
    /// `None` while the value is still open.
    pub(super) weight: Option<Weight>,
}

impl<'t> Anchors<'t> {
    /// Notes the anchor of a value, if it has one. Its name follows.
    pub(super) fn define(&mut self, number: usize, id: ItemId, weight: Option<Weight>) {
        if number != 0 {
            let name = Cow::Borrowed("");
            self.known.insert(number, Anchor { id, name, weight });
        }
    }

    pub(super) fn name(&mut self, number: usize, name: Cow<'t, str>) {
        if let Some(anchor) = self.known.get_mut(&number) {
            anchor.name = name;
        }
    }

    /// Notes what a value weighs, now that its end is known.
    pub(super) fn close(&mut self, number: usize, weight: Weight) {
        if let Some(anchor) = self.known.get_mut(&number) {
            anchor.weight = Some(weight);
        }
    }

    pub(super) fn get(&self, number: usize) -> Option<&Anchor<'t>> {
        self.known.get(&number)
    }

    /// Notes an alias without an anchor.
    pub(super) fn miss(&mut self, name: &str, span: Span) {
        match self.undefined.get_mut(name) {
            Some(places) => places.push(span),
            None => {
                self.undefined.insert(name.to_owned(), vec![span]);
            }
        }
    }

    /// Reports every name that has no anchor once, with all its places.
    pub(super) fn report_undefined(&self, diagnostics: &mut Diagnostics) {
        for (name, places) in &self.undefined {
            let help = match self.similar(name) {
                Some(similar) => format!("did you mean `*{similar}`?"),
                None => format!(
                    "write `&{name}` before a value above this, or quote a glob: `\"*{name}\"`"
                ),
            };
            let problem = Diagnostic::error(
                Code::UndefinedAlias,
                format!("the alias `*{name}` has no anchor"),
            )
            .note("an anchor is known only in its own file, after the place where it is written")
            .help(help);
            let labels = std::iter::once(format!("no `&{name}` stands before this"))
                .chain(std::iter::repeat(String::new()));
            let places = places.iter().zip(labels);
            let problem = places.fold(problem, |problem, (span, label)| {
                problem.primary(*span, label)
            });
            diagnostics.push(problem);
        }
    }

    fn similar(&self, name: &str) -> Option<&str> {
        let names = self.known.values().map(|anchor| anchor.name.as_ref());
        let scored = names.map(|known| (strsim::jaro_winkler(known, name), known));
        scored
            .filter(|(likeness, _)| *likeness > SIMILAR)
            .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
            .map(|(_, known)| known)
    }
}

impl Anchor<'_> {
    /// A diagnostic for an alias that stands inside the value that it repeats.
    pub(super) fn inside_itself(&self, span: Span) -> Diagnostic {
        let name = &self.name;
        Diagnostic::error(
            Code::InvalidYaml,
            format!("the alias `*{name}` stands inside the value that it repeats"),
        )
        .primary(span, "this would repeat itself without end")
        .help(format!("move the alias out of the value marked `&{name}`"))
    }
}
