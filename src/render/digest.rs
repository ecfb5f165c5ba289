//! Short digests, for names that must differ where their readable part may not.

use sha2::{Digest, Sha256};

/// 64 bits of SHA-256 over the parts, as 16 hexadecimal digits. Parts are told apart: `["a", "b"]` and `["ab"]` differ.
pub(super) fn hex(parts: &[&str]) -> String {
    format!("{:016x}", number(parts))
}

/// The same 64 bits as a number.
pub(super) fn number(parts: &[&str]) -> u64 {
    let mut hash = Sha256::new();
    for part in parts {
        // The length first: no part can pretend to be two.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize()
        .iter()
        .take(8)
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart() {
        assert_ne!(hex(&["a", "b"]), hex(&["ab"]));
        assert_ne!(hex(&["a", ""]), hex(&["a"]));
        assert_eq!(hex(&["a"]).len(), 16);
    }
}
