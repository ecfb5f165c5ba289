//! A group that must exist, in its long form: `{name: Developers, external_id: …, just_in_time: true}`.

use std::sync::Arc;

use super::Lowering;
use super::scope::Scope;
use crate::catalog::node::{Map, Node};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{GroupFacts, PrincipalType};
use crate::source::Located;

const KEYS: &[&str] = &["name", "external_id", "just_in_time"];

/// The identity store's limit for an external id (its API's model, `ExternalIdIdentifier`).
const EXTERNAL_ID_MAX: usize = 256;

impl Lowering<'_> {
    /// Name and facts of an entry; `None` after a diagnostic.
    pub(super) fn group_entry(
        &mut self,
        entry: &Node,
        map: &Map,
    ) -> Option<(Located<Arc<str>>, GroupFacts)> {
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
