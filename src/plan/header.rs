//! Which catalog a plan comes from, and to which instance it goes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Account, Desired};

/// Where a plan comes from and where it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The catalog's file as the user gave it.
    pub catalog: String,
    /// Accounts that the catalog grants access to.
    pub accounts: usize,
    /// Groups and users that it names.
    pub principals: usize,
    /// Permission sets that it has.
    pub permission_sets: usize,
    /// Assignments that it asks for.
    pub assignments: usize,
    /// The instance's ARN.
    pub instance: String,
    /// The region, or what stands for it: a snapshot has none.
    pub place: String,
    /// The management account.
    pub management_account: Option<Account>,
    /// The environment variables that the catalog was read with, and their values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub environment: BTreeMap<String, String>,
    /// The flags by which the run overrides safety limits. Not saved: it follows from the conditions of a plan.
    #[serde(skip)]
    pub overridden: Vec<String>,
}

impl Header {
    /// Counts what a desired state holds.
    pub fn new(
        catalog: &str,
        desired: &Desired,
        instance: &str,
        place: &str,
        management_account: Option<Account>,
    ) -> Self {
        let assignments = &desired.state.assignments;
        Self {
            catalog: catalog.to_owned(),
            accounts: assignments.accounts().len(),
            principals: assignments.principals().len(),
            permission_sets: desired.state.permission_sets.len(),
            assignments: assignments.len(),
            instance: instance.to_owned(),
            place: place.to_owned(),
            management_account,
            environment: BTreeMap::new(),
            overridden: Vec::new(),
        }
    }

    /// The header of a catalog that was read with these environment variables.
    #[must_use]
    pub fn with_environment(self, environment: &BTreeMap<String, String>) -> Self {
        Self {
            environment: environment.clone(),
            ..self
        }
    }

    /// The last part of the instance's ARN, by which people know it.
    pub fn instance_name(&self) -> &str {
        self.instance.rsplit('/').next().unwrap_or(&self.instance)
    }
}
