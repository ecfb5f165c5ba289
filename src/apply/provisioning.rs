//! Bringing edited permission sets to their accounts.
//!
//! What is planned is provisioned, whatever a list says by then: AWS promises of none that it shows an edit at once.
//! Afterwards the list is looked at until it agrees, for a bounded time, and the outcome names what it still shows.
//!
//! An operation for one account makes a role there even if the last assignment is gone by then, and AWS has no call
//! that removes it. So an account is looked at before, and one that this plan leaves without assignments waits until
//! the revocations are over.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::aws::{AwsError, ErrorKind, Reader};
use crate::model::{AccountId, PermissionSetName, PrincipalId, PrincipalType};
use crate::plan::{Change, Phase, ProvisionTarget};

use super::queue::Job;
use super::run::Run;
use super::tasks::unwound;
use super::{Event, RoleLeft, Unconfirmed};

/// Provisioning operations that AWS allows at once (AWS, "Quotas and limits in IAM Identity Center").
const OUTSTANDING: usize = 3;
/// The pauses between looks at the list of accounts with an older version. How late AWS's list may be is not
/// documented; longer than this nobody waits for it, since the operations themselves succeeded.
const PAUSES: [Duration; 4] = [
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// The principals that have a set in an account.
pub(super) type Holders = BTreeSet<(PrincipalType, PrincipalId)>;

impl Run<'_> {
    /// Provisions the sets of the plan, except where it has to wait for revocations.
    pub(super) async fn provision(&mut self) {
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
            let accounts: BTreeSet<AccountId> =
                accounts.iter().filter_map(|account| account.id).collect();
            match target {
                ProvisionTarget::AllProvisionedAccounts => jobs.push(Job {
                    change: index,
                    account: None,
                    touches: accounts.into_iter().collect(),
                }),
                ProvisionTarget::ListedAccounts => {
                    jobs.extend(accounts.into_iter().map(|account| one(index, account)));
                }
            }
        }
        let jobs = self.hold_emptied(jobs).await;
        self.operate(Phase::Provisioning, jobs, OUTSTANDING).await;
    }

    /// Keeps the operations back whose accounts are left without an assignment of the set by this plan; gives the
    /// others.
    async fn hold_emptied(&mut self, jobs: Vec<Job>) -> Vec<Job> {
        let revoked = self.revoked();
        let mut asking = JoinSet::new();
        for (at, job) in jobs.iter().enumerate() {
            let Some((name, account)) = self.place(job) else {
                continue;
            };
            let leaving = revoked.get(&(name.clone(), account));
            if let (Some(leaving), false) = (leaving, self.is_granted(&name, account))
                && let Ok(target) = self.target(&name)
            {
                let (reader, leaving) = (self.reader.clone(), leaving.clone());
                asking.spawn(async move {
                    let holders = reader.holders(&target.arn, account).await;
                    // Where it cannot be found out, it waits.
                    (at, holders.is_ok_and(|now| !now.is_subset(&leaving)))
                });
            }
        }
        let mut held = BTreeSet::new();
        while let Some(answer) = asking.join_next().await {
            let (at, stays) = unwound(answer);
            if !stays {
                held.insert(at);
            }
        }
        let mut now = Vec::new();
        for (at, job) in jobs.into_iter().enumerate() {
            match held.contains(&at) {
                true => self.held.push(job),
                false => now.push(job),
            }
        }
        now
    }

    /// Provisions what waited for the revocations, where somebody is still assigned.
    pub(super) async fn provision_held(&mut self) {
        let jobs = std::mem::take(&mut self.held);
        if self.stopping() {
            self.held = jobs;
            return;
        }
        self.operate(Phase::Provisioning, jobs, OUTSTANDING).await;
    }

    /// The principals that this plan revokes, by set and account.
    fn revoked(&self) -> BTreeMap<(PermissionSetName, AccountId), Holders> {
        let mut revoked: BTreeMap<_, Holders> = BTreeMap::new();
        for planned in &self.plan.changes {
            if let Change::DeleteAssignment { assignment, .. } = &planned.change
                && let (Some(account), Some(id)) =
                    (assignment.account.id, assignment.principal.id.clone())
            {
                let place = (assignment.permission_set.clone(), account);
                let holder = (assignment.principal.kind, id);
                revoked.entry(place).or_default().insert(holder);
            }
        }
        revoked
    }

    /// Whether this plan grants a set in an account.
    pub(super) fn is_granted(&self, name: &PermissionSetName, account: AccountId) -> bool {
        let mut changes = self.plan.changes.iter();
        changes.any(|planned| {
            matches!(&planned.change, Change::CreateAssignment(grant)
                if grant.permission_set == *name && grant.account.id == Some(account))
        })
    }

    /// The set and the account of an operation for one account.
    fn place(&self, job: &Job) -> Option<(PermissionSetName, AccountId)> {
        let set = self.change(job.change).permission_set()?;
        Some((set.clone(), job.account?))
    }

    /// Takes note of an operation for one account that AWS carried out.
    pub(super) fn ended(&mut self, job: &Job, how: &Result<Option<String>, AwsError>) {
        if job.account.is_some() && matches!(how, Ok(Some(_))) {
            self.provisioned.push(job.clone());
        }
    }

    /// The operations that replace one for all accounts, where AWS refuses that: it reaches a limited number of them.
    pub(super) fn one_by_one(&self, job: &Job, error: &AwsError) -> Option<Vec<Job>> {
        let refused = matches!(error.kind(), ErrorKind::Validation | ErrorKind::Quota);
        let for_all = matches!(
            self.change(job.change),
            Change::ProvisionPermissionSet { .. }
        ) && job.account.is_none();
        if !refused || !for_all || job.touches.is_empty() {
            return None;
        }
        let accounts = job.touches.iter();
        Some(accounts.map(|account| one(job.change, *account)).collect())
    }

    /// Looks whether AWS shows what was provisioned, and whether a role was made where nobody is assigned.
    pub(super) async fn confirm(&mut self) {
        if self.stopping() {
            return;
        }
        let mut open = self.provisioned_changes();
        self.find_roles_left().await;
        let mut pauses = PAUSES.iter();
        let mut shown = outdated(self.reader, &open).await;
        while !shown.is_empty()
            && !self.stopping()
            && let Some(pause) = pauses.next()
        {
            tokio::select! {
                () = tokio::time::sleep(*pause) => {}
                () = self.interrupt.triggered() => break,
            }
            open.retain(|one| shown.contains_key(&one.change));
            shown = outdated(self.reader, &open).await;
        }
        for (change, accounts) in shown {
            let unconfirmed = Unconfirmed { change, accounts };
            self.tell(&Event::Unconfirmed(unconfirmed.clone()));
            self.unconfirmed.push(unconfirmed);
        }
    }

    /// The provisionings that AWS carried out.
    fn provisioned_changes(&self) -> Vec<Provisioned> {
        let changes = self.plan.changes.iter().enumerate();
        let provisioned = changes.filter_map(|(change, planned)| {
            let Change::ProvisionPermissionSet {
                permission_set,
                target,
                ..
            } = &planned.change
            else {
                return None;
            };
            let jobs = self.provisioned.iter().filter(|job| job.change == change);
            let accounts: BTreeSet<AccountId> = jobs.filter_map(|job| job.account).collect();
            let for_all = *target == ProvisionTarget::AllProvisionedAccounts && accounts.is_empty();
            let carried_out = for_all || !accounts.is_empty();
            (self.is_done(change) && carried_out).then_some(())?;
            Some(Provisioned {
                change,
                arn: self.target(permission_set).ok()?.arn,
                accounts: (!for_all).then_some(accounts),
            })
        });
        provisioned.collect()
    }

    /// Finds accounts to which a set was provisioned by an operation of their own, and in which nobody is assigned to
    /// it any more.
    async fn find_roles_left(&mut self) {
        let mut asking = JoinSet::new();
        for job in std::mem::take(&mut self.provisioned) {
            let Some((name, account)) = self.place(&job) else {
                continue;
            };
            let Ok(target) = self.target(&name) else {
                continue;
            };
            let reader = self.reader.clone();
            asking.spawn(async move {
                let holders = reader.holders(&target.arn, account).await;
                if !holders.is_ok_and(|holders| holders.is_empty()) {
                    return None;
                }
                // The role may have gone with the last assignment.
                let there = reader.provisioned_accounts(&target.arn).await;
                let role = RoleLeft {
                    change: job.change,
                    account,
                };
                there
                    .is_ok_and(|there| there.contains(&account))
                    .then_some(role)
            });
        }
        let mut left = Vec::new();
        while let Some(answer) = asking.join_next().await {
            left.extend(unwound(answer));
        }
        left.sort_by_key(|role| (role.change, role.account));
        for role in left {
            self.tell(&Event::RoleLeft(role.clone()));
            self.roles_left.push(role);
        }
    }
}

/// A provisioning that AWS carried out.
#[derive(Clone)]
struct Provisioned {
    change: usize,
    arn: Arc<str>,
    /// The accounts; `None` for all in which the set is provisioned.
    accounts: Option<BTreeSet<AccountId>>,
}

fn one(change: usize, account: AccountId) -> Job {
    Job {
        change,
        account: Some(account),
        touches: Arc::new([account]),
    }
}

/// The accounts that AWS lists with an older version, for each of the changes that has some. What cannot be asked for
/// is left out: the operations themselves succeeded.
async fn outdated(reader: &Reader, open: &[Provisioned]) -> BTreeMap<usize, BTreeSet<AccountId>> {
    let mut asking = JoinSet::new();
    for one in open.iter().cloned() {
        let reader = reader.clone();
        asking.spawn(async move {
            let mut listed = reader.outdated_accounts(&one.arn).await.unwrap_or_default();
            if let Some(accounts) = one.accounts {
                listed.retain(|account| accounts.contains(account));
            }
            (one.change, listed)
        });
    }
    let mut found = BTreeMap::new();
    while let Some(answer) = asking.join_next().await {
        let (change, accounts) = unwound(answer);
        if !accounts.is_empty() {
            found.insert(change, accounts);
        }
    }
    found
}
