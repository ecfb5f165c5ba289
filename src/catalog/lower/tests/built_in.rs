//! The built-in permission sets, as a catalog gets them.

use super::{Lowered, lowered, lowered_in};
use crate::catalog::lower::permission_sets;
use crate::diagnostic::Diagnostics;
use crate::model::{PermissionSet, PolicyDocument};
use crate::source::Sources;

const BACKEND: &str = "
tf_access_bucket_arn: arn:aws:s3:::acme-tfstate
tf_access_role_arn: arn:aws:iam::111111111111:role/tfstate
tf_access_dynamodb_table_arn: arn:aws:dynamodb:us-east-1:111111111111:table/lock
tf_access_additional_backends:
  prod-us-east-1:
    bucket_arn: arn:aws:s3:::acme-prod-tfstate
    role_arn: arn:aws:iam::111111111111:role/tfstate-prod
aws_teams_accessible: [devops, billing_admin]
identity_roles_accessible: [billing_admin]
";

fn assigning(vars: &str, set: &str) -> String {
    format!("{vars}\naccount_assignments: {{a: {{groups: {{G: {{permission_sets: [{set}]}}}}}}}}\n")
}

fn set<'l>(lowered: &'l Lowered, name: &str) -> &'l PermissionSet {
    &lowered.catalog().permission_sets.get(name).unwrap().set
}

fn policy(lowered: &Lowered, name: &str) -> String {
    let policy = set(lowered, name).inline_policy.as_ref();
    policy.map_or_else(|| "none".to_owned(), PolicyDocument::pretty)
}

/// Every set that is built in, with the entries of `BACKEND`.
const NAMES: &[&str] = &[
    "AdministratorAccess",
    "BillingAdministratorAccess",
    "BillingReadOnlyAccess",
    "DNSRecordAdministratorAccess",
    "IdentityBillingAdminTeamAccess",
    "IdentityBilling_adminRoleAccess",
    "IdentityDevopsTeamAccess",
    "PartnerCentralAccountMgmt",
    "PartnerCentralChannelMgmt",
    "PartnerCentralFullAccess",
    "PartnerCentralHandshakeMgmt",
    "PartnerCentralMarketingMgmt",
    "PartnerCentralOpportunityMgmt",
    "PartnerCentralResourceSnapshot",
    "PartnerCentralSandboxAccess",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "RootAccess",
    "TerraformApplyAccess",
    "TerraformApplyAccess-ProdUsEast1",
    "TerraformPlanAccess",
    "TerraformPlanAccess-ProdUsEast1",
    "TerraformStateAccess",
    "TerraformStateAccess-ProdUsEast1",
    "TerraformUpdateAccess",
];

