//! From the files of a catalog to one mapping of `vars`, as Atmos would make it.
//!
//! A catalog stands in a component of an Atmos stack, in what Atmos prints, or bare in a file. This module finds and
//! merges what belongs together; it knows no entry of the catalog but those by which one is recognised.

mod component;
mod confines;
mod environment;
mod files;
mod functions;
mod imports;
mod inherit;
mod location;
mod manifest;
mod merge;
mod overrides;
mod paths;
mod shape;
mod stacks;
mod submodules;
mod walk;

#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::catalog::node::{Map, Node, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{SourceId, Sources, Span};
pub(super) use component::NAMES as COMPONENT_NAMES;
use confines::Confines;
pub(super) use confines::is_hidden;
use environment::Environment;
pub(super) use environment::variable;
use files::Files;
use functions::Functions;
use imports::Importer;
use merge::ListStrategy;
use shape::Shape;
use stacks::Surroundings;

/// What to read, and where to look.
pub struct Input<'a> {
    /// The catalog, as the user names it.
    pub file: PathBuf,
    /// The folder against which imports are resolved, if it was named.
    pub stacks: Option<PathBuf>,
    /// The folder that holds everything that the catalog may read, if it is known; else the repository of the working
    /// directory if the file is in it, or the one around the catalog. Files outside are refused, except those below a
    /// folder that is named here. `atmos.yaml` is looked for up to this folder; without any, up to the working
    /// directory if the catalog is below it, or in the catalog's own folder.
    pub project: Option<PathBuf>,
    /// Folders of the project whose files are not there: the submodules of a revision. What leads into one is an error,
    /// for nobody knows what it would have said.
    pub submodules: Vec<PathBuf>,
    /// The component that is the catalog, if it was named.
    pub component: Option<String>,
    /// The environment, for `!env` and the settings of Atmos.
    pub env: &'a dyn Fn(&str) -> Option<String>,
    /// The variables that `!env` may read. Who writes a catalog must not choose what is shown of the machine, nor make a
    /// catalog that means something else in another run.
    pub allowed: &'a [String],
}

/// A catalog's `vars`, merged.
#[derive(Debug)]
pub struct Loaded {
    /// The entries of the catalog.
    pub vars: Map,
    /// The place that stands for the catalog as a whole: its component, `vars`, or the start of its file.
    pub place: Span,
    /// Every file that was read, the catalog's own first.
    pub files: Vec<SourceId>,
    /// The folder of the catalog's file, against which the paths in its entries are resolved.
    pub folder: PathBuf,
    /// The name of the component that holds the catalog, in a manifest of Atmos.
    pub component: Option<String>,
    /// The variables of the environment that were read, with their values.
    pub environment: BTreeMap<String, String>,
}

/// Reads a catalog with everything that it imports.
///
/// Reads files; nothing else of this crate's catalog does, but for the policies that it names.
///
/// # Errors
/// Every problem is in `diagnostics`. `None` says that there is no catalog; `vars` may come with errors, so that
/// later checks can add theirs.
pub fn load(
    input: &Input<'_>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Loaded> {
    let folder = location::folder(&input.file);
    let confines = Confines::of(&input.file, input.project.as_deref(), &input.submodules);
    let mut files = Files::new(sources, diagnostics, confines);
    let document = files.document(&input.file, None)?;
    let span = document.written();
    let Value::Map(map) = document.value else {
        files.diagnostics.push(shape::none(&document));
        return None;
    };
    let read = RefCell::new(BTreeMap::new());
    let settings = |name: &str| {
        let value = (input.env)(name).filter(|value| !value.is_empty())?;
        read.borrow_mut().insert(name.to_owned(), value.clone());
        Some(value)
    };
    let found = surroundings(&map, &folder, input, &settings, &mut files);
    let more = found.base.iter().chain([&found.stacks]).cloned().collect();
    let functions = Functions::new(more);
    let mut importer = Importer::new(&mut files, functions, found);
    let mut manifest = importer.merged(&input.file, map);
    let mut merger = importer.merger;
    files.diagnostics.extend(merger.take_problems());
    let named = input.component.as_deref();
    let mut sections = Map::default();
    let (mut vars, place, component) = match shape::of(&manifest, named) {
        Some(Shape::Components) => {
            let chosen = component::choose(&manifest, named, files.diagnostics)?;
            let diagnostics = &mut *files.diagnostics;
            let name = &chosen.name;
            let vars = inherit::section(&mut manifest, "vars", name, &mut merger, diagnostics);
            if environment::is_used(&vars) {
                // What is wrong with a base was reported for the vars.
                let known = &mut Diagnostics::default();
                sections = inherit::section(&mut manifest, "env", name, &mut merger, known);
            }
            (vars, chosen.span, Some(chosen.name))
        }
        Some(Shape::Vars) => {
            let section = manifest.get("env").and_then(Node::as_map);
            sections = section.cloned().map(merge::settled).unwrap_or_default();
            let mut entries = manifest.into_entries().into_iter();
            let (key, node) = entries.find(|(key, _)| key.name == "vars")?;
            let Value::Map(vars) = node.value else {
                return None;
            };
            (merge::settled(vars), key.span, None)
        }
        Some(Shape::Bare) => (merge::settled(manifest), span, None),
        None => {
            // An import that failed may be why, and is reported.
            if !files.diagnostics.has_errors() {
                let value = Value::Map(manifest);
                let defined = None;
                let document = Node {
                    value,
                    span,
                    defined,
                };
                files.diagnostics.push(shape::none(&document));
            }
            return None;
        }
    };
    files.diagnostics.extend(merger.take_problems());
    if merger.overgrown() {
        let problem = Diagnostic::error(Code::TooLarge, "the merged lists are too long");
        let help = "use the list merge strategy `replace`, or import fewer files";
        files
            .diagnostics
            .push(problem.primary(place, "").help(help));
        return None;
    }
    let mut environment = Environment::new(input.env, input.allowed, read.into_inner());
    environment.resolve(sections, &mut vars);
    Some(Loaded {
        environment: environment.into_read(),
        vars,
        place,
        files: files.into_order(),
        folder,
        component,
    })
}

/// The surroundings of a catalog. A file that stands for itself has none, whatever lies in the folders above it.
fn surroundings(
    document: &Map,
    folder: &Path,
    input: &Input<'_>,
    env: &dyn Fn(&str) -> Option<String>,
    files: &mut Files<'_>,
) -> Surroundings {
    let named = input.stacks.as_deref();
    match document.get("import").or(document.get("components")) {
        Some(_) => stacks::find(folder, named, env, files),
        None => Surroundings {
            stacks: named.unwrap_or(folder).to_owned(),
            base: None,
            lists: ListStrategy::default(),
        },
    }
}
