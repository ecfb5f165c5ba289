//! The command line. The doc comments are the help texts.

use std::path::PathBuf;

mod access;
mod apply;
mod bootstrap;
mod diff;
mod doctor;
mod groups;
mod import;
mod init;
mod plan;
mod render;
mod review;
mod sandbox;
mod show;
mod templates;
mod validate;

pub use access::{Access, AccessCommand, AccessFormat, AnswerFormat, Explain};
pub use apply::Apply;
pub use bootstrap::{Bootstrap, IdentityProvider, StepFormat};
pub use diff::Diff;
pub use doctor::{Doctor, FindingFormat};
pub use groups::{GroupFormat, GroupsArgs};
pub use import::Import;
pub use init::Init;
pub use plan::{Allowed, Compared, PlanArgs, PlanFormat, ScanArg, Scoping};
pub use render::{
    LayoutArg, MovedFromArg, PrincipalsArg, RenderArgs, RenderCloudformation, RenderCommand,
    RenderTerraform, SplitArg,
};
pub use review::{Review, ReviewFormat};
pub use sandbox::{SandboxCommand, Serve};
pub use show::Show;
pub use templates::TemplatesCommand;
pub use validate::{DiagnosticFormat, Validate};

use clap::{Args, Parser, Subcommand, ValueEnum};

/// What a script decides by.
macro_rules! exit_codes {
    () => {
        "\
Exit codes:
  0  done, or nothing to do
  1  an error; also a wrong command line
  2  there are changes (plan and diff with --detailed-exitcode), something is due (review
     --detailed-exitcode), or files differ (render --check, review --codeowners --check)
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

    /// An environment variable that `!env` in the catalog may read, with the value shown in every plan; may be given
    /// several times [default: none]
    #[arg(long = "env", global = true, value_name = "NAME", value_parser = variable, help_heading = "Catalog")]
    pub env: Vec<String>,

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

    /// Limits and faults of the sandbox: key=value, separated by commas, such as aws-limits=true; sandbox serve
    /// --help lists them
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
    /// Show which access is due for review, who answers for it, and what nobody has touched for long
    #[command(after_help = EXIT_CODES)]
    Review(Review),
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

fn variable(text: &str) -> Result<String, String> {
    match text {
        "" => Err("a name is needed".to_owned()),
        text if text.contains(['=', '\0']) || text.contains(char::is_whitespace) => Err(
            "it takes the name of a variable, without a value; set the variable in the environment"
                .to_owned(),
        ),
        text => Ok(text.to_owned()),
    }
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
