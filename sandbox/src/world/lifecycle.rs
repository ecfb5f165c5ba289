//! Organizations: created by an account, and deleted when no other account is left.

use std::collections::{BTreeMap, BTreeSet};

use super::World;
use super::moment::Moment;
use super::organization::{Account, Organization, Tags};
use super::refusal::{Answer, Refusal};
use crate::snapshot::{FeatureSet, State};

impl World {
    /// Creates an organization of which the caller's account is the management account. An instance of IAM Identity Center
    /// that the account owns becomes the organization's.
    ///
    /// # Errors
    /// `AlreadyInOrganizationException`.
    pub fn create_organization(
        &mut self,
        now: Moment,
        feature_set: FeatureSet,
    ) -> Answer<&Organization> {
        if self.organization.is_some() {
            return Err(Refusal::new(
                "AlreadyInOrganizationException",
                "This account is already a member of an organization.",
            ));
        }
        let id = self.caller.account;
        let digits = format!("{:032x}", self.ids.next("organization", &id.to_string()));
        let (organization, root) = digits.split_at(10);
        let (root, _) = root.split_at(4);
        let root = format!("r-{root}");
        let account = Account {
            id,
            name: "management".to_owned(),
            email: Some("management@example.com".to_owned()),
            state: State::Active,
            parent: root.clone(),
            tags: Tags::new(),
            joined: now,
        };
        Ok(self.organization.insert(Organization {
            id: format!("o-{organization}"),
            root,
            management_account: id,
            feature_set,
            root_tags: Tags::new(),
            units: BTreeMap::new(),
            accounts: BTreeMap::from([(id, account)]),
            delegated: BTreeSet::new(),
            creations: BTreeMap::new(),
            closures: BTreeMap::new(),
        }))
    }

    /// Deletes the organization, with its organizational units and all permission sets: the instance of an account that is
    /// in no organization has none.
    ///
    /// # Errors
    /// `AWSOrganizationsNotInUseException`, and `OrganizationNotEmptyException` while there are member accounts.
    pub fn delete_organization(&mut self) -> Answer<()> {
        if self.organization()?.accounts.len() > 1 {
            return Err(Refusal::new(
                "OrganizationNotEmptyException",
                "To delete an organization you must first remove all member accounts (except the management account).",
            ));
        }
        self.organization = None;
        self.remove_all_sets();
        Ok(())
    }
}
