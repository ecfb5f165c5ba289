//! The names of an account map, held against those that AWS shows.
//!
//! A name is what people read, and what guardrails and account types go by. So a map cannot give an account another name
//! than AWS does, unless it states AWS's name as well: reports then show both. Never can it give an account the name
//! of another one.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{Account, AccountId, AccountSource, Catalog, Directory, OrganizationAccount};
use crate::source::Located;

/// Calls the accounts of an organization as the catalog's account map calls them. An id that the organization does not
/// have, and a name that is not the one that AWS shows, are errors; the names of the map hold all the same, so that
/// whatever else is wrong can be reported.
pub fn apply_account_map(
    directory: &mut Directory,
    catalog: &Catalog,
    diagnostics: &mut Diagnostics,
) {
    let Some(map) = &catalog.account_map else {
        return;
    };
    // Accounts that come from a catalog are called as it calls them, and AWS was not asked.
    if directory.accounts_from != AccountSource::Organization {
        return;
    }
    let organization = Organization::of(directory, map);
    let mut positions: HashMap<AccountId, usize> = HashMap::new();
    for (position, entry) in directory.accounts.iter().enumerate() {
        positions.extend(entry.account.id.map(|id| (id, position)));
    }
    for (name, id) in map {
        let position = positions.get(&id.value).copied();
        let Some(entry) = position.and_then(|at| directory.accounts.get_mut(at)) else {
            diagnostics.push(
                Diagnostic::error(
                    Code::UnknownAccount,
                    format!("account `{name}` ({}) is not in the organization", id.value),
                )
                .primary(id.span, "no account of the organization has this id")
                .help("correct the id in the account map, or take the account out of it"),
            );
            continue;
        };
        let aws_name = Arc::clone(&entry.account.name);
        let stated = catalog.aws_names.get(name);
        if let Some(problem) = organization.problem(name, id, &aws_name, stated) {
            diagnostics.push(problem);
        }
        call(entry, name, &aws_name);
    }
    directory.accounts.sort_by(|a, b| a.account.cmp(&b.account));
}

/// Calls an account by the name of a catalog; where AWS shows another name, reports show both.
pub fn call(entry: &mut OrganizationAccount, name: &Arc<str>, aws_name: &str) {
    if **name == *aws_name {
        entry.account.name = Arc::clone(name);
        entry.called = None;
    } else {
        entry.account.name = Account::both_names(name, aws_name);
        entry.called = Some(Arc::clone(name));
    }
}

/// The names that AWS shows, before a map is applied.
struct Organization {
    /// Accounts by their names without case and punctuation.
    alike: HashMap<String, Vec<Account>>,
    /// Accounts that the map names.
    in_map: HashSet<AccountId>,
}

impl Organization {
    fn of(directory: &Directory, map: &BTreeMap<Arc<str>, Located<AccountId>>) -> Self {
        let mut alike: HashMap<String, Vec<Account>> = HashMap::new();
        for entry in &directory.accounts {
            alike
                .entry(skeleton(&entry.account.name))
                .or_default()
                .push(entry.account.clone());
        }
        Self {
            alike,
            in_map: map.values().map(|id| id.value).collect(),
        }
    }

    /// What is wrong with the name that a map gives to an account.
    fn problem(
        &self,
        name: &str,
        id: &Located<AccountId>,
        aws_name: &str,
        stated: Option<&Located<Arc<str>>>,
    ) -> Option<Diagnostic> {
        let error = |message: String| Diagnostic::error(Code::AccountName, message);
        let is_called_so = *name == *aws_name;
        let alike = self.alike.get(&skeleton(name)).into_iter().flatten();
        // Of two accounts that AWS gives one name, the map may give the other one another name.
        let mut others = alike.filter(|other| {
            let other_is_free = other.id.is_some_and(|id| !self.in_map.contains(&id));
            let confused = match is_called_so {
                true => *other.name == *name && other_is_free,
                false => true,
            };
            other.id != Some(id.value) && confused
        });
        if let Some(found) = others.next() {
            let other_name = &found.name;
            let other = found.id.map_or_else(String::new, |id| id.to_string());
            return Some(
                error(format!(
                    "the account map calls {} `{name}`, and AWS gives that name to {other}",
                    id.value
                ))
                .primary(id.span, format!("AWS calls this account `{aws_name}`"))
                .note(format!("{other} is `{other_name}` in AWS"))
                .help("correct the id, or the name; `aws_names` does not allow the name of another account"),
            );
        }
        if let Some(stated) = stated {
            return (*stated.value != *aws_name).then(|| {
                error(format!(
                    "`aws_names` states that AWS calls `{name}` `{}`; it calls {} `{aws_name}`",
                    stated.value, id.value
                ))
                .primary(stated.span, "AWS shows another name")
                .secondary(id.span, format!("`{name}` means {}", id.value))
                .help("correct the name or the id")
            });
        }
        (!is_called_so).then(|| {
            error(format!(
                "the account map calls {} `{name}`; AWS calls it `{aws_name}`",
                id.value
            ))
            .primary(id.span, format!("AWS calls this account `{aws_name}`"))
            .help(format!(
                "name it as AWS does, or correct the id; if both names are meant, state AWS's, and reports show both: account_map: {{aws_names: {{{name:?}: {aws_name:?}}}}}"
            ))
        })
    }
}

/// A name without case, spaces and punctuation: `Plat Prod` and `plat-prod` are alike.
fn skeleton(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    let skeleton: String = letters.flat_map(char::to_lowercase).collect();
    match skeleton.is_empty() {
        true => name.to_owned(),
        false => skeleton,
    }
}
