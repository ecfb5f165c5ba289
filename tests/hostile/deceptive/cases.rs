//! Safeguards that disappear, and names that come to mean something else.

use super::{Case, Edit};

const CATALOG: &str = "catalog/aws-sso.yaml";

const GUARDED: &str = "\
name: platform
account_map:
  full_account_map: {core-root: \"111111111111\", plat-prod: \"222222222222\", plat-sandbox: \"333333333333\"}
  root_account_account_name: core-root
account_types:
  prod: [plat-prod]
  rest: [plat-sandbox]
required_groups:
  - Managers
  - {name: Developers, external_id: 7a1b-22}
protected: {groups: [Managers], permission_sets: [BreakGlass]}
guardrails:
  max_session_duration: PT2H
  deny: {permission_sets: [AdministratorAccess], groups: [\"Dev*\"], account_types: [prod]}
permission_sets:
  BreakGlass: {policy_attachments: [AdministratorAccess]}
account_assignments:
  plat-prod:
    groups:
      Managers: {permission_sets: [BreakGlass]}
      Developers: {permission_sets: [ReadOnlyAccess], expires: 2099-12-31, owner: \"@security\", review_by: 2099-06-30}
  plat-sandbox:
    groups:
      Developers: {permission_sets: [AdministratorAccess]}
";

const BASE: &[(&str, &str)] = &[(CATALOG, GUARDED)];

const fn case(name: &'static str, head: &'static [Edit], first_line: &'static str) -> Case {
    Case {
        name,
        base: BASE,
        head,
        first_line,
        options: &[],
    }
}

const fn replace(from: &'static str, to: &'static str) -> Edit {
    Edit::Replace(CATALOG, from, to)
}

/// Pull requests that must show.
pub const ALL: &[Case] = &[
    case(
        "a protected group is dropped",
        &[replace("groups: [Managers], permission", "permission")],
        "1 rule loosened",
    ),
    case(
        "`protected` is dropped",
        &[replace(
            "protected: {groups: [Managers], permission_sets: [BreakGlass]}\n",
            "",
        )],
        "2 rules loosened",
    ),
    case(
        "a guardrail is dropped",
        &[replace(
            "  deny: {permission_sets: [AdministratorAccess], groups: [\"Dev*\"], account_types: [prod]}\n",
            "",
        )],
        "1 rule loosened",
    ),
    case(
        "a guardrail spares somebody",
        &[replace(
            "groups: [\"Dev*\"]",
            "groups: [\"Dev*\"], except: [Developers]",
        )],
        "1 rule loosened",
    ),
    case(
        "a guardrail holds for an account type that nothing belongs to",
        &[
            replace(
                "  rest: [plat-sandbox]",
                "  rest: [plat-sandbox]\n  decoy: [core-root]",
            ),
            replace("account_types: [prod]}", "account_types: [decoy]}"),
        ],
        "2 rules changed, 1 of them loosened",
    ),
    case(
        "the account type of a guardrail selects less",
        &[replace("  prod: [plat-prod]", "  prod: [core-root]")],
        "1 rule loosened",
    ),
    case(
        "the longest session is raised",
        &[replace(
            "max_session_duration: PT2H",
            "max_session_duration: PT12H",
        )],
        "1 rule loosened",
    ),
    case(
        "an external id is swapped",
        &[replace("external_id: 7a1b-22", "external_id: 9c0d-13")],
        "1 rule loosened",
    ),
    case(
        "an external id is dropped",
        &[replace(
            "- {name: Developers, external_id: 7a1b-22}",
            "- {name: Developers}",
        )],
        "1 rule loosened",
    ),
    case(
        "a required group is dropped",
        &[replace("  - Managers\n", "")],
        "1 rule loosened",
    ),
    case(
        "a group may be empty for a while",
        &[replace(
            "external_id: 7a1b-22",
            "external_id: 7a1b-22, just_in_time: true",
        )],
        "1 rule loosened",
    ),
    case(
        "the last day is dropped",
        &[replace(" expires: 2099-12-31,", "")],
        "1 rule loosened",
    ),
    case(
        "the last day is moved",
        &[replace("expires: 2099-12-31", "expires: 2199-12-31")],
        "1 rule loosened",
    ),
    case(
        "the last day is dropped by an entry for the account type",
        &[replace(
            "account_assignments:\n",
            "account_type_assignments:\n  prod: {groups: {Developers: {permission_sets: [ReadOnlyAccess]}}}\naccount_assignments:\n",
        )],
        "2 rules changed, 1 of them loosened",
    ),
    case(
        "accounts to come are granted",
        &[replace(
            "account_assignments:\n",
            "account_type_assignments:\n  rest: {groups: {Developers: {permission_sets: [AdministratorAccess]}}}\naccount_assignments:\n",
        )],
        "1 rule changed",
    ),
    case(
        "the review is moved",
        &[replace("review_by: 2099-06-30", "review_by: 2199-06-30")],
        "1 rule loosened",
    ),
    case(
        "the owner is replaced",
        &[replace("\"@security\"", "\"@attacker\"")],
        "1 rule loosened",
    ),
    case(
        "the catalog is renamed",
        &[replace("name: platform", "name: platform2")],
        "1 rule loosened",
    ),
    case(
        "the management account is another one",
        &[replace(
            "root_account_account_name: core-root",
            "root_account_account_name: plat-sandbox",
        )],
        "1 rule loosened",
    ),
    case(
        "an account type may select nothing",
        &[replace(
            "  prod: [plat-prod]",
            "  prod: {accounts: [plat-prod], may_be_empty: true}",
        )],
        "1 rule loosened",
    ),
    case(
        "a former name is given to a permission set",
        &[replace(
            "  BreakGlass: {policy_attachments",
            "  BreakGlass: {previously: SupportAccess, policy_attachments",
        )],
        "1 rule changed",
    ),
    case(
        "two accounts swap their names",
        &[replace(
            "plat-prod: \"222222222222\", plat-sandbox: \"333333333333\"",
            "plat-prod: \"333333333333\", plat-sandbox: \"222222222222\"",
        )],
        "account name plat-prod now means 333333333333 (was 222222222222)",
    ),
    case(
        "a name means an account that is new",
        &[replace(
            "plat-sandbox: \"333333333333\"",
            "plat-sandbox: \"444444444444\"",
        )],
        "account name plat-sandbox now means 444444444444 (was 333333333333)",
    ),
    case(
        "an account takes the name that AWS gives to another one",
        &[replace(
            "  root_account_account_name",
            "  aws_names: {plat-sandbox: plat-prod}\n  root_account_account_name",
        )],
        "1 rule loosened",
    ),
    case(
        "a safeguard goes beside a harmless grant",
        &[
            replace(
                "protected: {groups: [Managers], permission_sets: [BreakGlass]}\n",
                "",
            ),
            replace(
                "      Developers: {permission_sets: [AdministratorAccess]}",
                "      Developers: {permission_sets: [AdministratorAccess, BillingReadOnlyAccess]}",
            ),
        ],
        "2 rules loosened",
    ),
];

/// Pull requests that change nothing.
pub const HARMLESS: &[Case] = &[case(
    "a comment, and lists in another order",
    &[
        replace("name: platform\n", "# Who may enter.\nname: platform\n"),
        replace(
            "protected: {groups: [Managers], permission_sets: [BreakGlass]}",
            "protected:\n  permission_sets: [BreakGlass]\n  groups: [Managers]",
        ),
    ],
    "Access: no changes",
)];
