//! `schema`: the JSON Schemas of what is read and written.

use clap::{Args, ValueEnum};

use crate::catalog;
use crate::error::{Error, Exit};
use crate::output::Output;
use crate::report::{access_schema, diff_schema, plan_schema};

/// Arguments of `schema`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "\
Examples:
  # Write the schema of the catalog, for an editor
  rolecall schema catalog > catalog.schema.json
  # Print the schema of plan --format json
  rolecall schema plan")]
pub struct SchemaArgs {
    /// Of what
    #[arg(value_name = "WHAT")]
    pub of: Schema,
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

/// Prints a schema.
///
/// # Errors
/// stdout cannot be written.
pub fn run(args: &SchemaArgs, output: &mut Output) -> Result<Exit, Error> {
    let schema = match args.of {
        Schema::Catalog => catalog::schema(),
        Schema::Plan => plan_schema(),
        Schema::Diff => diff_schema(),
        Schema::Access => access_schema(),
    };
    writeln!(output.stdout(), "{schema:#}")?;
    Ok(Exit::Done)
}
