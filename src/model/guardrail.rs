//! Guardrails: what a catalog itself says must never be in it.

use std::sync::Arc;

use wildmatch::WildMatch;

use super::{AccountPattern, SessionDuration};
use crate::source::{Located, Span};

/// Names by globs: `*` is any text, `?` any one character. Case-sensitive, as names are.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NamePatterns(pub Vec<WildMatch>);

impl NamePatterns {
    /// Whether one of them matches.
    pub fn matches(&self, name: &str) -> bool {
        self.0.iter().any(|pattern| pattern.matches(name))
    }
}

/// Where a guardrail holds: in any of these. Nowhere said is everywhere.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reach {
    /// In the accounts of these types.
    pub account_types: Vec<Located<Arc<str>>>,
    /// In these accounts; a glob covers the management account, too, because it forbids.
    pub accounts: Vec<Located<AccountPattern>>,
}

impl Reach {
    /// Whether it is not limited.
    pub fn is_everywhere(&self) -> bool {
        self.account_types.is_empty() && self.accounts.is_empty()
    }
}

/// What a guardrail demands.
#[derive(Debug, Clone, PartialEq)]
pub enum Demand {
    /// That nobody of these has any of these sets there.
    Deny {
        /// The sets; `None` is every set.
        permission_sets: Option<NamePatterns>,
        /// The groups; `None` is none, if users are named, and else everybody.
        groups: Option<NamePatterns>,
        /// The users; `None` is none, if groups are named, and else everybody.
        users: Option<NamePatterns>,
    },
    /// That no session there lasts longer.
    MaxSessionDuration(SessionDuration),
    /// That every set that is assigned there has a permissions boundary.
    RequireBoundary,
    /// That nobody is assigned there but by groups.
    NoDirectUsers,
}

/// One guardrail.
#[derive(Debug, Clone, PartialEq)]
pub struct Guardrail {
    /// What it demands.
    pub demand: Demand,
    /// Where.
    pub reach: Reach,
    /// Whom it spares: principals, and for what it demands of permission sets, these.
    pub except: NamePatterns,
    /// Where it is written.
    pub span: Span,
}
