//! Permission sets that are known to allow nothing.

use super::statement::{Patterns, Statement};
use crate::model::{ManagedPolicy, PermissionSet, PermissionsBoundary};

/// The AWS managed policy that denies every action on every resource.
const DENY_ALL: &str = "AWSDenyAll";

/// Whether a set is known to allow nothing: it has no policy that could allow anything, or what it has is denied on
/// every resource without a condition, or its permissions boundary is `AWSDenyAll`.
///
/// What a customer managed policy allows is not known here, so a set with one allows something, unless everything is
/// denied beside it.
pub fn allows_nothing(set: &PermissionSet) -> bool {
    let bounded = matches!(
        &set.permissions_boundary,
        Some(PermissionsBoundary::Managed(policy)) if denies_all(policy)
    );
    if bounded || set.managed_policies.iter().any(denies_all) {
        return true;
    }
    let statements: Vec<Statement> = set.inline_policy.iter().flat_map(Statement::all).collect();
    let denials: Vec<&Statement> = statements.iter().filter(|one| is_denial(one)).collect();
    if is_denied("*", &denials) {
        return true;
    }
    if set.attached_policies() > 0 {
        return false;
    }
    let allowances = statements.iter().filter(|statement| statement.allows);
    allowances
        .flat_map(|statement| match &statement.actions {
            Patterns::Of(actions) => actions.clone(),
            Patterns::AllBut(_) => vec!["*".to_owned()],
        })
        .all(|action| is_denied(&action, &denials))
}

/// Whether an AWS managed policy denies everything.
pub fn denies_all(policy: &ManagedPolicy) -> bool {
    policy.as_str() == DENY_ALL
}

fn is_denial(statement: &Statement) -> bool {
    !statement.allows && !statement.conditional && statement.is_everywhere()
}

/// Whether every action that a pattern covers is denied: by one pattern of a denial, or by a denial of everything but
/// what other denials cover.
fn is_denied(action: &str, denials: &[&Statement]) -> bool {
    let listed = |action: &str| {
        denials.iter().any(|denial| match &denial.actions {
            Patterns::Of(patterns) => patterns.iter().any(|pattern| includes(pattern, action)),
            Patterns::AllBut(_) => false,
        })
    };
    listed(action)
        || denials.iter().any(|denial| match &denial.actions {
            Patterns::Of(_) => false,
            Patterns::AllBut(spared) => spared
                .iter()
                .all(|spared| listed(spared) || !may_overlap(spared, action)),
        })
}

/// Whether a pattern covers whatever another pattern covers. A `?` stands for one character, which a `*` need not be.
fn includes(pattern: &str, other: &str) -> bool {
    let (pattern, other) = (pattern.to_ascii_lowercase(), other.to_ascii_lowercase());
    let is_all = |text: &str| !text.is_empty() && text.chars().all(|c| matches!(c, '*' | ':'));
    pattern == other
        || is_all(&pattern)
        || !pattern.contains('?') && wildmatch::WildMatch::new(&pattern).matches(&other)
}

/// Whether two patterns may cover the same action: what stands before their first wildcards does not tell them apart.
fn may_overlap(one: &str, other: &str) -> bool {
    let before_wildcard = |text: &str| {
        let known = text.split(['*', '?']).next().unwrap_or_default();
        (known.to_ascii_lowercase(), known.len() < text.len())
    };
    let ((one, one_is_open), (other, other_is_open)) =
        (before_wildcard(one), before_wildcard(other));
    match (one_is_open, other_is_open) {
        (false, false) => one == other,
        (true, false) => other.starts_with(&one),
        (false, true) => one.starts_with(&other),
        (true, true) => one.starts_with(&other) || other.starts_with(&one),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::testing::with as with_statements;
    use super::*;
    use crate::model::CustomerManagedPolicy;

    fn with(policies: &[&str], statements: Value) -> PermissionSet {
        with_statements(policies, statements.as_array().unwrap())
    }

    fn statement(effect: &str, actions: Value) -> Value {
        json!({"Effect": effect, "Action": actions, "Resource": "*"})
    }

    #[test]
    fn no_policy_a_denial_of_everything_and_a_boundary_that_denies_allow_nothing() {
        let deny = |actions: Value| statement("Deny", actions);
        let all_but =
            |actions: Value| json!({"Effect": "Deny", "NotAction": actions, "Resource": ["*"]});
        let reading = statement("Allow", json!(["s3:Get*", "ec2:Describe*"]));
        for (policies, statements) in [
            (&[][..], json!([])),
            (&["AWSDenyAll"], json!([])),
            (&["AdministratorAccess", "AWSDenyAll"], json!([])),
            (&["AdministratorAccess"], json!([deny(json!("*"))])),
            (
                &["AdministratorAccess"],
                json!([deny(json!(["s3:*", "*:*"]))]),
            ),
            (&[], json!([deny(json!("s3:*"))])),
            (&[], json!([reading, deny(json!(["s3:*", "EC2:*"]))])),
            (
                &["ReadOnlyAccess"],
                json!([all_but(json!("iam:*")), deny(json!("iam:*"))]),
            ),
            (&[], json!([reading, all_but(json!("iam:*"))])),
        ] {
            let set = with(policies, statements.clone());
            assert!(allows_nothing(&set), "{policies:?} {statements}");
        }
        let mut bounded = with(&["AdministratorAccess"], json!([]));
        let boundary = ManagedPolicy::parse("AWSDenyAll").unwrap();
        bounded.permissions_boundary = Some(PermissionsBoundary::Managed(boundary));
        assert!(allows_nothing(&bounded));
    }

    #[test]
    fn what_leaves_something_or_is_not_known_is_not_nothing() {
        let deny = |actions: Value| statement("Deny", actions);
        let sometimes = json!({
            "Effect": "Deny", "Action": "*", "Resource": "*",
            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}},
        });
        let somewhere = json!({"Effect": "Deny", "Action": "*", "Resource": "arn:aws:s3:::one/*"});
        let all_but =
            json!({"Effect": "Deny", "NotAction": "sts:GetCallerIdentity", "Resource": "*"});
        let reading = statement("Allow", json!(["s3:Get*", "ec2:Describe*"]));
        for (policies, statements) in [
            (&["ReadOnlyAccess"][..], json!([])),
            (&["AdministratorAccess"], json!([sometimes])),
            (&["AdministratorAccess"], json!([somewhere])),
            (&["AdministratorAccess"], json!([all_but])),
            (&["AdministratorAccess"], json!([deny(json!("s3:*"))])),
            (&[], json!([reading, deny(json!("s3:*"))])),
            (&[], json!([reading, deny(json!(["s3:Get?", "ec2:*"]))])),
            (&[], json!([reading])),
        ] {
            let set = with(policies, statements.clone());
            assert!(!allows_nothing(&set), "{policies:?} {statements}");
        }
        let mut unknown = with(&[], json!([]));
        let policy = CustomerManagedPolicy::parse("Team", "/").unwrap();
        unknown.customer_managed_policies.insert(policy.clone());
        assert!(!allows_nothing(&unknown));
        let mut bounded = with(&["ReadOnlyAccess"], json!([]));
        bounded.permissions_boundary = Some(PermissionsBoundary::CustomerManaged(policy));
        assert!(!allows_nothing(&bounded));
    }
}
