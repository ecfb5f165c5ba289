//! From a catalog and a directory to the desired state: names become ids, account types become accounts.
//!
//! Whatever cannot be resolved is an error here, before anything is compared or written: a mistyped name must
//! never read as "nobody".

mod account_names;
mod accounts;
mod ambiguous;
mod assignments;
mod expiry;
mod guardrails;
mod look_alikes;
mod lookup;
mod principals;
mod reviews;
mod symbolic;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostics;
use crate::model::{
    AccountState, Catalog, Desired, Directory, PrincipalType, Rule, RuleInfo, State,
};

pub use account_names::{apply_account_map, call};
pub use accounts::{can_expand, directory_of_catalog, needs_organization};
pub use assignments::MAX_ASSIGNMENTS;
pub use expiry::expire;
use expiry::expired;
pub use guardrails::{check_guardrails, check_guardrails_of_base};
pub use reviews::remind;
pub use symbolic::{SymbolicTypes, stand_in};

/// Resolves a catalog against a directory. Adds every problem to `diagnostics`; `None` if one is an error.
pub fn resolve(
    catalog: &Catalog,
    directory: &Directory,
    diagnostics: &mut Diagnostics,
) -> Option<Desired> {
    resolve_within(catalog, directory, &|_, _| true, diagnostics)
}

/// The same for a run that touches only some principals: a group or user that is missing and does not concern the
/// run is a warning, and what the catalog gives it is left out. One deleted group must not hold up the others.
pub fn resolve_within(
    catalog: &Catalog,
    directory: &Directory,
    concerns: &dyn Fn(PrincipalType, &str) -> bool,
    diagnostics: &mut Diagnostics,
) -> Option<Desired> {
    let mut found = Diagnostics::default();
    let types = accounts::expand_types(catalog, directory, &mut found);
    let principals = principals::resolve(catalog, directory, concerns, &mut found);
    look_alikes::check(catalog, directory, &mut found);
    ambiguous::check(catalog, directory, &mut found);
    let mut lookup = lookup::Lookup::new(directory);
    let rules = lasting_first(catalog);
    let assignments = assignments::asked_for(&rules, &types, &principals, &mut lookup, &mut found);
    let expired = expired(catalog, directory, &types, &mut lookup);
    check_guardrails(catalog, directory, &mut found);
    let failed = found.has_errors();
    diagnostics.extend(found);
    (!failed).then(|| Desired {
        catalog: catalog.name.clone(),
        is_named: catalog.is_named,
        expired,
        state: State {
            permission_sets: catalog
                .permission_sets
                .iter()
                .map(|(name, entry)| (name.clone(), entry.set.clone()))
                .collect(),
            assignments,
        },
        groups: groups_to_create(catalog, directory),
        rules: rules
            .iter()
            .map(|rule| RuleInfo {
                place: rule.permission_set.span,
                facts: Arc::clone(&rule.facts),
            })
            .collect(),
        set_places: catalog
            .permission_sets
            .iter()
            .map(|(name, entry)| (name.clone(), entry.span))
            .collect(),
        renames: catalog
            .permission_sets
            .iter()
            .filter_map(|(name, entry)| Some((name.clone(), entry.previously.clone()?)))
            .collect(),
        account_types: types
            .into_iter()
            .map(|(name, accounts)| {
                let names = accounts.iter().map(|entry| entry.account.clone());
                (name, names.collect())
            })
            .collect(),
        inactive_accounts: directory
            .accounts
            .iter()
            .filter(|entry| entry.state != AccountState::Active)
            .map(|entry| (entry.account.clone(), entry.state))
            .collect::<BTreeMap<_, _>>(),
        untyped_accounts: accounts::untyped(catalog, directory),
    })
}

/// The rules in an order in which of those that ask for one assignment the first tells how long it lasts: those
/// without an end, then those that end last; otherwise as they are written.
fn lasting_first(catalog: &Catalog) -> Vec<&Rule> {
    let mut rules: Vec<&Rule> = catalog.rules.iter().collect();
    rules.sort_by_key(|rule| rule.facts.expires().map(Reverse));
    rules
}

fn groups_to_create(
    catalog: &Catalog,
    directory: &Directory,
) -> Vec<crate::source::Located<Arc<str>>> {
    let missing = |name: &str| {
        directory
            .principals
            .as_ref()
            .is_some_and(|principals| principals.id(PrincipalType::Group, name).is_none())
    };
    let mut groups: Vec<_> = catalog
        .groups
        .iter()
        .filter(|group| missing(&group.value))
        .cloned()
        .collect();
    groups.sort_by(|a, b| a.value.cmp(&b.value));
    groups.dedup_by(|a, b| a.value == b.value);
    groups
}
