//! The command line of `review`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Arguments of `review`.
#[derive(Debug, Clone, Args)]
pub struct Review {
    /// How far ahead something counts as due, in days or weeks: 30d, 8w
    #[arg(long, value_name = "TIME", default_value = "30d", value_parser = days)]
    pub within: u32,
    /// How to show it; csv is the sheet of an access review: every entry, with room for the answers
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ReviewFormat,
    /// Exit with 2 if something is due
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// Write lines of CODEOWNERS from the owners of entries instead
    #[arg(long, conflicts_with_all = ["format", "within", "detailed_exitcode"])]
    pub codeowners: bool,
    /// Compare with this CODEOWNERS file: exit with 2 if it lacks one of the lines, and show which
    #[arg(long, value_name = "FILE", requires = "codeowners")]
    pub check: Option<PathBuf>,
    /// Take the organization from this snapshot
    #[arg(long, value_name = "FILE", conflicts_with = "sandbox")]
    pub snapshot: Option<PathBuf>,
    /// Take the organization from AWS
    #[arg(long, conflicts_with = "snapshot")]
    pub live: bool,
}

/// How to show a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReviewFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// The sheet that an access review signs
    Csv,
    /// For issues and wikis
    Markdown,
}

/// More days than any calendar here has.
const DAYS_MAX: u32 = 3_652_059;

fn days(text: &str) -> Result<u32, String> {
    let (number, unit) = match text.strip_suffix('w') {
        Some(weeks) => (weeks, 7),
        None => (text.strip_suffix('d').unwrap_or(text), 1),
    };
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let number = number.parse::<u32>().ok().filter(|_| digits);
    let days = number.and_then(|number| number.checked_mul(unit));
    days.filter(|days| *days <= DAYS_MAX)
        .ok_or_else(|| "write days or weeks, such as 30d or 8w".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_weeks_are_read() {
        assert_eq!(days("30d"), Ok(30));
        assert_eq!(days("30"), Ok(30));
        assert_eq!(days("8w"), Ok(56));
        for text in [
            "",
            "d",
            "-1d",
            "+1d",
            "1.5w",
            "1y",
            "4000000d",
            "99999999999w",
        ] {
            assert!(days(text).is_err(), "{text}");
        }
    }
}
