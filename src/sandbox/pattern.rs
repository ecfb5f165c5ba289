//! The regular expressions of the AWS models, each with its text (errors quote it) and as a function.
//!
//! Written out by hand: the expressions are few and simple, and a sandbox that checks a million ids should not interpret
//! an expression for each.

/// A regular expression of the models.
#[derive(Debug)]
pub struct Pattern {
    /// As the model writes it.
    pub text: &'static str,
    /// Whether a whole value matches.
    pub accepts: fn(&str) -> bool,
}

/// `arn:aws(-[a-z]{1,5}){0,3}` and what follows it, from the colon on.
fn after_partition(arn: &str) -> Option<&str> {
    let rest = arn.strip_prefix("arn:aws")?;
    let (suffixes, after) = rest.split_once(':')?;
    let mut parts = suffixes.split('-');
    let first_is_empty = parts.next() == Some("");
    let parts: Vec<_> = parts.collect();
    let fits =
        |part: &&str| (1..=5).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase());
    (first_is_empty && parts.len() <= 3 && parts.iter().all(fits)).then_some(after)
}

/// `(sso)?ins-[a-zA-Z0-9-.]{16}`
fn is_instance_name(name: &str) -> bool {
    let name = name.strip_prefix("sso").unwrap_or(name);
    name.strip_prefix("ins-").is_some_and(|id| {
        id.len() == 16
            && id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
    })
}

pub fn is_instance_arn(arn: &str) -> bool {
    let name = after_partition(arn).and_then(|rest| rest.strip_prefix("sso:::instance/"));
    name.is_some_and(is_instance_name)
}

pub fn is_set_arn(arn: &str) -> bool {
    let names = after_partition(arn).and_then(|rest| rest.strip_prefix("sso:::permissionSet/"));
    names
        .and_then(|names| names.split_once("/ps-"))
        .is_some_and(|(instance, id)| {
            let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'/');
            is_instance_name(instance) && id.len() == 16 && id.bytes().all(allowed)
        })
}

/// An instance or a permission set; applications and trusted token issuers are not simulated.
pub fn is_taggable_arn(arn: &str) -> bool {
    is_instance_arn(arn) || is_set_arn(arn)
}

fn is_policy_path_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'.' | b',' | b'+' | b'@' | b'=' | b'_' | b'-')
}

pub fn is_managed_policy_arn(arn: &str) -> bool {
    let path = after_partition(arn).and_then(|rest| rest.strip_prefix("iam::aws:policy/"));
    path.is_some_and(|path| {
        path.split('/')
            .all(|part| !part.is_empty() && part.bytes().all(is_policy_path_byte))
    })
}

/// `((/[A-Za-z0-9\.,\+@=_-]+)*)/`
pub fn is_policy_path(path: &str) -> bool {
    let inner = path
        .strip_prefix('/')
        .map(|rest| rest.strip_suffix('/').unwrap_or(rest));
    match inner {
        Some("") => path == "/",
        Some(inner) => {
            path.ends_with('/')
                && inner
                    .split('/')
                    .all(|part| !part.is_empty() && part.bytes().all(is_policy_path_byte))
        }
        None => false,
    }
}

/// `[\w+=,.@-]+`
pub fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b))
}

/// As [`is_name`], for names that may be cleared.
pub fn is_name_or_empty(name: &str) -> bool {
    name.is_empty() || is_name(name)
}

/// `[!-~]+`
pub fn is_visible_ascii(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic())
}

/// Latin-1 without control characters, but with tab and line ends.
pub fn is_description(text: &str) -> bool {
    text.chars()
        .all(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{a1}'..='\u{ff}'))
}

pub fn is_policy_document(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{ff}'))
}

/// An ISO 8601 duration: a `P`, parts in falling order of size, at least one of them, fractions of seconds only.
pub fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else {
        return false;
    };
    let (date, time) = match rest.split_once('T') {
        Some((_, "")) => return false,
        Some((date, time)) => (date, time),
        None => (rest, ""),
    };
    !rest.is_empty() && has_parts(date, "YMW") | has_parts(date, "YMD") && has_parts(time, "HMS")
}

/// Whether `text` is made of numbers, each followed by one of `units`, in their order, each at most once.
fn has_parts(text: &str, units: &str) -> bool {
    let mut units = units.chars();
    let mut rest = text;
    while let Some(end) = rest.find(|c: char| c.is_ascii_alphabetic()) {
        let (number, tail) = rest.split_at(end);
        let mut tail = tail.chars();
        let Some(unit) = tail.next() else {
            return false;
        };
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let fits = match number.split_once('.') {
            Some((whole, fraction)) => unit == 'S' && digits(whole) && digits(fraction),
            None => digits(number),
        };
        if !fits || !units.any(|known| known == unit) {
            return false;
        }
        rest = tail.as_str();
    }
    rest.is_empty()
}

pub fn is_relay_state(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"&$@#\\/%?=~-_'\"|!:,.;*+[] (){}".contains(&b))
}

pub fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// `([0-9a-f]{10}-|)` and a UUID of either case.
pub fn is_principal_id(text: &str) -> bool {
    text.parse::<super::world::PrincipalId>().is_ok()
}

pub fn is_request_id(text: &str) -> bool {
    is_uuid(text) && !text.bytes().any(|b| b.is_ascii_uppercase())
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && is_principal_id(text)
}

pub fn is_identity_store_id(text: &str) -> bool {
    match text.strip_prefix("d-") {
        Some(digits) => {
            digits.len() == 10
                && digits
                    .bytes()
                    .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        }
        None => is_request_id(text),
    }
}

pub fn is_token(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-+=/_".contains(&b))
}

