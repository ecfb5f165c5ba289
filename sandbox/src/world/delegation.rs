//! The delegated administrator of IAM Identity Center.

use super::organization::{Organization, constraint};
use super::refusal::{Answer, Refusal};
use crate::id::AccountId;
use crate::snapshot::State;

impl Organization {
    /// Makes an account a delegated administrator of IAM Identity Center, which has room for one.
    pub fn register_administrator(&mut self, id: AccountId) -> Answer<()> {
        let state = self.account(id)?.state;
        if id == self.management_account {
            return Err(constraint(
                "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
                "You cannot register the management account as a delegated administrator.",
            ));
        }
        if self.delegated.contains(&id) {
            return Err(Refusal::new(
                "AccountAlreadyRegisteredException",
                "The provided account is already a delegated administrator for your organization.",
            ));
        }
        if state != State::Active {
            return Err(constraint(
                "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR",
                "You cannot register a suspended account as a delegated administrator.",
            ));
        }
        if !self.delegated.is_empty() {
            return Err(constraint(
                "MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED",
                "You have exceeded the allowed number of delegated administrators for the service.",
            ));
        }
        self.delegated.insert(id);
        Ok(())
    }

    /// Takes the delegated administration of IAM Identity Center from an account.
    pub fn deregister_administrator(&mut self, id: AccountId) -> Answer<()> {
        self.account(id)?;
        if self.delegated.remove(&id) {
            return Ok(());
        }
        Err(Refusal::new(
            "AccountNotRegisteredException",
            "The provided account is not a registered delegated administrator for your organization.",
        ))
    }
}
