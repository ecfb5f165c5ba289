//! The function `!include` of Atmos.
//!
//! `!env` is evaluated after everything is merged ([`super::environment`]). All others stay what they are. They are an
//! error only where something that is used depends on them.

use std::path::{Path, PathBuf};

use super::files::Files;
use super::location::{Identity, identity, tidy};
use super::submodules;
use crate::catalog::node::{Map, Node, Unresolved, Value};
use crate::diagnostic::{Code, Diagnostic};

/// Inclusions in all files of a catalog.
const MAX_INCLUSIONS: usize = 2_000;

/// Inclusions inside one another. Every one may add a whole document's depth to the tree.
const MAX_NESTED: usize = 5;

/// Evaluates inclusions.
pub(super) struct Functions {
    /// Folders in which an included file is looked for, after that of the file that includes it.
    folders: Vec<PathBuf>,
    /// Files that are being included, to see one that includes itself.
    open: Vec<Identity>,
    count: usize,
}

impl Functions {
    pub(super) fn new(folders: Vec<PathBuf>) -> Self {
        Self {
            folders,
            open: Vec::new(),
            count: 0,
        }
    }

    /// The document with every inclusion evaluated that can be.
    pub(super) fn resolve(&mut self, mut document: Map, files: &mut Files<'_>) -> Map {
        self.map(&mut document, files);
        document
    }

    fn map(&mut self, map: &mut Map, files: &mut Files<'_>) {
        for node in map.nodes_mut() {
            self.node(node, files);
        }
    }

    fn node(&mut self, node: &mut Node, files: &mut Files<'_>) {
        match &mut node.value {
            Value::Map(map) => self.map(map, files),
            Value::List(nodes) => nodes.iter_mut().for_each(|node| self.node(node, files)),
            Value::Unresolved(function) => match function.what.as_str() {
                "!include" | "!include.raw" => {
                    let function = function.clone();
                    self.include(&function, node, files);
                }
                _ => {
                    if let Some(argument) = &mut function.argument {
                        self.node(argument, files);
                    }
                }
            },
            _ => {}
        }
    }

    fn include(&mut self, function: &Unresolved, node: &mut Node, files: &mut Files<'_>) {
        let name = unquoted(function.text.trim());
        // What follows the path is an expression of yq, and an address is on another machine: neither is worked out.
        if name.is_empty()
            || name.contains(char::is_whitespace)
            || name.contains("://")
            || name.contains("::")
        {
            return;
        }
        let folder = files.folder_of(node.written());
        let mut folders = std::iter::once(&folder).chain(&self.folders);
        let submodules = &files.confines.submodules;
        let found = self.find(name, &folder);
        let reached = folders.find_map(|folder| submodules::reached(name, folder, submodules));
        if let (None, Some(submodule)) = (&found, reached) {
            let problem = submodules::included(name, node, submodule);
            files.diagnostics.push(problem);
            return;
        }
        let Some(path) = found else {
            let problem = Diagnostic::warning(
                Code::ImportNotFound,
                format!("the file `{name}` to include is not found"),
            );
            let problem = node.blame(problem, "");
            let help = "a path is relative to the file that it stands in, to `base_path` or to the stacks folder";
            files.diagnostics.push(problem.help(help));
            return;
        };
        let identity = identity(&path);
        let refusal = if self.open.contains(&identity) {
            let message = format!("`{}` includes itself", path.display());
            let problem = Diagnostic::error(Code::ImportCycle, message);
            Some(problem.help("remove one of the inclusions"))
        } else if self.count >= MAX_INCLUSIONS || self.open.len() >= MAX_NESTED {
            let problem = Diagnostic::error(Code::TooLarge, "too many files are included").note(
                format!("at most {MAX_INCLUSIONS} inclusions, {MAX_NESTED} inside one another"),
            );
            Some(problem.help("include fewer files"))
        } else {
            None
        };
        if let Some(problem) = refusal {
            files.diagnostics.push(node.blame(problem, ""));
            return;
        }
        self.count += 1;
        self.open.push(identity);
        if let Some(value) = self.content(function, &path, node, files) {
            *node = value;
        }
        self.open.pop();
    }

    fn content(
        &mut self,
        function: &Unresolved,
        path: &Path,
        node: &Node,
        files: &mut Files<'_>,
    ) -> Option<Node> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending {
            _ if function.what == "!include.raw" => {}
            Some("yaml" | "yml" | "json") => {
                let mut included = files.document(path, Some(node.written()))?;
                self.node(&mut included, files);
                return Some(included);
            }
            // The language of Terraform is not read here.
            Some("tf" | "tfvars" | "hcl") => return None,
            _ => {}
        }
        let source = files.source(path, Some(node.written()))?;
        Some(Node {
            value: Value::String(files.sources.text(source).to_owned()),
            span: node.span,
            defined: node.defined,
        })
    }

    fn find(&self, name: &str, folder: &Path) -> Option<PathBuf> {
        let folders = std::iter::once(folder).chain(self.folders.iter().map(PathBuf::as_path));
        folders
            .map(|folder| folder.join(name))
            .find(|path| path.is_file())
            .map(|path| tidy(&path))
    }
}

/// The text without the quotes around it.
pub(super) fn unquoted(text: &str) -> &str {
    ['"', '\'']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(text)
}
