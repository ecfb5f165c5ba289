//! Groups as the identity store keeps them: with external ids, and with how many members each has.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::aws::concurrent;
use crate::aws::error::AwsError;
use crate::model::PrincipalId;
use crate::model::snapshot::Group;

use super::{Reader, snapshot};

impl Reader {
    /// Every group, sorted by name and id. Asked anew at each call, so that a group which has just arrived is seen.
    ///
    /// # Errors
    /// [`AwsError`] of the first call that fails.
    pub async fn groups(&self) -> Result<Vec<Group>, AwsError> {
        let listed = self.clients.groups().await?;
        let mut groups: Vec<Group> = listed.into_iter().map(snapshot::read_group).collect();
        groups.sort_by(|a, b| (&a.display_name, &a.id).cmp(&(&b.display_name, &b.id)));
        Ok(groups)
    }

    /// How many members each of these groups has: a call for each.
    ///
    /// # Errors
    /// [`AwsError`] of the first call that fails.
    pub async fn member_counts(
        &self,
        groups: impl IntoIterator<Item = PrincipalId>,
    ) -> Result<BTreeMap<PrincipalId, usize>, AwsError> {
        let counts = concurrent::each(groups, |group| {
            let clients = Arc::clone(&self.clients);
            async move {
                let members = clients.memberships(group.as_str()).await?.len();
                Ok::<_, AwsError>((group, members))
            }
        })
        .await?;
        Ok(counts.into_iter().collect())
    }
}
