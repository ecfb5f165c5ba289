//! Who may do what, and who has lost or gained access.

use super::permission_set::{PermissionSet, PrincipalType};
use super::refusal::{Answer, Refusal};
use super::{Assignment, World};
use crate::id::AccountId;

/// The caller's place in the organization, on which IAM Identity Center's own rules depend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The management account, or an account without an organization.
    Management,
    /// The delegated administrator of IAM Identity Center.
    Delegated,
    /// Any other account.
    Member,
}

/// One account assignment gained or lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessEvent {
    /// The number of the asynchronous operation that did it, counted from 1.
    pub operation: usize,
    /// True for gained, false for lost.
    pub gained: bool,
    /// The 12-digit account id.
    pub account: String,
    /// The permission set's name.
    pub permission_set: String,
    /// `GROUP` or `USER`.
    pub principal_type: &'static str,
    /// The principal's id.
    pub principal: String,
}

impl World {
    /// Returns the place of the file's caller.
    pub fn actor(&self) -> Actor {
        match &self.organization {
            None => Actor::Management,
            Some(organization) if organization.management_account == self.caller.account => {
                Actor::Management
            }
            Some(organization) if organization.delegated.contains(&self.caller.account) => {
                Actor::Delegated
            }
            Some(_) => Actor::Member,
        }
    }

    /// Returns the refusal that IAM gives for `action` (`sso:CreatePermissionSet`).
    pub fn unauthorized(&self, action: &str, resource: &str) -> Refusal {
        Refusal::denied(format!(
            "User: {} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action",
            self.caller.arn
        ))
    }

    /// Refuses a delegated administrator's write to a set that is provisioned in the management account.
    // It is a property of the set: once it is there, even assigning it elsewhere is denied.
    pub fn may_change_set(&self, actor: Actor, action: &str, set: &PermissionSet) -> Answer<()> {
        let management = self
            .organization
            .as_ref()
            .map(|organization| organization.management_account);
        let guarded = management.is_some_and(|account| set.accounts.contains_key(&account));
        match actor {
            Actor::Delegated if guarded => Err(self.unauthorized(action, &self.set_arn(set.id))),
            _ => Ok(()),
        }
    }

    /// Refuses a delegated administrator's write to the management account.
    pub fn may_change_account(&self, actor: Actor, action: &str, account: AccountId) -> Answer<()> {
        let management = self
            .organization
            .as_ref()
            .map(|organization| organization.management_account);
        match actor {
            Actor::Delegated if management == Some(account) => Err(self.unauthorized(
                action,
                &format!("arn:{}:sso:::account/{account}", self.partition()),
            )),
            _ => Ok(()),
        }
    }

    pub(super) fn record_access(
        &mut self,
        number: usize,
        gained: bool,
        assignment: &Assignment,
        set: &str,
    ) {
        self.access.push(AccessEvent {
            operation: number + 1,
            gained,
            account: assignment.account.to_string(),
            permission_set: set.to_owned(),
            principal_type: assignment.principal.kind.as_str(),
            principal: assignment.principal.id.to_string(),
        });
    }

    /// Returns whether the principal exists in the identity store and is to be seen.
    pub(super) fn principal_exists(&self, now: super::Moment, principal: super::Principal) -> bool {
        match principal.kind {
            PrincipalType::Group => self.identity_store.group(now, principal.id).is_ok(),
            PrincipalType::User => self.identity_store.user(principal.id).is_ok(),
        }
    }
}
