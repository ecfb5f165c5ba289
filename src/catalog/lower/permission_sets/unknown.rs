//! Permission sets that are assigned and that nothing defines.

use std::collections::BTreeMap;

use super::definitions::{Definitions, bad_name};
use crate::catalog::lower::fields::{Fields, LABELS};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// Sets that are not known, by name: a mistake in an anchor or in a habit is one problem, however often it
/// is repeated.
#[derive(Debug, Default)]
pub struct UnknownSets {
    places: BTreeMap<String, Places>,
}

/// The places of one problem: the first few, and how many there are.
#[derive(Debug)]
struct Places {
    first: Span,
    more: Vec<Span>,
    last: Span,
    count: usize,
}

impl Places {
    fn of(first: Span) -> Self {
        Self {
            first,
            more: Vec::new(),
            last: first,
            count: 1,
        }
    }
}

impl UnknownSets {
    /// Remembers that a set which is not known is asked for at a place.
    pub fn add(&mut self, name: &str, place: Span) {
        let Some(places) = self.places.get_mut(name) else {
            self.places.insert(name.to_owned(), Places::of(place));
            return;
        };
        if places.last != place {
            places.count += 1;
            places.last = place;
            let is_new = places.first != place && !places.more.contains(&place);
            if is_new && places.more.len() < LABELS {
                places.more.push(place);
            }
        }
    }
}

/// One diagnostic for every set that is not known, with the places that ask for it.
pub fn report_unknown<'a>(
    fields: &mut Fields<'a>,
    definitions: &Definitions<'a>,
    unknown: &UnknownSets,
) {
    for (name, places) in &unknown.places {
        let first = places.first;
        if definitions.broken.contains(name) {
            continue;
        }
        if let Some((error, place)) = definitions.bad_names.get(name) {
            bad_name(error, *place, Some(first), &mut fields.diagnostics);
            continue;
        }
        let Some(mut diagnostic) = unknown_set(fields, name, first, definitions) else {
            continue;
        };
        for place in &places.more {
            diagnostic = diagnostic.primary(*place, "");
        }
        let more = places.count.saturating_sub(1 + places.more.len());
        if more > 0 {
            diagnostic = diagnostic.note(format!("and in {more} more places"));
        }
        fields.diagnostics.push(diagnostic);
    }
}

fn unknown_set<'a>(
    fields: &mut Fields<'a>,
    name: &str,
    first: Span,
    definitions: &Definitions<'a>,
) -> Option<Diagnostic> {
    if let Some(family) = definitions.family_of(name) {
        let var = &family.var;
        if let Some(node) = family.unresolved {
            fields.unresolved(&format!("`{var}`"), node, Some(first));
            return None;
        }
        let (prefix, suffix) = (&family.prefix, &family.suffix);
        return Some(
            Diagnostic::error(
                Code::MissingParameter,
                format!("permission set `{name}` needs an entry of `{var}`"),
            )
            .primary(first, "no entry makes a set of this name")
            .note(format!(
                "the built-in sets `{prefix}…{suffix}` are made one for each entry of `{var}`"
            ))
            .help(format!("add the entry to `{var}`, in the catalog's vars")),
        );
    }
    let help = match (definitions.renamed.get(name), formerly(name)) {
        (Some(now), _) => Some(format!("the catalog renames it: did you mean `{now}`?")),
        (None, Some(now)) => Some(format!("did you mean `{now}`?")),
        (None, None) => fields.suggest(name, definitions.names()),
    };
    Some(
        Diagnostic::error(
            Code::UnknownPermissionSet,
            format!("unknown permission set `{name}`"),
        )
        .primary(first, "neither built in nor defined in this catalog")
        .help(help.unwrap_or_else(|| {
            format!("define it: permission_sets: {{{name}: {{policy_attachments: [POLICY]}}}}")
        })),
    )
}

/// Names that built-in sets never had, and that people look for: Cloud Posse keeps the DNS set in a file of
/// another name.
fn formerly(name: &str) -> Option<&'static str> {
    match name {
        "DNSAdministratorAccess" => Some("DNSRecordAdministratorAccess"),
        "BillingAdministrator" | "Billing" => Some("BillingAdministratorAccess"),
        "ViewOnlyAccess" => Some("ReadOnlyAccess"),
        _ => None,
    }
}
