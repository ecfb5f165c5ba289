//! A manifest with everything that it imports, merged as Atmos merges it: the imports in their order, then the
//! manifest itself.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::files::Files;
use super::functions::Functions;
use super::location::{Identity, folder, identity};
use super::merge::Merger;
use super::overrides;
use super::paths::{self, Unfound};
use super::stacks::Surroundings;
use super::submodules;
use crate::catalog::node::{Map, Node, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// Imports inside imports.
const MAX_DEPTH: usize = 50;

/// Imports in all manifests of a catalog, repeated ones included.
const MAX_IMPORTS: usize = 20_000;

/// Reads manifests and merges what they import.
pub(super) struct Importer<'f, 'a> {
    pub(super) files: &'f mut Files<'a>,
    pub(super) functions: Functions,
    pub(super) surroundings: Surroundings,
    pub(super) merger: Merger,
    /// Manifests that are done. `None` for one that could not be read.
    done: HashMap<Identity, Option<Map>>,
    /// Manifests that wait for their imports, the first one first.
    open: Vec<(Identity, PathBuf)>,
    count: usize,
    /// Entries of folders that patterns may still look at.
    budget: usize,
}

impl<'f, 'a> Importer<'f, 'a> {
    pub(super) fn new(
        files: &'f mut Files<'a>,
        functions: Functions,
        surroundings: Surroundings,
    ) -> Self {
        let merger = Merger::new(surroundings.lists);
        Self {
            files,
            functions,
            surroundings,
            merger,
            done: HashMap::new(),
            open: Vec::new(),
            count: 0,
            budget: paths::MAX_VISITED,
        }
    }

    /// The merged content of a manifest whose own document was read already.
    pub(super) fn merged(&mut self, path: &Path, document: Map) -> Map {
        self.open.push((identity(path), path.to_owned()));
        let document = self.functions.resolve(document, self.files);
        let (imports, own) = split_imports(document);
        let mut merged = Map::default();
        if let Some(imports) = imports {
            for entry in entries(&imports, self) {
                for path in self.find(&entry, path) {
                    if let Some(imported) = self.import(&path, &entry) {
                        merged = self.merger.maps(merged, imported);
                    }
                }
            }
        }
        let merged = self.merger.maps(merged, own);
        self.open.pop();
        overrides::bind(merged, &mut self.merger)
    }

    fn import(&mut self, path: &Path, entry: &Entry) -> Option<Map> {
        let identity = identity(path);
        if let Some(done) = self.done.get(&identity) {
            return done.clone();
        }
        if self.open.iter().any(|(open, _)| *open == identity) {
            self.report_cycle(path, entry);
            return None;
        }
        let document = self.files.document(path, Some(entry.span))?;
        let map = match document.value {
            Value::Map(map) => Some(self.merged(path, map)),
            Value::Null => Some(Map::default()),
            _ => {
                let problem = Diagnostic::error(
                    Code::WrongType,
                    format!(
                        "an imported file must be a mapping, not {}",
                        document.describe()
                    ),
                );
                let problem = document.blame(problem, "");
                let problem = problem.secondary(entry.span, "imported here");
                self.files.diagnostics.push(problem);
                None
            }
        };
        self.done.insert(identity, map.clone());
        map
    }

    fn find(&mut self, entry: &Entry, importer: &Path) -> Vec<PathBuf> {
        self.count += 1;
        if self.count > MAX_IMPORTS || self.open.len() > MAX_DEPTH {
            if self.count <= MAX_IMPORTS + 1 || self.open.len() > MAX_DEPTH {
                let problem = Diagnostic::error(Code::TooLarge, "too many imports")
                    .primary(entry.span, "the limit is reached here")
                    .note(format!(
                        "at most {MAX_IMPORTS} imports, {MAX_DEPTH} inside one another"
                    ))
                    .help("import fewer files");
                self.files.diagnostics.push(problem);
            }
            return Vec::new();
        }
        let (folder, stacks) = (folder(importer), &self.surroundings.stacks);
        let base = match entry.path.starts_with("./") || entry.path.starts_with("../") {
            true => &folder,
            false => stacks,
        };
        let submodules = &self.files.confines.submodules;
        if let Some(submodule) = submodules::reached(&entry.path, base, submodules) {
            let problem = submodules::imported(&entry.path, entry.span, submodule);
            self.files.diagnostics.push(problem);
            return Vec::new();
        }
        let found = paths::resolve(&entry.path, &folder, stacks, &mut self.budget);
        match found {
            // A pattern often matches the file that it stands in.
            Ok(found) if entry.is_pattern() => {
                let own = identity(importer);
                found
                    .into_iter()
                    .filter(|path| identity(path) != own)
                    .collect()
            }
            Ok(found) => found,
            Err(Unfound::Missing) if entry.may_be_missing => Vec::new(),
            Err(why) => {
                self.report_unfound(why, entry);
                Vec::new()
            }
        }
    }

    fn report_unfound(&mut self, why: Unfound, entry: &Entry) {
        let path = &entry.path;
        let stacks = self.surroundings.stacks.display();
        let (message, help) = match why {
            Unfound::Remote => (
                format!("the remote import `{path}` is not fetched"),
                "copy it into the stacks folder (`atmos vendor pull`), or use the output of \
                 `atmos describe component`"
                    .to_owned(),
            ),
            Unfound::Missing => (
                format!("the import `{path}` is not found"),
                format!(
                    "imports are looked up in `{stacks}`; another folder can be named with `--stacks DIR`, and \
                     `./` starts a path beside the importing file"
                ),
            ),
            Unfound::Template => (
                format!("the import `{path}` has a Go template, which only Atmos works out"),
                "import the file by its name, or use the output of `atmos describe component`"
                    .to_owned(),
            ),
            Unfound::BadPattern => (
                format!("the import `{path}` is no valid pattern"),
                "write `*`, `**`, `?`, `[ab]` or `{a,b}`".to_owned(),
            ),
            Unfound::TooMany => (
                format!("the import `{path}` looks at too many files"),
                format!(
                    "name a narrower folder: the patterns of a catalog may look at {} entries of folders",
                    paths::MAX_VISITED
                ),
            ),
        };
        let code = match why {
            Unfound::Template => Code::UnsupportedAtmosFunction,
            Unfound::TooMany => Code::TooLarge,
            _ => Code::ImportNotFound,
        };
        let problem = Diagnostic::error(code, message);
        let problem = problem.primary(entry.span, "").help(help);
        self.files.diagnostics.push(problem);
    }

    fn report_cycle(&mut self, path: &Path, entry: &Entry) {
        let chain: Vec<String> = self
            .open
            .iter()
            .map(|(_, path)| path.as_path())
            .chain([path])
            .map(|path| format!("`{}`", path.display()))
            .collect();
        self.files.diagnostics.push(
            Diagnostic::error(
                Code::ImportCycle,
                format!("`{}` imports itself", path.display()),
            )
            .primary(entry.span, "this leads back")
            .note(format!("the way: {}", chain.join(" imports ")))
            .help("move what both files need into a third one"),
        );
    }
}

/// One entry of `import`.
struct Entry {
    path: String,
    span: Span,
    may_be_missing: bool,
}

impl Entry {
    fn is_pattern(&self) -> bool {
        self.path.contains(['*', '?', '[', '{'])
    }
}

/// Takes `import` out of a manifest.
fn split_imports(document: Map) -> (Option<Node>, Map) {
    let mut imports = None;
    let mut own = Vec::with_capacity(document.len());
    for (key, node) in document.into_entries() {
        match key.name.as_str() {
            "import" => imports = Some(node),
            _ => own.push((key, node)),
        }
    }
    (imports, Map::from_entries(own))
}

fn entries(imports: &Node, importer: &mut Importer<'_, '_>) -> Vec<Entry> {
    match &imports.value {
        Value::Null => Vec::new(),
        Value::List(nodes) => {
            let mut entries = Vec::with_capacity(nodes.len());
            for node in nodes {
                match entry(node) {
                    Some(entry) => entries.push(entry),
                    None => importer.files.diagnostics.push(bad_entry(node)),
                }
            }
            entries
        }
        _ => match entry(imports) {
            Some(entry) => vec![entry],
            None => {
                importer.files.diagnostics.push(bad_entry(imports));
                Vec::new()
            }
        },
    }
}

/// An entry is a path, or a mapping with `path` and options of Atmos. The options concern templates and remote
/// files, save `skip_if_missing`.
fn entry(node: &Node) -> Option<Entry> {
    let (path, may_be_missing) = match &node.value {
        Value::Map(map) => {
            let skip = map.get("skip_if_missing").map(|node| &node.value);
            (map.get("path")?, skip == Some(&Value::Bool(true)))
        }
        _ => (node, false),
    };
    match &path.value {
        Value::String(text) if !text.is_empty() => Some(Entry {
            path: text.clone(),
            span: path.span,
            may_be_missing,
        }),
        _ => None,
    }
}

fn bad_entry(node: &Node) -> Diagnostic {
    let (code, message) = match &node.value {
        Value::Unresolved(_) => (
            Code::UnsupportedAtmosFunction,
            format!("an import cannot be {}", node.describe()),
        ),
        _ => (
            Code::WrongType,
            format!(
                "an import is a path, or a mapping with `path`, not {}",
                node.describe()
            ),
        ),
    };
    let problem = node.blame(Diagnostic::error(code, message), "");
    problem.help("write the path of a file in the stacks folder: `- catalog/aws-sso`")
}
