//! `account_assignments` and `account_type_assignments`: who has which permission set where.

mod entry_facts;
mod targets;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::catalog::lower::accounts::AccountMap;
use crate::catalog::lower::expressions::Scope;
use crate::catalog::lower::fields::Fields;
use crate::catalog::lower::permission_sets::{Definitions, UnknownSets, report_unknown};
use crate::catalog::lower::principals::check_principal;
use crate::catalog::node::{Key, Map, Node};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{EntryFacts, PermissionSetName, PrincipalType, Rule, Target};
use crate::source::{Located, Span};
use entry_facts::{KEYS as FACTS, entry_facts};
use targets::{AccountTypes, account, account_type};

/// What the two tables say.
#[derive(Debug, Default)]
pub struct Assignments {
    /// The rules in the order in which they are written.
    pub rules: Vec<Rule>,
    /// The sets that are assigned, each with the first place.
    pub used: BTreeMap<PermissionSetName, Span>,
}

/// What is learnt once and asked for every line.
struct Names {
    /// Permission sets by the text of a line; `None` for one that is not known.
    sets: HashMap<String, Option<PermissionSetName>>,
    /// Principals by name; `None` for one whose name is refused.
    principals: BTreeMap<PrincipalType, HashMap<String, Option<Arc<str>>>>,
    /// Sets that are not known, with the places that ask for them.
    unknown: UnknownSets,
}

/// The keys of an account or an account type. What it says of itself holds for everybody there who says nothing else.
pub const TARGET_KEYS: &[&str] = &[
    "groups",
    "users",
    "owner",
    "reason",
    "ticket",
    "expires",
    "review_by",
];

/// The keys of a principal there.
pub const PRINCIPAL_KEYS: &[&str] = &[
    "permission_sets",
    "owner",
    "reason",
    "ticket",
    "expires",
    "review_by",
];

const SHAPE: &str = "NAME: {groups: {GROUP: {permission_sets: [SET]}}}";

/// Lowers both tables; they are added together.
pub fn assignments<'a>(
    fields: &mut Fields<'a>,
    accounts: &AccountMap,
    account_types: &AccountTypes,
    definitions: &Definitions<'a>,
) -> Assignments {
    let mut assignments = Assignments::default();
    let mut names = Names {
        sets: HashMap::new(),
        principals: BTreeMap::new(),
        unknown: UnknownSets::default(),
    };
    for var in ["account_assignments", "account_type_assignments"] {
        let Some(node) = fields.var(var) else {
            continue;
        };
        let what = format!("`{var}`");
        let Some(table) = fields.map(node, &what, SHAPE, Scope::default()) else {
            continue;
        };
        for (key, entry) in table.iter() {
            let target = match var {
                "account_assignments" => account(fields, key, accounts, account_types),
                _ => account_type(fields, key, accounts, account_types),
            };
            let from = assignments.rules.len();
            lower_entry(
                fields,
                key,
                entry,
                &target,
                definitions,
                &mut names,
                &mut assignments,
            );
            // An entry whose key is wrong is still checked to its end; its rules lead nowhere.
            if target.is_none() {
                assignments.rules.truncate(from);
            }
        }
    }
    report_unknown(fields, definitions, &names.unknown);
    assignments
}

fn lower_entry<'a>(
    fields: &mut Fields<'a>,
    key: &Key,
    entry: &'a Node,
    target: &Option<Target>,
    definitions: &Definitions<'a>,
    names: &mut Names,
    assignments: &mut Assignments,
) {
    let scope = Scope::default();
    // An account without a value is an account without assignments.
    if entry.is_null() {
        return;
    }
    let Some(map) = fields.map(entry, &format!("`{}`", key.name), SHAPE, scope) else {
        return;
    };
    let of_all = Arc::new(entry_facts(fields, map));
    for (table, value) in map.iter() {
        let kind = match table.name.as_str() {
            "groups" => PrincipalType::Group,
            "users" => PrincipalType::User,
            known if FACTS.contains(&known) => continue,
            _ => {
                let place = format!("`{}`", key.name);
                fields.unknown_key(table, &place, TARGET_KEYS, scope);
                continue;
            }
        };
        if value.is_null() {
            continue;
        }
        let shape = format!("{}: {{NAME: {{permission_sets: [SET]}}}}", table.name);
        let what = format!("`{}` of `{}`", table.name, key.name);
        let principals = fields.map(value, &what, &shape, scope);
        for (principal, body) in principals.into_iter().flat_map(Map::iter) {
            let (sets, facts) = sets_of(fields, principal, body, &of_all);
            let Some(name) = principal_of(fields, principal, kind, names) else {
                continue;
            };
            let principal = Located::new(name, principal.span);
            lines(fields, sets, definitions, names, |set, span| {
                assignments.used.entry(set.clone()).or_insert(span);
                // Without a target the line was checked, and leads nowhere.
                assignments.rules.extend(target.clone().map(|target| Rule {
                    target,
                    kind,
                    principal: principal.clone(),
                    permission_set: Located::new(set, span),
                    facts: Arc::clone(&facts),
                }));
            });
        }
    }
}

