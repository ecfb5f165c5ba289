//! Relay states: the page that opens after a user signed in to an account.

/// Domains under which AWS serves its consoles, in each partition. Nobody else can publish a page there.
const CONSOLES: &[&str] = &[
    "aws.amazon.com",
    "amazonaws-us-gov.com",
    "amazonaws.cn",
    "amazonaws-eusc.eu",
];

/// Where a relay state leads, if that is not the AWS console: the host, or the whole text where no host can be told.
pub fn foreign_host(relay_state: &str) -> Option<String> {
    let text = relay_state.trim();
    if text.is_empty() {
        return None;
    }
    match secure_host(text) {
        Some(host) if is_console(&host) => None,
        Some(host) => Some(host),
        None => Some(text.to_owned()),
    }
}

fn is_console(host: &str) -> bool {
    CONSOLES.iter().any(|domain| {
        let before = host.strip_suffix(domain);
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })
}

/// The host of an `https` address, as browsers read one: they take a backslash for a slash, and what stands before the
/// last `@` for a user's name (WHATWG URL, "authority state").
fn secure_host(text: &str) -> Option<String> {
    let text = text.replace('\\', "/");
    let (scheme, rest) = text.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let rest = rest.trim_start_matches('/');
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?;
    let (host, port) = host.split_once(':').unwrap_or((host, ""));
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let is_host = !host.is_empty() && host.chars().all(plain);
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    match port {
        _ if !is_host => None,
        "" | "443" => Some(host),
        port => Some(format!("{host}:{port}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_of_the_console_are_known() {
        for console in [
            "",
            "https://console.aws.amazon.com/",
            "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1",
            "HTTPS://Console.AWS.Amazon.com",
            "https://console.aws.amazon.com:443/s3",
            "https://console.amazonaws-us-gov.com/",
            "https://console.amazonaws.cn/",
            "https://quicksight.aws.amazon.com./",
        ] {
            assert_eq!(foreign_host(console), None, "{console}");
        }
    }

    #[test]
    fn a_page_elsewhere_is_named_by_its_host_as_a_browser_reads_it() {
        for (relay_state, host) in [
            (
                "https://evil.example/console.aws.amazon.com",
                "evil.example",
            ),
            (
                "https://console.aws.amazon.com.evil.example/",
                "console.aws.amazon.com.evil.example",
            ),
            (
                "https://console.aws.amazon.com@evil.example/",
                "evil.example",
            ),
            (
                "https://console.aws.amazon.com:x@evil.example/",
                "evil.example",
            ),
            (
                "https:\\\\evil.example\\@console.aws.amazon.com/",
                "evil.example",
            ),
            (
                "https://evil.example?console.aws.amazon.com",
                "evil.example",
            ),
            ("https://evil.example#.aws.amazon.com", "evil.example"),
            ("https://xaws.amazon.com/", "xaws.amazon.com"),
            ("https:/evil.example", "evil.example"),
            (
                "https://console.aws.amazon.com:8443/",
                "console.aws.amazon.com:8443",
            ),
            (
                "http://console.aws.amazon.com/",
                "http://console.aws.amazon.com/",
            ),
            ("//evil.example", "//evil.example"),
            ("javascript:x", "javascript:x"),
            (
                "https://console.aws.amazon.com%2eevil.example/",
                "https://console.aws.amazon.com%2eevil.example/",
            ),
        ] {
            assert_eq!(
                foreign_host(relay_state).as_deref(),
                Some(host),
                "{relay_state}"
            );
        }
    }
}
