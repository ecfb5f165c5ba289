//! Policies that a permission set refers to: attachments and the permissions boundary.

use super::well_known;
use crate::catalog::lower::expressions::Scope;
use crate::catalog::lower::fields::{Fields, given};
use crate::catalog::node::{Map, Node, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    CustomerManagedPolicy, ManagedPolicy, PermissionSet, PermissionsBoundary, PolicyNameError,
};
use crate::source::Span;

/// Policies that AWS attaches to one set (IAM Identity Center quota, not raisable).
const POLICIES_MAX: usize = 20;
/// Policies that IAM attaches to one role until its quota is raised in each account.
const ROLE_POLICIES_DEFAULT: usize = 10;

/// The keys of a permissions boundary.
pub const BOUNDARY_KEYS: &[&str] = &["policy", "customer_managed_policy"];

/// The keys of a customer managed policy.
pub const CUSTOMER_MANAGED_KEYS: &[&str] = &["name", "path"];

/// The attached policies and the permissions boundary.
pub fn attach<'a>(
    fields: &mut Fields<'a>,
    body: &'a Map,
    scope: Scope<'a>,
    span: Span,
    set: &mut PermissionSet,
) {
    if let Some(node) = given(body, "policy_attachments") {
        let what = "`policy_attachments`";
        for element in fields.list(node, what, scope).unwrap_or_default() {
            set.managed_policies
                .extend(managed_policy(fields, element, scope));
        }
    }
    if let Some(node) = given(body, "customer_managed_policy_attachments") {
        let what = "`customer_managed_policy_attachments`";
        for element in fields.list(node, what, scope).unwrap_or_default() {
            let policy = customer_managed_policy(fields, element, scope);
            set.customer_managed_policies.extend(policy);
        }
    }
    check_count(fields, scope, span, set);
    if let Some(node) = given(body, "permissions_boundary") {
        set.permissions_boundary = permissions_boundary(fields, node, scope);
    }
}

fn check_count<'a>(fields: &mut Fields<'a>, scope: Scope<'a>, span: Span, set: &PermissionSet) {
    let (count, name) = (set.attached_policies(), &set.name);
    let diagnostic = if count > POLICIES_MAX {
        Diagnostic::error(
            Code::TooManyPolicies,
            format!(
                "permission set `{name}` has {count} attached policies; AWS allows {POLICIES_MAX}"
            ),
        )
        .help("join several customer managed policies into one, or use the inline policy")
    } else if count > ROLE_POLICIES_DEFAULT {
        Diagnostic::warning(
            Code::TooManyPolicies,
            format!("permission set `{name}` has {count} attached policies"),
        )
        .note(format!(
            "IAM attaches {ROLE_POLICIES_DEFAULT} policies to a role until its quota is raised in each account"
        ))
        .help("raise the quota `Managed policies attached to an IAM role` in every account, or attach fewer")
    } else {
        return;
    };
    let diagnostic = diagnostic.primary(span, "more than a role takes by default");
    fields.push(diagnostic, scope);
}

/// An AWS managed policy by name, path or ARN.
fn managed_policy<'a>(
    fields: &mut Fields<'a>,
    node: &'a Node,
    scope: Scope<'a>,
) -> Option<ManagedPolicy> {
    let text = fields.text(node, "an AWS managed policy", scope)?;
    let policy = match ManagedPolicy::parse(&text) {
        Ok(policy) => policy,
        Err(error) => {
            let help = match &error {
                PolicyNameError::CustomerManaged(arn) => customer_managed_help(arn),
                _ => "write a name (ReadOnlyAccess), a path and name (job-function/Billing) or an ARN".to_owned(),
            };
            let diagnostic = Diagnostic::error(Code::BadPolicyName, error.to_string());
            let reason = "not an AWS managed policy";
            fields.push_at(node, diagnostic.help(help), reason, scope);
            return None;
        }
    };
    if let Some(meant) = well_known::meant(policy.as_str()) {
        let diagnostic = Diagnostic::error(
            Code::PolicyNotFound,
            format!("AWS has no managed policy `{policy}`"),
        )
        .note("the path is part of a policy's name")
        .help(format!("write `{meant}`"));
        fields.push_at(node, diagnostic, "not under this path and spelling", scope);
        return None;
    }
    Some(policy)
}

