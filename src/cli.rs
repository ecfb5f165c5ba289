//! The command line. The doc comments are the help texts.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Who may enter which AWS account, from one YAML catalog.
///
/// Reads a catalog of permission sets and account assignments for AWS IAM Identity Center, shows what it would
/// change, and changes it.
#[derive(Debug, Parser)]
#[command(
    name = "rolecall",
    version,
    propagate_version = true,
    max_term_width = 100
)]
#[command(after_help = "\
Exit codes:
  0  done, or nothing to do
  1  an error; also a wrong command line
  2  there are changes (plan --detailed-exitcode)
  3  refused by a safety limit

First steps:
  rolecall init                              writes a catalog to start from
  rolecall apply --sandbox                   tries it on a simulated organization
  rolecall plan                              shows what it would change in yours")]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// The catalog [default: catalog/aws-sso.yaml, else stacks/catalog/aws-sso.yaml]
    #[arg(
        short,
        long,
        global = true,
        value_name = "FILE",
        help_heading = "Catalog"
    )]
    pub catalog: Option<PathBuf>,

    /// The folder from which imports of Atmos stacks are resolved [default: by atmos.yaml, else the nearest
    /// folder named stacks]
    #[arg(long, global = true, value_name = "DIR", help_heading = "Catalog")]
    pub stacks: Option<PathBuf>,

    /// The component to read, where a stack has several [default: aws-sso]
    #[arg(long, global = true, value_name = "NAME", help_heading = "Catalog")]
    pub component: Option<String>,

    /// Work on a simulated organization, kept in FILE, instead of AWS [default: .rolecall/sandbox.json]
    #[arg(long, global = true, value_name = "FILE", num_args = 0..=1, require_equals = true,
          default_missing_value = ".rolecall/sandbox.json", help_heading = "Sandbox")]
    pub sandbox: Option<PathBuf>,

    /// Limits and faults of the sandbox: key=value, separated by commas, such as aws-limits=true
    #[arg(long, global = true, value_name = "OPTIONS", help_heading = "Sandbox")]
    pub sandbox_options: Option<String>,

    /// A profile of the AWS configuration
    #[arg(long, global = true, value_name = "NAME", help_heading = "AWS")]
    pub profile: Option<String>,

    /// The region of IAM Identity Center
    #[arg(long, global = true, value_name = "REGION", help_heading = "AWS")]
    pub region: Option<String>,

    /// The instance, where several could be meant
    #[arg(long, global = true, value_name = "ARN", help_heading = "AWS")]
    pub instance_arn: Option<String>,

    /// Requests a second to each service; AWS allows 20 for all clients together [default: 18]
    #[arg(long, global = true, value_name = "NUMBER", value_parser = rate, help_heading = "AWS")]
    pub requests_per_second: Option<f64>,

    /// When to use colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Output"
    )]
    pub color: Color,
}

impl Global {
    /// Requests a second. AWS gets what leaves some room to others; the sandbox is as fast as it can be, unless
    /// it is told to have AWS's limits.
    pub fn rate(&self) -> f64 {
        let unlimited = self.sandbox.is_some() && self.sandbox_options.is_none();
        self.requests_per_second
            .unwrap_or(if unlimited { 2000.0 } else { 18.0 })
    }
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What to do.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Write a catalog to start from; files that are there are left alone
    Init(Init),
    /// Check the catalog, without AWS, and show every problem with its place
    Validate(Validate),
    /// List who has what where, from the catalog, without AWS
    Access(Access),
    /// Show what apply would change, and change nothing
    Plan(PlanArgs),
    /// Make the live state match the catalog
    Apply(Apply),
    /// Write what lives as a catalog, proven to mean exactly that
    Import(Import),
    /// Write organization, identity store and live state as JSON
    Snapshot,
    /// Simulate IAM Identity Center for other clients
    #[command(subcommand)]
    Sandbox(SandboxCommand),
    /// Write a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Arguments of `init`.
#[derive(Debug, Clone, Args)]
pub struct Init {
    /// Where to write
    #[arg(default_value = ".")]
    pub dir: PathBuf,
}

/// Arguments of `validate`.
#[derive(Debug, Clone, Args)]
pub struct Validate {
    /// How to show problems
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: DiagnosticFormat,
}

/// How to show problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiagnosticFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// As annotations of a GitHub workflow
    Github,
}

/// Arguments of `access`.
#[derive(Debug, Clone, Args)]
pub struct Access {
    /// How to list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: AccessFormat,
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
    /// Take the organization from this snapshot
    #[arg(long, value_name = "FILE", conflicts_with = "sandbox")]
    pub snapshot: Option<PathBuf>,
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
    /// Touch nothing else: permission-set=NAME, account=NAME, group=NAME or user=NAME; may be repeated.
    /// Repeating a kind adds to it; different kinds narrow each other
    #[arg(long, value_name = "KIND=NAME")]
    pub only: Vec<String>,
}

/// Which assignments to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScanArg {
    /// Of every group, and of the users that the catalog names
    Groups,
    /// All: also users assigned directly and principals that no longer exist
    Full,
}

/// Arguments of `plan`.
#[derive(Debug, Clone, Args)]
pub struct PlanArgs {
    /// What to touch and to look for.
    #[command(flatten)]
    pub scoping: Scoping,
    /// How to show the plan
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: PlanFormat,
    /// Exit with 2 if there are changes
    #[arg(long)]
    pub detailed_exitcode: bool,
    /// Plan against this snapshot, without AWS
    #[arg(long, value_name = "FILE", conflicts_with = "sandbox")]
    pub snapshot: Option<PathBuf>,
    /// Show how many requests were made
    #[arg(long)]
    pub stats: bool,
}

/// How to show a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Arguments of `apply`.
#[derive(Debug, Clone, Args)]
pub struct Apply {
    /// What to touch and to look for.
    #[command(flatten)]
    pub scoping: Scoping,
    /// Do not ask
    #[arg(long)]
    pub auto_approve: bool,
    /// Append every operation to this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub journal: Option<PathBuf>,
}

/// Arguments of `import`.
#[derive(Debug, Clone, Args)]
pub struct Import {
    /// Write to this file, which must not exist yet [default: stdout]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Only permission sets whose names match; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub permission_set: Vec<String>,
    /// Use the account types of this catalog [default: found by organizational units, names and tags]
    #[arg(long, value_name = "FILE")]
    pub account_types: Option<PathBuf>,
    /// The catalog's name in the ownership tag [default: default]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Import from this snapshot, without AWS
    #[arg(long, value_name = "FILE", conflicts_with = "sandbox")]
    pub snapshot: Option<PathBuf>,
}

/// Commands of the simulator.
#[derive(Debug, Clone, Subcommand)]
pub enum SandboxCommand {
    /// Serve until interrupted; prints the URL
    Serve(Serve),
}

/// Arguments of `sandbox serve`.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:0")]
    pub listen: SocketAddr,
    /// The file that keeps the state [default: kept in memory only]
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Limits and faults: key=value, separated by commas
    #[arg(long, value_name = "OPTIONS")]
    pub options: Option<String>,
    /// Listen on an address that other machines can reach
    #[arg(long)]
    pub allow_non_loopback: bool,
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate > 0.0 => Ok(rate),
        _ => Err("not a number greater than 0".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
