//! `protected`: groups, users and permission sets whose access must not be removed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Lowering;
use super::definitions::Definitions;
use super::scope::Scope;
use super::unknown_sets::UnknownSets;
use crate::catalog::node::{Map, Node};
use crate::model::{PermissionSetName, PrincipalType, Protected};
use crate::source::Span;

pub(super) const KEYS: &[&str] = &["groups", "users", "permission_sets"];

impl<'a> Lowering<'a> {
    /// Reads what is protected. A permission set must be one that could be assigned; groups and users are looked up
    /// when the catalog meets the identity store, as those that are assigned.
    pub(super) fn protected(&mut self, definitions: &Definitions<'a>) -> Protected {
        let mut protected = Protected::default();
        let node = self.vars.get("protected").filter(|node| !node.is_null());
        let shape = "protected: {groups: [Managers]}";
        let map = node.and_then(|node| self.map(node, "`protected`", shape, Scope::default()));
        for (key, node) in map.into_iter().flat_map(Map::iter) {
            match key.name.as_str() {
                "groups" => protected.groups = self.protected_names(node, PrincipalType::Group),
                "users" => protected.users = self.protected_names(node, PrincipalType::User),
                "permission_sets" => {
                    protected.permission_sets = self.protected_sets(node, definitions);
                }
                _ => self.unknown_key(key, "`protected`", KEYS, Scope::default()),
            }
        }
        protected
    }

    fn protected_names(&mut self, node: &'a Node, kind: PrincipalType) -> BTreeMap<Arc<str>, Span> {
        let what = match kind {
            PrincipalType::Group => "`protected.groups`",
            PrincipalType::User => "`protected.users`",
        };
        let names = self.principal_names(node, what, kind).into_iter();
        names.map(|name| (name.value, name.span)).collect()
    }

    fn protected_sets(
        &mut self,
        node: &'a Node,
        definitions: &Definitions<'a>,
    ) -> BTreeMap<PermissionSetName, Span> {
        let scope = Scope::default();
        let mut sets = BTreeMap::new();
        let mut unknown = UnknownSets::default();
        let names = match node.is_null() {
            true => None,
            false => self.list(node, "`protected.permission_sets`", scope),
        };
        for element in names.unwrap_or_default() {
            let Some(name) = self.text(element, "the name of a permission set", scope) else {
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
        self.report_unknown(definitions, &unknown);
        sets
    }
}
