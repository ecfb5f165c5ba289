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

use std::collections::BTreeMap;

use super::Lowering;
use super::definitions::{Definition, Definitions};
use super::scope::Scope;
use super::text::listed;
use crate::catalog::node::{Map, Node};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{
    OWNERSHIP_TAG, PermissionSet, PermissionSetEntry, PermissionSetName, SessionDuration,
    TextError, check_description, check_relay_state, check_tag,
};
use crate::source::{Located, Span};

/// The keys of a definition.
pub(super) const KEYS: &[&str] = &[
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

impl<'a> Lowering<'a> {
    /// Works out the sets that the catalog defines, and the built-in ones that it assigns.
    pub(super) fn permission_sets(
        &mut self,
        definitions: &Definitions<'a>,
        used: &BTreeMap<PermissionSetName, Span>,
    ) -> BTreeMap<PermissionSetName, PermissionSetEntry> {
        let mut defaults = self.defaults();
        let mut sets = BTreeMap::new();
        for (name, definition) in &definitions.sets {
            let used = used.get(name);
            let mut definition = *definition;
            match (definition.scope.is_built_in, used) {
                (true, None) => continue,
                (true, Some(span)) => definition.scope.asked_by = Some(*span),
                (false, _) => {}
            }
            if let Some(entry) = self.permission_set(name, &definition, &mut defaults) {
                sets.insert(name.clone(), entry);
            }
        }
        sets
    }

    fn defaults(&mut self) -> Defaults {
        let scope = Scope::default();
        let duration = self.vars.get("session_duration");
        let duration = duration.and_then(|node| self.session_duration(node, scope));
        Defaults {
            session_duration: duration.unwrap_or(SessionDuration::DEFAULT),
            tags: None,
        }
    }

    fn default_tags(&mut self, defaults: &mut Defaults) -> BTreeMap<String, String> {
        if let Some(tags) = &defaults.tags {
            return tags.clone();
        }
        let node = self.vars.get("tags").filter(|node| !node.is_null());
        let tags = node.map(|node| self.tags(node, Scope::default()));
        defaults.tags.insert(tags.unwrap_or_default()).clone()
    }

    fn permission_set(
        &mut self,
        name: &PermissionSetName,
        definition: &Definition<'a>,
        defaults: &mut Defaults,
    ) -> Option<PermissionSetEntry> {
        let (body, scope) = (definition.body, definition.scope);
        for (key, _) in body.iter() {
            if !KEYS.contains(&key.name.as_str()) {
                self.unknown_key(key, &format!("permission set `{name}`"), KEYS, scope);
            }
        }
        if !self.has_parameters(name, definition) {
            return None;
        }
        let mut set = PermissionSet::new(name.clone());
        set.session_duration = field(body, "session_duration")
            .and_then(|node| self.session_duration(node, scope))
            .unwrap_or(defaults.session_duration);
        set.tags = match field(body, "tags") {
            Some(node) => self.tags(node, scope),
            None => self.default_tags(defaults),
        };
        set.description = self.checked_text(
            field(body, "description"),
            "`description`",
            Code::BadDescription,
            check_description,
            scope,
        );
        set.relay_state = self.checked_text(
            field(body, "relay_state"),
            "`relay_state`",
            Code::BadRelayState,
            check_relay_state,
            scope,
        );
        self.policies(definition, &mut set);
        set.inline_policy = self.inline_policy(name, definition);
        let previously = field(body, "previously");
        Some(PermissionSetEntry {
            set,
            span: definition.span,
            built_in: definition.scope.is_built_in,
            previously: previously.and_then(|node| self.previous_name(node, scope)),
        })
    }

    /// Whether the vars are given that a set cannot be without; says which are not.
    fn has_parameters(&mut self, name: &PermissionSetName, definition: &Definition<'a>) -> bool {
        let (requires, sound) = self.missing(definition, "requires");
        if !requires.is_empty() {
            let diagnostic = Diagnostic::error(
                Code::MissingParameter,
                format!("permission set `{name}` needs {}", are_given(&requires)),
            );
            self.missing_parameters(diagnostic, definition, &requires);
        }
        let (expects, sound_too) = self.missing(definition, "expects");
        if requires.is_empty() && !expects.is_empty() {
            let diagnostic = Diagnostic::warning(
                Code::MissingParameter,
                format!(
                    "permission set `{name}` is incomplete without {}",
                    are_given(&expects)
                ),
            )
            .note("what needs them is left out of its inline policy");
            self.missing_parameters(diagnostic, definition, &expects);
        }
        sound && sound_too && requires.is_empty()
    }

    fn missing_parameters(
        &mut self,
        diagnostic: Diagnostic,
        definition: &Definition<'a>,
        names: &[String],
    ) {
        let place = definition.scope.asked_by.unwrap_or(definition.span);
        let first = names.first().map_or("", String::as_str);
        let them = if names.len() == 1 { "it" } else { "them" };
        let help = match definition.scope.each {
            Some(each) => format!("give {them} in the entry `{}`", each.key),
            None => {
                format!("give {them} beside `account_assignments`, for example {first}: arn:aws:…")
            }
        };
        let text = match definition.scope.asked_by {
            Some(_) => "assigned here",
            None => "defined here",
        };
        self.diagnostics
            .push(diagnostic.primary(place, text).help(help));
    }

    /// The names under `requires` or `expects` that are not given, and whether all could be looked up.
    fn missing(&mut self, definition: &Definition<'a>, field_name: &str) -> (Vec<String>, bool) {
        let mut missing = Vec::new();
        let Some(node) = field(definition.body, field_name) else {
            return (missing, true);
        };
        let scope = definition.scope;
        let what = format!("`{field_name}`");
        let mut sound = true;
        for element in self.list(node, &what, scope).unwrap_or_default() {
            let Some(name) = element.as_text() else {
                self.wrong_type::<()>(element, &what, "a list of names of vars", None, scope);
                continue;
            };
            match self.templates.is_given(name, scope) {
                Ok(true) => {}
                Ok(false) => missing.push(name.to_owned()),
                Err(failure) => {
                    self.cannot_work_out(failure, element.span, scope);
                    sound = false;
                }
            }
        }
        (missing, sound)
    }

    fn checked_text(
        &mut self,
        node: Option<&'a Node>,
        what: &str,
        code: Code,
        check: fn(&str) -> Result<(), TextError>,
        scope: Scope<'a>,
    ) -> Option<String> {
        let node = node?;
        // Terraform components say "" for "not given", and AWS takes no empty text.
        let text = self
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
                self.push_at(node, diagnostic, "AWS refuses this text", scope);
                None
            }
        }
    }

    fn tags(&mut self, node: &'a Node, scope: Scope<'a>) -> BTreeMap<String, String> {
        let mut tags = BTreeMap::new();
        let map = self.map(node, "`tags`", "tags: {team: platform}", scope);
        for (key, value) in map.into_iter().flat_map(Map::iter) {
            if value.is_null() {
                continue;
            }
            let what = format!("the tag `{}`", key.name);
            let text = match value.value {
                crate::catalog::node::Value::Bool(flag) => Some(flag.to_string().into()),
                _ => self.text(value, &what, scope),
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
            self.push(diagnostic.primary(key.span, "AWS refuses this tag"), scope);
        }
        tags
    }

    fn previous_name(
        &mut self,
        node: &'a Node,
        scope: Scope<'a>,
    ) -> Option<Located<PermissionSetName>> {
        let text = self.text(node, "`previously`", scope)?;
        match PermissionSetName::parse(&text) {
            Ok(name) => Some(Located::new(name, node.span)),
            Err(error) => {
                let diagnostic = Diagnostic::error(Code::BadRename, error.to_string());
                self.push_at(node, diagnostic, "no set can have had this name", scope);
                None
            }
        }
    }
}

/// A field that is given; null says "not given".
pub(super) fn field<'n>(body: &'n Map, name: &str) -> Option<&'n Node> {
    body.get(name).filter(|node| !node.is_null())
}

fn are_given(names: &[String]) -> String {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    listed(&names)
}
