//! What an unquoted scalar means: the core schema of YAML 1.2 (section 10.3.2), spellings kept.

use crate::catalog::node::Value;

/// The value that an unquoted text stands for.
///
/// A number keeps its spelling: `012345678901` is an account id, not a number to calculate with. Words of
/// YAML 1.1 such as `yes` and `off` are texts, as they are to Atmos.
pub(super) fn resolve(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_number(text) => Value::Number(text.to_owned()),
        _ => Value::String(text.to_owned()),
    }
}

fn is_number(text: &str) -> bool {
    // Almost every scalar of a catalog is a name: its first byte says so.
    let Some(b'+' | b'-' | b'.' | b'0'..=b'9') = text.bytes().next() else {
        return false;
    };
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, |b| b.is_ascii_hexdigit());
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, |b| matches!(b, b'0'..=b'7'));
    }
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || is_decimal(unsigned)
}

fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        all(digits, |b| b.is_ascii_digit())
    });
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let mantissa_fits = match mantissa.split_once('.') {
        None => all(mantissa, |b| b.is_ascii_digit()),
        Some((whole, fraction)) => {
            digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty())
        }
    };
    exponent_fits && mantissa_fits
}

fn all(text: &str, test: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(test)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_known_by_their_spelling_and_keep_it() {
        for text in [
            "0",
            "012345678901",
            "111111111111",
            "-1",
            "+3",
            "1.5",
            ".5",
            "5.",
            "1e3",
            "-1.5E-3",
            "0x1F",
            "0o17",
            ".inf",
            "-.INF",
            ".nan",
        ] {
            assert_eq!(resolve(text), Value::Number(text.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_only_resembles_a_number_is_a_text() {
        for text in [
            ".",
            "-",
            "+",
            "1.2.3",
            "1_000",
            "0xZZ",
            "0o8",
            "e3",
            "1e",
            "-.nan",
            "12 34",
            "2020-01-01",
            "..",
            "+-1",
            "yes",
            "off",
            "y",
            "nullable",
            "TrUe",
        ] {
            assert_eq!(resolve(text), Value::String(text.to_owned()), "{text}");
        }
    }

    #[test]
    fn nothing_and_truth_have_three_spellings_each() {
        for text in ["", "~", "null", "Null", "NULL"] {
            assert_eq!(resolve(text), Value::Null, "{text}");
        }
        for text in ["true", "True", "TRUE"] {
            assert_eq!(resolve(text), Value::Bool(true), "{text}");
        }
    }
}
