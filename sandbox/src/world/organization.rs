//! The organization: its tree of organizational units, its accounts and their tags.

use std::collections::{BTreeMap, BTreeSet};

use super::moment::Moment;
use super::refusal::{Answer, Refusal};
use crate::id::AccountId;
use crate::snapshot::{FeatureSet, State};

/// Tags of anything that can be tagged.
pub type Tags = BTreeMap<String, String>;

/// How deep organizational units may lie under the root (AWS Organizations, "Quotas").
pub const DEPTH: usize = 5;
/// How many tags an account or organizational unit may have (AWS Organizations, "Quotas").
const TAGS: usize = 50;

/// An organization of AWS Organizations.
#[derive(Clone, Debug)]
pub struct Organization {
    pub id: String,
    pub root: String,
    pub management_account: AccountId,
    pub feature_set: FeatureSet,
    pub root_tags: Tags,
    pub units: BTreeMap<String, Unit>,
    pub accounts: BTreeMap<AccountId, Account>,
    /// The delegated administrators of `sso.amazonaws.com`.
    pub delegated: BTreeSet<AccountId>,
    pub creations: BTreeMap<String, Creation>,
    /// The accounts that are being closed, and when they will be closed.
    pub closures: BTreeMap<AccountId, Moment>,
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

/// The outcome of a call of `CreateAccount`, as `DescribeCreateAccountStatus` reports it.
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
    /// Returns the account with this id.
    pub fn account(&self, id: AccountId) -> Answer<&Account> {
        self.accounts.get(&id).ok_or_else(account_not_found)
    }

    /// Returns the organizational unit with this id.
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

    /// Returns the ids from the root down to `parent`, joined as in AWS's `Path`: `o-…/r-…/ou-…/`.
    pub fn path(&self, parent: &str) -> String {
        let mut path = format!("{}/{}/", self.id, self.root);
        for unit in self.chain(parent).iter().rev() {
            path.push_str(unit);
            path.push('/');
        }
        path
    }

    /// Returns the units from `id` up to the root, the root itself left out.
    // State files are checked for circles and no call moves a unit, so the walk ends.
    pub fn chain<'a>(&'a self, mut id: &'a str) -> Vec<&'a str> {
        let mut chain = Vec::new();
        while let Some(unit) = self.units.get(id) {
            chain.push(unit.id.as_str());
            id = &unit.parent;
        }
        chain
    }

    /// Returns the tags of an account, a unit or the root.
    pub fn tags(&self, resource: &str) -> Answer<Tags> {
        let account = resource.parse().ok();
        if let Some(account) = account.and_then(|id: AccountId| self.accounts.get(&id)) {
            return Ok(account.tags.clone());
        }
        match self.units.get(resource) {
            Some(unit) => Ok(unit.tags.clone()),
            None if resource == self.root => Ok(self.root_tags.clone()),
            None => Err(target_not_found()),
        }
    }

    /// Replaces the tags of an account, a unit or the root by what `change` makes of them.
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
            None if resource == self.root => &mut self.root_tags,
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

pub fn constraint(reason: &'static str, message: &'static str) -> Refusal {
    Refusal::new("ConstraintViolationException", message).with("Reason", reason)
}
