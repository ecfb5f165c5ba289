//! What a run may touch.

use std::collections::BTreeSet;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::{Account, AccountAssignment, Date, PermissionSetName, PrincipalType};

/// One `--only KIND=NAME`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum OnlyClause {
    /// `permission-set=NAME`.
    PermissionSet(PermissionSetName),
    /// `account=NAME`, or its id.
    Account(String),
    /// `group=NAME` or `user=NAME`.
    Principal(PrincipalType, String),
}

/// Why a text is no [`OnlyClause`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct OnlyClauseError(String);

impl FromStr for OnlyClause {
    type Err = OnlyClauseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, name) = text.split_once('=').unwrap_or((text, ""));
        match (kind, name) {
            ("permission-set", name) if !name.is_empty() => PermissionSetName::parse(name)
                .map(Self::PermissionSet)
                .map_err(|error| OnlyClauseError(error.to_string())),
            ("account", name) if !name.is_empty() => Ok(Self::Account(name.to_owned())),
            ("group", name) if !name.is_empty() => {
                Ok(Self::Principal(PrincipalType::Group, name.to_owned()))
            }
            ("user", name) if !name.is_empty() => {
                Ok(Self::Principal(PrincipalType::User, name.to_owned()))
            }
            _ => Err(OnlyClauseError(
                "not of the form KIND=NAME, where KIND is permission-set, account, group or user"
                    .to_owned(),
            )),
        }
    }
}

impl fmt::Display for OnlyClause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PermissionSet(name) => write!(f, "permission-set={name}"),
            Self::Account(name) => write!(f, "account={name}"),
            Self::Principal(kind, name) => write!(f, "{kind}={name}"),
        }
    }
}

impl TryFrom<String> for OnlyClause {
    type Error = OnlyClauseError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<OnlyClause> for String {
    fn from(clause: OnlyClause) -> Self {
        clause.to_string()
    }
}

/// A limit that a user set with `--only`: what each given kind names, and for an assignment all kinds at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Only {
    /// Permission sets; `None` is all.
    pub permission_sets: Option<BTreeSet<PermissionSetName>>,
    /// Names of accounts; `None` is all.
    pub accounts: Option<BTreeSet<String>>,
    /// Groups and users by name; `None` is all.
    pub principals: Option<BTreeSet<(PrincipalType, String)>>,
}

impl Only {
    /// Joins clauses: those of one kind add to each other.
    pub fn of(clauses: &[OnlyClause]) -> Self {
        let mut only = Self::default();
        for clause in clauses.iter().cloned() {
            match clause {
                OnlyClause::PermissionSet(name) => {
                    only.permission_sets.get_or_insert_default().insert(name);
                }
                OnlyClause::Account(name) => {
                    only.accounts.get_or_insert_default().insert(name);
                }
                OnlyClause::Principal(kind, name) => {
                    only.principals.get_or_insert_default().insert((kind, name));
                }
            }
        }
        only
    }

    /// Whether there is no limit.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a principal may be touched.
    pub fn concerns(&self, kind: PrincipalType, name: &str) -> bool {
        self.principals
            .as_ref()
            .is_none_or(|names| names.contains(&(kind, name.to_owned())))
    }

    /// What there is a limit to, such as `account plat-dev`.
    pub fn words(&self) -> Vec<String> {
        let sets = self.permission_sets.iter().flatten();
        let accounts = self.accounts.iter().flatten();
        let principals = self.principals.iter().flatten();
        sets.map(|name| format!("permission set {name}"))
            .chain(accounts.map(|name| format!("account {name}")))
            .chain(principals.map(|(kind, name)| format!("{kind} {name}")))
            .collect()
    }

    pub(super) fn allows_set(&self, name: &PermissionSetName) -> bool {
        self.permission_sets
            .as_ref()
            .is_none_or(|names| names.contains(name))
    }

    pub(super) fn allows_account(&self, account: &Account) -> bool {
        self.accounts
            .as_ref()
            .is_none_or(|names| names.contains(account.catalog_name()))
    }

    /// Whether a change of a permission set itself, which reaches every account and principal that has the
    /// set, stays within the limit.
    pub(super) fn allows_edits(&self) -> bool {
        self.accounts.is_none() && self.principals.is_none()
    }

    pub(super) fn allows(&self, assignment: &AccountAssignment) -> bool {
        let principal = &assignment.principal;
        self.allows_set(&assignment.permission_set)
            && self.allows_account(&assignment.account)
            && self.concerns(principal.kind, &principal.name)
    }
}

/// Under which conditions a plan is made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// What the run is limited to.
    pub only: Only,
    /// Whether permission sets that no catalog governs may be taken over.
    pub adopt: bool,
    /// The day, by which access is told that ends soon.
    pub today: Option<Date>,
    /// The management account, where it is known.
    pub management_account: Option<Account>,
    /// The management account, where the caller is a delegated administrator: it cannot be changed then.
    pub out_of_reach: Option<Account>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_names_are_read_and_written() {
        let clauses = ["account=plat-dev", "account=plat-prod", "group=A=B"];
        let clauses = clauses.map(|text| text.parse::<OnlyClause>().unwrap());
        assert_eq!(clauses[2].to_string(), "group=A=B");
        let only = Only::of(&clauses);
        assert_eq!(only.accounts.unwrap().len(), 2);
        let group = (PrincipalType::Group, "A=B".to_owned());
        assert!(only.principals.unwrap().contains(&group));
    }

    #[test]
    fn what_is_no_limit_is_refused() {
        for text in ["plat-dev", "account=", "role=x", "permission-set=a b"] {
            assert!(text.parse::<OnlyClause>().is_err(), "{text}");
        }
    }
}
