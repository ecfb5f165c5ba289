//! Two keys of `account_assignments` that mean one account.

use std::collections::{HashMap, HashSet};

use crate::catalog::lower::accounts::AccountMap;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{AccountId, AccountPattern, PermissionSetName, PrincipalType, Rule, Target};
use crate::source::Span;

/// Two keys that mean one account are an error where they grant the same: one of them is a mistake.
pub fn check_double_accounts(accounts: &AccountMap, rules: &[Rule], diagnostics: &mut Diagnostics) {
    type Row<'r> = (PrincipalType, &'r str, &'r PermissionSetName);
    let id_of = |rule: &Rule| -> Option<(AccountId, Span)> {
        let Target::Account(account) = &rule.target else {
            return None;
        };
        let id = match &account.value {
            AccountPattern::Id(id) => *id,
            AccountPattern::Name(name) => accounts.ids.as_ref()?.get(name)?.value,
            AccountPattern::Glob(_) => return None,
        };
        Some((id, account.span))
    };
    let mut keys: HashMap<AccountId, Vec<Span>> = HashMap::new();
    for (id, span) in rules.iter().filter_map(id_of) {
        let spans = keys.entry(id).or_default();
        if spans.last() != Some(&span) {
            spans.push(span);
        }
    }
    keys.retain(|_, spans| spans.len() > 1);
    if keys.is_empty() {
        return;
    }
    let mut granted: HashMap<(AccountId, Row<'_>), Span> = HashMap::new();
    let mut reported: HashSet<(Span, Span)> = HashSet::new();
    for rule in rules {
        let Some((id, span)) = id_of(rule).filter(|(id, _)| keys.contains_key(id)) else {
            continue;
        };
        let set = &rule.permission_set.value;
        let row = (rule.kind, &*rule.principal.value, set);
        let first = *granted.entry((id, row)).or_insert(span);
        if first == span || !reported.insert((first, span)) {
            continue;
        }
        let (kind, principal) = (rule.kind, &rule.principal.value);
        diagnostics.push(
            Diagnostic::error(
                Code::DuplicateAssignment,
                format!("two keys mean the account {id}"),
            )
            .primary(span, "grants again what is granted already")
            .secondary(first, "the same account")
            .note(format!("both grant {set} to {kind} {principal}"))
            .help("put everything for one account under one key"),
        );
    }
}
