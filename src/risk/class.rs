//! What a permission set is good for, in one word: the gravest thing that one can do with it.
//!
//! The word is an upper bound, as far as the set itself tells. What a customer managed policy says is not known here,
//! nor what a role may do that the set takes; nothing is guessed about either.

use std::collections::{BTreeMap, BTreeSet};

use super::danger_class::DangerClass;
use super::findings::findings;
use super::managed;
use super::nothing::{allows_nothing, denies_all};
use super::statement::{Patterns, Statement};
use super::wildcard::is_reading;
use super::{Danger, Rule};
use crate::model::{ManagedPolicy, PermissionSet, PermissionsBoundary};

/// The class of a set, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classification {
    /// The gravest class that a part of the set has.
    pub class: DangerClass,
    /// The parts that have it, for people: `AWS managed policy PowerUserAccess`.
    pub reasons: Vec<String>,
    /// What the rules of a plan find in the set, the gravest first.
    pub dangers: BTreeSet<Danger>,
}

impl Classification {
    /// The class of an AWS managed policy by itself.
    pub fn of_managed(policy: &ManagedPolicy) -> DangerClass {
        managed::class(policy)
    }

    /// Looks at what a set is made of.
    pub fn of(set: &PermissionSet) -> Self {
        let dangers: BTreeSet<Danger> = findings(set)
            .into_iter()
            .map(|finding| finding.danger)
            .collect();
        let mut parts = parts(set);
        let limit = limit(set);
        for danger in &dangers {
            if danger.rule == Rule::AdministratorEquivalent {
                parts.push((DangerClass::Administrator, danger.detail.clone()));
            }
        }
        if allows_nothing(set) {
            parts.clear();
            parts.extend(
                set.managed_policies
                    .iter()
                    .filter(|policy| denies_all(policy))
                    .map(|policy| (DangerClass::Nothing, format!("AWS managed policy {policy}"))),
            );
        }
        let gravest = parts.iter().map(|(class, _)| *class).max();
        let class = gravest.unwrap_or(DangerClass::Nothing);
        let mut reasons: Vec<String> = parts
            .into_iter()
            .filter(|(found, _)| *found == class)
            .map(|(_, reason)| reason)
            .collect();
        reasons.sort();
        reasons.dedup();
        match limit {
            Some((most, reason)) if most < class => Self {
                class: most,
                reasons: vec![reason],
                dangers,
            },
            _ => Self {
                class,
                reasons,
                dangers,
            },
        }
    }
}

/// The most that a permissions boundary by AWS lets through, where that is known. What a boundary in the account says
/// is not known, so it takes nothing away.
fn limit(set: &PermissionSet) -> Option<(DangerClass, String)> {
    match set.permissions_boundary.as_ref()? {
        PermissionsBoundary::Managed(policy) => {
            let most = managed::class(policy);
            let known = most != DangerClass::Unknown;
            known.then(|| (most, format!("the permissions boundary {policy}")))
        }
        PermissionsBoundary::CustomerManaged(_) => None,
    }
}

/// What each part of a set allows.
fn parts(set: &PermissionSet) -> Vec<(DangerClass, String)> {
    let managed = set.managed_policies.iter().map(|policy| {
        (
            managed::class(policy),
            format!("AWS managed policy {policy}"),
        )
    });
    let customer = set.customer_managed_policies.iter().map(|policy| {
        (
            DangerClass::Unknown,
            format!("customer managed policy {policy}, which is not seen here"),
        )
    });
    let mut parts: Vec<_> = managed.chain(customer).collect();
    let statements: Vec<Statement> = set.inline_policy.iter().flat_map(Statement::all).collect();
    parts.extend(inline(&statements));
    parts
}

