//! One way in which access could be given: the rules of one entry.

use std::sync::Arc;

use crate::model::{
    AccountState, Date, EntryFacts, OrganizationAccount, PermissionSetName, PrincipalType, Rule,
    Target, Trace,
};
use crate::source::{Located, Span};

/// What keeps an entry from giving its sets to the principal in the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// The entry is for another account.
    OtherAccount,
    /// No clause of the account type covers the account.
    NotSelected,
    /// A clause covers the account and an exclusion, which stands here, covers it too.
    Excluded(Span),
    /// The clause here covers the account, which is the management account: that is selected by its exact name only.
    ManagementAccount(Span),
    /// The entry was for a time that is over.
    Expired(Located<Date>),
    /// Nothing is granted in an account in this state.
    Inactive(AccountState),
    /// The entry is for somebody else.
    OtherPrincipal,
    /// Whether the account type has the account is not known without the organization.
    Unresolved,
}

impl Obstacle {
    /// What keeps an account type from selecting the account.
    pub(super) fn of_selection(trace: &Trace) -> Option<Self> {
        if trace.selecting().is_some() {
            let excluding = trace.excluding()?;
            return Some(Self::Excluded(excluding.span));
        }
        let mut clauses = trace.clauses.iter();
        let spared = clauses.find(|clause| clause.spares_management);
        Some(spared.map_or(Self::NotSelected, |clause| {
            Self::ManagementAccount(clause.span)
        }))
    }
}

/// The rules of one entry that end alike.
#[derive(Debug, Clone)]
pub struct Route {
    /// What the entry gives, in the order in which it is written.
    pub permission_sets: Vec<PermissionSetName>,
    /// The places of the sets in the entry.
    pub places: Vec<Span>,
    /// Whom the entry names: a group or a user.
    pub kind: PrincipalType,
    /// By which name.
    pub principal: Located<Arc<str>>,
    /// Where it gives it.
    pub target: Target,
    /// What the entry says of itself.
    pub facts: Arc<EntryFacts>,
    /// For an account type: why it selects the account, or does not.
    pub selection: Option<Trace>,
    /// What keeps the access from being given; nothing if it is given.
    pub obstacles: Vec<Obstacle>,
}

impl Route {
    pub(super) fn new(rule: &Rule, selection: Option<Trace>, obstacles: Vec<Obstacle>) -> Self {
        Self {
            permission_sets: vec![rule.permission_set.value.clone()],
            places: vec![rule.permission_set.span],
            kind: rule.kind,
            principal: rule.principal.clone(),
            target: rule.target.clone(),
            facts: Arc::clone(&rule.facts),
            selection,
            obstacles,
        }
    }

    /// Whether a rule stands in the same entry; an entry behind an anchor is one wherever it is used.
    pub(super) fn is_of_entry(&self, rule: &Rule) -> bool {
        self.kind == rule.kind && self.principal == rule.principal && self.target == rule.target
    }

    pub(super) fn add(&mut self, rule: &Rule) {
        self.permission_sets.push(rule.permission_set.value.clone());
        self.places.push(rule.permission_set.span);
    }
}

/// The account type that a rule is for.
pub(super) fn account_type(rule: &Rule) -> Option<&Arc<str>> {
    match &rule.target {
        Target::AccountType(name) => Some(&name.value),
        Target::Account(_) => None,
    }
}

/// Whether a rule names this very account.
pub(super) fn names(rule: &Rule, account: &OrganizationAccount) -> bool {
    match &rule.target {
        Target::Account(pattern) => pattern.value.matches(account),
        Target::AccountType(_) => false,
    }
}
