//! An AWS account, as an assignment names it.

use std::fmt;
use std::sync::Arc;

/// A 12-digit account id. Leading zeros are part of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(u64);

/// Why a text is not an account id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountIdError {
    /// A stand-in that a template left, such as `__ROOT_ACCOUNT_NUMBER__`.
    #[error("`{0}` is a placeholder, not an account id")]
    Placeholder(String),
    /// Anything else that is not 12 digits.
    #[error("`{0}` is not an account id: an account id has 12 digits")]
    NotTwelveDigits(String),
}

impl AccountId {
    /// Reads exactly 12 decimal digits.
    pub fn parse(text: &str) -> Result<Self, AccountIdError> {
        if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Self(
                text.bytes()
                    .fold(0, |id, digit| id * 10 + u64::from(digit - b'0')),
            ));
        }
        let placeholder = text.starts_with("__") || text.starts_with('<') || text.contains("XXXX");
        Err(if placeholder {
            AccountIdError::Placeholder(text.to_owned())
        } else {
            AccountIdError::NotTwelveDigits(text.to_owned())
        })
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for AccountId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for AccountId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// An account as people call it, with its id where one is known.
///
/// A catalog read without an account map knows names only; whatever talks to AWS has the id of every
/// account. Ordered by name, then id, which is the order of reports.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Account {
    /// The account's name; its id where the organization no longer knows the account.
    #[serde(rename = "account")]
    pub name: Arc<str>,
    /// The id; `None` only where the catalog alone was read.
    #[serde(rename = "account_id")]
    pub id: Option<AccountId>,
}

impl Account {
    /// The name that the catalog uses, where `name` also shows how AWS names the account, or its id: `plat-prod` of
    /// `plat-prod (AWS: Plat Prod)` and of `plat-prod (222222222222)`.
    pub fn catalog_name(&self) -> &str {
        let id = self.id.map(|id| format!(" ({id})"));
        let name = id.and_then(|id| self.name.strip_suffix(id.as_str()));
        let name = name.unwrap_or(&self.name);
        match name.split_once(AWS_NAME) {
            Some((name, rest)) if rest.ends_with(')') => name,
            _ => name,
        }
    }

    /// The account with its id behind the name.
    #[must_use]
    pub fn with_id_shown(&self) -> Self {
        let name = self.id.map(|id| format!("{} ({id})", self.name).into());
        Self {
            name: name.unwrap_or_else(|| Arc::clone(&self.name)),
            id: self.id,
        }
    }

    /// A name together with the one that AWS shows.
    pub fn both_names(name: &str, aws_name: &str) -> Arc<str> {
        format!("{name}{AWS_NAME}{aws_name})").into()
    }
}

/// What stands between the catalog's name of an account and that of AWS.
const AWS_NAME: &str = " (AWS: ";

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_zeros_are_kept() {
        let id = AccountId::parse("012345678901").unwrap();
        assert_eq!(id.to_string(), "012345678901");
    }

    #[test]
    fn the_name_of_the_catalog_is_found_in_what_reports_show() {
        let account = |name: Arc<str>| Account {
            name,
            id: Some(AccountId::parse("222222222222").unwrap()),
        };
        let both = account(Account::both_names("plat-prod", "Plat Prod"));
        assert_eq!(both.to_string(), "plat-prod (AWS: Plat Prod)");
        assert_eq!(both.catalog_name(), "plat-prod");
        assert_eq!(both.with_id_shown().catalog_name(), "plat-prod");
        for name in ["plat-prod", "Plat (prod)", "x (111111111111)"] {
            assert_eq!(account(name.into()).catalog_name(), name);
        }
    }

    #[test]
    fn a_placeholder_is_told_from_a_mistyped_id() {
        assert!(matches!(
            AccountId::parse("__ROOT_ACCOUNT_NUMBER__"),
            Err(AccountIdError::Placeholder(_))
        ));
        for text in ["", "1111", "1234567890123", "12345678901x", "１２３４"] {
            assert!(matches!(
                AccountId::parse(text),
                Err(AccountIdError::NotTwelveDigits(_))
            ));
        }
    }
}
