//! The difference between two sets of assignments: a merge of two sorted lists.

use std::cmp::Ordering;

use crate::model::{Account, AssignmentRef, Assignments, Column, PermissionSetName, Principal};

/// What only one side has.
pub(super) struct Difference<'l, 'd> {
    /// Assignments of the desired side that are not live.
    pub granted: Vec<AssignmentRef<'d>>,
    /// Assignments of the live side that are not desired.
    pub revoked: Vec<AssignmentRef<'l>>,
}

/// Compares by the names and ids behind the rows. Linear in the number of assignments.
pub(super) fn difference<'l, 'd>(
    live: &'l Assignments,
    desired: &'d Assignments,
) -> Difference<'l, 'd> {
    let principals = common_order(live.principals(), desired.principals());
    let sets = common_order(live.permission_sets(), desired.permission_sets());
    let accounts = common_order(live.accounts(), desired.accounts());
    let live = Side {
        principals: live.per_principal(places(principals.left)),
        sets: live.per_permission_set(places(sets.left)),
        accounts: live.per_account(places(accounts.left)),
        assignments: live,
    };
    let desired = Side {
        principals: desired.per_principal(places(principals.right)),
        sets: desired.per_permission_set(places(sets.right)),
        accounts: desired.per_account(places(accounts.right)),
        assignments: desired,
    };
    let mut difference = Difference {
        granted: Vec::new(),
        revoked: Vec::new(),
    };
    let (mut left, mut right) = (live.iter().peekable(), desired.iter().peekable());
    loop {
        let order = match (left.peek(), right.peek()) {
            (None, None) => return difference,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((a, _)), Some((b, _))) => a.cmp(b),
        };
        let revoked = left.next_if(|_| order.is_le());
        let granted = right.next_if(|_| order.is_ge());
        match order {
            Ordering::Less => difference.revoked.extend(revoked.map(|(_, one)| one)),
            Ordering::Greater => difference.granted.extend(granted.map(|(_, one)| one)),
            Ordering::Equal => {}
        }
    }
}

/// One set of assignments, with the places of its names in the order of both.
struct Side<'a> {
    assignments: &'a Assignments,
    principals: Column<Principal, u32>,
    sets: Column<PermissionSetName, u32>,
    accounts: Column<Account, u32>,
}

impl<'a> Side<'a> {
    fn iter(&self) -> impl Iterator<Item = ((u32, u32, u32), AssignmentRef<'a>)> {
        self.assignments.iter().map(|one| {
            let places = (
                *self.principals.get(one.principal_key()),
                *self.sets.get(one.permission_set_key()),
                *self.accounts.get(one.account_key()),
            );
            (places, one)
        })
    }
}

/// Gives the entries of a table their places, one after the other.
fn places<T>(places: Vec<u32>) -> impl FnMut(&T) -> u32 {
    let mut places = places.into_iter();
    move |_| places.next().expect("every entry of a table has a place")
}

/// For each entry of two sorted tables its place in the order of both together.
struct Places {
    left: Vec<u32>,
    right: Vec<u32>,
}

/// Merges two sorted tables; equal entries get one place. Places grow with the entries, so rows that are sorted
/// by index are sorted by place too.
fn common_order<T: Ord>(left: &[T], right: &[T]) -> Places {
    let mut places = Places {
        left: Vec::with_capacity(left.len()),
        right: Vec::with_capacity(right.len()),
    };
    let (mut at_left, mut at_right) = (left.iter().peekable(), right.iter().peekable());
    for place in 0_u32.. {
        let order = match (at_left.peek(), at_right.peek()) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => a.cmp(b),
        };
        if order.is_le() {
            places.left.push(place);
            at_left.next();
        }
        if order.is_ge() {
            places.right.push(place);
            at_right.next();
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::model::{AssignmentsBuilder, PrincipalType};

    fn assignments(tuples: &[(u8, u8, u8)]) -> Assignments {
        let mut builder = AssignmentsBuilder::default();
        for (principal, set, account) in tuples {
            let principal = Principal {
                kind: PrincipalType::Group,
                name: format!("g{principal}").into(),
                id: None,
            };
            let account = Account {
                name: format!("a{account}").into(),
                id: None,
            };
            let set = PermissionSetName::parse(&format!("s{set}")).unwrap();
            builder.add(&principal, &set, &account, 0);
        }
        builder.finish()
    }

    fn names<'a>(assignments: impl Iterator<Item = AssignmentRef<'a>>) -> BTreeSet<String> {
        assignments
            .map(|one| one.to_assignment().to_string())
            .collect()
    }

    proptest! {
        #[test]
        fn the_merge_is_the_difference_of_the_two_sets(
            left in proptest::collection::vec((0u8..4, 0u8..4, 0u8..4), 0..40),
            right in proptest::collection::vec((0u8..4, 0u8..4, 0u8..4), 0..40),
        ) {
            let (live, desired) = (assignments(&left), assignments(&right));
            let found = difference(&live, &desired);
            let (a, b) = (names(live.iter()), names(desired.iter()));
            prop_assert_eq!(names(found.granted.into_iter()), b.difference(&a).cloned().collect());
            prop_assert_eq!(names(found.revoked.into_iter()), a.difference(&b).cloned().collect());
        }
    }
}
