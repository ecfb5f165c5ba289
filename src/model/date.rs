//! A day of the calendar.

use std::fmt;

use time::Month;

/// A day of the proleptic Gregorian calendar, from the year 1 to the year 9999. Ordered by time.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Date(time::Date);

/// Why a text is no day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Not in the form of ISO 8601.
    #[error("`{0}` is not a day in the form YYYY-MM-DD")]
    Form(String),
    /// In that form, and the calendar does not have it.
    #[error("`{0}` is not a day of the calendar")]
    NoSuchDay(String),
}

impl Date {
    /// Reads `2026-12-31`.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let form = || DateError::Form(text.to_owned());
        let mut parts = text.split('-');
        let mut number = |digits: usize| {
            let part = parts.next().filter(|part| part.len() == digits)?;
            let decimal = part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<u16>().ok().filter(|_| decimal)
        };
        let (Some(year), Some(month), Some(day)) = (number(4), number(2), number(2)) else {
            return Err(form());
        };
        if parts.next().is_some() {
            return Err(form());
        }
        let day_of_calendar = || {
            let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
            let day = u8::try_from(day).ok()?;
            let date = time::Date::from_calendar_date(i32::from(year), month, day).ok()?;
            (year > 0).then_some(Self(date))
        };
        day_of_calendar().ok_or_else(|| DateError::NoSuchDay(text.to_owned()))
    }

    /// The day that is so many days after 1 January 1970, as the clocks of computers count; `None` beyond the year
    /// 9999.
    pub fn from_days_since_1970(days: u32) -> Option<Self> {
        let day = time::Date::from_julian_day(EPOCH.checked_add_unsigned(days)?);
        day.ok().map(Self)
    }

    /// The day of a moment that is so many seconds after 1 January 1970, in UTC.
    pub fn from_seconds_since_1970(seconds: u64) -> Option<Self> {
        let days = u32::try_from(seconds / 86_400).ok()?;
        Self::from_days_since_1970(days)
    }

    /// The day after this one; the last day of all has none.
    pub fn next(self) -> Option<Self> {
        self.0.next_day().map(Self)
    }

    /// How many days lie between this day and a later one; 0 where it is no later.
    pub fn days_until(self, later: Self) -> u32 {
        let days = later.0.to_julian_day() - self.0.to_julian_day();
        u32::try_from(days).unwrap_or(0)
    }
}

/// 1 January 1970 as a Julian day.
const EPOCH: i32 = time::OffsetDateTime::UNIX_EPOCH.to_julian_day();

impl crate::text::Harmless for Date {}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        write!(f, "{year:04}-{:02}-{day:02}", u8::from(month))
    }
}

impl TryFrom<String> for Date {
    type Error = DateError;

    fn try_from(text: String) -> Result<Self, DateError> {
        Self::parse(&text)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn days_that_the_calendar_has_are_read_and_shown_alike() {
        for text in [
            "2026-12-31",
            "2028-02-29",
            "2000-02-29",
            "0001-01-01",
            "9999-12-31",
        ] {
            assert_eq!(date(text).to_string(), text);
        }
    }

    #[test]
    fn days_that_it_has_not_are_told_from_texts_in_another_form() {
        for text in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-04-31",
            "2026-01-00",
            "0000-01-01",
        ] {
            assert!(
                matches!(Date::parse(text), Err(DateError::NoSuchDay(_))),
                "{text}"
            );
        }
        for text in [
            "",
            "2026",
            "26-01-01",
            "2026-1-1",
            "31-12-2026",
            "2026/12/31",
            "2026-12-31T00:00",
            "2026-12-3\u{661}",
            "+026-01-01",
        ] {
            assert!(
                matches!(Date::parse(text), Err(DateError::Form(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn every_day_has_a_next_one_but_the_last() {
        for (day, next) in [
            ("2026-12-30", "2026-12-31"),
            ("2026-12-31", "2027-01-01"),
            ("2028-02-28", "2028-02-29"),
            ("2027-02-28", "2027-03-01"),
        ] {
            assert_eq!(date(day).next(), Some(date(next)));
        }
        assert_eq!(date("9999-12-31").next(), None);
    }

    #[test]
    fn days_are_counted_over_leap_years() {
        assert_eq!(Date::from_days_since_1970(0), Some(date("1970-01-01")));
        assert_eq!(Date::from_days_since_1970(11_016), Some(date("2000-02-29")));
        assert_eq!(Date::from_days_since_1970(20_453), Some(date("2025-12-31")));
        assert_eq!(Date::from_days_since_1970(u32::MAX), None);
        assert_eq!(date("2027-12-31").days_until(date("2029-01-01")), 367);
        assert_eq!(date("2026-12-31").days_until(date("2026-12-30")), 0);
        for days in (0..60_000).step_by(17) {
            let day = Date::from_days_since_1970(days).unwrap();
            assert_eq!(date("1970-01-01").days_until(day), days);
        }
    }
}
