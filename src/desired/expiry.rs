//! Access for a time: entries that say until when they hold.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{Catalog, Date, Rule};

/// Takes out of a catalog what has expired: from the day after its last one, an entry is as if it were not there. A
/// built-in permission set that nothing else assigns goes with it. Returns the rules that were taken out.
///
/// Every such entry is a warning, so that it does not stay in the file for ever.
pub fn expire(catalog: &mut Catalog, today: Date, diagnostics: &mut Diagnostics) -> Vec<Rule> {
    let mut warned = std::collections::BTreeSet::new();
    let is_over = |rule: &Rule| rule.facts.expires().is_some_and(|last| last < today);
    let expired: Vec<Rule> = catalog.rules.extract_if(.., |rule| is_over(rule)).collect();
    for rule in &expired {
        let Some(last) = rule.facts.expires else {
            continue;
        };
        if warned.insert((last.span, rule.principal.span)) {
            let (kind, name) = (rule.kind, &rule.principal.value);
            let message = format!("the access of {kind} `{name}` ended on {}", last.value);
            diagnostics.push(
                Diagnostic::warning(Code::ExpiredEntry, message)
                    .primary(last.span, "the entry counts no more")
                    .help("remove the entry, or give it a later day"),
            );
        }
    }
    if !expired.is_empty() {
        let used: std::collections::BTreeSet<_> = catalog
            .rules
            .iter()
            .map(|rule| rule.permission_set.value.clone())
            .collect();
        catalog
            .permission_sets
            .retain(|name, entry| !entry.built_in || used.contains(name));
    }
    expired
}
