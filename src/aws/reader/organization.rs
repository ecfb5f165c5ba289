//! The accounts of the organization.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use aws_sdk_organizations::types::Account as ApiAccount;

use crate::aws::clients::Clients;
use crate::aws::concurrent;
use crate::aws::error::AwsError;
use crate::aws::member::member;
use crate::model::{Account, AccountId, AccountState, OrganizationAccount, OrganizationalUnit};

use super::Needs;

const UNITS: &str = "ListOrganizationalUnitsForParent";

/// A unit of the walk: who it is, and what is above it.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub(super) id: Arc<str>,
    pub(super) name: Arc<str>,
    /// A unit or the root.
    pub(super) parent: Arc<str>,
}

/// Accounts, and the way to every organizational unit where units were listed.
pub(super) type AccountsAndUnits = (
    Vec<OrganizationAccount>,
    Option<Vec<Vec<OrganizationalUnit>>>,
);

/// Every account with what `needs` asks for, sorted by name and id.
pub(super) async fn accounts(
    clients: &Arc<Clients>,
    needs: &Needs,
) -> Result<AccountsAndUnits, AwsError> {
    let listed = clients.accounts().await?;
    let wants_units = needs.organizational_units || needs.organizational_unit_names;
    let has_paths = listed.iter().all(|account| !account.paths().is_empty());
    let units = match wants_units {
        true if needs.organizational_unit_names || !has_paths => Some(walk(clients).await?),
        _ => None,
    };
    let parents = match &units {
        Some((root, units)) if !has_paths => account_parents(clients, root, units).await?,
        _ => HashMap::new(),
    };
    let walked = units;
    let units: HashMap<&str, &Unit> = walked
        .iter()
        .flat_map(|(_, units)| units)
        .map(|unit| (&*unit.id, unit))
        .collect();
    let ways = walked.as_ref().map(|(_, all)| {
        let mut ways: Vec<_> = all.iter().map(|unit| way(Some(&unit.id), &units)).collect();
        ways.sort();
        ways
    });
    let mut accounts = Vec::with_capacity(listed.len());
    for account in &listed {
        let mut entry = read_account(account)?;
        if wants_units {
            entry.organizational_units = match account.paths().first() {
                Some(path) if has_paths => of_path(path, &units),
                _ => above(account.id().expect("it was just parsed"), &parents, &units),
            };
        }
        accounts.push(entry);
    }
    if needs.tags {
        let ids = listed.into_iter().map(|one| one.id.expect("it was parsed"));
        for (entry, tags) in accounts.iter_mut().zip(tags(clients, ids.collect()).await?) {
            entry.tags = tags;
        }
    }
    accounts.sort_by(|a, b| a.account.cmp(&b.account));
    Ok((accounts, ways))
}

/// The state in which AWS says an account is: `State`, or the older `Status`. Neither is no reason to leave an
/// account out.
pub(super) fn state(account: &ApiAccount) -> &str {
    account
        .state()
        .map(|state| state.as_str())
        .or_else(|| account.status().map(|status| status.as_str()))
        .unwrap_or("ACTIVE")
}

fn read_account(account: &ApiAccount) -> Result<OrganizationAccount, AwsError> {
    let id = AccountId::parse(account.id().unwrap_or_default())
        .map_err(|error| AwsError::unexpected("ListAccounts", error))?;
    let name = account.name().map_or_else(|| id.to_string(), str::to_owned);
    let mut entry = OrganizationAccount::new(Account {
        name: name.into(),
        id: Some(id),
    });
    entry.state = AccountState::parse(state(account));
    Ok(entry)
}

/// The tags of each account, in the order of the ids.
pub(super) async fn tags(
    clients: &Arc<Clients>,
    ids: Vec<String>,
) -> Result<Vec<BTreeMap<String, String>>, AwsError> {
    concurrent::each(ids, |id| {
        let clients = Arc::clone(clients);
        async move {
            let tags = clients.account_tags(&id).await?;
            Ok(tags.into_iter().map(|tag| (tag.key, tag.value)).collect())
        }
    })
    .await
}

/// The units of a path, `o-…/r-…/ou-…/ou-…/<account>/`, named where names were asked for.
fn of_path(path: &str, units: &HashMap<&str, &Unit>) -> Vec<OrganizationalUnit> {
    path.split('/')
        .filter(|part| part.starts_with("ou-"))
        .map(|id| OrganizationalUnit {
            id: id.into(),
            name: units.get(id).map(|unit| Arc::clone(&unit.name)),
        })
        .collect()
}

/// The units above an account, from the root downward.
fn above(
    account: &str,
    parents: &HashMap<String, Arc<str>>,
    units: &HashMap<&str, &Unit>,
) -> Vec<OrganizationalUnit> {
    way(parents.get(account).map(|id| &**id), units)
}

/// The units from the root downward to the one with this id, which comes last.
fn way(id: Option<&str>, units: &HashMap<&str, &Unit>) -> Vec<OrganizationalUnit> {
    let mut chain = Vec::new();
    let mut next = id.and_then(|id| units.get(id));
    // AWS allows five levels; a circle would be AWS's mistake, and must not be ours.
    while let Some(unit) = next
        && chain.len() <= units.len()
    {
        chain.push(OrganizationalUnit {
            id: Arc::clone(&unit.id),
            name: Some(Arc::clone(&unit.name)),
        });
        next = units.get(&*unit.parent);
    }
    chain.reverse();
    chain
}

