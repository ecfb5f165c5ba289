//! The command line of `diff`.

use std::path::PathBuf;

use clap::Args;

use super::PlanFormat;

/// Arguments of `diff`.
#[derive(Debug, Clone, Args)]
pub struct Diff {
    /// Compare with the catalog of this git revision, or in this file or folder
    #[arg(long, value_name = "REVISION|PATH")]
    pub base: String,
    /// Look at the catalog of this revision, file or folder [default: the working tree]
    #[arg(long, value_name = "REVISION|PATH")]
    pub head: Option<String>,
    /// The catalog's file at the base, where it has another name there
    #[arg(long, value_name = "FILE")]
    pub base_catalog: Option<PathBuf>,
    /// How to show the difference
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: PlanFormat,
    /// Exit with 2 if access differs
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// Take the organization from this snapshot, so that account types are expanded exactly
    #[arg(long, value_name = "FILE", conflicts_with = "sandbox")]
    pub snapshot: Option<PathBuf>,
}
