//! Why a certificate was refused, in words.

/// Why a certificate was refused; `None` where it was not.
pub(super) fn untrusted(message: &str) -> Option<String> {
    // The words of rustls; some are names of Rust values.
    const REASONS: [(&str, &str); 7] = [
        ("UnknownIssuer", "this machine does not know its issuer"),
        ("CaUsedAsEndEntity", "this machine does not know its issuer"),
        ("NotValidForName", "it is for another name"),
        ("not valid for name", "it is for another name"),
        (
            "not valid yet",
            "it is not valid yet, or this machine's clock is wrong",
        ),
        (
            "NotValidYet",
            "it is not valid yet, or this machine's clock is wrong",
        ),
        ("xpired", "it has expired, or this machine's clock is wrong"),
    ];
    let (_, reason) = message.split_once("invalid peer certificate")?;
    let known = REASONS.into_iter().find(|(word, _)| reason.contains(word));
    Some(match known {
        Some((_, words)) => words.to_owned(),
        None => format!("it was refused ({})", spaced(reason)),
    })
}

/// The innermost name of a Rust value as words: `Other(OtherError(BadSignature))` is "bad signature".
fn spaced(value: &str) -> String {
    let name = value
        .split(|c: char| !c.is_ascii_alphanumeric())
        .rfind(|part| !part.is_empty())
        .unwrap_or_default();
    let mut words = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(character.to_ascii_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_refused_in_words() {
        let of = |reason: &str| untrusted(&format!("io error: invalid peer certificate: {reason}"));
        assert_eq!(
            of("UnknownIssuer").unwrap(),
            "this machine does not know its issuer"
        );
        assert_eq!(
            of("Other(OtherError(BadSignature))").unwrap(),
            "it was refused (bad signature)"
        );
        assert_eq!(untrusted("connection refused"), None);
    }
}