pub fn is_identity_store_token(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-+=/:_".contains(&b))
}

/// `([\p{L}\p{Z}\p{N}_.:/=+\-@]*)`; combining marks count as letters here.
pub fn is_tag_text(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_alphanumeric() || (c.is_whitespace() && !c.is_control()) || "_.:/=+-@".contains(c)
    })
}

/// Letters, marks, symbols, numbers and punctuation: anything that can be seen, without white space.
pub fn is_visible(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(|c| c.is_control() || c.is_whitespace())
}

/// As [`is_visible`], with spaces, tabs and line ends.
pub fn is_visible_or_space(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r'))
}

/// `\p{L}+(?:\.\p{L}+){0,2}`, or the longer form that names an extension.
pub fn is_attribute_path(text: &str) -> bool {
    let letters = |part: &str| !part.is_empty() && part.chars().all(char::is_alphabetic);
    let dotted =
        |text: &str, most: usize| text.split('.').count() <= most && text.split('.').all(letters);
    match text.split(':').collect::<Vec<_>>().as_slice() {
        [path] => dotted(path, 3),
        [one, two, path] => letters(one) && letters(two) && dotted(path, 4),
        _ => false,
    }
}

/// `aws:identitystore:[a-z]{1,20}`
pub fn is_extension(text: &str) -> bool {
    let name = text.strip_prefix("aws:identitystore:");
    name.is_some_and(|name| {
        (1..=20).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_lowercase())
    })
}

/// `([a-z]+-){2,3}\d`
pub fn is_region(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let Some((last, words)) = parts.split_last() else {
        return false;
    };
    let word = |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
    (2..=3).contains(&words.len())
        && words.iter().all(word)
        && last.len() == 1
        && last.bytes().all(|b| b.is_ascii_digit())
}

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

/// `[^\s@]+@[^\s@]+\.[^\s@]+`
pub fn is_email(text: &str) -> bool {
    let plain =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
    let parts = text
        .split_once('@')
        .and_then(|(local, domain)| Some((local, domain.rsplit_once('.')?)));
    parts.is_some_and(|(local, (domain, top))| plain(local) && plain(domain) && plain(top))
}

pub fn is_printable_ascii(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| matches!(b, b' '..=b'~'))
}

/// `^car-[a-z0-9]{8,32}$`
pub fn is_creation_id(text: &str) -> bool {
    text.strip_prefix("car-")
        .is_some_and(|id| lower_case(id, 8..=32))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(accepts: fn(&str) -> bool, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(accepts(text), "{text} is good");
        }
        for text in bad {
            assert!(!accepts(text), "{text} is bad");
        }
    }

    #[test]
    fn arns_have_a_partition_and_their_exact_form() {
        check(
            is_instance_arn,
            &[
                "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9",
                "arn:aws-us-gov:sso:::instance/ins-7223a4b5c6d7e8f9",
                "arn:aws-iso-b:sso:::instance/ssoins-7223a4b5c6d7e8f9",
            ],
            &[
                "arn:awsx:sso:::instance/ssoins-7223a4b5c6d7e8f9",
                "arn:aws-:sso:::instance/ssoins-7223a4b5c6d7e8f9",
                "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f",
                "arn:aws:sso:us-east-1::instance/ssoins-7223a4b5c6d7e8f9",
            ],
        );
        check(
            is_set_arn,
            &["arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-0123456789abcdef"],
            &[
                "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9/ps-0123456789abcdef",
                "arn:aws:sso:::permissionSet/ps-0123456789abcdef",
            ],
        );
        check(
            is_managed_policy_arn,
            &[
                "arn:aws:iam::aws:policy/ReadOnlyAccess",
                "arn:aws-cn:iam::aws:policy/job-function/Billing",
            ],
            &[
                "arn:aws:iam::111111111111:policy/Mine",
                "arn:aws:iam::aws:policy/",
                "arn:aws:iam::aws:policy/a//b",
                "arn:aws:iam::aws:policy/a b",
            ],
        );
    }

    #[test]
    fn policy_paths_begin_and_end_with_a_slash() {
        check(
            is_policy_path,
            &["/", "/team/", "/team/a+b/"],
            &["", "team/", "/team", "//", "/a//b/"],
        );
    }

    #[test]
    fn durations_have_falling_units_and_a_number_before_each() {
        check(
            is_duration,
            &["PT1H", "PT90M", "P1D", "P2W", "P1Y2M3DT4H5M6.7S", "PT3600S"],
            &[
                "", "P", "PT", "1H", "PT1M1H", "PTH", "P1H", "PT1.5H", "8h", "PT1H ", "P1W1D",
            ],
        );
    }

    #[test]
    fn descriptions_are_latin_1() {
        check(
            is_description,
            &["plain", "é\n"],
            &["em — dash", "\u{7f}", "🙂"],
        );
    }

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
        check(
            is_region,
            &["us-east-1", "us-gov-west-1"],
            &["us-1", "useast1", "us-east-10", ""],
        );
    }

    #[test]
    fn texts_for_people_refuse_what_cannot_be_seen() {
        check(
            is_visible,
            &["ann@example.com", "Ä🙂"],
            &["", "a b", "\u{0}"],
        );
        check(
            is_visible_or_space,
            &["Platform Engineers\t", "a\nb"],
            &["", "\u{0}"],
        );
        check(
            is_tag_text,
            &["", "rolecall:catalog", "a b/c=d+e-f@g", "größe"],
            &["a*b", "tab\there"],
        );
        check(
            is_attribute_path,
            &["displayName", "name.givenName", "emails.value"],
            &["", "a..b", "a.b.c.d", "a:b"],
        );
    }
}
