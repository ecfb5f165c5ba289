//! Whom or what a history is about: `group Developers account plat-prod`.

use crate::model::AccessFilter;

/// Words that name no subject.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubjectError {
    /// A word that is no kind of subject.
    #[error("`{0}` is not something that has a history")]
    Kind(String),
    /// A kind without a name.
    #[error("`{0}` is given without a name")]
    Nameless(String),
}

/// Narrows a filter by pairs of a kind and a name.
///
/// # Errors
/// A kind is not known, or has no name.
pub fn narrowed(mut filter: AccessFilter, words: &[String]) -> Result<AccessFilter, SubjectError> {
    for pair in words.chunks(2) {
        let [kind, name] = pair else {
            let kind = pair.first().cloned().unwrap_or_default();
            return Err(SubjectError::Nameless(kind));
        };
        let names = match kind.as_str() {
            "group" => &mut filter.groups,
            "user" => &mut filter.users,
            "account" => &mut filter.accounts,
            "permission-set" | "permission_set" => &mut filter.permission_sets,
            _ => return Err(SubjectError::Kind(kind.clone())),
        };
        names.push(name.clone());
    }
    Ok(filter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Result<AccessFilter, SubjectError> {
        let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        narrowed(AccessFilter::default(), &words)
    }

    #[test]
    fn pairs_of_kind_and_name_narrow_together() {
        let filter = words("group Developers account plat-prod group DevOps").unwrap();
        assert_eq!(filter.groups, ["Developers", "DevOps"]);
        assert_eq!(filter.accounts, ["plat-prod"]);
        assert_eq!(
            words("team x").unwrap_err(),
            SubjectError::Kind("team".to_owned())
        );
        assert_eq!(
            words("group a user").unwrap_err(),
            SubjectError::Nameless("user".to_owned())
        );
    }
}
