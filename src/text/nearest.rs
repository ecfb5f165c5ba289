//! The nearest existing name to one that does not exist.

/// What a mistyped name was probably meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nearest<'a> {
    /// The same name but for upper and lower case.
    OtherCase(&'a str),
    /// A name that differs by few letters.
    Similar(&'a str),
}

impl<'a> Nearest<'a> {
    /// Returns what to do about a name that does not exist.
    pub fn hint(self) -> String {
        match self {
            Self::OtherCase(name) => format!("`{name}` exists: names are case-sensitive"),
            Self::Similar(name) => format!("did you mean `{name}`?"),
        }
    }

    /// The name itself.
    pub fn name(self) -> &'a str {
        match self {
            Self::OtherCase(name) | Self::Similar(name) => name,
        }
    }
}

/// The nearest of `candidates`: one that differs by case alone, else the one with the fewest letters changed, if
/// these are few for the name's length or the name is its beginning. Of equals the first in alphabetical order is
/// taken.
pub fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<Nearest<'a>> {
    let folded = name.to_lowercase();
    let mut best: Option<(usize, &str)> = None;
    let mut other_case: Option<&str> = None;
    let allowed = (name.chars().count() / 4).clamp(1, 4);
    for candidate in candidates {
        let lower = candidate.to_lowercase();
        if lower == folded {
            other_case = Some(other_case.map_or(candidate, |known| known.min(candidate)));
            continue;
        }
        // Longer names would only cost time: few letters are never enough between them.
        if lower.len().abs_diff(folded.len()) > 12 || folded.len() > 256 {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&folded, &lower);
        let beginning = folded.len() >= 4 && lower.starts_with(&folded);
        let nearer = best.is_none_or(|(least, known)| (distance, candidate) < (least, known));
        if (distance <= allowed || beginning) && nearer {
            best = Some((distance, candidate));
        }
    }
    other_case
        .map(Nearest::OtherCase)
        .or(best.map(|(_, candidate)| Nearest::Similar(candidate)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_other_case_comes_before_a_similar_one() {
        let names = ["Devops", "DevOps2", "Sales"];
        assert_eq!(nearest("DevOps", names), Some(Nearest::OtherCase("Devops")));
        assert_eq!(nearest("Devopps", names), Some(Nearest::Similar("Devops")));
        assert_eq!(nearest("Finance", names), None);
        assert_eq!(
            nearest("PowerUser", ["PowerUserAccess"]),
            Some(Nearest::Similar("PowerUserAccess"))
        );
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("x", []), None);
    }
}
