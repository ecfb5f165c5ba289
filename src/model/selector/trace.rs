//! Why a selector selects an account, or does not: each condition of each clause with its answer.

use wildmatch::WildMatch;

use super::{AccountPattern, Clause, Selector};
use crate::model::{Directory, OrganizationAccount};
use crate::source::{Located, Span};

/// What a condition looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looks {
    /// At the account's name and id.
    Account,
    /// At its organizational units.
    OrganizationalUnit,
    /// At the tag of this key.
    Tag(String),
}

/// One condition of a clause, asked of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// What it looks at.
    pub looks: Looks,
    /// The patterns of which one has to match, as they are written.
    pub patterns: Vec<String>,
    /// What the account has there; `None` for a tag that it does not have.
    pub found: Option<String>,
    /// Whether a pattern matches.
    pub holds: bool,
}

/// A clause, asked of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseTrace {
    /// The clause.
    pub span: Span,
    /// Its conditions.
    pub conditions: Vec<Condition>,
    /// Whether all hold.
    pub holds: bool,
    /// Whether it holds and is kept from selecting the management account, which it does not name exactly.
    pub spares_management: bool,
}

/// A selector, asked of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// What selects, in the order in which it is written.
    pub clauses: Vec<ClauseTrace>,
    /// What excludes.
    pub except: Vec<ClauseTrace>,
}

impl Trace {
    /// The clause by which the account belongs, the exclusions left aside.
    pub fn selecting(&self) -> Option<&ClauseTrace> {
        let mut clauses = self.clauses.iter();
        clauses.find(|clause| clause.holds && !clause.spares_management)
    }

    /// The exclusion that keeps the account out.
    pub fn excluding(&self) -> Option<&ClauseTrace> {
        self.except.iter().find(|clause| clause.holds)
    }

    /// Whether the account belongs.
    pub fn selects(&self) -> bool {
        self.selecting().is_some() && self.excluding().is_none()
    }
}

impl Selector {
    /// Asks every condition of every clause of one account. Says the same as [`Selector::selects`], and why.
    pub fn trace(&self, account: &OrganizationAccount, directory: &Directory) -> Trace {
        let is_management = directory.is_management(&account.account);
        let clauses = self.clauses.iter().map(|clause| {
            let spares = is_management && !clause.value.names(account);
            trace(clause, account, spares)
        });
        let except = self.except.iter();
        Trace {
            clauses: clauses.collect(),
            except: except.map(|clause| trace(clause, account, false)).collect(),
        }
    }
}

fn trace(clause: &Located<Clause>, account: &OrganizationAccount, spares: bool) -> ClauseTrace {
    let conditions = clause.value.conditions(account);
    let holds = !conditions.is_empty() && conditions.iter().all(|condition| condition.holds);
    ClauseTrace {
        span: clause.span,
        conditions,
        holds,
        spares_management: holds && spares,
    }
}

impl Clause {
    fn conditions(&self, account: &OrganizationAccount) -> Vec<Condition> {
        let mut conditions = Vec::new();
        if let Some(patterns) = &self.accounts {
            let mut values = patterns.iter().map(|pattern| &pattern.value);
            conditions.push(Condition {
                looks: Looks::Account,
                patterns: values.clone().map(ToString::to_string).collect(),
                found: Some(account.account.name.to_string()),
                holds: values.any(|pattern| pattern.matches(account)),
            });
        }
        if let Some(patterns) = &self.organizational_units {
            let mut values = patterns.iter().map(|pattern| &pattern.value);
            conditions.push(Condition {
                looks: Looks::OrganizationalUnit,
                patterns: values.clone().map(ToString::to_string).collect(),
                found: Some(account.unit_path()),
                holds: values.any(|pattern| pattern.matches(account)),
            });
        }
        for (key, globs) in &self.tags {
            let value = account.tags.get(key);
            conditions.push(Condition {
                looks: Looks::Tag(key.clone()),
                patterns: globs.iter().map(WildMatch::to_string).collect(),
                found: value.cloned(),
                holds: value.is_some_and(|value| globs.iter().any(|glob| glob.matches(value))),
            });
        }
        conditions
    }
}

impl std::fmt::Display for AccountPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Id(id) => id.fmt(f),
            Self::Glob(glob) => glob.fmt(f),
        }
    }
}

impl OrganizationAccount {
    /// The path of its organizational units from the root, such as `plat/prod`; `the root` for an account that lies in
    /// none.
    pub fn unit_path(&self) -> String {
        let units = self.organizational_units.iter();
        let names: Vec<&str> = units
            .map(|unit| unit.name.as_deref().unwrap_or(&unit.id))
            .collect();
        match names.is_empty() {
            true => "the root".to_owned(),
            false => names.join("/"),
        }
    }
}
