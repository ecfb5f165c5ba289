//! Access for a time: entries that say until when they hold.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::accounts::can_expand;
use super::lookup::Lookup;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{
    AccountAssignment, Catalog, Date, Directory, Expired, OrganizationAccount, Principal, Rule,
    Target,
};

const ENDED: &str = "an entry that has expired has a last day";

/// Takes out of a catalog what has expired: from the day after its last one, an entry is as if it were not there. A
/// built-in permission set that nothing else assigns goes with it. Returns the rules that were taken out.
///
/// Every such entry is a warning, so that it does not stay in the file for ever.
pub fn expire(catalog: &mut Catalog, today: Date, diagnostics: &mut Diagnostics) -> Vec<Rule> {
    let mut warned = std::collections::BTreeSet::new();
    let is_over = |rule: &Rule| rule.facts.expires().is_some_and(|last| last < today);
    let expired: Vec<Rule> = catalog.rules.extract_if(.., |rule| is_over(rule)).collect();
    for rule in &expired {
        let last = rule.facts.expires.expect(ENDED);
        if warned.insert((last.span, rule.principal.span)) {
            let (kind, name) = (rule.kind, &rule.principal.value);
            let message = format!("the access of {kind} `{name}` ended on {}", last.value);
            diagnostics.push(
                Diagnostic::warning(Code::ExpiredEntry, message)
                    .primary(last.span, "expired; this entry is ignored")
                    .help("remove the entry, or give it a later day"),
            );
        }
    }
    if !expired.is_empty() {
        let used: std::collections::BTreeSet<_> = catalog
            .rules
            .iter()
            .map(|rule| rule.permission_set.value.clone())
            .collect();
        catalog
            .permission_sets
            .retain(|name, entry| !entry.built_in || used.contains(name));
    }
    catalog.expired.clone_from(&expired);
    expired
}

/// What the expired rules of a catalog asked for. Nothing is reported: an entry that grants nothing any more may name
/// accounts and principals that are gone.
pub(super) fn expired(
    catalog: &Catalog,
    directory: &Directory,
    types: &BTreeMap<Arc<str>, Vec<&OrganizationAccount>>,
    lookup: &mut Lookup<'_>,
) -> Expired {
    let mut expired = Expired::default();
    for rule in &catalog.expired {
        let last_day = rule.facts.expires().expect(ENDED);
        let accounts: Vec<&OrganizationAccount> = match &rule.target {
            Target::Account(account) => lookup
                .find(account, &mut Diagnostics::default())
                .into_iter()
                .collect(),
            Target::AccountType(name) => match types.get(&name.value) {
                Some(accounts) => accounts.clone(),
                None => catalog
                    .account_types
                    .get(&name.value)
                    .filter(|one| can_expand(one, directory))
                    .into_iter()
                    .flat_map(|one| one.selector.select(directory))
                    .collect(),
            },
        };
        for entry in accounts {
            let assignment = AccountAssignment {
                principal: Principal {
                    kind: rule.kind,
                    name: Arc::clone(&rule.principal.value),
                    id: None,
                },
                permission_set: rule.permission_set.value.clone(),
                account: entry.account.clone(),
            };
            expired.insert(&assignment, last_day);
        }
    }
    expired
}
