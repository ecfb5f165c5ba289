//! What is rendered.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use minijinja::context;
use minijinja::value::Value;

use super::RenderError;
use crate::model::{
    Account, AccountId, AssignmentRef, Catalog, Desired, Live, PermissionSetName, Principal,
    PrincipalId, PrincipalType,
};

/// The instance, where it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Its ARN.
    pub arn: String,
    /// Its identity store, where it is known.
    pub identity_store_id: Option<String>,
}

/// What is rendered, and what is known about where it will live.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The catalog, its policies written for the partition of the instance.
    pub catalog: &'a Catalog,
    /// The catalog with ids.
    pub desired: &'a Desired,
    /// The catalog's file, for the head of the artifacts.
    pub file: &'a str,
    /// The command that made the artifacts, for their head.
    pub command: &'a str,
    /// The management account, where it is known.
    pub management_account: Option<AccountId>,
    /// The instance, where it is known.
    pub instance: Option<&'a Instance>,
    /// What lives, and the ids of groups that do; for imports.
    pub live: Option<(&'a Live, &'a BTreeMap<Arc<str>, PrincipalId>)>,
}

impl<'a> Subject<'a> {
    /// The head of an artifact, as the templates see it.
    pub(super) fn head(&self) -> Value {
        context!(mark => super::MARK, catalog => self.file, command => self.command)
    }

    /// The groups that the catalog creates.
    pub(super) fn created_groups(&self) -> BTreeSet<&'a str> {
        let groups = self.catalog.groups.iter();
        groups.map(|group| &*group.value).collect()
    }

    /// Whether the artifact itself creates a principal.
    pub(super) fn creates(created: &BTreeSet<&str>, principal: &Principal) -> bool {
        principal.kind == PrincipalType::Group && created.contains(&*principal.name)
    }

    /// Whether the catalog protects a permission set.
    pub(super) fn protects_set(&self, name: &PermissionSetName) -> bool {
        self.catalog.protected.permission_sets.contains_key(name)
    }

    /// Whether the catalog protects a group.
    pub(super) fn protects_group(&self, name: &str) -> bool {
        self.catalog.protected.groups.contains_key(name)
    }

    /// Whether the catalog protects a principal.
    pub(super) fn protects_principal(&self, principal: &Principal) -> bool {
        self.catalog
            .protected
            .principal(principal.kind, &principal.name)
    }

    /// The assignments in the order of artifacts: by account, principal and permission set.
    pub(super) fn assignments(&self) -> Vec<AssignmentRef<'a>> {
        let desired: &'a Desired = self.desired;
        let mut assignments: Vec<_> = desired.state.assignments.iter().collect();
        assignments.sort_by_key(|one| {
            (
                one.account_key(),
                one.principal_key(),
                one.permission_set_key(),
            )
        });
        assignments
    }

    /// The names that several accounts of the assignments have.
    pub(super) fn repeated_names(&self) -> HashSet<&'a str> {
        let desired: &'a Desired = self.desired;
        let mut seen = HashSet::new();
        let accounts = desired.state.assignments.accounts().iter();
        accounts
            .map(Account::catalog_name)
            .filter(|name| !seen.insert(*name))
            .collect()
    }

    /// The live assignments by ids, to tell which of the desired ones can be imported.
    pub(super) fn live_assignments(&self) -> HashSet<(AccountId, PrincipalId, PermissionSetName)> {
        let Some((live, _)) = self.live else {
            return HashSet::new();
        };
        let assignments = live.state.assignments.iter();
        assignments
            .filter_map(|one| {
                let (account, principal) = (one.account().id?, one.principal().id.clone()?);
                Some((account, principal, one.permission_set().clone()))
            })
            .collect()
    }
}

/// The id of an account.
pub(super) fn account_id(account: &Account) -> Result<AccountId, RenderError> {
    account.id.ok_or_else(|| RenderError::NoAccountId {
        account: account.name.to_string(),
    })
}

/// The id of a principal.
pub(super) fn principal_id(principal: &Principal) -> Result<&PrincipalId, RenderError> {
    principal
        .id
        .as_ref()
        .ok_or_else(|| RenderError::NoPrincipalId {
            principal: principal.to_string(),
        })
}
