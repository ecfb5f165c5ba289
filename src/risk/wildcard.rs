//! Patterns of actions that cover more than reading.

/// Words with which actions begin that change nothing.
const READING: &[&str] = &[
    // eks:AccessKubernetesApi shows what a cluster holds.
    "access", "batchget", "describe", "get", "head", "list", "lookup", "query", "scan", "search",
    "select", "view",
];

/// The patterns with a wildcard that cover an action which changes something.
pub fn wildcards(patterns: &[String]) -> impl Iterator<Item = &str> {
    patterns
        .iter()
        .map(String::as_str)
        .filter(|pattern| pattern.contains(['*', '?']) && !is_reading(pattern))
}

/// Whether every action that a pattern covers begins with a word for reading: what stands before its first wildcard
/// is at least the whole word.
pub fn is_reading(pattern: &str) -> bool {
    let Some((_, action)) = pattern.split_once(':') else {
        return false;
    };
    let known = action.split(['*', '?']).next().unwrap_or_default();
    let known = known.to_ascii_lowercase();
    READING.iter().any(|word| known.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_on_reading_are_no_danger() {
        for pattern in [
            "s3:Get*",
            "ec2:describe*",
            "eks:Access*",
            "dynamodb:BatchGet*",
            "s3:GetObject?",
        ] {
            assert_eq!(wildcards(&[pattern.to_owned()]).count(), 0, "{pattern}");
        }
        for pattern in ["s3:GetObject", "iam:PassRole"] {
            assert_eq!(wildcards(&[pattern.to_owned()]).count(), 0, "{pattern}");
        }
    }

    #[test]
    fn wildcards_that_cover_writing_are() {
        for pattern in [
            "*",
            "s3:*",
            "s3:Put*",
            "s3:*Object",
            "ec2:Ge*",
            "s?:Get*x",
            "*:*",
            "ec2:?escribe*",
        ] {
            let found = wildcards(&[pattern.to_owned()]).count();
            assert_eq!(found, usize::from(pattern != "s?:Get*x"), "{pattern}");
        }
    }
}
