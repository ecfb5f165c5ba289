//! Names of groups and users to principals of the identity store, all missing ones in one message.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{
    Catalog, Directory, GroupIdentity, Principal, PrincipalId, PrincipalType, Principals,
};
use crate::source::Span;
use crate::text::{Nearest, nearest};

/// The principals that a catalog names.
#[derive(Debug, Default)]
pub(super) struct Known {
    groups: HashMap<Arc<str>, Principal>,
    users: HashMap<Arc<str>, Principal>,
}

impl Known {
    pub(super) fn get(&self, kind: PrincipalType, name: &str) -> Option<&Principal> {
        match kind {
            PrincipalType::Group => self.groups.get(name),
            PrincipalType::User => self.users.get(name),
        }
    }

    fn insert(&mut self, principal: Principal) {
        let table = match principal.kind {
            PrincipalType::Group => &mut self.groups,
            PrincipalType::User => &mut self.users,
        };
        table.insert(Arc::clone(&principal.name), principal);
    }
}

/// Every principal that a rule names. A group that is to be created, and any name where the identity store
/// was not asked, has no id. One that cannot be told is an error if it concerns the run, and a warning otherwise.
pub(super) fn resolve(
    catalog: &Catalog,
    directory: &Directory,
    concerns: &dyn Fn(PrincipalType, &str) -> bool,
    diagnostics: &mut Diagnostics,
) -> Known {
    let mut known = Known::default();
    for kind in [PrincipalType::Group, PrincipalType::User] {
        let created: HashSet<&str> = match kind {
            PrincipalType::Group => catalog.groups.iter().map(|group| &*group.value).collect(),
            PrincipalType::User => HashSet::new(),
        };
        let (mut missing, mut left_out) = (BTreeMap::new(), BTreeMap::new());
        for (name, span) in mentions(catalog, kind) {
            let concerned = concerns(kind, &name);
            if let Some(diagnostic) = another_group(catalog, directory, kind, &name, span) {
                if concerned {
                    diagnostics.push(diagnostic);
                } else {
                    left_out.insert(name, span);
                }
                continue;
            }
            let id = match &directory.principals {
                None => None,
                Some(principals) => match principals.id(kind, &name) {
                    Some(id) => Some(id.clone()),
                    None if created.contains(&*name) => None,
                    None => {
                        let absent = if concerned {
                            &mut missing
                        } else {
                            &mut left_out
                        };
                        absent.insert(name, span);
                        continue;
                    }
                },
            };
            known.insert(Principal { kind, name, id });
        }
        for diagnostic in same_principal(catalog, kind, &known) {
            diagnostics.push(diagnostic);
        }
        if let Some(principals) = &directory.principals
            && !missing.is_empty()
        {
            diagnostics.push(missing_principals(kind, &missing, principals));
        }
        if !left_out.is_empty() {
            diagnostics.push(left_alone(kind, &left_out));
        }
    }
    known
}

/// Says that the group which the catalog means by its external id is not the one with its name.
fn another_group(
    catalog: &Catalog,
    directory: &Directory,
    kind: PrincipalType,
    name: &Arc<str>,
    span: Span,
) -> Option<Diagnostic> {
    let principals = directory.principals.as_ref()?;
    let facts = catalog.group_facts.get(name)?;
    let external_id = facts
        .external_id
        .as_ref()
        .filter(|_| kind == PrincipalType::Group)?;
    match principals.group_identity(name, Some(&external_id.value)) {
        GroupIdentity::There | GroupIdentity::Missing => None,
        GroupIdentity::Renamed(now) => Some(
            Diagnostic::error(
                Code::RenamedGroup,
                format!("the group `{name}` is called `{now}` now"),
            )
            .primary(span, format!("`{now}` has its external id"))
            .secondary(external_id.span, "this external id")
            .note("nothing was changed")
            .help(format!(
                "write `{now}` wherever the catalog says `{name}`: the group and its access stay what they are"
            )),
        ),
        GroupIdentity::Replaced => Some(
            Diagnostic::error(
                Code::ReplacedGroup,
                format!("the group `{name}` is not the one that the catalog means"),
            )
            .primary(span, "a group of this name exists")
            .secondary(external_id.span, "but no group has this external id")
            .note("nothing was changed")
            .help(
                "if the identity provider deleted the group and made it again, correct the external id; \
                 `rolecall groups` lists them",
            ),
        ),
    }
}

