//! `permission_sets`: a definition to a permission set.
//!
//! The fields are those of Cloud Posse's Terraform module, and `permissions_boundary`, `inline_policy_file`
//! and `previously`. Four more make a definition depend on the catalog's vars, for built-in sets and for the
//! catalog's own alike:
//!
//! - `requires`: vars without which there is no such set; to assign it without them is an error.
//! - `expects`: vars without which the set is less than it should be; a warning says so.
//! - `with`: names for the expressions of this definition.
//! - `for_each`: a var; one set for each entry, which is `each.key` and `each.value`.

mod built_in;
mod definitions;
mod parameters;
mod session_duration;
mod unknown;

use std::collections::BTreeMap;

use super::expressions::Scope;
use super::fields::{Fields, given};
use super::policies::{Documents, attach, inline_policy};
use crate::catalog::node::{Map, Node};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    OWNERSHIP_TAG, PermissionSet, PermissionSetEntry, PermissionSetName, SessionDuration,
    TextError, check_description, check_relay_state, check_tag,
};
use crate::source::{Located, Span};
use parameters::has_parameters;

pub(super) use built_in::read as read_built_in;
pub use built_in::{built_in_names, is_built_in};
pub(super) use definitions::{Definition, Definitions, definitions};
pub(super) use session_duration::session_duration;
pub(super) use unknown::{UnknownSets, report_unknown};

/// The keys of a definition.
pub const KEYS: &[&str] = &[
    "description",
    "session_duration",
    "relay_state",
    "tags",
    "policy_attachments",
    "customer_managed_policy_attachments",
    "inline_policy",
    "inline_policy_file",
    "permissions_boundary",
    "previously",
    "requires",
    "expects",
    "with",
    "for_each",
];

/// What every set takes that says nothing of its own.
struct Defaults {
    session_duration: SessionDuration,
    /// Read for the first set that takes them: a stack's tags may be known to Atmos alone.
    tags: Option<BTreeMap<String, String>>,
}

/// Works out the sets that the catalog defines, and the built-in ones that it assigns.
pub fn permission_sets<'a>(
    fields: &mut Fields<'a>,
    documents: &mut Documents<'_>,
    definitions: &Definitions<'a>,
    used: &BTreeMap<PermissionSetName, Span>,
) -> BTreeMap<PermissionSetName, PermissionSetEntry> {
    let mut defaults = defaults(fields);
    let mut sets = BTreeMap::new();
    for (name, definition) in &definitions.sets {
        let used = used.get(name);
        let mut definition = *definition;
        match (definition.scope.is_built_in, used) {
            (true, None) => continue,
            (true, Some(span)) => definition.scope.asked_by = Some(*span),
            (false, _) => {}
        }
        if let Some(entry) = permission_set(fields, documents, name, &definition, &mut defaults) {
            sets.insert(name.clone(), entry);
        }
    }
    sets
}

fn defaults(fields: &mut Fields<'_>) -> Defaults {
    let scope = Scope::default();
    let duration = fields.vars.get("session_duration");
    let duration = duration.and_then(|node| session_duration(fields, node, scope));
    Defaults {
        session_duration: duration.unwrap_or(SessionDuration::DEFAULT),
        tags: None,
    }
}

fn default_tags(fields: &mut Fields<'_>, defaults: &mut Defaults) -> BTreeMap<String, String> {
    if let Some(tags) = &defaults.tags {
        return tags.clone();
    }
    let node = fields.var("tags");
    let tags = node.map(|node| tags(fields, node, Scope::default()));
    defaults.tags.insert(tags.unwrap_or_default()).clone()
}

