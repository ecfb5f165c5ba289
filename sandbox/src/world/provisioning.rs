//! Provisioning: how a changed template reaches the accounts.

use super::assignments::{CONFLICTING, TOO_MANY};
use super::moment::Moment;
use super::operation::Provisioning;
use super::permission_set::Provisioned;
use super::refusal::{Answer, Refusal};
use super::{Operation, Work, World};
use crate::digest::fraction;
use crate::id::{AccountId, SetId};

impl World {
    /// Starts provisioning a set in one account, or with `None` in all accounts where it is provisioned.
    pub fn provision_set(
        &mut self,
        now: Moment,
        set: SetId,
        target: Option<AccountId>,
    ) -> Answer<Operation> {
        if let Some(account) = target {
            self.account_is_known(account, set)?;
        }
        let accounts = self.set_by_id(set).map_or(0, |set| set.accounts.len());
        let limit = self.options.provisioned_accounts_limit;
        if target.is_none() && accounts > limit {
            // Which text AWS answers with was never recorded.
            return Err(Refusal::validation(format!(
                "The permission set is provisioned in {accounts} accounts. ALL_PROVISIONED_ACCOUNTS reaches at most {limit}."
            )));
        }
        let limit = self.options.outstanding_provisionings;
        if limit.is_some_and(|limit| self.operations.outstanding_provisionings() >= limit) {
            return Err(Refusal::throttled(TOO_MANY));
        }
        let found = self.set_by_id(set);
        let accounts = match target {
            Some(account) => vec![(
                account,
                found.is_some_and(|set| set.accounts.contains_key(&account)),
            )],
            None => found.map_or_else(Vec::new, |set| {
                set.accounts
                    .keys()
                    .map(|account| (*account, true))
                    .collect()
            }),
        };
        let provisioning = Provisioning {
            set,
            target,
            accounts,
            revision: found.map_or(0, |set| set.revision),
            superseded: false,
        };
        let key = format!(
            "provisioning {set} {}",
            target.map_or_else(|| "all".to_owned(), |account| account.to_string())
        );
        self.race(now, &key, provisioning)
    }

    /// Starts a provisioning, unless another client's of the same set comes first.
    // How AWS treats two of one set at once is documented nowhere; a conflict is what it answers to other writes that
    // meet, at once or as the reason of a failure.
    fn race(&mut self, now: Moment, key: &str, provisioning: Provisioning) -> Answer<Operation> {
        let drawn = self.ids.next("race", key);
        let wanted = self.options.provisioning_race;
        if wanted == 0.0 || fraction(drawn) >= wanted {
            return Ok(self.start(now, key, Work::Provision(provisioning)));
        }
        self.count_fault("provisioning-race");
        let other = Work::Provision(provisioning.clone());
        self.start(now, &format!("another client's {key}"), other);
        if drawn & 1 == 0 {
            return Err(Refusal::conflict(CONFLICTING));
        }
        let work = Work::Provision(Provisioning {
            superseded: true,
            ..provisioning
        });
        Ok(self.start(now, key, work))
    }

    pub(super) fn finish_provisioning(
        &mut self,
        provisioning: &Provisioning,
    ) -> Result<(), String> {
        if provisioning.superseded {
            return Err(format!("Received a 409 status error: {CONFLICTING}"));
        }
        let mut failure = None;
        // One account's failure does not keep the others from being provisioned.
        for (account, was_provisioned) in &provisioning.accounts {
            if let Err(reason) = self.provision(provisioning, *account, *was_provisioned) {
                failure.get_or_insert(reason);
            }
        }
        failure.map_or(Ok(()), Err)
    }

    fn provision(
        &mut self,
        provisioning: &Provisioning,
        account: AccountId,
        was_provisioned: bool,
    ) -> Result<(), String> {
        let set = self
            .set_by_id(provisioning.set)
            .ok_or("Received a 404 status error: Permission set not found.")?;
        // The last assignment was deleted while this waited (terraform-provider-aws#33337, #35158).
        if was_provisioned && !set.accounts.contains_key(&account) {
            return Err(match provisioning.target {
                Some(_) => format!(
                    "Received a 404 status error: Permission set provision not found in AWS account {account}."
                ),
                None => "Received a 404 status error: Assignment not found.".to_owned(),
            });
        }
        self.account_takes_roles(account)?;
        if self.options.management_iam_denied && self.is_management(account) {
            return Err(self.iam_denied(account, provisioning.set));
        }
        self.policies_exist(set, account)?;
        if let Some(set) = self.set_mut(provisioning.set) {
            let provisioned = set
                .accounts
                .entry(account)
                .or_insert_with(Provisioned::default);
            provisioned.revision = provisioned.revision.max(provisioning.revision);
        }
        Ok(())
    }
}
