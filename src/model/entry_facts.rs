//! What a catalog says of an assignment entry besides who has what where: who answers for it, why, until when.

use std::sync::Arc;

use super::Date;
use crate::source::{Located, Span};

/// What an entry says of itself. Nothing of it but `expires` changes what is granted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryFacts {
    /// Who answers for the access: a team, a person, a handle.
    pub owner: Option<Located<Arc<str>>>,
    /// Why it is granted.
    pub reason: Option<Located<Arc<str>>>,
    /// Where it was asked for or decided.
    pub ticket: Option<Located<Arc<str>>>,
    /// The last day of the access.
    pub expires: Option<Located<Date>>,
    /// The day by which somebody looks at it again.
    pub review_by: Option<Located<Date>>,
}

impl EntryFacts {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// These facts, and those of `default` where these are silent.
    #[must_use]
    pub fn or(self, default: &Self) -> Self {
        Self {
            owner: self.owner.or_else(|| default.owner.clone()),
            reason: self.reason.or_else(|| default.reason.clone()),
            ticket: self.ticket.or_else(|| default.ticket.clone()),
            expires: self.expires.or(default.expires),
            review_by: self.review_by.or(default.review_by),
        }
    }

    /// The owner's name.
    pub fn owner(&self) -> Option<&str> {
        self.owner.as_ref().map(|owner| &*owner.value)
    }

    /// The reason.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_ref().map(|reason| &*reason.value)
    }

    /// The ticket.
    pub fn ticket(&self) -> Option<&str> {
        self.ticket.as_ref().map(|ticket| &*ticket.value)
    }

    /// The last day of the access.
    pub fn expires(&self) -> Option<Date> {
        self.expires.map(|last| last.value)
    }

    /// The day by which somebody looks at it again.
    pub fn review_by(&self) -> Option<Date> {
        self.review_by.map(|day| day.value)
    }
}

/// What is known of the rule behind an assignment.
#[derive(Debug, Clone)]
pub struct RuleInfo {
    /// The place that asks for the access.
    pub place: Span,
    /// What its entry says of itself; the rules of one entry share it.
    pub facts: Arc<EntryFacts>,
}
