//! Whether a saved plan still holds: it is compared with the plan that would be made now.

use std::collections::{BTreeMap, BTreeSet};

use super::{Saved, SourceDigest};
use crate::model::{CatalogName, PermissionSetName};
use crate::plan::Change;

/// One thing that is not as it was when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The plan is for another instance.
    Instance {
        /// The ARN in the plan.
        planned: String,
        /// The ARN of the instance at hand.
        now: String,
    },
    /// The catalog has another name, so it governs other permission sets.
    CatalogName {
        /// The name in the plan.
        planned: CatalogName,
        /// The name now.
        now: CatalogName,
    },
    /// An environment variable that the catalog is read with has another value.
    Variable {
        /// Its name.
        name: String,
        /// The value in the plan; none if it was not read.
        planned: Option<String>,
        /// The value now.
        now: Option<String>,
    },
    /// A text of the catalog is another one.
    Source(SourceDifference),
    /// A permission set that the plan touches is another one in Identity Center.
    Live(LiveDifference),
    /// A change is another one.
    Change(ChangeDifference),
}

/// What became of a text of the catalog, by its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceDifference {
    /// It says something else.
    Edited(String),
    /// It is no longer read.
    Gone(String),
    /// It was not read before.
    New(String),
}

/// What became of a permission set outside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum LiveDifference {
    /// It was edited, made anew, or is governed by another catalog.
    Edited(PermissionSetName),
    /// It was deleted.
    Gone(PermissionSetName),
    /// It was created.
    New(PermissionSetName),
}

/// What became of a change of the plan, by its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeDifference {
    /// It is no longer needed.
    Gone(String),
    /// It is needed and was not reviewed.
    New(String),
    /// The same thing would be changed, from or to something else.
    Altered(String),
}

impl Saved {
    /// What is not as it was, between this plan and the one that is made `now` under the same conditions. None: the
    /// plan holds. What lives and does not concern the plan makes no difference.
    pub fn differences(&self, now: &Self) -> Vec<Difference> {
        let mut found = Vec::new();
        if self.header.instance != now.header.instance {
            found.push(Difference::Instance {
                planned: self.header.instance.clone(),
                now: now.header.instance.clone(),
            });
        }
        if self.catalog != now.catalog {
            found.push(Difference::CatalogName {
                planned: self.catalog.clone(),
                now: now.catalog.clone(),
            });
        }
        found.extend(variables(&self.header.environment, &now.header.environment));
        let sources = sources(&self.sources, &now.sources).into_iter();
        found.extend(sources.map(Difference::Source));
        let live = live(self, now).into_iter();
        found.extend(live.map(Difference::Live));
        let changes = changes(self, now).into_iter();
        found.extend(changes.map(Difference::Change));
        found
    }
}

fn variables(
    planned: &BTreeMap<String, String>,
    now: &BTreeMap<String, String>,
) -> Vec<Difference> {
    let names: BTreeSet<&String> = planned.keys().chain(now.keys()).collect();
    let names = names
        .into_iter()
        .filter(|name| planned.get(*name) != now.get(*name));
    let difference = |name: &String| Difference::Variable {
        name: name.clone(),
        planned: planned.get(name).cloned(),
        now: now.get(name).cloned(),
    };
    names.map(difference).collect()
}

/// Texts are compared by their digests, each as often as it occurs; names only say which of them differ.
fn sources(planned: &[SourceDigest], now: &[SourceDigest]) -> Vec<SourceDifference> {
    let without = |one: &[SourceDigest], other: &[SourceDigest]| -> BTreeSet<String> {
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        for source in other {
            *counted.entry(source.sha256.clone()).or_default() += 1;
        }
        let mut left = BTreeSet::new();
        for source in one {
            match counted.get_mut(&source.sha256) {
                Some(count) if *count > 0 => *count -= 1,
                _ => {
                    left.insert(source.name.clone());
                }
            }
        }
        left
    };
    let (gone, new) = (without(planned, now), without(now, planned));
    let mut found: Vec<SourceDifference> = gone
        .iter()
        .map(|name| match new.contains(name) {
            true => SourceDifference::Edited(name.clone()),
            false => SourceDifference::Gone(name.clone()),
        })
        .collect();
    let unpaired = new.difference(&gone);
    found.extend(unpaired.map(|name| SourceDifference::New(name.clone())));
    found.sort();
    found
}

/// Each plan knows what it touches, so only what both touch can be compared; a set that one of them leaves alone
/// shows among the changes.
fn live(planned: &Saved, now: &Saved) -> Vec<LiveDifference> {
    let (before, after) = (touched(planned), touched(now));
    let found = before.intersection(&after).filter_map(|name| {
        let name = *name;
        match (planned.live.get(name), now.live.get(name)) {
            (before, after) if before == after => None,
            (Some(_), None) => Some(LiveDifference::Gone(name.clone())),
            (None, _) => Some(LiveDifference::New(name.clone())),
            (Some(_), Some(_)) => Some(LiveDifference::Edited(name.clone())),
        }
    });
    found.collect()
}

fn touched(saved: &Saved) -> BTreeSet<&PermissionSetName> {
    let changes = saved.changes.iter();
    changes
        .filter_map(|saved| saved.change.permission_set())
        .collect()
}

/// The changes that only one plan has; those of the same words are one change that differs.
fn changes<'s>(planned: &'s Saved, now: &'s Saved) -> Vec<ChangeDifference> {
    fn by_words(saved: &Saved) -> BTreeMap<String, Vec<&Change>> {
        let mut found: BTreeMap<String, Vec<&Change>> = BTreeMap::new();
        for saved in &saved.changes {
            found
                .entry(saved.change.words())
                .or_default()
                .push(&saved.change);
        }
        found
    }
    let (before, after) = (by_words(planned), by_words(now));
    let words: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut found = Vec::new();
    for words in words {
        let list = |side: &BTreeMap<String, Vec<&'s Change>>| -> Vec<&'s Change> {
            side.get(words).cloned().unwrap_or_default()
        };
        let (mut planned, mut now) = (list(&before), list(&after));
        planned.retain(
            |change| match now.iter().position(|other| other == change) {
                Some(at) => {
                    now.remove(at);
                    false
                }
                None => true,
            },
        );
        let altered = planned.len().min(now.len());
        let times = |number: usize| std::iter::repeat_n(words, number).cloned();
        found.extend(times(altered).map(ChangeDifference::Altered));
        found.extend(times(planned.len() - altered).map(ChangeDifference::Gone));
        found.extend(times(now.len() - altered).map(ChangeDifference::New));
    }
    found
}
