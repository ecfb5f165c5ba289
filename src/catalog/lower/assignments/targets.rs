//! The keys of the two tables: an account, or an account type.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::lower::accounts::AccountMap;
use crate::catalog::lower::expressions::Scope;
use crate::catalog::lower::fields::Fields;
use crate::catalog::node::Key;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{AccountPattern, AccountType, Target};
use crate::source::Located;

/// The account types of the catalog, by name.
pub type AccountTypes = BTreeMap<Arc<str>, AccountType>;

/// The account that a key of `account_assignments` names; `None` after a diagnostic.
pub(super) fn account(
    fields: &mut Fields<'_>,
    key: &Key,
    accounts: &AccountMap,
    account_types: &AccountTypes,
) -> Option<Target> {
    let name = fields.render(&key.name, key.span, Scope::default())?;
    let pattern = AccountPattern::parse(&name);
    let diagnostic = match &pattern {
        AccountPattern::Id(_) => None,
        AccountPattern::Glob(_) => Some(
            Diagnostic::error(Code::UnknownAccount, format!("`{name}` names no single account"))
                .primary(key.span, "a glob")
                .help("select several accounts by an account type, and assign to it under `account_type_assignments`"),
        ),
        AccountPattern::Name(name) => {
            check_account(fields, key, name, accounts, account_types)
        }
    };
    match diagnostic {
        None => Some(Target::Account(Located::new(pattern, key.span))),
        Some(diagnostic) => {
            fields.diagnostics.push(diagnostic);
            None
        }
    }
}

fn check_account(
    fields: &mut Fields<'_>,
    key: &Key,
    name: &Arc<str>,
    accounts: &AccountMap,
    account_types: &AccountTypes,
) -> Option<Diagnostic> {
    if accounts.has(name) {
        return None;
    }
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
        let message = format!("`{name}` is not an account id: an account id has 12 digits");
        return Some(
            Diagnostic::error(Code::BadAccountId, message)
                .primary(key.span, format!("{} digits", name.len()))
                .help("write all 12 digits, leading zeros included, in quotes"),
        );
    }
    // Without a map AWS Organizations knows; a map that is wrong is reported as such.
    if !accounts.is_complete && !name.is_empty() {
        return None;
    }
    let help = match account_types.contains_key(name) {
        true => Some(format!(
            "`{name}` is an account type; put it under `account_type_assignments`"
        )),
        false => fields.suggest(name, accounts.names()),
    };
    Some(
        Diagnostic::error(Code::UnknownAccount, format!("unknown account `{name}`"))
            .primary(key.span, "not in `account_map.full_account_map`")
            .help(help.unwrap_or_else(|| {
                "add it to the account map; without a map, AWS Organizations is asked".to_owned()
            })),
    )
}

pub(super) fn account_type(
    fields: &mut Fields<'_>,
    key: &Key,
    accounts: &AccountMap,
    account_types: &AccountTypes,
) -> Option<Target> {
    let name = fields.render(&key.name, key.span, Scope::default())?;
    if let Some((name, _)) = account_types.get_key_value(&*name) {
        return Some(Target::AccountType(Located::new(
            Arc::clone(name),
            key.span,
        )));
    }
    let help = match accounts.has(&name) {
        true => Some(format!(
            "`{name}` is an account; put it under `account_assignments`"
        )),
        false => fields.suggest(&name, account_types.keys().map(|name| &**name)),
    };
    fields.diagnostics.push(
        Diagnostic::error(
            Code::UnknownAccountType,
            format!("unknown account type `{name}`"),
        )
        .primary(key.span, "not defined under `account_types`")
        .help(help.unwrap_or_else(|| {
            format!("define it: account_types: {{{name}: [ACCOUNT, \"glob-*\"]}}")
        })),
    );
    None
}
