//! What changed in the catalog besides access, as a saved plan keeps it: to be shown.

use serde::{Deserialize, Serialize};

use super::Place;
use crate::plan::{RuleChange, RuleSide, RuleTopic};
use crate::source::Span;

/// One side of a change of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct SavedSide {
    text: String,
    place: Option<Place>,
}

/// A change of a rule with its places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedRule {
    topic: RuleTopic,
    subject: String,
    before: Option<SavedSide>,
    after: Option<SavedSide>,
    loosened: bool,
}

impl SavedRule {
    /// Takes down a change.
    pub(super) fn new(change: &RuleChange, place: impl Fn(Span) -> Place) -> Self {
        let side = |side: &Option<RuleSide>| {
            side.as_ref().map(|side| SavedSide {
                text: side.text.clone(),
                place: side.place.map(&place),
            })
        };
        Self {
            topic: change.topic,
            subject: change.subject.clone(),
            before: side(&change.before),
            after: side(&change.after),
            loosened: change.loosens,
        }
    }

    /// The places of both sides.
    pub(super) fn places(&self) -> impl Iterator<Item = &Place> {
        let sides = [&self.before, &self.after].into_iter().flatten();
        sides.filter_map(|side| side.place.as_ref())
    }

    /// The change, to be shown.
    pub(super) fn shown(&self, span: impl Fn(&Place) -> Option<Span>) -> RuleChange {
        let side = |side: &Option<SavedSide>| {
            side.as_ref().map(|side| RuleSide {
                text: side.text.clone(),
                place: side.place.as_ref().and_then(&span),
            })
        };
        RuleChange {
            topic: self.topic,
            subject: self.subject.clone(),
            before: side(&self.before),
            after: side(&self.after),
            loosens: self.loosened,
        }
    }
}
