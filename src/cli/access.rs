//! The command line of `access`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Arguments of `access`.
#[derive(Debug, Clone, Args)]
pub struct Access {
    /// How to list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: AccessFormat,
    /// Write to FILE instead of stdout
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Only this group; may be repeated
    #[arg(long, value_name = "NAME")]
    pub group: Vec<String>,
    /// Only this user; may be repeated
    #[arg(long, value_name = "NAME")]
    pub user: Vec<String>,
    /// Only this account, by name or id; may be repeated
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Vec<String>,
    /// Only this permission set; may be repeated
    #[arg(long, value_name = "NAME")]
    pub permission_set: Vec<String>,
    /// List the IAM roles behind the assignments, as trust policies, KMS keys and EKS must name them
    #[arg(long)]
    pub roles: bool,
    /// Take the organization from this snapshot; --format html compares the catalog with what lives in it
    #[arg(long, value_name = "FILE", conflicts_with = "sandbox")]
    pub snapshot: Option<PathBuf>,
    /// Take the organization from AWS; --format html compares the catalog with what lives there. --sandbox does the
    /// same with the sandbox
    #[arg(long, conflicts_with = "snapshot")]
    pub live: bool,
    /// Add what doctor finds in what lives (--format html)
    #[arg(long)]
    pub findings: bool,
}

/// How to list access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AccessFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
    /// For pull requests and wikis
    Markdown,
    /// For looking: one file with a matrix, filters and a page for each principal, account and permission set
    Html,
}
