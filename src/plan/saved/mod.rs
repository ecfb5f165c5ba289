//! A saved plan: what was reviewed, in a file, so that exactly that is applied later.
//!
//! Whoever holds the file can write it anew, digest and all. So nothing is ever applied from it: an apply plans
//! afresh, from the catalog and what lives then, and uses the file only to see whether the two plans are one.

mod difference;
mod file;
mod live;
mod rules;
#[cfg(test)]
mod tests;

pub use difference::{ChangeDifference, Difference, LiveDifference, SourceDifference};
pub use file::SavedPlanError;
pub use rules::SavedRule;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Cause, Change, Header, Note, Plan, PlanOptions, PlannedChange};
use crate::diagnostic::Diagnostics;
use crate::model::{Account, CatalogName, Live, PermissionSetName};
use crate::risk::Danger;
use crate::source::{LineColumn, Sources, Span};

/// A text that the catalog was read from. Texts are known by their digests: the same catalog lies under another path
/// on another machine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceDigest {
    /// How messages call it.
    pub name: String,
    /// SHA-256 of the text, in hexadecimal.
    pub sha256: String,
}

/// A place in a text that is not at hand.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// How messages call the text.
    pub file: String,
    /// Line and column.
    pub at: LineColumn,
}

/// A change and the place that asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedChange {
    /// What is done.
    pub change: Change,
    /// Where the catalog says so.
    pub place: Option<Place>,
    /// Why it is dangerous.
    pub dangers: Vec<Danger>,
    /// Why an assignment changes. It decides nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Arc<Cause>>,
}

/// A plan with all that is needed to show it without the catalog, and to tell whether it still holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// The catalog's name.
    pub catalog: CatalogName,
    /// Catalog and instance, for people.
    pub header: Header,
    /// How the plan was made.
    pub conditions: PlanOptions,
    /// The texts of the catalog, sorted.
    pub sources: Vec<SourceDigest>,
    /// The accounts of each account type that is used.
    pub account_types: BTreeMap<Arc<str>, BTreeSet<Account>>,
    /// What lives of the permission sets that the plan touches: a digest of each.
    pub live: BTreeMap<PermissionSetName, String>,
    /// The changes in their order.
    pub changes: Vec<SavedChange>,
    /// What changed in the catalog besides access, where the plan was made with a base. It decides nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<SavedRule>,
    /// What a reader should know besides.
    pub notes: Vec<Note>,
    /// What a page of the plan shows, for `show --format html`: also what stays as it is. It decides nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

impl Saved {
    /// Takes down a plan. `sources` holds the texts of the catalog and nothing else.
    pub fn new(
        plan: &Plan,
        header: &Header,
        account_types: &BTreeMap<Arc<str>, BTreeSet<Account>>,
        conditions: PlanOptions,
        live: &Live,
        sources: &Sources,
    ) -> Self {
        let place = |span: Span| Place {
            file: sources.name(span.source).to_owned(),
            at: sources.line_column(span),
        };
        let changes = plan.changes.iter().map(|planned| SavedChange {
            change: planned.change.clone(),
            place: planned.place.map(place),
            dangers: planned.dangers.clone(),
            cause: planned.cause.clone(),
        });
        let mut texts: Vec<SourceDigest> = sources
            .ids()
            .filter(|id| !sources.is_aside(*id))
            .map(|id| SourceDigest {
                name: sources.name(id).to_owned(),
                sha256: sha256(sources.text(id)),
            })
            .collect();
        texts.sort();
        Self {
            catalog: plan.catalog.clone(),
            header: header.clone(),
            conditions,
            sources: texts,
            account_types: account_types.clone(),
            live: live::digests(plan, live),
            changes: changes.collect(),
            rules: plan
                .rules
                .iter()
                .map(|rule| SavedRule::new(rule, place))
                .collect(),
            notes: plan.notes.clone(),
            picture: None,
        }
    }

    /// The plan, to be shown; its places are added to `sources`. It is not fit to be applied: it knows no ARN.
    pub fn plan(&self, sources: &mut Sources) -> Plan {
        let mut places: BTreeMap<&str, BTreeSet<LineColumn>> = BTreeMap::new();
        let of_changes = self.changes.iter().filter_map(|saved| saved.place.as_ref());
        let of_rules = self.rules.iter().flat_map(SavedRule::places);
        for place in of_changes.chain(of_rules) {
            places.entry(&place.file).or_default().insert(place.at);
        }
        let mut spans: BTreeMap<(&str, LineColumn), Span> = BTreeMap::new();
        for (file, places) in places {
            let places: Vec<LineColumn> = places.into_iter().collect();
            let added = sources.add_places(file, places.clone());
            spans.extend(places.into_iter().map(|at| (file, at)).zip(added));
        }
        let span = |place: &Place| spans.get(&(place.file.as_str(), place.at)).copied();
        let changes = self.changes.iter().map(|saved| PlannedChange {
            change: saved.change.clone(),
            place: saved.place.as_ref().and_then(span),
            dangers: saved.dangers.clone(),
            cause: saved.cause.clone(),
        });
        Plan {
            catalog: self.catalog.clone(),
            changes: changes.collect(),
            rules: self.rules.iter().map(|rule| rule.shown(span)).collect(),
            notes: self.notes.clone(),
            problems: Diagnostics::default(),
            ..Plan::default()
        }
    }
}

/// SHA-256 of a text, in hexadecimal.
fn sha256(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
