//! Factoring: which account types say the same assignments in fewer lines.
//!
//! The accounts of each principal and permission set are covered by types that lie wholly inside of them, the one
//! that covers most first; what is left is written account by account. Of the types that were found rather than
//! given, those are kept that replace more lines than they cost: a line for each principal instead of one for each of
//! the accounts, against three lines for the type itself. No choice is left to chance, so that the same organization
//! gives the same catalog.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bit_set::BitSet;

use super::accounts::Accounts;
use crate::model::{Assignments, PermissionSetName, Principal};

/// Lines that a type costs: its definition, and its name and `groups` among the assignments.
const LINES_OF_A_TYPE: usize = 3;
/// Lines that an account costs: its name and `groups`.
const LINES_OF_AN_ACCOUNT: usize = 2;

/// What a principal gets at one place, set by set.
pub(super) type Granted<'a> = BTreeMap<&'a Principal, BTreeSet<&'a PermissionSetName>>;

/// The two assignment tables.
#[derive(Debug, Default)]
pub(super) struct Factored<'a> {
    /// By type, as an index into the types.
    pub by_type: BTreeMap<usize, Granted<'a>>,
    /// By account, as its number.
    pub by_account: BTreeMap<usize, Granted<'a>>,
}

/// Who has which set in which accounts.
pub(super) struct Table<'a> {
    rows: BTreeMap<(&'a Principal, &'a PermissionSetName), BitSet>,
}

impl<'a> Table<'a> {
    pub(super) fn of(assignments: &'a Assignments, accounts: &Accounts<'_>) -> Self {
        let numbers = assignments.per_account(|account| accounts.number(account));
        let mut rows: BTreeMap<_, BitSet> = BTreeMap::new();
        for one in assignments.iter() {
            if let Some(account) = numbers.get(one.account_key()) {
                let key = (one.principal(), one.permission_set());
                rows.entry(key).or_default().insert(*account);
            }
        }
        Self { rows }
    }

    /// The accounts in which the same principals have the same sets, each group of two or more.
    pub(super) fn alike(&self) -> Vec<BitSet> {
        let mut access: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (number, accounts) in self.rows.values().enumerate() {
            for account in accounts.iter() {
                access.entry(account).or_default().push(number);
            }
        }
        let mut groups: BTreeMap<&[usize], BitSet> = BTreeMap::new();
        for (account, rows) in &access {
            groups.entry(rows).or_default().insert(*account);
        }
        let mut alike: Vec<BitSet> = groups
            .into_values()
            .filter(|group| group.len() > 1)
            .collect();
        alike.sort();
        alike
    }

    /// The tables with exactly these types, each used wherever it fits.
    pub(super) fn with(&self, types: &[BitSet]) -> Factored<'a> {
        self.covered(types, &vec![true; types.len()], 1)
    }

    /// The tables with those of the candidates that make them shorter.
    pub(super) fn shortest(&self, candidates: &[BitSet]) -> Factored<'a> {
        let mut kept = vec![true; candidates.len()];
        loop {
            let factored = self.covered(candidates, &kept, 2);
            let pays = |index: usize| {
                let principals = factored.by_type.get(&index).map_or(0, BTreeMap::len);
                let accounts = candidates.get(index).map_or(0, BitSet::len);
                principals * accounts > principals + LINES_OF_A_TYPE
            };
            let mut changed = false;
            for (index, kept) in kept.iter_mut().enumerate() {
                if *kept && !pays(index) {
                    *kept = false;
                    // A type that nothing uses leaves no gap to be filled by others.
                    changed |= factored.by_type.contains_key(&index);
                }
            }
            if !changed {
                let plain = self.covered(candidates, &[], 2);
                return if factored.lines() < plain.lines() {
                    factored
                } else {
                    plain
                };
            }
        }
    }

    fn covered(&self, types: &[BitSet], kept: &[bool], least: usize) -> Factored<'a> {
        let mut known: HashMap<&BitSet, (Vec<usize>, BitSet)> = HashMap::new();
        let mut factored = Factored::default();
        for ((principal, set), accounts) in &self.rows {
            let (chosen, rest) = known
                .entry(accounts)
                .or_insert_with(|| cover(accounts, types, kept, least));
            let grant = |table: &mut BTreeMap<usize, Granted<'a>>, index: usize| {
                let granted = table.entry(index).or_default();
                granted.entry(principal).or_default().insert(set);
            };
            for index in chosen.iter() {
                grant(&mut factored.by_type, *index);
            }
            for account in rest.iter() {
                grant(&mut factored.by_account, account);
            }
        }
        factored
    }
}

impl Factored<'_> {
    /// Lines of both tables, headings and types included.
    fn lines(&self) -> usize {
        let types = self
            .by_type
            .values()
            .map(|granted| granted.len() + LINES_OF_A_TYPE);
        let accounts = self
            .by_account
            .values()
            .map(|granted| granted.len() + LINES_OF_AN_ACCOUNT);
        types.chain(accounts).sum()
    }
}

/// The types that cover a set of accounts, and the accounts that none covers. A type that would cover fewer than
/// `least` is not worth its line.
fn cover(accounts: &BitSet, types: &[BitSet], kept: &[bool], least: usize) -> (Vec<usize>, BitSet) {
    let mut rest = accounts.clone();
    let mut chosen = Vec::new();
    let fitting: Vec<(usize, &BitSet)> = types
        .iter()
        .enumerate()
        .filter(|(index, of)| {
            kept.get(*index) == Some(&true) && !of.is_empty() && of.is_subset(accounts)
        })
        .collect();
    loop {
        // Of equals the first: the candidates stand in the order of preference.
        let best = fitting
            .iter()
            .map(|(index, of)| {
                (
                    of.intersection(&rest).count(),
                    std::cmp::Reverse(*index),
                    *of,
                )
            })
            .max_by_key(|(gain, order, _)| (*gain, *order));
        match best {
            Some((gain, std::cmp::Reverse(index), of)) if gain >= least.max(1) => {
                chosen.push(index);
                rest.difference_with(of);
            }
            _ => return (chosen, rest),
        }
    }
}
