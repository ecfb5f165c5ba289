//! What is dangerous, and what only looks like it.

use serde_json::{Value, json};

use super::testing::{allow, with};
use super::{Danger, Rule, findings, is_administrator};
use crate::model::{CustomerManagedPolicy, ManagedPolicy, PermissionSet, PermissionsBoundary};

/// The rules that a set breaks, each with what it found.
fn found(set: &PermissionSet) -> Vec<String> {
    let findings = findings(set);
    let words = findings.iter().map(|finding| {
        let Danger { rule, detail } = &finding.danger;
        format!("{}: {detail}", rule.name())
    });
    words.collect()
}

fn found_in(statements: &[Value]) -> Vec<String> {
    found(&with(&[], statements))
}

#[test]
fn everything_and_everything_about_roles_is_administrator_equivalent() {
    for statements in [
        vec![allow(json!("*"), json!("*"))],
        vec![allow(json!(["*:*"]), json!("*"))],
        vec![allow(json!("IAM:*"), json!("arn:aws:iam::*:role/*"))],
        vec![
            allow(
                json!(["iam:Attach*", "iam:Put*", "iam:Update*"]),
                json!("*"),
            ),
            allow(
                json!("iam:Create*"),
                json!("arn:aws:iam::111111111111:policy/*"),
            ),
        ],
        vec![json!({"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"})],
    ] {
        let set = with(&[], &statements);
        assert_eq!(
            found(&set),
            ["administrator-equivalent: the inline policy of Team"],
            "{statements:?}"
        );
        assert!(is_administrator(&set));
    }
    for policy in ["AdministratorAccess", "IAMFullAccess"] {
        let set = with(&[policy], &[]);
        assert_eq!(
            found(&set),
            [format!(
                "administrator-equivalent: AWS managed policy {policy}"
            )]
        );
        assert!(is_administrator(&set));
    }
}

#[test]
fn what_is_denied_everywhere_is_not_granted() {
    let deny = |action: &str| json!({"Effect": "Deny", "Action": action, "Resource": "*"});
    let without_iam = found(&with(&["AdministratorAccess"], &[deny("iam:*")]));
    assert!(!without_iam.contains(&"privilege-escalation: iam:PutRolePolicy".to_owned()));
    assert!(without_iam.contains(&"privilege-escalation: sts:AssumeRole".to_owned()));
    assert!(!is_administrator(&with(
        &["AdministratorAccess"],
        &[deny("iam:*")]
    )));
    // A condition, or a few resources, leave the way open.
    let mut sometimes = deny("iam:*");
    sometimes["Condition"] = json!({"Bool": {"aws:MultiFactorAuthPresent": false}});
    assert!(is_administrator(&with(
        &["AdministratorAccess"],
        &[sometimes]
    )));
    let mut here = deny("iam:*");
    here["Resource"] = json!("arn:aws:iam::*:role/audit");
    assert!(is_administrator(&with(&["AdministratorAccess"], &[here])));
    assert_eq!(
        found_in(&[
            allow(json!("iam:CreateAccessKey"), json!("*")),
            deny("iam:CreateAccess*")
        ]),
        [""; 0]
    );
}

#[test]
fn each_known_way_to_more_is_a_privilege_escalation() {
    for action in [
        "iam:CreatePolicyVersion",
        "iam:SetDefaultPolicyVersion",
        "iam:AttachRolePolicy",
        "iam:PutRolePolicy",
        "iam:UpdateAssumeRolePolicy",
        "iam:CreateAccessKey",
        "iam:CreateLoginProfile",
        "sts:AssumeRole",
        "lambda:UpdateFunctionCode",
        "sso:CreateAccountAssignment",
        "ssm:SendCommand",
    ] {
        assert_eq!(
            found_in(&[allow(json!(action), json!("*"))]),
            [format!("privilege-escalation: {action}")]
        );
        let lower = action.to_lowercase();
        assert_eq!(
            found_in(&[allow(json!(lower), json!("*"))]),
            [format!("privilege-escalation: {action}")]
        );
    }
}

#[test]
fn handing_a_role_to_a_service_takes_both() {
    let pass = allow(json!("iam:PassRole"), json!("*"));
    let run = allow(json!("lambda:CreateFunction"), json!("*"));
    assert_eq!(found_in(std::slice::from_ref(&pass)), [""; 0]);
    assert_eq!(found_in(std::slice::from_ref(&run)), [""; 0]);
    let both = ["privilege-escalation: iam:PassRole with lambda:CreateFunction"];
    assert_eq!(found_in(&[pass, run.clone()]), both);
    let some = allow(json!("iam:PassRole"), json!("arn:aws:iam::*:role/team-*"));
    assert_eq!(found_in(&[some, run.clone()]), both);
    let named = allow(json!("iam:PassRole"), json!("arn:aws:iam::*:role/function"));
    assert_eq!(found_in(&[named, run]), [""; 0]);
}

#[test]
fn a_managed_policy_and_an_inline_one_combine() {
    let pass = allow(json!("iam:PassRole"), json!("*"));
    let found = found(&with(&["PowerUserAccess"], &[pass]));
    let pair = "privilege-escalation: iam:PassRole with ec2:RunInstances".to_owned();
    assert!(found.contains(&pair), "{found:?}");
    assert_eq!(
        super::tests::found(&with(&["PowerUserAccess"], &[])),
        [""; 0]
    );
}

