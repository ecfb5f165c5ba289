//! Selectors: which accounts an account type means.
//!
//! A selector is a set expression, so the order, overlap and repetition of its clauses change nothing. The
//! management account is selected by its exact name or id only, and exclusions always win.

mod canonical;
mod pattern;
#[cfg(test)]
mod tests;
mod trace;

use std::collections::BTreeMap;

use wildmatch::WildMatch;

pub use pattern::{AccountPattern, OrganizationalUnitPattern};
pub use trace::{ClauseTrace, Condition, Looks, Trace};

use super::{Directory, OrganizationAccount};
use crate::source::{Located, Span};

/// What an [`Unmatched`] pattern names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnmatchedKind {
    /// An account, by name or id.
    Account,
    /// An organizational unit.
    OrganizationalUnit,
    /// An organizational unit that exists and has no account, neither itself nor below it.
    EmptyOrganizationalUnit,
}

/// A pattern of a selector that no account matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmatched {
    /// What it names.
    pub kind: UnmatchedKind,
    /// The pattern as it is written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// One clause: an account belongs if *every* key that is given matches; a key with several values matches
/// with any of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clause {
    /// Names, ids and globs.
    pub accounts: Option<Vec<Located<AccountPattern>>>,
    /// Organizational units.
    pub organizational_units: Option<Vec<Located<OrganizationalUnitPattern>>>,
    /// Tags: every one must be there, with a value that matches one of the globs.
    pub tags: BTreeMap<String, Vec<WildMatch>>,
}

impl Clause {
    /// Whether an account belongs, the rule about the management account left aside.
    fn covers(&self, account: &OrganizationAccount) -> bool {
        let by_account = self.accounts.as_ref().is_none_or(|patterns| {
            patterns
                .iter()
                .any(|pattern| pattern.value.matches(account))
        });
        let by_unit = self.organizational_units.as_ref().is_none_or(|patterns| {
            patterns
                .iter()
                .any(|pattern| pattern.value.matches(account))
        });
        let by_tags = self.tags.iter().all(|(key, globs)| {
            account
                .tags
                .get(key)
                .is_some_and(|value| globs.iter().any(|glob| glob.matches(value)))
        });
        !self.is_empty() && by_account && by_unit && by_tags
    }

    /// Whether the clause names the account by its exact name or id.
    fn names(&self, account: &OrganizationAccount) -> bool {
        self.accounts
            .iter()
            .flatten()
            .any(|pattern| pattern.value.is_exact() && pattern.value.matches(account))
    }

    fn selects(&self, account: &OrganizationAccount, is_management: bool) -> bool {
        self.covers(account) && (!is_management || self.names(account))
    }

    /// Whether the clause says nothing at all; such a clause selects nothing.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_none() && self.organizational_units.is_none() && self.tags.is_empty()
    }
}

/// A named selection of accounts: whatever any clause selects, less whatever any exclusion covers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selector {
    /// What belongs, each with its place.
    pub clauses: Vec<Located<Clause>>,
    /// What never belongs, whatever else selects it.
    pub except: Vec<Located<Clause>>,
}

impl Selector {
    /// How many names, ids, globs and units an account is compared with.
    pub fn patterns(&self) -> usize {
        let clauses = self.clauses.iter().chain(&self.except);
        let patterns = clauses.map(|clause| {
            let Clause {
                accounts,
                organizational_units,
                tags,
            } = &clause.value;
            let tags = tags.values().map(Vec::len);
            accounts.as_ref().map_or(0, Vec::len)
                + organizational_units.as_ref().map_or(0, Vec::len)
                + tags.sum::<usize>()
        });
        patterns.sum()
    }

    /// Whether an account belongs. Its state is not asked here.
    pub fn selects(&self, account: &OrganizationAccount, directory: &Directory) -> bool {
        let is_management = directory.is_management(&account.account);
        let selected = self
            .clauses
            .iter()
            .any(|clause| clause.value.selects(account, is_management));
        selected
            && !self
                .except
                .iter()
                .any(|clause| clause.value.covers(account))
    }

