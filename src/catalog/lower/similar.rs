//! The nearest name to one that is not known.

use super::Lowering;

/// The candidate that was most likely meant: the same letters in another case first, then the one with the
/// fewest letters changed, if these are few for its length.
pub(super) fn nearest<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let folded = name.to_lowercase();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let lower = candidate.to_lowercase();
        if lower == folded {
            return Some(candidate);
        }
        // Longer names would only cost time: no name of AWS has more than 128 characters.
        if lower.len().abs_diff(folded.len()) > 12 || folded.len() > 256 {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&folded, &lower);
        let whole_word = folded.len() >= 4 && lower.starts_with(&folded);
        let near = distance <= (folded.chars().count() / 4).clamp(1, 4) || whole_word;
        let better = best.is_none_or(|(known, text)| (distance, candidate) < (known, text));
        if near && better {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Comparisons that are spent on suggestions. A catalog with more wrong names than that is not mended by them.
pub(super) const COMPARISONS_MAX: usize = 200_000;

impl Lowering<'_> {
    /// `did you mean …?`, if a candidate is near, and there were not too many questions before.
    pub(super) fn suggest<'c>(
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
    nearest(name, candidates).map(|near| {
        let case = near.to_lowercase() == name.to_lowercase();
        let reason = if case {
            "names are case-sensitive; "
        } else {
            ""
        };
        format!("{reason}did you mean `{near}`?")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_letters_come_before_fewer_changes() {
        let names = ["Devop", "DevOps", "Developers", "PowerUserAccess"];
        assert_eq!(nearest("devops", names), Some("DevOps"));
        assert_eq!(nearest("Develpers", names), Some("Developers"));
        assert_eq!(nearest("PowerUser", names), Some("PowerUserAccess"));
        assert_eq!(nearest("Finance", names), None);
        assert_eq!(nearest("", names), None);
    }

    #[test]
    fn a_difference_in_case_is_named() {
        let help = did_you_mean("readonlyaccess", ["ReadOnlyAccess"]);
        assert_eq!(
            help.as_deref(),
            Some("names are case-sensitive; did you mean `ReadOnlyAccess`?")
        );
    }
}
