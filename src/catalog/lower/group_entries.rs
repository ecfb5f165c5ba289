//! A group that must exist, in its long form: `{name: Developers, external_id: …, just_in_time: true}`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Lowering;
use super::scope::Scope;
use crate::catalog::node::{Map, Node};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{GroupFacts, PrincipalType};
use crate::source::Located;

/// What is said of groups besides their names.
pub(super) type Facts = BTreeMap<Arc<str>, GroupFacts>;

/// The keys of an entry.
pub(super) const KEYS: &[&str] = &["name", "external_id", "just_in_time"];

/// The identity store's limit for an external id (its API's model, `ExternalIdIdentifier`).
const EXTERNAL_ID_MAX: usize = 256;

impl Lowering<'_> {
    /// The groups in a list of those that must exist: names, or mappings. What mappings say besides is added to
    /// `facts`; of two entries for one group the first counts.
    pub(super) fn group_entries(&mut self, var: &str, facts: &mut Facts) -> Vec<Located<Arc<str>>> {
        let Some(node) = self.vars.get(var).filter(|node| !node.is_null()) else {
            return Vec::new();
        };
        let list = self.list(node, &format!("`{var}`"), Scope::default());
        let mut names: Vec<Located<Arc<str>>> = Vec::new();
        let mut seen = BTreeSet::new();
        for element in list.unwrap_or_default() {
            let entry = match element.as_map() {
                Some(map) => self.group_entry(element, map),
                None => self
                    .principal_name(element, PrincipalType::Group)
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
    fn group_entry(&mut self, entry: &Node, map: &Map) -> Option<(Located<Arc<str>>, GroupFacts)> {
        for (key, _) in map.iter() {
            if !KEYS.contains(&key.name.as_str()) {
                self.unknown_key(key, "the entry of a group", KEYS, Scope::default());
            }
        }
        let Some(name) = map.get("name") else {
            let diagnostic = Diagnostic::error(Code::MissingKey, "a group has no name")
                .help("write {name: GROUP, external_id: ID}");
            self.push_at(entry, diagnostic, "`name` is missing", Scope::default());
            return None;
        };
        let name = self.principal_name(name, PrincipalType::Group);
        let external_id = map.get("external_id").filter(|node| !node.is_null());
        let external_id = external_id.and_then(|node| self.external_id(node));
        let just_in_time = map.get("just_in_time").filter(|node| !node.is_null());
        let just_in_time =
            just_in_time.and_then(|node| self.flag(node, "`just_in_time`", Scope::default()));
        let facts = GroupFacts {
            external_id,
            just_in_time: just_in_time.unwrap_or_default(),
        };
        Some((name?, facts))
    }

    fn external_id(&mut self, node: &Node) -> Option<Located<Arc<str>>> {
        let id = self.text(node, "`external_id`", Scope::default())?;
        let reason = match id.chars().count() {
            _ if id.trim().is_empty() => "it is empty".to_owned(),
            length if length > EXTERNAL_ID_MAX => {
                format!("it has {length} characters; AWS allows {EXTERNAL_ID_MAX}")
            }
            _ => return Some(Located::new(id.as_ref().into(), node.span)),
        };
        let diagnostic = Diagnostic::error(Code::BadName, "this is not an external id")
            .help("`rolecall groups` lists the external ids that the identity provider gave");
        self.push_at(node, diagnostic, reason, Scope::default());
        None
    }
}