#[test]
fn every_built_in_set_is_sound_once_its_parameters_are_given() {
    let lowered = lowered(&assigning(BACKEND, &NAMES.join(", ")));
    assert_eq!(lowered.drawn(), "");
    let mut table = String::new();
    for (name, entry) in &lowered.catalog().permission_sets {
        let policies: Vec<&str> = entry
            .set
            .managed_policies
            .iter()
            .map(|p| p.as_str())
            .collect();
        let statements = entry.set.inline_policy.as_ref().map(|policy| {
            let sids = policy.value()["Statement"].as_array().unwrap();
            let sids = sids
                .iter()
                .map(|statement| statement["Sid"].as_str().unwrap());
            sids.collect::<Vec<_>>().join(" ")
        });
        let statements = statements.unwrap_or_else(|| "-".to_owned());
        table.push_str(&format!("{name}: {} | {statements}\n", policies.join(" ")));
    }
    insta::assert_snapshot!(table, @r"
    AdministratorAccess: AdministratorAccess | -
    BillingAdministratorAccess: AWSSupportAccess job-function/Billing | -
    BillingReadOnlyAccess: AWSBillingReadOnlyAccess AWSSupportAccess | -
    DNSRecordAdministratorAccess: AWSSupportAccess | AllowDNS
    IdentityBillingAdminTeamAccess: job-function/ViewOnlyAccess | RoleAssumeRole
    IdentityBilling_adminRoleAccess: job-function/ViewOnlyAccess | RoleAssumeRole
    IdentityDevopsTeamAccess: job-function/ViewOnlyAccess | RoleAssumeRole
    PartnerCentralAccountMgmt: PartnerCentralAccountManagementUserRoleAssociation | -
    PartnerCentralChannelMgmt: AWSPartnerCentralChannelManagement | -
    PartnerCentralFullAccess: AWSPartnerCentralFullAccess | -
    PartnerCentralHandshakeMgmt: AWSPartnerCentralChannelHandshakeApprovalManagement | -
    PartnerCentralMarketingMgmt: AWSPartnerCentralMarketingManagement | -
    PartnerCentralOpportunityMgmt: AWSPartnerCentralOpportunityManagement | -
    PartnerCentralResourceSnapshot: AWSPartnerCentralSellingResourceSnapshotJobExecutionRolePolicy | -
    PartnerCentralSandboxAccess: AWSPartnerCentralSandboxFullAccess | -
    PowerUserAccess: AWSSupportAccess PowerUserAccess | -
    ReadOnlyAccess: AWSSupportAccess ReadOnlyAccess | AllowEKSView
    RootAccess:  | AssumeRootAccess
    TerraformApplyAccess: AdministratorAccess | WriteTerraformState LockTerraformState AssumeTerraformStateRole DescribeRegions
    TerraformApplyAccess-ProdUsEast1: AdministratorAccess | WriteTerraformState AssumeTerraformStateRole DescribeRegions
    TerraformPlanAccess: ReadOnlyAccess | ReadTerraformState AssumeTerraformStateRole DescribeRegions
    TerraformPlanAccess-ProdUsEast1: ReadOnlyAccess | ReadTerraformState AssumeTerraformStateRole DescribeRegions
    TerraformStateAccess:  | WriteTerraformState LockTerraformState AssumeTerraformStateRole
    TerraformStateAccess-ProdUsEast1:  | WriteTerraformState AssumeTerraformStateRole
    TerraformUpdateAccess:  | WriteTerraformState LockTerraformState
    ");
}

#[test]
fn no_built_in_definition_is_left_out_of_the_list() {
    let mut diagnostics = Diagnostics::default();
    let sets = permission_sets::read_built_in(&mut Sources::default(), &mut diagnostics);
    assert!(diagnostics.is_empty());
    // Two teams come from one definition.
    assert_eq!(sets.len(), NAMES.len() - 1);
}

#[test]
fn a_policy_is_written_out_for_the_partition_and_the_parameters() {
    let lowered = lowered_in(
        "aws-us-gov",
        &assigning(BACKEND, "RootAccess, TerraformApplyAccess"),
    );
    insta::assert_snapshot!(policy(&lowered, "RootAccess"), @r#"
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "AssumeRootAccess",
          "Effect": "Allow",
          "Action": "sts:AssumeRoot",
          "Resource": "arn:aws-us-gov:iam::*:root",
          "Condition": {
            "StringEquals": {
              "sts:TaskPolicyArn": [
                "arn:aws-us-gov:iam::aws:policy/root-task/IAMAuditRootUserCredentials",
                "arn:aws-us-gov:iam::aws:policy/root-task/IAMCreateRootUserPassword",
                "arn:aws-us-gov:iam::aws:policy/root-task/IAMDeleteRootUserCredentials",
                "arn:aws-us-gov:iam::aws:policy/root-task/S3UnlockBucketPolicy",
                "arn:aws-us-gov:iam::aws:policy/root-task/SQSUnlockQueuePolicy"
              ]
            }
          }
        }
      ]
    }
    "#);
    insta::assert_snapshot!(policy(&lowered, "TerraformApplyAccess"), @r#"
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "WriteTerraformState",
          "Effect": "Allow",
          "Action": [
            "s3:ListBucket",
            "s3:GetObject",
            "s3:PutObject"
          ],
          "Resource": [
            "arn:aws:s3:::acme-tfstate",
            "arn:aws:s3:::acme-tfstate/*"
          ]
        },
        {
          "Sid": "LockTerraformState",
          "Effect": "Allow",
          "Action": [
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:DeleteItem"
          ],
          "Resource": "arn:aws:dynamodb:us-east-1:111111111111:table/lock"
        },
        {
          "Sid": "AssumeTerraformStateRole",
          "Effect": "Allow",
          "Action": [
            "sts:AssumeRole",
            "sts:TagSession",
            "sts:SetSourceIdentity"
          ],
          "Resource": "arn:aws:iam::111111111111:role/tfstate"
        },
        {
          "Sid": "DescribeRegions",
          "Effect": "Allow",
          "Action": "ec2:DescribeRegions",
          "Resource": "*"
        }
      ]
    }
    "#);
}

#[test]
fn an_additional_backend_has_its_own_policy_and_no_lock_without_a_table() {
    let lowered = lowered(&assigning(BACKEND, "TerraformStateAccess-ProdUsEast1"));
    insta::assert_snapshot!(policy(&lowered, "TerraformStateAccess-ProdUsEast1"), @r#"
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "WriteTerraformState",
          "Effect": "Allow",
          "Action": [
            "s3:ListBucket",
            "s3:GetObject",
            "s3:PutObject",
            "s3:DeleteObject"
          ],
          "Resource": [
            "arn:aws:s3:::acme-prod-tfstate",
            "arn:aws:s3:::acme-prod-tfstate/*"
          ]
        },
        {
          "Sid": "AssumeTerraformStateRole",
          "Effect": "Allow",
          "Action": [
            "sts:AssumeRole",
            "sts:TagSession",
            "sts:SetSourceIdentity"
          ],
          "Resource": "arn:aws:iam::111111111111:role/tfstate-prod"
        }
      ]
    }
    "#);
}

