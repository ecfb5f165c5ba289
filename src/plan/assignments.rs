//! The difference between two sets of assignments: a merge of two sorted lists.

use crate::model::{Assignments, Row};

/// Indices of rows that only one side has.
pub(super) struct Difference {
    /// Rows of the desired side that are not live.
    pub granted: Vec<usize>,
    /// Rows of the live side that are not desired.
    pub revoked: Vec<usize>,
}

/// Compares by the names and ids behind the rows. Linear in the number of assignments.
pub(super) fn difference(live: &Assignments, desired: &Assignments) -> Difference {
    let principals = common_order(live.principals(), desired.principals());
    let sets = common_order(live.permission_sets(), desired.permission_sets());
    let accounts = common_order(live.accounts(), desired.accounts());
    let place = |places: &[u32], index: u32| places.get(index as usize).copied();
    let live_key = |row: &Row| {
        (
            place(&principals.left, row.principal),
            place(&sets.left, row.permission_set),
            place(&accounts.left, row.account),
        )
    };
    let desired_key = |row: &Row| {
        (
            place(&principals.right, row.principal),
            place(&sets.right, row.permission_set),
            place(&accounts.right, row.account),
        )
    };
    let mut difference = Difference {
        granted: Vec::new(),
        revoked: Vec::new(),
    };
    let (mut left, mut right) = (0, 0);
    loop {
        let next = (
            live.rows().get(left).map(live_key),
            desired.rows().get(right).map(desired_key),
        );
        match next {
            (None, None) => return difference,
            (Some(a), Some(b)) if a == b => {
                left += 1;
                right += 1;
            }
            (Some(a), other) if other.is_none_or(|b| a < b) => {
                difference.revoked.push(left);
                left += 1;
            }
            _ => {
                difference.granted.push(right);
                right += 1;
            }
        }
    }
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
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
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
    use crate::model::{Account, AssignmentsBuilder, PermissionSetName, Principal, PrincipalType};

    fn assignments(tuples: &[(u8, u8, u8)]) -> Assignments {
        let mut builder = AssignmentsBuilder::default();
        for (principal, set, account) in tuples {
            let row = Row {
                principal: builder.principal(&Principal {
                    kind: PrincipalType::Group,
                    name: format!("g{principal}").into(),
                    id: None,
                }),
                permission_set: builder
                    .permission_set(&PermissionSetName::parse(&format!("s{set}")).unwrap()),
                account: builder.account(&Account {
                    name: format!("a{account}").into(),
                    id: None,
                }),
            };
            builder.push(row, 0);
        }
        builder.finish()
    }

    fn names(assignments: &Assignments, indices: &[usize]) -> BTreeSet<String> {
        let all: Vec<String> = assignments.iter().map(|a| a.to_string()).collect();
        indices.iter().map(|index| all[*index].clone()).collect()
    }

    proptest! {
        #[test]
        fn the_merge_is_the_difference_of_the_two_sets(
            left in proptest::collection::vec((0u8..4, 0u8..4, 0u8..4), 0..40),
            right in proptest::collection::vec((0u8..4, 0u8..4, 0u8..4), 0..40),
        ) {
            let (live, desired) = (assignments(&left), assignments(&right));
            let found = difference(&live, &desired);
            let all = |side: &Assignments| side.iter().map(|a| a.to_string()).collect::<BTreeSet<_>>();
            let (a, b) = (all(&live), all(&desired));
            prop_assert_eq!(names(&desired, &found.granted), b.difference(&a).cloned().collect());
            prop_assert_eq!(names(&live, &found.revoked), a.difference(&b).cloned().collect());
        }
    }
}
