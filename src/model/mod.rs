//! The words of IAM Identity Center as types: what a catalog means, what an organization has, what an
//! instance grants. Pure: nothing here reads a file, a clock or a network.

mod access_filter;
mod account;
mod assignment;
mod assignments;
mod catalog;
mod control_tower;
mod date;
mod directory;
mod entry_facts;
mod folding;
mod group_identity;
mod guardrail;
mod permission_set;
mod policy;
mod policy_document;
mod principal;
mod selector;
mod session_duration;
pub mod snapshot;
mod state;
mod why;

pub use access_filter::AccessFilter;
pub use account::{Account, AccountId, AccountIdError};
pub use assignment::AccountAssignment;
pub use assignments::{AssignmentRef, Assignments, AssignmentsBuilder, Column, Interned, Key};
pub use catalog::{AccountType, Catalog, PermissionSetEntry, Protected, Rule, Target};
pub use control_tower::{is_control_tower_group, is_control_tower_name};
pub use date::{Date, DateError};
pub use directory::{
    AccountSource, AccountState, Directory, OrganizationAccount, OrganizationalUnit, Principals,
};
pub use entry_facts::{EntryFacts, RuleInfo};
pub use folding::Folding;
pub use group_identity::{GroupFacts, GroupIdentity};
pub use guardrail::{Demand, Guardrail, NamePatterns, Reach};
pub use permission_set::{
    DESCRIPTION_MAX, NameError, PermissionSet, PermissionSetName, RELAY_STATE_MAX, TextError,
    check_description, check_relay_state, check_tag,
};
pub use policy::{
    CustomerManagedPolicy, ManagedPolicy, Partition, PermissionsBoundary, PolicyNameError,
};
pub use policy_document::{PolicyDocument, PolicyDocumentError};
pub use principal::{Principal, PrincipalId, PrincipalType};
pub use selector::{
    AccountPattern, Clause, ClauseTrace, Condition, Looks, OrganizationalUnitPattern, Selector,
    Trace, Unmatched, UnmatchedKind,
};
pub use session_duration::{SessionDuration, SessionDurationError};
pub use snapshot::{LiveScope, Snapshot, SnapshotError};
pub use state::{
    CatalogName, Desired, Expired, Live, LivePermissionSet, OWNERSHIP_TAG, Scan, State,
};
pub use why::{grouped, why};
