//! The day of a run: the one input that changes by itself, so it can be given.

use std::time::{SystemTime, UNIX_EPOCH};

use super::Global;
use crate::error::Error;
use crate::model::Date;

/// Returns the day that the command line gives, else that of the clock, in UTC.
///
/// # Errors
/// The clock shows a day before 1970 or after 9999.
pub fn today(global: &Global) -> Result<Date, Error> {
    if let Some(day) = global.today {
        return Ok(day);
    }
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).ok();
    since_1970
        .and_then(|duration| Date::from_seconds_since_1970(duration.as_secs()))
        .ok_or_else(|| {
            Error::usage(
                "the clock of this machine shows no valid day",
                "give it with --today 2026-12-31",
            )
        })
}
