//! Where the stacks are, and how lists are merged: from the command line, `atmos.yaml` and the environment.

use std::fs;
use std::path::{Path, PathBuf};

use super::confines::{Confines, Search};
use super::files::Files;
use super::location::{self, tidy};
use super::manifest::node_at;
use super::merge::ListStrategy;
use crate::catalog::node::Map;
use crate::diagnostic::{Code, Diagnostic};

/// Folders above the catalog that are looked at.
const MAX_ANCESTORS: usize = 64;

/// What the surroundings of a catalog say.
#[derive(Debug, Clone)]
pub(super) struct Surroundings {
    /// The folder against which imports are resolved.
    pub(super) stacks: PathBuf,
    /// The folder of the whole project, where `atmos.yaml` tells it.
    pub(super) base: Option<PathBuf>,
    pub(super) lists: ListStrategy,
}

/// Finds the stacks folder of a catalog in `folder`: the one that was named, else what `atmos.yaml` in the nearest
/// folder above says, else the nearest folder above with the name `stacks`, else the catalog's own folder. The search
/// ends at the root of the repository; without one, at the working directory.
pub(super) fn find(
    folder: &Path,
    named: Option<&Path>,
    env: &dyn Fn(&str) -> Option<String>,
    files: &mut Files<'_>,
) -> Surroundings {
    let above = surroundings(folder, &files.confines);
    let atmos = above.iter().find_map(|folder| {
        ["atmos.yaml", "atmos.yml"]
            .map(|name| folder.join(name))
            .into_iter()
            .find(|path| path.is_file())
    });
    let settings = atmos.map(|path| {
        let path = tidy(&path);
        let document = files.document(&path, None);
        (location::folder(&path), document)
    });
    let settings = settings.as_ref().and_then(|(folder, document)| {
        let map = document.as_ref()?.as_map()?;
        Some((folder, map))
    });
    let base = settings.map(|(folder, map)| match text(map, &["base_path"]) {
        Some(path) if !path.is_empty() => folder.join(path),
        _ => folder.clone(),
    });
    let configured = settings.zip(base.as_ref()).map(|((_, map), base)| {
        let path = text(map, &["stacks", "base_path"]).unwrap_or("stacks");
        base.join(path)
    });
    let by_name = || {
        let named_stacks =
            |folder: &&PathBuf| fs::canonicalize(folder).is_ok_and(|path| path.ends_with("stacks"));
        above.iter().find(named_stacks).cloned()
    };
    if let Some(named) = named.filter(|path| !path.is_dir()) {
        let problem = Diagnostic::error(
            Code::UnreadableFile,
            format!("the stacks folder `{}` does not exist", named.display()),
        );
        let problem = problem.help("name the folder that holds the stacks with `--stacks DIR`");
        files.diagnostics.push(problem);
    }
    let by_name = by_name();
    let beside = [
        settings.map(|(folder, _)| folder.clone()),
        by_name.as_ref().map(|found| found.join("..")),
    ];
    for folder in beside.into_iter().flatten() {
        files.confines.add_found(&folder);
    }
    if let Some(named) = named {
        files.confines.add_named(named);
    }
    let stacks = named
        .map(Path::to_owned)
        .or_else(|| configured.filter(|path| path.is_dir()))
        .or(by_name)
        .unwrap_or_else(|| folder.to_owned());
    Surroundings {
        stacks: tidy(&stacks),
        base: base.map(|base| tidy(&base)),
        lists: strategy(settings.map(|(_, map)| map), env, files),
    }
}

fn strategy(
    settings: Option<&Map>,
    env: &dyn Fn(&str) -> Option<String>,
    files: &mut Files<'_>,
) -> ListStrategy {
    const VARIABLE: &str = "ATMOS_SETTINGS_LIST_MERGE_STRATEGY";
    if let Some(name) = env(VARIABLE).filter(|name| !name.is_empty()) {
        return ListStrategy::parse(&name).unwrap_or_else(|| {
            files.diagnostics.push(
                unknown_strategy(&name)
                    .note(format!("it comes from the environment variable {VARIABLE}")),
            );
            ListStrategy::default()
        });
    }
    let node = settings.and_then(|map| node_at(map, &["settings", "list_merge_strategy"]));
    match node.and_then(|node| Some((node, node.as_text()?))) {
        None => ListStrategy::default(),
        Some((node, name)) => ListStrategy::parse(name).unwrap_or_else(|| {
            let problem = node.blame(unknown_strategy(name), "");
            files.diagnostics.push(problem);
            ListStrategy::default()
        }),
    }
}

fn unknown_strategy(name: &str) -> Diagnostic {
    Diagnostic::error(
        Code::WrongType,
        format!("unknown list merge strategy `{name}`"),
    )
    .help("use `replace`, `append` or `merge`")
}

fn text<'m>(map: &'m Map, path: &[&str]) -> Option<&'m str> {
    node_at(map, path)?.as_text()
}

/// The folder and those above it, as far as the project goes: what lies above belongs to somebody else.
fn surroundings(folder: &Path, confines: &Confines) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in ancestors(folder) {
        let search = confines.search(&folder);
        if search != Search::Ended {
            found.push(folder);
        }
        if search != Search::Further {
            break;
        }
    }
    found
}

/// The folder and those above it, also above the working directory: `stacks/catalog`, `stacks`, `.`, `..`.
fn ancestors(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    while found.len() < MAX_ANCESTORS {
        let Some(last) = found.last() else { break };
        let above = match last.components().next_back() {
            Some(std::path::Component::Normal(_)) => location::folder(last),
            Some(std::path::Component::CurDir) | None => PathBuf::from(".."),
            Some(std::path::Component::ParentDir) => last.join(".."),
            Some(_) => break,
        };
        found.push(above);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_up_goes_on_above_the_working_directory() {
        let found = ancestors(Path::new("../stacks/catalog"));
        let first: Vec<String> = found
            .iter()
            .take(5)
            .map(|path| path.display().to_string())
            .collect();
        assert_eq!(
            first,
            ["../stacks/catalog", "../stacks", "..", "../..", "../../.."]
        );
        assert_eq!(ancestors(Path::new("/a/b")).len(), 3);
    }
}
