//! Numbers that follow from a seed and texts alone: the source of identifiers and of random faults.

use sha2::{Digest, Sha256};

/// Returns 128 bits that follow from the seed and the parts only.
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

/// Returns the number in `0.0..1.0` that a digest maps to.
pub fn fraction(digest: u128) -> f64 {
    // 53 bits are what a double holds exactly.
    (digest >> 75) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_lie_between_zero_and_one() {
        assert_eq!(fraction(0), 0.0);
        assert!(fraction(u128::MAX) < 1.0);
    }

    #[test]
    fn parts_are_kept_apart() {
        assert_ne!(digest(0, &["ab", "c"]), digest(0, &["a", "bc"]));
    }
}
