//! Labels of resources: readable, stable, and never two alike.

use crate::render::digest;
use crate::render::filters::is_identifier;

/// A label for a name. A name that is an identifier is its own label; in any other, what an identifier cannot hold
/// becomes `_`, and a digest of the name follows.
pub(super) fn of_name(name: &str) -> String {
    if is_identifier(name) {
        name.to_owned()
    } else {
        format!("{}_{}", readable(name), digest::hex(&[name]))
    }
}

/// A label for a key that is never an identifier.
pub(super) fn of_key(key: &str) -> String {
    format!("{}_{}", readable(key), digest::hex(&[key]))
}

fn readable(name: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut label: String = name
        .chars()
        .take(120)
        .map(|c| if allowed(c) { c } else { '_' })
        .collect();
    if label.starts_with(|c: char| !c.is_ascii_alphabetic()) {
        label.insert(0, '_');
    }
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_have_labels_that_differ() {
        assert_eq!(of_name("ReadOnlyAccess"), "ReadOnlyAccess");
        assert_eq!(of_name("Plan-Core"), "Plan-Core");
        let labels = ["a+b", "a=b", "a_b", "9a", "-a", "a.b"].map(of_name);
        let mut different = labels.to_vec();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), labels.len(), "{labels:?}");
        assert!(
            labels.iter().all(|label| is_identifier(label)),
            "{labels:?}"
        );
    }
}
