//! What was observed, step by step.

use crate::aws::{AwsError, Caller, ErrorKind, Instance, Organization};
use crate::model::Principals;
use crate::model::snapshot::Group;

use super::idp::{Idp, issuers};

/// Everything that the steps are decided from. `None` says that something before it is missing, so that it was not
/// asked for.
#[derive(Debug, Default)]
pub struct Observed {
    /// The options that lead to the same account and the same catalog, as a shell reads them.
    pub options: String,
    /// The provider that the user names.
    pub idp: Option<Idp>,
    /// The region that was asked.
    pub region: Option<String>,
    /// Who calls.
    pub caller: Option<Result<Caller, AwsError>>,
    /// The organization; the inner `None` where the caller may not describe it.
    pub organization: Option<Result<Option<Organization>, AwsError>>,
    /// How many accounts it has.
    pub account_count: Option<usize>,
    /// What the management account is called.
    pub management_name: Option<String>,
    /// The instance.
    pub instance: Option<Result<Instance, AwsError>>,
    /// Every group of the identity store.
    pub groups: Option<Result<Vec<Group>, AwsError>>,
    /// The same by name.
    pub principals: Principals,
    /// What came of the wish to create groups.
    pub creation: Option<Creation>,
    /// The catalog.
    pub catalog: CatalogSeen,
    /// How the catalog fits the organization.
    pub accounts: Option<Result<Accounts, String>>,
    /// What an apply would do.
    pub plan: Option<Result<Planned, String>>,
    /// What came of the apply.
    pub applied: Option<Applied>,
}

impl Observed {
    /// Who calls, where that is known.
    pub fn known_caller(&self) -> Option<&Caller> {
        self.caller.as_ref()?.as_ref().ok()
    }

    /// The organization, where it is known.
    pub fn known_organization(&self) -> Option<&Organization> {
        self.organization.as_ref()?.as_ref().ok()?.as_ref()
    }

    /// The instance, where there is one.
    pub fn known_instance(&self) -> Option<&Instance> {
        self.instance.as_ref()?.as_ref().ok()
    }

    /// The region that has the instance, where the one that was asked does not.
    pub fn region_of_instance(&self) -> Option<&str> {
        match self.instance.as_ref()?.as_ref().err()?.kind() {
            ErrorKind::OtherRegion { region } => Some(region),
            _ => None,
        }
    }

    /// The groups, where they were read.
    pub fn known_groups(&self) -> Option<&[Group]> {
        self.groups.as_ref()?.as_deref().ok()
    }

    /// A command line for people to copy: with it they reach the same account and the same catalog.
    pub fn command_line(&self, command: &str) -> String {
        match self.options.as_str() {
            "" => format!("rolecall {command}"),
            options => format!("rolecall {command} {options}"),
        }
    }

    /// The command line that looks again.
    pub fn bootstrap_again(&self) -> String {
        match self.idp {
            Some(idp) => self.command_line(&format!("bootstrap --idp {}", idp.name())),
            None => self.command_line("bootstrap"),
        }
    }

    /// The provider: named by the user, or told by the issuers of the groups that are there.
    pub fn provider(&self) -> Option<Idp> {
        let issuers = || issuers(self.known_groups().unwrap_or_default());
        self.idp
            .or_else(|| issuers().into_iter().find_map(Idp::of_issuer))
    }

    /// Whether the caller is known to be in a member account.
    pub fn is_member_account(&self) -> bool {
        match (self.known_caller(), self.known_organization()) {
            (Some(caller), Some(organization)) => caller.account != organization.management_account,
            _ => false,
        }
    }
}

/// Groups that were to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Creation {
    /// Those that were missing, created now; none where nothing was missing.
    Done(Vec<String>),
    /// They may not be created here, and why.
    Refused(String),
    /// AWS said no.
    Failed(String),
}

/// The catalog of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CatalogSeen {
    /// There is none; the groups are those that the starter catalog requires.
    Missing {
        /// What was looked for.
        reason: String,
        /// The groups of the starter.
        groups: Vec<String>,
    },
    /// It has errors, which are drawn elsewhere.
    Broken {
        /// The file as the user named it.
        file: String,
        /// How many errors.
        errors: usize,
    },
    /// It is valid.
    Valid(CatalogFacts),
}

impl Default for CatalogSeen {
    fn default() -> Self {
        Self::Missing {
            reason: String::new(),
            groups: Vec::new(),
        }
    }
}

/// A valid catalog in numbers and names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CatalogFacts {
    /// The file as the user named it.
    pub file: String,
    /// How many permission sets.
    pub permission_sets: usize,
    /// How many account types.
    pub account_types: usize,
    /// How many assignment rules.
    pub rules: usize,
    /// Groups that must exist, with the external id where the catalog gives one. Groups that assignments name are
    /// among them.
    pub required: Vec<(String, Option<String>)>,
    /// Groups that an apply creates.
    pub created_by_apply: Vec<String>,
}

/// How the catalog fits the organization.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accounts {
    /// How many accounts are selected by an account type or named by an assignment.
    pub governed: usize,
    /// Accounts that no account type selects.
    pub untyped: Vec<String>,
    /// Accounts that cannot be given assignments now, with the reason in words.
    pub inactive: Vec<(String, &'static str)>,
}

/// What an apply would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The changes in numbers, in words: "60 grants, 8 permission sets created".
    pub words: String,
    /// How many operations that takes; none where the live state matches.
    pub operations: usize,
    /// Whether a safety limit refuses it.
    pub refused: bool,
}

/// What came of the apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// It is done.
    Done,
    /// A safety limit refused it.
    Refused,
    /// Something failed; it is told elsewhere.
    Failed,
}
