//! Bringing edited permission sets to their accounts.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::aws::{AwsError, Reader};
use crate::model::AccountId;
use crate::plan::{Change, Phase, ProvisionTarget};

use super::queue::Job;
use super::run::Run;

/// Provisioning operations that AWS allows at once (AWS, "Quotas and limits in IAM Identity Center").
const OUTSTANDING: usize = 3;
/// An edit is not seen everywhere at once, so that "nothing is outdated" is believed at the second look.
const SECOND_LOOK: Duration = Duration::from_millis(300);

impl Run<'_> {
    /// Provisions the sets of the plan where an account has an older version; elsewhere there is nothing to do.
    pub(super) async fn provision(&mut self) {
        let outdated = self.outdated().await;
        let mut jobs = Vec::new();
        for (index, planned) in self.plan.changes.iter().enumerate() {
            let Change::ProvisionPermissionSet {
                accounts, target, ..
            } = &planned.change
            else {
                continue;
            };
            if self.stopping() {
                return;
            }
            if self.is_blocked(index) {
                continue;
            }
            let listed: BTreeSet<AccountId> =
                accounts.iter().filter_map(|account| account.id).collect();
            let found = outdated.get(&index);
            if found.is_some_and(BTreeSet::is_empty) {
                self.succeed(index, None);
                continue;
            }
            let touched: BTreeSet<AccountId> = match found {
                Some(found) => found.union(&listed).copied().collect(),
                None => listed.clone(),
            };
            match target {
                ProvisionTarget::AllProvisionedAccounts => jobs.push(Job {
                    change: index,
                    account: None,
                    touches: touched.into_iter().collect(),
                }),
                ProvisionTarget::ListedAccounts => {
                    let stale = |account: &AccountId| found.is_none_or(|ids| ids.contains(account));
                    let accounts: Vec<AccountId> = listed.into_iter().filter(stale).collect();
                    if accounts.is_empty() {
                        self.succeed(index, None);
                    }
                    jobs.extend(accounts.into_iter().map(|account| Job {
                        change: index,
                        account: Some(account),
                        touches: Arc::new([account]),
                    }));
                }
            }
        }
        self.operate(Phase::Provisioning, jobs, OUTSTANDING).await;
    }

    /// For each provisioning, the accounts with an older version. One that cannot be asked for is absent: then
    /// provisioning itself will tell.
    async fn outdated(&self) -> HashMap<usize, BTreeSet<AccountId>> {
        let mut asking = JoinSet::new();
        for (index, planned) in self.plan.changes.iter().enumerate() {
            let Change::ProvisionPermissionSet { permission_set, .. } = &planned.change else {
                continue;
            };
            let Ok(target) = self.target(permission_set) else {
                continue;
            };
            let reader = self.reader.clone();
            asking.spawn(async move { (index, look(&reader, &target.arn).await) });
        }
        let mut outdated = HashMap::new();
        while let Some(answer) = asking.join_next().await {
            if let Ok((index, Ok(accounts))) = answer {
                outdated.insert(index, accounts);
            }
        }
        outdated
    }
}

async fn look(reader: &Reader, arn: &str) -> Result<BTreeSet<AccountId>, AwsError> {
    let first = reader.outdated_accounts(arn).await?;
    if !first.is_empty() {
        return Ok(first);
    }
    tokio::time::sleep(SECOND_LOOK).await;
    reader.outdated_accounts(arn).await
}
