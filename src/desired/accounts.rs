//! Names, ids and selectors of a catalog to the accounts of an organization.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::model::{
    Account, AccountPattern, AccountSource, AccountState, AccountType, Catalog, Directory,
    OrganizationAccount, Selector, Target, Unmatched, UnmatchedKind,
};
use crate::text::nearest;

use super::account_names::call;

/// The directory that a catalog alone gives: its account map, or else the names that it mentions, which have
/// no ids. Nothing is known about groups and users.
pub fn directory_of_catalog(catalog: &Catalog) -> Directory {
    let (mut accounts, accounts_from): (Vec<_>, _) = match &catalog.account_map {
        Some(map) => {
            let accounts = map.iter().map(|(name, id)| {
                let account = Account {
                    name: Arc::clone(name),
                    id: Some(id.value),
                };
                let mut entry = OrganizationAccount::new(account);
                if let Some(aws_name) = catalog.aws_names.get(name) {
                    call(&mut entry, name, &aws_name.value);
                }
                entry
            });
            (accounts.collect(), AccountSource::AccountMap)
        }
        None => {
            let accounts = mentioned(catalog).into_iter();
            let accounts = accounts.map(OrganizationAccount::new).collect();
            (accounts, AccountSource::Mentions)
        }
    };
    accounts.sort_by(|a: &OrganizationAccount, b| a.account.cmp(&b.account));
    let management_account = catalog.root_account_name.as_ref().and_then(|name| {
        let map = catalog.account_map.as_ref()?;
        Some(map.get(name)?.value)
    });
    Directory {
        accounts,
        management_account,
        principals: None,
        accounts_from,
        organizational_units: None,
    }
}

/// Every account that the catalog names exactly.
fn mentioned(catalog: &Catalog) -> Vec<Account> {
    let targets = catalog.rules.iter().filter_map(|rule| match &rule.target {
        Target::Account(account) => Some(&account.value),
        Target::AccountType(_) => None,
    });
    let clauses = catalog
        .used_account_types()
        .flat_map(|(_, account_type)| &account_type.selector.clauses);
    let selected = clauses.flat_map(|clause| clause.value.accounts.iter().flatten());
    let patterns = targets.chain(selected.map(|pattern| &pattern.value));
    let accounts: BTreeSet<Account> = patterns
        .filter_map(|pattern| match pattern {
            AccountPattern::Name(name) => Some(Account {
                name: Arc::clone(name),
                id: None,
            }),
            AccountPattern::Id(id) => Some(Account {
                name: id.to_string().into(),
                id: Some(*id),
            }),
            AccountPattern::Glob(_) => None,
        })
        .collect();
    accounts.into_iter().collect()
}

/// Comparisons of an account with a pattern that the account types of a catalog may ask for.
const MAX_COMPARISONS: usize = 100_000_000;

fn too_many_comparisons(name: &str, account_type: &AccountType) -> Diagnostic {
    let message = format!("the account types up to `{name}` have too many patterns");
    Diagnostic::error(Code::TooLarge, message)
        .primary(account_type.span, "the limit is exceeded here")
        .note(format!(
            "each pattern is compared with each account: {MAX_COMPARISONS} times at most"
        ))
        .help("write fewer and wider patterns, or select by organizational unit")
}

