//! Accounts: created, moved, closed.

use super::moment::Moment;
use super::organization::{Account, Creation, Organization, Tags, constraint, merged};
use super::refusal::{Answer, Refusal};
use crate::id::AccountId;
use crate::snapshot::State;

impl Organization {
    /// Creates an account in the root. An email address that is taken makes the creation fail, as on AWS, later.
    pub fn create_account(
        &mut self,
        now: Moment,
        digest: u128,
        name: &str,
        email: &str,
        tags: Tags,
    ) -> Answer<&Creation> {
        let tags = merged(&Tags::new(), tags)?;
        let taken = self
            .accounts
            .values()
            .any(|account| account.email.as_deref() == Some(email));
        let account = if taken {
            None
        } else {
            Some(self.free_account_id(digest))
        };
        if let Some(id) = account {
            let account = Account {
                id,
                name: name.to_owned(),
                email: Some(email.to_owned()),
                state: State::Active,
                parent: self.root.clone(),
                tags,
                joined: now,
            };
            self.accounts.insert(id, account);
        }
        let id = format!("car-{:032x}", digest);
        let creation = Creation {
            id: id.clone(),
            name: name.to_owned(),
            account,
            failure: taken.then_some("EMAIL_ALREADY_EXISTS"),
            requested: now,
            completed: now,
        };
        Ok(self.creations.entry(id).or_insert(creation))
    }

    fn free_account_id(&self, digest: u128) -> AccountId {
        // From 200000000000 on, so that no id begins with zeros; steps of one past those that are taken.
        (0_u64..)
            .map(|step| {
                200_000_000_000 + ((digest as u64 % 700_000_000_000) + step) % 700_000_000_000
            })
            .filter_map(AccountId::from_number)
            .find(|id| !self.accounts.contains_key(id))
            .unwrap_or(self.management_account)
    }

    /// Moves an account to another parent.
    pub fn move_account(&mut self, id: AccountId, source: &str, destination: &str) -> Answer<()> {
        let account = self.account(id)?;
        if self.parent(source).is_err() || account.parent != source {
            return Err(Refusal::new(
                "SourceParentNotFoundException",
                "You specified a source parent that doesn't contain the account.",
            ));
        }
        if self.parent(destination).is_err() {
            return Err(Refusal::new(
                "DestinationParentNotFoundException",
                "You specified a destination parent that doesn't exist.",
            ));
        }
        if source == destination {
            return Err(Refusal::new(
                "DuplicateAccountException",
                "The account is already in the destination parent.",
            ));
        }
        if let Some(account) = self.accounts.get_mut(&id) {
            account.parent = destination.to_owned();
        }
        Ok(())
    }

    /// Starts to close an account. It stays in the organization, in the state `PENDING_CLOSURE`, and is `CLOSED` at `end`.
    pub fn close_account(&mut self, id: AccountId, end: Moment) -> Answer<()> {
        let state = self.account(id)?.state;
        if id == self.management_account {
            return Err(constraint(
                "CANNOT_CLOSE_MANAGEMENT_ACCOUNT",
                "You can't close the management account.",
            ));
        }
        match state {
            State::Active => {}
            State::PendingClosure => {
                return Err(Refusal::conflict(
                    "The request failed because it conflicts with the current state of the specified resource.",
                ));
            }
            State::PendingActivation | State::Suspended | State::Closed => {
                return Err(Refusal::new(
                    "AccountAlreadyClosedException",
                    "The account is already closed.",
                ));
            }
        }
        self.set_state(id, State::PendingClosure);
        self.closures.insert(id, end);
        Ok(())
    }

    /// Ends the closures whose time has come; true when there was one.
    pub fn settle_closures(&mut self, now: Moment) -> bool {
        let ended = self.closures.iter().filter(|(_, end)| **end <= now);
        let ended: Vec<AccountId> = ended.map(|(id, _)| *id).collect();
        for id in &ended {
            self.closures.remove(id);
            self.set_state(*id, State::Closed);
        }
        !ended.is_empty()
    }

    fn set_state(&mut self, id: AccountId, state: State) {
        if let Some(account) = self.accounts.get_mut(&id) {
            account.state = state;
        }
    }
}
