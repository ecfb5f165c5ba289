//! Account types that an organization suggests: by organizational unit, by the beginning or the end of names, by
//! tag, and as lists of accounts that are alike.
//!
//! Of several ways to select the same accounts the first is kept, in this order; each is a selection that also
//! fits the accounts to come, save the last.

use std::collections::{BTreeMap, BTreeSet};

use bit_set::BitSet;

use wildmatch::WildMatch;

use super::accounts::Accounts;
use crate::model::{
    AccountPattern, AccountSource, Clause, OrganizationAccount, OrganizationalUnitPattern, Selector,
};
use crate::source::{Located, Sources, Span};

/// An account type that could be written.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// Names for it, the best first.
    pub names: Vec<String>,
    pub selector: Selector,
    /// The active accounts that it selects.
    pub accounts: BitSet,
}

/// Marks at which a name has parts.
const SEPARATORS: [char; 5] = ['-', '_', '.', ' ', '/'];

/// All candidates with at least two accounts, none selecting the same accounts as another. `alike` are lists of
/// accounts with the same access.
pub(super) fn candidates(accounts: &Accounts<'_>, alike: &[BitSet]) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut keep = |candidate: Option<Candidate>| {
        if let Some(candidate) = candidate
            && candidate.accounts.len() > 1
            && seen.insert(candidate.accounts.clone())
        {
            found.push(candidate);
        }
    };
    // What only some accounts are known of cannot be selected by a rule: it would select the others, too.
    if accounts.directory.accounts_from == AccountSource::Organization {
        units(accounts).into_iter().map(Some).for_each(&mut keep);
        globs(accounts).into_iter().map(Some).for_each(&mut keep);
        tags(accounts).into_iter().map(Some).for_each(&mut keep);
    }
    for list in alike {
        keep(listed(accounts, list));
    }
    found
}

fn candidate(accounts: &Accounts<'_>, names: Vec<String>, clause: Clause) -> Candidate {
    let selector = selector(clause);
    Candidate {
        accounts: accounts.selected(&selector),
        names,
        selector,
    }
}

/// Organizational units, by their path of names; by id where a name cannot be written in a path.
fn units(accounts: &Accounts<'_>) -> Vec<Candidate> {
    let mut paths: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in &accounts.active {
        let mut path = Vec::new();
        for unit in &entry.organizational_units {
            let name = unit.name.as_deref().unwrap_or_default();
            path.push(name.to_owned());
            let plain = |name: &String| !name.is_empty() && !name.contains(['/', '*', '?']);
            let text = match path.iter().all(plain) {
                true => path.join("/"),
                false => unit.id.to_string(),
            };
            paths.entry(text).or_insert_with(|| path.clone());
        }
    }
    let each = paths.into_iter().map(|(text, path)| {
        let names = vec![
            slug(path.last().map_or("", String::as_str)),
            slug(&path.join("-")),
        ];
        let unit = OrganizationalUnitPattern::parse(&text);
        let clause = Clause {
            organizational_units: Some(vec![located(unit)]),
            ..Clause::default()
        };
        candidate(accounts, names, clause)
    });
    each.collect()
}

/// `plat-*` and `*-dev`, for every part of a name; and last `*`.
fn globs(accounts: &Accounts<'_>) -> Vec<Candidate> {
    let mut prefixes = BTreeSet::new();
    let mut suffixes = BTreeSet::new();
    for entry in &accounts.active {
        let name = &entry.account.name;
        if name.contains(['*', '?']) {
            continue;
        }
        for (at, separator) in name.match_indices(SEPARATORS) {
            let (before, behind) = (name.get(..at), name.get(at + separator.len()..));
            if let (Some(before), Some(behind)) = (before, behind)
                && !before.is_empty()
                && !behind.is_empty()
            {
                prefixes.insert((before, separator));
                suffixes.insert((behind, separator));
            }
        }
    }
    let prefixes = prefixes
        .into_iter()
        .map(|(part, mark)| (part, format!("{part}{mark}*")));
    let suffixes = suffixes
        .into_iter()
        .map(|(part, mark)| (part, format!("*{mark}{part}")));
    let all = prefixes.chain(suffixes);
    let all = all.map(|(part, glob)| (slug(part), glob));
    let all = all.chain([(everything(accounts), "*".to_owned())]);
    all.map(|(name, glob)| {
        let pattern = AccountPattern::Glob(WildMatch::new(&glob));
        let clause = Clause {
            accounts: Some(vec![located(pattern)]),
            ..Clause::default()
        };
        candidate(accounts, vec![name], clause)
    })
    .collect()
}

/// The name for `*`, which does not select the management account.
fn everything(accounts: &Accounts<'_>) -> String {
    let directory = accounts.directory;
    let management = directory
        .management_account
        .and_then(|id| directory.account(id));
    match management {
        Some(entry) => format!("all-but-{}", slug(&entry.account.name)),
        None => "all".to_owned(),
    }
}

/// Values of tags.
fn tags(accounts: &Accounts<'_>) -> Vec<Candidate> {
    let all: BTreeSet<(&String, &String)> = accounts
        .active
        .iter()
        .flat_map(|entry| &entry.tags)
        .filter(|(key, value)| !value.contains(['*', '?']) && !key.starts_with("aws:"))
        .collect();
    let each = all.into_iter().map(|(key, value)| {
        let clause = Clause {
            tags: BTreeMap::from([(key.clone(), vec![WildMatch::new(value)])]),
            ..Clause::default()
        };
        candidate(
            accounts,
            vec![slug(value), slug(&format!("{key}-{value}"))],
            clause,
        )
    });
    each.collect()
}

/// Accounts one by one.
fn listed(accounts: &Accounts<'_>, list: &BitSet) -> Option<Candidate> {
    let entries: Vec<&OrganizationAccount> = list
        .iter()
        .filter_map(|number| accounts.active.get(number).copied())
        .collect();
    let first = entries.first()?;
    let patterns = entries
        .iter()
        .map(|entry| located(accounts.pattern(&entry.account)));
    let clause = Clause {
        accounts: Some(patterns.collect()),
        ..Clause::default()
    };
    let names = vec![slug(&format!("like-{}", first.account.name))];
    let candidate = candidate(accounts, names, clause);
    (candidate.accounts == *list).then_some(candidate)
}

/// One clause for each pattern where accounts are listed, as lists are read.
fn selector(clause: Clause) -> Selector {
    let alone = clause.organizational_units.is_none() && clause.tags.is_empty();
    let clauses = match clause.accounts {
        Some(patterns) if alone => patterns
            .into_iter()
            .map(|pattern| {
                located(Clause {
                    accounts: Some(vec![pattern]),
                    ..Clause::default()
                })
            })
            .collect(),
        _ => vec![located(clause)],
    };
    Selector {
        clauses,
        except: Vec::new(),
    }
}

/// A value without a place: it is not written yet.
pub(super) fn located<T>(value: T) -> Located<T> {
    Located::new(value, nowhere())
}

/// A place that is none.
pub(super) fn nowhere() -> Span {
    Span::new(Sources::default().add("", ""), 0, 0)
}

/// A name of lower-case letters, digits and dashes.
fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match c.is_alphanumeric() {
            true => out.push(c),
            false if out.ends_with('-') || out.is_empty() => {}
            false => out.push('-'),
        }
    }
    match out.trim_end_matches('-') {
        "" => "type".to_owned(),
        name => name.to_owned(),
    }
}

/// The accounts of each candidate.
pub(super) fn extents(candidates: &[Candidate]) -> Vec<BitSet> {
    candidates
        .iter()
        .map(|candidate| candidate.accounts.clone())
        .collect()
}
