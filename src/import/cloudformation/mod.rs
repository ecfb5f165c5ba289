//! What CloudFormation made: templates in YAML or JSON with permission sets and assignments.
//!
//! Intrinsic functions are worked out as far as the templates, their parameters and the instance tell. What remains is
//! an error with its place: an assignment that is left out would be revoked when its set is adopted.

mod conditions;
mod evaluate;
mod resources;
mod substitute;
mod template;
#[cfg(test)]
mod tests;
mod value;

use std::cell::Cell;
use std::collections::BTreeMap;

use super::foreign::{Foreign, ForeignError};
use crate::diagnostic::Diagnostics;
use crate::model::Snapshot;
use crate::source::Sources;
use evaluate::Scope;
use template::Template;

/// What the pseudo parameters `AWS::Partition`, `AWS::Region` and `AWS::AccountId` mean, as far as it is known.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The partition.
    pub partition: Option<String>,
    /// The region of the stack, which is that of the instance.
    pub region: Option<String>,
    /// The account of the stack: the one that reads the instance.
    pub account: Option<String>,
}

impl Surroundings {
    /// Those of whoever made a snapshot.
    pub fn of_snapshot(snapshot: &Snapshot) -> Self {
        let instance = snapshot.organization_instance();
        Self {
            partition: snapshot.partition().map(|one| one.to_string()),
            region: instance.map(|one| one.region.clone()),
            account: snapshot.caller.as_ref().map(|one| one.account.to_string()),
        }
    }
}

/// Reads templates, which may import each other's outputs. Each is a name for messages and a text.
///
/// # Errors
/// [`ForeignError`]: not a template, or something in a resource of Identity Center that cannot be worked out.
pub fn cloudformation(
    files: &[(String, String)],
    parameters: &BTreeMap<String, String>,
    surroundings: &Surroundings,
) -> Result<Foreign, ForeignError> {
    let mut sources = Sources::default();
    let mut templates = Vec::new();
    let mut problems = Vec::new();
    for (name, text) in files {
        let mut diagnostics = Diagnostics::default();
        match Template::read(name, text, &mut sources, &mut diagnostics) {
            Ok(template) => templates.push(template),
            Err(reason) => return Err(ForeignError::NotReadable(reason)),
        }
    }
    unknown_parameters(&templates, parameters, &mut problems);
    let steps = Cell::new(0);
    let mut foreign = Foreign::default();
    for template in &templates {
        let scope = Scope {
            template,
            templates: &templates,
            parameters,
            surroundings,
            sources: &sources,
            depth: 0,
            steps: &steps,
        };
        resources::add(scope, files.len() > 1, &mut foreign, &mut problems);
    }
    if !problems.is_empty() {
        return Err(ForeignError::NotUnderstood(problems));
    }
    if foreign.sets.is_empty() && foreign.assignments.is_empty() {
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        return Err(ForeignError::Nothing(names.join(", ")));
    }
    Ok(foreign)
}

/// A parameter that no template has is a slip of the pen.
fn unknown_parameters(
    templates: &[Template],
    given: &BTreeMap<String, String>,
    problems: &mut Vec<String>,
) {
    for name in given.keys() {
        if !templates
            .iter()
            .any(|template| template.parameter(name).is_some())
        {
            problems.push(format!("no template has a parameter `{name}`"));
        }
    }
}
