//! Which of the live permission sets are the built-in ones, unchanged: they are assigned by name and not repeated.
//!
//! A built-in set is made only where something assigns it, so one that nothing assigns is defined like any other.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::gather::Gathered;
use super::proof;
use super::quote::scalar;
use crate::catalog;
use crate::model::{Partition, PermissionSet, PermissionSetName, SessionDuration};

type Parameters = BTreeMap<&'static str, String>;

/// The vars of Terraform's backend, with the statement that names each as its first resource
/// (`catalog/permission-sets.yaml`).
const PARAMETERS: [(&str, &[&str]); 3] = [
    (
        "tf_access_bucket_arn",
        &["WriteTerraformState", "ReadTerraformState"],
    ),
    ("tf_access_dynamodb_table_arn", &["LockTerraformState"]),
    ("tf_access_role_arn", &["AssumeTerraformStateRole"]),
];

/// The live sets that need no definition.
#[derive(Debug, Default)]
pub(super) struct Identical {
    pub names: BTreeSet<PermissionSetName>,
    /// The vars from which some of them are made.
    pub parameters: Parameters,
}

/// Finds them, where sessions last `session_duration` unless a set says otherwise.
pub(super) fn identical(
    gathered: &Gathered,
    session_duration: SessionDuration,
    partition: &Partition,
) -> Identical {
    let known = catalog::built_in_names();
    let sets = &gathered.state.permission_sets;
    let made_with = |parameters: Parameters| {
        let assigned = gathered.state.assignments.permission_sets().iter();
        let assigned = assigned.filter(|name| known.contains(name.as_str()));
        let same = assigned.filter(|name| {
            let text = assigning(name, session_duration, &parameters);
            let catalog = proof::read(&text, partition).ok();
            let written = catalog.and_then(|mut catalog| catalog.permission_sets.remove(*name));
            written.is_some_and(|written| sets.get(*name) == Some(&written.set))
        });
        Identical {
            names: same.cloned().collect(),
            parameters,
        }
    };
    let plain = made_with(Parameters::new());
    let guessed = made_with(parameters(sets));
    match guessed.names.len() > plain.names.len() {
        true => guessed,
        false => plain,
    }
}

/// What the sets for Terraform seem to have been made from.
fn parameters(sets: &BTreeMap<PermissionSetName, PermissionSet>) -> Parameters {
    let policies = sets.values().filter_map(|set| set.inline_policy.as_ref());
    let statements: Vec<&Json> = policies
        .filter_map(|policy| policy.value().get("Statement")?.as_array())
        .flatten()
        .collect();
    let resource = |sid: &str| {
        let named = statements
            .iter()
            .find(|one| one.get("Sid").and_then(Json::as_str) == Some(sid));
        let resource = named?.get("Resource")?;
        resource.get(0).unwrap_or(resource).as_str()
    };
    let found = PARAMETERS.iter().filter_map(|(var, sids)| {
        let arn = sids.iter().find_map(|sid| resource(sid))?;
        Some((*var, arn.to_owned()))
    });
    found.collect()
}

/// A catalog that assigns one set and defines none.
fn assigning(
    name: &PermissionSetName,
    session_duration: SessionDuration,
    parameters: &Parameters,
) -> String {
    let mut text = format!(
        "components:\n  terraform:\n    aws-sso:\n      vars:\n        session_duration: {session_duration}\n"
    );
    for (var, value) in parameters {
        text.push_str(&format!("        {var}: {}\n", scalar(value)));
    }
    let name = scalar(name.as_str());
    text.push_str(&format!(
        "        account_assignments: {{any: {{groups: {{any: {{permission_sets: [{name}]}}}}}}}}\n"
    ));
    text
}
