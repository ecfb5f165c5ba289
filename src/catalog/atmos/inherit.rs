//! The `vars` and the `env` that Atmos gives a component, through everything that it inherits from.

use std::collections::HashMap;

use super::manifest::{bases_of, components, no_mapping, node_at};
use super::merge::{Merger, settled};
use crate::catalog::node::{Map, Node, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// Components that may inherit from one another in a row.
const MAX_INHERITANCE: usize = 50;

/// A section of a component, `vars` or `env`: that of the manifest, of its `terraform` section, of the components that
/// it inherits from, its own, and its overrides, each laid over the ones before.
///
/// Its own is taken out of the manifest, not copied: `vars` are the bulk of a catalog.
pub(super) fn section(
    manifest: &mut Map,
    section: &'static str,
    name: &str,
    merger: &mut Merger,
    diagnostics: &mut Diagnostics,
) -> Map {
    let below = below(manifest, section, name, merger, diagnostics);
    let own = take(manifest, &["components", "terraform", name, section]);
    let overrides = take(
        manifest,
        &["components", "terraform", name, "overrides", section],
    );
    let layers = own.into_iter().chain(overrides);
    settled(layers.fold(below, |vars, layer| lay(vars, layer, merger, diagnostics)))
}

/// What lies below a component's own section.
fn below(
    manifest: &Map,
    section: &'static str,
    name: &str,
    merger: &mut Merger,
    diagnostics: &mut Diagnostics,
) -> Map {
    let none = Map::default();
    let global = node_at(manifest, &[section]);
    let terraform = node_at(manifest, &["terraform", section]);
    let layers = global.into_iter().chain(terraform);
    let vars = layers.fold(Map::default(), |vars, layer| {
        lay(vars, layer.clone(), merger, diagnostics)
    });
    let components = components(manifest).unwrap_or(&none);
    let component = components.get(name).and_then(Node::as_map);
    let mut inheritance = Inheritance {
        section,
        components,
        merger,
        diagnostics,
        done: HashMap::new(),
        open: vec![name],
    };
    let bases = inheritance.bases(component.unwrap_or(&none));
    merger.maps(vars, bases)
}

/// The node at a path of keys; nothing is left there.
fn take(map: &mut Map, path: &[&str]) -> Option<Node> {
    let (first, rest) = path.split_first()?;
    let node = map.get_mut(first)?;
    match (rest, &mut node.value) {
        ([], value) => Some(Node {
            value: std::mem::replace(value, Value::Null),
            span: node.span,
            defined: node.defined,
        }),
        (_, Value::Map(inner)) => take(inner, rest),
        _ => None,
    }
}

struct Inheritance<'m, 'w> {
    section: &'static str,
    components: &'m Map,
    merger: &'w mut Merger,
    diagnostics: &'w mut Diagnostics,
    /// Bases that several components share are worked out once.
    done: HashMap<&'m str, Map>,
    open: Vec<&'m str>,
}

impl<'m> Inheritance<'m, '_> {
    /// The section of everything that a component inherits from.
    fn bases(&mut self, component: &'m Map) -> Map {
        let older = component.get("component").map(|node| node.span);
        let mut vars = Map::default();
        for entry in bases_of(component) {
            if let Some(base) = self.base(entry, older == Some(entry.span)) {
                vars = self.merger.maps(vars, base);
            }
        }
        vars
    }

    fn base(&mut self, entry: &'m Node, older: bool) -> Option<Map> {
        let Some(name) = entry.as_text() else {
            let problem = Diagnostic::error(
                Code::WrongType,
                format!("a component's name is a text, not {}", entry.describe()),
            );
            self.diagnostics.push(entry.blame(problem, ""));
            return None;
        };
        if let Some(done) = self.done.get(name) {
            return Some(done.clone());
        }
        if self.open.contains(&name) || self.open.len() > MAX_INHERITANCE {
            let way = self.open.join("` to `");
            let problem = Diagnostic::error(
                Code::ImportCycle,
                format!("the component `{name}` inherits from itself"),
            )
            .note(format!("the way: `{way}` to `{name}`"))
            .help("remove one of the entries of `inherits`");
            self.diagnostics
                .push(entry.blame(problem, "this leads back"));
            return None;
        }
        match self.components.get(name).map(|node| &node.value) {
            Some(Value::Map(base)) => {
                self.open.push(name);
                let mut vars = self.bases(base);
                if let Some(own) = base.get(self.section) {
                    vars = lay(vars, own.clone(), self.merger, self.diagnostics);
                }
                self.open.pop();
                self.done.insert(name, vars.clone());
                Some(vars)
            }
            Some(_) => None,
            // The older form also names the folder of a Terraform component, which is no base.
            None if older => None,
            None => {
                let problem = Diagnostic::error(
                    Code::ImportNotFound,
                    format!("the component `{name}` to inherit from is not defined"),
                )
                .help("define it, or import the file that defines it");
                self.diagnostics.push(entry.blame(problem, ""));
                None
            }
        }
    }
}

fn lay(vars: Map, layer: Node, merger: &mut Merger, diagnostics: &mut Diagnostics) -> Map {
    match layer.value {
        Value::Map(map) => merger.maps(vars, map),
        Value::Null => vars,
        _ => {
            diagnostics.push(no_mapping(&layer));
            vars
        }
    }
}
