//! Account ids that stand for none yet, and maps that only Atmos knows, where an assignment needs them.

use std::collections::BTreeMap;

use super::account_map::AccountMap;
use crate::catalog::lower::fields::{Fields, LABELS};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{AccountPattern, Rule, Target};
use crate::source::Span;

/// What is wrong with the map only because something uses it.
pub fn check_account_map(fields: &mut Fields<'_>, accounts: &AccountMap, rules: &[Rule]) {
    if let (Some(node), Some(rule)) = (&accounts.unresolved, rules.first()) {
        let place = match &rule.target {
            Target::Account(account) => account.span,
            Target::AccountType(account_type) => account_type.span,
        };
        fields.unresolved("the account map", node, Some(place));
    }
    check_placeholders(accounts, rules, &mut fields.diagnostics);
}

/// Stand-ins instead of ids: an error where an account that is assigned has one, else one warning for
/// all, because such accounts are left out of every account type.
fn check_placeholders(accounts: &AccountMap, rules: &[Rule], diagnostics: &mut Diagnostics) {
    let mut used: BTreeMap<&str, Span> = BTreeMap::new();
    for rule in rules {
        if let Target::Account(account) = &rule.target
            && let AccountPattern::Name(name) = &account.value
            && accounts.placeholders.contains_key(name)
        {
            used.entry(name).or_insert(account.span);
        }
    }
    let help = "replace it by the account's id of 12 digits";
    let mut unused = Vec::new();
    for (name, placeholder) in &accounts.placeholders {
        let text = &placeholder.value;
        match used.get(&**name) {
            Some(span) => diagnostics.push(
                Diagnostic::error(
                    Code::PlaceholderAccountId,
                    format!("the id of `{name}` is still the placeholder `{text}`"),
                )
                .primary(placeholder.span, "not an account id")
                .secondary(*span, "the account is assigned here")
                .help(help),
            ),
            None => unused.push((name, placeholder)),
        }
    }
    let Some((first, placeholder)) = unused.first() else {
        return;
    };
    let message = match unused.len() {
        1 => format!("the id of `{first}` is still a placeholder; the account is left out"),
        n => format!("the ids of {n} accounts are still placeholders; these accounts are left out"),
    };
    let mut diagnostic = Diagnostic::warning(Code::PlaceholderAccountId, message)
        .primary(placeholder.span, "not an account id")
        .note("no account type selects an account that has no id")
        .help(help);
    for (_, placeholder) in unused.iter().skip(1).take(LABELS) {
        diagnostic = diagnostic.primary(placeholder.span, "");
    }
    diagnostics.push(diagnostic);
}
