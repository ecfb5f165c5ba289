//! Whether a catalog keeps its own guardrails.
//!
//! A rule and a guardrail meet where they share an account. Where the organization is not at hand, they meet if that
//! is certain: the same account type, or an account that both name. With an account map, and types that need no more,
//! the answer is the same as with the organization.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::accounts::can_expand;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{
    Account, AccountPattern, Catalog, Demand, Directory, Guardrail, PermissionSet,
    PermissionSetName, PrincipalType, Reach, Rule, Target,
};

/// Adds a diagnostic for every violation, with the place of the guardrail and that of the entry.
pub fn check_guardrails(catalog: &Catalog, directory: &Directory, diagnostics: &mut Diagnostics) {
    if catalog.guardrails.is_empty() {
        return;
    }
    let known = Known::new(catalog, directory);
    for guardrail in &catalog.guardrails {
        let mut meeting = Meeting::new(&known, &guardrail.reach);
        let rules = catalog.rules.iter();
        let met: Vec<&Rule> = rules.filter(|rule| meeting.with(&rule.target)).collect();
        match &guardrail.demand {
            Demand::Deny { .. } | Demand::NoDirectUsers => {
                let wrong = met.into_iter().filter(|rule| forbids(guardrail, rule));
                wrong.for_each(|rule| diagnostics.push(forbidden(guardrail, rule)));
            }
            Demand::MaxSessionDuration(_) | Demand::RequireBoundary => {
                of_sets(catalog, guardrail, &met, diagnostics);
            }
        }
    }
}

fn forbids(guardrail: &Guardrail, rule: &Rule) -> bool {
    let name = &*rule.principal.value;
    let is_meant = match &guardrail.demand {
        Demand::NoDirectUsers => rule.kind == PrincipalType::User,
        Demand::Deny {
            permission_sets,
            groups,
            users,
        } => {
            let set = rule.permission_set.value.as_str();
            let everybody = groups.is_none() && users.is_none();
            let names = match rule.kind {
                PrincipalType::Group => groups,
                PrincipalType::User => users,
            };
            permission_sets
                .as_ref()
                .is_none_or(|sets| sets.matches(set))
                && (everybody || names.as_ref().is_some_and(|names| names.matches(name)))
        }
        Demand::MaxSessionDuration(_) | Demand::RequireBoundary => false,
    };
    is_meant && !guardrail.except.matches(name)
}

fn forbidden(guardrail: &Guardrail, rule: &Rule) -> Diagnostic {
    let (set, kind, name) = (&rule.permission_set.value, rule.kind, &rule.principal.value);
    let place = words(&rule.target);
    let message = match guardrail.demand {
        Demand::NoDirectUsers => {
            format!(
                "a guardrail allows groups only, and `{set}` is granted to {kind} `{name}` {place}"
            )
        }
        _ => format!("a guardrail denies `{set}` to {kind} `{name}` {place}"),
    };
    Diagnostic::error(Code::GuardrailViolation, message)
        .primary(rule.permission_set.span, "granted here")
        .secondary(guardrail.span, "forbidden here")
        .help("take the entry out, or change the guardrail in the same review: `except` spares whom it names")
}

/// What is demanded of permission sets concerns those that are assigned where the guardrail holds; one that holds
/// everywhere concerns every set.
fn of_sets(catalog: &Catalog, guardrail: &Guardrail, met: &[&Rule], diagnostics: &mut Diagnostics) {
    let mut first: BTreeMap<&PermissionSetName, &Rule> = BTreeMap::new();
    for rule in met {
        first.entry(&rule.permission_set.value).or_insert(rule);
    }
    for (name, entry) in &catalog.permission_sets {
        let rule = first.get(name);
        let concerned = rule.is_some() || guardrail.reach.is_everywhere();
        let spared = guardrail.except.matches(name.as_str());
        let Some(reason) = lacks(&guardrail.demand, &entry.set).filter(|_| concerned && !spared)
        else {
            continue;
        };
        let (span, label, place) = match rule {
            Some(rule) if guardrail.reach.is_everywhere() => {
                (rule.permission_set.span, "granted here", String::new())
            }
            Some(rule) => {
                let place = format!(" {}", words(&rule.target));
                (rule.permission_set.span, "granted here", place)
            }
            None => (entry.span, "defined here", String::new()),
        };
        diagnostics.push(
            Diagnostic::error(
                Code::GuardrailViolation,
                format!("permission set `{name}` {reason}{place}"),
            )
            .primary(span, label)
            .secondary(guardrail.span, "demanded here")
            .help(match guardrail.demand {
                Demand::MaxSessionDuration(longest) => {
                    format!("give the set a `session_duration` of {longest} at most")
                }
                _ => {
                    "give the set a `permissions_boundary`, or name it in the guardrail's `except`"
                        .to_owned()
                }
            }),
        );
    }
}

