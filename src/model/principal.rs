//! Who is granted access: a group or a user of the identity store.

use std::fmt;
use std::sync::Arc;

/// What kind of principal an assignment names.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PrincipalType {
    /// A group, named by its display name.
    Group,
    /// A user, named by its user name.
    User,
}

impl PrincipalType {
    /// The word that the API uses: `GROUP` or `USER`.
    pub fn api_name(self) -> &'static str {
        match self {
            Self::Group => "GROUP",
            Self::User => "USER",
        }
    }
}

impl crate::text::Harmless for PrincipalType {}

impl fmt::Display for PrincipalType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Group => "group",
            Self::User => "user",
        })
    }
}

/// The id of a group or a user in the identity store. Opaque; it does not outlive a principal that is
/// deleted and made again at the identity provider.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrincipalId(Arc<str>);

impl PrincipalId {
    /// Takes an id that the API gave.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// The id as the API writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PrincipalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A principal as people call it, with its id where one is known. Names are case-sensitive.
///
/// Ordered by type, name and id, which is the order of reports.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct Principal {
    /// Group or user.
    #[serde(rename = "principal_type")]
    pub kind: PrincipalType,
    /// Display name of a group, user name of a user; the id of a principal that no longer exists.
    #[serde(rename = "principal")]
    pub name: Arc<str>,
    /// `None` for a group that is yet to be created, and where the catalog alone was read.
    #[serde(rename = "principal_id")]
    pub id: Option<PrincipalId>,
}

impl Principal {
    /// Whether the principal was deleted in the identity store while assignments still name it.
    pub fn is_orphan(&self) -> bool {
        self.id
            .as_ref()
            .is_some_and(|id| id.as_str() == &*self.name)
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.name)
    }
}
