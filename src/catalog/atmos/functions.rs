//! The functions of Atmos that need nothing but the machine: `!env` and `!include`.
//!
//! All others stay what they are. They are an error only where something that is used depends on them.

use std::path::{Path, PathBuf};

use super::files::{Files, Identity, identity, tidy};
use super::submodules;
use crate::catalog::node::{Map, Node, Unresolved, Value};
use crate::diagnostic::{Code, Diagnostic};

/// Inclusions in all files of a catalog.
const MAX_INCLUSIONS: usize = 2_000;

/// Inclusions inside one another. Every one may add a whole document's depth to the tree.
const MAX_NESTED: usize = 5;

/// Works functions out.
pub(super) struct Functions<'a> {
    env: &'a dyn Fn(&str) -> Option<String>,
    /// Folders in which an included file is looked for, after that of the file that includes it.
    folders: Vec<PathBuf>,
    /// Files that are being included, to see one that includes itself.
    open: Vec<Identity>,
    count: usize,
}

impl<'a> Functions<'a> {
    pub(super) fn new(env: &'a dyn Fn(&str) -> Option<String>, folders: Vec<PathBuf>) -> Self {
        Self {
            env,
            folders,
            open: Vec::new(),
            count: 0,
        }
    }

    /// The document with every function worked out that can be.
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
                "!env" => {
                    if let Some(name) = secret(&function.text) {
                        let problem = Diagnostic::error(
                            Code::SecretVariable,
                            format!("the environment variable `{name}` is not read into a catalog"),
                        );
                        let problem = node.blame(problem, "by its name it holds a secret");
                        let note = "what a catalog says is shown in plans, comments and files";
                        let help = "give what is no secret a name without SECRET, TOKEN, PASSWORD, CREDENTIAL or KEY";
                        files.diagnostics.push(problem.note(note).help(help));
                    } else if let Some(text) = self.variable(&function.text) {
                        node.value = Value::String(text);
                    }
                }
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

    /// The value of `NAME`, or the default behind it: `!env NAME default`.
    ///
    /// A variable that is not set, without a default, stays unresolved. Atmos makes it null, but here nothing in the
    /// place of a name could take access away.
    fn variable(&self, text: &str) -> Option<String> {
        let text = unquoted(text.trim());
        let (name, default) = match text.split_once(char::is_whitespace) {
            Some((name, default)) => (name, Some(unquoted(default.trim()))),
            None => (text, None),
        };
        (self.env)(name).or_else(|| default.map(str::to_owned))
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

/// The name in `!env NAME default` if a variable of that name holds a secret.
fn secret(text: &str) -> Option<&str> {
    let name = unquoted(text.trim()).split_whitespace().next()?;
    let upper = name.to_ascii_uppercase();
    let secret = |word: &str| {
        ["SECRET", "TOKEN", "PASSWORD", "PASSWD", "CREDENTIAL"]
            .contains(&word.trim_end_matches('S'))
    };
    let key = ["_KEY", "_KEY_ID"].iter().any(|end| upper.ends_with(end));
    (key || upper.split('_').any(secret)).then_some(name)
}

/// The text without the quotes around it.
fn unquoted(text: &str) -> &str {
    ['"', '\'']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(text)
}
