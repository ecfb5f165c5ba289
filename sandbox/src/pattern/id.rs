//! Identifiers of accounts, principals, requests, stores and regions, and paging tokens.

use crate::world::PrincipalId;

pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// `([0-9a-f]{10}-|)` and a UUID of either case.
pub fn is_principal_id(text: &str) -> bool {
    text.parse::<PrincipalId>().is_ok()
}

pub fn is_request_id(text: &str) -> bool {
    is_uuid(text) && !text.bytes().any(|b| b.is_ascii_uppercase())
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && is_principal_id(text)
}

pub fn is_identity_store_id(text: &str) -> bool {
    match text.strip_prefix("d-") {
        Some(digits) => {
            digits.len() == 10
                && digits
                    .bytes()
                    .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        }
        None => is_request_id(text),
    }
}

/// `([a-z]+-){2,3}\d`
pub fn is_region(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let Some((last, words)) = parts.split_last() else {
        return false;
    };
    let word = |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
    (2..=3).contains(&words.len())
        && words.iter().all(word)
        && last.len() == 1
        && last.bytes().all(|b| b.is_ascii_digit())
}

pub fn is_token(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-+=/_".contains(&b))
}

pub fn is_identity_store_token(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-+=/:_".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;

    #[test]
    fn identifiers_have_their_exact_length_and_digits() {
        let uuid = "c4281478-60d1-70d9-51ab-0123456789ab";
        let upper = "C4281478-60d1-70d9-51ab-0123456789ab";
        let prefixed = "9067642ac7-c4281478-60d1-70d9-51ab-0123456789ab";
        check(
            is_account_id,
            &["000000000042"],
            &["42", "00000000004x", ""],
        );
        check(
            is_principal_id,
            &[uuid, upper, prefixed],
            &["", "c4281478", "906764-c4281478"],
        );
        check(is_request_id, &[uuid], &[upper, prefixed, ""]);
        check(
            is_identity_store_id,
            &["d-9067642ac7", uuid],
            &["d-9067642AC7", "d-906", "9067642ac7"],
        );
    }

    #[test]
    fn regions_and_tokens_have_their_alphabets() {
        check(
            is_region,
            &["us-east-1", "us-gov-west-1"],
            &["us-1", "useast1", "us-east-10", ""],
        );
        check(is_token, &["", "aZ09-+=/_"], &["a b", "a:b"]);
        check(is_identity_store_token, &["a:b"], &["a b"]);
    }
}
