//! Makes new identifiers, the same for the same calls.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

/// A seeded source of identifiers.
///
/// An identifier follows from the seed, from what it is for and from how often that was asked for, not from the order of
/// calls: two runs whose requests overtake each other end in the same state.
#[derive(Clone, Debug)]
pub struct Mint {
    seed: u64,
    asked: HashMap<u128, u64>,
}

impl Mint {
    /// A source that always gives the same identifiers for the same seed.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            asked: HashMap::new(),
        }
    }

    /// 128 bits for the thing of this `kind` with this `key`; different at every call.
    pub fn next(&mut self, kind: &str, key: &str) -> u128 {
        let place = digest(self.seed, &[kind, key]);
        let count = self.asked.entry(place).or_default();
        *count += 1;
        digest(self.seed, &[kind, key, &count.to_string()])
    }
}

/// 128 bits that follow from the seed and the parts alone.
pub fn digest(seed: u64, parts: &[&str]) -> u128 {
    let mut hash = Sha256::new();
    hash.update(seed.to_be_bytes());
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize()
        .iter()
        .take(16)
        .fold(0, |value, byte| (value << 8) | u128::from(*byte))
}

/// A number in `0.0..1.0` made of a digest.
pub fn share(digest: u128) -> f64 {
    // 53 bits are what a double holds exactly.
    (digest >> 75) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_do_not_depend_on_the_order_of_calls() {
        let (mut one, mut two) = (Mint::new(7), Mint::new(7));
        let first = (one.next("group", "a"), one.next("group", "b"));
        let second = (two.next("group", "b"), two.next("group", "a"));
        assert_eq!(first, (second.1, second.0));
    }

    #[test]
    fn the_same_thing_twice_and_another_seed_give_other_identifiers() {
        let mut mint = Mint::new(7);
        let first = mint.next("group", "a");
        assert_ne!(first, mint.next("group", "a"));
        assert_ne!(first, Mint::new(8).next("group", "a"));
        assert_ne!(digest(0, &["ab", "c"]), digest(0, &["a", "bc"]));
    }

    #[test]
    fn shares_lie_between_zero_and_one() {
        assert_eq!(share(0), 0.0);
        assert!(share(u128::MAX) < 1.0);
    }
}
