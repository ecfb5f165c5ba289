//! Names in the catalog that look like others of their kind, or like what rolecall and AWS call something.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::node::Map;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{AccountPattern, Catalog, PrincipalType, Target};
use crate::source::Span;
use crate::text::look_alike::{Likeness, Names, is_plain, offenders};

/// Names of one kind with the first place of each.
type Placed<'c> = BTreeMap<&'c str, Span>;

pub fn check_look_alikes(catalog: &Catalog, built_in: &Map, diagnostics: &mut Diagnostics) {
    look_alikes(
        "groups",
        &principals(catalog, PrincipalType::Group),
        diagnostics,
    );
    look_alikes(
        "users",
        &principals(catalog, PrincipalType::User),
        diagnostics,
    );
    look_alikes("accounts", &accounts(catalog), diagnostics);
    let types = catalog.account_types.iter();
    let types = types.map(|(name, one)| (&**name, one.span));
    look_alikes("account types", &types.collect(), diagnostics);
    like_built_in(catalog, built_in, diagnostics);
}

/// Names that differ in what cannot be seen, and names that have such characters at all.
fn look_alikes(kind: &str, placed: &Placed<'_>, diagnostics: &mut Diagnostics) {
    // Most catalogs end here: no two plain names look alike in a way that cannot be told by a close look.
    if placed.keys().all(|name| is_plain(name)) {
        return;
    }
    let names = Names::new(placed.keys().copied());
    let mut paired = Vec::new();
    for (name, span) in placed {
        for (likeness, other) in names.like(name) {
            let other_span = placed
                .get(other)
                .expect("names are compared with those placed");
            let is_odd = |one: &str| !one.is_ascii();
            // Each pair once, at the name that is odd.
            let here = match (is_odd(name), is_odd(other)) {
                (true, false) => true,
                (false, true) => false,
                _ => *name > other,
            };
            if likeness == Likeness::Deceptive && here {
                paired.push((*name, *span, other, *other_span));
            }
        }
    }
    for pair in &paired {
        diagnostics.push(deceptive(kind, *pair));
    }
    for (name, span) in placed {
        if paired
            .iter()
            .any(|(one, _, other, _)| one == name || other == name)
        {
            continue;
        }
        if let Some(characters) = offenders(name, None) {
            diagnostics.push(
                Diagnostic::warning(
                    Code::LookAlikeName,
                    format!("a name among the {kind} is not what it looks like: `{name}`"),
                )
                .primary(*span, format!("has {characters}"))
                .note("it is shown with the code points of these characters"),
            );
        }
    }
}

/// Two names with their places.
type Pair<'c> = (&'c str, Span, &'c str, Span);

fn deceptive(kind: &str, (name, span, other, other_span): Pair<'_>) -> Diagnostic {
    let label = match offenders(name, Some(other)) {
        Some(characters) => format!("has {characters}"),
        None => "differs in white space".to_owned(),
    };
    let also = match offenders(other, Some(name)) {
        Some(characters) => format!("`{other}`, which has {characters}"),
        None => format!("`{other}`"),
    };
    Diagnostic::error(
        Code::LookAlikeName,
        format!("the {kind} `{name}` and `{other}` look alike"),
    )
    .primary(span, label)
    .secondary(other_span, also)
    .note("to AWS these are two names; a reviewer takes them for one")
    .help("write the same name in both places, or give one of them a name that looks different")
}

/// Permission sets of the catalog that look like built-in ones. Their names are of ASCII, so a close look tells.
fn like_built_in(catalog: &Catalog, built_in: &Map, diagnostics: &mut Diagnostics) {
    let built_in: BTreeSet<&str> = built_in.iter().map(|(key, _)| &*key.name).collect();
    let names = Names::new(built_in.iter().copied());
    for (name, entry) in &catalog.permission_sets {
        if entry.built_in || built_in.contains(name.as_str()) {
            continue;
        }
        if let Some((_, known)) = names.like(name.as_str()).first() {
            diagnostics.push(
                Diagnostic::warning(
                    Code::LookAlikeName,
                    format!("the permission set `{name}` looks like the built-in `{known}`"),
                )
                .primary(entry.span, format!("is not `{known}`"))
                .help("give it a name that looks different"),
            );
        }
    }
}

fn principals(catalog: &Catalog, kind: PrincipalType) -> Placed<'_> {
    let mut placed = Placed::new();
    if kind == PrincipalType::Group {
        for group in catalog.required_groups.iter().chain(&catalog.groups) {
            placed.entry(&group.value).or_insert(group.span);
        }
    }
    for (name, span) in catalog.protected.principals(kind) {
        placed.entry(name).or_insert(*span);
    }
    for rule in catalog.rules.iter().filter(|rule| rule.kind == kind) {
        let name = &rule.principal;
        placed.entry(&name.value).or_insert(name.span);
    }
    placed
}

fn accounts(catalog: &Catalog) -> Placed<'_> {
    let mut placed = Placed::new();
    for (name, id) in catalog.account_map.iter().flatten() {
        placed.entry(name).or_insert(id.span);
    }
    for rule in &catalog.rules {
        if let Target::Account(account) = &rule.target
            && let AccountPattern::Name(name) = &account.value
        {
            placed.entry(name).or_insert(account.span);
        }
    }
    let types = catalog.account_types.values();
    let clauses = types.flat_map(|one| &one.selector.clauses);
    for account in clauses.flat_map(|clause| clause.value.accounts.iter().flatten()) {
        if let AccountPattern::Name(name) = &account.value {
            placed.entry(name).or_insert(account.span);
        }
    }
    placed
}
