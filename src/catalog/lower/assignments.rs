//! `account_assignments` and `account_type_assignments`: who has which permission set where.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Lowering;
use super::account_map::AccountMap;
use super::definitions::Definitions;
use super::entry_facts;
use super::scope::Scope;
use super::unknown_sets::UnknownSets;
use crate::catalog::node::{Key, Map, Node};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    AccountPattern, AccountType, EntryFacts, PermissionSetName, PrincipalType, Rule, Target,
};
use crate::source::{Located, Span};

/// What the two tables say.
#[derive(Debug, Default)]
pub(super) struct Assignments {
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

type AccountTypes = BTreeMap<Arc<str>, AccountType>;

/// The keys of an account or an account type. What it says of itself holds for everybody there who says nothing else.
pub(super) const TARGET_KEYS: &[&str] = &[
    "groups",
    "users",
    "owner",
    "reason",
    "ticket",
    "expires",
    "review_by",
];

/// The keys of a principal there.
pub(super) const PRINCIPAL_KEYS: &[&str] = &[
    "permission_sets",
    "owner",
    "reason",
    "ticket",
    "expires",
    "review_by",
];

const SHAPE: &str = "NAME: {groups: {GROUP: {permission_sets: [SET]}}}";

impl<'a> Lowering<'a> {
    /// Lowers both tables; they are added together.
    pub(super) fn assignments(
        &mut self,
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
            let Some(node) = self.vars.get(var).filter(|node| !node.is_null()) else {
                continue;
            };
            let what = format!("`{var}`");
            let Some(table) = self.map(node, &what, SHAPE, Scope::default()) else {
                continue;
            };
            for (key, entry) in table.iter() {
                let target = match var {
                    "account_assignments" => self.account(key, accounts, account_types),
                    _ => self.account_type(key, accounts, account_types),
                };
                let from = assignments.rules.len();
                self.entry(
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
        self.report_unknown(definitions, &names.unknown);
        self.report_double_accounts(accounts, &assignments.rules);
        assignments
    }

    /// The account that a key of `account_assignments` names; `None` after a diagnostic.
    fn account(
        &mut self,
        key: &Key,
        accounts: &AccountMap,
        account_types: &AccountTypes,
    ) -> Option<Target> {
        let name = self.render(&key.name, key.span, Scope::default())?;
        let pattern = AccountPattern::parse(&name);
        let diagnostic = match &pattern {
            AccountPattern::Id(_) => None,
            AccountPattern::Glob(_) => Some(
                Diagnostic::error(Code::UnknownAccount, format!("`{name}` names no single account"))
                    .primary(key.span, "a glob")
                    .help("select several accounts by an account type, and assign to it under `account_type_assignments`"),
            ),
            AccountPattern::Name(name) => {
                self.check_account(key, name, accounts, account_types)
            }
        };
        match diagnostic {
            None => Some(Target::Account(Located::new(pattern, key.span))),
            Some(diagnostic) => {
                self.diagnostics.push(diagnostic);
                None
            }
        }
    }

    fn check_account(
        &mut self,
        key: &Key,
        name: &Arc<str>,
        accounts: &AccountMap,
        account_types: &AccountTypes,
    ) -> Option<Diagnostic> {
        if accounts.has(name) {
            return None;
        }
        if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
            let message = format!("`{name}` is not an account id: an account id has 12 digits");
            return Some(
                Diagnostic::error(Code::BadAccountId, message)
                    .primary(key.span, format!("{} digits", name.len()))
                    .help("write all 12 digits, leading zeros included, in quotes"),
            );
        }
        // Without a map AWS Organizations knows; a map that is wrong is reported as such.
        if !accounts.is_complete && !name.is_empty() {
            return None;
        }
        let help = match account_types.contains_key(name) {
            true => Some(format!(
                "`{name}` is an account type; put it under `account_type_assignments`"
            )),
            false => self.suggest(name, accounts.names()),
        };
        Some(
            Diagnostic::error(Code::UnknownAccount, format!("unknown account `{name}`"))
                .primary(key.span, "not in `account_map.full_account_map`")
                .help(help.unwrap_or_else(|| {
                    "add it to the account map; without a map, AWS Organizations is asked"
                        .to_owned()
                })),
        )
    }

    fn account_type(
        &mut self,
        key: &Key,
        accounts: &AccountMap,
        account_types: &AccountTypes,
    ) -> Option<Target> {
        let name = self.render(&key.name, key.span, Scope::default())?;
        if let Some((name, _)) = account_types.get_key_value(&*name) {
            return Some(Target::AccountType(Located::new(
                Arc::clone(name),
                key.span,
            )));
        }
        let help = match accounts.has(&name) {
            true => Some(format!(
                "`{name}` is an account; put it under `account_assignments`"
            )),
            false => self.suggest(&name, account_types.keys().map(|name| &**name)),
        };
        self.diagnostics.push(
            Diagnostic::error(
                Code::UnknownAccountType,
                format!("unknown account type `{name}`"),
            )
            .primary(key.span, "not defined under `account_types`")
            .help(help.unwrap_or_else(|| {
                format!("define it: account_types: {{{name}: [ACCOUNT, \"glob-*\"]}}")
            })),
        );
        None
    }

    fn entry(
        &mut self,
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
        let Some(map) = self.map(entry, &format!("`{}`", key.name), SHAPE, scope) else {
            return;
        };
        let of_all = Arc::new(self.entry_facts(map));
        for (table, value) in map.iter() {
            let kind = match table.name.as_str() {
                "groups" => PrincipalType::Group,
                "users" => PrincipalType::User,
                known if entry_facts::KEYS.contains(&known) => continue,
                _ => {
                    let place = format!("`{}`", key.name);
                    self.unknown_key(table, &place, TARGET_KEYS, scope);
                    continue;
                }
            };
            if value.is_null() {
                continue;
            }
            let shape = format!("{}: {{NAME: {{permission_sets: [SET]}}}}", table.name);
            let what = format!("`{}` of `{}`", table.name, key.name);
            let principals = self.map(value, &what, &shape, scope);
            for (principal, body) in principals.into_iter().flat_map(Map::iter) {
                let (sets, facts) = self.sets_of(principal, body, &of_all);
                let Some(name) = self.principal(principal, kind, names) else {
                    continue;
                };
                let principal = Located::new(name, principal.span);
                self.lines(sets, definitions, names, |set, span| {
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
    fn sets_of(
        &mut self,
        principal: &Key,
        body: &'a Node,
        of_all: &Arc<EntryFacts>,
    ) -> (&'a [Node], Arc<EntryFacts>) {
        let scope = Scope::default();
        let name = &principal.name;
        let shape = format!("{name}: {{permission_sets: [SET]}}");
        let what = format!("`{name}`");
        if body.is_null() {
            self.missing_permission_sets(principal);
            return (&[], Arc::clone(of_all));
        }
        let Some(map) = self.map(body, &what, &shape, scope) else {
            return (&[], Arc::clone(of_all));
        };
        let mut sets = None;
        let facts = match self.entry_facts(map) {
            none if none.is_empty() => Arc::clone(of_all),
            facts => Arc::new(facts.or(of_all)),
        };
        for (key, value) in map.iter() {
            match key.name.as_str() {
                "permission_sets" => {
                    let what = format!("`permission_sets` of `{name}`");
                    sets = Some(self.list(value, &what, scope).unwrap_or_default());
                }
                known if entry_facts::KEYS.contains(&known) => {}
                _ => self.unknown_key(key, &what, PRINCIPAL_KEYS, scope),
            }
        }
        let sets = sets.unwrap_or_else(|| {
            // A misspelt key is the more exact answer.
            let known = |key: &Key| entry_facts::KEYS.contains(&key.name.as_str());
            if map.iter().all(|(key, _)| known(key)) {
                self.missing_permission_sets(principal);
            }
            &[]
        });
        (sets, facts)
    }

    fn missing_permission_sets(&mut self, principal: &Key) {
        let name = &principal.name;
        self.diagnostics.push(
            Diagnostic::error(
                Code::MissingKey,
                format!("`{name}` has no `permission_sets`"),
            )
            .primary(principal.span, "nothing says what it is granted")
            .help("write permission_sets: [] for nothing"),
        );
    }

    fn principal(&mut self, key: &Key, kind: PrincipalType, names: &mut Names) -> Option<Arc<str>> {
        let name = self.render(&key.name, key.span, Scope::default())?;
        let known = names.principals.entry(kind).or_default();
        if let Some(known) = known.get(&*name) {
            return known.clone();
        }
        let sound = self.check_principal(&name, kind, key.span);
        let shared = sound.map(|()| Arc::from(&*name));
        known.insert(name.into_owned(), shared.clone());
        shared
    }

    /// The lines of one list: known sets go to `add`, each once.
    fn lines(
        &mut self,
        sets: &'a [Node],
        definitions: &Definitions<'a>,
        names: &mut Names,
        mut add: impl FnMut(PermissionSetName, Span),
    ) {
        let mut seen: HashMap<Cow<'_, str>, Span> = HashMap::new();
        for node in sets {
            let Some(text) = self.text(node, "a permission set's name", Scope::default()) else {
                continue;
            };
            if let Some(first) = seen.get(&*text) {
                let diagnostic = Diagnostic::warning(
                    Code::DuplicateAssignment,
                    format!("`{text}` is listed twice"),
                )
                .secondary(*first, "first here")
                .help("remove one of them");
                self.push_at(node, diagnostic, "has no further effect", Scope::default());
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
}
