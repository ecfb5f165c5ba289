//! Texts inside HTML, and digests as a content security policy names them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// Text between tags or inside a quoted attribute: no character of it is markup.
pub(super) fn text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// JSON inside a `script` element. In JSON these characters stand in strings only, where `\u003c` means the same; so
/// neither `</script` nor `<!--` can occur.
pub(super) fn json(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

/// The digest of an inline script or style: `'sha256-…'` (Content Security Policy Level 3, "hash-source").
pub(super) fn hash_source(text: &str) -> String {
    format!(
        "'sha256-{}'",
        STANDARD.encode(Sha256::digest(text.as_bytes()))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_written_as_browsers_compare_it() {
        // The example of the specification.
        assert_eq!(
            hash_source("alert('Hello, world.');"),
            "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
        );
    }

    #[test]
    fn no_name_ends_a_script_or_begins_an_element() {
        let name = "</script><!--<b title='x\">&";
        let inside = json(&serde_json::to_string(name).unwrap());
        assert!(!inside.contains(['<', '>', '&']), "{inside}");
        assert_eq!(serde_json::from_str::<String>(&inside).unwrap(), name);
        assert_eq!(
            text(name),
            "&lt;/script&gt;&lt;!--&lt;b title=&#39;x&quot;&gt;&amp;"
        );
    }
}
