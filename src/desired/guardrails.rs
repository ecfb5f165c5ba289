//! Whether a catalog keeps its own guardrails.
//!
//! A rule and a guardrail meet where they share an account. Where the organization is not at hand, they meet if that
//! is certain: the same account type, or an account that both name. With an account map, and types that need no more,
//! the answer is the same as with the organization.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::account_names::apply_account_map;
use super::accounts::can_expand;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{
    AccountId, AccountPattern, Catalog, Demand, Directory, Guardrail, OrganizationAccount,
    PermissionSet, PermissionSetName, PrincipalType, Reach, Rule, Target,
};

/// Adds a diagnostic for every violation, with the place of the guardrail and that of the entry.
pub fn check_guardrails(catalog: &Catalog, directory: &Directory, diagnostics: &mut Diagnostics) {
    check(
        Side { catalog, directory },
        Side { catalog, directory },
        Author::Itself,
        diagnostics,
    );
}

/// Holds a catalog to the guardrails of another one, its base, whose account names and types are its own: accounts are
/// compared by their ids. `organization` has the names that AWS shows.
pub fn check_guardrails_of_base(
    base: &Catalog,
    catalog: &Catalog,
    organization: &Directory,
    diagnostics: &mut Diagnostics,
) {
    // Whatever is wrong with the names of the catalog was reported, and with those of the base it is no matter here.
    let mut ignored = Diagnostics::default();
    let (mut guarded, mut guarding) = (organization.clone(), organization.clone());
    apply_account_map(&mut guarded, catalog, &mut ignored);
    apply_account_map(&mut guarding, base, &mut ignored);
    check(
        Side {
            catalog: base,
            directory: &guarding,
        },
        Side {
            catalog,
            directory: &guarded,
        },
        Author::Base,
        diagnostics,
    );
}

/// A catalog and the accounts as it calls them.
#[derive(Clone, Copy)]
struct Side<'a> {
    catalog: &'a Catalog,
    directory: &'a Directory,
}

/// Whose guardrails are checked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Author {
    /// The catalog's own.
    Itself,
    /// Those of its base.
    Base,
}

impl Author {
    fn article(self) -> &'static str {
        match self {
            Self::Itself => "a guardrail",
            Self::Base => "a guardrail of the base",
        }
    }

    fn help(self, itself: String) -> String {
        match self {
            Self::Itself => itself,
            Self::Base => "take the entry out, or change the guardrail first, in a review of its own: the base still has it".to_owned(),
        }
    }
}

