//! The arguments of `import`.

use std::path::PathBuf;

use clap::Args;

/// Arguments of `import`.
#[derive(Debug, Clone, Args)]
pub struct Import {
    /// Write to this file, which must not exist yet [default: stdout]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Only permission sets whose names match; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub permission_set: Vec<String>,
    /// Import the permission sets that AWS Control Tower creates and assigns by itself, too
    #[arg(long)]
    pub include_control_tower: bool,
    /// Use the account types of this catalog [default: found by organizational units, names and tags]
    #[arg(long, value_name = "FILE")]
    pub account_types: Option<PathBuf>,
    /// The catalog's name in the ownership tag [default: default]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Import from this snapshot, without AWS; with --from-…, take the names from it
    #[arg(long, value_name = "FILE", conflicts_with = "sandbox")]
    pub snapshot: Option<PathBuf>,
    /// Import what Terraform made: a state file, or the output of terraform show -json
    #[arg(long, value_name = "FILE", conflicts_with = "from_cloudformation")]
    pub from_terraform_state: Option<PathBuf>,
    /// Import what CloudFormation made: a template; may be repeated, and templates may import from each other
    #[arg(long, value_name = "FILE")]
    pub from_cloudformation: Vec<PathBuf>,
    /// A parameter of the templates; may be repeated
    #[arg(long, value_name = "KEY=VALUE", requires = "from_cloudformation")]
    pub parameter: Vec<String>,
}
