//! `schema`: the JSON Schemas of what is read and written.

use crate::catalog;
use crate::cli::Schema;
use crate::error::{Error, Exit};
use crate::output::Output;
use crate::report::{access_schema, diff_schema, plan_schema};

pub(super) fn run(schema: Schema, output: &mut Output) -> Result<Exit, Error> {
    let schema = match schema {
        Schema::Catalog => catalog::schema(),
        Schema::Plan => plan_schema(),
        Schema::Diff => diff_schema(),
        Schema::Access => access_schema(),
    };
    writeln!(output.stdout(), "{schema:#}")?;
    Ok(Exit::Done)
}
