//! ARNs of instances, permission sets and policies, and the paths of policies.

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

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;

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
}
