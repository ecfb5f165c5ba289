//! `roles`: the IAM roles behind the assignments.

use std::path::PathBuf;

use clap::Args;

use crate::access::{CatalogSide, Roles};
use crate::error::{Error, Exit};
use crate::output::Output;
use crate::session::files::write_to;
use crate::session::workspace::{Workspace, read_at};
use crate::session::{AnswerFormat, FilterArgs, Global, OrganizationArgs};
use crate::text::visible;

/// Arguments of `roles`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "\
Examples:
  # List every role
  rolecall roles --sandbox
  # List the roles of one permission set as JSON
  rolecall roles --permission-set ReadOnlyAccess --live --format json")]
pub struct RolesArgs {
    /// Format of the list
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: AnswerFormat,
    /// Write to FILE instead of stdout
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Read the catalog as of this git revision, and expiry dates as of its commit or --today
    #[arg(long, value_name = "REVISION")]
    pub at: Option<String>,
    /// Which assignments.
    #[command(flatten)]
    pub filter: FilterArgs,
    /// Where the organization is read.
    #[command(flatten)]
    pub organization: OrganizationArgs,
}

/// Lists the roles.
///
/// # Errors
/// The catalog has errors, a source cannot be read, or an account's id is not known.
pub fn run(args: &RolesArgs, global: &Global, output: &mut Output) -> Result<Exit, Error> {
    let source = args.organization.source(global);
    let mut workspace = Workspace::of(read_at(args.at.as_deref(), global)?, output)?;
    let mut directory = source.directory(&mut workspace, global, output)?;
    directory.principals = None;
    let desired = workspace.resolve(&mut directory, output)?;
    let file = workspace.file();
    let side = CatalogSide {
        file: &file,
        catalog: &workspace.catalog,
        desired: &desired,
        sources: &workspace.sources,
    };
    let filter = args.filter.checked(Some(side), None, &directory)?;
    let roles = Roles::new(&desired, &filter, &workspace.catalog.partition);
    let roles = roles.map_err(|account| {
        Error::usage(
            format!(
                "the id of account `{}` is not known",
                visible(&account.name)
            ),
            "add --live, --sandbox or --snapshot FILE, or give the catalog an account map",
        )
    })?;
    write_to(args.out.as_deref(), output, |out| match args.format {
        AnswerFormat::Text => roles.text(out),
        AnswerFormat::Json => roles.json(out),
    })?;
    Ok(Exit::Done)
}
