//! The command line. The doc comments are the help texts.

use std::ffi::OsString;

use clap::{Parser, Subcommand};

use crate::commands::{
    access, apply, bootstrap, completions, diff, doctor, explain, groups, import, init, log, man,
    plan, render, review, roles, sandbox, schema, show, snapshot, templates, validate,
};
use crate::error::{Error, Exit, exit_codes};
use crate::output::Output;
use crate::session::Global;
use crate::text::visible;

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

/// Manage AWS IAM Identity Center access from one YAML catalog.
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

/// What to do.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Write a catalog to start from; existing files are left alone
    Init(init::InitArgs),
    /// Validate the catalog offline and report every problem
    Validate(validate::ValidateArgs),
    /// List who has what where
    Access(access::AccessArgs),
    /// Explain which rules give access in an account, and why others do not
    Explain(explain::ExplainArgs),
    /// List the IAM roles behind the assignments, as trust policies, KMS keys and EKS must name them
    Roles(roles::RolesArgs),
    /// List when access was gained and lost, by the commits of the catalog
    Log(log::LogArgs),
    /// Show what apply would change, and change nothing
    #[command(after_help = EXIT_CODES)]
    Plan(plan::PlanArgs),
    /// Show a plan that plan --out saved
    Show(show::ShowArgs),
    /// Make the live state match the catalog
    #[command(after_help = EXIT_CODES)]
    Apply(apply::ApplyArgs),
    /// List entries due for review, without an owner, or unchanged for a year
    #[command(after_help = EXIT_CODES)]
    Review(review::ReviewArgs),
    /// Show what a change of the catalog does to access, without AWS
    #[command(after_help = EXIT_CODES)]
    Diff(diff::DiffArgs),
    /// Write the catalog as configuration of another tool
    #[command(subcommand)]
    Render(render::RenderCommand),
    /// The templates of render
    #[command(subcommand)]
    Templates(templates::TemplatesCommand),
    /// Set up a new organization step by step, up to the first apply
    Bootstrap(bootstrap::BootstrapArgs),
    /// Check AWS or a snapshot for problems (read-only)
    Doctor(doctor::DoctorArgs),
    /// List groups with their ids
    Groups(groups::GroupsArgs),
    /// Generate a catalog from the live state and verify that they match
    Import(import::ImportArgs),
    /// Write organization, identity store and live state as JSON
    #[command(after_long_help = "\
Examples:
  # Write a snapshot
  rolecall snapshot > organization.json
  # Plan with it, without AWS
  rolecall plan --snapshot organization.json")]
    Snapshot,
    /// Simulate IAM Identity Center for other clients
    #[command(subcommand)]
    Sandbox(sandbox::SandboxCommand),
    /// Print the JSON Schema of what is read or written
    Schema(schema::SchemaArgs),
    /// Write a completion script for a shell
    Completions(completions::CompletionsArgs),
    /// Write the man pages
    Man(man::ManArgs),
}

/// Returns why a command line is not one, safe to print. What it quotes may come from a pull request: it must not control
/// the terminal, and a line break in it must not make a line that is a command to a CI system. So the arguments are parsed
/// again as they are shown.
pub fn parse_error(arguments: impl Iterator<Item = OsString>) -> String {
    let shown = arguments.map(|one| visible(&one.to_string_lossy()).into_owned());
    match Cli::try_parse_from(shown) {
        Err(error) if error.use_stderr() => error.render().to_string().trim_end().to_owned(),
        _ => "error: an argument holds characters that cannot be shown".to_owned(),
    }
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// Whatever ends the command before its work is done.
    pub fn run(&self, output: &mut Output) -> Result<Exit, Error> {
        let global = &self.global;
        output.work_at(global.invocation());
        match &self.command {
            Command::Init(args) => init::run(args, global, output),
            Command::Validate(args) => validate::run(args, global, output),
            Command::Access(args) => access::run(args, global, output),
            Command::Explain(args) => explain::run(args, global, output),
            Command::Roles(args) => roles::run(args, global, output),
            Command::Log(args) => log::run(args, global, output),
            Command::Plan(args) => plan::run(args, global, output),
            Command::Show(args) => show::run(args, global, output),
            Command::Apply(args) => apply::run(args, global, output),
            Command::Review(args) => review::run(args, global, output),
            Command::Diff(args) => diff::run(args, global, output),
            Command::Render(command) => render::run(command, global, output),
            Command::Templates(command) => templates::run(command, output),
            Command::Bootstrap(args) => bootstrap::run(args, global, output),
            Command::Doctor(args) => doctor::run(args, global, output),
            Command::Groups(args) => groups::run(args, global, output),
            Command::Import(args) => import::run(args, global, output),
            Command::Snapshot => snapshot::run(global, output),
            Command::Sandbox(command) => sandbox::run(command, output),
            Command::Schema(args) => schema::run(args, output),
            Command::Completions(args) => {
                let mut command = <Self as clap::CommandFactory>::command();
                completions::run(args, &mut command, output)
            }
            Command::Man(args) => man::run(args, <Self as clap::CommandFactory>::command(), output),
        }
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