    /// Every account that belongs, in the directory's order.
    pub fn select<'a>(
        &'a self,
        directory: &'a Directory,
    ) -> impl Iterator<Item = &'a OrganizationAccount> {
        directory
            .accounts
            .iter()
            .filter(move |account| self.selects(account, directory))
    }

    /// Whether the names of organizational units are needed to answer.
    pub fn needs_organizational_unit_names(&self) -> bool {
        self.all_clauses().any(|clause| {
            clause
                .organizational_units
                .iter()
                .flatten()
                .any(|unit| matches!(unit.value, OrganizationalUnitPattern::Path(_)))
        })
    }

    /// Whether organizational units, by name or id, are needed to answer.
    pub fn needs_organizational_units(&self) -> bool {
        self.all_clauses()
            .any(|clause| clause.organizational_units.is_some())
    }

    /// Whether the tags of accounts are needed to answer.
    pub fn needs_tags(&self) -> bool {
        self.all_clauses().any(|clause| !clause.tags.is_empty())
    }

    /// Whether a glob over names is needed to answer.
    pub fn has_globs(&self) -> bool {
        self.all_clauses()
            .flat_map(|clause| clause.accounts.iter().flatten())
            .any(|pattern| !pattern.value.is_exact())
    }

    /// Whether a clause would select the account if it were no management account.
    pub fn covers(&self, account: &OrganizationAccount) -> bool {
        self.clauses
            .iter()
            .any(|clause| clause.value.covers(account))
    }

    /// The clauses that select no account. One that names accounts or organizational units which do not exist
    /// is among [`Selector::unmatched_names`] and not here.
    pub fn idle_clauses(&self, directory: &Directory) -> Vec<Span> {
        let unmatched = self.unmatched_names(directory);
        let explained = |clause: &Located<Clause>| {
            let inside = |span: &Span| {
                span.source == clause.span.source
                    && clause.span.start <= span.start
                    && span.end <= clause.span.end
            };
            unmatched.iter().any(|name| inside(&name.span))
        };
        self.clauses
            .iter()
            .filter(|clause| {
                !directory
                    .accounts
                    .iter()
                    .any(|account| clause.value.covers(account))
            })
            .filter(|clause| !explained(clause))
            .map(|clause| clause.span)
            .collect()
    }

    /// The exact names, ids and organizational units that match no account, which is a typing error more
    /// often than not. Exclusions are looked at too: one that excludes nothing may let in what it was to keep
    /// out.
    pub fn unmatched_names(&self, directory: &Directory) -> Vec<Unmatched> {
        let mut found = Vec::new();
        for clause in self.all_clauses() {
            for pattern in clause.accounts.iter().flatten() {
                if !pattern.value.is_exact() {
                    continue;
                }
                let text = pattern.value.to_string();
                if !directory
                    .accounts
                    .iter()
                    .any(|account| pattern.value.matches(account))
                {
                    found.push(Unmatched {
                        kind: UnmatchedKind::Account,
                        text,
                        span: pattern.span,
                    });
                }
            }
            for unit in clause.organizational_units.iter().flatten() {
                if !directory
                    .accounts
                    .iter()
                    .any(|account| unit.value.matches(account))
                {
                    let known = directory.organizational_units.iter().flatten();
                    let exists = known.into_iter().any(|way| unit.value.leads(way));
                    found.push(Unmatched {
                        kind: match exists {
                            true => UnmatchedKind::EmptyOrganizationalUnit,
                            false => UnmatchedKind::OrganizationalUnit,
                        },
                        text: unit.value.to_string(),
                        span: unit.span,
                    });
                }
            }
        }
        found.sort_by_key(|unmatched| unmatched.span);
        found
    }

    fn all_clauses(&self) -> impl Iterator<Item = &Clause> {
        self.clauses
            .iter()
            .chain(&self.except)
            .map(|clause| &clause.value)
    }
}
