//! The lines above a plan: which catalog, which instance.

use std::collections::BTreeMap;

use crate::plan::Header;
use crate::text::count;
use crate::text::visible;

pub(super) fn lines(header: &Header) -> Vec<String> {
    let management = header
        .management_account
        .as_ref()
        .map_or(String::new(), |account| {
            format!(", management account {}", visible(&account.name))
        });
    let overridden = overridden(header).map(|flags| format!("Limits    overridden: {flags}"));
    let mut lines = vec![
        format!(
            "Catalog   {}: {}, {}, {}, {}",
            visible(&header.catalog),
            count(header.accounts, "account"),
            count(header.principals, "principal"),
            count(header.permission_sets, "permission set"),
            count(header.assignments, "assignment"),
        ),
        format!(
            "Instance  {} ({}){management}",
            header.instance_name(),
            header.place
        ),
    ];
    lines.extend(environment(&header.environment));
    lines.extend(overridden);
    lines
}

/// A line for each environment variable that a catalog was read with.
pub(super) fn environment(variables: &BTreeMap<String, String>) -> impl Iterator<Item = String> {
    let variables = variables.iter();
    variables.map(|(name, value)| {
        let (name, value) = (visible(name), visible(value));
        format!("Variable  {name} = \"{value}\", read from the environment")
    })
}

/// The flags by which the run overrides safety limits, if there are any.
pub fn overridden(header: &Header) -> Option<String> {
    let flags = header.overridden.join(", ");
    (!flags.is_empty()).then(|| visible(&flags).into_owned())
}
