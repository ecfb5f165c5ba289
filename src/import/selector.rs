//! A selector as it is written in a catalog.

use super::yaml::{Entry, Yaml};
use crate::model::{AccountPattern, AccountType, Clause};

/// The value of a type under `account_types`.
pub(super) fn account_type(account_type: &AccountType) -> Yaml {
    let selector = &account_type.selector;
    let clauses = |clauses: &[crate::source::Located<Clause>]| {
        Yaml::List(
            clauses
                .iter()
                .flat_map(|clause| elements(&clause.value))
                .collect(),
        )
    };
    let any = clauses(&selector.clauses);
    if selector.except.is_empty() && !account_type.may_be_empty {
        return any;
    }
    let mut entries = vec![Entry::new("any", any)];
    if !selector.except.is_empty() {
        entries.push(Entry::new("except", clauses(&selector.except)));
    }
    if account_type.may_be_empty {
        entries.push(Entry::new("may_be_empty", Yaml::Plain("true".to_owned())));
    }
    Yaml::Map(entries)
}

/// The elements of a list that one clause is: patterns of accounts stand for themselves.
fn elements(clause: &Clause) -> Vec<Yaml> {
    let accounts = clause.accounts.as_ref().map(|patterns| {
        let texts = patterns
            .iter()
            .map(|pattern| Yaml::Text(account_pattern(&pattern.value)));
        texts.collect::<Vec<_>>()
    });
    let alone = clause.organizational_units.is_none() && clause.tags.is_empty();
    let mut entries = Vec::new();
    match accounts {
        Some(accounts) if alone => return accounts,
        Some(accounts) => entries.push(Entry::new("accounts", Yaml::List(accounts))),
        None => {}
    }
    if let Some(units) = &clause.organizational_units {
        let units = Yaml::texts(units.iter().map(|unit| &unit.value));
        entries.push(Entry::new("organizational_units", units));
    }
    if !clause.tags.is_empty() {
        let tags = clause.tags.iter().map(|(key, globs)| {
            let value = match globs.as_slice() {
                [one] => Yaml::text(one.to_string()),
                several => Yaml::texts(several),
            };
            Entry::new(key, value)
        });
        entries.push(Entry::new("tags", Yaml::Braces(tags.collect())));
    }
    vec![Yaml::Map(entries)]
}

/// A pattern as it is read back.
pub(super) fn account_pattern(pattern: &AccountPattern) -> String {
    pattern.to_string()
}
