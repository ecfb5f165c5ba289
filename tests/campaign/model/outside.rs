//! What somebody outside does, in the state file and in the model, each in its own way.

use super::catalog::Definition;
use super::step::Step;
use super::story::Story;
use super::world::{Account, Set};

impl Story {
    pub(super) fn change_outside(&mut self, step: &Step) {
        self.made += 1;
        match step {
            Step::OutsideGrant {
                account,
                set,
                group,
            } => self.grant(account, set, group),
            Step::OutsideRevoke { at } => self.revoke(*at),
            Step::OutsideEdit { set, definition } => {
                if let Some(found) = self.world.sets.get_mut(*set) {
                    found.definition = definition.clone();
                    self.outside(|state| state.edit(set, definition));
                }
            }
            Step::OutsideCreate {
                set,
                owner,
                definition,
            } => self.create(set, *owner, definition),
            Step::OutsideDelete { set } => self.delete(set),
            Step::OutsideOwner { set, owner } => {
                if let Some(found) = self.world.sets.get_mut(*set) {
                    found.owner = *owner;
                    self.outside(|state| state.own(set, *owner));
                }
            }
            Step::DeleteGroup { group } => {
                if let Some(id) = self.world.groups.remove(*group) {
                    self.outside(|state| state.delete_group(group, &id));
                }
            }
            Step::RecreateGroup { group } => self.create_group(group),
            Step::Suspend { account } => self.account(account, |one| one.is_active = false),
            Step::Reopen { account } => self.account(account, |one| one.is_active = true),
            Step::Move { account, unit } => self.account(account, |one| one.unit = unit),
            _ => {}
        }
    }

    fn grant(&mut self, account: &str, set: &str, group: &str) {
        let found = self.world.accounts.get(account);
        let is_active = found.is_some_and(|one| one.is_active);
        let Some(id) = self.world.groups.get(group).filter(|_| is_active) else {
            return;
        };
        let tuple = (account.to_owned(), set.to_owned(), id.clone());
        if self.world.sets.contains_key(set) && self.world.access.insert(tuple.clone()) {
            self.outside(|state| state.grant(&tuple));
        }
    }

    fn revoke(&mut self, at: usize) {
        let count = self.world.access.len();
        let found = self.world.access.iter().nth(at % count.max(1)).cloned();
        if let Some(tuple) = found {
            self.world.access.remove(&tuple);
            self.outside(|state| state.revoke(&tuple));
        }
    }

    fn create(&mut self, set: &str, owner: Option<&'static str>, definition: &Definition) {
        if self.world.sets.contains_key(set) {
            return;
        }
        let number = self.made;
        let made = Set {
            owner,
            definition: definition.clone(),
        };
        self.outside(|state| state.create(set, &made, number));
        self.world.sets.insert(set.to_owned(), made);
    }

    fn delete(&mut self, set: &str) {
        if self.world.sets.remove(set).is_some() {
            self.world.access.retain(|(_, other, _)| other != set);
            self.outside(|state| state.delete(set));
        }
    }

    fn create_group(&mut self, group: &str) {
        if self.world.groups.contains_key(group) {
            return;
        }
        let id = format!("00000000-0000-4000-8000-{:012}", self.made);
        self.outside(|state| state.create_group(group, &id));
        self.world.groups.insert(group.to_owned(), id);
    }

    /// Changes an account; one that is not there yet joins the organization first.
    fn account(&mut self, name: &str, change: impl FnOnce(&mut Account)) {
        let account = self.world.accounts.entry(name.to_owned());
        let account = account.or_insert(Account {
            unit: "plat/staging",
            is_active: true,
        });
        change(account);
        let account = account.clone();
        self.outside(|state| state.set_account(name, &account));
    }
}
