//! What a catalog cannot say, and so what an import leaves out: told in the written catalog and to who runs the import.

use std::fmt;
use std::sync::Arc;

use crate::model::{Account, AccountState, CatalogName, Principal};

/// Something that is live and not in the written catalog, or that a reader of it should know. Ordered by weight.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Remark {
    /// A principal whose name does not lead back to it. An apply would revoke its assignments.
    Unnameable {
        /// The principal.
        principal: Principal,
        /// How many assignments it has.
        assignments: usize,
    },
    /// An account that the organization does not have. An apply would revoke the assignments there.
    UnknownAccount {
        /// The account, called by its id.
        account: Account,
        /// How many assignments it has.
        assignments: usize,
    },
    /// A permission set that this catalog governs and that was not asked for. An apply would delete it.
    NotSelected {
        /// Its name.
        permission_set: String,
    },
    /// A permission set with something that the catalog's own checks refuse.
    Refused {
        /// Its name.
        permission_set: String,
        /// Why.
        reason: String,
    },
    /// A permission set that another catalog governs.
    OtherCatalog {
        /// Its name.
        permission_set: String,
        /// The other catalog.
        catalog: CatalogName,
    },
    /// A permission set with a name of AWS Control Tower, which creates and assigns it by itself.
    ControlTower {
        /// Its name.
        permission_set: String,
    },
    /// A principal that no longer exists.
    Orphan {
        /// The principal, called by its id.
        principal: Principal,
        /// How many assignments name it.
        assignments: usize,
    },
    /// An account to which nothing can be assigned now.
    Inactive {
        /// The account.
        account: Account,
        /// Why.
        state: AccountState,
        /// How many assignments it has.
        assignments: usize,
    },
    /// Principals whose names differ by case alone.
    OtherCase {
        /// Their names.
        names: Vec<Arc<str>>,
    },
}

impl Remark {
    /// Whether an apply of the written catalog would take something away.
    pub fn loses_access(&self) -> bool {
        matches!(
            self,
            Self::Unnameable { .. } | Self::UnknownAccount { .. } | Self::NotSelected { .. }
        )
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unnameable {
                principal,
                assignments,
            } => {
                let id = principal.id.as_ref().map_or("", |id| id.as_str());
                write!(
                    f,
                    "{} of {principal} ({id}), whose name does not lead back to it: an apply would revoke {}",
                    count(*assignments),
                    them(*assignments),
                )
            }
            Self::UnknownAccount {
                account,
                assignments,
            } => write!(
                f,
                "{} in {account}, an account that the organization does not have: an apply would revoke {}",
                count(*assignments),
                them(*assignments),
            ),
            Self::NotSelected { permission_set } => write!(
                f,
                "permission set {permission_set}, which a catalog of this name governs: an apply would delete it, or refuses to run where the catalog has no `name`"
            ),
            Self::Refused {
                permission_set,
                reason,
            } => write!(f, "permission set {permission_set}, left alone: {reason}"),
            Self::OtherCatalog {
                permission_set,
                catalog,
            } => write!(
                f,
                "permission set {permission_set}, left alone: the catalog `{catalog}` governs it"
            ),
            Self::ControlTower { permission_set } => write!(
                f,
                "permission set {permission_set}, left out: by its name AWS Control Tower creates it and assigns it at \
                 each enrolment, and an apply would revoke that; if it is yours: --include-control-tower"
            ),
            Self::Orphan {
                principal,
                assignments,
            } => write!(
                f,
                "{} of a {} that no longer exists ({}): plan --scan full shows {}",
                count(*assignments),
                principal.kind,
                principal.name,
                them(*assignments),
            ),
            Self::Inactive {
                account,
                state,
                assignments,
            } => write!(
                f,
                "{} in {account}, which is {}: nothing is granted or revoked there",
                count(*assignments),
                state.words(),
            ),
            Self::OtherCase { names } => {
                write!(
                    f,
                    "names are case-sensitive, and these differ by case alone: {}",
                    names.join(", ")
                )
            }
        }
    }
}

fn count(assignments: usize) -> String {
    match assignments {
        1 => "1 assignment".to_owned(),
        more => format!("{more} assignments"),
    }
}

fn them(assignments: usize) -> &'static str {
    if assignments == 1 { "it" } else { "them" }
}