/// What stands under a principal: the list of its permission sets, and what is said of them, by itself or by
/// `of_all`.
fn sets_of<'a>(
    fields: &mut Fields<'a>,
    principal: &Key,
    body: &'a Node,
    of_all: &Arc<EntryFacts>,
) -> (&'a [Node], Arc<EntryFacts>) {
    let scope = Scope::default();
    let name = &principal.name;
    let shape = format!("{name}: {{permission_sets: [SET]}}");
    let what = format!("`{name}`");
    if body.is_null() {
        missing_permission_sets(fields, principal);
        return (&[], Arc::clone(of_all));
    }
    let Some(map) = fields.map(body, &what, &shape, scope) else {
        return (&[], Arc::clone(of_all));
    };
    let mut sets = None;
    let facts = match entry_facts(fields, map) {
        none if none.is_empty() => Arc::clone(of_all),
        facts => Arc::new(facts.or(of_all)),
    };
    for (key, value) in map.iter() {
        match key.name.as_str() {
            "permission_sets" => {
                let what = format!("`permission_sets` of `{name}`");
                sets = Some(fields.list(value, &what, scope).unwrap_or_default());
            }
            known if FACTS.contains(&known) => {}
            _ => fields.unknown_key(key, &what, PRINCIPAL_KEYS, scope),
        }
    }
    let sets = sets.unwrap_or_else(|| {
        // A misspelt key is the more exact answer.
        let known = |key: &Key| FACTS.contains(&key.name.as_str());
        if map.iter().all(|(key, _)| known(key)) {
            missing_permission_sets(fields, principal);
        }
        &[]
    });
    (sets, facts)
}

fn missing_permission_sets(fields: &mut Fields<'_>, principal: &Key) {
    let name = &principal.name;
    fields.diagnostics.push(
        Diagnostic::error(
            Code::MissingKey,
            format!("`{name}` has no `permission_sets`"),
        )
        .primary(principal.span, "nothing says what it is granted")
        .help("write permission_sets: [] for nothing"),
    );
}

fn principal_of(
    fields: &mut Fields<'_>,
    key: &Key,
    kind: PrincipalType,
    names: &mut Names,
) -> Option<Arc<str>> {
    let name = fields.render(&key.name, key.span, Scope::default())?;
    let known = names.principals.entry(kind).or_default();
    if let Some(known) = known.get(&*name) {
        return known.clone();
    }
    let sound = check_principal(&name, kind, key.span, &mut fields.diagnostics);
    let shared = sound.map(|()| Arc::from(&*name));
    known.insert(name.into_owned(), shared.clone());
    shared
}

/// The lines of one list: known sets go to `add`, each once.
fn lines<'a>(
    fields: &mut Fields<'a>,
    sets: &'a [Node],
    definitions: &Definitions<'a>,
    names: &mut Names,
    mut add: impl FnMut(PermissionSetName, Span),
) {
    let mut seen: HashMap<Cow<'_, str>, Span> = HashMap::new();
    for node in sets {
        let Some(text) = fields.text(node, "a permission set's name", Scope::default()) else {
            continue;
        };
        if let Some(first) = seen.get(&*text) {
            let diagnostic = Diagnostic::warning(
                Code::DuplicateAssignment,
                format!("`{text}` is listed twice"),
            )
            .secondary(*first, "first here")
            .help("remove one of them");
            fields.push_at(node, diagnostic, "has no further effect", Scope::default());
            continue;
        }
        let known = match names.sets.get(&*text) {
            Some(known) => known.clone(),
            None => {
                let known = definitions.sets.get_key_value(&*text);
                let known = known.map(|(name, _)| name.clone());
                names.sets.insert(text.to_string(), known.clone());
                known
            }
        };
        match known {
            Some(set) => add(set, node.span),
            None => names.unknown.add(&text, node.written()),
        }
        seen.insert(text, node.written());
    }
}
