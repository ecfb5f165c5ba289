//! `--only KIND=NAME`: the limit of a run, its names checked before anything is planned.

use crate::error::Error;
use crate::model::{Desired, Directory, Live, PermissionSetName, PrincipalType};
use crate::plan::Only;
use crate::text::nearest;

const KINDS: [&str; 4] = ["permission-set", "account", "group", "user"];

/// Reads the values of `--only`.
pub(super) fn parse(values: &[String]) -> Result<Only, Error> {
    let mut only = Only::default();
    for value in values {
        let (kind, name) = value.split_once('=').unwrap_or((value, ""));
        let kinds = || {
            Error::usage(
                format!("`--only {value}` is not of the form KIND=NAME"),
                format!("kinds are {}", KINDS.join(", ")),
            )
        };
        if name.is_empty() {
            return Err(kinds());
        }
        let principal = match kind {
            "permission-set" => {
                let name = PermissionSetName::parse(name).map_err(|error| {
                    Error::usage(
                        error.to_string(),
                        "name a permission set as the catalog does",
                    )
                })?;
                only.permission_sets.get_or_insert_default().insert(name);
                continue;
            }
            "account" => {
                only.accounts
                    .get_or_insert_default()
                    .insert(name.to_owned());
                continue;
            }
            "group" => PrincipalType::Group,
            "user" => PrincipalType::User,
            _ => return Err(kinds()),
        };
        only.principals
            .get_or_insert_default()
            .insert((principal, name.to_owned()));
    }
    Ok(only)
}

/// Replaces ids of accounts by their names, and refuses names that nothing has: a mistyped limit would read as
/// "nothing to do".
pub(super) fn check(
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_names_are_read() {
        let values = ["account=plat-dev", "account=plat-prod", "group=A=B"].map(str::to_owned);
        let only = parse(&values).unwrap();
        assert_eq!(only.accounts.unwrap().len(), 2);
        let group = (PrincipalType::Group, "A=B".to_owned());
        assert!(only.principals.unwrap().contains(&group));
    }

    #[test]
    fn what_is_no_limit_is_refused() {
        for value in ["plat-dev", "account=", "role=x", "permission-set=a b"] {
            assert!(parse(&[value.to_owned()]).is_err(), "{value}");
        }
    }
}
