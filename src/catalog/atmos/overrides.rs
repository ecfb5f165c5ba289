//! `overrides` of a manifest: they hold for the components of that manifest and its imports, and for no other.
//!
//! So they are bound to those components before another manifest imports this one.

use super::merge::Merger;
use crate::catalog::node::{Key, Map, Node, Value};

/// Moves the overrides at the top of a manifest and of its `terraform` section into each of its components.
pub(super) fn bind(manifest: Map, merger: &mut Merger) -> Map {
    let (mut global, manifest) = take(manifest, &["overrides"]);
    let (terraform, manifest) = take(manifest, &["terraform", "overrides"]);
    if let Some(terraform) = terraform {
        global = Some(match global {
            Some(global) => merger.maps(global, terraform),
            None => terraform,
        });
    }
    let Some(overrides) = global else {
        return manifest;
    };
    edit(manifest, &["components", "terraform"], &mut |components| {
        let entries = components.into_entries().into_iter();
        Map::from_entries(
            entries
                .map(|(key, node)| bound(key, node, &overrides, merger))
                .collect(),
        )
    })
}

/// A component with overrides; its own are the stronger ones.
fn bound(key: Key, component: Node, overrides: &Map, merger: &mut Merger) -> (Key, Node) {
    let Value::Map(map) = component.value else {
        return (key, component);
    };
    let place = Key {
        name: "overrides".to_owned(),
        span: component.span,
    };
    let node = Node {
        value: Value::Map(overrides.clone()),
        span: component.span,
        defined: None,
    };
    let base = Map::from_entries(vec![(place, node)]);
    let value = Value::Map(merger.maps(base, map));
    (key, Node { value, ..component })
}

/// The mapping at a path of keys, and the manifest without it.
fn take(manifest: Map, path: &[&str]) -> (Option<Map>, Map) {
    let Some((last, folders)) = path.split_last() else {
        return (None, manifest);
    };
    let mut taken = None;
    let manifest = edit(manifest, folders, &mut |map| {
        let mut kept = Vec::with_capacity(map.len());
        for (key, node) in map.into_entries() {
            match node.value {
                Value::Map(map) if key.name == *last => taken = Some(map),
                _ => kept.push((key, node)),
            }
        }
        Map::from_entries(kept)
    });
    (taken, manifest)
}

/// Changes the mapping at a path of keys, if there is one.
fn edit(map: Map, path: &[&str], change: &mut dyn FnMut(Map) -> Map) -> Map {
    let Some((first, rest)) = path.split_first() else {
        return change(map);
    };
    let mut entries = map.into_entries();
    for (_, node) in entries.iter_mut().filter(|(key, _)| key.name == *first) {
        if let Value::Map(inner) = &mut node.value {
            *inner = edit(std::mem::take(inner), rest, change);
        }
    }
    Map::from_entries(entries)
}
