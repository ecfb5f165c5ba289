//! The command line of `show`.

use std::path::PathBuf;

use clap::Args;

use super::PlanFormat;

/// Arguments of `show`.
#[derive(Debug, Clone, Args)]
pub struct Show {
    /// The file that plan --out wrote
    pub plan: PathBuf,
    /// How to show the plan
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: PlanFormat,
    /// Write to FILE instead of stdout
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}
