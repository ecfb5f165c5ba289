//! Access that somebody promised to look at again.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{Catalog, Date};

/// Warns of every `review_by` that is over: the access stays, and nobody has looked whether it should. A day that
/// several entries share is one warning.
pub fn remind(catalog: &Catalog, today: Date, diagnostics: &mut Diagnostics) {
    let mut overdue = BTreeMap::new();
    for rule in &catalog.rules {
        if let Some(day) = rule.facts.review_by.filter(|day| day.value < today) {
            let (_, whose) = overdue
                .entry(day.span)
                .or_insert_with(|| (day.value, BTreeSet::new()));
            whose.insert((rule.kind, &*rule.principal.value));
        }
    }
    for (span, (day, whose)) in overdue {
        let whose = match whose.first() {
            Some((kind, name)) if whose.len() == 1 => format!("{kind} `{name}`"),
            _ => format!("{} groups and users", whose.len()),
        };
        let message = format!("the access of {whose} was to be reviewed by {day}");
        diagnostics.push(
            Diagnostic::warning(Code::OverdueReview, message)
                .primary(span, "this day is over")
                .help("look whether it is still needed, then set the day of the next review"),
        );
    }
}