/// The accounts of every type that a rule uses, with every problem of their selectors.
pub(super) fn expand_types<'a>(
    catalog: &'a Catalog,
    directory: &'a Directory,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<Arc<str>, Vec<&'a OrganizationAccount>> {
    let mut expanded = BTreeMap::new();
    let mut unexpanded = Vec::new();
    let mut comparisons = 0_usize;
    for (name, account_type) in catalog.used_account_types() {
        let patterns = account_type.selector.patterns();
        comparisons = comparisons.saturating_add(patterns.saturating_mul(directory.accounts.len()));
        if comparisons > MAX_COMPARISONS {
            diagnostics.push(too_many_comparisons(name, account_type));
            break;
        }
        let found = match missing_knowledge(account_type, directory) {
            Some(knowledge) => {
                unexpanded.push((name, account_type, knowledge));
                continue;
            }
            None => account_type.selector.select(directory).collect::<Vec<_>>(),
        };
        let (emptied, unmatched): (Vec<Unmatched>, Vec<Unmatched>) = account_type
            .selector
            .unmatched_names(directory)
            .into_iter()
            .partition(|one| one.kind == UnmatchedKind::EmptyOrganizationalUnit);
        for unit in &emptied {
            diagnostics.push(without_accounts(name, unit, account_type, found.is_empty()));
        }
        for pattern in &unmatched {
            diagnostics.push(matches_nothing(name, pattern, account_type, directory));
        }
        let explained = !unmatched.is_empty() || !emptied.is_empty() || account_type.may_be_empty;
        if found.is_empty() && !explained {
            diagnostics.push(selects_nothing(name, account_type, directory));
        }
        if !found.is_empty() {
            warn_of_idle_clauses(name, &account_type.selector, directory, diagnostics);
        }
        expanded.insert(Arc::clone(name), found);
    }
    if let Some(diagnostic) = organization_needed(&unexpanded) {
        diagnostics.push(diagnostic);
    }
    expanded
}

/// Whether a used account type asks for more than an account map can tell.
pub fn needs_organization(catalog: &Catalog) -> bool {
    catalog.used_account_types().any(|(_, account_type)| {
        let selector = &account_type.selector;
        selector.needs_organizational_units() || selector.needs_tags()
    })
}

/// Whether what a directory knows about accounts is enough to tell which ones a type selects.
pub fn can_expand(account_type: &AccountType, directory: &Directory) -> bool {
    missing_knowledge(account_type, directory).is_none()
}

/// What would have to be known about accounts, and is not.
fn missing_knowledge(account_type: &AccountType, directory: &Directory) -> Option<&'static str> {
    let selector = &account_type.selector;
    match directory.accounts_from {
        AccountSource::Organization => None,
        _ if selector.needs_organizational_units() => Some("organizational units"),
        _ if selector.needs_tags() => Some("the tags of accounts"),
        AccountSource::Mentions if selector.has_globs() => Some("the names of all accounts"),
        AccountSource::AccountMap | AccountSource::Mentions => None,
    }
}

