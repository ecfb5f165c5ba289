//! Projects as people have them, and the vars or the words that come out.

use std::fs;
use std::path::Path;

use super::*;
use crate::diagnostic::draw::{self, Appearance};

/// Files in a folder of their own.
struct Project {
    folder: tempfile::TempDir,
    /// Whether the folder is named as the project.
    is_project: bool,
    stacks: Option<&'static str>,
    component: Option<&'static str>,
    env: Vec<(&'static str, &'static str)>,
    allowed: Vec<String>,
}

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self {
            folder,
            is_project: true,
            stacks: None,
            component: None,
            env: Vec::new(),
            allowed: Vec::new(),
        }
    }

    /// The vars in one line each, and what was said.
    fn load(&self, file: &str) -> String {
        let env = |name: &str| {
            let found = self.env.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        let input = Input {
            file: self.folder.path().join(file),
            stacks: self.stacks.map(|name| self.folder.path().join(name)),
            project: self.is_project.then(|| self.folder.path().to_owned()),
            submodules: Vec::new(),
            component: self.component.map(str::to_owned),
            env: &env,
            allowed: &self.allowed,
        };
        let mut sources = Sources::default();
        let mut diagnostics = Diagnostics::default();
        let loaded = load(&input, &mut sources, &mut diagnostics);
        let mut out = Vec::new();
        draw::text(&diagnostics, &sources, Appearance::default(), &mut out).unwrap();
        let said = String::from_utf8(out).unwrap();
        let vars = loaded.map_or("nothing\n".to_owned(), |loaded| {
            let entries = loaded.vars.iter();
            entries
                .map(|(key, node)| format!("{}: {}\n", key.name, shown(node)))
                .collect()
        });
        let root = format!("{}/", self.folder.path().display());
        format!("{vars}{said}").replace(&root, "")
    }
}

fn shown(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) => text.clone(),
        Value::String(text) => format!("{text:?}"),
        Value::Unresolved(function) => format!("{} {}", function.what, function.text),
        Value::List(nodes) => {
            let nodes: Vec<String> = nodes.iter().map(shown).collect();
            format!("[{}]", nodes.join(", "))
        }
        Value::Map(map) => {
            let entries = map.iter();
            let entries: Vec<String> = entries
                .map(|(key, node)| format!("{}: {}", key.name, shown(node)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

mod any;
mod components;
mod confines;
mod environment;
mod imports;
mod merging;
mod shapes;
