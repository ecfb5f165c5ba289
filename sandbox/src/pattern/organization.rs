//! Identifiers of AWS Organizations.

use super::id::is_account_id;

fn lower_case(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

pub fn is_organization_id(text: &str) -> bool {
    text.strip_prefix("o-")
        .is_some_and(|id| lower_case(id, 10..=32))
}

pub fn is_root_id(text: &str) -> bool {
    text.strip_prefix("r-")
        .is_some_and(|id| lower_case(id, 4..=32))
}

pub fn is_unit_id(text: &str) -> bool {
    let parts = text.strip_prefix("ou-").and_then(|id| id.split_once('-'));
    parts.is_some_and(|(root, id)| lower_case(root, 4..=32) && lower_case(id, 8..=32))
}

pub fn is_parent_id(text: &str) -> bool {
    is_root_id(text) || is_unit_id(text)
}

pub fn is_child_id(text: &str) -> bool {
    is_account_id(text) || is_unit_id(text)
}

/// An account, a unit or the root; policies are not simulated.
pub fn is_taggable_id(text: &str) -> bool {
    is_parent_id(text) || is_account_id(text)
}

/// `^car-[a-z0-9]{8,32}$`
pub fn is_creation_id(text: &str) -> bool {
    text.strip_prefix("car-")
        .is_some_and(|id| lower_case(id, 8..=32))
}

/// `[^\s@]+@[^\s@]+\.[^\s@]+`
pub fn is_email(text: &str) -> bool {
    let plain =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
    let parts = text
        .split_once('@')
        .and_then(|(local, domain)| Some((local, domain.rsplit_once('.')?)));
    parts.is_some_and(|(local, (domain, top))| plain(local) && plain(domain) && plain(top))
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;

    #[test]
    fn identifiers_of_organizations_are_told_apart() {
        check(
            is_unit_id,
            &["ou-ab12-11111111"],
            &["ou-ab12-1111", "r-ab12", "ou-AB12-11111111"],
        );
        check(
            is_parent_id,
            &["r-ab12", "ou-ab12-11111111"],
            &["o-a1b2c3d4e5", "111111111111"],
        );
        check(
            is_child_id,
            &["111111111111", "ou-ab12-11111111"],
            &["r-ab12"],
        );
        check(
            is_email,
            &["a@example.com"],
            &["a@example", "a@b@c.d", "@b.c", "a b@c.d"],
        );
    }
}
