//! The organization: its tree of organizational units, its accounts and their tags.

use std::collections::{BTreeMap, BTreeSet};

use super::id::AccountId;
use super::moment::Moment;
use super::refusal::{Answer, Refusal};
use crate::sandbox::snapshot::State;

/// Tags of anything that can be tagged.
pub type Tags = BTreeMap<String, String>;

/// How deep organizational units may lie under the root [D3].
pub const DEPTH: usize = 5;
/// How many tags an account or organizational unit may have [D3].
const TAGS: usize = 50;

/// An organization of AWS Organizations.
#[derive(Clone, Debug)]
pub struct Organization {
    pub id: String,
    pub root: String,
    pub management_account: AccountId,
    pub units: BTreeMap<String, Unit>,
    pub accounts: BTreeMap<AccountId, Account>,
    /// The delegated administrators of `sso.amazonaws.com`.
    pub delegated: BTreeSet<AccountId>,
    pub creations: BTreeMap<String, Creation>,
}

/// An organizational unit.
#[derive(Clone, Debug)]
pub struct Unit {
    pub id: String,
    pub name: String,
    pub parent: String,
    pub tags: Tags,
}

/// An account of the organization.
#[derive(Clone, Debug)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    pub email: Option<String>,
    pub state: State,
    pub parent: String,
    pub tags: Tags,
    pub joined: Moment,
}

/// The outcome of a call of `CreateAccount`, as `DescribeCreateAccountStatus` tells it.
#[derive(Clone, Debug)]
pub struct Creation {
    pub id: String,
    pub name: String,
    pub account: Option<AccountId>,
    pub failure: Option<&'static str>,
    pub requested: Moment,
    pub completed: Moment,
}

impl Organization {
    /// The account with this id.
    pub fn account(&self, id: AccountId) -> Answer<&Account> {
        self.accounts.get(&id).ok_or_else(account_not_found)
    }

    /// The organizational unit with this id.
    pub fn unit(&self, id: &str) -> Answer<&Unit> {
        self.units.get(id).ok_or_else(|| {
            Refusal::new(
                "OrganizationalUnitNotFoundException",
                "You specified an organizational unit that doesn't exist.",
            )
        })
    }

    /// Refuses what is neither the root nor a unit.
    pub fn parent(&self, id: &str) -> Answer<()> {
        if id == self.root || self.units.contains_key(id) {
            return Ok(());
        }
        Err(Refusal::new(
            "ParentNotFoundException",
            "You specified a parent that doesn't exist.",
        ))
    }

    /// The ids from the root down to `parent`, joined as in AWS's `Path`: `o-…/r-…/ou-…/`.
    pub fn path(&self, parent: &str) -> String {
        let mut path = format!("{}/{}/", self.id, self.root);
        for unit in self.chain(parent).iter().rev() {
            path.push_str(unit);
            path.push('/');
        }
        path
    }

    /// The units from `id` up to the root, the root itself left out.
    // State files are checked for circles and no call moves a unit, so the walk ends.
    pub fn chain<'a>(&'a self, mut id: &'a str) -> Vec<&'a str> {
        let mut chain = Vec::new();
        while let Some(unit) = self.units.get(id) {
            chain.push(unit.id.as_str());
            id = &unit.parent;
        }
        chain
    }

    /// Adds an organizational unit.
    pub fn create_unit(&mut self, id: String, parent: &str, name: &str, tags: Tags) -> Answer<()> {
        self.parent(parent)?;
        self.no_sibling(parent, name)?;
        if self.chain(parent).len() >= DEPTH {
            return Err(constraint(
                "OU_DEPTH_LIMIT_EXCEEDED",
                "You have exceeded the maximum depth of organizational units.",
            ));
        }
        let unit = Unit {
            id: id.clone(),
            name: name.to_owned(),
            parent: parent.to_owned(),
            tags: merged(&Tags::new(), tags)?,
        };
        self.units.insert(id, unit);
        Ok(())
    }

