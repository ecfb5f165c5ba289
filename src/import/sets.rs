//! A permission set as its definition in a catalog.

use serde_json::Value as Json;

use super::yaml::{Entry, Yaml};
use crate::model::{
    CustomerManagedPolicy, PermissionSet, PermissionsBoundary, PolicyDocument, SessionDuration,
};

/// How an inline policy is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PolicyForm {
    /// As a mapping, in the catalog's own style.
    Mapping,
    /// As a text of JSON, for what a mapping cannot say.
    Json,
}

/// The definition of a set where sessions last `default` unless the set says otherwise.
pub(super) fn definition(set: &PermissionSet, default: SessionDuration, form: PolicyForm) -> Yaml {
    let mut entries = Vec::new();
    let mut add = |key: &str, value: Option<Yaml>| {
        entries.extend(value.map(|value| Entry::new(key, value)));
    };
    add("description", set.description.clone().map(Yaml::Text));
    let duration = set.session_duration;
    let own = (duration != default).then(|| Yaml::text(duration.to_string()));
    add("session_duration", own);
    add("relay_state", set.relay_state.clone().map(Yaml::Text));
    let tags = set.tags.iter();
    let tags = tags.map(|(key, value)| Entry::new(key, Yaml::text(value)));
    add(
        "tags",
        some(Yaml::Braces(tags.collect()), set.tags.is_empty()),
    );
    let managed = &set.managed_policies;
    add(
        "policy_attachments",
        some(Yaml::texts(managed), managed.is_empty()),
    );
    let customer = &set.customer_managed_policies;
    let policies = Yaml::List(customer.iter().map(customer_managed).collect());
    add(
        "customer_managed_policy_attachments",
        some(policies, customer.is_empty()),
    );
    add(
        "inline_policy",
        set.inline_policy
            .as_ref()
            .map(|policy| inline_policy(policy, form)),
    );
    add(
        "permissions_boundary",
        set.permissions_boundary.as_ref().map(boundary),
    );
    Yaml::Map(entries)
}

fn some(value: Yaml, is_empty: bool) -> Option<Yaml> {
    (!is_empty).then_some(value)
}

fn customer_managed(policy: &CustomerManagedPolicy) -> Yaml {
    let mut entries = vec![Entry::new("name", Yaml::text(policy.name()))];
    if policy.path() != "/" {
        entries.push(Entry::new("path", Yaml::text(policy.path())));
    }
    Yaml::Braces(entries)
}

fn boundary(boundary: &PermissionsBoundary) -> Yaml {
    let (key, value) = match boundary {
        PermissionsBoundary::Managed(policy) => ("policy", Yaml::text(policy.as_str())),
        PermissionsBoundary::CustomerManaged(policy) => {
            ("customer_managed_policy", customer_managed(policy))
        }
    };
    Yaml::Braces(vec![Entry::new(key, value)])
}

fn inline_policy(policy: &PolicyDocument, form: PolicyForm) -> Yaml {
    match form {
        PolicyForm::Mapping => json(policy.value()),
        PolicyForm::Json => Yaml::text(policy.text()),
    }
}

fn json(value: &Json) -> Yaml {
    match value {
        Json::Null => Yaml::Plain("null".to_owned()),
        Json::Bool(flag) => Yaml::Plain(flag.to_string()),
        Json::Number(number) => Yaml::Plain(number.to_string()),
        Json::String(text) => Yaml::text(text),
        Json::Array(values) => Yaml::List(values.iter().map(json).collect()),
        Json::Object(members) => {
            let entries = members.iter();
            Yaml::Map(
                entries
                    .map(|(key, value)| Entry::new(key, json(value)))
                    .collect(),
            )
        }
    }
}
