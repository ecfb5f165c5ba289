//! Finds the causes of a plan's grants and revocations.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::Cause;
use super::side::{Entries, Side, same};
use crate::model::{
    Account, AccountAssignment, AccountSource, Live, OrganizationAccount, PermissionSetName,
    Principal, Target,
};
use crate::plan::{Change, Plan, RevocationReason};

/// What is known of the state before.
#[derive(Debug, Clone, Copy)]
pub enum Before<'a> {
    /// What exists in AWS.
    Live(&'a Live),
    /// The catalog before.
    Catalog(Side<'a>),
}

impl Plan {
    /// Notes why each assignment is granted or revoked, as far as `before` and `after` tell.
    pub fn explain(&mut self, before: Before<'_>, after: Side<'_>) {
        let mut changes = self.changes.iter();
        if !changes.any(|planned| planned.change.is_assignment()) {
            return;
        }
        let renamed: HashSet<AccountAssignment> = self.renamed().collect();
        let mut finder = Finder::new(before, after);
        let mut shared: HashMap<Cause, Arc<Cause>> = HashMap::new();
        for planned in &mut self.changes {
            let cause = match &planned.change {
                Change::CreateAssignment(one) => match renamed.contains(one) {
                    true => finder.renamed_from(one),
                    false => finder.grant(one),
                },
                Change::DeleteAssignment {
                    assignment,
                    reason: RevocationReason::NotInCatalog,
                } => finder.revocation(assignment),
                _ => None,
            };
            planned.cause = cause.map(|cause| {
                let known = shared
                    .entry(cause)
                    .or_insert_with_key(|cause| Arc::new(cause.clone()));
                Arc::clone(known)
            });
        }
    }

    /// What principals have by the new name of a set that is taken from them under the name before.
    fn renamed(&self) -> impl Iterator<Item = AccountAssignment> + '_ {
        self.changes
            .iter()
            .filter_map(|planned| match &planned.change {
                Change::DeleteAssignment {
                    assignment,
                    reason: RevocationReason::PermissionSetRenamed(now),
                } => Some(AccountAssignment {
                    permission_set: now.clone(),
                    ..assignment.clone()
                }),
                _ => None,
            })
    }
}

struct Finder<'a> {
    after: Entries<'a>,
    before: Known<'a>,
}

/// The state before, indexed.
enum Known<'a> {
    Live(Found<'a>),
    Catalog(Entries<'a>),
}

impl<'a> Finder<'a> {
    fn new(before: Before<'a>, after: Side<'a>) -> Self {
        let after = Entries::of(after);
        let before = match before {
            Before::Live(live) => Known::Live(Found::of(live, &after)),
            Before::Catalog(side) => Known::Catalog(Entries::of(side)),
        };
        Self { after, before }
    }

    fn renamed_from(&self, one: &AccountAssignment) -> Option<Cause> {
        let before = self.after.side.desired.renames.get(&one.permission_set)?;
        Some(Cause::RenamedFrom {
            permission_set: before.value.clone(),
        })
    }

    fn grant(&mut self, one: &AccountAssignment) -> Option<Cause> {
        let account = self.after.account(&one.account)?;
        match &mut self.before {
            Known::Live(found) => {
                if found.is_new(&one.account) {
                    return Some(Cause::NewAccount);
                }
                let mut types = selecting(&self.after, one, account);
                let account_type = types.find(|name| found.enters(name, &one.account))?;
                Some(Cause::AccountTypeNotYetGiven {
                    account_type: Arc::clone(account_type),
                })
            }
            Known::Catalog(before) => granted_since(before, &self.after, one, account),
        }
    }

    fn revocation(&mut self, one: &AccountAssignment) -> Option<Cause> {
        match &self.before {
            Known::Live(_) => not_asked_for(&self.after, one),
            Known::Catalog(before) => revoked_since(before, &self.after, one),
        }
    }
}

/// The account types by which entries give an assignment.
fn selecting<'e>(
    entries: &'e Entries<'_>,
    one: &'e AccountAssignment,
    account: &'e OrganizationAccount,
) -> impl Iterator<Item = &'e Arc<str>> {
    entries
        .targets(one)
        .iter()
        .filter_map(|target| match target {
            Target::AccountType(name) if entries.selects(target, account) => Some(&name.value),
            _ => None,
        })
}

/// Why the catalog does not ask for an assignment that exists.
fn not_asked_for(after: &Entries<'_>, one: &AccountAssignment) -> Option<Cause> {
    let principal = &one.principal;
    let Some(account) = after.account(&one.account) else {
        let all = after.side.directory.accounts_from == AccountSource::Organization;
        return all.then_some(Cause::AccountNotInOrganization);
    };
    if !after.knows(principal.kind, &principal.name) {
        return Some(Cause::PrincipalNotInCatalog {
            principal_type: principal.kind,
            since: false,
        });
    }
    let targets = after.targets(one);
    if targets.iter().any(|target| after.selects(target, account)) {
        return None;
    }
    let left: BTreeSet<Arc<str>> = types_of(targets.iter().copied());
    if left.is_empty() {
        return Some(Cause::NoEntry);
    }
    Some(barred(after, &left, account).unwrap_or_else(|| {
        let by_units = left.iter().any(|name| after.asks_for_units(name));
        Cause::AccountTypeLeft {
            now: after.types(account),
            organizational_unit: by_units.then(|| unit(account)),
            left,
            since: false,
        }
    }))
}