/// `{name, path}`, or the name alone.
fn customer_managed_policy<'a>(
    fields: &mut Fields<'a>,
    node: &'a Node,
    scope: Scope<'a>,
) -> Option<CustomerManagedPolicy> {
    let what = "a customer managed policy";
    let (name, path) = match &node.value {
        Value::String(_) => (fields.text(node, what, scope)?, None),
        _ => {
            let map = fields.map(node, what, "{name: Operations, path: /teams/}", scope)?;
            for (key, _) in map.iter() {
                if !CUSTOMER_MANAGED_KEYS.contains(&key.name.as_str()) {
                    fields.unknown_key(key, what, CUSTOMER_MANAGED_KEYS, scope);
                }
            }
            let Some(name) = given(map, "name") else {
                let diagnostic =
                    Diagnostic::error(Code::MissingKey, format!("{what} has no `name`"))
                        .help("write {name: NAME, path: /}");
                fields.push_at(node, diagnostic, "which policy?", scope);
                return None;
            };
            let name = fields.text(name, "the policy's `name`", scope)?;
            let path = match given(map, "path") {
                Some(path) => Some(fields.text(path, "the policy's `path`", scope)?),
                None => None,
            };
            (name, path)
        }
    };
    match CustomerManagedPolicy::parse(&name, path.as_deref().unwrap_or("/")) {
        Ok(policy) => Some(policy),
        Err(error) => {
            let arn = name
                .starts_with("arn:")
                .then(|| customer_managed_help(&name));
            let diagnostic =
                Diagnostic::error(Code::BadPolicyName, error.to_string()).help_opt(arn);
            fields.push_at(node, diagnostic, "AWS refuses this name", scope);
            None
        }
    }
}

/// Exactly one of `policy` and `customer_managed_policy`: AWS refuses both, and neither, only when it is
/// asked to put the boundary.
fn permissions_boundary<'a>(
    fields: &mut Fields<'a>,
    node: &'a Node,
    scope: Scope<'a>,
) -> Option<PermissionsBoundary> {
    let what = "`permissions_boundary`";
    let shape = "permissions_boundary: {policy: PowerUserAccess}";
    let map = fields.map(node, what, shape, scope)?;
    let mut foreign = false;
    for (key, _) in map.iter() {
        if !BOUNDARY_KEYS.contains(&key.name.as_str()) {
            foreign = true;
            fields.unknown_key(key, what, BOUNDARY_KEYS, scope);
        }
    }
    match (given(map, "policy"), given(map, "customer_managed_policy")) {
        (Some(policy), None) => {
            managed_policy(fields, policy, scope).map(PermissionsBoundary::Managed)
        }
        (None, Some(policy)) => {
            customer_managed_policy(fields, policy, scope).map(PermissionsBoundary::CustomerManaged)
        }
        (None, None) if foreign => None,
        (one, _) => {
            let (message, reason) = match one {
                Some(_) => (
                    "a permissions boundary is one policy, not two",
                    "both are given",
                ),
                None => (
                    "a permissions boundary without a policy",
                    "neither is given",
                ),
            };
            let diagnostic = Diagnostic::error(Code::BadPermissionsBoundary, message)
                .help("give exactly one of `policy` and `customer_managed_policy`");
            fields.push_at(node, diagnostic, reason, scope);
            None
        }
    }
}

/// How the policy behind an ARN in somebody's account is named, which works in every account.
fn customer_managed_help(arn: &str) -> String {
    let resource = arn
        .split_once(":policy/")
        .map_or("", |(_, resource)| resource);
    let (path, name) = match resource.rsplit_once('/') {
        Some((path, name)) => (format!("/{path}/"), name),
        None => ("/".to_owned(), resource),
    };
    format!(
        "customer_managed_policy_attachments: [{{name: {name}, path: {path}}}]; the policy must exist in every account"
    )
}
