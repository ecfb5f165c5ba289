//! Makes new identifiers, the same for the same calls.

use std::collections::HashMap;

use crate::digest::digest;

/// A seeded source of identifiers.
///
/// An identifier follows from the seed, from what it is for and from how often one was requested, not from the order of
/// calls: two runs whose requests overtake each other end in the same state.
#[derive(Clone, Debug)]
pub struct IdGenerator {
    seed: u64,
    requested: HashMap<u128, u64>,
}

impl IdGenerator {
    /// Returns a source that gives the same identifiers for the same seed.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            requested: HashMap::new(),
        }
    }

    /// Returns 128 bits for the thing of this `kind` with this `key`; different at every call.
    pub fn next(&mut self, kind: &str, key: &str) -> u128 {
        let place = digest(self.seed, &[kind, key]);
        let count = self.requested.entry(place).or_default();
        *count += 1;
        digest(self.seed, &[kind, key, &count.to_string()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_do_not_depend_on_the_order_of_calls() {
        let (mut one, mut two) = (IdGenerator::new(7), IdGenerator::new(7));
        let first = (one.next("group", "a"), one.next("group", "b"));
        let second = (two.next("group", "b"), two.next("group", "a"));
        assert_eq!(first, (second.1, second.0));
    }

    #[test]
    fn the_same_thing_twice_and_another_seed_give_other_identifiers() {
        let mut ids = IdGenerator::new(7);
        let first = ids.next("group", "a");
        assert_ne!(first, ids.next("group", "a"));
        assert_ne!(first, IdGenerator::new(8).next("group", "a"));
    }
}
