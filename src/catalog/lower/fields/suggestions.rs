//! `did you mean …?`, for names that are not known.

use super::Fields;
use crate::text::{Nearest, nearest};

/// Comparisons that are spent on suggestions. A catalog with more wrong names than that is not mended by them.
pub const COMPARISONS_MAX: usize = 200_000;

impl Fields<'_> {
    /// `did you mean …?`, if a candidate is near, and there were not too many questions before.
    pub fn suggest<'c>(
        &mut self,
        name: &str,
        candidates: impl IntoIterator<Item = &'c str>,
    ) -> Option<String> {
        if self.comparisons == 0 {
            return None;
        }
        let candidates: Vec<&str> = candidates.into_iter().collect();
        self.comparisons = self.comparisons.saturating_sub(candidates.len().max(1));
        did_you_mean(name, candidates)
    }
}

/// `did you mean …?`, if a candidate is near.
fn did_you_mean<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<String> {
    Some(match nearest(name, candidates)? {
        Nearest::OtherCase(near) => {
            format!("names are case-sensitive; did you mean `{near}`?")
        }
        Nearest::Similar(near) => format!("did you mean `{near}`?"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_in_case_is_named() {
        let help = did_you_mean("readonlyaccess", ["ReadOnlyAccess"]);
        assert_eq!(
            help.as_deref(),
            Some("names are case-sensitive; did you mean `ReadOnlyAccess`?")
        );
    }
}
