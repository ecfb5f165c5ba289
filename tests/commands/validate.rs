use insta::assert_snapshot;

use crate::support::rolecall::Project;

const TYPO: &str = "\
account_map:
  full_account_map: {plat-dev: \"111111111111\"}
account_assignments:
  plat-dev:
    groups:
      Developers:
        permission_sets:
          - PowerUser
";

#[test]
fn a_typo_is_shown_with_its_line_its_reason_and_the_fix() {
    let run = Project::with_catalog(TYPO).run(&["validate"]).ended(1);
    assert_snapshot!(run.stderr, @r#"
    error[unknown-permission-set]: unknown permission set `PowerUser`
     --> catalog/aws-sso.yaml:8:13
      |
    8 |           - PowerUser
      |             ^^^^^^^^^ neither built in nor defined in this catalog
      |
    help: did you mean `PowerUserAccess`?

    error: 1 error in catalog/aws-sso.yaml
    "#);
    assert_eq!(run.stdout, "");
}

#[test]
fn problems_are_json_for_programs_and_annotations_for_github() {
    let project = Project::with_catalog(TYPO);
    let json = project
        .run(&["validate", "--format", "json"])
        .ended(1)
        .json();
    assert_eq!(json["version"], 1);
    let only = &json["diagnostics"][0];
    assert_eq!(only["code"], "unknown-permission-set");
    assert_eq!(only["severity"], "error");
    assert_eq!(only["file"], "catalog/aws-sso.yaml");
    assert_eq!((&only["line"], &only["column"]), (&8.into(), &13.into()));
    let github = project.run(&["validate", "--format", "github"]).ended(1);
    assert!(
        github
            .stdout
            .starts_with("::error file=catalog/aws-sso.yaml,line=8,"),
        "{}",
        github.all()
    );
}

#[test]
fn what_an_account_map_can_tell_is_told_without_aws() {
    let project = Project::with_catalog(
        "\
account_map:
  full_account_map: {core-root: \"111111111111\", core-audit: \"222222222222\"}
  root_account_account_name: core-root
account_types:
  core: [\"core-*\"]
  root: [\"core-roo?\"]
  prod: [plat-prd]
account_type_assignments:
  core: {groups: {Ops: {permission_sets: [ReadOnlyAccess]}}}
  root: {groups: {Ops: {permission_sets: [ReadOnlyAccess]}}}
  prod: {groups: {Ops: {permission_sets: [ReadOnlyAccess]}}}
",
    );
    let run = project.run(&["validate"]).ended(1);
    assert_snapshot!(run.stderr, @r#"
    error[empty-selector]: account type `root` is used and selects no account
     --> catalog/aws-sso.yaml:6:3
      |
    6 |   root: ["core-roo?"]
      |   ^^^^ selects nothing
      |
      = note: `core-root` is the management account, which is selected by its exact name or id only
    help: if it is meant, name it: [core-root]

    error[unknown-account]: account type `prod` names the account `plat-prd`, which the catalog's account map does not have
     --> catalog/aws-sso.yaml:7:10
      |
    7 |   prod: [plat-prd]
      |          ^^^^^^^^ no account matches

    error: 2 errors in catalog/aws-sso.yaml
    "#);
}