/// What the statements of an inline policy allow, with what they name as the reason.
fn inline(statements: &[Statement]) -> Vec<(DangerClass, String)> {
    let denied = |action: &str| {
        statements.iter().any(|statement| {
            let everywhere = statement.is_everywhere() && !statement.conditional;
            !statement.allows && everywhere && statement.names(action)
        })
    };
    let mut found = Vec::new();
    let mut names_a_backend = false;
    for statement in statements.iter().filter(|statement| statement.allows) {
        let actions = match &statement.actions {
            Patterns::Of(actions) => actions,
            Patterns::AllBut(actions) => {
                let but = actions.join(", ");
                found.push((Verb::Change, format!("everything but {but}")));
                continue;
            }
        };
        for action in actions.iter().filter(|action| !denied(action)) {
            let verb = Verb::of(action, statement);
            names_a_backend |= verb == Verb::Backend;
            found.push((verb, action.clone()));
        }
    }
    let class = |verb| match verb {
        Verb::Look => DangerClass::Read,
        Verb::Pay => DangerClass::Billing,
        Verb::Backend => DangerClass::State,
        // The role that a backend's bucket is reached with; any other role may be anything.
        Verb::TakeRole if names_a_backend => DangerClass::State,
        Verb::TakeRole => DangerClass::Unknown,
        Verb::Change => DangerClass::Write,
    };
    let mut by_class: BTreeMap<DangerClass, BTreeSet<String>> = BTreeMap::new();
    for (verb, action) in found {
        by_class.entry(class(verb)).or_default().insert(action);
    }
    by_class
        .into_iter()
        .map(|(class, actions)| (class, format!("the inline policy: {}", some(&actions))))
        .collect()
}

/// The first few of a list, and how many more there are.
fn some(actions: &BTreeSet<String>) -> String {
    const SHOWN: usize = 4;
    let shown: Vec<&str> = actions.iter().take(SHOWN).map(String::as_str).collect();
    match actions.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// What an action of a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Look,
    Pay,
    /// What Terraform does with the bucket, the table and the key of a backend that are called by their whole names.
    Backend,
    /// Takes a role that is called by its whole name.
    TakeRole,
    Change,
}

impl Verb {
    fn of(action: &str, statement: &Statement) -> Self {
        let service = action.split_once(':').map_or("", |(service, _)| service);
        let one_of = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(action));
        let is_billing = BILLING
            .iter()
            .any(|known| known.eq_ignore_ascii_case(service));
        if is_billing {
            Self::Pay
        } else if one_of(BACKEND) && statement.is_of_named() {
            Self::Backend
        } else if is_reading(action) || one_of(&["sts:DecodeAuthorizationMessage"]) {
            Self::Look
        } else if one_of(TAKE_ROLE) && statement.is_of_named() {
            Self::TakeRole
        } else {
            Self::Change
        }
    }
}

/// The services of bills and payments (Service Authorization Reference: the billing services).
const BILLING: &[&str] = &[
    "aws-portal",
    "bcm-data-exports",
    "billing",
    "billingconductor",
    "budgets",
    "ce",
    "consolidatedbilling",
    "cost-optimization-hub",
    "cur",
    "freetier",
    "invoicing",
    "payments",
    "pricing",
    "purchase-orders",
    "savingsplans",
    "tax",
];

/// What the s3 backend of Terraform does with its bucket, its lock table and its key (its documentation, "S3 Bucket
/// Permissions" and the sections behind it).
const BACKEND: &[&str] = &[
    "dynamodb:DeleteItem",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "kms:Decrypt",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:ListBucket",
    "s3:PutObject",
];

