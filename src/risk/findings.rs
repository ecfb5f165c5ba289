//! What is dangerous about a permission set by itself.

use std::collections::BTreeSet;

use super::escalation::{ADMINISTRATION, COMPUTE, PASS_ROLE, SINGLE};
use super::nothing::allows_nothing;
use super::relay_state::foreign_host;
use super::statement::{Patterns, Statement, covers};
use super::wildcard::{is_reading, wildcards};
use super::{Danger, Rule};
use crate::model::{CustomerManagedPolicy, ManagedPolicy, PermissionSet, PermissionsBoundary};

/// Where a finding comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// An AWS managed policy.
    Managed(ManagedPolicy),
    /// A customer managed policy.
    CustomerManaged(CustomerManagedPolicy),
    /// The relay state.
    RelayState,
    /// The inline policy, by itself or together with others.
    Inline,
}

/// A danger and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub danger: Danger,
    pub cause: Cause,
}

/// AWS managed policies by which one can give oneself more, though they do not name IAM in full: their parts are
/// AWS's own and change, so they are known by name.
const ESCALATING: &[&str] = &[
    "AWSLambda_FullAccess",
    "AWSSSODirectoryAdministrator",
    "AWSSSOMasterAccountAdministrator",
    "AWSSSOMemberAccountAdministrator",
    "AdministratorAccess-AWSElasticBeanstalk",
    "AdministratorAccess-Amplify",
];

/// The AWS managed policies that matter for combinations, by what they allow.
fn statements(policy: &ManagedPolicy) -> Vec<Statement> {
    match policy.as_str() {
        "AdministratorAccess" => vec![Statement::allow(&["*"])],
        "IAMFullAccess" => vec![Statement::allow(&["iam:*"])],
        "PowerUserAccess" => {
            let mut everything_else = Statement::allow(&[]);
            everything_else.actions = Patterns::AllBut(
                ["iam:*", "organizations:*", "account:*"]
                    .map(str::to_owned)
                    .to_vec(),
            );
            vec![everything_else]
        }
        _ => Vec::new(),
    }
}

/// Whether whoever has the set can give itself everything, with certainty: no boundary stands in the way that might
/// forbid it.
pub fn is_administrator(set: &PermissionSet) -> bool {
    let bounded = set.permissions_boundary.as_ref().is_some_and(|boundary| {
        !matches!(boundary, PermissionsBoundary::Managed(policy) if policy.as_str() == "AdministratorAccess")
    });
    !bounded && !allows_nothing(set) && administration(set, &policies(set)).is_some()
}

/// Everything that is dangerous about a set, sorted.
pub fn findings(set: &PermissionSet) -> BTreeSet<Finding> {
    let policies = policies(set);
    // What a set refers to leads elsewhere even where its own policies allow nothing.
    let mut found: BTreeSet<Finding> = unseen(set).collect();
    if allows_nothing(set) {
        return found;
    }
    // A boundary by AWS of which nothing dangerous is known forbids what is dangerous about IAM.
    let bounded = set.permissions_boundary.as_ref().is_some_and(|boundary| {
        matches!(boundary, PermissionsBoundary::Managed(policy) if statements(policy).is_empty() && !is_escalating(policy))
    });
    if !bounded {
        match administration(set, &policies) {
            Some(finding) => {
                found.insert(finding);
            }
            None => found.extend(escalations(set, &policies)),
        }
    }
    let whole = |danger: &Finding| danger.danger.rule == Rule::AdministratorEquivalent;
    let inline_is_administrator = found.iter().any(|f| whole(f) && f.cause == Cause::Inline);
    if !inline_is_administrator {
        let inline = policies.iter().filter(|(cause, _)| *cause == Cause::Inline);
        for (_, statement) in inline.filter(|(_, statement)| statement.allows) {
            found.extend(smells(statement));
        }
    }
    found
}

/// What a set refers to and nobody sees here: policies of the accounts, and a page somewhere else.
fn unseen(set: &PermissionSet) -> impl Iterator<Item = Finding> {
    let policies = set.customer_managed_policies.iter().map(|policy| Finding {
        danger: Danger::new(Rule::CustomerManagedPolicy, policy.to_string()),
        cause: Cause::CustomerManaged(policy.clone()),
    });
    let host = set.relay_state.as_deref().and_then(foreign_host);
    let relay_state = host.map(|host| Finding {
        danger: Danger::new(Rule::RelayState, host),
        cause: Cause::RelayState,
    });
    policies.chain(relay_state)
}

/// The statements of a set, each with the policy that has it.
fn policies(set: &PermissionSet) -> Vec<(Cause, Statement)> {
    let managed = set.managed_policies.iter().flat_map(|policy| {
        let statements = statements(policy).into_iter();
        statements.map(|statement| (Cause::Managed(policy.clone()), statement))
    });
    let inline = set.inline_policy.iter().flat_map(Statement::all);
    managed
        .chain(inline.map(|statement| (Cause::Inline, statement)))
        .collect()
}

