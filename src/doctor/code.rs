//! The kinds of findings: kebab-case nouns, documented here, never reused.

use super::severity::Severity;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident, $title:literal, $help:literal;)+) => {
        /// The kind of a finding.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum FindingCode {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl FindingCode {
            /// Every code, in the order in which they are documented.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code as it is printed.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// How bad such a finding is, as a rule.
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }

            /// The heading above the subjects.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// What to do.
            pub fn help(self) -> &'static str {
                match self { $(Self::$variant => $help,)+ }
            }

            /// What the code means, in one paragraph.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc,)+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// A group that the catalog requires is not in the identity store.
    MissingGroup = "missing-group", Problem,
        "groups that the catalog needs do not exist",
        "create them at the identity provider; `rolecall bootstrap` shows how, and waits for them";
    /// A group of the catalog has another name now: its external id tells.
    RenamedGroup = "renamed-group", Problem,
        "groups were renamed at the identity provider",
        "write the new name in the catalog: the group and its access stay what they are";
    /// A group of the right name has another external id than the catalog gives.
    ReplacedGroup = "replaced-group", Problem,
        "groups have the name, but not the external id of the catalog",
        "find out whether the provider made the group again, then correct the external id; `rolecall groups` lists them";
    /// A group that the catalog requires has no members, and is not marked as activated just in time.
    EmptyGroup = "empty-group", Problem,
        "groups that the catalog needs have no members",
        "assign people at the identity provider; if they are activated only when needed, mark the group in the catalog: `{name: GROUP, just_in_time: true}`";
    /// A name with a character that Identity Center refuses in the names of groups, so that the group stops being synchronized.
    BadGroupName = "bad-group-name", Problem,
        "group names have characters that Identity Center refuses",
        "rename the group at the identity provider, without tabs, line breaks and `< > ; : %`";
    /// Two groups whose names differ by upper and lower case alone: names are case-sensitive, people are not.
    GroupsDifferByCase = "groups-differ-by-case", Problem,
        "group names differ by upper and lower case alone",
        "keep one of them: sooner or later the wrong one is given access";
    /// Two groups, users or accounts whose names look alike, by characters that are not seen or that are drawn like others: the wrong one is given access, and no reviewer can tell.
    LookAlikeNames = "look-alike-names", Warning,
        "names look like other names",
        "rename one of them at its source; what is odd about it is named by its code points";
    /// A group that was made in Identity Center while others are synchronized: nobody at the identity provider knows its members.
    HandMadeGroup = "hand-made-group", Warning,
        "groups were made by hand beside those of the identity provider",
        "make them at the identity provider; or list them under `groups` in the catalog, if they are meant to be made here";
    /// A user without one of the attributes that provisioning needs: user name, given name, family name, display name.
    IncompleteUser = "incomplete-user", Problem,
        "users lack attributes that provisioning needs",
        "fill in user name, given name, family name and display name at the identity provider: such a user stops being synchronized";
    /// A user with more than one e-mail or telephone number, which Identity Center does not take.
    SeveralContacts = "several-contacts", Problem,
        "users have several e-mails or telephone numbers",
        "map one of each at the identity provider: Identity Center takes one, and refuses the user otherwise";
    /// An assignment to a principal that no longer exists. It grants nothing, and a group that was made again at the identity provider lost its access with it.
    OrphanedAssignment = "orphaned-assignment", Problem,
        "assignments name principals that no longer exist",
        "`rolecall plan --scan full` revokes those of the sets that the catalog governs; a group that was made again needs its access again";
    /// A user is assigned a permission set directly and the catalog does not ask for it: no group shows this access, and a plan finds it with `--scan full` only. A problem where the set is administrator-equivalent.
    UserAssignedDirectly = "user-assigned-directly", Warning,
        "users are assigned permission sets directly",
        "give the access to a group in the catalog and remove the assignment of the user; `rolecall plan --scan full` revokes those of the sets that the catalog manages";
    /// A disabled user who has access, directly or through a group: the user cannot sign in, and has the access again once enabled.
    DisabledUserWithAccess = "disabled-user-with-access", Warning,
        "disabled users have access",
        "take the user out of the group at the identity provider, or remove the assignment of the user";
    /// A permission set that is assigned and that no catalog manages: no plan compares it, and no review lists who has it. Those of AWS Control Tower are left out.
    UnmanagedPermissionSetWithAccess = "unmanaged-permission-set-with-access", Warning,
        "permission sets that no catalog manages give access",
        "take them into the catalog with `rolecall import`, or remove their assignments";
    /// An account has an older version of a permission set: an edit was never provisioned there.
    OutdatedPermissionSet = "outdated-permission-set", Problem,
        "accounts have an older version of a permission set",
        "provision it again: `rolecall apply` does, for the sets that the catalog governs";
    /// A permission set is provisioned in accounts where nobody is assigned: a role that only waits to be used.
    UnassignedPermissionSet = "unassigned-permission-set", Warning,
        "permission sets are provisioned where nobody is assigned",
        "assign somebody, or remove the set from those accounts in the console";
    /// A catalog manages a permission set that AWS Control Tower creates and assigns at each enrolment: an apply revokes what Control Tower assigns, and Control Tower assigns it again.
    ControlTowerSet = "control-tower-set", Problem,
        "permission sets of AWS Control Tower are managed by a catalog",
        "use permission sets with other names in the catalog, move the access to them, then remove the tag `rolecall:catalog` from Control Tower's sets and their definitions from the catalog";
    /// An active account into which nobody has access through Identity Center.
    AccountWithoutAccess = "account-without-access", Warning,
        "accounts have nobody with access",
        "assign somebody in the catalog, or say in the catalog why nobody is to enter: roles and users of IAM are what is left there";
    /// Permission sets that are assigned in the management account cannot be changed from a delegated administrator account, not even elsewhere.
    DelegatedManagementAccount = "delegated-management-account", Warning,
        "permission sets reach the management account, and a delegated administrator cannot change them",
        "use permission sets of their own for the management account, and apply them from there";
    /// A quota of AWS is used up to four fifths or more.
    QuotaNearLimit = "quota-near-limit", Warning,
        "quotas are near their limits",
        "ask AWS for more where the quota can be raised, or remove what is not used";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_a_kebab_case_noun_of_its_own_and_explained() {
        let mut names: Vec<&str> = FindingCode::ALL.iter().map(|code| code.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FindingCode::ALL.len());
        for code in FindingCode::ALL {
            let kebab = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
            assert!(code.name().bytes().all(kebab), "{code:?}");
            assert!(code.explanation().ends_with('.'), "{code:?}");
            assert!(!code.title().ends_with('.') && !code.help().ends_with('.'));
        }
    }
}
