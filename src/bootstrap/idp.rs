//! Identity providers, and what each can do.

use std::collections::BTreeSet;

use crate::model::snapshot::Group;

/// An identity provider that has steps of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Idp {
    /// Okta
    Okta,
    /// JumpCloud
    #[value(name = "jumpcloud")]
    JumpCloud,
    /// Microsoft Entra ID
    Entra,
    /// Google Workspace
    Google,
    /// Any other provider with SAML 2.0 and SCIM
    Other,
    /// None: users and groups are made in Identity Center
    IdentityCenter,
}

impl Idp {
    /// Every provider.
    pub const ALL: [Self; 6] = [
        Self::Okta,
        Self::JumpCloud,
        Self::Entra,
        Self::Google,
        Self::Other,
        Self::IdentityCenter,
    ];

    /// The value of `--idp`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Okta => "okta",
            Self::JumpCloud => "jumpcloud",
            Self::Entra => "entra",
            Self::Google => "google",
            Self::Other => "other",
            Self::IdentityCenter => "identity-center",
        }
    }

    /// The name for a sentence.
    pub fn product(self) -> &'static str {
        match self {
            Self::Okta => "Okta",
            Self::JumpCloud => "JumpCloud",
            Self::Entra => "Microsoft Entra ID",
            Self::Google => "Google Workspace",
            Self::Other => "your identity provider",
            Self::IdentityCenter => "IAM Identity Center",
        }
    }

    /// Whether it makes groups in Identity Center. Google's provisioning makes users alone.
    pub fn synchronizes_groups(self) -> bool {
        !matches!(self, Self::Google | Self::IdentityCenter)
    }

    /// Whether groups from an issuer contradict this provider: the issuer is known as another's, or this provider
    /// synchronizes no groups. `seen` is the provider of the issuer, where its address says so.
    pub fn contradicts(self, seen: Option<Self>) -> bool {
        match seen {
            Some(seen) => self != seen && self != Self::Other,
            None => self == Self::IdentityCenter,
        }
    }

    /// The provider whose issuer this is, where its address says so.
    pub fn of_issuer(issuer: &str) -> Option<Self> {
        let host = issuer.split("://").nth(1).unwrap_or(issuer);
        let host = host.split(['/', ':']).next().unwrap_or_default();
        let is_under = |domain: &str| {
            host.strip_suffix(domain)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        [
            ("sts.windows.net", Self::Entra),
            ("login.microsoftonline.com", Self::Entra),
            ("okta.com", Self::Okta),
            ("jumpcloud.com", Self::JumpCloud),
        ]
        .into_iter()
        .find(|(domain, _)| is_under(domain))
        .map(|(_, idp)| idp)
    }
}

/// Who issued the ids of groups, each once.
pub(super) fn issuers(groups: &[Group]) -> Vec<&str> {
    let issuers = groups.iter().flat_map(|group| &group.external_ids);
    let issuers: BTreeSet<&str> = issuers.map(|external| external.issuer.as_str()).collect();
    issuers.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_issuer_contradicts_every_other_provider_that_is_named() {
        assert!(Idp::Okta.contradicts(Some(Idp::Entra)));
        assert!(Idp::Google.contradicts(Some(Idp::Okta)));
        assert!(!Idp::Okta.contradicts(Some(Idp::Okta)));
        // A custom domain says nothing about its provider, and `other` stands for any.
        assert!(!Idp::Okta.contradicts(None) && !Idp::Other.contradicts(Some(Idp::Okta)));
        assert!(Idp::IdentityCenter.contradicts(None));
    }

    #[test]
    fn an_issuer_names_its_provider_by_its_host_alone() {
        for (issuer, expected) in [
            ("https://sts.windows.net/0000/", Some(Idp::Entra)),
            ("https://acme.okta.com", Some(Idp::Okta)),
            ("https://okta.com.example.com/", None),
            ("https://notokta.com/", None),
            ("okta.com", Some(Idp::Okta)),
            ("", None),
        ] {
            assert_eq!(Idp::of_issuer(issuer), expected, "{issuer}");
        }
    }
}
