//! The codes of diagnostics: kebab-case nouns, documented here, never reused.

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+) => {
        /// The kind of a problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// Every code, in the order in which they are documented.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code as it is printed.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// What the code means, in one paragraph.
            pub fn explanation(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc,)+).trim_ascii(),)+
                }
            }
        }
    };
}

codes! {
    /// The file cannot be read.
    UnreadableFile = "unreadable-file",
    /// The text is not YAML, or not JSON.
    InvalidYaml = "invalid-yaml",
    /// An alias names an anchor that is not defined in the same file.
    UndefinedAlias = "undefined-alias",
    /// One mapping has the same key twice.
    DuplicateKey = "duplicate-key",
    /// The text is larger, deeper or wider than any catalog is.
    TooLarge = "too-large",
    /// The file holds no catalog: no entry of a known shape was found in it.
    NoCatalog = "no-catalog",
    /// Several components of one file could be the catalog, or none is the one that was asked for.
    AmbiguousComponent = "ambiguous-component",
    /// A key that has no meaning here; a misspelt one would otherwise be dropped in silence.
    UnknownKey = "unknown-key",
    /// A key that older components knew and that means nothing to rolecall.
    UnusedKey = "unused-key",
    /// A value of another type than the key takes.
    WrongType = "wrong-type",
    /// A key that must be there is missing.
    MissingKey = "missing-key",
    /// A catalog with `enabled: false` that still grants something.
    DisabledCatalog = "disabled-catalog",
    /// An import that cannot be found.
    ImportNotFound = "import-not-found",
    /// An import that leads back to itself.
    ImportCycle = "import-cycle",
    /// A function or a template that only Atmos can work out.
    UnsupportedAtmosFunction = "unsupported-atmos-function",
    /// A `{{ … }}` expression that cannot be worked out.
    BadTemplate = "bad-template",
    /// A permission set that is neither built in nor defined.
    UnknownPermissionSet = "unknown-permission-set",
    /// A built-in permission set that needs a parameter which is not given.
    MissingParameter = "missing-parameter",
    /// An account that neither the account map nor the organization knows.
    UnknownAccount = "unknown-account",
    /// An account whose name in the account map is not the one that AWS shows, or that has two names there.
    AccountName = "account-name",
    /// A name that several accounts of the organization share, or digits that are the id of one and the name of another.
    AmbiguousAccount = "ambiguous-account",
    /// An account type that is not defined.
    UnknownAccountType = "unknown-account-type",
    /// An organizational unit that the organization does not have, or that holds no account.
    UnknownOrganizationalUnit = "unknown-organizational-unit",
    /// Account types can be expanded only where the organization's accounts are known.
    OrganizationNeeded = "organization-needed",
    /// A selector that is used and selects no account.
    EmptySelector = "empty-selector",
    /// Two keys that mean one account, or one permission set listed twice for one principal.
    DuplicateAssignment = "duplicate-assignment",
    /// A group that must exist and does not.
    MissingGroup = "missing-group",
    /// A group that the plan would create although an identity provider synchronizes groups.
    SynchronizedGroups = "synchronized-groups",
    /// A group that the identity provider renamed: its external id is there, under another name.
    RenamedGroup = "renamed-group",
    /// A group of the right name whose external id is not the one that the catalog gives.
    ReplacedGroup = "replaced-group",
    /// A user that must exist and does not.
    MissingUser = "missing-user",
    /// A stand-in where an account id belongs.
    PlaceholderAccountId = "placeholder-account-id",
    /// A text that is no account id.
    BadAccountId = "bad-account-id",
    /// A permission set's name of more than 32 characters.
    NameTooLong = "name-too-long",
    /// A name with characters that AWS refuses.
    BadName = "bad-name",
    /// A name that looks like another one, or has characters that cannot be seen or are drawn like others.
    LookAlikeName = "look-alike-name",
    /// A description that AWS refuses: over 700 characters or outside Latin-1.
    BadDescription = "bad-description",
    /// A relay state that AWS refuses.
    BadRelayState = "bad-relay-state",
    /// A tag that AWS refuses.
    BadTag = "bad-tag",
    /// A session duration outside PT1H to PT12H, or in another form.
    SessionDurationOutOfRange = "session-duration-out-of-range",
    /// An inline policy of more than 10,240 bytes without white space, or 32,768 in all.
    InlinePolicyTooLarge = "inline-policy-too-large",
    /// An inline policy that IAM would refuse.
    BadPolicyDocument = "bad-policy-document",
    /// An AWS managed policy whose name or path is wrong.
    PolicyNotFound = "policy-not-found",
    /// A policy that is neither an AWS managed nor a customer managed one.
    BadPolicyName = "bad-policy-name",
    /// More than 20 policies in one permission set, or more than the 10 that a role takes by default.
    TooManyPolicies = "too-many-policies",
    /// A permissions boundary that is not exactly one policy.
    BadPermissionsBoundary = "bad-permissions-boundary",
    /// A rename that contradicts the rest of the catalog.
    BadRename = "bad-rename",
    /// A permission set lives under this name and no catalog, or another one, governs it.
    NotGoverned = "not-governed",
    /// An entry that the catalog's own guardrails forbid.
    GuardrailViolation = "guardrail-violation",
    /// A text that is no day of the calendar.
    BadDate = "bad-date",
    /// An entry whose last day is over.
    ExpiredEntry = "expired-entry",
    /// The catalog has no name, and permission sets of another catalog without a name exist.
    NamelessCatalog = "nameless-catalog",
    /// An entry that somebody should have looked at again by now.
    OverdueReview = "overdue-review",
    /// An owner, a reason or a ticket that is empty, too long, or more than one line.
    BadRemark = "bad-remark",
    /// The management account cannot be changed from a delegated administrator account.
    DelegatedAdministrator = "delegated-administrator",
    /// A file that the catalog names and that lies outside its project, or is hidden in it.
    OutsideProject = "outside-project",
    /// A file that the catalog reads and that lies outside its folder, or outside the folders that `--within` names: a
    /// workflow that watches these folders does not see it change.
    OutsideFolder = "outside-folder",
    /// An environment variable that by its name holds a secret.
    SecretVariable = "secret-variable",
    /// An environment variable that the run may not read.
    VariableNotAllowed = "variable-not-allowed",
    /// An environment variable that is not set, where no default is given.
    VariableNotSet = "variable-not-set",
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_a_kebab_case_noun_of_its_own_and_explained() {
        let mut names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(
                code.name()
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b == b'-')
            );
            assert!(code.explanation().ends_with('.'), "{code}");
        }
    }
}
