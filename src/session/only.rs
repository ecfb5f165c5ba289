//! The names of `--only`, checked before anything is planned.

use crate::error::Error;
use crate::model::{Desired, Directory, Live, PermissionSetName};
use crate::plan::Only;
use crate::text::nearest;

/// Replaces ids of accounts by their names, and refuses names that nothing has: a mistyped limit would read as
/// "nothing to do".
pub fn check(
    only: &mut Only,
    directory: &Directory,
    desired: &Desired,
    live: &Live,
) -> Result<(), Error> {
    if let Some(names) = &only.permission_sets {
        let known: Vec<&str> = desired
            .state
            .permission_sets
            .keys()
            .chain(live.permission_sets.keys())
            .map(PermissionSetName::as_str)
            .collect();
        for name in names {
            known_or_error("permission set", name.as_str(), &known)?;
        }
    }
    if let Some(accounts) = only.accounts.take() {
        let names: Vec<&str> = directory
            .accounts
            .iter()
            .map(|entry| &**entry.name())
            .collect();
        let mut resolved = std::collections::BTreeSet::new();
        for wanted in accounts {
            let by_id = directory
                .accounts
                .iter()
                .find(|entry| entry.account.id.is_some_and(|id| id.to_string() == wanted));
            match by_id {
                Some(entry) => resolved.insert(entry.account.catalog_name().to_owned()),
                None => {
                    known_or_error("account", &wanted, &names)?;
                    resolved.insert(wanted)
                }
            };
        }
        only.accounts = Some(resolved);
    }
    for (kind, name) in only.principals.iter().flatten() {
        let assigned = [&desired.state.assignments, &live.state.assignments];
        let known: Vec<&str> = assigned
            .iter()
            .flat_map(|assignments| assignments.principals())
            .filter(|principal| principal.kind == *kind)
            .map(|principal| &*principal.name)
            .chain(
                directory
                    .principals
                    .iter()
                    .flat_map(|principals| principals.names(*kind).map(|name| &**name)),
            )
            .collect();
        known_or_error(&kind.to_string(), name, &known)?;
    }
    Ok(())
}

fn known_or_error(what: &str, name: &str, known: &[&str]) -> Result<(), Error> {
    if known.contains(&name) {
        return Ok(());
    }
    let help = match nearest(name, known.iter().copied()) {
        Some(similar) => format!("did you mean `{}`?", similar.name()),
        None => "names are case-sensitive; `rolecall access` lists them".to_owned(),
    };
    Err(Error::usage(
        format!("--only names the {what} `{name}`, which is neither in the catalog nor live"),
        help,
    ))
}
