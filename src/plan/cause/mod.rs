//! Why an assignment is granted or revoked, as far as it is known.

mod find;
mod side;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Change, PlannedChange, RevocationReason};
use crate::model::{Date, PermissionSetName, PrincipalType};
pub use find::Before;
pub use side::Side;

/// Why an assignment is granted or revoked.
///
/// A plan knows the catalog and what exists in AWS, not what the catalog said before; a diff knows both catalogs. So
/// `since` is set where the state before is known, and only then a cause says "now" and "no longer". The codes are part
/// of the JSON output: kebab-case, never reused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Cause {
    /// A grant in an account in which no assignment of this catalog was found.
    NewAccount,
    /// A grant in an account that the account map did not have before.
    NewInAccountMap,
    /// A grant in an account that belongs to the type since the catalog before.
    AccountTypeEntered {
        /// The type.
        account_type: Arc<str>,
        /// The types to which the account belonged and no longer belongs.
        left: BTreeSet<Arc<str>>,
    },
    /// A grant in an account of a type of which nothing was found there, while it was found in other accounts.
    AccountTypeNotYetGiven {
        /// The type.
        account_type: Arc<str>,
    },
    /// A grant that replaces one of a permission set with another name.
    RenamedFrom {
        /// The name before.
        permission_set: PermissionSetName,
    },
    /// The types of the entries do not select the account.
    AccountTypeLeft {
        /// Those types.
        left: BTreeSet<Arc<str>>,
        /// The types to which the account belongs; with `since` those to which it did not belong before.
        now: BTreeSet<Arc<str>>,
        /// The organizational unit of the account where one of `left` selects by units; empty for an account in none.
        organizational_unit: Option<Arc<str>>,
        /// Whether one of `left` selected the account before.
        since: bool,
    },
    /// An exclusion of an account type matches the account.
    Excluded {
        /// The type.
        account_type: Arc<str>,
    },
    /// A pattern of the type matches the management account, which only its exact name or id selects.
    ManagementAccountNotNamed {
        /// The type.
        account_type: Arc<str>,
    },
    /// The organization does not have the account.
    AccountNotInOrganization,
    /// The account map had the account before.
    AccountNotInAccountMap,
    /// No entry names the principal, and it is not among the catalog's groups.
    PrincipalNotInCatalog {
        /// Group or user.
        principal_type: PrincipalType,
        /// Whether the catalog named it before.
        since: bool,
    },
    /// The catalog before had an entry for it.
    EntryRemoved,
    /// No entry gives the principal the permission set in the account.
    NoEntry,
    /// The catalog does not ask for it; nothing more is known.
    NotInCatalog,
    /// Its permission set is not in the catalog.
    PermissionSetDeleted,
    /// Its permission set has another name.
    PermissionSetRenamed {
        /// That name.
        permission_set: PermissionSetName,
    },
    /// The principal does not exist.
    PrincipalDeleted,
    /// The entry for it expired.
    Expired {
        /// The last day on which it held.
        last_day: Date,
    },
}

impl Cause {
    /// The codes of all causes, as they stand in JSON.
    pub const CODES: &'static [&'static str] = &[
        "new-account",
        "new-in-account-map",
        "account-type-entered",
        "account-type-not-yet-given",
        "renamed-from",
        "account-type-left",
        "excluded",
        "management-account-not-named",
        "account-not-in-organization",
        "account-not-in-account-map",
        "principal-not-in-catalog",
        "entry-removed",
        "no-entry",
        "not-in-catalog",
        "permission-set-deleted",
        "permission-set-renamed",
        "principal-deleted",
        "expired",
    ];
}

/// A part of a cause in words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
    /// Words of rolecall.
    Text(&'static str),
    /// A name or a day.
    Name(String),
}

impl From<&RevocationReason> for Cause {
    fn from(reason: &RevocationReason) -> Self {
        match reason {
            RevocationReason::NotInCatalog => Self::NotInCatalog,
            RevocationReason::PermissionSetDeleted => Self::PermissionSetDeleted,
            RevocationReason::PermissionSetRenamed(after) => Self::PermissionSetRenamed {
                permission_set: after.clone(),
            },
            RevocationReason::PrincipalDeleted => Self::PrincipalDeleted,
            RevocationReason::Expired(last_day) => Self::Expired {
                last_day: *last_day,
            },
        }
    }
}

impl PlannedChange {
    /// Why the assignment is granted or revoked: what was found, or else the reason of the revocation. `None` for a
    /// grant that its entry explains, and for changes that are no assignments.
    pub fn why(&self) -> Option<Cause> {
        match (&self.cause, &self.change) {
            (Some(cause), _) => Some(Cause::clone(cause)),
            (None, Change::DeleteAssignment { reason, .. }) => Some(reason.into()),
            (None, _) => None,
        }
    }
}