/// The first policy that allows an action, as far as `reach` asks, unless it is denied everywhere.
fn allowed<'a>(
    policies: &'a [(Cause, Statement)],
    action: &str,
    reach: fn(&Statement) -> bool,
) -> Option<&'a Cause> {
    let denied = policies.iter().any(|(_, statement)| {
        !statement.allows
            && !statement.conditional
            && statement.is_everywhere()
            && statement.names(action)
    });
    let allows =
        |statement: &Statement| statement.allows && statement.names(action) && reach(statement);
    policies
        .iter()
        .find(|(_, statement)| !denied && allows(statement))
        .map(|(cause, _)| cause)
}

fn administration(set: &PermissionSet, policies: &[(Cause, Statement)]) -> Option<Finding> {
    let mut causes = ADMINISTRATION
        .iter()
        .map(|action| allowed(policies, action, Statement::is_broad));
    let first = causes.next()??;
    if !causes.all(|cause| cause.is_some()) {
        return None;
    }
    let detail = match first {
        Cause::Managed(policy) => format!("AWS managed policy {policy}"),
        _ => format!("the inline policy of {}", set.name),
    };
    Some(Finding {
        danger: Danger::new(Rule::AdministratorEquivalent, detail),
        cause: first.clone(),
    })
}

fn is_escalating(policy: &ManagedPolicy) -> bool {
    ESCALATING.contains(&policy.as_str())
}

fn escalations(set: &PermissionSet, policies: &[(Cause, Statement)]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut push = |detail: String, cause: Cause| {
        found.push(Finding {
            danger: Danger::new(Rule::PrivilegeEscalation, detail),
            cause,
        });
    };
    for policy in set
        .managed_policies
        .iter()
        .filter(|policy| is_escalating(policy))
    {
        push(
            format!("AWS managed policy {policy}"),
            Cause::Managed(policy.clone()),
        );
    }
    // PowerUserAccess opens some of these ways too. It is what AWS offers for developers, and marked at every grant
    // it would be no mark any more; it counts where it is combined with something.
    let weighed: Vec<(Cause, Statement)> = policies
        .iter()
        .filter(|(cause, _)| !matches!(cause, Cause::Managed(policy) if policy.as_str() == "PowerUserAccess"))
        .cloned()
        .collect();
    for (action, reach) in SINGLE {
        if let Some(cause) = allowed(&weighed, action, reach.test()) {
            push((*action).to_owned(), cause.clone());
        }
    }
    if let Some(cause) = allowed(policies, PASS_ROLE, Statement::is_open) {
        for action in COMPUTE {
            if allowed(policies, action, |_| true).is_some() {
                push(format!("{PASS_ROLE} with {action}"), cause.clone());
            }
        }
    }
    found
}

/// What is wider than it looks in one statement.
fn smells(statement: &Statement) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut push = |rule, detail: String| {
        found.push(Finding {
            danger: Danger::new(rule, detail),
            cause: Cause::Inline,
        });
    };
    match &statement.actions {
        Patterns::Of(patterns) if statement.is_broad() => {
            for pattern in wildcards(patterns) {
                push(Rule::WildcardWrite, pattern.to_owned());
            }
        }
        Patterns::Of(_) => {}
        Patterns::AllBut(patterns) => push(Rule::NotAction, patterns.join(", ")),
    }
    if let Patterns::AllBut(resources) = &statement.resources {
        push(Rule::NotResource, resources.join(", "));
    }
    for detail in open_storage(statement) {
        push(Rule::WildcardBucket, detail);
    }
    found
}

/// Objects and items by which state is read and written, that are reached through the wildcard of a bucket or a table:
/// `s3:GetObject on *`.
fn open_storage(statement: &Statement) -> Vec<String> {
    const KEPT: &[&str] = &[
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "s3:DeleteObject",
        "s3:GetObject",
        "s3:PutObject",
    ];
    let Patterns::Of(patterns) = &statement.actions else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for pattern in patterns {
        // Those are named as a wildcard on writing already.
        if statement.is_broad() && pattern.contains(['*', '?']) && !is_reading(pattern) {
            continue;
        }
        let actions = KEPT.iter().filter(|action| covers(pattern, action));
        let services: BTreeSet<&str> = actions.filter_map(|one| one.split(':').next()).collect();
        let resources = services
            .iter()
            .flat_map(|service| statement.wildcards_of(service));
        let resources: BTreeSet<&str> = resources.collect();
        found.extend(
            resources
                .iter()
                .map(|resource| format!("{pattern} on {resource}")),
        );
    }
    found
}
