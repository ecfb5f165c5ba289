//! The command line of `plan`, and what `apply` shares with it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Arguments of `plan`.
#[derive(Debug, Clone, Args)]
pub struct PlanArgs {
    /// What to touch and to look for.
    #[command(flatten)]
    pub scoping: Scoping,
    /// What the catalog is held to besides.
    #[command(flatten)]
    pub compared: Compared,
    /// What the run is allowed.
    #[command(flatten)]
    pub allowed: Allowed,
    /// Save the plan to FILE, for apply --plan; a plan that is refused is not saved
    #[arg(long, value_name = "FILE", conflicts_with = "snapshot")]
    pub out: Option<PathBuf>,
    /// How to show the plan
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: PlanFormat,
    /// Exit with 2 if there are changes
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// Plan against this snapshot, without AWS
    #[arg(long, value_name = "FILE", conflicts_with = "sandbox")]
    pub snapshot: Option<PathBuf>,
    /// Show which requests were made, and what another way to read would have cost
    #[arg(long)]
    pub stats: bool,
}

/// What a plan may touch and what is looked for.
#[derive(Debug, Clone, Args)]
pub struct Scoping {
    /// Which assignments to look for
    #[arg(long, value_name = "SCAN", default_value = "groups")]
    pub scan: ScanArg,
    /// Take over permission sets of the same name that no catalog governs
    #[arg(long)]
    pub adopt: bool,
    /// Create the groups listed under `groups` even though an identity provider synchronizes groups
    #[arg(long)]
    pub create_groups: bool,
    /// Touch nothing else: permission-set=NAME, account=NAME, group=NAME or user=NAME; may be repeated.
    /// Repeating a kind adds to it; different kinds narrow each other
    #[arg(long, value_name = "KIND=NAME")]
    pub only: Vec<String>,
}

/// What a catalog is held to besides its own rules.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Base")]
pub struct Compared {
    /// Hold the plan also to the guardrails and to `protected` of the catalog in this git revision, file or folder, and
    /// list the rules and limits that changed since
    #[arg(long, value_name = "REVISION|PATH")]
    pub base: Option<String>,
    /// The catalog's file at the base, where it has another name there
    #[arg(long, value_name = "FILE", requires = "base")]
    pub base_catalog: Option<PathBuf>,
}

/// What a run is allowed that a safety limit refuses otherwise.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Safety limits")]
pub struct Allowed {
    /// How many assignments may be removed: a number, or a share of those that the catalog governs. Assignments of
    /// a permission set that comes to allow nothing count as removed [default: 25%, and at most 100]
    #[arg(long, value_name = "N|N%")]
    pub max_removals: Option<String>,
    /// How many more may be removed because their entries have expired, counted apart from the others [default: 100, or
    /// 25% if that is more]
    #[arg(long, value_name = "N|N%")]
    pub max_expired: Option<String>,
    /// Remove all access that the catalog governs of a principal or in an account. Expired entries, principals that no
    /// longer exist and suspended accounts do not need it
    #[arg(long)]
    pub allow_total_loss: bool,
    /// Remove the access with which you run this, if the catalog says so
    #[arg(long)]
    pub allow_self_lockout: bool,
    /// Leave the management account without an administrator, if the catalog says so
    #[arg(long)]
    pub allow_no_administrator: bool,
    /// Remove what the catalog protects
    #[arg(long)]
    pub allow_protected_removal: bool,
}

/// Which assignments to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScanArg {
    /// Of every group, and of the users that the catalog names
    Groups,
    /// All: also users assigned directly and principals that no longer exist
    Full,
}

/// How to show a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// For people
    Text,
    /// For the comment on a pull request
    Markdown,
    /// For programs
    Json,
    /// As annotations of a GitHub workflow
    Github,
    /// For looking: one file with everything that changes among what stays
    Html,
}
