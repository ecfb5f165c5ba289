//! The hidden line by which a bot finds its comment.

/// The hidden line by which a bot finds its comment again.
pub(in crate::report) fn marker(catalog: &str, suffix: &str) -> String {
    let mut name = String::new();
    for byte in catalog.bytes() {
        match byte {
            b'-' | b'.' | b'_' => name.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => name.push(char::from(byte)),
            _ => name.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("<!-- rolecall:{name}{suffix} -->")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_cannot_be_ended_by_the_name_in_it() {
        assert_eq!(marker("default", ""), "<!-- rolecall:default -->");
        assert_eq!(
            marker("a --> b:c", ":diff"),
            "<!-- rolecall:a%20--%3E%20b%3Ac:diff -->"
        );
    }
}
