//! The command line. The doc comments are the help texts.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

mod import;
mod init;

pub use import::Import;
pub use init::Init;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// What a script decides by.
macro_rules! exit_codes {
    () => {
        "\
Exit codes:
  0  done, or nothing to do
  1  an error; also a wrong command line
  2  there are changes (plan and diff with --detailed-exitcode), or files differ (render --check)
  3  refused by a safety limit, or because a saved plan no longer holds"
    };
}

const EXIT_CODES: &str = exit_codes!();

const FIRST_STEPS: &str = concat!(
    exit_codes!(),
    "

First steps:
  rolecall init                              writes a catalog to start from
  rolecall apply --sandbox                   tries it on a simulated organization
  rolecall plan                              shows what it would change in yours
  rolecall bootstrap                         says what a fresh account still needs"
);

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
#[command(after_help = FIRST_STEPS)]
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

    /// The day on which the run takes place, by which access expires [default: today, in UTC]
    #[arg(
        long,
        global = true,
        value_name = "YYYY-MM-DD",
        help_heading = "Catalog"
    )]
    pub today: Option<String>,

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
    #[arg(long, global = true, value_name = "NUMBER", env = "ROLECALL_REQUESTS_PER_SECOND", value_parser = rate,
          help_heading = "AWS")]
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
    #[command(after_help = EXIT_CODES)]
    Plan(PlanArgs),
    /// Show a plan that plan --out saved
    Show(Show),
    /// Make the live state match the catalog
    #[command(after_help = EXIT_CODES)]
    Apply(Apply),
    /// Show what a change of the catalog does to access, without AWS
    #[command(after_help = EXIT_CODES)]
    Diff(Diff),
    /// Write the catalog as configuration of another tool
    #[command(subcommand)]
    Render(RenderCommand),
    /// The templates of render
    #[command(subcommand)]
    Templates(TemplatesCommand),
    /// Go from a fresh management account to a catalog that is applied, a checked step at a time
    Bootstrap(Bootstrap),
    /// Look for what will bite later, in AWS or in a snapshot, and change nothing
    Doctor(Doctor),
    /// List groups with their ids
    Groups(GroupsArgs),
    /// Write what lives as a catalog, proven to mean exactly that
    Import(Import),
    /// Write organization, identity store and live state as JSON
    Snapshot,
    /// Simulate IAM Identity Center for other clients
    #[command(subcommand)]
    Sandbox(SandboxCommand),
    /// Print the JSON Schema of what is read or written
    Schema {
        /// Of what
        #[arg(value_name = "WHAT")]
        of: Schema,
    },
    /// Write a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// What a JSON Schema is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Schema {
    /// The catalog, for editors
    Catalog,
    /// plan --format json and show --format json
    Plan,
    /// diff --format json
    Diff,
    /// access --format json
    Access,
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
    /// For code scanning: SARIF 2.1.0
    Sarif,
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
    /// List the IAM roles behind the assignments, as trust policies, KMS keys and EKS must name them
    #[arg(long)]
    pub roles: bool,
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

/// What a run is allowed that a safety limit refuses otherwise.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Safety limits")]
pub struct Allowed {
    /// How many assignments may be removed: a number, or a share of those that the catalog governs [default: 25%]
    #[arg(long, value_name = "N|N%")]
    pub max_removals: Option<String>,
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

/// Arguments of `plan`.
#[derive(Debug, Clone, Args)]
pub struct PlanArgs {
    /// What to touch and to look for.
    #[command(flatten)]
    pub scoping: Scoping,
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
}

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

/// Arguments of `show`.
#[derive(Debug, Clone, Args)]
pub struct Show {
    /// The file that plan --out wrote
    pub plan: PathBuf,
    /// How to show the plan
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: PlanFormat,
}

/// Arguments of `apply`.
#[derive(Debug, Clone, Args)]
pub struct Apply {
    /// What to touch and to look for.
    #[command(flatten)]
    pub scoping: Scoping,
    /// What the run is allowed.
    #[command(flatten)]
    pub allowed: Allowed,
    /// Apply exactly the plan in FILE, under the conditions under which it was made; refused if anything that it
    /// touches is not as it was. The catalog must be there, and be the one that was planned
    #[arg(long, value_name = "FILE", conflicts_with_all = ["scan", "adopt", "only"])]
    pub plan: Option<PathBuf>,
    /// Do not ask
    #[arg(long)]
    pub auto_approve: bool,
    /// Append every operation to this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub journal: Option<PathBuf>,
}

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

/// Commands for the templates.
#[derive(Debug, Clone, Subcommand)]
pub enum TemplatesCommand {
    /// Write the built-in templates, to change them for --templates; files that are there are left alone
    Export {
        /// Where to write
        dir: PathBuf,
    },
}

/// Arguments of `bootstrap`.
#[derive(Debug, Clone, Args)]
pub struct Bootstrap {
    /// The identity provider: its own steps are shown where something is to be done there
    #[arg(long, value_name = "PROVIDER")]
    pub idp: Option<IdentityProvider>,
    /// Wait this long for the groups that are missing, such as 45m
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    pub wait: Option<Duration>,
    /// Create the groups that are missing, where no identity provider synchronizes groups
    #[arg(long)]
    pub create_groups: bool,
    /// Go on through plan and apply without asking
    #[arg(long)]
    pub yes: bool,
    /// How to show the steps
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: StepFormat,
}

/// An identity provider that has steps of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum IdentityProvider {
    /// Okta
    Okta,
    /// JumpCloud
    Jumpcloud,
    /// Microsoft Entra ID
    Entra,
    /// Google Workspace
    Google,
    /// Any other provider with SAML 2.0 and SCIM
    Other,
    /// None: users and groups are made in Identity Center
    IdentityCenter,
}

/// How to show steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StepFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Arguments of `doctor`.
#[derive(Debug, Clone, Args)]
pub struct Doctor {
    /// How to show what was found
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: FindingFormat,
    /// Examine this snapshot, without AWS
    #[arg(long, value_name = "FILE", conflicts_with = "sandbox")]
    pub snapshot: Option<PathBuf>,
}

/// How to show findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FindingFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For pull requests and wikis
    Markdown,
}

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
