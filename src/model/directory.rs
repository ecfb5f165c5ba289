//! What the organization and the identity store hold: the names that a catalog may use.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Account, AccountId, Principal, PrincipalId, PrincipalType};

/// Whether an account can be given assignments.
///
/// AWS calls this `State` since 2026; the older `Status` is read where it alone is given.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccountState {
    /// In use.
    Active,
    /// Not yet usable.
    PendingActivation,
    /// Suspended by AWS.
    Suspended,
    /// Being closed.
    PendingClosure,
    /// Closed, in the ninety days before it is gone.
    Closed,
}

impl AccountState {
    /// Reads the API's word; an unknown word counts as active, because AWS adds words.
    pub fn parse(text: &str) -> Self {
        match text {
            "PENDING_ACTIVATION" => Self::PendingActivation,
            "SUSPENDED" => Self::Suspended,
            "PENDING_CLOSURE" => Self::PendingClosure,
            "CLOSED" => Self::Closed,
            _ => Self::Active,
        }
    }

    /// The API's word.
    pub fn api_name(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::PendingActivation => "PENDING_ACTIVATION",
            Self::Suspended => "SUSPENDED",
            Self::PendingClosure => "PENDING_CLOSURE",
            Self::Closed => "CLOSED",
        }
    }

    /// The word for a sentence: "core-old is suspended".
    pub fn words(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::PendingActivation => "pending activation",
            Self::Suspended => "suspended",
            Self::PendingClosure => "pending closure",
            Self::Closed => "closed",
        }
    }
}

/// An organizational unit on the way from the root to an account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrganizationalUnit {
    /// The id, `ou-…`.
    pub id: Arc<str>,
    /// The name; `None` where names were not asked for.
    pub name: Option<Arc<str>>,
}

/// An account as the organization knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationAccount {
    /// Id, and the name for reports.
    pub account: Account,
    /// The name by which the catalog selects it, where reports show more than that; otherwise the account's name.
    pub called: Option<Arc<str>>,
    /// Whether it can be given assignments.
    pub state: AccountState,
    /// Its organizational units from the root downward; empty for an account in the root.
    pub organizational_units: Vec<OrganizationalUnit>,
    /// Its tags; empty where tags were not asked for.
    pub tags: BTreeMap<String, String>,
}

impl OrganizationAccount {
    /// The name by which a catalog selects it.
    pub fn name(&self) -> &Arc<str> {
        self.called.as_ref().unwrap_or(&self.account.name)
    }

    /// An active account in the root, without tags.
    pub fn new(account: Account) -> Self {
        Self {
            account,
            called: None,
            state: AccountState::Active,
            organizational_units: Vec::new(),
            tags: BTreeMap::new(),
        }
    }
}

/// Where the accounts of a [`Directory`] come from, and so what is known about them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountSource {
    /// The names that the catalog happens to mention: nothing more is known.
    #[default]
    Mentions,
    /// The catalog's account map: every name and id, but neither organizational units nor tags.
    AccountMap,
    /// The organization: everything.
    Organization,
}

/// The groups and users of the identity store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Principals {
    /// Groups by display name.
    pub groups: BTreeMap<Arc<str>, PrincipalId>,
    /// Users by user name. Only those that were asked for, unless the store was listed.
    pub users: BTreeMap<Arc<str>, PrincipalId>,
    /// Names of groups by the id that the identity provider gave, where the groups were listed.
    pub groups_by_external_id: BTreeMap<Arc<str>, Arc<str>>,
}

impl Principals {
    fn table(&self, kind: PrincipalType) -> &BTreeMap<Arc<str>, PrincipalId> {
        match kind {
            PrincipalType::Group => &self.groups,
            PrincipalType::User => &self.users,
        }
    }

    /// The id of the principal with exactly this name.
    pub fn id(&self, kind: PrincipalType, name: &str) -> Option<&PrincipalId> {
        self.table(kind).get(name)
    }

    /// The names of one kind, sorted.
    pub fn names(&self, kind: PrincipalType) -> impl Iterator<Item = &Arc<str>> {
        self.table(kind).keys()
    }

    /// Every principal by id, to name what live assignments refer to.
    pub fn by_id(&self) -> BTreeMap<PrincipalId, Principal> {
        [PrincipalType::Group, PrincipalType::User]
            .into_iter()
            .flat_map(|kind| {
                self.table(kind).iter().map(move |(name, id)| {
                    let principal = Principal {
                        kind,
                        name: Arc::clone(name),
                        id: Some(id.clone()),
                    };
                    (id.clone(), principal)
                })
            })
            .collect()
    }
}

/// The organization and the identity store, as far as they are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directory {
    /// Every account, sorted by name and id.
    pub accounts: Vec<OrganizationAccount>,
    /// The management account, where it is known.
    pub management_account: Option<AccountId>,
    /// `None` where the identity store was not asked: names are then taken on trust.
    pub principals: Option<Principals>,
    /// What `accounts` was made from.
    pub accounts_from: AccountSource,
    /// Every organizational unit as the way to it from the root, with accounts or without; `None` where units were
    /// not listed.
    pub organizational_units: Option<Vec<Vec<OrganizationalUnit>>>,
}

impl Directory {
    /// The accounts with this exact name. AWS does not keep names unique.
    pub fn accounts_named<'a>(
        &'a self,
        name: &'a str,
    ) -> impl Iterator<Item = &'a OrganizationAccount> {
        self.accounts
            .iter()
            .filter(move |entry| &**entry.name() == name)
    }

    /// The account with this id.
    pub fn account(&self, id: AccountId) -> Option<&OrganizationAccount> {
        self.accounts
            .iter()
            .find(|entry| entry.account.id == Some(id))
    }

    /// Whether an account is the management account.
    pub fn is_management(&self, account: &Account) -> bool {
        account.id.is_some() && account.id == self.management_account
    }

    /// How an account is called; its id where the organization does not know it.
    pub fn name_account(&self, id: AccountId) -> Account {
        self.account(id).map_or_else(
            || Account {
                name: id.to_string().into(),
                id: Some(id),
            },
            |entry| entry.account.clone(),
        )
    }
}
