//! The day of a run: the one input that changes by itself, so it can be said.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::cli::Global;
use crate::error::Error;
use crate::model::Date;

const SECONDS_OF_A_DAY: u64 = 86_400;

/// The day that the command line names, else that of the clock, in UTC.
pub(super) fn today(global: &Global) -> Result<Date, Error> {
    let help = "write it as in --today 2026-12-31";
    if let Some(text) = &global.today {
        return Date::parse(text).map_err(|error| Error::usage(error.to_string(), help));
    }
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).ok();
    let days = since_1970.map(|duration| duration.as_secs() / SECONDS_OF_A_DAY);
    days.and_then(|days| u32::try_from(days).ok())
        .and_then(Date::from_days_since_1970)
        .ok_or_else(|| Error::usage("the clock of this machine tells no day", help))
}
