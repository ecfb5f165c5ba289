//! What leads into a submodule of a revision: its files are in another repository, and are not read.

use std::path::{Component, Path, PathBuf};

use glob::Pattern;

use crate::catalog::node::Node;
use crate::diagnostic::{Code, Diagnostic};
use crate::files::{canonical_folder, lexical};
use crate::source::Span;

/// Returns the submodule into which a path or a pattern leads, relative to `base`; `None` if there is none.
pub(super) fn reached<'s>(entry: &str, base: &Path, submodules: &'s [PathBuf]) -> Option<&'s Path> {
    if submodules.is_empty() {
        return None;
    }
    let path = lexical(&base.join(entry)).ok()?;
    let folder = canonical_folder(&path);
    let leads = |submodule: &&PathBuf| {
        let real = submodule.canonicalize().ok();
        matches(&path, submodule)
            || folder
                .as_ref()
                .zip(real)
                .is_some_and(|(folder, real)| folder.starts_with(real))
    };
    submodules.iter().find(leads).map(PathBuf::as_path)
}

/// Whether a path with patterns in it can mean a file below a folder.
fn matches(path: &Path, folder: &Path) -> bool {
    let mut parts = path.components();
    for name in folder.components() {
        match parts.next() {
            Some(Component::Normal(part)) => {
                let (part, name) = (part.to_string_lossy(), name.as_os_str().to_string_lossy());
                if part == "**" {
                    return true;
                }
                // Braces are alternatives, which may hold anything.
                let pattern = Pattern::new(&part);
                let fits = part == name
                    || part.contains(['{', '}'])
                    || pattern.is_ok_and(|pattern| pattern.matches(&name));
                if !fits {
                    return false;
                }
            }
            Some(part) if part == name => {}
            _ => return false,
        }
    }
    parts.next().is_some()
}

/// The error of an entry of `import` that leads into a submodule.
pub(super) fn imported(entry: &str, place: Span, submodule: &Path) -> Diagnostic {
    problem("import", entry, submodule).primary(place, "")
}

/// The error of an `!include` that leads into a submodule.
pub(super) fn included(name: &str, node: &Node, submodule: &Path) -> Diagnostic {
    node.blame(problem("file", name, submodule), "")
}

fn problem(what: &str, name: &str, submodule: &Path) -> Diagnostic {
    let submodule = submodule.display();
    Diagnostic::error(
        Code::ImportNotFound,
        format!("the {what} `{name}` leads into the submodule `{submodule}`, which is not read"),
    )
    .note("a revision has the files of its own repository, and not those of a submodule")
    .help("move the file out of the submodule, or name the revision after that was done")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_or_pattern_that_can_mean_a_file_of_a_submodule_leads_into_it() {
        let submodules = [PathBuf::from("/r/catalog/shared")];
        let leads = |entry| reached(entry, Path::new("/r/catalog"), &submodules).is_some();
        for entry in [
            "shared/x",
            "./shared/a/b.yaml",
            "*/x",
            "**/x",
            "{shared,own}/x",
            "x/../shared/y",
            "s*d/**/*",
        ] {
            assert!(leads(entry), "{entry}");
        }
        for entry in [
            "shared",
            "own/x",
            "*",
            "own/**/*",
            "../shared/x",
            "shared-too/x",
        ] {
            assert!(!leads(entry), "{entry}");
        }
    }
}
