//! A step: how far it is, and what to do about it.

use serde::Serialize;

use crate::aws::AwsError;

/// The steps, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepName {
    /// Credentials, and whose they are.
    Caller,
    /// AWS Organizations with all features.
    Organization,
    /// The organization instance of IAM Identity Center.
    Instance,
    /// Where groups come from.
    Provisioning,
    /// The groups that the catalog needs.
    RequiredGroups,
    /// The catalog is there and valid.
    Catalog,
    /// The accounts are named and typed by the catalog.
    Accounts,
    /// What an apply would do is known.
    Plan,
    /// It is done.
    Apply,
}

impl StepName {
    /// The words before a step's message.
    pub fn words(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Organization => "organization",
            Self::Instance => "Identity Center",
            Self::Provisioning => "provisioning",
            Self::RequiredGroups => "required groups",
            Self::Catalog => "catalog",
            Self::Accounts => "accounts",
            Self::Plan => "plan",
            Self::Apply => "apply",
        }
    }
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// As it should be.
    Done,
    /// It works, and somebody should look at it.
    Attention,
    /// Something is to be done before it goes on.
    Failed,
    /// A step before it is not done, or it is the user's turn.
    Waiting,
}

/// What to do about a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Next {
    /// Where: "in Microsoft Entra ID"; empty where the actions say it.
    #[serde(rename = "where")]
    pub place: String,
    /// What, one thing after the other.
    pub actions: Vec<String>,
    /// What to know about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Next {
    /// Things to do, here.
    pub fn here<T: Into<String>>(actions: impl IntoIterator<Item = T>) -> Self {
        Self::at("", actions)
    }

    /// Things to do at a place.
    pub fn at<T: Into<String>>(place: &str, actions: impl IntoIterator<Item = T>) -> Self {
        Self {
            place: place.to_owned(),
            actions: actions.into_iter().map(Into::into).collect(),
            notes: Vec::new(),
        }
    }
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Which.
    #[serde(rename = "step")]
    pub name: StepName,
    /// How far.
    pub state: StepState,
    /// What was found, in a line.
    pub message: String,
    /// What to do, where something is to be done.
    pub next: Option<Next>,
}

impl Step {
    /// A step in a state, with nothing to do.
    pub fn new(name: StepName, state: StepState, message: impl Into<String>) -> Self {
        Self {
            name,
            state,
            message: message.into(),
            next: None,
        }
    }

    /// As it should be.
    pub fn done(name: StepName, message: impl Into<String>) -> Self {
        Self::new(name, StepState::Done, message)
    }

    /// It works, and somebody should look at it.
    pub fn attention(name: StepName, message: impl Into<String>) -> Self {
        Self::new(name, StepState::Attention, message)
    }

    /// Something is to be done first.
    pub fn failed(name: StepName, message: impl Into<String>) -> Self {
        Self::new(name, StepState::Failed, message)
    }

    /// A step that AWS answered with an error.
    pub(super) fn of_error(name: StepName, error: &AwsError) -> Self {
        Self::failed(name, error.to_string()).help(error.help())
    }

    /// A step before it is not done.
    pub fn waiting(name: StepName) -> Self {
        Self::new(name, StepState::Waiting, "waits for the steps before it")
    }

    /// Adds what to do.
    #[must_use]
    pub fn next(mut self, next: Next) -> Self {
        self.next = Some(next);
        self
    }

    /// Adds what to do, where something helps.
    #[must_use]
    pub fn help(self, help: Option<String>) -> Self {
        match help {
            Some(help) => self.next(Next::here([help])),
            None => self,
        }
    }
}
