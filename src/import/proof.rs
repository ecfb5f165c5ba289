//! The proof of an import: the written text, read by the reader of catalogs and resolved against the same directory,
//! must give exactly what was to be written.

use std::collections::BTreeMap;

use super::observed::Observed;
use crate::catalog::{self, Loaded, node::Node, yaml};
use crate::desired;
use crate::diagnostic::Diagnostics;
use crate::model::{
    AccountAssignment, AssignmentRef, Assignments, Catalog, Partition, PermissionSet,
    PermissionSetName, State,
};
use crate::source::Sources;

/// Where a catalog's vars stand in what an import writes.
const WAY: [&str; 4] = ["components", "terraform", "aws-sso", "vars"];
/// Differences that are named; of more, only the number is.
const SHOWN: usize = 5;

/// Reads a text as a catalog.
///
/// # Errors
/// The messages of all its errors.
pub(super) fn read(text: &str, partition: &Partition) -> Result<Catalog, Vec<String>> {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let source = sources.add("catalog.yaml", text);
    let lowered = yaml::read(source, &sources, &mut diagnostics).and_then(|document| {
        let span = document.span;
        let vars = WAY
            .iter()
            .try_fold(document, |node, key| node.as_map()?.get(key).cloned());
        let loaded = Loaded {
            vars: vars.as_ref().and_then(Node::as_map)?.clone(),
            place: span,
            files: vec![source],
            folder: ".".into(),
            component: None,
            environment: Default::default(),
        };
        catalog::lower(&loaded, partition, &mut sources, &mut diagnostics)
    });
    lowered.ok_or_else(|| errors(&diagnostics))
}

fn errors(diagnostics: &Diagnostics) -> Vec<String> {
    let errors = diagnostics.sorted().into_iter();
    let errors = errors.filter(|one| one.severity == crate::diagnostic::Severity::Error);
    let messages: Vec<String> = errors
        .map(
            |one| match one.primary.as_ref().filter(|label| !label.text.is_empty()) {
                Some(label) => format!("{} ({})", one.message, label.text),
                None => one.message.clone(),
            },
        )
        .collect();
    let mut messages = messages;
    messages.dedup();
    match messages.is_empty() {
        true => vec!["it is not a catalog".to_owned()],
        false => messages,
    }
}

/// Insists that a text means `state`.
///
/// # Errors
/// What differs, a sentence each.
pub(super) fn prove(text: &str, state: &State, observed: &Observed) -> Result<(), Vec<String>> {
    let catalog = read(text, &observed.partition)?;
    let mut diagnostics = Diagnostics::default();
    let desired = desired::resolve(&catalog, &observed.directory, &mut diagnostics)
        .ok_or_else(|| errors(&diagnostics))?;
    let mut differences = Vec::new();
    sets(
        &desired.state.permission_sets,
        &state.permission_sets,
        &mut differences,
    );
    assignments(
        &desired.state.assignments,
        &state.assignments,
        &mut differences,
    );
    if differences.is_empty() {
        return Ok(());
    }
    let more = differences.len().saturating_sub(SHOWN);
    differences.truncate(SHOWN);
    if more > 0 {
        differences.push(format!("and {more} more differences"));
    }
    Err(differences)
}

fn sets(
    written: &BTreeMap<PermissionSetName, PermissionSet>,
    live: &BTreeMap<PermissionSetName, PermissionSet>,
    differences: &mut Vec<String>,
) {
    for (name, set) in live {
        match written.get(name) {
            Some(written) if written == set => {}
            Some(_) => differences.push(format!("permission set {name} is written differently")),
            None => differences.push(format!("permission set {name} is not written")),
        }
    }
    let more = written.keys().filter(|name| !live.contains_key(*name));
    differences.extend(more.map(|name| format!("permission set {name} does not live")));
}

fn assignments(written: &Assignments, live: &Assignments, differences: &mut Vec<String>) {
    let named = AssignmentRef::to_assignment;
    let mut written = written.iter().map(named).peekable();
    let mut live = live.iter().map(named).peekable();
    // Both are sorted: one walk finds what only one of them has.
    loop {
        let order = match (written.peek(), live.peek()) {
            (None, None) => return,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(one), Some(other)) => one.cmp(other),
        };
        let said = |assignment: Option<AccountAssignment>, what: &str| {
            assignment.map(|assignment| format!("{assignment} {what}"))
        };
        if order.is_le() {
            let one = written.next();
            differences.extend(said(
                one.filter(|_| order.is_lt()),
                "is written and does not live",
            ));
        }
        if order.is_ge() {
            let other = live.next();
            differences.extend(said(
                other.filter(|_| order.is_gt()),
                "lives and is not written",
            ));
        }
    }
}
