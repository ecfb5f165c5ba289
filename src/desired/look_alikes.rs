//! Names of the identity store and of the organization that look like those that the catalog means.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{AccountPattern, AccountSource, Catalog, Directory, PrincipalType, Target};
use crate::source::Span;
use crate::text::look_alike::{Likeness, Names, offenders};

/// Reports every name of the catalog beside which AWS has another that looks the same. It is an error if the catalog's
/// is the one with the odd characters; otherwise the catalog is right, and somebody should look at the other.
pub(super) fn check(catalog: &Catalog, directory: &Directory, diagnostics: &mut Diagnostics) {
    if let Some(principals) = &directory.principals {
        for kind in [PrincipalType::Group, PrincipalType::User] {
            let mentions: BTreeMap<Arc<str>, Span> = super::principals::mentions(catalog, kind)
                .into_iter()
                .collect();
            let known = principals.names(kind).map(|name| &**name);
            compare(
                &kind.to_string(),
                "the identity store",
                &mentions,
                known,
                diagnostics,
            );
        }
    }
    if directory.accounts_from == AccountSource::Organization {
        let known = directory.accounts.iter().map(|one| &*one.account.name);
        compare(
            "account",
            "the organization",
            &accounts(catalog),
            known,
            diagnostics,
        );
    }
}

fn compare<'d>(
    kind: &str,
    place: &str,
    mentions: &BTreeMap<Arc<str>, Span>,
    known: impl Iterator<Item = &'d str>,
    diagnostics: &mut Diagnostics,
) {
    if mentions.is_empty() {
        return;
    }
    let known = Names::new(known);
    for (name, span) in mentions {
        for (likeness, other) in known.like(name) {
            // The catalog names both: that is its own business, and was looked at there.
            if mentions.contains_key(other) {
                continue;
            }
            let odd = offenders(name, Some(other));
            let message =
                format!("the {kind} `{name}` looks like `{other}`, which {place} has too");
            let diagnostic = match (likeness, &odd) {
                (Likeness::Deceptive, Some(_)) => Diagnostic::error(Code::LookAlikeName, message),
                _ => Diagnostic::warning(Code::LookAlikeName, message),
            };
            let label = match odd {
                Some(characters) => format!("has {characters}"),
                None => "this one is meant".to_owned(),
            };
            let note = offenders(other, Some(name));
            let note = note.map(|characters| format!("`{other}` has {characters}"));
            let mut diagnostic = diagnostic.primary(*span, label);
            if let Some(note) = note {
                diagnostic = diagnostic.note(note);
            }
            diagnostics.push(diagnostic.help(format!(
                "make sure that the {kind} is the one that is meant; rename or remove the other"
            )));
        }
    }
}

fn accounts(catalog: &Catalog) -> BTreeMap<Arc<str>, Span> {
    let mut mentions = BTreeMap::new();
    for rule in &catalog.rules {
        if let Target::Account(account) = &rule.target
            && let AccountPattern::Name(name) = &account.value
        {
            mentions.entry(Arc::clone(name)).or_insert(account.span);
        }
    }
    let types = catalog.used_account_types();
    let clauses = types.flat_map(|(_, one)| &one.selector.clauses);
    for account in clauses.flat_map(|clause| clause.value.accounts.iter().flatten()) {
        if let AccountPattern::Name(name) = &account.value {
            mentions.entry(Arc::clone(name)).or_insert(account.span);
        }
    }
    mentions
}