/// What a set lacks, as the rest of a sentence about it.
fn lacks(demand: &Demand, set: &PermissionSet) -> Option<String> {
    match demand {
        Demand::MaxSessionDuration(longest) if set.session_duration > *longest => Some(format!(
            "has sessions of {}, and a guardrail allows {longest}",
            set.session_duration
        )),
        Demand::RequireBoundary if set.permissions_boundary.is_none() => {
            Some("has no permissions boundary, and a guardrail demands one".to_owned())
        }
        _ => None,
    }
}

fn words(target: &Target) -> String {
    match target {
        Target::AccountType(name) => format!("in accounts of type `{}`", name.value),
        Target::Account(account) => format!("in `{}`", account.value),
    }
}

/// The accounts that are known, by what a catalog calls them.
struct Known<'a> {
    directory: &'a Directory,
    types: BTreeMap<&'a str, BTreeSet<&'a Account>>,
}

impl<'a> Known<'a> {
    fn new(catalog: &'a Catalog, directory: &'a Directory) -> Self {
        let types = catalog
            .used_account_types()
            .filter(|(_, account_type)| can_expand(account_type, directory));
        let types = types.map(|(name, account_type)| {
            let accounts = account_type.selector.select(directory);
            (&**name, accounts.map(|entry| &entry.account).collect())
        });
        Self {
            directory,
            types: types.collect(),
        }
    }

    fn matching(&self, pattern: &AccountPattern) -> BTreeSet<&'a Account> {
        let entries = self.directory.accounts.iter();
        let matching = entries.filter(|entry| pattern.matches(entry));
        matching.map(|entry| &entry.account).collect()
    }

    fn of_type(&self, name: &str) -> BTreeSet<&'a Account> {
        self.types.get(name).cloned().unwrap_or_default()
    }
}

/// Whether targets meet one guardrail; many rules share a target, so each is asked once.
struct Meeting<'a> {
    known: &'a Known<'a>,
    reach: &'a Reach,
    accounts: BTreeSet<&'a Account>,
    answers: HashMap<(bool, Arc<str>), bool>,
}

impl<'a> Meeting<'a> {
    fn new(known: &'a Known<'a>, reach: &'a Reach) -> Self {
        let types = reach.account_types.iter();
        let mut accounts: BTreeSet<&Account> =
            types.flat_map(|name| known.of_type(&name.value)).collect();
        let named = reach.accounts.iter();
        accounts.extend(named.flat_map(|account| known.matching(&account.value)));
        Self {
            known,
            reach,
            accounts,
            answers: HashMap::new(),
        }
    }

    fn with(&mut self, target: &Target) -> bool {
        if self.reach.is_everywhere() {
            return true;
        }
        let key = match target {
            Target::AccountType(name) => (true, Arc::clone(&name.value)),
            Target::Account(account) => (false, account.value.to_string().into()),
        };
        if let Some(answer) = self.answers.get(&key) {
            return *answer;
        }
        let answer = match target {
            Target::AccountType(name) => {
                let mut types = self.reach.account_types.iter();
                types.any(|guarded| guarded.value == name.value)
                    || self.shares(&self.known.of_type(&name.value))
            }
            Target::Account(account) => self.shares(&self.known.matching(&account.value)),
        };
        self.answers.insert(key, answer);
        answer
    }

    fn shares(&self, accounts: &BTreeSet<&Account>) -> bool {
        !self.accounts.is_disjoint(accounts)
    }
}
