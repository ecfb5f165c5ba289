//! Policies that a permission set refers to: attachments and the permissions boundary.

use super::Lowering;
use super::definitions::Definition;
use super::managed_policies;
use super::permission_sets::field;
use super::scope::Scope;
use crate::catalog::node::{Node, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    CustomerManagedPolicy, ManagedPolicy, PermissionSet, PermissionsBoundary, PolicyNameError,
};

/// Policies that AWS attaches to one set (IAM Identity Center quota, not raisable).
const POLICIES_MAX: usize = 20;
/// Policies that IAM attaches to one role until its quota is raised in each account.
const ROLE_POLICIES_DEFAULT: usize = 10;

/// The keys of a permissions boundary.
pub(super) const BOUNDARY_KEYS: &[&str] = &["policy", "customer_managed_policy"];

/// The keys of a customer managed policy.
pub(super) const CUSTOMER_MANAGED_KEYS: &[&str] = &["name", "path"];

impl<'a> Lowering<'a> {
    /// The attached policies and the permissions boundary.
    pub(super) fn policies(&mut self, definition: &Definition<'a>, set: &mut PermissionSet) {
        let (body, scope) = (definition.body, definition.scope);
        if let Some(node) = field(body, "policy_attachments") {
            let what = "`policy_attachments`";
            for element in self.list(node, what, scope).unwrap_or_default() {
                set.managed_policies
                    .extend(self.managed_policy(element, scope));
            }
        }
        if let Some(node) = field(body, "customer_managed_policy_attachments") {
            let what = "`customer_managed_policy_attachments`";
            for element in self.list(node, what, scope).unwrap_or_default() {
                let policy = self.customer_managed_policy(element, scope);
                set.customer_managed_policies.extend(policy);
            }
        }
        self.check_count(definition, set);
        if let Some(node) = field(body, "permissions_boundary") {
            set.permissions_boundary = self.permissions_boundary(node, scope);
        }
    }

    fn check_count(&mut self, definition: &Definition<'a>, set: &PermissionSet) {
        let (count, name) = (set.attached_policies(), &set.name);
        let diagnostic = if count > POLICIES_MAX {
            Diagnostic::error(
                Code::TooManyPolicies,
                format!("permission set `{name}` has {count} attached policies; AWS allows {POLICIES_MAX}"),
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
        let diagnostic = diagnostic.primary(definition.span, "more than a role takes by default");
        self.push(diagnostic, definition.scope);
    }

    /// An AWS managed policy by name, path or ARN.
    fn managed_policy(&mut self, node: &'a Node, scope: Scope<'a>) -> Option<ManagedPolicy> {
        let text = self.text(node, "an AWS managed policy", scope)?;
        let policy = match ManagedPolicy::parse(&text) {
            Ok(policy) => policy,
            Err(error) => {
                let help = match &error {
                    PolicyNameError::CustomerManaged(arn) => customer_managed_help(arn),
                    _ => "write a name (ReadOnlyAccess), a path and name (job-function/Billing) or an ARN".to_owned(),
                };
                let diagnostic = Diagnostic::error(Code::BadPolicyName, error.to_string());
                let reason = "not an AWS managed policy";
                self.push_at(node, diagnostic.help(help), reason, scope);
                return None;
            }
        };
        if let Some(meant) = managed_policies::meant(policy.as_str()) {
            let diagnostic = Diagnostic::error(
                Code::PolicyNotFound,
                format!("AWS has no managed policy `{policy}`"),
            )
            .note("the path is part of a policy's name")
            .help(format!("write `{meant}`"));
            self.push_at(node, diagnostic, "not under this path and spelling", scope);
            return None;
        }
        Some(policy)
    }

    /// `{name, path}`, or the name alone.
    fn customer_managed_policy(
        &mut self,
        node: &'a Node,
        scope: Scope<'a>,
    ) -> Option<CustomerManagedPolicy> {
        let what = "a customer managed policy";
        let (name, path) = match &node.value {
            Value::String(_) => (self.text(node, what, scope)?, None),
            _ => {
                let map = self.map(node, what, "{name: Operations, path: /teams/}", scope)?;
                for (key, _) in map.iter() {
                    if !CUSTOMER_MANAGED_KEYS.contains(&key.name.as_str()) {
                        self.unknown_key(key, what, CUSTOMER_MANAGED_KEYS, scope);
                    }
                }
                let Some(name) = field(map, "name") else {
                    let diagnostic =
                        Diagnostic::error(Code::MissingKey, format!("{what} has no `name`"))
                            .help("write {name: NAME, path: /}");
                    self.push_at(node, diagnostic, "which policy?", scope);
                    return None;
                };
                let name = self.text(name, "the policy's `name`", scope)?;
                let path = match field(map, "path") {
                    Some(path) => Some(self.text(path, "the policy's `path`", scope)?),
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
                self.push_at(node, diagnostic, "AWS refuses this name", scope);
                None
            }
        }
    }

    /// Exactly one of `policy` and `customer_managed_policy`: AWS refuses both, and neither, only when it is
    /// asked to put the boundary.
    fn permissions_boundary(
        &mut self,
        node: &'a Node,
        scope: Scope<'a>,
    ) -> Option<PermissionsBoundary> {
        let what = "`permissions_boundary`";
        let shape = "permissions_boundary: {policy: PowerUserAccess}";
        let map = self.map(node, what, shape, scope)?;
        let mut foreign = false;
        for (key, _) in map.iter() {
            if !BOUNDARY_KEYS.contains(&key.name.as_str()) {
                foreign = true;
                self.unknown_key(key, what, BOUNDARY_KEYS, scope);
            }
        }
        match (field(map, "policy"), field(map, "customer_managed_policy")) {
            (Some(policy), None) => self
                .managed_policy(policy, scope)
                .map(PermissionsBoundary::Managed),
            (None, Some(policy)) => self
                .customer_managed_policy(policy, scope)
                .map(PermissionsBoundary::CustomerManaged),
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
                self.push_at(node, diagnostic, reason, scope);
                None
            }
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