/// What goes with taking a role.
const TAKE_ROLE: &[&str] = &["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"];

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::with as with_statements;
    use super::*;
    use crate::model::CustomerManagedPolicy;

    fn with(policies: &[&str], statements: Value) -> PermissionSet {
        with_statements(policies, statements.as_array().unwrap())
    }

    fn class(policies: &[&str], statements: Value) -> DangerClass {
        Classification::of(&with(policies, statements)).class
    }

    fn allow(actions: Value, resources: Value) -> Value {
        json!({"Effect": "Allow", "Action": actions, "Resource": resources})
    }

    #[test]
    fn the_gravest_part_gives_the_class_and_is_named() {
        let set = with(&["ReadOnlyAccess", "AmazonS3FullAccess"], json!([]));
        let found = Classification::of(&set);
        assert_eq!(found.class, DangerClass::Write);
        assert_eq!(found.reasons, ["AWS managed policy AmazonS3FullAccess"]);
        assert_eq!(class(&[], json!([])), DangerClass::Nothing);
        assert_eq!(
            class(&["AdministratorAccess"], json!([])),
            DangerClass::Administrator
        );
        assert_eq!(
            class(&["job-function/Billing", "AWSSupportAccess"], json!([])),
            DangerClass::Billing
        );
    }

    #[test]
    fn an_inline_policy_is_as_grave_as_its_actions() {
        let reading = allow(json!(["eks:Get*", "ec2:DescribeRegions"]), json!("*"));
        assert_eq!(
            class(&["ReadOnlyAccess"], json!([reading])),
            DangerClass::Read
        );
        let writing = allow(json!(["route53:ChangeResourceRecordSets"]), json!("*"));
        assert_eq!(class(&[], json!([reading, writing])), DangerClass::Write);
        assert_eq!(
            class(&[], json!([allow(json!("iam:*"), json!("*"))])),
            DangerClass::Administrator
        );
        assert_eq!(
            class(&[], json!([allow(json!("budgets:Modify*"), json!("*"))])),
            DangerClass::Billing
        );
        let all_but = json!({"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "*"});
        assert_eq!(class(&[], json!([all_but])), DangerClass::Write);
    }

    #[test]
    fn a_backend_of_terraform_is_state_and_a_role_alone_is_unknown() {
        let bucket = allow(
            json!(["s3:ListBucket", "s3:GetObject", "s3:PutObject"]),
            json!(["arn:aws:s3:::state", "arn:aws:s3:::state/*"]),
        );
        let role = allow(
            json!(["sts:AssumeRole", "sts:TagSession"]),
            json!("arn:aws:iam::111111111111:role/state"),
        );
        assert_eq!(
            class(&["ReadOnlyAccess"], json!([bucket, role])),
            DangerClass::State
        );
        assert_eq!(
            class(&["ReadOnlyAccess"], json!([role])),
            DangerClass::Unknown
        );
        let any_bucket = allow(json!("s3:PutObject"), json!("arn:aws:s3:::*"));
        assert_eq!(class(&[], json!([any_bucket])), DangerClass::Write);
        let any_role = allow(json!("sts:AssumeRole"), json!("*"));
        assert_eq!(class(&[], json!([any_role])), DangerClass::Write);
    }

    #[test]
    fn what_is_denied_everywhere_does_not_count() {
        let writing = allow(json!(["s3:Put*", "s3:Get*"]), json!("*"));
        let deny = json!({"Effect": "Deny", "Action": "s3:P*", "Resource": "*"});
        assert_eq!(class(&[], json!([writing, deny])), DangerClass::Read);
        let here = json!({"Effect": "Deny", "Action": "s3:P*", "Resource": "arn:aws:s3:::one/*"});
        assert_eq!(class(&[], json!([writing, here])), DangerClass::Write);
    }

    #[test]
    fn what_is_not_seen_is_unknown_and_a_known_boundary_is_a_limit() {
        let mut own = with(&["ReadOnlyAccess"], json!([]));
        let policy = CustomerManagedPolicy::parse("Limit", "/").unwrap();
        own.customer_managed_policies.insert(policy.clone());
        assert_eq!(Classification::of(&own).class, DangerClass::Unknown);
        let mut bounded = with(&["AdministratorAccess"], json!([]));
        let boundary = ManagedPolicy::parse("ReadOnlyAccess").unwrap();
        bounded.permissions_boundary = Some(PermissionsBoundary::Managed(boundary));
        let found = Classification::of(&bounded);
        assert_eq!(found.class, DangerClass::Read);
        assert_eq!(found.reasons, ["the permissions boundary ReadOnlyAccess"]);
        bounded.permissions_boundary = Some(PermissionsBoundary::CustomerManaged(policy));
        assert_eq!(
            Classification::of(&bounded).class,
            DangerClass::Administrator
        );
    }
}
