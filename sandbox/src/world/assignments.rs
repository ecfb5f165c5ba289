//! Account assignments: created and deleted by asynchronous operations.

use std::ops::Bound;
use std::sync::Arc;
use std::time::Duration;

use super::moment::Moment;
use super::permission_set::{PermissionSet, Principal, PrincipalType, Provisioned};
use super::refusal::{Answer, Refusal};
use super::{Assignment, Operation, Work, World, digest};
use crate::id::{AccountId, RequestId, SetId};
use crate::snapshot::State;

/// The answer to a write that overtakes another.
pub(super) const CONFLICTING: &str = "There is a conflicting operation in process.";
/// The answer to one operation more than may be outstanding.
pub(super) const TOO_MANY: &str = "There are too many requests processing. Please try again later.";

impl World {
    /// Starts the creation of an assignment. One that exists already is created again, without effect.
    pub fn create_assignment(&mut self, now: Moment, assignment: Assignment) -> Answer<Operation> {
        self.start_assignment(now, Work::Create(assignment), assignment)
    }

    /// Starts the deletion of an assignment. If there is none, the operation fails, not this call.
    pub fn delete_assignment(&mut self, now: Moment, assignment: Assignment) -> Answer<Operation> {
        self.start_assignment(now, Work::Delete(assignment), assignment)
    }

    fn start_assignment(
        &mut self,
        now: Moment,
        work: Work,
        assignment: Assignment,
    ) -> Answer<Operation> {
        self.account_is_known(assignment.account, assignment.set)?;
        if self.operations.is_busy(&assignment) {
            return Err(Refusal::conflict(CONFLICTING));
        }
        self.has_place(now, self.operations.outstanding_assignments())?;
        let Principal { kind, id } = assignment.principal;
        let key = format!(
            "{:?} {} {} {} {id}",
            work.kind(),
            assignment.account,
            assignment.set,
            kind.as_str()
        );
        Ok(self.start(now, &key, work))
    }

    /// Refuses an operation more than may be in progress, those of another client included.
    fn has_place(&mut self, now: Moment, ours: usize) -> Answer<()> {
        let Some(limit) = self.options.outstanding_assignments else {
            return Ok(());
        };
        let others = self.others_in_progress(now);
        if ours + others < limit {
            return Ok(());
        }
        if ours < limit {
            self.count_fault("places-taken");
        }
        Err(Refusal::throttled(TOO_MANY))
    }

    /// Returns how many operations of another client are in progress; the time for which they are begins with the first
    /// call.
    pub fn others_in_progress(&mut self, now: Moment) -> usize {
        let taken = self.options.places_taken;
        let Some(time) = self.options.places_taken_for.filter(|_| taken > 0) else {
            return taken;
        };
        match now < *self.others_gone.get_or_insert(now.plus(time)) {
            true => taken,
            false => 0,
        }
    }

    /// Returns the request ids of another client's operations.
    pub fn others(&self, count: usize) -> impl Iterator<Item = RequestId> + use<> {
        let seed = self.options.seed;
        (0..count)
            .map(move |number| RequestId(digest(seed, &["another client", &number.to_string()])))
    }

    pub(super) fn start(&mut self, now: Moment, key: &str, work: Work) -> Operation {
        let id = RequestId(self.ids.next("request", key));
        let at_once = self.chance("at-once", id, self.options.at_once);
        let time = if at_once {
            self.count_fault("at-once");
            Duration::ZERO
        } else if self.chance("late", id, self.options.late_operations) {
            self.count_fault("late-operations");
            self.options.operation_time * 10
        } else {
            self.options.operation_time
        };
        let kind = work.kind();
        let started = self.operations.start(now, time, id, work);
        if !at_once {
            return started;
        }
        self.settle(now);
        let ended = self.operations.get(kind, id).cloned();
        ended.unwrap_or(started)
    }

    pub(super) fn finish_creation(
        &mut self,
        now: Moment,
        number: usize,
        assignment: &Assignment,
    ) -> Result<(), String> {
        let Assignment {
            account,
            set,
            principal,
        } = *assignment;
        if !self.principal_exists(now, principal) {
            return Err(self.assignee_not_found(principal));
        }
        self.account_takes_roles(account)?;
        if self.options.management_iam_denied && self.is_management(account) {
            return Err(self.iam_denied(account, set));
        }
        let Some(found) = self.set_by_id(set) else {
            return Err("Received a 404 status error: Permission set not found.".to_owned());
        };
        let first = !found.accounts.contains_key(&account);
        if first {
            self.policies_exist(found, account)?;
        }
        let Some(found) = self.set_mut(set) else {
            return Ok(());
        };
        let revision = found.revision;
        // The first assignment provisions the set as it is now; later ones leave the role as it was made.
        let provisioned = found
            .accounts
            .entry(account)
            .or_insert_with(|| Provisioned {
                revision,
                ..Provisioned::default()
            });
        let added = provisioned
            .principals_mut(principal.kind)
            .insert(principal.id);
        let name = found.name.clone();
        if added {
            Arc::make_mut(self.by_principal.entry(principal).or_default()).insert((account, set));
            self.record_access(number, true, assignment, &name);
        }
        Ok(())
    }

