//! Names in a filter that nothing has: a mistyped name would read as "no access".

use std::collections::BTreeSet;

use super::{CatalogSide, LiveSide};
use crate::model::{AccessFilter, Assignments, Directory, PrincipalType};
use crate::text::{nearest, visible};

/// A name that neither the catalog nor what exists has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct UnknownName {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Checks every name of a filter against what both sides, the accounts and `permission_sets` (those that are built in)
/// have.
///
/// # Errors
/// The first name that nothing has, with the nearest that exists.
pub fn check(
    filter: &AccessFilter,
    catalog: Option<CatalogSide<'_>>,
    live: Option<LiveSide<'_>>,
    directory: &Directory,
    permission_sets: &BTreeSet<String>,
) -> Result<(), UnknownName> {
    let looked = Looked {
        in_catalog: catalog.is_some(),
        in_aws: live.is_some(),
    };
    let kinds = [
        (PrincipalType::Group, &filter.groups),
        (PrincipalType::User, &filter.users),
    ];
    for (kind, names) in kinds {
        if !names.is_empty() {
            let known = principals(kind, catalog, live);
            looked.find(&kind.to_string(), names, &known)?;
        }
    }
    if !filter.accounts.is_empty() {
        let ids: Vec<String> = accounts(directory, catalog, live)
            .filter_map(|account| account.id)
            .map(|id| id.to_string())
            .collect();
        let mut known: BTreeSet<&str> = accounts(directory, catalog, live)
            .map(|account| account.catalog_name())
            .collect();
        known.extend(directory.accounts.iter().map(|entry| &**entry.name()));
        known.extend(ids.iter().map(String::as_str));
        looked.find("account", &filter.accounts, &known)?;
    }
    if !filter.permission_sets.is_empty() {
        let mut known: BTreeSet<&str> = permission_sets.iter().map(String::as_str).collect();
        if let Some(side) = catalog {
            known.extend(
                side.catalog
                    .permission_sets
                    .keys()
                    .map(|name| name.as_str()),
            );
            known.extend(
                side.desired
                    .state
                    .permission_sets
                    .keys()
                    .map(|name| name.as_str()),
            );
        }
        if let Some(side) = live {
            known.extend(side.live.permission_sets.keys().map(|name| name.as_str()));
        }
        looked.find("permission set", &filter.permission_sets, &known)?;
    }
    Ok(())
}

fn sides<'a>(
    catalog: Option<CatalogSide<'a>>,
    live: Option<LiveSide<'a>>,
) -> impl Iterator<Item = &'a Assignments> {
    let desired = catalog.map(|side| &side.desired.state.assignments);
    let existing = live.map(|side| &side.live.state.assignments);
    desired.into_iter().chain(existing)
}

fn accounts<'a>(
    directory: &'a Directory,
    catalog: Option<CatalogSide<'a>>,
    live: Option<LiveSide<'a>>,
) -> impl Iterator<Item = &'a crate::model::Account> {
    let known = directory.accounts.iter().map(|entry| &entry.account);
    known.chain(sides(catalog, live).flat_map(Assignments::accounts))
}

fn principals<'a>(
    kind: PrincipalType,
    catalog: Option<CatalogSide<'a>>,
    live: Option<LiveSide<'a>>,
) -> BTreeSet<&'a str> {
    let assigned = sides(catalog, live).flat_map(Assignments::principals);
    let mut known: BTreeSet<&str> = assigned
        .filter(|principal| principal.kind == kind)
        .map(|principal| &*principal.name)
        .collect();
    if let Some(side) = catalog {
        let rules = side.catalog.rules.iter().chain(&side.catalog.expired);
        known.extend(
            rules
                .filter(|rule| rule.kind == kind)
                .map(|rule| &*rule.principal.value),
        );
        if kind == PrincipalType::Group {
            let listed = side.catalog.groups.iter();
            known.extend(
                listed
                    .chain(&side.catalog.required_groups)
                    .map(|group| &*group.value),
            );
        }
    }
    if let Some(side) = live {
        let store = &side.snapshot.identity_store;
        match kind {
            PrincipalType::Group => {
                let names = store.groups.iter();
                known.extend(names.filter_map(|group| group.display_name.as_deref()));
            }
            PrincipalType::User => {
                known.extend(store.users.iter().map(|user| user.user_name.as_str()));
            }
        }
    }
    known
}

/// Where names were looked for.
#[derive(Clone, Copy)]
struct Looked {
    in_catalog: bool,
    in_aws: bool,
}

impl Looked {
    fn find(self, what: &str, names: &[String], known: &BTreeSet<&str>) -> Result<(), UnknownName> {
        let unknown = names.iter().find(|name| !known.contains(name.as_str()));
        let Some(name) = unknown else {
            return Ok(());
        };
        let place = match (self.in_catalog, self.in_aws) {
            (true, true) => "neither in the catalog nor in AWS",
            (true, false) => "not in the catalog",
            _ => "not in AWS",
        };
        let help = match nearest(name, known.iter().copied()) {
            Some(nearest) => visible(&nearest.hint()).into_owned(),
            None if !self.in_aws => {
                "add --live, --snapshot FILE or --sandbox to look for it in AWS, too".to_owned()
            }
            None => "names are case-sensitive; rolecall access lists them".to_owned(),
        };
        Err(UnknownName {
            message: format!("unknown {what} `{}`: it is {place}", visible(name)),
            help,
        })
    }
}
