//! The command line of `apply`.

use std::path::PathBuf;

use clap::Args;

use super::{Allowed, Compared, Scoping};

/// Arguments of `apply`.
#[derive(Debug, Clone, Args)]
pub struct Apply {
    /// What to touch and to look for.
    #[command(flatten)]
    pub scoping: Scoping,
    /// What the catalog is held to besides.
    #[command(flatten)]
    pub compared: Compared,
    /// What the run is allowed.
    #[command(flatten)]
    pub allowed: Allowed,
    /// Apply exactly the plan in FILE, under the conditions under which it was made; refused if anything that it
    /// touches is not as it was. The catalog must be there, and be the one that was planned. The file overrides no
    /// safety limit: give the flags again
    #[arg(long, value_name = "FILE", conflicts_with_all = ["scan", "adopt", "create_groups", "only"])]
    pub plan: Option<PathBuf>,
    /// Do not ask
    #[arg(long)]
    pub auto_approve: bool,
    /// Append every operation to this file, one JSON object a line: before it is sent, when AWS has taken it, and its end
    #[arg(long, value_name = "FILE")]
    pub journal: Option<PathBuf>,
}
