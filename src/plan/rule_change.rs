//! What changes in a catalog besides assignments and the contents of permission sets: safeguards, limits, the accounts
//! that names stand for.

use crate::source::Span;

/// What a change of a rule is about, the most important first. The names are part of the JSON output: kebab-case nouns,
/// never reused.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum RuleTopic {
    /// An account name that means another account, or an account that has another name.
    AccountName,
    /// The catalog as a whole: it is new, or its name changes.
    Catalog,
    /// The partition that the catalog names.
    Partition,
    /// An environment variable that the catalog reads.
    Environment,
    /// A guardrail.
    Guardrail,
    /// A name that the catalog protects from removal.
    Protected,
    /// The last day of an assignment that is otherwise the same.
    Expiry,
    /// The day by which an entry is reviewed.
    Review,
    /// Who answers for an entry.
    Owner,
    /// A group that must exist.
    RequiredGroup,
    /// The id that the identity provider gave a group.
    ExternalId,
    /// Whether a group may be empty for a while.
    JustInTime,
    /// A group that is created where it is missing.
    CreatedGroup,
    /// The accounts that an account type selects.
    AccountType,
    /// Whether an account type may select nothing.
    MayBeEmpty,
    /// The account that the catalog takes for the management account.
    RootAccount,
    /// An entry of the account map.
    AccountMap,
    /// The former name of a permission set, or where the set is defined.
    PermissionSet,
    /// An assignment entry that grants what is granted anyway.
    Entry,
    /// The reason or the ticket of an entry.
    Remark,
}

impl RuleTopic {
    /// Every topic, in order.
    pub const ALL: &'static [Self] = &[
        Self::AccountName,
        Self::Catalog,
        Self::Partition,
        Self::Environment,
        Self::Guardrail,
        Self::Protected,
        Self::Expiry,
        Self::Review,
        Self::Owner,
        Self::RequiredGroup,
        Self::ExternalId,
        Self::JustInTime,
        Self::CreatedGroup,
        Self::AccountType,
        Self::MayBeEmpty,
        Self::RootAccount,
        Self::AccountMap,
        Self::PermissionSet,
        Self::Entry,
        Self::Remark,
    ];
}

/// One side of a change of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSide {
    /// What the catalog says there, in words.
    pub text: String,
    /// Where; `None` for what has no place, such as a default.
    pub place: Option<Span>,
}

/// A change of the catalog that is neither an assignment nor the content of a permission set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleChange {
    /// What it is about.
    pub topic: RuleTopic,
    /// Which one: `protected group Managers`.
    pub subject: String,
    /// What it was; `None` where it is new.
    pub before: Option<RuleSide>,
    /// What it is; `None` where it is gone.
    pub after: Option<RuleSide>,
    /// Whether less is checked, limited or protected than before. Such a change is a danger.
    pub loosens: bool,
}
