//! The account types of a written catalog: their names and what is written for each.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bit_set::BitSet;

use super::accounts::Accounts;
use super::candidate::{Candidate, nowhere};
use super::factor::Factored;
use super::selector;
use super::yaml::Yaml;
use crate::model::AccountType;

/// Account types in the order of their indices.
#[derive(Debug, Default)]
pub(super) struct Types {
    /// Names, and selectors as they are written.
    pub written: Vec<(String, Yaml)>,
    /// The active accounts of each.
    pub accounts: Vec<BitSet>,
}

impl Types {
    /// Those that a user gave.
    pub(super) fn given(given: &BTreeMap<Arc<str>, AccountType>, accounts: &Accounts<'_>) -> Self {
        let written = given.iter();
        Self {
            written: written
                .map(|(name, one)| (name.to_string(), selector::account_type(one)))
                .collect(),
            accounts: given
                .values()
                .map(|one| accounts.selected(&one.selector))
                .collect(),
        }
    }

    /// Those that were found. Only those that are used get a name of their own.
    pub(super) fn found(candidates: Vec<Candidate>, factored: &Factored<'_>) -> Self {
        let mut taken = BTreeSet::new();
        let mut types = Self::default();
        for (index, candidate) in candidates.into_iter().enumerate() {
            let name = match factored.by_type.contains_key(&index) {
                true => free_name(&candidate.names, &mut taken),
                false => String::new(),
            };
            let one = AccountType {
                selector: candidate.selector,
                may_be_empty: false,
                span: nowhere(),
            };
            types.written.push((name, selector::account_type(&one)));
            types.accounts.push(candidate.accounts);
        }
        types
    }
}

/// The first of the names that is free, else the last with a number.
fn free_name(names: &[String], taken: &mut BTreeSet<String>) -> String {
    let last = names.last().map_or("type", String::as_str);
    let numbered = (2_u64..).map(|number| format!("{last}-{number}"));
    let mut free = names.iter().cloned().chain(numbered);
    let name = free.find(|name| !taken.contains(name));
    let name = name.expect("numbers do not end");
    taken.insert(name.clone());
    name
}
