//! Where the text of an inline policy comes from: the catalog, a text of JSON in it, or a file beside it.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use crate::catalog::atmos::is_hidden;
use crate::catalog::lower::expressions::{Scope, Templates};
use crate::catalog::lower::fields::Fields;
use crate::catalog::node::{Node, Value};
use crate::catalog::yaml;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::PermissionSetName;
use crate::source::{SourceId, Sources, Span};

/// Bytes of a policy file that is read at all: the longest policy, generously indented.
const FILE_MAX: u64 = 1024 * 1024;

/// The sources of policies that are documents of their own.
pub struct Documents<'s> {
    sources: &'s mut Sources,
    /// The sources by name: two sets may use one file.
    known: HashMap<String, SourceId>,
}

impl<'s> Documents<'s> {
    /// Documents that are kept in `sources`, where some may be already.
    pub fn new(sources: &'s mut Sources) -> Self {
        let known = sources.ids().map(|id| (sources.name(id).to_owned(), id));
        Self {
            known: known.collect(),
            sources,
        }
    }

    /// Reads a file next to the one that names it. A catalog may come from somebody else's branch: it must
    /// not be able to show what lies elsewhere on the machine that checks it.
    fn open(&mut self, written: &str, place: Span) -> Result<SourceId, String> {
        let relative = Path::new(written);
        let inside = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
        if written.is_empty() || !relative.components().all(inside) {
            return Err("leads out of its folder".to_owned());
        }
        if is_hidden(relative) {
            return Err("is hidden: a name in it starts with a dot".to_owned());
        }
        let folder = Path::new(self.sources.name(place.source)).parent();
        let folder = folder.map(Path::to_path_buf).unwrap_or_default();
        let path = folder.join(relative);
        let shown = path.display().to_string();
        if let Some(id) = self.known.get(&shown) {
            return Ok(*id);
        }
        let here = if folder.as_os_str().is_empty() {
            PathBuf::from(".")
        } else {
            folder
        };
        let reason = |error: std::io::Error| {
            let text = error.to_string();
            text.split(" (os error")
                .next()
                .unwrap_or(&text)
                .to_lowercase()
        };
        let real = path.canonicalize().map_err(reason)?;
        let here = here.canonicalize().map_err(reason)?;
        let Ok(inside) = real.strip_prefix(here) else {
            return Err("leads out of its folder by a symbolic link".to_owned());
        };
        if is_hidden(inside) {
            return Err("leads by a symbolic link to what is hidden".to_owned());
        }
        let metadata = real.metadata().map_err(reason)?;
        if !metadata.is_file() {
            return Err("is not a file".to_owned());
        }
        if metadata.len() > FILE_MAX {
            return Err(format!(
                "has {} bytes; no policy is that long",
                metadata.len()
            ));
        }
        let text = std::fs::read(&real).map_err(reason)?;
        let text = String::from_utf8(text).map_err(|_| "is not UTF-8".to_owned())?;
        let id = self.add(&shown, &text);
        self.sources.is_file(id, Some(place));
        Ok(id)
    }

    /// The source of this name, added if it is not there yet.
    fn add(&mut self, name: &str, text: &str) -> SourceId {
        if let Some(id) = self.known.get(name) {
            return *id;
        }
        // Tabs may indent JSON and not YAML; inside its texts JSON allows none.
        let id = self.sources.add(name, text.replace('\t', " "));
        self.known.insert(name.to_owned(), id);
        id
    }
}

/// A policy in the catalog: a mapping, or a text of JSON. A text becomes a source of its own, so that
/// what is wrong in it has a line and a column.
pub fn written_policy<'a>(
    fields: &mut Fields<'a>,
    documents: &mut Documents<'_>,
    name: &PermissionSetName,
    node: &'a Node,
    scope: Scope<'a>,
) -> Option<Node> {
    match &node.value {
        Value::Map(_) => Some(node.clone()),
        Value::String(text) if text.is_empty() => None,
        Value::String(text) if text.trim_start().starts_with('{') && !text.starts_with("{{") => {
            let title = format!(
                "inline_policy of {name} ({})",
                documents.sources.file_line(node.written())
            );
            let id = documents.add(&title, text);
            read_policy(fields, documents.sources, id)
        }
        Value::String(text) if Templates::is_template(text) => {
            let shape = "a mapping";
            let referred = fields.map(node, "`inline_policy`", shape, scope)?;
            Some(Node {
                value: Value::Map(referred.clone()),
                span: node.span,
                defined: node.defined,
            })
        }
        _ => {
            let expected = "a mapping or a text of JSON";
            fields.wrong_type(node, "`inline_policy`", expected, None, scope)
        }
    }
}

/// The policy in the file that a node names.
pub fn policy_file<'a>(
    fields: &mut Fields<'a>,
    documents: &mut Documents<'_>,
    node: &'a Node,
    scope: Scope<'a>,
) -> Option<Node> {
    let text = fields.text(node, "`inline_policy_file`", scope)?;
    match documents.open(&text, node.written()) {
        Ok(id) => read_policy(fields, documents.sources, id),
        Err(reason) => {
            let diagnostic = Diagnostic::error(
                Code::UnreadableFile,
                format!("cannot read the policy file `{text}`"),
            )
            .note("the path is relative to the folder of the file in which it is written, and stays in it");
            fields.push_at(node, diagnostic, reason, scope);
            None
        }
    }
}

fn read_policy(fields: &mut Fields<'_>, sources: &Sources, id: SourceId) -> Option<Node> {
    let node = yaml::read(id, sources, &mut fields.diagnostics)?;
    if node.as_map().is_none() {
        let expected = "a mapping with `Version` and `Statement`";
        return fields.wrong_type(&node, "a policy", expected, None, Scope::default());
    }
    Some(node)
}
