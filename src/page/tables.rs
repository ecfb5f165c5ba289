//! Names to indices: the tables of a page while they are filled.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::Arc;

use super::data::{AccountData, Data, Holding, PrincipalData, stretches};
use crate::model::{
    Account, AccountState, Directory, OrganizationAccount, PermissionSetName, Principal,
    PrincipalType,
};
use crate::source::{Sources, Span};
use crate::text::visible;

/// How an assignment of the catalog and one that lives compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// Nothing changes.
    Same,
    /// The catalog asks for it, and it does not live.
    Gain,
    /// It lives, and the catalog that governs it does not ask for it.
    Loss,
    /// It lives, and this catalog leaves it alone.
    Outside,
}

/// Where a rule holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum RuleTarget {
    /// An account, by its index.
    Account(u32),
    /// An account type, by its index.
    Type(u32),
}

/// What is known of one principal and one permission set.
#[derive(Debug, Default)]
struct Held {
    accounts: BTreeMap<u32, Standing>,
    rules: Vec<i64>,
}

/// The tables of a page while they are filled.
#[derive(Debug)]
pub(super) struct Tables {
    account_of: HashMap<Account, u32>,
    accounts: Vec<AccountData>,
    types: BTreeMap<Arc<str>, u32>,
    units: Vec<String>,
    principals: BTreeMap<(PrincipalType, Arc<str>), bool>,
    sets: BTreeMap<PermissionSetName, u32>,
    files: Numbered<String>,
    terms: Numbered<Vec<(String, String)>>,
    held: BTreeMap<(PrincipalType, Arc<str>, u32), Held>,
}

/// What is known of an account before it has a place in the matrix.
struct Column<'a> {
    account: &'a Account,
    management: bool,
    types: Vec<u32>,
    unit: String,
    state: AccountState,
}