/// The path of an account's organizational units; empty for an account in none.
fn unit(account: &OrganizationAccount) -> Arc<str> {
    match account.organizational_units.is_empty() {
        true => "".into(),
        false => account.unit_path().into(),
    }
}

/// What keeps an account out of a type whose clauses match it.
fn barred(
    after: &Entries<'_>,
    types: &BTreeSet<Arc<str>>,
    account: &OrganizationAccount,
) -> Option<Cause> {
    types.iter().find_map(|name| {
        let trace = after.trace(name, account)?;
        let account_type = Arc::clone(name);
        if trace.selecting().is_some() && trace.excluding().is_some() {
            return Some(Cause::Excluded { account_type });
        }
        let spared = trace.clauses.iter().any(|clause| clause.spares_management);
        spared.then_some(Cause::ManagementAccountNotNamed { account_type })
    })
}

/// Why the catalog after asks for what the one before did not.
fn granted_since(
    before: &Entries<'_>,
    after: &Entries<'_>,
    one: &AccountAssignment,
    account: &OrganizationAccount,
) -> Option<Cause> {
    let Some(was) = before.account(&one.account) else {
        let maps = [before, after].map(|side| side.side.catalog.account_map.as_ref());
        let [was, now] = maps
            .map(|map| map.map(|map| map.values().any(|id| Some(id.value) == account.account.id)));
        return (was == Some(false) && now == Some(true)).then_some(Cause::NewInAccountMap);
    };
    let known = before.targets(one);
    let mut entered = after.targets(one).iter().filter_map(|target| match target {
        Target::AccountType(name) if after.selects(target, account) => {
            let kept = known.iter().any(|other| same(target, other));
            (kept && !before.selects(target, was)).then_some(&name.value)
        }
        _ => None,
    });
    let account_type = Arc::clone(entered.next()?);
    let left = minus(&before.types(was), &after.types(account));
    Some(Cause::AccountTypeEntered { account_type, left })
}

/// Why the catalog after does not ask for what the one before did.
fn revoked_since(
    before: &Entries<'_>,
    after: &Entries<'_>,
    one: &AccountAssignment,
) -> Option<Cause> {
    let principal = &one.principal;
    let was = before.account(&one.account)?;
    let Some(account) = after.account(&one.account) else {
        let mapped = [before, after].map(|side| side.side.directory.accounts_from);
        let maps = mapped == [AccountSource::AccountMap; 2];
        return maps.then_some(Cause::AccountNotInAccountMap);
    };
    if !after.knows(principal.kind, &principal.name) {
        return Some(Cause::PrincipalNotInCatalog {
            principal_type: principal.kind,
            since: true,
        });
    }
    let asked = before.targets(one).iter().copied();
    let asked = asked.filter(|target| before.selects(target, was));
    let now = after.targets(one);
    let (kept, removed): (Vec<&Target>, Vec<&Target>) =
        asked.partition(|target| now.iter().any(|other| same(target, other)));
    let left = types_of(kept.into_iter());
    if left.is_empty() {
        return (!removed.is_empty()).then_some(Cause::EntryRemoved);
    }
    Some(
        barred(after, &left, account).unwrap_or_else(|| Cause::AccountTypeLeft {
            now: minus(&after.types(account), &before.types(was)),
            left,
            organizational_unit: None,
            since: true,
        }),
    )
}

fn types_of<'t>(targets: impl Iterator<Item = &'t Target>) -> BTreeSet<Arc<str>> {
    targets
        .filter_map(|target| match target {
            Target::AccountType(name) => Some(Arc::clone(&name.value)),
            Target::Account(_) => None,
        })
        .collect()
}

fn minus<T: Ord + Clone>(one: &BTreeSet<T>, other: &BTreeSet<T>) -> BTreeSet<T> {
    one.difference(other).cloned().collect()
}

/// Where assignments of the catalog were found, and which account types they are given by.
struct Found<'a> {
    accounts: HashSet<&'a Account>,
    by_type: HashMap<Arc<str>, HashSet<&'a Account>>,
}

impl<'a> Found<'a> {
    fn of(live: &'a Live, after: &Entries<'_>) -> Self {
        let assignments = &live.state.assignments;
        let mut found = Self {
            accounts: assignments.accounts().iter().collect(),
            by_type: HashMap::new(),
        };
        type Holding<'a> = (&'a Principal, &'a PermissionSetName);
        let mut types: HashMap<Holding<'_>, Vec<Arc<str>>> = HashMap::new();
        for one in assignments.iter() {
            let holding = (one.principal(), one.permission_set());
            let of_holding = types.entry(holding).or_insert_with(|| {
                let assignment = one.to_assignment();
                let targets = after.targets(&assignment);
                types_of(targets.iter().copied()).into_iter().collect()
            });
            for name in of_holding {
                let accounts = after.side.desired.account_types.get(name);
                if accounts.is_some_and(|accounts| accounts.contains(one.account())) {
                    let known = found.by_type.entry(Arc::clone(name));
                    known.or_default().insert(one.account());
                }
            }
        }
        found
    }

    /// Whether nothing was found in an account, and something in others: at the first apply every account is new.
    fn is_new(&self, account: &Account) -> bool {
        !self.accounts.is_empty() && !self.accounts.contains(account)
    }

    /// Whether nothing of an account type was found in an account, and something in others.
    fn enters(&self, account_type: &str, account: &Account) -> bool {
        let found = self.by_type.get(account_type);
        found.is_some_and(|accounts| !accounts.contains(account))
    }
}