    /// Renames an organizational unit.
    pub fn rename_unit(&mut self, id: &str, name: &str) -> Answer<()> {
        let unit = self.unit(id)?;
        if unit.name == name {
            return Ok(());
        }
        self.no_sibling(&unit.parent, name)?;
        if let Some(unit) = self.units.get_mut(id) {
            unit.name = name.to_owned();
        }
        Ok(())
    }

    /// Deletes an organizational unit, which must be empty.
    pub fn delete_unit(&mut self, id: &str) -> Answer<()> {
        self.unit(id)?;
        let used = self.units.values().any(|unit| unit.parent == id)
            || self.accounts.values().any(|account| account.parent == id);
        if used {
            return Err(Refusal::new(
                "OrganizationalUnitNotEmptyException",
                "The organizational unit you specified is not empty.",
            ));
        }
        self.units.remove(id);
        Ok(())
    }

    fn no_sibling(&self, parent: &str, name: &str) -> Answer<()> {
        if self
            .units
            .values()
            .any(|unit| unit.parent == parent && unit.name == name)
        {
            return Err(Refusal::new(
                "DuplicateOrganizationalUnitException",
                "An organizational unit with the same name already exists in the same parent.",
            ));
        }
        Ok(())
    }

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

    /// Closes an account: it stays in the organization, in the state `SUSPENDED`.
    pub fn close_account(&mut self, id: AccountId) -> Answer<()> {
        let state = self.account(id)?.state;
        if id == self.management_account {
            return Err(constraint(
                "CANNOT_CLOSE_MANAGEMENT_ACCOUNT",
                "You can't close the management account.",
            ));
        }
        if state != State::Active {
            return Err(Refusal::new(
                "AccountAlreadyClosedException",
                "The account is already closed.",
            ));
        }
        if let Some(account) = self.accounts.get_mut(&id) {
            account.state = State::Suspended;
        }
        Ok(())
    }

    /// The tags of an account, a unit or the root.
    pub fn tags(&self, resource: &str) -> Answer<Tags> {
        if let Ok(account) = resource
            .parse()
            .map_err(|_| ())
            .and_then(|id| self.account(id).map_err(|_| ()))
        {
            return Ok(account.tags.clone());
        }
        match self.units.get(resource) {
            Some(unit) => Ok(unit.tags.clone()),
            None if resource == self.root => Ok(Tags::new()),
            None => Err(target_not_found()),
        }
    }

    /// Replaces the tags of an account or a unit by what `change` makes of them.
    pub fn retag(
        &mut self,
        resource: &str,
        change: impl FnOnce(&Tags) -> Answer<Tags>,
    ) -> Answer<()> {
        let account = resource
            .parse()
            .ok()
            .and_then(|id: AccountId| self.accounts.get_mut(&id));
        let tags = match account {
            Some(account) => &mut account.tags,
            None => {
                &mut self
                    .units
                    .get_mut(resource)
                    .ok_or_else(target_not_found)?
                    .tags
            }
        };
        *tags = change(tags)?;
        Ok(())
    }

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

/// `current` with `new` over it, if there is room for all.
pub fn merged(current: &Tags, new: Tags) -> Answer<Tags> {
    let mut all = current.clone();
    all.extend(new);
    if all.len() > TAGS {
        return Err(constraint(
            "MAX_TAG_LIMIT_EXCEEDED",
            "You have exceeded the number of tags allowed on this resource.",
        ));
    }
    Ok(all)
}

fn account_not_found() -> Refusal {
    Refusal::new(
        "AccountNotFoundException",
        "You specified an account that doesn't exist, or your account isn't a member of an organization.",
    )
}

fn target_not_found() -> Refusal {
    Refusal::new(
        "TargetNotFoundException",
        "You specified a target that doesn't exist.",
    )
}

fn constraint(reason: &'static str, message: &'static str) -> Refusal {
    Refusal::new("ConstraintViolationException", message).with("Reason", reason)
}
