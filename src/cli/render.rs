//! The command line of `render`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// What to render.
#[derive(Debug, Clone, Subcommand)]
pub enum RenderCommand {
    /// Terraform, for the AWS provider
    Terraform(RenderTerraform),
    /// CloudFormation templates
    Cloudformation(RenderCloudformation),
}

/// Where artifacts go and what they are made from.
#[derive(Debug, Clone, Args)]
pub struct RenderArgs {
    /// The folder to write to. Files there that rolecall did not write are left alone
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Write nothing: show how the folder differs, and exit with 2 if it does
    #[arg(long)]
    pub check: bool,
    /// Use the templates in this folder in place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub templates: Option<PathBuf>,
    /// Take organization, groups and users from this snapshot, without AWS
    #[arg(long, value_name = "FILE", conflicts_with = "sandbox")]
    pub snapshot: Option<PathBuf>,
}

/// Arguments of `render terraform`.
#[derive(Debug, Clone, Args)]
pub struct RenderTerraform {
    /// Where to write.
    #[command(flatten)]
    pub common: RenderArgs,
    /// How groups and users are named
    #[arg(long, value_name = "HOW", default_value = "data")]
    pub principals: PrincipalsArg,
    /// How assignments are laid out
    #[arg(long, value_name = "LAYOUT", default_value = "map")]
    pub layout: LayoutArg,
    /// Write import blocks for what lives already
    #[arg(long)]
    pub import_blocks: bool,
    /// Write several root modules, each with a state of its own
    #[arg(long, value_name = "BY", conflicts_with = "moved_from")]
    pub split: Option<SplitArg>,
    /// Write moved blocks, so that the state of another configuration carries over
    #[arg(long, value_name = "FROM")]
    pub moved_from: Option<MovedFromArg>,
}

/// How groups and users are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PrincipalsArg {
    /// By data sources, which look names up
    Data,
    /// By ids, each with the name beside it
    Ids,
}

/// How assignments are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LayoutArg {
    /// One resource over one map
    Map,
    /// One resource each
    Resources,
}

/// By what a configuration is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SplitArg {
    /// A root module for each account type, for the management account, and for the permission sets
    AccountType,
}

/// Whose state carries over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MovedFromArg {
    /// Cloud Posse's component aws-sso, later aws-identity-center
    #[value(name = "cloudposse")]
    CloudPosse,
}

/// Arguments of `render cloudformation`.
#[derive(Debug, Clone, Args)]
pub struct RenderCloudformation {
    /// Where to write.
    #[command(flatten)]
    pub common: RenderArgs,
    /// Write the files with which an import change set takes over what lives already
    #[arg(long)]
    pub resources_to_import: bool,
}
