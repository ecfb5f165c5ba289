//! `groups`, `required_groups` and Cloud Posse's `idp_groups`.
//!
//! A group that must exist may have a long form: `{name: Developers, external_id: …, just_in_time: true}`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::names::{principal_name, principal_names};
use crate::catalog::lower::expressions::Scope;
use crate::catalog::lower::fields::{Fields, given};
use crate::catalog::node::{Map, Node};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{GroupFacts, PrincipalType};
use crate::source::Located;

/// Names that AWS keeps for itself (identity store, CreateGroup: "reserved names").
const RESERVED: &[&str] = &["Administrator", "AWSAdministrators"];

/// What is said of groups besides their names.
pub type Facts = BTreeMap<Arc<str>, GroupFacts>;

/// The keys of an entry.
pub const KEYS: &[&str] = &["name", "external_id", "just_in_time"];

/// The identity store's limit for an external id (its API's model, `ExternalIdIdentifier`).
const EXTERNAL_ID_MAX: usize = 256;

/// The groups that must exist, and what is said of them: `required_groups` and Cloud Posse's `idp_groups`.
pub fn groups_that_must_exist(fields: &mut Fields<'_>) -> (Vec<Located<Arc<str>>>, Facts) {
    let mut facts = Facts::new();
    let mut groups = group_entries(fields, "required_groups", &mut facts);
    let known: BTreeSet<_> = groups
        .iter()
        .map(|group| Arc::clone(&group.value))
        .collect();
    let others = group_entries(fields, "idp_groups", &mut facts).into_iter();
    groups.extend(others.filter(|group| !known.contains(&group.value)));
    (groups, facts)
}

/// The groups to create where they are missing.
pub fn groups_to_create(fields: &mut Fields<'_>) -> Vec<Located<Arc<str>>> {
    let groups = group_names(fields, "groups");
    for group in &groups {
        if RESERVED.contains(&&*group.value) {
            fields.diagnostics.push(
                Diagnostic::error(
                    Code::BadName,
                    format!("a group cannot be called `{}`", group.value),
                )
                .primary(group.span, "AWS keeps this name for itself")
                .help("choose another name"),
            );
        }
    }
    groups
}

fn group_names(fields: &mut Fields<'_>, var: &str) -> Vec<Located<Arc<str>>> {
    let scope = Scope::default();
    let Some(node) = fields.var(var) else {
        return Vec::new();
    };
    let what = format!("`{var}`");
    if var == "groups" && node.as_map().is_some() {
        let help =
            "groups with their permission sets stand under an account of `account_assignments`";
        let expected = "a list of the names of groups to create";
        fields.wrong_type::<()>(node, &what, expected, Some(help), scope);
        return Vec::new();
    }
    principal_names(fields, node, &what, PrincipalType::Group)
}

/// The groups in a list of those that must exist: names, or mappings. What mappings say besides is added to
/// `facts`; of two entries for one group the first counts.
pub fn group_entries(
    fields: &mut Fields<'_>,
    var: &str,
    facts: &mut Facts,
) -> Vec<Located<Arc<str>>> {
    let Some(node) = fields.var(var) else {
        return Vec::new();
    };
    let list = fields.list(node, &format!("`{var}`"), Scope::default());
    let mut names: Vec<Located<Arc<str>>> = Vec::new();
    let mut seen = BTreeSet::new();
    for element in list.unwrap_or_default() {
        let entry = match element.as_map() {
            Some(map) => group_entry(fields, element, map),
            None => principal_name(fields, element, PrincipalType::Group)
                .map(|name| (name, GroupFacts::default())),
        };
        if let Some((name, said)) = entry
            && seen.insert(Arc::clone(&name.value))
        {
            if said != GroupFacts::default() {
                facts.entry(Arc::clone(&name.value)).or_insert(said);
            }
            names.push(name);
        }
    }
    names
}

/// Name and facts of an entry; `None` after a diagnostic.
fn group_entry(
    fields: &mut Fields<'_>,
    entry: &Node,
    map: &Map,
) -> Option<(Located<Arc<str>>, GroupFacts)> {
    for (key, _) in map.iter() {
        if !KEYS.contains(&key.name.as_str()) {
            fields.unknown_key(key, "the entry of a group", KEYS, Scope::default());
        }
    }
    let Some(name) = map.get("name") else {
        let diagnostic = Diagnostic::error(Code::MissingKey, "a group has no name")
            .help("write {name: GROUP, external_id: ID}");
        fields.push_at(entry, diagnostic, "`name` is missing", Scope::default());
        return None;
    };
    let name = principal_name(fields, name, PrincipalType::Group);
    let external_id = given(map, "external_id");
    let external_id = external_id.and_then(|node| checked_external_id(fields, node));
    let just_in_time = given(map, "just_in_time");
    let just_in_time =
        just_in_time.and_then(|node| fields.flag(node, "`just_in_time`", Scope::default()));
    let facts = GroupFacts {
        external_id,
        just_in_time: just_in_time.unwrap_or_default(),
    };
    Some((name?, facts))
}

fn checked_external_id(fields: &mut Fields<'_>, node: &Node) -> Option<Located<Arc<str>>> {
    let id = fields.text(node, "`external_id`", Scope::default())?;
    let reason = match id.chars().count() {
        _ if id.trim().is_empty() => "it is empty".to_owned(),
        length if length > EXTERNAL_ID_MAX => {
            format!("it has {length} characters; AWS allows {EXTERNAL_ID_MAX}")
        }
        _ => return Some(Located::new(id.as_ref().into(), node.span)),
    };
    let diagnostic = Diagnostic::error(Code::BadName, "this is not an external id")
        .help("`rolecall groups` lists the external ids that the identity provider gave");
    fields.push_at(node, diagnostic, reason, Scope::default());
    None
}
