//! Logical ids: alphanumeric, stable, readable in part, and never two alike.
//!
//! CloudFormation knows a resource by its logical id alone: an id that changes deletes what it named.

use crate::model::{AccountId, PermissionSetName, Principal, PrincipalType};
use crate::render::digest;

/// Characters of one name that an id shows; AWS allows 255 in all.
const SHOWN: usize = 60;

/// The id of a permission set.
pub(super) fn of_set(name: &PermissionSetName) -> String {
    let digest = digest::hex(&["permission set", name.as_str()]);
    format!("{}{digest}", readable(name.as_str()))
}

/// The id of a group that is created.
pub(super) fn of_group(name: &str) -> String {
    format!("Group{}{}", readable(name), digest::hex(&["group", name]))
}

/// The id of an assignment. It names the account by its id: the name in the catalog may change while the account stays.
pub(super) fn of_assignment(
    account: AccountId,
    principal: &Principal,
    set: &PermissionSetName,
) -> String {
    let account = account.to_string();
    let kind = match principal.kind {
        PrincipalType::Group => "group",
        PrincipalType::User => "user",
    };
    let digest = digest::hex(&["assignment", &account, kind, &principal.name, set.as_str()]);
    let (principal, set) = (readable(&principal.name), readable(set.as_str()));
    format!("{principal}{set}{account}{digest}")
}

/// The letters and digits of a name; it starts with a letter.
fn readable(name: &str) -> String {
    let shown = name.chars().filter(char::is_ascii_alphanumeric);
    let mut text: String = shown.take(SHOWN).collect();
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        text.insert(0, 'X');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(name: &str) -> Principal {
        Principal {
            kind: PrincipalType::User,
            name: name.into(),
            id: None,
        }
    }

    #[test]
    fn ids_are_alphanumeric_and_differ_where_only_other_characters_do() {
        let set = PermissionSetName::parse("Read-Only").unwrap();
        let account = AccountId::parse("012345678901").unwrap();
        let ids = ["ana@a.b", "ana@ab", "日本", "", "9"]
            .map(|name| of_assignment(account, &user(name), &set));
        assert!(
            ids[0].starts_with("anaabReadOnly012345678901"),
            "{}",
            ids[0]
        );
        let mut different = ids.to_vec();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), ids.len());
        for id in &ids {
            assert!(id.bytes().all(|b| b.is_ascii_alphanumeric()) && id.len() <= 255);
            assert!(id.starts_with(|c: char| c.is_ascii_alphabetic()));
        }
    }

    #[test]
    fn a_group_and_a_user_of_one_name_are_two() {
        let set = PermissionSetName::parse("A").unwrap();
        let account = AccountId::parse("012345678901").unwrap();
        let group = Principal {
            kind: PrincipalType::Group,
            ..user("x")
        };
        assert_ne!(
            of_assignment(account, &group, &set),
            of_assignment(account, &user("x"), &set)
        );
    }
}
