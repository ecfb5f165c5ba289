//! The rules of AWS Organizations, the identity store and IAM Identity Center.
//!
//! Pure: a method takes the current time as a value; nothing here reads a clock, a file or a source of chance. The world
//! knows nothing of HTTP, requests or paging either, which are the protocol's.

mod access;
mod accounts;
mod assignments;
mod attributes;
mod delegation;
mod id_generator;
mod identity_store;
mod lifecycle;
mod listings;
mod load;
mod moment;
mod operation;
mod organization;
mod permission_set;
mod policies;
mod provisioning;
mod refusal;
mod save;
mod sets;
mod units;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

pub use access::{AccessEvent, Actor};
pub use assignments::principals;
pub use attributes::Attributes;
pub use id_generator::IdGenerator;
pub use identity_store::{Group, IdentityStore, Membership, User, missing};
pub use moment::Moment;
pub use operation::{Assignment, Kind, Operation, Operations, Status, Work};
pub use organization::{Account, Creation, Organization, Tags, Unit, merged};
pub use permission_set::{PermissionSet, Principal, PrincipalType, Template};
pub use refusal::{Answer, Refusal};
pub use sets::{Details, tagged};

use crate::digest::{digest, fraction};
use crate::id::{AccountId, PrincipalId, RequestId, SetId};
use crate::options::Options;
use crate::snapshot::{Caller, Instance};

/// The state of the sandbox.
///
/// A clone is cheap where it matters: what may be large is shared until one of the two changes it. So a state file is
/// written from a clone while calls go on.
#[derive(Clone, Debug)]
pub struct World {
    pub caller: Caller,
    pub organization: Option<Organization>,
    pub instances: Vec<Instance>,
    pub identity_store: IdentityStore,
    pub operations: Operations,
    pub options: Options,
    sets: BTreeMap<SetId, Arc<PermissionSet>>,
    /// The AWS managed policies of the state file's sets, by path and name. They exist, although the list of known ones
    /// may be older.
    policies_of_file: Arc<BTreeSet<String>>,
    by_principal: HashMap<Principal, Arc<BTreeSet<(AccountId, SetId)>>>,
    ids: IdGenerator,
    listings: listings::Listings,
    access: Vec<AccessEvent>,
    /// When the operations of another client will have ended.
    others_gone: Option<Moment>,
    /// How often each fault of asynchronous operations has occurred, by the name of its option.
    pub fault_counts: BTreeMap<&'static str, usize>,
}

impl World {
    /// Returns the organization.
    ///
    /// # Errors
    /// `AWSOrganizationsNotInUseException` when the caller's account is not part of one.
    pub fn organization(&self) -> Answer<&Organization> {
        self.organization.as_ref().ok_or_else(not_in_use)
    }

    /// Returns the organization, to change.
    pub fn organization_mut(&mut self) -> Answer<&mut Organization> {
        self.organization.as_mut().ok_or_else(not_in_use)
    }

    /// Returns the organization and the source of identifiers, for what creates something in it.
    pub fn organization_and_ids(&mut self) -> Answer<(&mut Organization, &mut IdGenerator)> {
        let organization = self.organization.as_mut().ok_or_else(not_in_use)?;
        Ok((organization, &mut self.ids))
    }

    /// Returns the instance that holds the permission sets: the one that the management account owns.
    pub fn organization_instance(&self) -> Option<&Instance> {
        let management = self.organization.as_ref()?.management_account;
        self.instances
            .iter()
            .find(|instance| instance.owner_account == management)
    }

    /// Returns the instance whose identity store is served: the organization's, else the only one there is.
    pub fn identity_instance(&self) -> Option<&Instance> {
        self.organization_instance()
            .or_else(|| self.instances.first())
    }

    /// Returns an identifier that no group, user, membership or assignment has.
    pub fn new_principal_id(&mut self, kind: &str, key: &str) -> PrincipalId {
        loop {
            let id = PrincipalId::from_uuid(self.ids.next(kind, key));
            let store = &self.identity_store;
            let assigned = [PrincipalType::Group, PrincipalType::User]
                .iter()
                .any(|kind| {
                    self.by_principal
                        .contains_key(&Principal { kind: *kind, id })
                });
            // After a restart the id of an orphan must not be given to a group that is created again.
            if !assigned
                && !store.groups.contains_key(&id)
                && !store.users.contains_key(&id)
                && !store.memberships.contains_key(&id)
            {
                return id;
            }
        }
    }

    /// Ends every operation whose time has come; true when there was one.
    pub fn settle(&mut self, now: Moment) -> bool {
        let closures = self.organization.as_mut();
        let mut any = closures.is_some_and(|organization| organization.settle_closures(now));
        while let Some((number, work)) = self.operations.take_due(now) {
            any = true;
            let outcome = match &work {
                _ if self.options.fail_operation == Some(number + 1) => {
                    self.count_fault("fail-operation");
                    Err(self.failure_text())
                }
                _ if self.fails(number) => {
                    self.count_fault("fail-operations");
                    Err(self.failure_text())
                }
                Work::Create(assignment) => self.finish_creation(now, number, assignment),
                Work::Delete(assignment) => self.finish_deletion(now, number, assignment),
                Work::Provision(provisioning) => self.finish_provisioning(provisioning),
            };
            self.operations.finish(number, now, outcome);
        }
        any
    }

    /// Ends every operation and every closure of an account that is in progress, as if its time had passed.
    pub fn settle_all(&mut self) {
        let closures = self
            .organization
            .as_ref()
            .map(|organization| &organization.closures);
        if let Some(last) = closures.and_then(|closures| closures.values().max().copied()) {
            self.settle(last);
        }
        while let Some(end) = self.operations.settled_at() {
            self.settle(end);
        }
    }

    /// Returns whether an operation fails by `fail-operations`. What the operation does, and how often that was tried,
    /// decides it, as it decides its id: clients that work in parallel meet the same failures in every run.
    fn fails(&self, number: usize) -> bool {
        let id = self.operations.id(number);
        id.is_some_and(|id| self.chance("fail", id, self.options.fail_operations))
    }

    /// Returns whether a random fault, wanted in this share of operations, meets the operation with this id.
    fn chance(&self, what: &str, id: RequestId, wanted: f64) -> bool {
        wanted > 0.0 && fraction(digest(self.options.seed, &[what, &id.to_string()])) < wanted
    }

    fn count_fault(&mut self, option: &'static str) {
        *self.fault_counts.entry(option).or_default() += 1;
    }

    fn failure_text(&self) -> String {
        let text = self.options.fail_message.as_deref();
        text.unwrap_or("Received a 500 status error: the operation could not be completed.")
            .to_owned()
    }

    /// Returns what was gained and lost, in the order in which it happened.
    pub fn access_log(&self) -> &[AccessEvent] {
        &self.access
    }
}

fn not_in_use() -> Refusal {
    Refusal::new(
        "AWSOrganizationsNotInUseException",
        "Your account is not a member of an organization.",
    )
}
