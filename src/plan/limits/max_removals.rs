//! How many assignments a run may remove: a number, or a share of those that the catalog governs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A number of assignments, or a share of them.
///
/// A single removal is within every share but none at all (`0%`): in a catalog of three assignments nothing could be
/// taken back otherwise. There is no other minimum, because in a small catalog each assignment is a large part of what
/// people have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum MaxRemovals {
    /// As many assignments.
    Count(usize),
    /// As many in a hundred of the governed assignments.
    Percent(u8),
    /// A share, and never more than a number.
    AtMost {
        /// In a hundred.
        percent: u8,
        /// The number.
        most: usize,
    },
    /// A number, or a share where that is more.
    AtLeast {
        /// In a hundred.
        percent: u8,
        /// The number.
        least: usize,
    },
}

/// A text that is neither.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither a number of assignments, such as 18, nor a share of them, such as 25%")]
pub struct MaxRemovalsError(String);

impl MaxRemovals {
    /// How many assignments a run may remove, if nothing else is said: a quarter, and never more than 100.
    pub const REMOVALS: Self = Self::AtMost {
        percent: 25,
        most: 100,
    };
    /// How many may be removed because their entries have expired, if nothing else is said: 100, or a quarter where
    /// that is more. Their last days were reviewed before, and must not stop the run on the day for which they were
    /// written; beyond that it is an outage, whatever the reason.
    pub const EXPIRED: Self = Self::AtLeast {
        percent: 25,
        least: 100,
    };

    /// Reads `18` or `25%`, or a limit as it is displayed; a share is a whole number from 0 to 100.
    pub fn parse(text: &str) -> Result<Self, MaxRemovalsError> {
        let parts = |between: &str| {
            let (share, number) = text.split_once(between)?;
            match (Self::parse_one(share), Self::parse_one(number)) {
                (Ok(Self::Percent(percent)), Ok(Self::Count(number))) => Some((percent, number)),
                _ => None,
            }
        };
        if let Some((percent, most)) = parts(" and at most ") {
            return Ok(Self::AtMost { percent, most });
        }
        if let Some((percent, least)) = parts(" and at least ") {
            return Ok(Self::AtLeast { percent, least });
        }
        Self::parse_one(text)
    }

    fn parse_one(text: &str) -> Result<Self, MaxRemovalsError> {
        let wrong = || MaxRemovalsError(text.to_owned());
        // `parse` would take a sign.
        if !text.starts_with(|first: char| first.is_ascii_digit()) {
            return Err(wrong());
        }
        match text.strip_suffix('%') {
            Some(percent) => match percent.trim_end().parse() {
                Ok(percent @ 0..=100) => Ok(Self::Percent(percent)),
                _ => Err(wrong()),
            },
            None => text.parse().map(Self::Count).map_err(|_| wrong()),
        }
    }

    /// Whether so many removals are within the limit. A share that is met exactly is.
    pub fn allows(self, removed: usize, governed: usize) -> bool {
        match self {
            Self::Count(most) => removed <= most,
            Self::AtMost { percent, most } => {
                removed <= most && Self::Percent(percent).allows(removed, governed)
            }
            Self::AtLeast { percent, least } => {
                removed <= least || Self::Percent(percent).allows(removed, governed)
            }
            Self::Percent(percent) => {
                let within = removed as u128 * 100 <= governed as u128 * u128::from(percent);
                within || (removed == 1 && percent > 0)
            }
        }
    }
}

impl fmt::Display for MaxRemovals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(most) => write!(f, "{most}"),
            Self::Percent(percent) => write!(f, "{percent}%"),
            Self::AtMost { percent, most } => write!(f, "{percent}% and at most {most}"),
            Self::AtLeast { percent, least } => write!(f, "{percent}% and at least {least}"),
        }
    }
}

impl TryFrom<String> for MaxRemovals {
    type Error = MaxRemovalsError;

    fn try_from(text: String) -> Result<Self, MaxRemovalsError> {
        Self::parse(&text)
    }
}

impl From<MaxRemovals> for String {
    fn from(limit: MaxRemovals) -> Self {
        limit.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_a_share_are_read_as_they_are_written() {
        for text in [
            "0",
            "18",
            "0%",
            "25%",
            "100%",
            "25% and at most 100",
            "25% and at least 100",
        ] {
            assert_eq!(MaxRemovals::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(
            MaxRemovals::parse("25 %").unwrap(),
            MaxRemovals::Percent(25)
        );
        for text in [
            "",
            "%",
            "-1",
            "+1",
            "101%",
            "2.5%",
            "many",
            "25%%",
            "25% and at most ",
            "25 and at most 100",
            "25% and at most 100%",
        ] {
            assert!(MaxRemovals::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_single_removal_is_within_every_share_but_none() {
        for governed in 1..5 {
            assert!(MaxRemovals::Percent(1).allows(1, governed));
            assert!(!MaxRemovals::Percent(0).allows(1, governed));
            assert!(!MaxRemovals::Count(0).allows(1, governed));
        }
    }

    #[test]
    fn a_limit_that_is_met_exactly_allows() {
        let quarter = MaxRemovals::Percent(25);
        assert!(quarter.allows(1, 4) && quarter.allows(10, 40) && quarter.allows(0, 0));
        assert!(!quarter.allows(2, 7) && !quarter.allows(11, 43) && !quarter.allows(2, 2));
        assert!(MaxRemovals::Count(3).allows(3, 3) && !MaxRemovals::Count(3).allows(4, 1000));
        assert!(!MaxRemovals::Percent(0).allows(1, usize::MAX));
        assert!(MaxRemovals::Percent(100).allows(usize::MAX, usize::MAX));
    }

    #[test]
    fn the_limit_of_removals_is_a_share_and_a_number_and_that_of_expiry_the_greater_of_both() {
        let (removals, expired) = (MaxRemovals::REMOVALS, MaxRemovals::EXPIRED);
        assert!(removals.allows(1, 1) && removals.allows(100, 400) && removals.allows(100, 9000));
        assert!(!removals.allows(2, 7) && !removals.allows(101, 9000));
        assert!(expired.allows(100, 100) && expired.allows(1000, 4000));
        assert!(!expired.allows(101, 101) && !expired.allows(1001, 4000));
    }
}
