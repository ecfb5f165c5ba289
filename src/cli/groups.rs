//! The command line of `groups`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Arguments of `groups`.
#[derive(Debug, Clone, Args)]
pub struct GroupsArgs {
    /// Only groups whose name contains one of these texts, in any case: Developers,sales. No wildcards; an empty
    /// text matches nothing
    #[arg(long = "match", value_name = "TEXT,TEXT")]
    pub matching: Option<String>,
    /// How to list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: GroupFormat,
    /// Take the groups from this snapshot, without AWS
    #[arg(long, value_name = "FILE", conflicts_with = "sandbox")]
    pub snapshot: Option<PathBuf>,
}

/// How to list groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GroupFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
}
