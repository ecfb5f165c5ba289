//! Groups and users: ids for names, and names for ids.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::aws::clients::Clients;
use crate::aws::concurrent;
use crate::aws::error::AwsError;
use crate::model::snapshot::Names;
use crate::model::{PrincipalId, PrincipalType, Principals};

use super::{AllGroups, Needs, Reader, snapshot};

impl Reader {
    pub(super) async fn principals(&self, needs: &Needs) -> Result<Principals, AwsError> {
        let mut principals = match needs.groups {
            true => self.by_name().await?,
            false => Principals::default(),
        };
        principals.users = users(&self.clients, &needs.users).await?;
        Ok(principals)
    }

    async fn by_name(&self) -> Result<Principals, AwsError> {
        let groups = self.every_group().await?;
        let by_name = groups
            .names
            .iter()
            .map(|(id, name)| (Arc::clone(name), id.clone()));
        Ok(Principals {
            groups: by_name.collect(),
            groups_by_external_id: groups.by_external_id.clone(),
            ..Principals::default()
        })
    }

    /// Every group; listed once in the life of a reader.
    pub(super) async fn every_group(&self) -> Result<Arc<AllGroups>, AwsError> {
        if let Some(groups) = self.known_groups() {
            return Ok(groups);
        }
        let listed = self.clients.groups().await?;
        let mut groups = AllGroups::default();
        for group in listed.into_iter().map(snapshot::read_group) {
            let name = group.name();
            for external in group.external_ids {
                let known = &mut groups.by_external_id;
                known.insert(external.id.into(), Arc::clone(&name));
            }
            groups.names.insert(group.id, name);
        }
        let groups = Arc::new(groups);
        self.remember_groups(Arc::clone(&groups));
        Ok(groups)
    }

    /// The names of `ids`: from what is known, then one call for each that is not. Ids that exist no longer have
    /// none.
    pub(super) async fn names(
        &self,
        kind: PrincipalType,
        ids: BTreeSet<PrincipalId>,
        known: Names,
    ) -> Result<Names, AwsError> {
        let missing = ids.into_iter().filter(|id| !known.contains_key(id));
        let missing: Vec<PrincipalId> = missing.collect();
        let found = concurrent::each(missing, |id| {
            let clients = Arc::clone(&self.clients);
            async move {
                let name = match kind {
                    PrincipalType::Group => clients.group_name(&id).await?,
                    PrincipalType::User => clients.user_name(&id).await?,
                };
                let name = name.map(|name| {
                    name.map(Arc::from)
                        .unwrap_or_else(|| crate::model::snapshot::unnamed(&id))
                });
                Ok::<_, AwsError>(name.map(|name| (id, name)))
            }
        })
        .await?;
        let mut names = known;
        names.extend(found.into_iter().flatten());
        Ok(names)
    }
}

/// Ids of the users with these names; who does not exist is absent.
async fn users(
    clients: &Arc<Clients>,
    names: &BTreeSet<Arc<str>>,
) -> Result<BTreeMap<Arc<str>, PrincipalId>, AwsError> {
    let found = concurrent::each(names.iter().cloned(), |name| {
        let clients = Arc::clone(clients);
        async move {
            let id = clients.user_id(&name).await?;
            Ok::<_, AwsError>(id.map(|id| (name, id)))
        }
    })
    .await?;
    Ok(found.into_iter().flatten().collect())
}
