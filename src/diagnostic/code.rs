//! The codes of diagnostics: kebab-case nouns, documented here, never reused.

use super::example::Example;

// The doc comment is the meaning, the text behind the name what to do; the example is a file of the same name.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal: $remedy:literal,)+) => {
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

            /// What to do about it, in one paragraph.
            pub fn remedy(self) -> &'static str {
                match self {
                    $(Self::$variant => $remedy,)+
                }
            }

            /// A run that ends with this code.
            pub fn example(self) -> Example {
                let text = match self {
                    $(Self::$variant => include_str!(concat!("examples/", $name, ".txtar")),)+
                };
                Example::parse(text).expect("every example is read by a test")
            }
        }
    };
}

codes! {
    /// A file that the catalog needs cannot be read.
    UnreadableFile = "unreadable-file":
        "Check that the path is correct, relative to the file that names it, and that you may read the file.",
    /// The text is not valid YAML or JSON, or not UTF-8.
    InvalidYaml = "invalid-yaml":
        "Correct the syntax at the place shown. Quote a text that contains `: `, `#`, `{` or `[`.",
    /// An alias names an anchor that is not defined before it in the same file.
    UndefinedAlias = "undefined-alias":
        "Define the anchor above the alias, or quote the text if `*` is not meant as an alias.",
    /// A mapping has the same key twice, or two entries define the same permission set.
    DuplicateKey = "duplicate-key": "Merge the two values, or remove one of the keys.",
    /// The catalog is larger than rolecall reads: a file, its nesting, the number of imports, or the number of assignments
    /// that it expands to.
    TooLarge = "too-large":
        "Split the catalog, import fewer files, or limit the run with `--only`. If the size is unexpected, check that the right file was given.",
    /// The file contains no catalog: it has none of the keys that a catalog has.
    NoCatalog = "no-catalog":
        "Check the path given with `--catalog`, and the spelling of the first key. To start a new catalog, run `rolecall init`.",
    /// The stack has several components that could be the catalog, or not the one that was asked for.
    AmbiguousComponent = "ambiguous-component": "Name the component with `--component NAME`.",
    /// A key is not known at this place. Ignoring it could silently drop access.
    UnknownKey = "unknown-key": "Correct the spelling, or remove the key.",
    /// A key is not a rolecall setting and is ignored, such as a var of an older version of Cloud Posse's component.
    UnusedKey = "unused-key": "Remove the key, once no other tool reads it.",
    /// A value has a different type than its key takes.
    WrongType = "wrong-type": "Write the value in the form that the message asks for.",
    /// A required key is missing, or an entry is empty.
    MissingKey = "missing-key": "Add the key, or remove the entry.",
    /// The catalog has `enabled: false` and still contains assignments. Applying it would remove all of them.
    DisabledCatalog = "disabled-catalog":
        "Remove `enabled: false`, or remove the assignments from the catalog.",
    /// An import, an `!include` or an inherited component is not found.
    ImportNotFound = "import-not-found":
        "Correct the path or the name, or give the folder that imports are relative to with `--stacks DIR`.",
    /// An import, an `!include` or an inheritance leads back to itself.
    ImportCycle = "import-cycle":
        "Move what both sides need to a third file, and import that file from both.",
    /// The value comes from a function or template that only Atmos can evaluate.
    UnsupportedAtmosFunction = "unsupported-atmos-function":
        "Write the value itself, or let Atmos resolve the component with `atmos describe component` and read the result.",
    /// A `{{ … }}` expression cannot be evaluated.
    BadTemplate = "bad-template":
        "Define the var that the expression names, or correct the expression.",
    /// A permission set is neither built in nor defined in the catalog.
    UnknownPermissionSet = "unknown-permission-set":
        "Correct the name, which is case-sensitive, or define the permission set under `permission_sets`.",
    /// A permission set needs a var that the catalog does not set.
    MissingParameter = "missing-parameter":
        "Set the var that the message names, or remove the permission set from the assignments.",
    /// An account is neither in the account map nor in the organization.
    UnknownAccount = "unknown-account":
        "Correct the name, or add the account to `account_map.full_account_map`.",
    /// An account has two names in the account map, or its name there differs from the name in AWS.
    AccountName = "account-name":
        "Use one name for each account. If the name in AWS has to differ, state it under `account_map.aws_names`.",
    /// Several accounts of the organization have this name, or digits are the id of one account and the name of another.
    AmbiguousAccount = "ambiguous-account": "Name the account by its id.",
    /// An account type is used and not defined.
    UnknownAccountType = "unknown-account-type":
        "Correct the name, or define the type under `account_types`.",
    /// An organizational unit does not exist in the organization, or has no accounts.
    UnknownOrganizationalUnit = "unknown-organizational-unit":
        "Correct the path, which begins below the root, or use the id of the unit.",
    /// An account type selects by organizational unit, tag or glob, and the accounts of the organization are not known.
    OrganizationNeeded = "organization-needed":
        "Run the command with AWS credentials, or give a snapshot of the organization with `--snapshot FILE`.",
    /// An account type is used and selects no account, or one of its clauses matches none. Without this check, one
    /// wrong letter could revoke the access of a team.
    EmptySelector = "empty-selector":
        "Correct the selector. If the account type may be empty, set `may_be_empty: true`.",
    /// Two keys mean the same account or the same principal, or a permission set is listed twice for one principal.
    DuplicateAssignment = "duplicate-assignment": "Merge the entries under one name.",
    /// A group that the catalog names does not exist in Identity Center.
    MissingGroup = "missing-group":
        "Correct the name, which is case-sensitive, create the group at the identity provider, or list it under `groups` to create it.",
    /// The plan would create a group although an identity provider synchronizes groups. The group would collide with
    /// one of the same name from the provider.
    SynchronizedGroups = "synchronized-groups":
        "Create the group at the identity provider and list it under `required_groups`. If the provider will never have it, use `--create-groups`.",
    /// The identity provider renamed a group: a group with this external id exists under another name.
    RenamedGroup = "renamed-group":
        "Replace the old name with the new one everywhere in the catalog.",
    /// A group has the name that the catalog gives, and a different external id: it is another group than before.
    ReplacedGroup = "replaced-group":
        "Check at the identity provider which group is meant, then correct `external_id`.",
    /// A user that the catalog names does not exist in Identity Center.
    MissingUser = "missing-user":
        "Correct the user name, or assign the user at the identity provider so that it is synchronized.",
    /// A placeholder stands where an account id is needed.
    PlaceholderAccountId = "placeholder-account-id":
        "Replace the placeholder with the 12-digit id of the account.",
    /// A text is not an account id.
    BadAccountId = "bad-account-id": "Write the 12 digits of the id in quotes.",
    /// The name of a permission set has more than 32 characters.
    NameTooLong = "name-too-long": "Choose a shorter name.",
    /// A name is empty, too long, or contains characters that AWS refuses.
    BadName = "bad-name": "Choose a name with the characters that the message lists.",
    /// A name looks like another name, or contains characters that are invisible or look like others.
    LookAlikeName = "look-alike-name":
        "Type the name again in plain letters. If it is correct, check it against the identity provider.",
    /// A description has more than 700 characters or characters outside Latin-1; AWS refuses it.
    BadDescription = "bad-description":
        "Shorten the description, or replace the characters that the message shows.",
    /// A relay state is too long or contains characters that AWS refuses.
    BadRelayState = "bad-relay-state": "Write a URL of at most 240 characters.",
    /// AWS refuses the key or the value of a tag.
    BadTag = "bad-tag": "Correct the tag. A key must not begin with `aws:`.",
    /// A session duration is not between 1 and 12 hours, or not in ISO 8601 form.
    SessionDurationOutOfRange = "session-duration-out-of-range":
        "Write a duration from `PT1H` to `PT12H`.",
    /// An inline policy has more than 10,240 bytes without white space, or more than 32,768 bytes in all.
    InlinePolicyTooLarge = "inline-policy-too-large":
        "Shorten the policy with wildcards, or create a customer managed policy in the accounts.",
    /// IAM would refuse the inline policy, or part of it would have no effect.
    BadPolicyDocument = "bad-policy-document": "Correct the statement as the message says.",
    /// An AWS managed policy of this name or path does not exist.
    PolicyNotFound = "policy-not-found":
        "Correct the name. A policy with a path is written with it, such as `job-function/Billing`.",
    /// A text is neither the name of an AWS managed policy nor that of a customer managed policy.
    BadPolicyName = "bad-policy-name":
        "Write the name or ARN of an AWS managed policy under `policy_attachments`, and the name of a customer managed policy under `customer_managed_policy_attachments`.",
    /// A permission set has more than the 20 policies that AWS allows, or more than the 10 that a role takes by
    /// default.
    TooManyPolicies = "too-many-policies":
        "Attach fewer policies. Up to 20 are possible if the IAM quota is raised in every account.",
    /// A permissions boundary is not exactly one policy.
    BadPermissionsBoundary = "bad-permissions-boundary":
        "Give either `policy` or `customer_managed_policy`.",
    /// The name in `previously` contradicts the rest of the catalog.
    BadRename = "bad-rename":
        "Correct or remove `previously`, or remove the permission set that still has the old name.",
    /// A permission set of this name already exists and is not managed by this catalog.
    NotGoverned = "not-governed":
        "Take it over with `--adopt`, or choose another name. A permission set of another catalog has to be removed there first.",
    /// An entry grants access that a guardrail of the catalog forbids.
    GuardrailViolation = "guardrail-violation":
        "Remove the entry, or change the guardrail if the access is wanted.",
    /// A text is not a date.
    BadDate = "bad-date": "Write a date of the calendar as YYYY-MM-DD.",
    /// The last day of an entry is over; the entry is ignored.
    ExpiredEntry = "expired-entry": "Remove the entry, or set a later `expires` date.",
    /// The catalog has no `name`, and permission sets of another catalog without a name exist. The plan could delete
    /// them.
    NamelessCatalog = "nameless-catalog": "Set a `name` of its own in every catalog. If the permission sets belong to this catalog, set `name: default`.",
    /// The review date of an entry has passed.
    OverdueReview = "overdue-review":
        "Review the access, then remove the entry or set a later `review_by` date.",
    /// An owner, a reason or a ticket is empty, too long, or has more than one line.
    BadRemark = "bad-remark": "Write one line of text, or remove the key.",
    /// The plan changes a permission set that is assigned in the management account. AWS does not allow this from a
    /// delegated administrator account.
    DelegatedAdministrator = "delegated-administrator":
        "Run rolecall with credentials of the management account, or exclude the permission set with `--only`.",
    /// A file that the catalog names is outside its project or hidden in it, and is not read.
    OutsideProject = "outside-project":
        "Move the file into the project. For imports from another folder, name the folder with `--stacks DIR`.",
    /// The catalog reads a file outside its own folder, or outside the folders given with `--within`. A workflow that
    /// watches only these folders does not run when the file changes.
    OutsideFolder = "outside-folder":
        "Move the file, or watch its folder in the workflow and name it with `--within`.",
    /// The catalog reads an environment variable whose name is that of a credential.
    SecretVariable = "secret-variable":
        "Use another variable. The values that a catalog reads are printed in every plan.",
    /// The catalog reads an environment variable that this run does not allow.
    VariableNotAllowed = "variable-not-allowed":
        "Allow it with `--env NAME`, or write the value into the catalog.",
    /// The catalog reads an environment variable that is not set and for which it gives no default.
    VariableNotSet = "variable-not-set": "Set the variable, or give a default after its name.",
}

impl Code {
    /// Returns the code of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.name() == name)
    }
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
            assert!(code.remedy().ends_with('.'), "{code}");
            let printed = code.example().printed;
            assert!(
                printed.contains(&format!("[{code}]: ")),
                "{code}: {printed}"
            );
        }
    }
}
