//! The order in which a stack makes its assignments.
//!
//! CloudFormation makes everything at once that does not depend on another, and AWS fails when more than ten
//! assignments are made at a time (cloudformation-coverage-roadmap#660), or two in one account. So the assignments of a
//! stack wait for each other in at most ten lanes, and those of one account in one.

use std::collections::BTreeMap;

use crate::model::AccountId;
use crate::render::digest;

/// Lanes of one stack.
const LANES: u64 = 10;

/// For each assignment the one before it in its lane, as an index into `accounts`: the accounts of the assignments in
/// their order. It only ever points backwards, so there is no circle.
pub(super) fn predecessors(accounts: &[AccountId]) -> Vec<Option<usize>> {
    let mut last: BTreeMap<u64, usize> = BTreeMap::new();
    accounts
        .iter()
        .enumerate()
        .map(|(index, account)| last.insert(lane(*account), index))
        .collect()
}

/// The lane of an account. It depends on nothing else, so an account more does not stir the others.
fn lane(account: AccountId) -> u64 {
    digest::number(&["lane", &account.to_string()]) % LANES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_at_most_ten_lanes_and_an_account_has_one() {
        let accounts: Vec<AccountId> = (0..300)
            .map(|n| AccountId::parse(&format!("{:012}", n % 100)).unwrap())
            .collect();
        let before = predecessors(&accounts);
        let first = before.iter().filter(|before| before.is_none()).count();
        assert!((8..=10).contains(&first), "{first} lanes");
        for (index, account) in accounts.iter().enumerate() {
            assert!(before[index].is_none_or(|before| before < index));
            // Going back through the lane, every earlier assignment of the account is met.
            let mut lane = vec![];
            let mut at = before[index];
            while let Some(earlier) = at {
                lane.push(earlier);
                at = before[earlier];
            }
            let same = (0..index).filter(|earlier| accounts[*earlier] == *account);
            assert!(same.into_iter().all(|earlier| lane.contains(&earlier)));
        }
    }
}
