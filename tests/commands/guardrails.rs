//! What a catalog forbids itself.

use insta::assert_snapshot;

use crate::support::rolecall::Project;

/// A catalog whose accounts are known, with these guardrails.
fn mapped(guardrails: &str) -> Project {
    Project::with_catalog(&format!(
        "\
account_map:
  full_account_map: {{core-root: \"111111111111\", plat-dev: \"222222222222\", plat-prod: \"333333333333\"}}
  root_account_account_name: core-root
account_types:
  dev: [plat-dev]
  prod: [\"*-prod\"]
permission_sets:
  Long: {{session_duration: PT12H, policy_attachments: [ReadOnlyAccess]}}
account_type_assignments:
  dev: {{groups: {{Developers: {{permission_sets: [AdministratorAccess]}}}}}}
  prod:
    groups:
      Managers: {{permission_sets: [AdministratorAccess]}}
      Developers: {{permission_sets: [ReadOnlyAccess, Long]}}
account_assignments:
  plat-prod:
    groups: {{DevOps: {{permission_sets: [AdministratorAccess]}}}}
    users: {{ann: {{permission_sets: [ReadOnlyAccess]}}}}
guardrails:
{guardrails}"
    ))
}

#[test]
fn a_violation_shows_the_entry_and_the_guardrail() {
    let project = mapped(
        "  deny: {permission_sets: [Administrator*], groups: [\"*\"], except: [Managers], account_types: [prod]}\n",
    );
    let run = project.run(&["validate"]).ended(1);
    assert_snapshot!(run.stderr, @r#"
    error[guardrail-violation]: a guardrail denies `AdministratorAccess` to group `DevOps` in `plat-prod`
      --> catalog/aws-sso.yaml:17:41
       |
    17 |     groups: {DevOps: {permission_sets: [AdministratorAccess]}}
       |                                         ^^^^^^^^^^^^^^^^^^^ granted here
    ...
    20 |   deny: {permission_sets: [Administrator*], groups: ["*"], except: [Managers], account_types: [prod]}
       |   ---- forbidden here
       |
    help: take the entry out, or change the guardrail in the same review: `except` spares whom it names

    error: 1 error in catalog/aws-sso.yaml
    "#);
}

#[test]
fn every_kind_of_guardrail_is_enforced() {
    let project = mapped(
        "  - max_session_duration: {prod: PT4H, dev: PT12H}\n  - no_direct_users: true\n  \
         - require_boundary: {accounts: [plat-dev]}\n",
    );
    let run = project.run(&["validate"]).ended(1);
    assert_snapshot!(run.stderr, @"
    error[guardrail-violation]: permission set `AdministratorAccess` has no permissions boundary, and a guardrail demands one in accounts of type `dev`
      --> catalog/aws-sso.yaml:10:49
       |
    10 |   dev: {groups: {Developers: {permission_sets: [AdministratorAccess]}}}
       |                                                 ^^^^^^^^^^^^^^^^^^^ granted here
    ...
    22 |   - require_boundary: {accounts: [plat-dev]}
       |     ---------------- demanded here
       |
    help: give the set a `permissions_boundary`, or name it in the guardrail's `except`

    error[guardrail-violation]: permission set `Long` has sessions of PT12H, and a guardrail allows PT4H in accounts of type `prod`
      --> catalog/aws-sso.yaml:14:54
       |
    14 |       Developers: {permission_sets: [ReadOnlyAccess, Long]}
       |                                                      ^^^^ granted here
    ...
    20 |   - max_session_duration: {prod: PT4H, dev: PT12H}
       |                            ---- demanded here
       |
    help: give the set a `session_duration` of PT4H at most

    error[guardrail-violation]: a guardrail allows groups only, and `ReadOnlyAccess` is granted to user `ann` in `plat-prod`
      --> catalog/aws-sso.yaml:18:37
       |
    18 |     users: {ann: {permission_sets: [ReadOnlyAccess]}}
       |                                     ^^^^^^^^^^^^^^ granted here
    ...
    21 |   - no_direct_users: true
       |     --------------- forbidden here
       |
    help: take the entry out, or change the guardrail in the same review: `except` spares whom it names

    error: 3 errors in catalog/aws-sso.yaml
    ");
}

#[test]
fn what_keeps_to_the_guardrails_is_valid() {
    for guardrails in [
        "  deny: {permission_sets: [AdministratorAccess], groups: [\"*\"], except: [Managers, DevOps], account_types: [prod]}\n",
        "  deny: {permission_sets: [AdministratorAccess], users: [\"*\"]}\n",
        "  deny: {permission_sets: [Long], accounts: [plat-dev, core-root]}\n",
        "  max_session_duration: PT12H\n",
        "  max_session_duration: {dev: PT1H}\n",
        "  no_direct_users: {except: [ann]}\n",
        "  no_direct_users: {account_types: [dev]}\n",
        "  no_direct_users: false\n",
        "  require_boundary: {account_types: [dev], except: [AdministratorAccess]}\n",
    ] {
        mapped(guardrails).run(&["validate"]).ended(0);
    }
}

#[test]
fn a_global_limit_concerns_sets_that_nobody_has_too() {
    let project = Project::with_catalog(
        "permission_sets:\n  Long: {session_duration: PT12H}\nguardrails: {max_session_duration: PT8H}\n",
    );
    let run = project.run(&["validate"]).ended(1);
    assert_snapshot!(run.stderr, @"
    error[guardrail-violation]: permission set `Long` has sessions of PT12H, and a guardrail allows PT8H
     --> catalog/aws-sso.yaml:2:3
      |
    2 |   Long: {session_duration: PT12H}
      |   ^^^^ defined here
    3 | guardrails: {max_session_duration: PT8H}
      |              -------------------- demanded here
      |
    help: give the set a `session_duration` of PT8H at most

    error: 1 error in catalog/aws-sso.yaml
    ");
}

#[test]
fn plan_enforces_what_only_the_organization_can_tell() {
    let project = Project::with_starter();
    let catalog = project.read("catalog/aws-sso.yaml");
    project.write(
        "catalog/aws-sso.yaml",
        &format!("{catalog}        guardrails:\n          deny: {{permission_sets: [PowerUserAccess], accounts: [plat-dev]}}\n"),
    );
    // Who knows no organization knows no accounts of a unit.
    project.run(&["validate"]).ended(0);
    let run = project.run(&["plan", "--sandbox"]).ended(1);
    assert_snapshot!(run.stderr, @"
    error[guardrail-violation]: a guardrail denies `PowerUserAccess` to group `Developers` in accounts of type `dev`
      --> catalog/aws-sso.yaml:62:46
       |
    62 |               Developers: {permission_sets: [PowerUserAccess, TerraformPlanAccess]}
       |                                              ^^^^^^^^^^^^^^^ granted here
    ...
    75 |           deny: {permission_sets: [PowerUserAccess], accounts: [plat-dev]}
       |           ---- forbidden here
       |
    help: take the entry out, or change the guardrail in the same review: `except` spares whom it names

    error: 1 error in catalog/aws-sso.yaml
    ");
    assert_eq!(run.stdout, "");
}

#[test]
fn validate_tells_what_is_certain_without_an_organization() {
    let project = Project::with_starter();
    let catalog = project.read("catalog/aws-sso.yaml");
    project.write(
        "catalog/aws-sso.yaml",
        &format!("{catalog}        guardrails:\n          deny: {{permission_sets: [AdministratorAccess], except: [Managers], account_types: [prod]}}\n"),
    );
    let offline = project.run(&["validate"]).ended(1);
    assert!(
        offline.stderr.contains(
            "a guardrail denies `AdministratorAccess` to group `DevOps` in accounts of type `prod`"
        ),
        "{}",
        offline.all()
    );
    let plan = project.run(&["plan", "--sandbox"]).ended(1);
    assert_eq!(plan.stderr, offline.stderr);
}

#[test]
fn a_guardrail_that_would_guard_nothing_is_an_error() {
    let project = mapped(
        "  - deny: {permission_sets: [AdministratorAcces], account_types: [prd]}\n  - deny: {}\n  \
         - deny: {groups: []}\n  - allow: {groups: [x]}\n  - max_session_duration: PT13H\n  - no_direct_users: maybe\n",
    );
    let run = project.run(&["validate"]).ended(1);
    assert_snapshot!(run.stderr, @r#"
    error[unknown-permission-set]: unknown permission set `AdministratorAcces`
      --> catalog/aws-sso.yaml:20:30
       |
    20 |   - deny: {permission_sets: [AdministratorAcces], account_types: [prd]}
       |                              ^^^^^^^^^^^^^^^^^^ neither built in nor defined in this catalog
       |
    help: did you mean `AdministratorAccess`?

    error[unknown-account-type]: unknown account type `prd`
      --> catalog/aws-sso.yaml:20:67
       |
    20 |   - deny: {permission_sets: [AdministratorAcces], account_types: [prd]}
       |                                                                   ^^^ not defined under `account_types`
       |
    help: did you mean `prod`?

    error[missing-key]: this guardrail says nothing
      --> catalog/aws-sso.yaml:21:11
       |
    21 |   - deny: {}
       |           ^^ what is denied?
       |
    help: for example deny: {permission_sets: [AdministratorAccess], groups: ["*"], except: [Managers], account_types: [prod]}

    error[missing-key]: `groups` of a guardrail names nothing
      --> catalog/aws-sso.yaml:22:12
       |
    22 |   - deny: {groups: []}
       |            ^^^^^^ an empty list
       |
    help: name something, or leave the key out

    error[unknown-key]: unknown key `allow` in `guardrails`
      --> catalog/aws-sso.yaml:23:5
       |
    23 |   - allow: {groups: [x]}
       |     ^^^^^ this key has no meaning here
       |
    help: the keys here are `deny`, `max_session_duration`, `require_boundary` and `no_direct_users`

    error[session-duration-out-of-range]: session duration `PT13H` is longer than 12 hours
      --> catalog/aws-sso.yaml:24:27
       |
    24 |   - max_session_duration: PT13H
       |                           ^^^^^ not a session duration
       |
       = note: IAM Identity Center accepts PT1H to PT12H

    error[wrong-type]: `no_direct_users` must be `true` or `false`, not the text `maybe`
      --> catalog/aws-sso.yaml:25:22
       |
    25 |   - no_direct_users: maybe
       |                      ^^^^^ `true` or `false` is expected here

    error: 7 errors in catalog/aws-sso.yaml
    "#);
}