impl Tables {
    /// Lays out the accounts: the management account first, then those of the same account types together, within
    /// them those of the same unit. `accounts` are all that a page shows, known to the directory or not.
    pub(super) fn new(
        directory: &Directory,
        accounts: &BTreeSet<&Account>,
        types: &BTreeMap<Arc<str>, BTreeSet<Account>>,
        sets: BTreeSet<PermissionSetName>,
    ) -> Self {
        let known: HashMap<&Account, &OrganizationAccount> = directory
            .accounts
            .iter()
            .map(|entry| (&entry.account, entry))
            .collect();
        let type_index: BTreeMap<Arc<str>, u32> = types.keys().cloned().zip(0_u32..).collect();
        let mut columns: Vec<Column<'_>> = accounts
            .iter()
            .map(|account| {
                let entry = known.get(account);
                let selecting = types
                    .iter()
                    .filter(|(_, members)| members.contains(account));
                Column {
                    account,
                    management: directory.is_management(account),
                    types: selecting
                        .filter_map(|(name, _)| type_index.get(name).copied())
                        .collect(),
                    unit: entry.map(|entry| unit(entry)).unwrap_or_default(),
                    state: entry.map_or(AccountState::Active, |entry| entry.state),
                }
            })
            .collect();
        columns.sort_by(|a, b| {
            let key = |column: &Column<'_>| {
                (
                    !column.management,
                    column.types.is_empty(),
                    column.types.clone(),
                )
            };
            key(a)
                .cmp(&key(b))
                .then_with(|| a.unit.cmp(&b.unit))
                .then_with(|| a.account.cmp(b.account))
        });
        let units: BTreeSet<&str> = columns.iter().map(|column| column.unit.as_str()).collect();
        let units: Vec<String> = units
            .into_iter()
            .filter(|unit| !unit.is_empty())
            .map(str::to_owned)
            .collect();
        let data = columns.iter().map(|column| AccountData {
            name: visible(&column.account.name).into_owned(),
            id: column
                .account
                .id
                .map(|id| id.to_string())
                .unwrap_or_default(),
            unit: units
                .binary_search(&column.unit)
                .ok()
                .and_then(|at| u32::try_from(at).ok()),
            types: column.types.clone(),
            management: column.management,
            state: match column.state {
                AccountState::Active => String::new(),
                state => state.words().to_owned(),
            },
        });
        Self {
            accounts: data.collect(),
            account_of: columns
                .iter()
                .map(|column| column.account.clone())
                .zip(0_u32..)
                .collect(),
            types: type_index,
            units,
            principals: BTreeMap::new(),
            sets: sets.into_iter().zip(0_u32..).collect(),
            files: Numbered::default(),
            terms: Numbered::default(),
            held: BTreeMap::new(),
        }
    }

    pub(super) fn account(&self, account: &Account) -> Option<u32> {
        self.account_of.get(account).copied()
    }

    pub(super) fn account_type(&self, name: &str) -> Option<u32> {
        self.types.get(name).copied()
    }

    /// Stretches of the accounts that the page shows.
    pub(super) fn stretches<'a>(&self, accounts: impl Iterator<Item = &'a Account>) -> Vec<u32> {
        let indices: BTreeSet<u32> = accounts.filter_map(|one| self.account(one)).collect();
        stretches(indices)
    }

    /// Adds an assignment; what is known already about the same one stays.
    pub(super) fn assignment(
        &mut self,
        principal: &Principal,
        set: &PermissionSetName,
        account: &Account,
        standing: Standing,
    ) {
        let (Some(account), Some(set)) = (self.account(account), self.sets.get(set).copied())
        else {
            return;
        };
        let key = (principal.kind, Arc::clone(&principal.name));
        *self.principals.entry(key).or_default() |= principal.is_orphan();
        self.held_by(principal.kind, &principal.name, set)
            .accounts
            .entry(account)
            .or_insert(standing);
    }

    /// Adds a rule to whoever has something by it.
    pub(super) fn rule(
        &mut self,
        (kind, name): (PrincipalType, &Arc<str>),
        set: &PermissionSetName,
        target: RuleTarget,
        (span, sources): (Span, &Sources),
        terms: Vec<(String, String)>,
    ) {
        let Some(set) = self.sets.get(set).copied() else {
            return;
        };
        if !self.principals.contains_key(&(kind, Arc::clone(name))) {
            return;
        }
        let file = visible(sources.name(span.source)).into_owned();
        let file = self.files.number(file);
        let terms = match terms.is_empty() {
            true => 0,
            false => self.terms.number(terms).saturating_add(1),
        };
        let target = match target {
            RuleTarget::Account(account) => i64::from(account),
            RuleTarget::Type(index) => -i64::from(index) - 1,
        };
        let line = i64::try_from(sources.line(span)).unwrap_or(i64::MAX);
        let rule = [target, file, line, terms];
        self.held_by(kind, name, set).rules.extend(rule);
    }

    fn held_by(&mut self, kind: PrincipalType, name: &Arc<str>, set: u32) -> &mut Held {
        self.held.entry((kind, Arc::clone(name), set)).or_default()
    }

    /// The tables as the script reads them; the rest of the page is left empty.
    pub(super) fn finish(self) -> Data {
        let index: BTreeMap<&(PrincipalType, Arc<str>), u32> =
            self.principals.keys().zip(0_u32..).collect();
        let holdings = self
            .held
            .into_iter()
            .filter_map(|((kind, name, set), held)| {
                let principal = *index.get(&(kind, name))?;
                let of = |wanted: Standing| {
                    let accounts = held.accounts.iter();
                    stretches(
                        accounts
                            .filter(|(_, found)| **found == wanted)
                            .map(|(at, _)| *at),
                    )
                };
                (!held.accounts.is_empty()).then(|| Holding {
                    principal,
                    set,
                    same: of(Standing::Same),
                    gain: of(Standing::Gain),
                    loss: of(Standing::Loss),
                    outside: of(Standing::Outside),
                    rules: held.rules,
                })
            });
        Data {
            version: super::data::VERSION,
            holdings: holdings.collect(),
            types: self
                .types
                .keys()
                .map(|name| visible(name).into_owned())
                .collect(),
            units: self
                .units
                .iter()
                .map(|unit| visible(unit).into_owned())
                .collect(),
            accounts: self.accounts,
            principals: self
                .principals
                .iter()
                .map(|((kind, name), gone)| PrincipalData {
                    kind: kind.to_string(),
                    name: visible(name).into_owned(),
                    gone: *gone,
                    members: None,
                })
                .collect(),
            files: self.files.values,
            terms: self.terms.values,
            ..Data::default()
        }
    }
}

/// The path of an account's unit, by names where they are known.
fn unit(entry: &OrganizationAccount) -> String {
    let names = entry
        .organizational_units
        .iter()
        .map(|unit| unit.name.as_deref().unwrap_or(&unit.id));
    names.collect::<Vec<_>>().join("/")
}

/// Values that are named by number, each once.
#[derive(Debug)]
struct Numbered<T> {
    index: HashMap<T, i64>,
    values: Vec<T>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            index: HashMap::new(),
            values: Vec::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    /// The number of a value, from 0.
    fn number(&mut self, value: T) -> i64 {
        if let Some(known) = self.index.get(&value) {
            return *known;
        }
        let next = i64::try_from(self.values.len()).unwrap_or(i64::MAX);
        self.values.push(value.clone());
        self.index.insert(value, next);
        next
    }
}
