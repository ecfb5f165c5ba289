//! The AWS managed policies that exist, as of the date in the data file.

use std::collections::HashSet;
use std::sync::LazyLock;

/// One policy a line, with its path; a line that begins with `#` is a comment.
const LIST: &str = include_str!("../data/aws-managed-policies.txt");

static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = LIST.lines();
    lines.filter(|line| !line.starts_with('#')).collect()
});

/// Returns whether AWS has a managed policy of this path and name: `job-function/Billing`.
pub fn exists(path_and_name: &str) -> bool {
    KNOWN.contains(path_and_name)
}

/// Returns the part of an AWS managed policy's ARN that identifies it: path and name.
pub fn path_and_name(arn: &str) -> &str {
    arn.split_once(":policy/").map_or(arn, |(_, policy)| policy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_known_by_its_path_and_name() {
        assert!(exists("ReadOnlyAccess") && exists("job-function/Billing"));
        assert!(!exists("Billing") && !exists("") && !exists("NoSuchPolicy"));
    }

    #[test]
    fn every_line_of_the_list_is_the_end_of_a_policys_arn() {
        let arn = &crate::service_model::sso_admin::MANAGED_POLICY_ARN;
        for policy in KNOWN.iter() {
            assert!(
                arn.accepts(&format!("arn:aws:iam::aws:policy/{policy}")),
                "{policy}"
            );
        }
        assert!(KNOWN.len() > 1_000);
    }
}
