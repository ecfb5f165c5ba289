//! `protected`: groups, users and permission sets whose access must not be removed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::lower::expressions::Scope;
use crate::catalog::lower::fields::Fields;
use crate::catalog::lower::permission_sets::{Definitions, UnknownSets, report_unknown};
use crate::catalog::lower::principals::principal_names;
use crate::catalog::node::{Map, Node};
use crate::model::{PermissionSetName, PrincipalType, Protected};
use crate::source::Span;

/// The keys of `protected`.
pub const KEYS: &[&str] = &["groups", "users", "permission_sets"];

/// Reads what is protected. A permission set must be one that could be assigned; groups and users are looked up
/// when the catalog meets the identity store, as those that are assigned.
pub fn protected<'a>(fields: &mut Fields<'a>, definitions: &Definitions<'a>) -> Protected {
    let mut protected = Protected::default();
    let node = fields.var("protected");
    let shape = "protected: {groups: [Managers]}";
    let map = node.and_then(|node| fields.map(node, "`protected`", shape, Scope::default()));
    for (key, node) in map.into_iter().flat_map(Map::iter) {
        match key.name.as_str() {
            "groups" => protected.groups = protected_names(fields, node, PrincipalType::Group),
            "users" => protected.users = protected_names(fields, node, PrincipalType::User),
            "permission_sets" => {
                protected.permission_sets = protected_sets(fields, node, definitions);
            }
            _ => fields.unknown_key(key, "`protected`", KEYS, Scope::default()),
        }
    }
    protected
}

fn protected_names<'a>(
    fields: &mut Fields<'a>,
    node: &'a Node,
    kind: PrincipalType,
) -> BTreeMap<Arc<str>, Span> {
    let what = match kind {
        PrincipalType::Group => "`protected.groups`",
        PrincipalType::User => "`protected.users`",
    };
    let names = principal_names(fields, node, what, kind).into_iter();
    names.map(|name| (name.value, name.span)).collect()
}

fn protected_sets<'a>(
    fields: &mut Fields<'a>,
    node: &'a Node,
    definitions: &Definitions<'a>,
) -> BTreeMap<PermissionSetName, Span> {
    let scope = Scope::default();
    let mut sets = BTreeMap::new();
    let mut unknown = UnknownSets::default();
    let names = match node.is_null() {
        true => None,
        false => fields.list(node, "`protected.permission_sets`", scope),
    };
    for element in names.unwrap_or_default() {
        let Some(name) = fields.text(element, "the name of a permission set", scope) else {
            continue;
        };
        match PermissionSetName::parse(&name) {
            // The name before a rename stands for the set: it is protected while it takes the new name, too.
            Ok(known)
                if definitions.sets.contains_key(&known)
                    || definitions.renamed.contains_key(known.as_str()) =>
            {
                sets.entry(known).or_insert(element.span);
            }
            _ => unknown.add(&name, element.span),
        }
    }
    report_unknown(fields, definitions, &unknown);
    sets
}
