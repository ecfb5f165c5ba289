//! The options of a sandbox, as they stand on a command line.

use rolecall::error::Error;
use rolecall::sandbox::Options;

use super::{Effort, drawn};

/// Reads options; a refusal is told in harmless words.
pub fn run(data: &[u8], _: Effort) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Err(error) = text.parse::<Options>() {
        let mut told = Vec::new();
        let error = Error::usage(error.to_string(), "mend it");
        error.write(&Default::default(), &mut told).unwrap();
        drawn::harmless(
            &String::from_utf8(told).unwrap(),
            "a refusal of sandbox options",
        );
    }
}