/// Returns one error about all types whose selectors ask for more than is known about the accounts.
fn organization_needed(
    unexpanded: &[(&Arc<str>, &AccountType, &'static str)],
) -> Option<Diagnostic> {
    let (first, others) = unexpanded.split_first()?;
    let names: Vec<String> = unexpanded
        .iter()
        .map(|(name, ..)| format!("`{name}`"))
        .collect();
    let message = match names.as_slice() {
        [name] => format!("account type {name} needs the organization"),
        names => format!("account types {} need the organization", names.join(", ")),
    };
    let label = |knowledge: &str| format!("selects by {knowledge}");
    let mut diagnostic =
        Diagnostic::error(Code::OrganizationNeeded, message).primary(first.1.span, label(first.2));
    for (_, account_type, knowledge) in others {
        diagnostic = diagnostic.secondary(account_type.span, label(knowledge));
    }
    Some(
        diagnostic
            .help("read the organization from AWS (--live), from a snapshot (--snapshot FILE) or from the sandbox (--sandbox)"),
    )
}

fn matches_nothing(
    name: &str,
    pattern: &Unmatched,
    account_type: &AccountType,
    directory: &Directory,
) -> Diagnostic {
    let severity = if account_type.may_be_empty {
        Diagnostic::warning
    } else {
        Diagnostic::error
    };
    let (code, what, candidates) = match pattern.kind {
        UnmatchedKind::Account => (
            Code::UnknownAccount,
            "account",
            directory
                .accounts
                .iter()
                .map(|entry| entry.account.name.to_string())
                .collect(),
        ),
        UnmatchedKind::OrganizationalUnit | UnmatchedKind::EmptyOrganizationalUnit => (
            Code::UnknownOrganizationalUnit,
            "organizational unit",
            unit_paths(directory),
        ),
    };
    let known = match directory.accounts_from {
        AccountSource::Organization => "the organization",
        _ => "the catalog's account map",
    };
    let similar = nearest(&pattern.text, candidates.iter().map(String::as_str));
    // Accounts tell in which units they are; units without accounts are known only where units were listed.
    let unlisted = pattern.kind == UnmatchedKind::OrganizationalUnit
        && directory.organizational_units.is_none();
    let missing = match unlisted {
        true => format!("in which {known} has no account"),
        false => format!("which {known} does not have"),
    };
    severity(
        code,
        format!(
            "account type `{name}` names the {what} `{}`, {missing}",
            pattern.text
        ),
    )
    .primary(pattern.span, format!("no {what} matches"))
    .help_opt(similar.map(|known| format!("did you mean `{}`?", known.name())))
}

/// An organizational unit that exists, and in which the last account is gone or none has been yet.
fn without_accounts(
    name: &str,
    unit: &Unmatched,
    account_type: &AccountType,
    nothing_else: bool,
) -> Diagnostic {
    let error = nothing_else && !account_type.may_be_empty;
    let severity = if error {
        Diagnostic::error
    } else {
        Diagnostic::warning
    };
    let diagnostic = severity(
        Code::EmptySelector,
        format!(
            "account type `{name}` names the organizational unit `{}`, which exists and has no account",
            unit.text
        ),
    )
    .primary(unit.span, "no account is in it, nor below it");
    match error {
        true => diagnostic
            .note("account type selects nothing, which would revoke whatever it granted before")
            .help("name another unit, or say `may_be_empty: true` if that is meant"),
        false => diagnostic,
    }
}

/// Every path of names of an organizational unit, as far as units are known.
fn unit_paths(directory: &Directory) -> Vec<String> {
    let mut paths = BTreeSet::new();
    let of_accounts = directory
        .accounts
        .iter()
        .map(|entry| &entry.organizational_units);
    let listed = directory.organizational_units.iter().flatten();
    for way in of_accounts.chain(listed) {
        let mut path = String::new();
        for unit in way {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(unit.name.as_deref().unwrap_or(&unit.id));
            paths.insert(path.clone());
        }
    }
    paths.into_iter().collect()
}

fn selects_nothing(name: &str, account_type: &AccountType, directory: &Directory) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        Code::EmptySelector,
        format!("account type `{name}` is used and selects no account"),
    )
    .primary(account_type.span, "selects nothing");
    let management = directory
        .management_account
        .map(|id| directory.name_account(id));
    let shadowed = management.filter(|account| {
        directory
            .accounts
            .iter()
            .filter(|entry| entry.account == *account)
            .any(|entry| account_type.selector.covers(entry))
    });
    match shadowed {
        Some(account) => diagnostic
            .note(format!(
                "`{account}` is the management account, which is selected by its exact name or id only"
            ))
            .help(format!("if it is meant, name it: [{account}]")),
        None => diagnostic
            .note("a selector that selects nothing would revoke whatever it granted before")
            .help("correct the selector, or say `may_be_empty: true` if that is meant"),
    }
}

/// A glob or a set of tags that adds no account, beside others that do.
fn warn_of_idle_clauses(
    name: &str,
    selector: &Selector,
    directory: &Directory,
    diagnostics: &mut Diagnostics,
) {
    for clause in selector.idle_clauses(directory) {
        diagnostics.push(
            Diagnostic::warning(
                Code::EmptySelector,
                format!("a clause of account type `{name}` matches no account"),
            )
            .primary(clause, "matches nothing")
            .help("take it out if it is a leftover, or correct it"),
        );
    }
}

/// Active accounts that no account type selects; none where the catalog has no account types.
pub(super) fn untyped(catalog: &Catalog, directory: &Directory) -> Vec<Account> {
    if catalog.account_types.is_empty() || directory.accounts_from != AccountSource::Organization {
        return Vec::new();
    }
    let types = &catalog.account_types;
    let selected = |entry: &OrganizationAccount| {
        types
            .values()
            .any(|account_type| account_type.selector.selects(entry, directory))
    };
    directory
        .accounts
        .iter()
        .filter(|entry| entry.state == AccountState::Active && !selected(entry))
        .map(|entry| entry.account.clone())
        .collect()
}
