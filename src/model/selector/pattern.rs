//! The patterns of a selector: names, ids, globs, organizational units.

use std::fmt;
use std::sync::Arc;

use wildmatch::WildMatch;

use crate::model::{AccountId, OrganizationAccount, OrganizationalUnit};

/// One way to name accounts: exactly by name, exactly by id, or by a glob over names.
#[derive(Debug, Clone, PartialEq)]
pub enum AccountPattern {
    /// An exact, case-sensitive name.
    Name(Arc<str>),
    /// An id.
    Id(AccountId),
    /// A glob over names: `*` is any text, `?` any one character.
    Glob(WildMatch),
}

impl AccountPattern {
    /// Reads a name, an id (12 digits) or a glob (a text with `*` or `?`).
    pub fn parse(text: &str) -> Self {
        if let Ok(id) = AccountId::parse(text) {
            Self::Id(id)
        } else if text.contains(['*', '?']) {
            Self::Glob(WildMatch::new(text))
        } else {
            Self::Name(text.into())
        }
    }

    /// Whether it names an account.
    pub fn matches(&self, account: &OrganizationAccount) -> bool {
        match self {
            Self::Name(name) => account.name() == name,
            Self::Id(id) => account.account.id == Some(*id),
            Self::Glob(glob) => glob.matches(account.name()),
        }
    }

    pub(super) fn is_exact(&self) -> bool {
        !matches!(self, Self::Glob(_))
    }
}

/// An organizational unit by its path of names from the root, or by its id. Accounts in nested units belong.
#[derive(Debug, Clone, PartialEq)]
pub enum OrganizationalUnitPattern {
    /// Names from the root downward; each may be a glob.
    Path(Vec<WildMatch>),
    /// An id, `ou-…`.
    Id(Arc<str>),
}

impl OrganizationalUnitPattern {
    /// Reads a path (`plat/dev`) or an id (`ou-ab12-11111111`).
    pub fn parse(text: &str) -> Self {
        let mut parts = text
            .strip_prefix("ou-")
            .into_iter()
            .flat_map(|rest| rest.split('-'));
        let part = |part: Option<&str>, from: usize| {
            part.is_some_and(|part| {
                (from..=32).contains(&part.len())
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_digit() || b.is_ascii_lowercase())
            })
        };
        if part(parts.next(), 4) && part(parts.next(), 8) && parts.next().is_none() {
            return Self::Id(text.into());
        }
        let names = text.split('/').filter(|name| !name.is_empty());
        Self::Path(names.map(WildMatch::new).collect())
    }

    pub(super) fn matches(&self, account: &OrganizationAccount) -> bool {
        self.leads(&account.organizational_units)
    }

    /// Whether the way from the root leads through a unit that is meant.
    pub(super) fn leads(&self, units: &[OrganizationalUnit]) -> bool {
        match self {
            Self::Id(id) => units.iter().any(|unit| unit.id == *id),
            Self::Path(names) => {
                !names.is_empty()
                    && names.len() <= units.len()
                    && names.iter().zip(units).all(|(name, unit)| {
                        unit.name.as_ref().is_some_and(|unit| name.matches(unit))
                    })
            }
        }
    }
}

impl fmt::Display for OrganizationalUnitPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => f.write_str(id),
            Self::Path(names) => {
                let names: Vec<String> = names.iter().map(ToString::to_string).collect();
                f.write_str(&names.join("/"))
            }
        }
    }
}