#[test]
fn without_its_backend_a_set_is_incomplete_and_one_that_would_be_empty_is_refused() {
    let lowered = lowered(&assigning(
        "tf_access_role_arn: ''",
        "TerraformApplyAccess, TerraformStateAccess, TerraformPlanAccess-ProdUsEast1, IdentityDevopsTeamAccess",
    ));
    insta::assert_snapshot!(lowered.drawn(), @r"
    warning[missing-parameter]: permission set `TerraformApplyAccess` is incomplete without `tf_access_bucket_arn` and `tf_access_role_arn`
     --> catalog.yaml:2:58
      |
    2 | account_assignments: {a: {groups: {G: {permission_sets: [TerraformApplyAccess, TerraformStateAccess, TerraformPlanAccess-ProdUsEast1,...
      |                                                          ^^^^^^^^^^^^^^^^^^^^ assigned here
      |
      = note: what needs them is left out of its inline policy
    help: give them beside `account_assignments`, for example tf_access_bucket_arn: arn:aws:…

    error[missing-parameter]: permission set `TerraformStateAccess` needs `tf_access_bucket_arn` and `tf_access_role_arn`
     --> catalog.yaml:2:80
      |
    2 | account_assignments: {a: {groups: {G: {permission_sets: [TerraformApplyAccess, TerraformStateAccess, TerraformPlanAccess-ProdUsEast1,...
      |                                                                                ^^^^^^^^^^^^^^^^^^^^ assigned here
      |
    help: give them beside `account_assignments`, for example tf_access_bucket_arn: arn:aws:…

    error[missing-parameter]: permission set `TerraformPlanAccess-ProdUsEast1` needs an entry of `tf_access_additional_backends`
     --> catalog.yaml:2:102
      |
    2 | ...lyAccess, TerraformStateAccess, TerraformPlanAccess-ProdUsEast1, IdentityDevopsTeamAccess]}}}}
      |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no entry makes a set of this name
      |
      = note: the built-in sets `TerraformPlanAccess-…` are made one for each entry of `tf_access_additional_backends`
    help: add the entry to `tf_access_additional_backends`, in the catalog's vars

    error[missing-parameter]: permission set `IdentityDevopsTeamAccess` needs an entry of `aws_teams_accessible`
     --> catalog.yaml:2:135
      |
    2 | ...s, TerraformPlanAccess-ProdUsEast1, IdentityDevopsTeamAccess]}}}}
      |                                        ^^^^^^^^^^^^^^^^^^^^^^^^ no entry makes a set of this name
      |
      = note: the built-in sets `Identity…TeamAccess` are made one for each entry of `aws_teams_accessible`
    help: add the entry to `aws_teams_accessible`, in the catalog's vars

    error: 3 errors and 1 warning in catalog.yaml
    ");
    let lowered = super::lowered(&assigning("", "TerraformApplyAccess"));
    insta::assert_snapshot!(lowered.codes(), @r"warning missing-parameter 2:58");
    assert_eq!(
        set(&lowered, "TerraformApplyAccess").managed_policies.len(),
        1
    );
}

#[test]
fn a_built_in_set_that_nothing_assigns_is_not_made() {
    let lowered = lowered(&assigning(BACKEND, "ReadOnlyAccess"));
    let names: Vec<&str> = lowered
        .catalog()
        .permission_sets
        .keys()
        .map(|n| n.as_str())
        .collect();
    assert_eq!(names, ["ReadOnlyAccess"]);
}

#[test]
fn a_catalog_replaces_a_built_in_set_by_defining_it() {
    let vars = "permission_sets: {ReadOnlyAccess: {policy_attachments: [SecurityAudit]}}";
    let lowered = lowered(&assigning(vars, "ReadOnlyAccess"));
    let set = set(&lowered, "ReadOnlyAccess");
    assert_eq!(
        set.managed_policies.first().unwrap().as_str(),
        "SecurityAudit"
    );
    assert!(set.inline_policy.is_none());
}

#[test]
fn a_function_of_atmos_matters_only_to_the_sets_that_need_it() {
    let vars = "
tf_access_bucket_arn: !terraform.state tfstate-backend core-usw1-root bucket_arn
tf_access_role_arn: '{{ .vars.role }}'
aws_teams_accessible: !terraform.output teams all
";
    assert!(
        lowered(&assigning(vars, "ReadOnlyAccess"))
            .catalog
            .is_some()
    );
    let used = lowered(&assigning(
        vars,
        "TerraformPlanAccess, TerraformApplyAccess, IdentityDevopsTeamAccess",
    ));
    insta::assert_snapshot!(used.drawn(), @r"
    error[unsupported-atmos-function]: `tf_access_bucket_arn` is given by the function `!terraform.state`, which only Atmos can work out
     --> catalog.yaml:2:23
      |
    2 | tf_access_bucket_arn: !terraform.state tfstate-backend core-usw1-root bucket_arn
      |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ its value is not known here
    ...
    6 | account_assignments: {a: {groups: {G: {permission_sets: [TerraformPlanAccess, TerraformApplyAccess, IdentityDevopsTeamAccess]}}}}
      |                                                                               -------------------- the value is needed here
      |
    help: let Atmos work it out: atmos describe component aws-sso -s STACK > catalog.yaml, then read that file

    error[unsupported-atmos-function]: the Go template `{{ .vars.role }}` can only be worked out by Atmos
     --> catalog.yaml:3:21
      |
    3 | tf_access_role_arn: '{{ .vars.role }}'
      |                     ^^^^^^^^^^^^^^^^^^ Go template
    ...
    6 | account_assignments: {a: {groups: {G: {permission_sets: [TerraformPlanAccess, TerraformApplyAccess, IdentityDevopsTeamAccess]}}}}
      |                                                                               -------------------- asked for here
      |
    help: let Atmos work it out: atmos describe component aws-sso -s STACK > catalog.yaml, then read that file

    error[unsupported-atmos-function]: `aws_teams_accessible` is given by the function `!terraform.output`, which only Atmos can work out
     --> catalog.yaml:4:23
      |
    4 | aws_teams_accessible: !terraform.output teams all
      |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^ its value is not known here
    5 |
    6 | account_assignments: {a: {groups: {G: {permission_sets: [TerraformPlanAccess, TerraformApplyAccess, IdentityDevopsTeamAccess]}}}}
      |                                                                                                     ------------------------ the value is needed here
      |
    help: let Atmos work it out: atmos describe component aws-sso -s STACK > catalog.yaml, then read that file

    error: 3 errors in catalog.yaml
    ");
}

#[test]
fn a_name_that_is_too_long_is_reported_once_it_is_assigned() {
    let vars = "aws_teams_accessible: [platform-engineers]";
    assert!(
        lowered(&assigning(vars, "ReadOnlyAccess"))
            .catalog
            .is_some()
    );
    let used = lowered(&assigning(vars, "IdentityPlatformEngineersTeamAccess"));
    insta::assert_snapshot!(used.drawn(), @r"
    error[name-too-long]: permission set name `IdentityPlatformEngineersTeamAccess` has 35 characters; AWS allows 32
     --> catalog.yaml:1:24
      |
    1 | aws_teams_accessible: [platform-engineers]
      |                        ^^^^^^^^^^^^^^^^^^ too long
    2 | account_assignments: {a: {groups: {G: {permission_sets: [IdentityPlatformEngineersTeamAccess]}}}}
      |                                                          ----------------------------------- assigned here

    error: 1 error in catalog.yaml
    ");
    let pattern = "overridable_team_permission_set_name_pattern: Id%sTeam\n";
    let shorter = lowered(&assigning(
        &format!("{pattern}{vars}"),
        "IdPlatformEngineersTeam",
    ));
    assert_eq!(shorter.drawn(), "");
}

#[test]
fn a_parameter_that_makes_a_bad_policy_is_what_is_wrong() {
    let vars = BACKEND.replace("arn:aws:s3:::acme-tfstate", "acme-tfstate");
    let lowered = lowered(&assigning(&vars, "TerraformPlanAccess"));
    insta::assert_snapshot!(lowered.drawn(), @r"
    error[bad-policy-document]: `acme-tfstate/*` is not a resource
      --> catalog.yaml:2:23
       |
     2 | tf_access_bucket_arn: acme-tfstate
       |                       ^^^^^^^^^^^^ IAM wants an ARN or `*`
    ...
    12 | account_assignments: {a: {groups: {G: {permission_sets: [TerraformPlanAccess]}}}}
       |                                                          ------------------- asked for here

    error[bad-policy-document]: `acme-tfstate` is not a resource
      --> catalog.yaml:2:23
       |
     2 | tf_access_bucket_arn: acme-tfstate
       |                       ^^^^^^^^^^^^ IAM wants an ARN or `*`
    ...
    12 | account_assignments: {a: {groups: {G: {permission_sets: [TerraformPlanAccess]}}}}
       |                                                          ------------------- asked for here

    error: 2 errors in catalog.yaml
    ");
}