    pub(super) fn finish_deletion(
        &mut self,
        now: Moment,
        number: usize,
        assignment: &Assignment,
    ) -> Result<(), String> {
        let Assignment {
            account,
            set,
            principal,
        } = *assignment;
        let missing = || {
            format!(
                "Received a 404 status error: EntitlementItem doesn't exist with the given entitlement key EntitlementKey{{accessorId={}}}",
                principal.id
            )
        };
        let assigned = self
            .set_by_id(set)
            .and_then(|found| found.accounts.get(&account));
        if !assigned.is_some_and(|provisioned| {
            provisioned
                .principals(principal.kind)
                .contains(&principal.id)
        }) {
            return Err(missing());
        }
        if self.options.orphans_undeletable && !self.principal_exists(now, principal) {
            return Err(self.assignee_not_found(principal));
        }
        self.account_takes_roles(account)?;
        let Some(found) = self.set_mut(set) else {
            return Err(missing());
        };
        let name = found.name.clone();
        if let Some(provisioned) = found.accounts.get_mut(&account) {
            provisioned
                .principals_mut(principal.kind)
                .remove(&principal.id);
            // The last assignment takes the role with it.
            if provisioned.is_unassigned() {
                found.accounts.remove(&account);
            }
        }
        if let Some(places) = self.by_principal.get_mut(&principal) {
            let places = Arc::make_mut(places);
            places.remove(&(account, set));
            if places.is_empty() {
                self.by_principal.remove(&principal);
            }
        }
        self.record_access(number, false, assignment, &name);
        Ok(())
    }

    /// Returns where a principal is assigned directly, from beyond `after`.
    pub fn assigned(
        &self,
        principal: Principal,
        after: Bound<(AccountId, SetId)>,
    ) -> impl Iterator<Item = (AccountId, SetId)> {
        let places = self.by_principal.get(&principal).into_iter();
        places.flat_map(move |places| places.range((after, Bound::Unbounded)).copied())
    }

    /// Returns the principal, and with `users-include-inherited` the groups that a user is a member of.
    pub fn principals_of(&self, principal: Principal) -> Vec<Principal> {
        let mut all = vec![principal];
        if self.options.users_include_inherited && principal.kind == PrincipalType::User {
            let groups = self
                .identity_store
                .groups_of(principal.id)
                .into_iter()
                .flatten();
            all.extend(groups.map(|(group, _)| Principal {
                kind: PrincipalType::Group,
                id: *group,
            }));
        }
        all.sort();
        all
    }

    fn assignee_not_found(&self, principal: Principal) -> String {
        let directory = self
            .identity_instance()
            .map_or("", |instance| instance.identity_store_id.as_str());
        let Principal { kind, id } = principal;
        format!(
            "Received a 404 status error: the {} assignee {id} was not found in directory {directory}",
            kind.as_str()
        )
    }

    /// Refuses an account of which IAM Identity Center knows nothing: neither in the organization, nor left with a role.
    pub(super) fn account_is_known(&self, account: AccountId, set: SetId) -> Answer<()> {
        let organization = self.organization.as_ref();
        let member =
            organization.is_some_and(|organization| organization.accounts.contains_key(&account));
        if member
            || self
                .set_by_id(set)
                .is_some_and(|set| set.accounts.contains_key(&account))
        {
            return Ok(());
        }
        Err(Refusal::not_found(format!(
            "Account {account} is not part of the organization."
        )))
    }

    pub(super) fn is_management(&self, account: AccountId) -> bool {
        self.organization
            .as_ref()
            .is_some_and(|organization| organization.management_account == account)
    }

    /// Fails for an account that is suspended, closed or not yet open.
    pub(super) fn account_takes_roles(&self, account: AccountId) -> Result<(), String> {
        let found = self
            .organization
            .as_ref()
            .and_then(|organization| organization.accounts.get(&account));
        match found.map(|account| account.state) {
            None | Some(State::Active) => Ok(()),
            Some(_) => Err(format!(
                "AWS SSO is unable to complete your request at this time. Obtaining permissions to manage your AWS account '{account}' takes longer than usual. Please try again in a few minutes."
            )),
        }
    }

    /// Returns the reason of a failure in the management account for want of the caller's IAM rights there.
    pub(super) fn iam_denied(&self, account: AccountId, set: SetId) -> String {
        let name = self.set_by_id(set).map_or("", |set| set.name.as_str());
        format!(
            "Received a 403 status error: Access denied by IAM. Please check your policy, or wait for role propagation to complete. IAM Error: User: arn:{}:sts::{account}:assumed-role/sandbox/session is not authorized to perform: iam:ListRolePolicies on resource: role AWSReservedSSO_{name}_{set} (Service: AmazonIdentityManagement; Status Code: 403; Error Code: AccessDenied; Request ID: {}; Proxy: null)",
            self.partition(),
            RequestId(digest(self.options.seed, &["iam", name]))
        )
    }

    /// Fails for a set that refers to a customer managed policy which the account does not have.
    pub(super) fn policies_exist(
        &self,
        set: &PermissionSet,
        account: AccountId,
    ) -> Result<(), String> {
        let boundary = set
            .template
            .boundary
            .as_ref()
            .and_then(|boundary| boundary.customer_managed_policy.as_ref());
        let mut references = set
            .template
            .customer_managed_policies
            .iter()
            .chain(boundary);
        match references.find(|reference| {
            self.options
                .missing_customer_policies
                .contains(&reference.name)
        }) {
            None => Ok(()),
            Some(reference) => Err(format!(
                "Received a 404 status error: Not supported policy arn:{}:iam::{account}:policy{}{}.",
                self.partition(),
                reference.path,
                reference.name
            )),
        }
    }
}

/// Returns the principals assigned by one role, groups first, from beyond `after`.
pub fn principals(
    provisioned: &Provisioned,
    after: Option<Principal>,
) -> impl Iterator<Item = Principal> {
    [PrincipalType::Group, PrincipalType::User]
        .into_iter()
        .flat_map(move |kind| {
            let all = provisioned
                .principals(kind)
                .iter()
                .map(move |id| Principal { kind, id: *id });
            all.filter(move |principal| after.is_none_or(|after| *principal > after))
        })
}
