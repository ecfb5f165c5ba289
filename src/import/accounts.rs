//! The accounts to which something can be assigned, by number, and how a catalog calls them.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use bit_set::BitSet;

use crate::model::{
    Account, AccountPattern, AccountState, Directory, OrganizationAccount, Selector,
};

/// Every active account of a directory, in its order. An index into them is an account's number.
pub(super) struct Accounts<'a> {
    pub directory: &'a Directory,
    pub active: Vec<&'a OrganizationAccount>,
    numbers: HashMap<&'a Account, usize>,
    named: BTreeMap<&'a str, usize>,
}

impl<'a> Accounts<'a> {
    pub(super) fn of(directory: &'a Directory) -> Self {
        let active: Vec<&OrganizationAccount> = directory
            .accounts
            .iter()
            .filter(|entry| entry.state == AccountState::Active)
            .collect();
        let numbers = active.iter().enumerate();
        let numbers = numbers
            .map(|(number, entry)| (&entry.account, number))
            .collect();
        let mut named = BTreeMap::new();
        for entry in &directory.accounts {
            *named.entry(&*entry.account.name).or_default() += 1;
        }
        Self {
            directory,
            active,
            numbers,
            named,
        }
    }

    pub(super) fn number(&self, account: &Account) -> Option<usize> {
        self.numbers.get(account).copied()
    }

    /// The accounts of a selection.
    pub(super) fn selected(&self, selector: &Selector) -> BitSet {
        let numbered = self.active.iter().enumerate();
        numbered
            .filter(|(_, entry)| selector.selects(entry, self.directory))
            .map(|(number, _)| number)
            .collect()
    }

    /// How a catalog names an account: by its name, or by its id where the name is not its alone, or would be
    /// read as something else.
    pub(super) fn pattern(&self, account: &Account) -> AccountPattern {
        let name = &account.name;
        let is_digits = name.bytes().all(|byte| byte.is_ascii_digit());
        let only = self.named.get(&**name) == Some(&1);
        match (AccountPattern::parse(name), account.id) {
            (AccountPattern::Name(name), Some(_)) if only && !is_digits => {
                AccountPattern::Name(name)
            }
            (_, Some(id)) => AccountPattern::Id(id),
            (_, None) => AccountPattern::Name(Arc::clone(name)),
        }
    }
}
