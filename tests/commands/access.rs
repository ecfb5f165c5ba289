use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::rolecall::Project;

const MAPPED: &str = "\
account_map:
  full_account_map: {plat-dev: \"111111111111\", plat-prod: \"222222222222\"}
account_assignments:
  plat-dev:
    groups: {Developers: {permission_sets: [PowerUserAccess]}}
    users: {ann@example.com: {permission_sets: [ReadOnlyAccess]}}
  plat-prod:
    groups: {Developers: {permission_sets: [ReadOnlyAccess]}}
";

#[test]
fn access_lists_who_has_what_where_for_programs() {
    let run = Project::with_catalog(MAPPED)
        .run(&["access", "--format", "json"])
        .ended(0);
    assert_eq!(
        run.json(),
        json!({"version": 1, "catalog": "catalog/aws-sso.yaml", "aws": null, "assignments": [
            {"account_id": "111111111111", "account": "plat-dev", "principal_type": "GROUP", "principal": "Developers",
             "permission_set": "PowerUserAccess", "source": "catalog/aws-sso.yaml:5", "in_catalog": true},
            {"account_id": "222222222222", "account": "plat-prod", "principal_type": "GROUP", "principal": "Developers",
             "permission_set": "ReadOnlyAccess", "source": "catalog/aws-sso.yaml:8", "in_catalog": true},
            {"account_id": "111111111111", "account": "plat-dev", "principal_type": "USER", "principal": "ann@example.com",
             "permission_set": "ReadOnlyAccess", "source": "catalog/aws-sso.yaml:6", "in_catalog": true},
        ]})
    );
}

#[test]
fn without_an_account_map_ids_are_null() {
    let project = Project::with_catalog(
        "account_assignments: {plat-dev: {groups: {Developers: {permission_sets: [PowerUserAccess]}}}}\n",
    );
    let json = project.run(&["access", "--format", "json"]).ended(0).json();
    assert_eq!(json["assignments"][0]["account_id"], Value::Null);
    assert_eq!(json["assignments"][0]["account"], "plat-dev");
}

#[test]
fn filters_narrow_the_list_and_the_text_counts_what_is_left() {
    let project = Project::with_catalog(MAPPED);
    let run = project
        .run(&[
            "access",
            "--group",
            "Developers",
            "--account",
            "222222222222",
        ])
        .ended(0);
    assert_snapshot!(run.stdout, @"
    By the catalog catalog/aws-sso.yaml; what exists in AWS was not read (--live, --snapshot FILE or --sandbox)

    group Developers
        ReadOnlyAccess  plat-prod  catalog/aws-sso.yaml:8

    1 permission set, 1 assignment in 1 of 2 accounts
    ");
    let run = project.run(&["access", "--user", "nobody"]).ended(1);
    assert_snapshot!(run.stderr, @"
    error: unknown user `nobody`: it is not in the catalog
    help: add --live, --snapshot FILE or --sandbox to look for it in AWS, too
    ");
}

#[test]
fn cells_and_markup_that_come_from_names_are_harmless() {
    let project = Project::with_catalog(
        "account_assignments: {plat-dev: {groups: {\"=cmd()|<b>\": {permission_sets: [PowerUserAccess]}}}}\n",
    );
    let csv = project.run(&["access", "--format", "csv"]).ended(0);
    assert_snapshot!(csv.stdout, @"
    account_id,account,principal_type,principal,permission_set,source,owner,reason,ticket,expires,review_by,in_catalog,in_aws,managed,via,user_enabled
    ,plat-dev,GROUP,'=cmd()|<b>,PowerUserAccess,catalog/aws-sso.yaml:1,,,,,,yes,,,,
    ");
    let markdown = project.run(&["access", "--format", "markdown"]).ended(0);
    assert!(
        markdown.stdout.contains(r"| group `=cmd()\|<b>` |"),
        "{}",
        markdown.all()
    );
}

#[test]
fn an_account_type_by_organizational_unit_needs_an_organization_and_says_where_from() {
    let project = Project::with_starter();
    let run = project.run(&["roles"]).ended(1);
    assert_eq!(run.stderr.matches("error[").count(), 1, "{}", run.all());
    assert!(
        run.stderr.contains("error[organization-needed]"),
        "{}",
        run.all()
    );
    assert!(run.stderr.contains("--snapshot"), "{}", run.all());
    let run = project
        .run(&["access", "--sandbox", "--format", "json"])
        .ended(0);
    assert_eq!(run.json()["assignments"].as_array().unwrap().len(), 60);
}

#[test]
fn the_roles_behind_access_are_named_as_policies_must_name_them() {
    let project = Project::with_catalog(
        "account_map: {full_account_map: {plat-dev: \"012345678901\"}}\n\
         permission_sets: {Ops: {}, Ops_Admin: {}}\n\
         account_assignments: {plat-dev: {groups: {DevOps: {permission_sets: [Ops, Ops_Admin]}, Dev: {permission_sets: [Ops]}}}}\n",
    );
    let text = project.run(&["roles"]).ended(0);
    assert_snapshot!(text.stdout, @r#"
    Ops: AWSReservedSSO_Ops_????????????????
      plat-dev (012345678901)
        arn:aws:iam::012345678901:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Ops_????????????????
        arn:aws:iam::012345678901:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ops_????????????????

    Ops_Admin: AWSReservedSSO_Ops_Admin_*
      plat-dev (012345678901)
        arn:aws:iam::012345678901:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Ops_Admin_*
        arn:aws:iam::012345678901:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ops_Admin_*

    Both patterns of an account are needed: whether the path has a region differs between organizations.
    A trust policy or a KMS key policy takes no pattern as its Principal. Name the account there, and the patterns in
      "Condition": {"ArnLike": {"aws:PrincipalArn": [...]}}
    An EKS access entry takes no pattern at all. Look the role up in its account:
      aws iam list-roles --path-prefix /aws-reserved/sso.amazonaws.com/ --query "Roles[].Arn"
    "#);
    let json = project
        .run(&["roles", "--permission-set", "Ops_Admin", "--format", "json"])
        .ended(0);
    assert_snapshot!(json.stdout, @r#"
    {
      "version": 1,
      "roles": [
        {
          "permission_set": "Ops_Admin",
          "account_id": "012345678901",
          "account": "plat-dev",
          "role_name": "AWSReservedSSO_Ops_Admin_*",
          "arn_with_region": "arn:aws:iam::012345678901:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Ops_Admin_*",
          "arn_without_region": "arn:aws:iam::012345678901:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Ops_Admin_*"
        }
      ]
    }
    "#);
    let csv = project.run(&["roles", "--format", "csv"]).ended(1);
    assert!(
        csv.stderr.contains("possible values: text, json"),
        "{}",
        csv.all()
    );
}

#[test]
fn a_role_cannot_be_named_without_the_id_of_its_account() {
    let project = Project::with_catalog(
        "account_assignments: {plat-dev: {groups: {DevOps: {permission_sets: [ReadOnlyAccess]}}}}\n",
    );
    let run = project.run(&["roles"]).ended(1);
    assert!(
        run.stderr
            .contains("the id of account `plat-dev` is not known"),
        "{}",
        run.all()
    );
    let run = project.run(&["roles", "--sandbox"]).ended(0);
    assert!(run.stdout.contains("arn:aws:iam::"), "{}", run.all());
}
