//! From assignments in any order to a sorted set of them.

use std::collections::HashMap;
use std::hash::Hash;

use super::{Account, Assignments, Column, Key, PermissionSetName, Principal, Row};

/// Collects assignments in any order, repeated or not.
#[derive(Debug, Default)]
pub struct AssignmentsBuilder {
    principals: Table<Principal>,
    permission_sets: Table<PermissionSetName>,
    accounts: Table<Account>,
    rows: Vec<(Row, u32)>,
}

/// The place of a name in an [`AssignmentsBuilder`], in the order in which names came.
pub struct Interned<T>(Key<T>);

impl<T> Clone for Interned<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Interned<T> {}

impl AssignmentsBuilder {
    /// A principal, to be used in [`AssignmentsBuilder::push`].
    pub fn principal(&mut self, principal: &Principal) -> Interned<Principal> {
        self.principals.intern(principal)
    }

    /// A permission set, to be used in [`AssignmentsBuilder::push`].
    pub fn permission_set(&mut self, name: &PermissionSetName) -> Interned<PermissionSetName> {
        self.permission_sets.intern(name)
    }

    /// An account, to be used in [`AssignmentsBuilder::push`].
    pub fn account(&mut self, account: &Account) -> Interned<Account> {
        self.accounts.intern(account)
    }

    /// Adds one assignment of names that this builder knows; of equal ones the smallest `origin` is kept.
    pub fn push(
        &mut self,
        principal: Interned<Principal>,
        permission_set: Interned<PermissionSetName>,
        account: Interned<Account>,
        origin: u32,
    ) {
        let row = Row {
            principal: principal.0,
            permission_set: permission_set.0,
            account: account.0,
        };
        self.rows.push((row, origin));
    }

    /// Adds one assignment by its names; of equal ones the smallest `origin` is kept.
    pub fn add(
        &mut self,
        principal: &Principal,
        permission_set: &PermissionSetName,
        account: &Account,
        origin: u32,
    ) {
        let principal = self.principal(principal);
        let permission_set = self.permission_set(permission_set);
        let account = self.account(account);
        self.push(principal, permission_set, account, origin);
    }

    /// Sorts tables and rows and drops repetitions.
    pub fn finish(self) -> Assignments {
        let (principals, principal_of) = self.principals.sorted();
        let (permission_sets, set_of) = self.permission_sets.sorted();
        let (accounts, account_of) = self.accounts.sorted();
        let mut rows = self.rows;
        for (row, _) in &mut rows {
            *row = Row {
                principal: *principal_of.get(row.principal),
                permission_set: *set_of.get(row.permission_set),
                account: *account_of.get(row.account),
            };
        }
        rows.sort_unstable();
        rows.dedup_by_key(|(row, _)| *row);
        Assignments {
            principals,
            permission_sets,
            accounts,
            rows,
        }
    }
}

#[derive(Debug)]
struct Table<T> {
    index: HashMap<T, u32>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            index: HashMap::new(),
        }
    }
}

impl<T: Clone + Ord + Hash> Table<T> {
    fn intern(&mut self, value: &T) -> Interned<T> {
        if let Some(index) = self.index.get(value) {
            return Interned(Key::new(*index));
        }
        let index = u32::try_from(self.index.len()).expect("memory ends before four billion names");
        self.index.insert(value.clone(), index);
        Interned(Key::new(index))
    }

    /// The values in order, and for each index its place in that order.
    fn sorted(self) -> (Vec<T>, Column<T, Key<T>>) {
        let mut entries: Vec<(T, u32)> = self.index.into_iter().collect();
        entries.sort_unstable();
        let indices: Vec<u32> = entries.iter().map(|(_, index)| *index).collect();
        let values: Vec<T> = entries.into_iter().map(|(value, _)| value).collect();
        let mut places = Column::of(&values, |_| Key::new(0));
        for (place, index) in (0_u32..).zip(indices) {
            *places.get_mut(Key::new(index)) = Key::new(place);
        }
        (values, places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AssignmentRef, PrincipalType};

    fn build(names: &[(&str, &str, &str)]) -> Assignments {
        let mut builder = AssignmentsBuilder::default();
        for (origin, (group, set, account)) in (0_u32..).zip(names) {
            let principal = Principal {
                kind: PrincipalType::Group,
                name: (*group).into(),
                id: None,
            };
            let account = Account {
                name: (*account).into(),
                id: None,
            };
            let set = PermissionSetName::parse(set).unwrap();
            builder.add(&principal, &set, &account, origin);
        }
        builder.finish()
    }

    #[test]
    fn order_and_repetition_of_what_is_pushed_change_nothing() {
        let one = build(&[("b", "S", "y"), ("a", "S", "z"), ("a", "R", "z")]);
        let other = build(&[
            ("a", "R", "z"),
            ("a", "S", "z"),
            ("b", "S", "y"),
            ("a", "S", "z"),
        ]);
        let shown = |assignments: &Assignments| -> Vec<String> {
            let all = assignments.iter();
            all.map(|one| one.to_assignment().to_string()).collect()
        };
        assert_eq!(shown(&one), shown(&other));
        assert_eq!(one.len(), 3);
        let shown = shown(&one);
        assert_eq!(
            shown,
            [
                "R to group a in z",
                "S to group a in z",
                "S to group b in y"
            ]
        );
    }

    #[test]
    fn of_equal_assignments_the_first_origin_is_kept() {
        let assignments = build(&[("a", "S", "z"), ("b", "S", "z"), ("a", "S", "z")]);
        let origins: Vec<u32> = assignments.iter().map(AssignmentRef::origin).collect();
        assert_eq!(origins, [0, 1]);
        let of_group: Vec<&str> = assignments
            .of_permission_set(&PermissionSetName::parse("S").unwrap())
            .map(|one| &*one.principal().name)
            .collect();
        assert_eq!(of_group, ["a", "b"]);
    }
}