/// The names of one kind with the first place of each: the lists of groups, what is protected, then the rules.
pub(super) fn mentions(catalog: &Catalog, kind: PrincipalType) -> Vec<(Arc<str>, Span)> {
    let listed = catalog
        .required_groups
        .iter()
        .filter(|_| kind == PrincipalType::Group)
        .map(|group| (&group.value, group.span));
    let rules = catalog
        .rules
        .iter()
        .filter(|rule| rule.kind == kind)
        .map(|rule| (&rule.principal.value, rule.principal.span));
    let protected = catalog.protected.principals(kind);
    let protected = protected.iter().map(|(name, span)| (name, *span));
    let mut seen = HashSet::new();
    listed
        .chain(protected)
        .chain(rules)
        .filter(|(name, _)| seen.insert(Arc::clone(name)))
        .map(|(name, span)| (Arc::clone(name), span))
        .collect()
}

/// Names that lead to one principal: AWS finds a user by its name in upper or lower case alike, so that each spelling
/// would be granted what the other one is.
fn same_principal(catalog: &Catalog, kind: PrincipalType, known: &Known) -> Vec<Diagnostic> {
    let mut first: HashMap<&PrincipalId, (Arc<str>, Span)> = HashMap::new();
    let mut found = Vec::new();
    for (name, span) in mentions(catalog, kind) {
        let Some(id) = known
            .get(kind, &name)
            .and_then(|principal| principal.id.as_ref())
        else {
            continue;
        };
        let (other, place) = match first.entry(id) {
            Entry::Vacant(vacant) => {
                vacant.insert((name, span));
                continue;
            }
            Entry::Occupied(occupied) => occupied.get().clone(),
        };
        found.push(
            Diagnostic::error(
                Code::DuplicateAssignment,
                format!("`{other}` and `{name}` are one {kind} of Identity Center"),
            )
            .primary(span, "this spelling")
            .secondary(place, "and this one lead to the same id")
            .note(format!("Identity Center knows it as {id}"))
            .help(
                "write the name in one way everywhere, as Identity Center shows it, and merge what both are given",
            ),
        );
    }
    found
}

/// Principals that are missing, or are not those that the catalog means, in a run that is limited to others.
fn left_alone(kind: PrincipalType, names: &BTreeMap<Arc<str>, Span>) -> Diagnostic {
    let (code, many) = match kind {
        PrincipalType::Group => (Code::MissingGroup, "groups"),
        PrincipalType::User => (Code::MissingUser, "users"),
    };
    let message = match names.keys().next() {
        Some(one) if names.len() == 1 => {
            format!("the {kind} `{one}` is not in Identity Center as the catalog has it")
        }
        _ => format!(
            "{} {many} are not in Identity Center as the catalog has them",
            names.len()
        ),
    };
    let mut diagnostic = Diagnostic::warning(code, message);
    for span in names.values() {
        diagnostic = diagnostic.primary(*span, "left out, because this run is limited to others");
    }
    diagnostic.note("nothing of theirs is granted or revoked")
}

fn missing_principals(
    kind: PrincipalType,
    missing: &BTreeMap<Arc<str>, Span>,
    principals: &Principals,
) -> Diagnostic {
    let (code, one, many) = match kind {
        PrincipalType::Group => (Code::MissingGroup, "group", "groups"),
        PrincipalType::User => (Code::MissingUser, "user", "users"),
    };
    let message = match missing.keys().next() {
        Some(only) if missing.len() == 1 => {
            format!("the {one} `{only}` does not exist in Identity Center")
        }
        _ => format!("{} {many} do not exist in Identity Center", missing.len()),
    };
    let mut places: Vec<(&Arc<str>, &Span)> = missing.iter().collect();
    places.sort_by_key(|(name, span)| (*span, *name));
    let mut diagnostic = Diagnostic::error(code, message);
    let mut case_differs = false;
    for (name, span) in places {
        let candidates = principals.names(kind).map(|name| &**name);
        let text = match nearest(name, candidates) {
            Some(nearest) => {
                case_differs |= matches!(nearest, Nearest::OtherCase(_));
                nearest.hint()
            }
            None => format!("no {one} has a similar name"),
        };
        diagnostic = diagnostic.primary(*span, text);
    }
    diagnostic = diagnostic.note("nothing was changed");
    if case_differs {
        diagnostic = diagnostic.help(format!(
            "spell the {one} in the catalog as the identity provider does, or rename it there"
        ));
    }
    match kind {
        PrincipalType::Group => diagnostic
            .help("create the group at the identity provider and wait for its next synchronization (Entra ID: 40 minutes)")
            .help("or list it under `groups`, if rolecall is to create it")
            .help("others need not wait: --only group=NAME limits a run to one of them"),
        PrincipalType::User => {
            diagnostic.help("a user is named by its user name, as Identity Center shows it")
        }
    }
}
