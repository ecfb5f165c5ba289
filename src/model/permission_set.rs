//! A permission set: what a principal may do in the accounts to which the set is assigned.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::{
    CustomerManagedPolicy, ManagedPolicy, PermissionsBoundary, PolicyDocument, SessionDuration,
};

/// The name of a permission set: 1 to 32 letters, digits and `+=,.@_-`. It never changes: AWS has no rename.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct PermissionSetName(Arc<str>);

/// Why a text is not the name of a permission set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// No character at all.
    #[error("a permission set's name is empty")]
    Empty,
    /// Over 32 characters.
    #[error("permission set name `{name}` has {length} characters; AWS allows 32")]
    TooLong {
        /// The name as written.
        name: String,
        /// Its length in characters.
        length: usize,
    },
    /// A character that AWS refuses.
    #[error(
        "permission set name `{name}` contains {character:?}; AWS allows letters, digits and +=,.@_-"
    )]
    Character {
        /// The name as written.
        name: String,
        /// The first character that is refused.
        character: char,
    },
}

impl PermissionSetName {
    /// Reads a name, `[\w+=,.@-]{1,32}` in the service model.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
        let length = text.chars().count();
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        if let Some(character) = text.chars().find(|c| !allowed(*c)) {
            return Err(NameError::Character {
                name: text.to_owned(),
                character,
            });
        }
        if length > 32 {
            return Err(NameError::TooLong {
                name: text.to_owned(),
                length,
            });
        }
        Ok(Self(text.into()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PermissionSetName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        Self::parse(&text)
    }
}

impl From<PermissionSetName> for String {
    fn from(name: PermissionSetName) -> Self {
        name.0.to_string()
    }
}

impl fmt::Display for PermissionSetName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for PermissionSetName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// What a permission set is made of. The ownership tag is not among `tags`: it says who governs the set,
/// not what the set is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionSet {
    /// The name, unique in the instance.
    pub name: PermissionSetName,
    /// At most 700 characters of Latin-1.
    pub description: Option<String>,
    /// How long a session lasts.
    pub session_duration: SessionDuration,
    /// Where the console opens, at most 240 characters.
    pub relay_state: Option<String>,
    /// Tags of the set.
    pub tags: BTreeMap<String, String>,
    /// AWS managed policies.
    pub managed_policies: BTreeSet<ManagedPolicy>,
    /// Customer managed policies, which must exist in every account to which the set is assigned.
    pub customer_managed_policies: BTreeSet<CustomerManagedPolicy>,
    /// The inline policy.
    pub inline_policy: Option<PolicyDocument>,
    /// The limit on all of the above.
    pub permissions_boundary: Option<PermissionsBoundary>,
}

impl PermissionSet {
    /// An empty set with AWS's defaults.
    pub fn new(name: PermissionSetName) -> Self {
        Self {
            name,
            description: None,
            session_duration: SessionDuration::DEFAULT,
            relay_state: None,
            tags: BTreeMap::new(),
            managed_policies: BTreeSet::new(),
            customer_managed_policies: BTreeSet::new(),
            inline_policy: None,
            permissions_boundary: None,
        }
    }

    /// AWS managed and customer managed policies together; AWS allows 20.
    pub fn attached_policies(&self) -> usize {
        self.managed_policies.len() + self.customer_managed_policies.len()
    }
}

/// Characters that AWS allows in a description.
pub const DESCRIPTION_MAX: usize = 700;
/// Characters that AWS allows in a relay state.
pub const RELAY_STATE_MAX: usize = 240;

/// Why a description, relay state or tag is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Too many characters.
    #[error("{what} has {length} characters; AWS allows {limit}")]
    TooLong {
        /// Which text.
        what: &'static str,
        /// Its length in characters.
        length: usize,
        /// What AWS allows.
        limit: usize,
    },
    /// A character that AWS refuses.
    #[error("{what} contains {character:?}, which AWS does not allow there")]
    Character {
        /// Which text.
        what: &'static str,
        /// The first character that is refused.
        character: char,
    },
    /// No character where AWS wants at least one.
    #[error("{what} is empty")]
    Empty {
        /// Which text.
        what: &'static str,
    },
}

fn check_text(
    what: &'static str,
    text: &str,
    limit: usize,
    allowed: impl Fn(char) -> bool,
) -> Result<(), TextError> {
    let length = text.chars().count();
    if let Some(character) = text.chars().find(|c| !allowed(*c)) {
        return Err(TextError::Character { what, character });
    }
    if length > limit {
        return Err(TextError::TooLong {
            what,
            length,
            limit,
        });
    }
    Ok(())
}

/// Checks a description against the service model: 700 characters of Latin-1, so no dash longer than `-`
/// and no typographic quotes.
pub fn check_description(text: &str) -> Result<(), TextError> {
    check_text(
        "the description",
        text,
        DESCRIPTION_MAX,
        |c| matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{a1}'..='\u{ff}'),
    )
}

/// Checks a relay state against the service model: 240 characters of a URL.
pub fn check_relay_state(text: &str) -> Result<(), TextError> {
    check_text("the relay state", text, RELAY_STATE_MAX, |c| {
        c.is_ascii_alphanumeric() || "&$@#\\/%?=~-_'\"|!:,.;*+[] (){}".contains(c)
    })
}

/// Checks a tag against the service model: a key of 1 to 128 and a value of 0 to 256 letters, digits, spaces
/// and `_.:/=+-@`.
pub fn check_tag(key: &str, value: &str) -> Result<(), TextError> {
    let allowed = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
    if key.is_empty() {
        return Err(TextError::Empty {
            what: "a tag's key",
        });
    }
    check_text("a tag's key", key, 128, allowed)?;
    check_text("a tag's value", value, 256, allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_32_characters_is_the_longest() {
        assert!(PermissionSetName::parse("TerraformApplyAccess-ProdUsEast1").is_ok());
        let long = PermissionSetName::parse("IdentityPlatformEngineersTeamAccess");
        assert!(matches!(long, Err(NameError::TooLong { length: 35, .. })));
    }

    #[test]
    fn names_and_texts_that_aws_refuses_are_refused() {
        assert_eq!(PermissionSetName::parse(""), Err(NameError::Empty));
        assert!(matches!(
            PermissionSetName::parse("Power User"),
            Err(NameError::Character { character: ' ', .. })
        ));
        assert!(check_description("für Prüfer").is_ok());
        assert!(check_description("a — b").is_err());
        assert!(check_description(&"x".repeat(701)).is_err());
        assert!(check_relay_state("https://console.aws.amazon.com/billing/").is_ok());
        assert!(check_relay_state("https://ä").is_err());
        assert!(check_tag("", "x").is_err());
        assert!(check_tag("team", "Ops & Co").is_err());
    }
}
