//! Rules to assignments: each principal in each account of each target.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::lookup::Lookup;
use super::principals::Known;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{
    Account, AccountState, Assignments, AssignmentsBuilder, Interned, OrganizationAccount, Rule,
    Target,
};

/// Assignments that a catalog may ask for. AWS allows far fewer; a few lines that are multiplied by each other must not
/// fill the memory.
pub const MAX_ASSIGNMENTS: usize = 5_000_000;

/// The assignments that rules ask for, each with the index of the first rule that does. Accounts that are not active
/// and principals that are not known, which is reported where they are looked up, are left out.
pub(super) fn asked_for(
    rules: &[&Rule],
    types: &BTreeMap<Arc<str>, Vec<&OrganizationAccount>>,
    principals: &Known,
    lookup: &mut Lookup<'_>,
    diagnostics: &mut Diagnostics,
) -> Assignments {
    let mut builder = AssignmentsBuilder::default();
    // Interned once, because a type is named by many rules and has many accounts.
    let accounts_of_type: HashMap<&str, Vec<Interned<Account>>> = types
        .iter()
        .map(|(name, accounts)| {
            let accounts = accounts.iter();
            let active = accounts.filter(|entry| entry.state == AccountState::Active);
            let active = active.map(|entry| builder.account(&entry.account));
            (&**name, active.collect())
        })
        .collect();
    let mut asked = 0_usize;
    for (origin, rule) in (0_u32..).zip(rules) {
        let one;
        let accounts: &[Interned<Account>] = match &rule.target {
            Target::AccountType(name) => accounts_of_type
                .get(&*name.value)
                .map_or(&[], Vec::as_slice),
            Target::Account(account) => match lookup.find(account, diagnostics) {
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
            diagnostics.push(too_many(rule));
            break;
        }
        let principal = builder.principal(principal);
        let permission_set = builder.permission_set(&rule.permission_set.value);
        for account in accounts {
            builder.push(principal, permission_set, *account, origin);
        }
    }
    builder.finish()
}

fn too_many(rule: &Rule) -> Diagnostic {
    let message = format!("the catalog asks for more than {MAX_ASSIGNMENTS} assignments");
    Diagnostic::error(Code::TooLarge, message)
        .primary(rule.permission_set.span, "the limit is exceeded here")
        .note("each principal has each of its permission sets in each account of a type")
        .help("grant fewer permission sets, or split the catalog")
}
