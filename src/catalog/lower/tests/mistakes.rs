//! Every mistake is found in one run, each at its place.

use super::lowered;

#[test]
fn ten_mistakes_are_ten_diagnostics_in_one_run() {
    let lowered = lowered(
        r#"
required_group: [DevOps]
account_map:
  full_account_map:
    core-root: "111111111111"
    plat-dev: "22222222222"
account_types:
  dev: {acounts: [plat-dev]}
account_assignments:
  core-root:
    group:
      DevOps: {permission_sets: [ReadOnlyAccess]}
    groups:
      Developers: {permission_sets: PowerUserAccess}
  core-rooot:
    groups:
      DevOps: {permission_sets: [PowerUser]}
account_type_assignments:
  prod:
    users:
      ada@example.com: {permission_sets: [DNSAdministratorAccess, OpsAccess]}
permission_sets:
  OpsAccess:
    policy_attachments: [Billing]
"#,
    );
    insta::assert_snapshot!(lowered.drawn(), @r#"
    error[unknown-key]: unknown var `required_group`
     --> catalog.yaml:2:1
      |
    2 | required_group: [DevOps]
      | ^^^^^^^^^^^^^^ what stands below it would be ignored
      |
    help: did you mean `required_groups`?

    error[bad-account-id]: `22222222222` is not an account id: an account id has 12 digits
     --> catalog.yaml:6:15
      |
    6 |     plat-dev: "22222222222"
      |               ^^^^^^^^^^^^^ the id of `plat-dev` belongs here

    error[unknown-key]: unknown key `acounts` in an account type
     --> catalog.yaml:8:9
      |
    8 |   dev: {acounts: [plat-dev]}
      |         ^^^^^^^ this key has no meaning here
      |
    help: did you mean `accounts`?

    error[unknown-key]: unknown key `group` in `core-root`
      --> catalog.yaml:11:5
       |
    11 |     group:
       |     ^^^^^ this key has no meaning here
       |
    help: did you mean `groups`?

    error[wrong-type]: `permission_sets` of `Developers` must be a list, not the text `PowerUserAccess`
      --> catalog.yaml:14:37
       |
    14 |       Developers: {permission_sets: PowerUserAccess}
       |                                     ^^^^^^^^^^^^^^^ a list is expected here
       |
    help: write a list of one: [PowerUserAccess]

    error[unknown-account]: unknown account `core-rooot`
      --> catalog.yaml:15:3
       |
    15 |   core-rooot:
       |   ^^^^^^^^^^ not in `account_map.full_account_map`
       |
    help: did you mean `core-root`?

    error[unknown-permission-set]: unknown permission set `PowerUser`
      --> catalog.yaml:17:34
       |
    17 |       DevOps: {permission_sets: [PowerUser]}
       |                                  ^^^^^^^^^ neither built in nor defined in this catalog
       |
    help: did you mean `PowerUserAccess`?

    error[unknown-account-type]: unknown account type `prod`
      --> catalog.yaml:19:3
       |
    19 |   prod:
       |   ^^^^ not defined under `account_types`
       |
    help: define it: account_types: {prod: [ACCOUNT, "glob-*"]}

    error[unknown-permission-set]: unknown permission set `DNSAdministratorAccess`
      --> catalog.yaml:21:43
       |
    21 |       ada@example.com: {permission_sets: [DNSAdministratorAccess, OpsAccess]}
       |                                           ^^^^^^^^^^^^^^^^^^^^^^ neither built in nor defined in this catalog
       |
    help: did you mean `DNSRecordAdministratorAccess`?

    error[policy-not-found]: AWS has no managed policy `Billing`
      --> catalog.yaml:24:26
       |
    24 |     policy_attachments: [Billing]
       |                          ^^^^^^^ not under this path and spelling
       |
       = note: the path is part of a policy's name
    help: write `job-function/Billing`

    error: 10 errors in catalog.yaml
    "#);
    assert!(lowered.catalog.is_none());
}

#[test]
fn a_value_of_the_wrong_type_says_what_belongs_there() {
    let lowered = lowered(
        "
groups: {Developers: {permission_sets: [ReadOnlyAccess]}}
required_groups: DevOps
account_assignments:
  core-root: [ReadOnlyAccess]
  plat-dev:
    account_id: '222222222222'
    groups:
      Developers: [ReadOnlyAccess]
      DevOps:
      Managers: {permission_sets: }
      Auditors: {permission_sets: [[ReadOnlyAccess]], note: why not}
      Nobody: {}
",
    );
    insta::assert_snapshot!(lowered.codes(), @r"
    error wrong-type 2:9
    error wrong-type 3:18
    error wrong-type 5:14
    error unknown-key 7:5
    error wrong-type 9:19
    error missing-key 10:7
    error wrong-type 11:33
    error wrong-type 12:36
    error unknown-key 12:55
    error missing-key 13:7
    ");
    insta::assert_snapshot!(lowered.drawn(), @"
    error[wrong-type]: `groups` must be a list of the names of groups to create, not a mapping
     --> catalog.yaml:2:9
      |
    2 | groups: {Developers: {permission_sets: [ReadOnlyAccess]}}
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a list of the names of groups to create is expected here
      |
    help: groups with their permission sets stand under an account of `account_assignments`

    error[wrong-type]: `required_groups` must be a list, not the text `DevOps`
     --> catalog.yaml:3:18
      |
    3 | required_groups: DevOps
      |                  ^^^^^^ a list is expected here
      |
    help: write a list of one: [DevOps]

    error[wrong-type]: `core-root` must be a mapping, not a list
     --> catalog.yaml:5:14
      |
    5 |   core-root: [ReadOnlyAccess]
      |              ^^^^^^^^^^^^^^^^ a mapping is expected here
      |
    help: NAME: {groups: {GROUP: {permission_sets: [SET]}}}

    error[unknown-key]: unknown key `account_id` in `plat-dev`
     --> catalog.yaml:7:5
      |
    7 |     account_id: '222222222222'
      |     ^^^^^^^^^^ this key has no meaning here
      |
    help: the keys here are `groups`, `users`, `owner`, `reason`, `ticket`, `expires` and `review_by`

    error[wrong-type]: `Developers` must be a mapping, not a list
     --> catalog.yaml:9:19
      |
    9 |       Developers: [ReadOnlyAccess]
      |                   ^^^^^^^^^^^^^^^^ a mapping is expected here
      |
    help: Developers: {permission_sets: [SET]}

    error[missing-key]: `DevOps` has no `permission_sets`
      --> catalog.yaml:10:7
       |
    10 |       DevOps:
       |       ^^^^^^ nothing says what it is granted
       |
    help: write permission_sets: [] for nothing

    error[wrong-type]: `permission_sets` of `Managers` must be a list, not nothing
      --> catalog.yaml:11:33
       |
    11 |       Managers: {permission_sets: }
       |                                 ^ a list is expected here
       |
    help: write [] for none

    error[wrong-type]: a permission set's name must be a text, not a list
      --> catalog.yaml:12:36
       |
    12 |       Auditors: {permission_sets: [[ReadOnlyAccess]], note: why not}
       |                                    ^^^^^^^^^^^^^^^^ a text is expected here

    error[unknown-key]: unknown key `note` in `Auditors`
      --> catalog.yaml:12:55
       |
    12 |       Auditors: {permission_sets: [[ReadOnlyAccess]], note: why not}
       |                                                       ^^^^ this key has no meaning here
       |
    help: the keys here are `permission_sets`, `owner`, `reason`, `ticket`, `expires` and `review_by`

    error[missing-key]: `Nobody` has no `permission_sets`
      --> catalog.yaml:13:7
       |
    13 |       Nobody: {}
       |       ^^^^^^ nothing says what it is granted
       |
    help: write permission_sets: [] for nothing

    error: 10 errors in catalog.yaml
    ");
}

#[test]
fn what_is_wrong_behind_an_anchor_is_said_once() {
    let lowered = lowered(
        "
team: &team
  Developers: {permission_sets: [ReadOnlyAccess, PowerUser, ReadOnlyAccess], note: x}
account_assignments:
  plat-dev: {groups: *team}
  plat-prod: {groups: *team}
  plat-test: {groups: {<<: *team}}
",
    );
    insta::assert_snapshot!(lowered.codes(), @r"
    error unknown-permission-set 3:50
    warning duplicate-assignment 3:61
    error unknown-key 3:78
    ");
}

#[test]
fn a_set_that_is_listed_twice_counts_once_and_is_a_warning() {
    let lowered = lowered(
        "
account_assignments:
  plat-dev:
    groups:
      Developers:
        permission_sets:
          - ReadOnlyAccess
          - PowerUserAccess
          - ReadOnlyAccess
",
    );
    insta::assert_snapshot!(lowered.drawn(), @r"
    warning[duplicate-assignment]: `ReadOnlyAccess` is listed twice
     --> catalog.yaml:9:13
      |
    7 |           - ReadOnlyAccess
      |             -------------- first here
    8 |           - PowerUserAccess
    9 |           - ReadOnlyAccess
      |             ^^^^^^^^^^^^^^ has no further effect
      |
    help: remove one of them

    warning: 1 warning in catalog.yaml
    ");
    assert_eq!(lowered.catalog().rules.len(), 2);
}

#[test]
fn vars_without_a_meaning_are_warnings_and_misspelt_ones_are_errors() {
    let lowered = lowered(
        "
tfstate_environment_name: use1
vpc_cidr: 10.0.0.0/8
account_asignments: {}
my_tag: x
permission_sets:
  Ops: {tags: {team: '{{ my_tag }}'}}
",
    );
    insta::assert_snapshot!(lowered.drawn(), @r"
    warning[unused-key]: `tfstate_environment_name` means nothing to rolecall
     --> catalog.yaml:2:1
      |
    2 | tfstate_environment_name: use1
      | ^^^^^^^^^^^^^^^^^^^^^^^^ known to older components only
      |
      = note: the Terraform state is described by `tf_access_bucket_arn` and the vars beside it
    help: remove it, once no Terraform component reads it any more

    warning[unused-key]: `vpc_cidr` means nothing to rolecall
     --> catalog.yaml:3:1
      |
    3 | vpc_cidr: 10.0.0.0/8
      | ^^^^^^^^ no var of this name is read, and no expression uses it

    error[unknown-key]: unknown var `account_asignments`
     --> catalog.yaml:4:1
      |
    4 | account_asignments: {}
      | ^^^^^^^^^^^^^^^^^^ what stands below it would be ignored
      |
    help: did you mean `account_assignments`?

    error: 1 error and 2 warnings in catalog.yaml
    ");
}

#[test]
fn a_disabled_catalog_is_an_error_unless_it_grants_nothing() {
    let text = "
enabled: false
account_assignments:
  plat-dev: {groups: {Developers: {permission_sets: [ReadOnlyAccess]}}}
";
    insta::assert_snapshot!(lowered(text).drawn(), @r"
    error[disabled-catalog]: the catalog is disabled, and it still grants access
     --> catalog.yaml:2:10
      |
    2 | enabled: false
      |          ^^^^^ Terraform would destroy the component
      |
      = note: to read it as empty would revoke everything that it granted
    help: set `enabled: true`; or empty the assignments, if all access is to be revoked

    error: 1 error in catalog.yaml
    ");
    assert!(
        lowered("{enabled: false, groups: [Developers]}")
            .catalog
            .is_some()
    );
    assert!(lowered(&text.replace("false", "true")).catalog.is_some());
}

#[test]
fn names_that_aws_refuses_are_found_in_every_table() {
    let lowered = lowered(
        r#"
name: "a & b"
groups: [Administrator, ""]
account_assignments:
  plat-dev:
    groups:
      "Dev\u0007s": {permission_sets: []}
    users:
      ada lovelace: {permission_sets: []}
permission_sets:
  "Power User": {}
  IdentityPlatformEngineersTeamAccess: {}
"#,
    );
    insta::assert_snapshot!(lowered.drawn(), @r#"
    error[bad-name]: `a & b` cannot name a catalog
     --> catalog.yaml:2:7
      |
    2 | name: "a & b"
      |       ^^^^^^^ a tag's value contains '&', which AWS does not allow there
      |
      = note: the name is the value of the tag `rolecall:catalog` on permission sets

    error[bad-name]: a group cannot be called `Administrator`
     --> catalog.yaml:3:10
      |
    3 | groups: [Administrator, ""]
      |          ^^^^^^^^^^^^^ AWS keeps this name for itself
      |
    help: choose another name

    error[bad-name]: `` cannot be the name of a group
     --> catalog.yaml:3:25
      |
    3 | groups: [Administrator, ""]
      |                         ^^ the name is empty

    error[bad-name]: `Dev\u{7}s` cannot be the name of a group
     --> catalog.yaml:7:7
      |
    7 |       "Dev\u0007s": {permission_sets: []}
      |       ^^^^^^^^^^^^ the name contains '\u{7}', which AWS does not allow in the name of a group

    error[bad-name]: `ada lovelace` cannot be the name of a user
     --> catalog.yaml:9:7
      |
    9 |       ada lovelace: {permission_sets: []}
      |       ^^^^^^^^^^^^ the name contains ' ', which AWS does not allow in the name of a user

    error[bad-name]: permission set name `Power User` contains ' '; AWS allows letters, digits and +=,.@_-
      --> catalog.yaml:11:3
       |
    11 |   "Power User": {}
       |   ^^^^^^^^^^^^ not a name

    error[name-too-long]: permission set name `IdentityPlatformEngineersTeamAccess` has 35 characters; AWS allows 32
      --> catalog.yaml:12:3
       |
    12 |   IdentityPlatformEngineersTeamAccess: {}
       |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ too long

    error: 7 errors in catalog.yaml
    "#);
}

#[test]
fn many_places_of_one_unknown_set_are_one_diagnostic() {
    let accounts: String = (0..30)
        .map(|n| format!("  a{n}: {{groups: {{G: {{permission_sets: [Nope]}}}}}}\n"))
        .collect();
    let lowered = lowered(&format!("account_assignments:\n{accounts}"));
    assert_eq!(lowered.diagnostics.len(), 1);
    assert!(
        lowered.drawn().contains("and in 22 more places"),
        "{}",
        lowered.drawn()
    );
}

#[test]
fn an_account_and_an_account_type_in_the_wrong_table_are_sent_to_the_right_one() {
    let lowered = lowered(
        "
account_map: {full_account_map: {plat-dev: '222222222222'}}
account_types: {dev: [plat-dev]}
account_assignments: {dev: {}}
account_type_assignments: {plat-dev: {}}
",
    );
    insta::assert_snapshot!(lowered.drawn(), @r"
    error[unknown-account]: unknown account `dev`
     --> catalog.yaml:4:23
      |
    4 | account_assignments: {dev: {}}
      |                       ^^^ not in `account_map.full_account_map`
      |
    help: `dev` is an account type; put it under `account_type_assignments`

    error[unknown-account-type]: unknown account type `plat-dev`
     --> catalog.yaml:5:28
      |
    5 | account_type_assignments: {plat-dev: {}}
      |                            ^^^^^^^^ not defined under `account_types`
      |
    help: `plat-dev` is an account; put it under `account_assignments`

    error: 2 errors in catalog.yaml
    ");
}
