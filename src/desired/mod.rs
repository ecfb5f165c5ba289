//! From a catalog and a directory to the desired state: names become ids, account types become accounts.
//!
//! Whatever cannot be resolved is an error here, before anything is compared or written: a mistyped name must
//! never read as "nobody".

mod account_names;
mod accounts;
mod ambiguous;
mod expiry;
mod guardrails;
mod look_alikes;
mod lookup;
mod principals;
mod reviews;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{
    Account, AccountState, AssignmentsBuilder, Catalog, Desired, Directory, Interned,
    PrincipalType, Rule, RuleInfo, State, Target,
};

pub use account_names::{apply_account_map, call};
pub use accounts::{can_expand, directory_of_catalog, needs_organization};
pub use expiry::expire;
use expiry::expired;
pub use guardrails::{check_guardrails, check_guardrails_of_base};
pub use reviews::remind;

/// Assignments that a catalog may ask for. AWS allows far fewer; a few lines that are multiplied by each other must not
/// fill the memory.
pub const MAX_ASSIGNMENTS: usize = 5_000_000;

fn too_many(rule: &Rule) -> Diagnostic {
    let message = format!("the catalog asks for more than {MAX_ASSIGNMENTS} assignments");
    Diagnostic::error(Code::TooLarge, message)
        .primary(rule.permission_set.span, "the limit is exceeded here")
        .note("each principal has each of its permission sets in each account of a type")
        .help("grant fewer permission sets, or split the catalog")
}

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
    let mut builder = AssignmentsBuilder::default();
    let mut lookup = lookup::Lookup::new(directory);
    // Interned once, because a type is named by many rules and has many accounts.
    let accounts_of_type: HashMap<&str, Vec<Interned<Account>>> = types
        .iter()
        .map(|(name, accounts)| {
            let active = accounts
                .iter()
                .filter(|entry| entry.state == AccountState::Active);
            let indices = active
                .map(|entry| builder.account(&entry.account))
                .collect();
            (&**name, indices)
        })
        .collect();
    let rules = lasting_first(catalog);
    let mut asked = 0_usize;
    for (origin, rule) in (0_u32..).zip(&rules) {
        let one;
        let accounts: &[Interned<Account>] = match &rule.target {
            Target::AccountType(name) => accounts_of_type
                .get(&*name.value)
                .map_or(&[], Vec::as_slice),
            Target::Account(account) => match lookup.find(account, &mut found) {
                Some(entry) if entry.state == AccountState::Active => {
                    one = builder.account(&entry.account);
                    std::slice::from_ref(&one)
                }
                _ => &[],
            },
        };
        let Some(principal) = principals.get(rule.kind, &rule.principal.value) else {
            continue;
        };
        asked += accounts.len();
        if asked > MAX_ASSIGNMENTS {
            found.push(too_many(rule));
            break;
        }
        let principal = builder.principal(principal);
        let permission_set = builder.permission_set(&rule.permission_set.value);
        for account in accounts {
            builder.push(principal, permission_set, *account, origin);
        }
    }
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
            assignments: builder.finish(),
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
