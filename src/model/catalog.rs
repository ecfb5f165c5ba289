//! A catalog that was read and found right: names are well-formed, every permission set is defined, every
//! account type exists. Which accounts and principals exist is decided later, against a [`Directory`].
//!
//! [`Directory`]: super::Directory

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{
    AccountId, AccountPattern, CatalogName, EntryFacts, GroupFacts, Guardrail, Partition,
    PermissionSet, PermissionSetName, PrincipalType, Selector,
};
use crate::source::{Located, Span};

/// A named selection of accounts.
#[derive(Debug, Clone)]
pub struct AccountType {
    /// What it selects.
    pub selector: Selector,
    /// Whether it may select nothing.
    pub may_be_empty: bool,
    /// Where its name is written.
    pub span: Span,
}

/// A permission set of the catalog: one that the catalog defines, or a built-in one that it assigns.
#[derive(Debug, Clone)]
pub struct PermissionSetEntry {
    /// What the set is made of.
    pub set: PermissionSet,
    /// Where it is defined.
    pub span: Span,
    /// Whether it is built in, and here only because a rule assigns it.
    pub built_in: bool,
    /// The name that the set had before, if it is to be renamed.
    pub previously: Option<Located<PermissionSetName>>,
}

/// Where a rule grants access.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// One account, by exact name or id.
    Account(Located<AccountPattern>),
    /// Every account of a type.
    AccountType(Located<Arc<str>>),
}

/// One line of an assignment table: a principal gets a permission set on a target.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Where.
    pub target: Target,
    /// Group or user.
    pub kind: PrincipalType,
    /// The principal's name and its place.
    pub principal: Located<Arc<str>>,
    /// What, and the place that reports name as the one that asked for it.
    pub permission_set: Located<PermissionSetName>,
    /// What its entry says of itself; the rules of one entry share it.
    pub facts: Arc<EntryFacts>,
}

/// What the catalog protects from being removed: the assignments of these groups, users and permission sets, and the
/// sets themselves. Each name with its place.
#[derive(Debug, Clone, Default)]
pub struct Protected {
    /// Groups by display name.
    pub groups: BTreeMap<Arc<str>, Span>,
    /// Users by user name.
    pub users: BTreeMap<Arc<str>, Span>,
    /// Permission sets by name.
    pub permission_sets: BTreeMap<PermissionSetName, Span>,
}

impl Protected {
    /// The protected principals of one kind.
    pub fn principals(&self, kind: PrincipalType) -> &BTreeMap<Arc<str>, Span> {
        match kind {
            PrincipalType::Group => &self.groups,
            PrincipalType::User => &self.users,
        }
    }

    /// Whether a principal is protected.
    pub fn principal(&self, kind: PrincipalType, name: &str) -> bool {
        self.principals(kind).contains_key(name)
    }
}

/// Everything that a catalog says.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// The name in the ownership tag.
    pub name: CatalogName,
    /// Whether the catalog says its name; one that does not shares the name `default` with others that do not.
    pub is_named: bool,
    /// The partition for which policies were written out.
    pub partition: Partition,
    /// Groups that must exist.
    pub required_groups: Vec<Located<Arc<str>>>,
    /// Groups to create where they are missing.
    pub groups: Vec<Located<Arc<str>>>,
    /// What is said of groups that must exist besides their names.
    pub group_facts: BTreeMap<Arc<str>, GroupFacts>,
    /// Account ids by name, where the catalog gives them; `None` where it has no account map at all.
    pub account_map: Option<BTreeMap<Arc<str>, Located<AccountId>>>,
    /// How AWS names accounts whose names in the account map are others, by the names in the map.
    pub aws_names: BTreeMap<Arc<str>, Located<Arc<str>>>,
    /// The name of the management account, where the catalog gives it.
    pub root_account_name: Option<Arc<str>>,
    /// Account types by name.
    pub account_types: BTreeMap<Arc<str>, AccountType>,
    /// Permission sets by name.
    pub permission_sets: BTreeMap<PermissionSetName, PermissionSetEntry>,
    /// The two assignment tables.
    pub rules: Vec<Rule>,
    /// The rules that were taken out because their last day is over.
    pub expired: Vec<Rule>,
    /// What must not be removed.
    pub protected: Protected,
    /// What must not be in the catalog.
    pub guardrails: Vec<Guardrail>,
    /// The environment variables that it was read with, and their values.
    pub environment: BTreeMap<String, String>,
}

impl Catalog {
    /// The principals of one kind that rules name or that are protected, and for groups those that must exist or are
    /// to be created.
    pub fn principals(&self, kind: PrincipalType) -> BTreeSet<Arc<str>> {
        let rules = self.rules.iter().filter(|rule| rule.kind == kind);
        let mut names: BTreeSet<_> = rules
            .map(|rule| Arc::clone(&rule.principal.value))
            .collect();
        names.extend(self.protected.principals(kind).keys().cloned());
        if kind == PrincipalType::User {
            // Unlike a group's, a user's assignments are looked for only where the catalog names the user; those
            // that have expired must be found to be revoked.
            let expired = self.expired.iter().filter(|rule| rule.kind == kind);
            names.extend(expired.map(|rule| Arc::clone(&rule.principal.value)));
        }
        if kind == PrincipalType::Group {
            let listed = self.required_groups.iter().chain(&self.groups);
            names.extend(listed.map(|group| Arc::clone(&group.value)));
        }
        names
    }

    /// The account types that a rule or a guardrail uses.
    pub fn used_account_types(&self) -> impl Iterator<Item = (&Arc<str>, &AccountType)> {
        let used: BTreeSet<&Arc<str>> = self
            .rules
            .iter()
            .filter_map(|rule| match &rule.target {
                Target::AccountType(name) => Some(&name.value),
                Target::Account(_) => None,
            })
            .chain(self.guardrails.iter().flat_map(|guardrail| {
                let types = guardrail.reach.account_types.iter();
                types.map(|name| &name.value)
            }))
            .collect();
        self.account_types
            .iter()
            .filter(move |(name, _)| used.contains(name))
    }
}
