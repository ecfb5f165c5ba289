//! What IAM takes as an action and as a resource.

/// `*`, or a service and an action: `s3:GetObject`, `s3:Get*`.
pub(super) fn check_action(text: &str) -> Result<(), &'static str> {
    if text == "*" {
        return Ok(());
    }
    let Some((service, action)) = text.split_once(':') else {
        return Err("IAM wants service:Action, such as `s3:GetObject`");
    };
    let good = |text: &str, more: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || more.contains(c))
    };
    if good(service, "-_*?") && good(action, "*?-_") {
        Ok(())
    } else {
        Err("IAM wants service:Action in letters, digits, `*` and `?`")
    }
}

/// `*` or an ARN; a variable or a wildcard may stand for any part of it.
pub(super) fn check_resource(text: &str) -> Result<(), &'static str> {
    match text {
        "" => Err("IAM wants an ARN or `*`"),
        _ if text.starts_with("arn:") || text.starts_with(['*', '$', '?']) => Ok(()),
        _ => Err("IAM wants an ARN or `*`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_told_from_what_only_looks_like_them() {
        for text in [
            "*",
            "s3:GetObject",
            "s3:*",
            "ec2:Describe*",
            "execute-api:Invoke",
        ] {
            assert!(check_action(text).is_ok(), "{text}");
        }
        for text in [
            "",
            "GetObject",
            "s3:",
            ":x",
            "s3:Get Object",
            "s3.GetObject",
        ] {
            assert!(check_action(text).is_err(), "{text}");
        }
    }

    #[test]
    fn resources_are_arns_or_everything() {
        for text in [
            "*",
            "arn:aws:s3:::b/*",
            "${aws:PrincipalTag/x}",
            "arn:aws:iam::*:root",
        ] {
            assert!(check_resource(text).is_ok(), "{text}");
        }
        assert!(check_resource("my-bucket").is_err());
        assert!(check_resource("").is_err());
    }
}
