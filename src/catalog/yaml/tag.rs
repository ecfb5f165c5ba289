//! The tags that a catalog may carry: YAML's own, and the functions of Atmos.

/// Functions of Atmos by their full name (`pkg/function/tag` of Atmos 1.227). They are worked out by Atmos alone, save
/// `!env`, `!include`, `!unset` and `!append`.
const FUNCTIONS: &[&str] = &[
    "!append",
    "!cel",
    "!cwd",
    "!emulator",
    "!env",
    "!exec",
    "!include",
    "!include.raw",
    "!literal",
    "!random",
    "!repo-root",
    "!starlark",
    "!tags",
    "!template",
    "!unset",
    "!version",
];

/// Families of functions, which Atmos extends from release to release: `!terraform.state`, `!aws.account_id`.
const FAMILIES: &[&str] = &["!aws", "!git", "!labels", "!secret", "!store", "!terraform"];

/// Whether a tag is a function of Atmos.
pub(super) fn is_atmos_function(name: &str) -> bool {
    let family = name.split_once('.').map_or(name, |(family, _)| family);
    FUNCTIONS.contains(&name) || FAMILIES.contains(&family)
}

/// The function whose name is most like a misspelt one.
pub(super) fn similar_function(name: &str) -> Option<&'static str> {
    // A slip or two in a long name; in a short one every name is near.
    let slips = name.chars().count() / 3;
    let scored = FUNCTIONS
        .iter()
        .chain(&["!store", "!terraform.output", "!terraform.state"])
        .filter(|known| known.len().abs_diff(name.len()) <= slips)
        .map(|known| (strsim::osa_distance(known, name), *known))
        .filter(|(distance, _)| *distance <= slips);
    scored.min().map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_known_singly_and_by_family() {
        assert!(is_atmos_function("!env"));
        assert!(is_atmos_function("!store.get"));
        assert!(is_atmos_function("!aws.caller_identity_arn"));
        assert!(!is_atmos_function("!terraformstate"));
        assert!(!is_atmos_function("!Ref"));
    }

    #[test]
    fn a_misspelt_function_finds_its_neighbour() {
        assert_eq!(similar_function("!inlcude"), Some("!include"));
        assert_eq!(similar_function("!Ref"), None);
    }
}