fn check(guarding: Side<'_>, guarded: Side<'_>, author: Author, diagnostics: &mut Diagnostics) {
    if guarding.catalog.guardrails.is_empty() {
        return;
    }
    let catalog = guarded.catalog;
    let places = Known::new(guarding.catalog, guarding.directory);
    let known = Known::new(catalog, guarded.directory);
    for guardrail in &guarding.catalog.guardrails {
        let mut meeting = Meeting::new(&places, &known, &guardrail.reach, author);
        let rules = catalog.rules.iter();
        let met: Vec<&Rule> = rules.filter(|rule| meeting.with(&rule.target)).collect();
        match &guardrail.demand {
            Demand::Deny { .. } | Demand::NoDirectUsers => {
                let wrong = met.into_iter().filter(|rule| forbids(guardrail, rule));
                wrong.for_each(|rule| diagnostics.push(forbidden(guardrail, rule, author)));
            }
            Demand::MaxSessionDuration(_) | Demand::RequireBoundary => {
                of_sets(catalog, guardrail, &met, author, diagnostics);
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

fn forbidden(guardrail: &Guardrail, rule: &Rule, author: Author) -> Diagnostic {
    let who = author.article();
    let (set, kind, name) = (&rule.permission_set.value, rule.kind, &rule.principal.value);
    let place = words(&rule.target);
    let message = match guardrail.demand {
        Demand::NoDirectUsers => {
            format!("{who} allows groups only, and `{set}` is granted to {kind} `{name}` {place}")
        }
        _ => format!("{who} denies `{set}` to {kind} `{name}` {place}"),
    };
    Diagnostic::error(Code::GuardrailViolation, message)
        .primary(rule.permission_set.span, "granted here")
        .secondary(guardrail.span, "forbidden here")
        .help(author.help("take the entry out, or change the guardrail in the same review: `except` spares whom it names".to_owned()))
}

/// What is demanded of permission sets concerns those that are assigned where the guardrail holds; one that holds
/// everywhere concerns every set.
fn of_sets(
    catalog: &Catalog,
    guardrail: &Guardrail,
    met: &[&Rule],
    author: Author,
    diagnostics: &mut Diagnostics,
) {
    let mut first: BTreeMap<&PermissionSetName, &Rule> = BTreeMap::new();
    for rule in met {
        first.entry(&rule.permission_set.value).or_insert(rule);
    }
    for (name, entry) in &catalog.permission_sets {
        let rule = first.get(name);
        let concerned = rule.is_some() || guardrail.reach.is_everywhere();
        let spared = guardrail.except.matches(name.as_str());
        let Some(reason) =
            lacks(&guardrail.demand, &entry.set, author).filter(|_| concerned && !spared)
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
            .help(author.help(match guardrail.demand {
                Demand::MaxSessionDuration(longest) => {
                    format!("give the set a `session_duration` of {longest} at most")
                }
                _ => {
                    "give the set a `permissions_boundary`, or name it in the guardrail's `except`"
                        .to_owned()
                }
            })),
        );
    }
}

/// What a set lacks, as the rest of a sentence about it.
fn lacks(demand: &Demand, set: &PermissionSet, author: Author) -> Option<String> {
    let who = author.article();
    match demand {
        Demand::MaxSessionDuration(longest) if set.session_duration > *longest => Some(format!(
            "has sessions of {}, and {who} allows {longest}",
            set.session_duration
        )),
        Demand::RequireBoundary if set.permissions_boundary.is_none() => Some(format!(
            "has no permissions boundary, and {who} demands one"
        )),
        _ => None,
    }
}

fn words(target: &Target) -> String {
    match target {
        Target::AccountType(name) => format!("in accounts of type `{}`", name.value),
        Target::Account(account) => format!("in `{}`", account.value),
    }
}

/// An account: by its id, where it has one, since catalogs may give it different names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum AccountKey {
    Id(AccountId),
    Name(Arc<str>),
}

impl AccountKey {
    fn of(entry: &OrganizationAccount) -> Self {
        match entry.account.id {
            Some(id) => Self::Id(id),
            None => Self::Name(Arc::clone(entry.name())),
        }
    }
}

/// The accounts that are known, by what a catalog calls them.
struct Known<'a> {
    directory: &'a Directory,
    types: BTreeMap<&'a str, BTreeSet<AccountKey>>,
}

impl<'a> Known<'a> {
    fn new(catalog: &'a Catalog, directory: &'a Directory) -> Self {
        let types = catalog
            .used_account_types()
            .filter(|(_, account_type)| can_expand(account_type, directory));
        let types = types.map(|(name, account_type)| {
            let accounts = account_type.selector.select(directory);
            (&**name, accounts.map(AccountKey::of).collect())
        });
        Self {
            directory,
            types: types.collect(),
        }
    }

    fn matching(&self, pattern: &AccountPattern) -> BTreeSet<AccountKey> {
        let entries = self.directory.accounts.iter();
        let matching = entries.filter(|entry| pattern.matches(entry));
        matching.map(AccountKey::of).collect()
    }
}

/// Whether targets meet one guardrail; many rules share a target, so each is asked once.
struct Meeting<'a> {
    places: &'a Known<'a>,
    known: &'a Known<'a>,
    reach: &'a Reach,
    author: Author,
    accounts: BTreeSet<AccountKey>,
    answers: HashMap<(bool, Arc<str>), bool>,
}

impl<'a> Meeting<'a> {
    /// `places` is what the guardrail's names mean, `known` what those of the targets mean.
    fn new(places: &'a Known<'a>, known: &'a Known<'a>, reach: &'a Reach, author: Author) -> Self {
        let types = reach.account_types.iter();
        let mut accounts: BTreeSet<AccountKey> = types
            .filter_map(|name| places.types.get(&*name.value))
            .flatten()
            .cloned()
            .collect();
        let named = reach.accounts.iter();
        accounts.extend(named.flat_map(|account| places.matching(&account.value)));
        Self {
            places,
            known,
            reach,
            author,
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
                let of_target = self.known.types.get(&*name.value);
                self.is_same_type(&name.value)
                    || of_target.is_some_and(|accounts| self.shares(accounts))
            }
            Target::Account(account) => self.shares(&self.known.matching(&account.value)),
        };
        self.answers.insert(key, answer);
        answer
    }

    /// Whether the guardrail holds in a type of this name. Two catalogs may mean different accounts by one name: there
    /// it decides only where the accounts are not known.
    fn is_same_type(&self, name: &Arc<str>) -> bool {
        let mut types = self.reach.account_types.iter();
        let is_named = types.any(|guarded| guarded.value == *name);
        let expanded = |known: &Known<'_>| known.types.contains_key(&**name);
        let is_known = expanded(self.places) && expanded(self.known);
        is_named && (self.author == Author::Itself || !is_known)
    }

    fn shares(&self, accounts: &BTreeSet<AccountKey>) -> bool {
        !self.accounts.is_disjoint(accounts)
    }
}