/// The root and every unit below it, level by level.
pub(super) async fn walk(clients: &Arc<Clients>) -> Result<(Arc<str>, Vec<Unit>), AwsError> {
    let root = clients.roots().await?.into_iter().find_map(|root| root.id);
    let root: Arc<str> = root
        .ok_or_else(|| AwsError::unexpected("ListRoots", "the organization has no root"))?
        .into();
    let mut units: Vec<Unit> = Vec::new();
    let mut seen = HashSet::from([Arc::clone(&root)]);
    let mut level = vec![Arc::clone(&root)];
    while !level.is_empty() {
        let children = concurrent::each(level, |parent| {
            let clients = Arc::clone(clients);
            async move {
                let found = clients.units_in(&parent).await?;
                let units = found.into_iter().map(|unit| {
                    Ok(Unit {
                        id: member(UNITS, "the id of a unit", unit.id)?.into(),
                        name: member(UNITS, "the name of a unit", unit.name)?.into(),
                        parent: Arc::clone(&parent),
                    })
                });
                units.collect::<Result<Vec<Unit>, AwsError>>()
            }
        })
        .await?;
        let found: Vec<Unit> = children.into_iter().flatten().collect();
        // A unit below itself would be walked for ever.
        if let Some(unit) = found.iter().find(|unit| !seen.insert(Arc::clone(&unit.id))) {
            let message = format!("unit {} comes twice", unit.id);
            return Err(AwsError::unexpected(UNITS, message));
        }
        level = found.iter().map(|unit| Arc::clone(&unit.id)).collect();
        units.extend(found);
    }
    Ok((root, units))
}

/// In which unit each account is: what endpoints without `Paths` tell only unit by unit.
pub(super) async fn account_parents(
    clients: &Arc<Clients>,
    root: &Arc<str>,
    units: &[Unit],
) -> Result<HashMap<String, Arc<str>>, AwsError> {
    let parents = units.iter().map(|unit| Arc::clone(&unit.id));
    let found = concurrent::each(parents.chain([Arc::clone(root)]), |parent| {
        let clients = Arc::clone(clients);
        async move {
            let accounts = clients.accounts_in(&parent).await?;
            let pairs = accounts.into_iter().map(|account| {
                let id = member("ListAccountsForParent", "the id of an account", account.id)?;
                Ok((id, Arc::clone(&parent)))
            });
            pairs.collect::<Result<Vec<_>, AwsError>>()
        }
    })
    .await?;
    Ok(found.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: &str, parent: &str) -> Unit {
        Unit {
            id: id.into(),
            name: format!("name of {id}").into(),
            parent: parent.into(),
        }
    }

    #[test]
    fn a_path_gives_the_units_from_the_root_downward() {
        let (plat, dev) = (
            unit("ou-ab12-11111111", "r-ab12"),
            unit("ou-ab12-22222222", "ou-ab12-11111111"),
        );
        let units = HashMap::from([(&*plat.id, &plat), (&*dev.id, &dev)]);
        let path = "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/333333333333/";
        let ids = |chain: Vec<OrganizationalUnit>| -> Vec<String> {
            chain
                .iter()
                .map(|unit| format!("{} {}", unit.id, unit.name.as_deref().unwrap_or("-")))
                .collect()
        };
        assert_eq!(
            ids(of_path(path, &units)),
            [
                "ou-ab12-11111111 name of ou-ab12-11111111",
                "ou-ab12-22222222 name of ou-ab12-22222222"
            ]
        );
        assert_eq!(
            ids(of_path(path, &HashMap::new())),
            ["ou-ab12-11111111 -", "ou-ab12-22222222 -"]
        );
        assert!(of_path("o-a1b2c3d4e5/r-ab12/333333333333/", &units).is_empty());
        let parents = HashMap::from([("333333333333".to_owned(), Arc::clone(&dev.id))]);
        assert_eq!(
            above("333333333333", &parents, &units),
            of_path(path, &units)
        );
        assert!(above("444444444444", &parents, &units).is_empty());
    }

    #[test]
    fn units_that_contain_each_other_are_no_endless_walk() {
        let (one, other) = (unit("ou-1", "ou-2"), unit("ou-2", "ou-1"));
        let units = HashMap::from([(&*one.id, &one), (&*other.id, &other)]);
        let parents = HashMap::from([("333333333333".to_owned(), Arc::clone(&one.id))]);
        assert_eq!(above("333333333333", &parents, &units).len(), 3);
    }

    #[test]
    fn the_state_is_read_before_the_status_and_neither_is_active() {
        use aws_sdk_organizations::types::{AccountState as State, AccountStatus as Status};
        let account = ApiAccount::builder().id("222222222222");
        assert_eq!(state(&account.clone().build()), "ACTIVE");
        let old = account.clone().status(Status::Suspended).build();
        assert_eq!(state(&old), "SUSPENDED");
        let new = account
            .status(Status::Active)
            .state(State::from("CLOSED"))
            .build();
        assert_eq!(state(&new), "CLOSED");
        assert_eq!(read_account(&new).unwrap().state, AccountState::Closed);
    }
}
