use insta::assert_snapshot;
use serde_json::Value;

use super::{converged, meant, permission_set, tuples};
use crate::support::moto::{GROUPS, Moto};
use crate::support::rolecall::Project;

#[test]
fn the_starter_catalog_is_applied_exactly_as_access_lists_it() {
    let Some(moto) = Moto::with_organization(GROUPS, "") else {
        return;
    };
    let project = Project::with_starter();
    moto.rolecall(&project, &["plan", "--detailed-exitcode"])
        .ended(2);
    assert!(!moto.writes().contains_key("sso-admin:CreatePermissionSet"));
    moto.rolecall(&project, &["apply", "--auto-approve"])
        .ended(0);

    let live = moto.read_back();
    let granted = tuples(&live);
    assert_eq!(granted.len(), 60);
    assert_eq!(granted, meant(&moto, &project));
    assert_snapshot!(overview(&live), @"
    AdministratorAccess PT8H: AdministratorAccess
    BillingAdministratorAccess PT8H: AWSSupportAccess, job-function/Billing
    PowerUserAccess PT8H: AWSSupportAccess, PowerUserAccess
    ReadOnlyAccess PT8H: AWSSupportAccess, ReadOnlyAccess, AllowEKSView
    RootAccess PT8H: AssumeRootAccess
    TerraformApplyAccess PT8H: AdministratorAccess, WriteTerraformState, LockTerraformState, AssumeTerraformStateRole, DescribeRegions
    TerraformPlanAccess PT8H: ReadOnlyAccess, ReadTerraformState, AssumeTerraformStateRole, DescribeRegions
    TerraformStateAccess PT8H: WriteTerraformState, LockTerraformState, AssumeTerraformStateRole
    ");
    assert_snapshot!(permission_set(&live, "TerraformStateAccess"), @r#"
    {
      "description": "Read and write Terraform state, and nothing else in the account",
      "session_duration": "PT8H",
      "relay_state": null,
      "aws_managed_policies": [],
      "customer_managed_policies": [],
      "inline_policy": {
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
              "arn:aws:s3:::acme-core-use1-root-tfstate",
              "arn:aws:s3:::acme-core-use1-root-tfstate/*"
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
            "Resource": "arn:aws:dynamodb:us-east-1:111111111111:table/acme-core-use1-root-tfstate-lock"
          },
          {
            "Sid": "AssumeTerraformStateRole",
            "Effect": "Allow",
            "Action": [
              "sts:AssumeRole",
              "sts:TagSession",
              "sts:SetSourceIdentity"
            ],
            "Resource": "arn:aws:iam::111111111111:role/acme-core-gbl-root-tfstate"
          }
        ]
      },
      "permissions_boundary": null,
      "tags": {
        "rolecall:catalog": "default"
      },
      "accounts_not_at_the_latest_version": []
    }
    "#);

    converged(&moto, &project);
    let again = moto
        .rolecall(&project, &["apply", "--auto-approve"])
        .ended(0);
    assert!(again.stdout.contains("No changes."), "{}", again.all());
    assert_eq!(moto.writes()["sso-admin:CreateAccountAssignment"], 60);
    assert_eq!(moto.writes().get("sso-admin:ProvisionPermissionSet"), None);
}

/// Each permission set in a line: its name, its duration, its AWS managed policies, the statements of its inline policy.
fn overview(live: &Value) -> String {
    let sets = live["permission_sets"].as_object().unwrap();
    let mut lines: Vec<String> = sets
        .iter()
        .map(|(name, set)| {
            let managed = set["aws_managed_policies"].as_array().unwrap();
            let policies = managed.iter().map(|arn| {
                arn.as_str()
                    .unwrap()
                    .trim_start_matches("arn:aws:iam::aws:policy/")
            });
            let statements = set["inline_policy"]["Statement"].as_array();
            let statements = statements
                .into_iter()
                .flatten()
                .map(|statement| statement["Sid"].as_str().unwrap());
            format!(
                "{name} {}: {}",
                set["session_duration"].as_str().unwrap(),
                policies.chain(statements).collect::<Vec<_>>().join(", ")
            )
        })
        .collect();
    lines.sort();
    lines.join("\n")
}
