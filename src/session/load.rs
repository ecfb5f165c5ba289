//! A catalog from its files: loaded, lowered, without what has expired; and its problems, drawn.

use crate::catalog::{self, Loaded};
use crate::desired;
use crate::diagnostic::{Appearance, Diagnostics, failures, text};
use crate::error::Error;
use crate::model::{Catalog, Date, Partition, Rule};
use crate::output::Output;
use crate::source::Sources;

/// Where a catalog is looked for.
pub const DEFAULT_CATALOGS: [&str; 2] = ["catalog/aws-sso.yaml", "stacks/catalog/aws-sso.yaml"];

/// A catalog that could be lowered.
pub struct Lowered {
    pub loaded: Loaded,
    pub catalog: Catalog,
    /// The rules that hold no longer, and that the catalog is without.
    pub expired: Vec<Rule>,
}

/// Loads and lowers a catalog, for a partition or the one that it names itself, and takes out what has expired.
pub fn load(
    input: &catalog::Input<'_>,
    partition: Option<&Partition>,
    today: Date,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Lowered> {
    let loaded = catalog::load(input, sources, diagnostics)?;
    let declared = catalog::declared_partition(&loaded);
    let partition = partition.unwrap_or(&declared);
    let mut catalog = catalog::lower(&loaded, partition, sources, diagnostics)?;
    let expired = desired::expire(&mut catalog, today, diagnostics);
    desired::remind(&catalog, today, diagnostics);
    Some(Lowered {
        loaded,
        catalog,
        expired,
    })
}

/// Draws problems where the conversation goes.
pub fn tell(
    diagnostics: &Diagnostics,
    sources: &Sources,
    output: &mut Output,
) -> Result<(), Error> {
    let appearance = Appearance {
        colour: output.colour_on_stderr(),
        width: None,
        invocation: output.invocation().clone(),
    };
    output.flush()?;
    output.keep_failures(failures(diagnostics, sources));
    Ok(text(diagnostics, sources, appearance, output.stderr())?)
}

/// A variable of the environment. A value that is not UTF-8 is not taken for none: it has replacement characters.
pub fn environment_variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}