impl Cause {
    /// The cause in words, names apart.
    pub fn words(&self) -> Vec<Word> {
        use Word::{Name, Text};
        let text = |text: &'static str| vec![Text(text)];
        let with = |before: &'static str, name: &str, after: &'static str| {
            vec![Text(before), Name(name.to_owned()), Text(after)]
        };
        match self {
            Self::NewAccount => {
                text("new account: no assignment of this catalog was found there yet")
            }
            Self::NewInAccountMap => text("new account in the account map"),
            Self::AccountTypeEntered { account_type, left } => {
                let entered = BTreeSet::from([Arc::clone(account_type)]);
                standing(&entered, left, None, true)
            }
            Self::AccountTypeNotYetGiven { account_type } => with(
                "the account is in account type ",
                account_type,
                "; nothing of it was found there yet",
            ),
            Self::RenamedFrom { permission_set } => with(
                "the permission set is renamed from ",
                permission_set.as_str(),
                "",
            ),
            Self::AccountTypeLeft {
                left,
                now,
                organizational_unit,
                since,
            } => standing(now, left, organizational_unit.as_deref(), *since),
            Self::Excluded { account_type } => with(
                "an exclusion of account type ",
                account_type,
                " matches the account",
            ),
            Self::ManagementAccountNotNamed { account_type } => with(
                "account type ",
                account_type,
                " does not select the management account by its exact name or id",
            ),
            Self::AccountNotInOrganization => text("the account is not in the organization"),
            Self::AccountNotInAccountMap => text("the account is no longer in the account map"),
            Self::PrincipalNotInCatalog {
                principal_type,
                since,
            } => text(match (principal_type, since) {
                (PrincipalType::Group, true) => "the group is no longer in the catalog",
                (PrincipalType::Group, false) => "the group is not in the catalog",
                (PrincipalType::User, true) => "the user is no longer in the catalog",
                (PrincipalType::User, false) => "the user is not in the catalog",
            }),
            Self::EntryRemoved => text("the entry is removed"),
            Self::NoEntry => text("no entry gives it there"),
            Self::NotInCatalog => text("not in the catalog"),
            Self::PermissionSetDeleted => text("the permission set is deleted"),
            Self::PermissionSetRenamed { permission_set } => with(
                "the permission set is renamed to ",
                permission_set.as_str(),
                "",
            ),
            Self::PrincipalDeleted => text("the principal no longer exists"),
            Self::Expired { last_day } => with("expired on ", &last_day.to_string(), ""),
        }
    }

    /// Whether the place that asked for what is revoked tells as much: `was main:catalog.yaml:12`.
    pub fn is_told_by_place(&self) -> bool {
        matches!(
            self,
            Self::EntryRemoved | Self::NotInCatalog | Self::PermissionSetDeleted
        )
    }

    /// The cause as one text.
    pub fn text(&self) -> String {
        let words = self.words().into_iter();
        let words = words.map(|word| match word {
            Word::Text(text) => text.to_owned(),
            Word::Name(name) => name,
        });
        words.collect()
    }
}

/// Where an account is: "the account is now in account type prod, no longer in dev".
fn standing(
    now: &BTreeSet<Arc<str>>,
    left: &BTreeSet<Arc<str>>,
    unit: Option<&str>,
    since: bool,
) -> Vec<Word> {
    use Word::{Name, Text};
    let mut words = vec![Text(match since {
        true => "the account is now ",
        false => "the account is ",
    })];
    match unit {
        Some("") => words.push(Text("in no organizational unit")),
        Some(unit) => words.extend([Text("in organizational unit "), Name(unit.to_owned())]),
        None => {}
    }
    if !now.is_empty() {
        words.extend(unit.map(|_| Text(" and ")));
        words.push(Text("in account type "));
        words.extend(list(now, " and "));
    }
    if left.is_empty() {
        return words;
    }
    match (unit.is_none() && now.is_empty(), since) {
        (true, true) => words = vec![Text("the account is no longer in account type ")],
        (true, false) => words = vec![Text("the account is not in account type ")],
        (false, true) => words.push(Text(", no longer in ")),
        (false, false) => words.push(Text(", not in ")),
    }
    if now.is_empty() && unit.is_some() {
        words.push(Text("account type "));
    }
    words.extend(list(left, " or "));
    words
}

fn list(names: &BTreeSet<Arc<str>>, last: &'static str) -> Vec<Word> {
    let mut words = Vec::new();
    for (index, name) in names.iter().enumerate() {
        match index {
            0 => {}
            _ if index + 1 == names.len() => words.push(Word::Text(last)),
            _ => words.push(Word::Text(", ")),
        }
        words.push(Word::Name(name.to_string()));
    }
    words
}
