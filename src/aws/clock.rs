//! The clock of this machine against AWS's.

use std::time::SystemTime;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

/// By how much this machine's clock differs from AWS's, if a signature was refused and the difference is the reason:
/// AWS allows five minutes. Seconds; positive where this machine is behind.
pub(super) fn clock_skew(response: &HttpResponse, code: &str) -> Option<i64> {
    const CODES: [&str; 6] = [
        "InvalidSignatureException",
        "SignatureDoesNotMatch",
        "AuthFailure",
        "RequestTimeTooSkewed",
        "RequestExpired",
        "RequestInTheFuture",
    ];
    if !CODES.contains(&code) {
        return None;
    }
    let date = response.headers().get("date")?;
    let server = DateTime::from_str(date, Format::HttpDate).ok()?;
    let here = DateTime::from(SystemTime::now());
    let seconds = server.secs() - here.secs();
    (seconds.abs() >= 4 * 60).then_some(seconds)
}

/// "12 minutes behind AWS's".
pub(super) fn skew_in_words(seconds: i64) -> String {
    let minutes = (seconds.abs() + 30) / 60;
    let amount = match minutes {
        0..120 => format!("{minutes} minutes"),
        120..2880 => format!("{} hours", minutes / 60),
        _ => format!("{} days", minutes / 1440),
    };
    match seconds > 0 {
        true => format!("{amount} behind AWS's"),
        false => format!("{amount} ahead of AWS's"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_differ_in_minutes_hours_or_days() {
        assert_eq!(skew_in_words(720), "12 minutes behind AWS's");
        assert_eq!(skew_in_words(-9000), "2 hours ahead of AWS's");
        assert_eq!(skew_in_words(864_000), "10 days behind AWS's");
    }
}
