//! The arguments of `init`.

use std::path::PathBuf;

use clap::Args;

use super::IdentityProvider;

/// Arguments of `init`.
#[derive(Debug, Clone, Args)]
pub struct Init {
    /// Where to write
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// The identity provider: where it synchronizes no groups, the catalog creates them
    #[arg(long, value_name = "PROVIDER")]
    pub idp: Option<IdentityProvider>,
    /// The bucket that holds Terraform's state, by name or ARN
    #[arg(long, value_name = "NAME", requires = "tfstate_role")]
    pub tfstate_bucket: Option<String>,
    /// The role that reads and writes Terraform's state
    #[arg(long, value_name = "ARN", requires = "tfstate_bucket")]
    pub tfstate_role: Option<String>,
    /// The DynamoDB table that locks Terraform's state [default: none, the bucket locks by itself]
    #[arg(long, value_name = "ARN", requires = "tfstate_bucket")]
    pub tfstate_table: Option<String>,
    /// Write the accounts of this snapshot into the account types
    #[arg(long, value_name = "FILE", conflicts_with = "sandbox")]
    pub snapshot: Option<PathBuf>,
}
