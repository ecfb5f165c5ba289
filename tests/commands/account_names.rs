//! The names of an account map, held against those that AWS shows.

use insta::assert_snapshot;

use crate::support::git::repository;
use crate::support::rolecall::Project;

/// A catalog whose account map gives these ids.
fn catalog(prod: &str, sandbox: &str, rest: &str) -> String {
    format!(
        "account_map:\n  full_account_map:\n    plat-prod: \"{prod}\"\n    plat-sandbox: \"{sandbox}\"\n{rest}\
         guardrails: {{deny: {{permission_sets: [AdministratorAccess], accounts: [plat-prod]}}}}\n\
         account_assignments:\n  plat-sandbox: {{groups: {{DevOps: {{permission_sets: [AdministratorAccess]}}}}}}\n"
    )
}

const PROD: &str = "333333333304";
const SANDBOX: &str = "333333333302";

#[test]
fn an_account_cannot_be_given_the_name_of_another_one_by_any_command() {
    // The grant in the sandbox is one in production, which the guardrail names.
    let swapped = "  aws_names: {plat-sandbox: plat-prod, plat-prod: plat-sandbox}\n";
    for rest in ["", swapped] {
        let project = Project::with_catalog(&catalog(SANDBOX, PROD, rest));
        repository(&project);
        let explain = "explain --account plat-sandbox --group DevOps --sandbox";
        for command in [
            "plan --sandbox",
            "apply --sandbox --auto-approve",
            "access --sandbox",
            explain,
            "render terraform --sandbox --out rendered",
            "diff --base main --sandbox",
        ] {
            let args: Vec<&str> = command.split(' ').collect();
            let run = project.run(&args).ended(1);
            let said = "the account map calls 333333333304 `plat-sandbox`, and AWS gives that name to 333333333302";
            assert!(run.stderr.contains(said), "{command}: {}", run.all());
            assert!(!project.file("rendered").exists());
        }
    }
}

#[test]
fn a_name_that_aws_does_not_show_is_an_error_that_says_what_to_do() {
    let project = Project::with_catalog(
        "account_map: {full_account_map: {production: \"333333333304\"}}\n\
         account_assignments: {production: {groups: {DevOps: {permission_sets: [ReadOnlyAccess]}}}}\n",
    );
    assert_snapshot!(project.run(&["plan", "--sandbox"]).ended(1).stderr, @r#"
    error[account-name]: the account map calls 333333333304 `production`; AWS calls it `plat-prod`
     --> catalog/aws-sso.yaml:1:46
      |
    1 | account_map: {full_account_map: {production: "333333333304"}}
      |                                              ^^^^^^^^^^^^^^ AWS calls this account `plat-prod`
      |
    help: name it as AWS does, or correct the id; if both names are meant, state AWS's, and reports show both: account_map: {aws_names: {"production": "plat-prod"}}

    error: 1 error in catalog/aws-sso.yaml
    "#);
}

#[test]
fn both_names_are_shown_where_the_catalog_states_that_of_aws() {
    let project = Project::with_catalog(
        "account_map:\n  full_account_map: {production: \"333333333304\", core-root: \"111111111111\"}\n  aws_names: {production: plat-prod}\n\
         account_types: {prod: [production]}\n\
         guardrails: {deny: {permission_sets: [AdministratorAccess], accounts: [\"prod*\"]}}\n\
         account_type_assignments: {prod: {groups: {DevOps: {permission_sets: [ReadOnlyAccess]}}}}\n\
         account_assignments: {production: {groups: {Managers: {permission_sets: [ReadOnlyAccess]}}}}\n",
    );
    project.run(&["validate"]).ended(0);
    for command in [
        "access",
        "explain --account production --group DevOps",
        "access --sandbox --account production",
        "access --sandbox --format csv",
        "plan --sandbox --only account=production",
        "plan --sandbox --format markdown",
        "plan --sandbox --format github",
    ] {
        let args: Vec<&str> = command.split(' ').collect();
        let run = project.run(&args).ended(0);
        let both = "production (AWS: plat-prod)";
        assert!(run.stdout.contains(both), "{command}: {}", run.all());
    }
    project.edit(
        "catalog/aws-sso.yaml",
        "[ReadOnlyAccess]}}}}\naccount_ass",
        "[AdministratorAccess]}}}}\naccount_ass",
    );
    let run = project.run(&["plan", "--sandbox"]).ended(1);
    assert!(run.stderr.contains("guardrail-violation"), "{}", run.all());
    project.edit(
        "catalog/aws-sso.yaml",
        "{production: plat-prod}",
        "{production: Plat Prod}",
    );
    let run = project.run(&["plan", "--sandbox"]).ended(1);
    assert!(run.stderr.contains("`aws_names` states that AWS calls `production` `Plat Prod`; it calls 333333333304 `plat-prod`"), "{}", run.all());
}

#[test]
fn two_names_for_one_account_are_an_error_without_aws_too() {
    let project = Project::with_catalog(&catalog(PROD, PROD, ""));
    let run = project.run(&["validate"]).ended(1);
    let said = "the account map gives 333333333304 two names: `plat-prod` and `plat-sandbox`";
    assert!(run.stderr.contains(said), "{}", run.all());
}
