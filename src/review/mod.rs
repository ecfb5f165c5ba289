//! The review of access: which entries are due, which nobody answers for, which nobody has touched for long, and the
//! sheet that a reviewer signs.

mod codeowners;
mod entry;
mod json;
mod markdown;
mod sheet;
mod text;

use std::collections::BTreeMap;

pub use codeowners::{CodeOwners, OwnersLine};
pub use entry::{Entry, Held, Where, entries};

use crate::model::Date;
use crate::source::Sources;

/// After so many days without a change an entry is looked at, whatever it says.
const LONG: u32 = 365;

/// What a review looks at.
#[derive(Debug)]
pub struct Review<'a> {
    /// Every entry, in the order of the catalog; those that are over, too.
    pub entries: Vec<Entry<'a>>,
    /// The day of the review.
    pub today: Date,
    /// As many days ahead something counts as due.
    pub within: u32,
    /// Why it is not known, or only in part, when entries were changed last; empty where it is known.
    pub unknown_history: Option<String>,
    /// The texts of the catalog.
    pub sources: &'a Sources,
}

/// What is to be done with an entry by a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The access ends after the day.
    End,
    /// Somebody looks at it again.
    Review,
}

/// An entry and the day by which it is due.
#[derive(Debug, Clone, Copy)]
pub struct Due<'a> {
    /// The day.
    pub date: Date,
    /// What is due.
    pub what: What,
    /// The entry.
    pub entry: &'a Entry<'a>,
}

impl<'a> Review<'a> {
    /// What is due, what has been due the longest first.
    pub fn due(&'a self) -> Vec<Due<'a>> {
        let mut due: Vec<Due<'a>> = Vec::new();
        for entry in &self.entries {
            let facts = entry.facts;
            // Nobody has to look again at what is over.
            let review = facts.review_by().filter(|_| !entry.is_over);
            for (date, what) in [(review, What::Review), (facts.expires(), What::End)] {
                if let Some(date) = date.filter(|date| self.today.days_until(*date) <= self.within)
                {
                    due.push(Due { date, what, entry });
                }
            }
        }
        due.sort_by_key(|due| (due.date, due.what, due.entry.place));
        due
    }

    /// Whether the day of something that is due is over.
    pub fn is_overdue(&self, due: &Due<'_>) -> bool {
        due.date < self.today
    }

    /// The entries that nobody answers for.
    pub fn without_owner(&'a self) -> impl Iterator<Item = &'a Entry<'a>> {
        self.standing()
            .filter(|entry| entry.facts.owner().is_none())
    }

    /// The entries that nobody has changed for a year, the oldest first; `None` where that is not known.
    pub fn unchanged(&'a self) -> Option<Vec<&'a Entry<'a>>> {
        let known = self.entries.iter().any(|entry| entry.changed.is_some());
        let is_old = |entry: &&Entry<'_>| {
            let changed = entry.changed.as_ref();
            changed.is_some_and(|change| change.date.days_until(self.today) > LONG)
        };
        let mut old: Vec<&Entry<'_>> = self.standing().filter(is_old).collect();
        old.sort_by_key(|entry| {
            (
                entry.changed.as_ref().map(|change| change.date),
                entry.place,
            )
        });
        (known || self.unknown_history.is_none()).then_some(old)
    }

    /// The entries that are not over.
    fn standing(&'a self) -> impl Iterator<Item = &'a Entry<'a>> {
        self.entries.iter().filter(|entry| !entry.is_over)
    }

    /// The numbers of the last line, each with its name in JSON.
    fn counts(&'a self) -> BTreeMap<&'static str, Option<usize>> {
        let due = self.due();
        let overdue = due.iter().filter(|due| self.is_overdue(due)).count();
        BTreeMap::from([
            ("entries", Some(self.standing().count())),
            ("overdue", Some(overdue)),
            ("due", Some(due.len().saturating_sub(overdue))),
            ("without_owner", Some(self.without_owner().count())),
            ("unchanged", self.unchanged().map(|old| old.len())),
        ])
    }
}
