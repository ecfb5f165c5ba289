//! Why somebody has access in an account, and why not.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::rolecall::Project;

const CATALOG: &str = "\
account_types:
  root: [core-root]
  everything: [\"*\"]
  plat:
    any:
      - organizational_units: [plat]
        tags: {stage: [dev, sandbox]}
      - accounts: [core-audit]
    except: {accounts: [\"*-sandbox\", core-dns]}
  names: [core-auto, core-dns, core-network]
account_type_assignments:
  root:
    groups: {Managers: {permission_sets: [AdministratorAccess]}}
  everything:
    groups:
      Managers: {permission_sets: [BillingAdministratorAccess]}
  plat:
    owner: '@acme/platform'
    groups:
      Developers: {permission_sets: [PowerUserAccess, ReadOnlyAccess], reason: They build there}
      DevOps: {permission_sets: [AdministratorAccess]}
  names:
    groups:
      Developers: {permission_sets: [AdministratorAccess, ReadOnlyAccess]}
account_assignments:
  plat-dev:
    groups:
      Developers: {permission_sets: [AdministratorAccess], expires: 2026-06-30}
  core-security:
    groups:
      Developers: {permission_sets: [SecurityAuditorAccess]}
    users:
      ann@example.com: {permission_sets: [ReadOnlyAccess]}
permission_sets:
  SecurityAuditorAccess: {policy_attachments: [SecurityAudit]}
  Spare: {policy_attachments: [ReadOnlyAccess]}
";

/// A snapshot of an organization with tags.
fn project() -> Project {
    let project = Project::with_catalog(CATALOG);
    let snapshot = project.run(&["snapshot", "--sandbox"]).ended(0);
    let mut snapshot = snapshot.json();
    for account in snapshot["organization"]["accounts"].as_array_mut().unwrap() {
        let name = account["name"].as_str().unwrap();
        let stage = name.rsplit('-').next().unwrap().to_owned();
        if name.starts_with("plat-") && name != "plat-staging" {
            account["tags"] = serde_json::json!({ "stage": stage });
        }
    }
    project.write("snapshot.json", &snapshot.to_string());
    project
}

fn explain(project: &Project, args: &[&str]) -> String {
    let fixed = [
        "explain",
        "--today",
        "2026-07-01",
        "--snapshot",
        "snapshot.json",
    ];
    let args = [&fixed[..], args].concat();
    project.run(&args).ended(0).stdout
}

#[test]
fn each_set_comes_with_its_rule_its_clause_and_the_exclusion_that_did_not_apply() {
    let text = explain(
        &project(),
        &["--account", "plat-dev", "--group", "Developers"],
    );
    assert_snapshot!(text, @"
    group Developers in plat-dev (333333333301), in plat/dev

    Given
      PowerUserAccess, ReadOnlyAccess                                                catalog/aws-sso.yaml:20
          account type plat: organizational unit plat and tag stage: dev or sandbox  catalog/aws-sso.yaml:6
          not excluded by account *-sandbox or core-dns (it is plat-dev)             catalog/aws-sso.yaml:9
          They build there; owner @acme/platform

    Not given
      SecurityAuditorAccess               catalog/aws-sso.yaml:31
          the entry is for core-security  catalog/aws-sso.yaml:29
      AdministratorAccess                                                 catalog/aws-sso.yaml:24
          account type names does not select the account                  catalog/aws-sso.yaml:22
          account core-auto or core-dns or core-network (it is plat-dev)  catalog/aws-sso.yaml:10
      AdministratorAccess                 catalog/aws-sso.yaml:28
          the access ended on 2026-06-30  catalog/aws-sso.yaml:28

    2 permission sets given.
    ");
}

#[test]
fn what_was_expected_is_answered_for_everybody_who_has_it_there() {
    let project = project();
    let ask = |account: &str, set: &str| {
        explain(
            &project,
            &[
                "--account",
                account,
                "--group",
                "Developers",
                "--why-not",
                set,
            ],
        )
    };
    assert_snapshot!(ask("plat-dev", "AdministratorAccess"), @"
    group Developers in plat-dev (333333333301), in plat/dev

    Given
      PowerUserAccess, ReadOnlyAccess                                                catalog/aws-sso.yaml:20
          account type plat: organizational unit plat and tag stage: dev or sandbox  catalog/aws-sso.yaml:6
          not excluded by account *-sandbox or core-dns (it is plat-dev)             catalog/aws-sso.yaml:9
          They build there; owner @acme/platform

    Not given
      AdministratorAccess             catalog/aws-sso.yaml:21
          given here to group DevOps  catalog/aws-sso.yaml:21
          owner @acme/platform
      AdministratorAccess                                                 catalog/aws-sso.yaml:24
          account type names does not select the account                  catalog/aws-sso.yaml:22
          account core-auto or core-dns or core-network (it is plat-dev)  catalog/aws-sso.yaml:10
      AdministratorAccess                 catalog/aws-sso.yaml:28
          the access ended on 2026-06-30  catalog/aws-sso.yaml:28

    2 permission sets given.
    AdministratorAccess is not given.
    ");
    assert_snapshot!(ask("plat-staging", "PowerUserAccess"), @"
    group Developers in plat-staging (333333333303), in plat/staging

    Given
      nothing

    Not given
      PowerUserAccess                                       catalog/aws-sso.yaml:20
          account type plat does not select the account     catalog/aws-sso.yaml:17
          account core-audit (it is plat-staging)           catalog/aws-sso.yaml:8
          tag stage: dev or sandbox (its value is staging)  catalog/aws-sso.yaml:6
          They build there; owner @acme/platform

    0 permission sets given.
    PowerUserAccess is not given.
    ");
    assert_snapshot!(ask("plat-dev", "PowerUserAccess"), @"
    group Developers in plat-dev (333333333301), in plat/dev

    Given
      PowerUserAccess, ReadOnlyAccess                                                catalog/aws-sso.yaml:20
          account type plat: organizational unit plat and tag stage: dev or sandbox  catalog/aws-sso.yaml:6
          not excluded by account *-sandbox or core-dns (it is plat-dev)             catalog/aws-sso.yaml:9
          They build there; owner @acme/platform

    2 permission sets given.
    PowerUserAccess is given.
    ");
    assert_snapshot!(ask("plat-dev", "Spare"), @"
    group Developers in plat-dev (333333333301), in plat/dev

    Given
      PowerUserAccess, ReadOnlyAccess                                                catalog/aws-sso.yaml:20
          account type plat: organizational unit plat and tag stage: dev or sandbox  catalog/aws-sso.yaml:6
          not excluded by account *-sandbox or core-dns (it is plat-dev)             catalog/aws-sso.yaml:9
          They build there; owner @acme/platform

    Not given
      Spare
          no entry gives it to anybody

    2 permission sets given.
    Spare is not given.
    ");
}

#[test]
fn exclusions_and_the_management_account_are_reasons() {
    let project = project();
    let ask =
        |account: &str, group: &str| explain(&project, &["--account", account, "--group", group]);
    assert_snapshot!(ask("plat-sandbox", "DevOps"), @"
    group DevOps in plat-sandbox (333333333302), in plat/sandbox

    Given
      nothing

    Not given
      AdministratorAccess                                                        catalog/aws-sso.yaml:21
          account type plat excludes the account: account *-sandbox or core-dns  catalog/aws-sso.yaml:9
          owner @acme/platform

    0 permission sets given.
    ");
    assert_snapshot!(ask("core-root", "BillingAdmin"), @"
    group BillingAdmin in core-root (111111111111), the management account

    Given
      nothing

    0 permission sets given.
    No entry of the catalog names group BillingAdmin.
    ");
    assert_snapshot!(ask("core-root", "Managers"), @"
    group Managers in core-root (111111111111), the management account

    Given
      AdministratorAccess                       catalog/aws-sso.yaml:13
          account type root: account core-root  catalog/aws-sso.yaml:2

    Not given
      BillingAdministratorAccess  catalog/aws-sso.yaml:16
          account type everything covers it, but the management account is selected by its exact name or id only  catalog/aws-sso.yaml:3

    1 permission set given.
    ");
}

#[test]
fn nothing_is_given_in_a_suspended_account() {
    let project = project();
    project.edit("snapshot.json", "\"ACTIVE\"", "\"SUSPENDED\"");
    let text = explain(&project, &["--account", "plat-dev", "--group", "DevOps"]);
    assert_snapshot!(text, @"
    group DevOps in plat-dev (333333333301), in plat/dev

    Given
      nothing

    Not given
      AdministratorAccess  catalog/aws-sso.yaml:21
          the account is suspended: nothing is granted there
          owner @acme/platform

    0 permission sets given.
    ");
}

#[test]
fn a_user_comes_with_the_users_groups() {
    let project = project();
    let mut snapshot: Value = serde_json::from_str(&project.read("snapshot.json")).unwrap();
    let store = &mut snapshot["identity_store"];
    let devops = store["groups"]
        .as_array()
        .unwrap()
        .iter()
        .find(|group| group["display_name"] == "DevOps");
    let devops = devops.unwrap()["id"].clone();
    let user = "11111111-2222-4333-8444-555555555555";
    store["users"] = serde_json::json!([{"id": user, "user_name": "ann@example.com"}]);
    store["memberships"] = serde_json::json!([{"id": "61111111-2222-4333-8444-555555555555", "group": devops, "user": user}]);
    project.write("snapshot.json", &snapshot.to_string());
    let text = explain(
        &project,
        &["--account", "plat-dev", "--user", "ann@example.com"],
    );
    assert_snapshot!(text, @"
    user ann@example.com in plat-dev (333333333301), in plat/dev

    Given
      nothing

    Not given
      ReadOnlyAccess                      catalog/aws-sso.yaml:33
          the entry is for core-security  catalog/aws-sso.yaml:29

    0 permission sets given.

    group DevOps in plat-dev (333333333301), in plat/dev; user ann@example.com is a member

    Given
      AdministratorAccess                                                            catalog/aws-sso.yaml:21
          account type plat: organizational unit plat and tag stage: dev or sandbox  catalog/aws-sso.yaml:6
          not excluded by account *-sandbox or core-dns (it is plat-dev)             catalog/aws-sso.yaml:9
          owner @acme/platform

    1 permission set given.
    ");
}

#[test]
fn a_program_gets_every_condition() {
    let project = project();
    let args = [
        "--account",
        "plat-dev",
        "--group",
        "DevOps",
        "--why-not",
        "ReadOnlyAccess",
        "--format",
        "json",
    ];
    let text = explain(&project, &args);
    assert_snapshot!(text, @r#"
    {
      "version": 1,
      "explanations": [
        {
          "account": "plat-dev",
          "account_id": "333333333301",
          "state": "ACTIVE",
          "management_account": false,
          "organizational_unit": "plat/dev",
          "principal_type": "GROUP",
          "principal": "DevOps",
          "given": [
            {
              "permission_sets": [
                "AdministratorAccess"
              ],
              "sources": [
                "catalog/aws-sso.yaml:21"
              ],
              "principal_type": "GROUP",
              "principal": "DevOps",
              "because": [
                {
                  "message": "account type plat: organizational unit plat and tag stage: dev or sandbox",
                  "sources": [
                    "catalog/aws-sso.yaml:6"
                  ]
                },
                {
                  "message": "not excluded by account *-sandbox or core-dns (it is plat-dev)",
                  "sources": [
                    "catalog/aws-sso.yaml:9"
                  ]
                }
              ],
              "account_type": "plat",
              "clauses": [
                {
                  "source": "catalog/aws-sso.yaml:6",
                  "holds": true,
                  "conditions": [
                    {
                      "of": "organizational_unit",
                      "patterns": [
                        "plat"
                      ],
                      "found": "plat/dev",
                      "holds": true
                    },
                    {
                      "of": "tag:stage",
                      "patterns": [
                        "dev",
                        "sandbox"
                      ],
                      "found": "dev",
                      "holds": true
                    }
                  ]
                },
                {
                  "source": "catalog/aws-sso.yaml:8",
                  "holds": false,
                  "conditions": [
                    {
                      "of": "account",
                      "patterns": [
                        "core-audit"
                      ],
                      "found": "plat-dev",
                      "holds": false
                    }
                  ]
                }
              ],
              "except": [
                {
                  "source": "catalog/aws-sso.yaml:9",
                  "holds": false,
                  "conditions": [
                    {
                      "of": "account",
                      "patterns": [
                        "*-sandbox",
                        "core-dns"
                      ],
                      "found": "plat-dev",
                      "holds": false
                    }
                  ]
                }
              ],
              "owner": "@acme/platform"
            }
          ],
          "not_given": [
            {
              "permission_sets": [
                "ReadOnlyAccess"
              ],
              "sources": [
                "catalog/aws-sso.yaml:20"
              ],
              "principal_type": "GROUP",
              "principal": "Developers",
              "because": [
                {
                  "message": "given here to group Developers",
                  "sources": [
                    "catalog/aws-sso.yaml:20"
                  ]
                }
              ],
              "reasons": [
                "other_principal"
              ],
              "account_type": "plat",
              "clauses": [
                {
                  "source": "catalog/aws-sso.yaml:6",
                  "holds": true,
                  "conditions": [
                    {
                      "of": "organizational_unit",
                      "patterns": [
                        "plat"
                      ],
                      "found": "plat/dev",
                      "holds": true
                    },
                    {
                      "of": "tag:stage",
                      "patterns": [
                        "dev",
                        "sandbox"
                      ],
                      "found": "dev",
                      "holds": true
                    }
                  ]
                },
                {
                  "source": "catalog/aws-sso.yaml:8",
                  "holds": false,
                  "conditions": [
                    {
                      "of": "account",
                      "patterns": [
                        "core-audit"
                      ],
                      "found": "plat-dev",
                      "holds": false
                    }
                  ]
                }
              ],
              "except": [
                {
                  "source": "catalog/aws-sso.yaml:9",
                  "holds": false,
                  "conditions": [
                    {
                      "of": "account",
                      "patterns": [
                        "*-sandbox",
                        "core-dns"
                      ],
                      "found": "plat-dev",
                      "holds": false
                    }
                  ]
                }
              ],
              "owner": "@acme/platform",
              "reason": "They build there"
            }
          ],
          "not_known": [],
          "expected": [
            {
              "permission_set": "ReadOnlyAccess",
              "given": false,
              "assigned": true
            }
          ]
        }
      ],
      "unresolved_account_types": []
    }
    "#);
}

#[test]
fn names_that_nobody_knows_come_with_the_nearest_that_exist() {
    let project = project();
    let ask = |args: &[&str]| {
        let fixed = [
            "explain",
            "--snapshot",
            "snapshot.json",
            "--today",
            "2026-06-01",
        ];
        project.run(&[&fixed[..], args].concat()).ended(1).stderr
    };
    assert_snapshot!(ask(&["--account", "plat-dve", "--group", "Developers"]), @"
    error: unknown account `plat-dve`
    help: did you mean `plat-dev`?
    ");
    assert_snapshot!(ask(&["--account", "plat-dev", "--group", "developers"]), @"
    error: unknown group `developers`
    help: `Developers` exists: names are case-sensitive
    ");
    assert_snapshot!(ask(&["--account", "plat-dev", "--group", "DevOps", "--why-not", "PowerUser"]), @"
    error: unknown permission set `PowerUser`
    help: did you mean `PowerUserAccess`?
    ");
    assert!(ask(&["--account", "plat-dev"]).contains("--group"));
}

#[test]
fn explanations_and_the_list_of_access_say_the_same() {
    let project = project();
    let list = [
        "access",
        "--snapshot",
        "snapshot.json",
        "--today",
        "2026-07-01",
        "--format",
        "json",
    ];
    let list = project.run(&list).ended(0).json();
    let rows = list["assignments"].as_array().unwrap();
    let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let accounts = project.run(&["snapshot", "--sandbox"]).ended(0).json();
    let accounts = accounts["organization"]["accounts"]
        .as_array()
        .unwrap()
        .clone();
    let groups = ["Managers", "DevOps", "Developers"];
    let mut compared = 0;
    for account in accounts.iter().map(|account| text(account, "name")) {
        let args = groups.iter().flat_map(|group| ["--group", group]);
        let args: Vec<&str> = ["--format", "json", "--account", &account]
            .into_iter()
            .chain(args)
            .collect();
        let json: Value = serde_json::from_str(&explain(&project, &args)).unwrap();
        for explanation in json["explanations"].as_array().unwrap() {
            let group = text(explanation, "principal");
            let given = explanation["given"].as_array().unwrap().iter();
            let given = given.flat_map(|route| route["permission_sets"].as_array().unwrap());
            let given: BTreeSet<String> =
                given.map(|set| set.as_str().unwrap().to_owned()).collect();
            let listed = rows
                .iter()
                .filter(|row| row["account"] == *account && row["principal"] == *group);
            let listed: BTreeSet<String> = listed.map(|row| text(row, "permission_set")).collect();
            assert_eq!(given, listed, "{group} in {account}");
            compared += listed.len();
        }
    }
    assert!(compared > 10, "{compared}");
}
