//! Accounts for people: a whole account type by its name, the rest by theirs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Account;

/// What accounts can be folded to.
#[derive(Debug, Clone, Default)]
pub struct Folding {
    types: BTreeMap<Arc<str>, BTreeSet<Account>>,
    stand_ins: BTreeSet<Account>,
}

impl Folding {
    /// Folds to these account types.
    pub fn new(types: &BTreeMap<Arc<str>, BTreeSet<Account>>) -> Self {
        Self {
            types: types.clone(),
            stand_ins: BTreeSet::new(),
        }
    }

    /// The same, where some accounts stand for account types whose accounts cannot be told.
    #[must_use]
    pub fn with_stand_ins(mut self, accounts: impl Iterator<Item = Account>) -> Self {
        self.stand_ins.extend(accounts);
        self
    }

    /// How many accounts are meant; `None` where some of them stand for others.
    pub fn number(&self, accounts: &BTreeSet<Account>) -> Option<usize> {
        self.stand_ins
            .is_disjoint(accounts)
            .then_some(accounts.len())
    }

    /// Pieces such as `core: 6 accounts` and `plat-dev`, each account in exactly one. A type is used if all
    /// its accounts are meant, the largest first; a type of one account is called by the account's name.
    pub fn pieces(&self, accounts: &BTreeSet<Account>) -> Vec<String> {
        let mut rest = accounts.clone();
        let mut by_size: Vec<(&Arc<str>, &BTreeSet<Account>)> = self
            .types
            .iter()
            .filter(|(_, members)| members.len() > 1)
            .collect();
        by_size.sort_by_key(|(name, members)| (usize::MAX - members.len(), Arc::clone(name)));
        let mut folded = Vec::new();
        for (name, members) in by_size {
            if members.is_subset(&rest) {
                rest = rest.difference(members).cloned().collect();
                folded.push(format!("{name}: {} accounts", members.len()));
            }
        }
        folded.sort();
        folded.extend(rest.iter().map(|account| account.name.to_string()));
        folded
    }

    /// The pieces in one line.
    pub fn line(&self, accounts: &BTreeSet<Account>) -> String {
        self.pieces(accounts).join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accounts(names: &[&str]) -> BTreeSet<Account> {
        let account = |name: &&str| Account {
            name: (*name).into(),
            id: None,
        };
        names.iter().map(account).collect()
    }

    #[test]
    fn a_whole_type_is_called_by_its_name_and_no_account_is_counted_twice() {
        let types = BTreeMap::from([
            (Arc::from("core"), accounts(&["core-a", "core-b"])),
            (
                Arc::from("all"),
                accounts(&["core-a", "core-b", "plat-dev"]),
            ),
            (Arc::from("dev"), accounts(&["plat-dev"])),
        ]);
        let folding = Folding::new(&types);
        assert_eq!(
            folding.line(&accounts(&["core-a", "core-b", "plat-prod"])),
            "core: 2 accounts, plat-prod"
        );
        assert_eq!(
            folding.line(&accounts(&["core-a", "core-b", "plat-dev"])),
            "all: 3 accounts"
        );
        assert_eq!(
            folding.line(&accounts(&["core-a", "plat-dev"])),
            "core-a, plat-dev"
        );
    }
}