fn permission_set<'a>(
    fields: &mut Fields<'a>,
    documents: &mut Documents<'_>,
    name: &PermissionSetName,
    definition: &Definition<'a>,
    defaults: &mut Defaults,
) -> Option<PermissionSetEntry> {
    let (body, scope) = (definition.body, definition.scope);
    for (key, _) in body.iter() {
        if !KEYS.contains(&key.name.as_str()) {
            fields.unknown_key(key, &format!("permission set `{name}`"), KEYS, scope);
        }
    }
    if !has_parameters(fields, name, definition) {
        return None;
    }
    let mut set = PermissionSet::new(name.clone());
    set.session_duration = given(body, "session_duration")
        .and_then(|node| session_duration(fields, node, scope))
        .unwrap_or(defaults.session_duration);
    set.tags = match given(body, "tags") {
        Some(node) => tags(fields, node, scope),
        None => default_tags(fields, defaults),
    };
    set.description = checked_text(
        fields,
        given(body, "description"),
        "`description`",
        Code::BadDescription,
        check_description,
        scope,
    );
    set.relay_state = checked_text(
        fields,
        given(body, "relay_state"),
        "`relay_state`",
        Code::BadRelayState,
        check_relay_state,
        scope,
    );
    attach(fields, body, scope, definition.span, &mut set);
    set.inline_policy = inline_policy(fields, documents, name, body, scope);
    let previously = given(body, "previously");
    Some(PermissionSetEntry {
        set,
        span: definition.span,
        built_in: definition.scope.is_built_in,
        previously: previously.and_then(|node| previous_name(fields, node, scope)),
    })
}

fn checked_text<'a>(
    fields: &mut Fields<'a>,
    node: Option<&'a Node>,
    what: &str,
    code: Code,
    check: fn(&str) -> Result<(), TextError>,
    scope: Scope<'a>,
) -> Option<String> {
    let node = node?;
    // Terraform components say "" for "not given", and AWS takes no empty text.
    let text = fields
        .text(node, what, scope)
        .filter(|text| !text.is_empty())?;
    match check(&text) {
        Ok(()) => Some(text.into_owned()),
        Err(error) => {
            let help = matches!(
                (code, &error),
                (Code::BadDescription, TextError::Character { .. })
            )
            .then(|| "AWS takes Latin-1: write `-` for a dash, and straight quotes".to_owned());
            let diagnostic = Diagnostic::error(code, error.to_string()).help_opt(help);
            fields.push_at(node, diagnostic, "AWS refuses this text", scope);
            None
        }
    }
}

fn tags<'a>(fields: &mut Fields<'a>, node: &'a Node, scope: Scope<'a>) -> BTreeMap<String, String> {
    let mut tags = BTreeMap::new();
    let map = fields.map(node, "`tags`", "tags: {team: platform}", scope);
    for (key, value) in map.into_iter().flat_map(Map::iter) {
        if value.is_null() {
            continue;
        }
        let what = format!("the tag `{}`", key.name);
        let text = match value.value {
            crate::catalog::node::Value::Bool(flag) => Some(flag.to_string().into()),
            _ => fields.text(value, &what, scope),
        };
        let Some(text) = text else { continue };
        let reserved = key.name.starts_with("aws:") || key.name == OWNERSHIP_TAG;
        let reason = match check_tag(&key.name, &text) {
            Err(error) => error.to_string(),
            Ok(()) if reserved => format!("`{}` is not free to be set", key.name),
            Ok(()) => {
                tags.insert(key.name.clone(), text.into_owned());
                continue;
            }
        };
        let mut diagnostic = Diagnostic::error(Code::BadTag, reason);
        if key.name == OWNERSHIP_TAG {
            diagnostic = diagnostic.note("rolecall sets it, to the catalog's `name`");
        }
        fields.push(diagnostic.primary(key.span, "AWS refuses this tag"), scope);
    }
    tags
}

fn previous_name<'a>(
    fields: &mut Fields<'a>,
    node: &'a Node,
    scope: Scope<'a>,
) -> Option<Located<PermissionSetName>> {
    let text = fields.text(node, "`previously`", scope)?;
    match PermissionSetName::parse(&text) {
        Ok(name) => Some(Located::new(name, node.span)),
        Err(error) => {
            let diagnostic = Diagnostic::error(Code::BadRename, error.to_string());
            fields.push_at(node, diagnostic, "no set can have had this name", scope);
            None
        }
    }
}
