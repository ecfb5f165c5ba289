//! The names in a question to what they mean; a name that means nothing comes with the nearest that does.

use std::collections::BTreeSet;

use crate::model::{
    AccountPattern, Catalog, Directory, OrganizationAccount, PermissionSetName, PrincipalType, Rule,
};
use crate::text::nearest;

/// A name that means nothing, or more than one thing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Unknown {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Unknown {
    fn new(what: &str, name: &str, known: BTreeSet<&str>, otherwise: &str) -> Self {
        let help = match nearest(name, known) {
            Some(nearest) => nearest.hint(),
            None => otherwise.to_owned(),
        };
        Self {
            message: format!("unknown {what} `{name}`"),
            help,
        }
    }
}

/// The account with a name or an id.
///
/// # Errors
/// No account, or several, are called so.
pub fn account<'a>(
    directory: &'a Directory,
    text: &str,
) -> Result<&'a OrganizationAccount, Unknown> {
    let pattern = AccountPattern::parse(text);
    let accounts = directory.accounts.iter();
    let named = accounts.filter(|entry| match &pattern {
        AccountPattern::Glob(_) => **entry.name() == *text,
        pattern => pattern.matches(entry),
    });
    match named.collect::<Vec<_>>().as_slice() {
        [one] => Ok(one),
        [] => {
            let known = directory.accounts.iter();
            let known = known.map(|entry| &**entry.name()).collect();
            let otherwise = "name it as the catalog does, or by its id";
            Err(Unknown::new("account", text, known, otherwise))
        }
        several => {
            let ids = several.iter().filter_map(|entry| entry.account.id);
            let ids: Vec<String> = ids.map(|id| id.to_string()).collect();
            Err(Unknown {
                message: format!("`{text}` is the name of {} accounts", several.len()),
                help: format!("name the account by its id: {}", ids.join(", ")),
            })
        }
    }
}

/// Checks that the catalog or the identity store knows a group or a user.
///
/// # Errors
/// Neither does.
pub fn principal(
    catalog: &Catalog,
    expired: &[Rule],
    directory: &Directory,
    kind: PrincipalType,
    name: &str,
) -> Result<(), Unknown> {
    let in_catalog = catalog.principals(kind);
    let rules = expired.iter().filter(|rule| rule.kind == kind);
    let store = directory.principals.iter();
    let mut known: BTreeSet<&str> = in_catalog.iter().map(|name| &**name).collect();
    known.extend(rules.map(|rule| &*rule.principal.value));
    known.extend(
        store
            .flat_map(|store| store.names(kind))
            .map(|name| &**name),
    );
    if known.contains(name) {
        return Ok(());
    }
    let otherwise = "the catalog does not name it";
    Err(Unknown::new(&kind.to_string(), name, known, otherwise))
}

/// The permission set with a name: one of the catalog, or of `built_in`.
///
/// # Errors
/// There is none.
pub fn permission_set(
    catalog: &Catalog,
    expired: &[Rule],
    built_in: &BTreeSet<String>,
    name: &str,
) -> Result<PermissionSetName, Unknown> {
    let sets = catalog.permission_sets.keys();
    let rules = expired
        .iter()
        .map(|rule| rule.permission_set.value.as_str());
    let mut known: BTreeSet<&str> = sets.map(PermissionSetName::as_str).collect();
    known.extend(rules);
    known.extend(built_in.iter().map(String::as_str));
    match PermissionSetName::parse(name) {
        Ok(set) if known.contains(name) => Ok(set),
        _ => {
            let otherwise = "it is neither built in nor defined in the catalog";
            Err(Unknown::new("permission set", name, known, otherwise))
        }
    }
}
