//! The command line of `bootstrap`.

use std::time::Duration;

use clap::{Args, ValueEnum};

/// Arguments of `bootstrap`.
#[derive(Debug, Clone, Args)]
pub struct Bootstrap {
    /// The identity provider: its own steps are shown where something is to be done there
    #[arg(long, value_name = "PROVIDER")]
    pub idp: Option<IdentityProvider>,
    /// Wait this long for the groups that are missing, such as 45m
    #[arg(long, value_name = "DURATION", value_parser = humantime::parse_duration)]
    pub wait: Option<Duration>,
    /// Create the groups that are missing, where no identity provider synchronizes groups
    #[arg(long)]
    pub create_groups: bool,
    /// Go on through plan and apply without asking
    #[arg(long)]
    pub yes: bool,
    /// How to show the steps
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: StepFormat,
}

/// An identity provider that has steps of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum IdentityProvider {
    /// Okta
    Okta,
    /// JumpCloud
    Jumpcloud,
    /// Microsoft Entra ID
    Entra,
    /// Google Workspace
    Google,
    /// Any other provider with SAML 2.0 and SCIM
    Other,
    /// None: users and groups are made in Identity Center
    IdentityCenter,
}

/// How to show steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StepFormat {
    /// For people
    Text,
    /// For programs
    Json,
}