#[test]
fn what_is_limited_to_named_resources_is_no_escalation() {
    for (action, resource) in [
        ("sts:AssumeRole", "arn:aws:iam::111111111111:role/state"),
        ("sts:AssumeRole", "arn:aws:iam::*:role/deploy"),
        ("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}"),
        (
            "lambda:UpdateFunctionCode",
            "arn:aws:lambda:*:*:function:mine",
        ),
    ] {
        assert_eq!(
            found_in(&[allow(json!(action), json!(resource))]),
            [""; 0],
            "{resource}"
        );
    }
}

#[test]
fn wildcards_on_writing_are_named_one_by_one() {
    assert_eq!(
        found_in(&[allow(
            json!(["s3:*", "ec2:Run*", "ec2:Describe*", "sqs:SendMessage"]),
            json!("*")
        )]),
        ["wildcard-write: ec2:Run*", "wildcard-write: s3:*"]
    );
    let own_bucket = json!(["arn:aws:s3:::mine", "arn:aws:s3:::mine/*"]);
    assert_eq!(found_in(&[allow(json!("s3:*"), own_bucket)]), [""; 0]);
    assert_eq!(
        found_in(&[json!({"Effect": "Deny", "Action": "s3:*", "Resource": "*"})]),
        [""; 0]
    );
}

#[test]
fn all_but_some_is_told_by_what_is_left_out() {
    assert_eq!(
        found_in(&[
            json!({"Effect": "Allow", "NotAction": ["iam:*", "sts:*", "lambda:*", "ssm:*", "sso:*", "sso-directory:*",
            "identitystore:*", "cloudformation:*", "codebuild:*", "glue:*", "ec2-instance-connect:*"], "Resource": "*"})
        ]),
        [
            "not-action: cloudformation:*, codebuild:*, ec2-instance-connect:*, glue:*, iam:*, identitystore:*, lambda:*, ssm:*, sso-directory:*, sso:*, sts:*"
        ]
    );
    assert_eq!(
        found_in(&[
            json!({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::secret/*"})
        ]),
        ["not-resource: arn:aws:s3:::secret/*"]
    );
    assert_eq!(
        found_in(&[json!({"Effect": "Deny", "NotAction": "iam:*", "NotResource": "*"})]),
        [""; 0]
    );
}

#[test]
fn a_boundary_hides_only_what_it_surely_forbids() {
    let bounded = |boundary| {
        let mut set = with(&["AdministratorAccess"], &[]);
        set.permissions_boundary = Some(boundary);
        (found(&set).len(), is_administrator(&set))
    };
    let managed = |name| PermissionsBoundary::Managed(ManagedPolicy::parse(name).unwrap());
    let own = CustomerManagedPolicy::parse("Limit", "/").unwrap();
    assert_eq!(bounded(managed("ReadOnlyAccess")), (0, false));
    assert_eq!(bounded(managed("AdministratorAccess")), (1, true));
    // What the account's own policy allows is not known: a danger, and no administrator to rely on.
    assert_eq!(
        bounded(PermissionsBoundary::CustomerManaged(own)),
        (1, false)
    );
}

#[test]
fn statements_of_any_form_are_read_without_harm() {
    for statement in [
        json!({}),
        json!([]),
        json!("text"),
        json!({"Effect": "Allow"}),
        json!({"Effect": "Allow", "Action": 7, "Resource": {"a": 1}}),
        json!({"Effect": "Allow", "Action": ["", ":", "*:", "::"], "Resource": ["", "arn:", "arn:::::"]}),
    ] {
        let _ = found_in(&[statement]);
    }
}

/// Every change of a plan with its dangers.
#[test]
fn a_danger_that_contradicts_itself_is_not_read() {
    let danger = Danger::new(Rule::WildcardWrite, "s3:*");
    let json = serde_json::to_value(&danger).unwrap();
    assert_eq!(
        serde_json::from_value::<Danger>(json.clone()).unwrap(),
        danger
    );
    let mut other = json;
    other["level"] = "notice".into();
    assert!(serde_json::from_value::<Danger>(other).is_err());
}

#[test]
fn buckets_and_tables_by_wildcard_are_named() {
    let state = |bucket: &str| {
        allow(
            json!(["s3:ListBucket", "s3:GetObject", "s3:PutObject"]),
            json!([
                format!("arn:aws:s3:::{bucket}"),
                format!("arn:aws:s3:::{bucket}/*")
            ]),
        )
    };
    assert_eq!(found_in(&[state("acme-tfstate")]), [""; 0]);
    for bucket in ["*", "*-tfstate", "acme-*", "acme-tfstat?"] {
        let found = found_in(&[state(bucket)]);
        let expected = format!("wildcard-bucket: s3:GetObject on arn:aws:s3:::{bucket}/*");
        assert!(found.contains(&expected), "{found:?}");
    }
    assert_eq!(
        found_in(&[allow(json!("s3:GetObject"), json!("*"))]),
        ["wildcard-bucket: s3:GetObject on *"]
    );
    let table = |name: &str| {
        let arn = format!("arn:aws:dynamodb:*:111111111111:table/{name}");
        found_in(&[allow(json!("dynamodb:PutItem"), json!(arn))])
    };
    assert_eq!(table("locks"), [""; 0]);
    assert_eq!(table("locks/index/*"), [""; 0]);
    assert_eq!(table("lock*").len(), 1);
    // One that is found as a wildcard on writing is not found twice.
    assert_eq!(
        found_in(&[allow(json!("s3:*"), json!("*"))]),
        ["wildcard-write: s3:*"]
    );
}
