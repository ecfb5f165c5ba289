//! How long a session of a permission set lasts.

use std::fmt;

/// A session duration in whole seconds, between one hour and twelve hours.
///
/// IAM Identity Center accepts `PT1H` to `PT12H` and takes one hour where none is given (AWS, "Set session
/// duration").
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct SessionDuration(u32);

/// Why a text is not a session duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SessionDurationError {
    /// Not an ISO 8601 duration of hours, minutes and seconds.
    #[error("`{0}` is not a duration in ISO 8601 form, such as PT8H or PT1H30M")]
    NotADuration(String),
    /// Under one hour.
    #[error("session duration `{0}` is shorter than 1 hour")]
    TooShort(String),
    /// Over twelve hours.
    #[error("session duration `{0}` is longer than 12 hours")]
    TooLong(String),
}

const HOUR: u64 = 3600;

impl SessionDuration {
    /// What AWS takes where none is given: one hour.
    pub const DEFAULT: Self = Self(3600);

    /// Reads an ISO 8601 duration (`PT8H`, `PT90M`, `P0DT4H`).
    pub fn parse(text: &str) -> Result<Self, SessionDurationError> {
        let seconds =
            iso_seconds(text).ok_or_else(|| SessionDurationError::NotADuration(text.to_owned()))?;
        Self::from_seconds_named(seconds, text)
    }

    /// Takes a number of seconds.
    pub fn from_seconds(seconds: u64) -> Result<Self, SessionDurationError> {
        Self::from_seconds_named(seconds, &seconds.to_string())
    }

    /// The duration in seconds.
    pub fn seconds(self) -> u32 {
        self.0
    }

    fn from_seconds_named(seconds: u64, text: &str) -> Result<Self, SessionDurationError> {
        match u32::try_from(seconds) {
            _ if seconds < HOUR => Err(SessionDurationError::TooShort(text.to_owned())),
            Ok(seconds) if u64::from(seconds) <= 12 * HOUR => Ok(Self(seconds)),
            _ => Err(SessionDurationError::TooLong(text.to_owned())),
        }
    }
}

impl TryFrom<String> for SessionDuration {
    type Error = SessionDurationError;

    fn try_from(text: String) -> Result<Self, SessionDurationError> {
        Self::parse(&text)
    }
}

impl From<SessionDuration> for String {
    fn from(duration: SessionDuration) -> Self {
        duration.to_string()
    }
}

/// Seconds of `P[nD]T[nH][nM][nS]`; years, months and weeks have no place in a session.
fn iso_seconds(text: &str) -> Option<u64> {
    let rest = text.strip_prefix('P')?;
    let (days, time) = rest.split_once('T').unwrap_or((rest, ""));
    let mut total = 0_u64;
    let mut any = false;
    for (part, units) in [
        (days, [('D', 24 * HOUR)].as_slice()),
        (time, &[('H', HOUR), ('M', 60), ('S', 1)]),
    ] {
        let mut digits = String::new();
        let mut units = units.iter();
        for character in part.chars() {
            if character.is_ascii_digit() {
                digits.push(character);
                continue;
            }
            let (_, factor) = units.find(|(unit, _)| *unit == character)?;
            let number: u64 = digits.parse().ok()?;
            total = total.checked_add(number.checked_mul(*factor)?)?;
            digits.clear();
            any = true;
        }
        if !digits.is_empty() {
            return None;
        }
    }
    any.then_some(total)
}

impl crate::text::Harmless for SessionDuration {}

impl fmt::Display for SessionDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hours, minutes, seconds) = (self.0 / 3600, self.0 / 60 % 60, self.0 % 60);
        f.write_str("PT")?;
        if hours > 0 {
            write!(f, "{hours}H")?;
        }
        if minutes > 0 {
            write!(f, "{minutes}M")?;
        }
        if seconds > 0 {
            write!(f, "{seconds}S")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_compared_by_length_and_shown_in_one_form() {
        for (text, shown) in [
            ("PT1H", "PT1H"),
            ("PT60M", "PT1H"),
            ("PT90M", "PT1H30M"),
            ("PT12H", "PT12H"),
            ("P0DT2H", "PT2H"),
            ("PT3601S", "PT1H1S"),
        ] {
            assert_eq!(SessionDuration::parse(text).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn what_aws_would_refuse_is_refused_with_its_reason() {
        for text in [
            "8h", "", "P", "PT", "PTH", "PT8", "PT8H8H", "1H", "PT-1H", "P1Y",
        ] {
            assert!(
                matches!(
                    SessionDuration::parse(text),
                    Err(SessionDurationError::NotADuration(_))
                ),
                "{text}"
            );
        }
        assert!(matches!(
            SessionDuration::parse("PT59M"),
            Err(SessionDurationError::TooShort(_))
        ));
        assert!(matches!(
            SessionDuration::parse("PT12H1S"),
            Err(SessionDurationError::TooLong(_))
        ));
        assert!(matches!(
            SessionDuration::parse("PT99999999999999H"),
            Err(SessionDurationError::TooLong(_))
        ));
    }
}
