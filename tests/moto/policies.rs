use insta::assert_snapshot;
use serde_json::json;

use super::{converged, meant, permission_set, tuples};
use crate::support::moto::Moto;
use crate::support::rolecall::Project;

const BEFORE: &str = include_str!("policies/before.yaml");
const AFTER: &str = include_str!("policies/after.yaml");
const EMPTY: &str = include_str!("policies/empty.yaml");
const USERS: &str = "ann@example.org,bob@example.org";

#[test]
fn every_kind_of_policy_is_created_changed_and_taken_away() {
    let Some(moto) = Moto::with_organization("Developers,DevOps", USERS) else {
        return;
    };
    let project = Project::with_catalog(BEFORE);
    let apply = [
        "apply",
        "--auto-approve",
        "--max-removals",
        "100%",
        "--allow-total-loss",
    ];
    moto.rolecall(&project, &apply).ended(0);
    let live = moto.read_back();
    assert_eq!(tuples(&live), meant(&moto, &project));
    assert_eq!(live["groups"], json!(["Auditors", "DevOps", "Developers"]));
    assert_snapshot!(permission_set(&live, "Everything"), @r#"
    {
      "description": "Every kind of policy at once",
      "session_duration": "PT2H",
      "relay_state": "https://console.aws.amazon.com/s3/",
      "aws_managed_policies": [
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
      ],
      "customer_managed_policies": [
        "/Plain",
        "/team/Own"
      ],
      "inline_policy": {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Sid": "OwnFolder",
            "Effect": "Allow",
            "Action": [
              "s3:GetObject",
              "s3:PutObject"
            ],
            "Resource": "arn:aws:s3:::homes/${aws:username}/*"
          }
        ]
      },
      "permissions_boundary": {
        "ManagedPolicyArn": "arn:aws:iam::aws:policy/PowerUserAccess"
      },
      "tags": {
        "rolecall:catalog": "default",
        "stage": "first",
        "team": "platform"
      },
      "accounts_not_at_the_latest_version": []
    }
    "#);
    assert_snapshot!(permission_set(&live, "Bounded"), @r#"
    {
      "description": null,
      "session_duration": "PT1H",
      "relay_state": null,
      "aws_managed_policies": [],
      "customer_managed_policies": [],
      "inline_policy": {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Action": "sts:*",
            "Resource": "*"
          }
        ]
      },
      "permissions_boundary": {
        "CustomerManagedPolicyReference": {
          "Name": "Limit",
          "Path": "/limits/"
        }
      },
      "tags": {
        "rolecall:catalog": "default"
      },
      "accounts_not_at_the_latest_version": []
    }
    "#);
    converged(&moto, &project);

    let arn = live["permission_sets"]["Everything"]["arn"].clone();
    project.write("catalog/aws-sso.yaml", AFTER);
    moto.rolecall(&project, &apply).ended(0);
    let live = moto.read_back();
    assert_eq!(tuples(&live), meant(&moto, &project));
    assert_eq!(live["permission_sets"]["Everything"]["arn"], arn);
    assert_snapshot!(permission_set(&live, "Everything"), @r#"
    {
      "description": "Every kind of policy, changed",
      "session_duration": "PT4H",
      "relay_state": null,
      "aws_managed_policies": [
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:iam::aws:policy/job-function/Billing"
      ],
      "customer_managed_policies": [
        "/other/Own"
      ],
      "inline_policy": null,
      "permissions_boundary": {
        "CustomerManagedPolicyReference": {
          "Name": "Limit",
          "Path": "/"
        }
      },
      "tags": {
        "owner": "core",
        "rolecall:catalog": "default",
        "stage": "second"
      },
      "accounts_not_at_the_latest_version": []
    }
    "#);
    assert_snapshot!(permission_set(&live, "Bounded"), @r#"
    {
      "description": "A set that begins to have a description",
      "session_duration": "PT1H",
      "relay_state": "https://console.aws.amazon.com/ec2/",
      "aws_managed_policies": [],
      "customer_managed_policies": [],
      "inline_policy": {
        "Version": "2012-10-17",
        "Statement": {
          "Effect": "Allow",
          "Action": "sts:GetCallerIdentity",
          "Resource": "*"
        }
      },
      "permissions_boundary": null,
      "tags": {
        "rolecall:catalog": "default"
      },
      "accounts_not_at_the_latest_version": []
    }
    "#);
    converged(&moto, &project);

    project.write("catalog/aws-sso.yaml", EMPTY);
    moto.rolecall(&project, &apply).ended(0);
    let live = moto.read_back();
    assert_eq!(live["assignments"], json!([]));
    assert_eq!(live["permission_sets"], json!({}));
    // A group is never deleted: people are in it.
    assert_eq!(live["groups"], json!(["Auditors", "DevOps", "Developers"]));
    converged(&moto, &project);
}
