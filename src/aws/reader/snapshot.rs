//! Everything, for a snapshot.

use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_identitystore::types::MemberId;

use crate::aws::clients::Clients;
use crate::aws::concurrent;
use crate::aws::error::{AwsError, ErrorKind};
use crate::aws::member::member;
use crate::model::snapshot::{
    Account, Caller, ExternalId, Group, IdentityStore, Instance, Membership, Organization,
    OrganizationalUnit, Snapshot, User,
};
use crate::model::{AccountId, PrincipalId};

use super::{Reader, organization, permission_sets};

impl Reader {
    /// Organization, identity store and every permission set with every assignment. One call for each group, and
    /// one for each pair of a permission set and an account.
    ///
    /// # Errors
    /// [`AwsError`] of the first call that fails.
    pub async fn snapshot(&self) -> Result<Snapshot, AwsError> {
        let clients = &self.clients;
        let sets = async {
            let outlines = permission_sets::outlines(clients).await?;
            let complete = permission_sets::complete(clients, outlines).await?;
            self.by_pair(self.with_accounts(complete).await?).await
        };
        let (organization, identity_store, permission_sets) =
            tokio::try_join!(organization_of(clients), identity_store(clients), sets)?;
        let caller = &clients.caller;
        let instance = &clients.instance;
        let mut snapshot = Snapshot {
            caller: Some(Caller {
                account: caller.account,
                arn: caller.arn.clone(),
            }),
            organization,
            instances: vec![Instance {
                arn: instance.arn.clone(),
                identity_store_id: instance.identity_store_id.clone(),
                owner_account: instance.owner_account,
                region: instance.region.clone(),
                name: instance.name.clone(),
                status: "ACTIVE".to_owned(),
                permission_sets_enabled: true,
            }],
            identity_store,
            permission_sets,
        };
        snapshot.sort();
        Ok(snapshot)
    }
}

/// The organization; `None` where the caller may not describe it.
async fn organization_of(clients: &Arc<Clients>) -> Result<Option<Organization>, AwsError> {
    let (Some(id), Some(management_account)) =
        (&clients.organization_id, clients.management_account)
    else {
        return Ok(None);
    };
    let listed = clients.accounts().await?;
    let (root, units) = organization::walk(clients).await?;
    let has_paths = listed.iter().all(|account| !account.paths().is_empty());
    let parents = match has_paths {
        true => HashMap::new(),
        false => organization::account_parents(clients, &root, &units).await?,
    };
    let ids = listed
        .iter()
        .map(|account| member("ListAccounts", "the id of an account", account.id.clone()))
        .collect::<Result<Vec<String>, AwsError>>()?;
    let tags = organization::tags(clients, ids).await?;
    let mut accounts = Vec::with_capacity(listed.len());
    for (account, tags) in listed.into_iter().zip(tags) {
        let text = account.id().expect("an account without an id is refused");
        let parent = match account.paths().first() {
            // `…/<parent>/<account>/`
            Some(path) => path
                .trim_end_matches('/')
                .rsplit('/')
                .nth(1)
                .map(str::to_owned),
            None => parents.get(text).map(|parent| (**parent).to_owned()),
        };
        accounts.push(Account {
            id: AccountId::parse(text)
                .map_err(|error| AwsError::unexpected("ListAccounts", error))?,
            name: account.name().unwrap_or(text).to_owned(),
            state: organization::state(&account).to_owned(),
            parent: parent.or_else(|| Some((*root).to_owned())),
            email: account.email,
            tags,
        });
    }
    Ok(Some(Organization {
        id: id.clone(),
        root: (*root).to_owned(),
        management_account,
        organizational_units: units
            .into_iter()
            .map(|unit| OrganizationalUnit {
                id: (*unit.id).to_owned(),
                name: (*unit.name).to_owned(),
                parent: (*unit.parent).to_owned(),
            })
            .collect(),
        accounts,
        delegated_administrators: delegated_administrators(clients).await?,
    }))
}

/// The delegated administrators. Not everyone who may read the organization may list them, and not every endpoint
/// can; the caller is one if it is not the management account.
async fn delegated_administrators(clients: &Clients) -> Result<Vec<AccountId>, AwsError> {
    match clients.delegated_administrators().await {
        Ok(found) => found
            .into_iter()
            .map(|one| {
                AccountId::parse(one.id().unwrap_or_default())
                    .map_err(|error| AwsError::unexpected("ListDelegatedAdministrators", error))
            })
            .collect(),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::AccessDenied { .. } | ErrorKind::Validation | ErrorKind::Unsupported
            ) =>
        {
            clients.organizations_lane.forgo(&error);
            let caller = clients.caller.account;
            Ok(Vec::from_iter(
                clients.is_delegated_administrator().then_some(caller),
            ))
        }
        Err(error) => Err(error),
    }
}

async fn identity_store(clients: &Arc<Clients>) -> Result<IdentityStore, AwsError> {
    let (groups, users) = tokio::try_join!(clients.groups(), clients.users())?;
    let ids: Vec<String> = groups.iter().map(|group| group.group_id.clone()).collect();
    let memberships = concurrent::each(ids, |group| {
        let clients = Arc::clone(clients);
        async move {
            let found = clients.memberships(&group).await?;
            let group = PrincipalId::new(group);
            let memberships = found.into_iter().map(|membership| {
                let user = match membership.member_id {
                    Some(MemberId::UserId(user)) => user,
                    _ => {
                        let message = "a member that is no user";
                        return Err(AwsError::unexpected("ListGroupMemberships", message));
                    }
                };
                Ok(Membership {
                    id: PrincipalId::new(membership.membership_id),
                    group: group.clone(),
                    user: PrincipalId::new(user),
                })
            });
            memberships.collect::<Result<Vec<Membership>, AwsError>>()
        }
    })
    .await?;
    Ok(IdentityStore {
        groups: groups.into_iter().map(read_group).collect(),
        users: users.into_iter().map(read_user).collect(),
        memberships: memberships.into_iter().flatten().collect(),
    })
}

fn external_ids(ids: Option<Vec<aws_sdk_identitystore::types::ExternalId>>) -> Vec<ExternalId> {
    ids.unwrap_or_default()
        .into_iter()
        .map(|one| ExternalId {
            issuer: one.issuer,
            id: one.id,
        })
        .collect()
}

pub(super) fn read_group(group: aws_sdk_identitystore::types::Group) -> Group {
    Group {
        id: PrincipalId::new(group.group_id),
        display_name: group.display_name,
        description: group.description,
        external_ids: external_ids(group.external_ids),
    }
}

fn read_user(user: aws_sdk_identitystore::types::User) -> User {
    let name = user.name;
    User {
        user_name: user.user_name.unwrap_or_else(|| user.user_id.clone()),
        id: PrincipalId::new(user.user_id),
        display_name: user.display_name,
        given_name: name.as_ref().and_then(|name| name.given_name.clone()),
        family_name: name.and_then(|name| name.family_name),
        emails: user
            .emails
            .unwrap_or_default()
            .into_iter()
            .filter_map(|email| email.value)
            .collect(),
        phone_numbers: user
            .phone_numbers
            .unwrap_or_default()
            .into_iter()
            .filter_map(|number| number.value)
            .collect(),
        external_ids: external_ids(user.external_ids),
        status: user.user_status.map(|status| status.as_str().to_owned()),
    }
}
