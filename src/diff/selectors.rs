//! Account types whose accounts are not known and that select otherwise than before.

use std::sync::Arc;

use serde_json::Value;

use crate::desired::SymbolicTypes;
use crate::model::Catalog;
use crate::source::Span;

/// A type that is not expanded and selects otherwise than before.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectorChange {
    /// The type.
    pub name: Arc<str>,
    /// What it selected, as the catalog would write it.
    pub before: Value,
    /// What it selects.
    pub after: Value,
    /// Where its name is written in the catalog after.
    pub place: Span,
}

/// Returns the types that are used and select otherwise than before.
pub(super) fn changes(
    symbolic: &SymbolicTypes,
    before: Option<&Catalog>,
    after: &Catalog,
) -> Vec<SelectorChange> {
    let of = |catalog: &Catalog, name: &Arc<str>| {
        let mut used = catalog.used_account_types();
        let (_, found) = used.find(|(used, _)| *used == name)?;
        Some((found.selector.canonical(), found.span))
    };
    // A type that is used anew, or no longer, shows in the grants by it.
    let change = |name: &Arc<str>| {
        let (before, _) = of(before?, name)?;
        let (after, place) = of(after, name)?;
        (before != after).then(|| SelectorChange {
            name: Arc::clone(name),
            before,
            after,
            place,
        })
    };
    symbolic.names().filter_map(change).collect()
}
