//! Catalogs as they are published, from files to a validated catalog.

mod mistakes;
mod scale;
mod shapes;
mod starter;

use std::fs;
use std::path::Path;

use rolecall::catalog::{self, Input};
use rolecall::diagnostic::Diagnostics;
use rolecall::diagnostic::draw::{self, Appearance};
use rolecall::model::{AccountPattern, Catalog, Target};
use rolecall::source::Sources;

/// A catalog that was read from a folder of files, and what was said about it.
pub(crate) struct Read {
    pub(crate) catalog: Option<Catalog>,
    pub(crate) diagnostics: Diagnostics,
    pub(crate) sources: Sources,
}

/// Writes `files` to a fresh folder and reads the first of them.
pub(crate) fn read(files: &[(&str, &str)]) -> Read {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    read_in(Some(folder.path()), &folder.path().join(files[0].0))
}

fn read_in(project: Option<&Path>, path: &Path) -> Read {
    let env = |_: &str| None;
    let input = Input {
        file: path.to_path_buf(),
        stacks: None,
        project: project.map(Path::to_owned),
        submodules: Vec::new(),
        component: None,
        env: &env,
        allowed: &[],
    };
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let loaded = catalog::load(&input, &mut sources, &mut diagnostics);
    let catalog = loaded.and_then(|loaded| {
        let partition = catalog::declared_partition(&loaded);
        catalog::lower(&loaded, &partition, &mut sources, &mut diagnostics)
    });
    Read {
        catalog,
        diagnostics,
        sources,
    }
}

impl Read {
    pub(crate) fn drawn(&self) -> String {
        let mut out = Vec::new();
        draw::text(
            &self.diagnostics,
            &self.sources,
            Appearance::default(),
            &mut out,
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The rules, one a line, sorted; the diagnostics where there is no catalog.
    pub(crate) fn rules(&self) -> String {
        let Some(catalog) = &self.catalog else {
            return self.drawn();
        };
        let mut lines: Vec<String> = catalog
            .rules
            .iter()
            .map(|rule| {
                let target = match &rule.target {
                    Target::Account(account) => match &account.value {
                        AccountPattern::Name(name) => name.to_string(),
                        AccountPattern::Id(id) => id.to_string(),
                        AccountPattern::Glob(_) => "glob".to_owned(),
                    },
                    Target::AccountType(name) => format!("type {}", name.value),
                };
                let (kind, principal) = (rule.kind, &rule.principal.value);
                format!(
                    "{target} / {kind} {principal} / {}",
                    rule.permission_set.value
                )
            })
            .collect();
        lines.sort();
        lines.join("\n")
    }
}
