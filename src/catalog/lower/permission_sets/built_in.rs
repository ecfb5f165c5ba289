//! The built-in permission sets: `catalog/permission-sets.yaml`, embedded and read like any catalog.

use std::collections::BTreeSet;

use crate::catalog::node::{Map, Value};
use crate::catalog::yaml;
use crate::diagnostic::Diagnostics;
use crate::source::{SourceId, Sources};

/// How messages and reports call the file.
pub const NAME: &str = "built-in permission-sets.yaml";

const TEXT: &str = include_str!("../../../../catalog/permission-sets.yaml");

/// The definitions by name. The file is read by the reader of catalogs, so that its places can be shown and
/// its form can be copied into a catalog.
pub fn read(sources: &mut Sources, diagnostics: &mut Diagnostics) -> Map {
    let known = sources.ids().find(|id| sources.name(*id) == NAME);
    let id = known.unwrap_or_else(|| sources.add(NAME, TEXT));
    let document = yaml::read(id, sources, diagnostics);
    let sets = document.and_then(|document| document.as_map()?.get("permission_sets").cloned());
    match sets.map(|sets| sets.value) {
        Some(Value::Map(map)) => map,
        _ => Map::default(),
    }
}

/// The names of the built-in permission sets, without those of which there is one for each entry of a var.
pub fn built_in_names() -> BTreeSet<String> {
    let mut sources = Sources::default();
    let sets = read(&mut sources, &mut Diagnostics::default());
    let names = sets.iter().map(|(key, _)| key.name.clone());
    names.filter(|name| !name.contains("{{")).collect()
}

/// Whether a source is the file of the built-in sets, which is no file of the user.
pub fn is_built_in(source: SourceId, sources: &Sources) -> bool {
    sources.name(source) == NAME
}
