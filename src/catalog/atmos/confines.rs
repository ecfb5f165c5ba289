//! Which files a catalog may read: those of its own project.
//!
//! A catalog may come from somebody else's branch, and what is wrong in a file is shown with its lines. A link, an import
//! or an `!include` must not be able to show what lies elsewhere on the machine that checks it.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// Why a file is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outside {
    /// It lies in none of the folders.
    Elsewhere,
    /// It lies in one, and is hidden there: `.git/config` holds credentials.
    Hidden,
}

/// The folders whose files a catalog may read, without links.
#[derive(Debug, Default)]
pub(super) struct Confines {
    /// The repository of the catalog.
    repository: Option<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Confines {
    /// The confines of a catalog in `folder`: the project if it was named, else the repository around the catalog, else
    /// the folder alone.
    pub(super) fn of(folder: &Path, project: Option<&Path>) -> Self {
        let own = fs::canonicalize(folder).ok();
        let named = project.and_then(|project| fs::canonicalize(project).ok());
        let repository = named.or_else(|| repository(own.as_deref()?));
        Self {
            folders: own.into_iter().chain(repository.clone()).collect(),
            repository,
        }
    }

    /// Adds a folder that the user named, wherever it lies.
    pub(super) fn add_named(&mut self, folder: &Path) {
        self.folders.extend(fs::canonicalize(folder).ok());
    }

    /// Adds a folder that was found around the catalog. The files in a repository cannot widen it.
    pub(super) fn add_found(&mut self, folder: &Path) {
        if self.repository.is_none() {
            self.add_named(folder);
        }
    }

    /// Why a file that another file names is not read; `None` if it may be. One that is not there is somebody else's
    /// finding.
    pub(super) fn refusal(&self, path: &Path) -> Option<Outside> {
        let real = fs::canonicalize(path).ok()?;
        let mut inside = self
            .folders
            .iter()
            .filter_map(|folder| real.strip_prefix(folder).ok())
            .peekable();
        match inside.peek() {
            None => Some(Outside::Elsewhere),
            Some(_) => inside.all(is_hidden).then_some(Outside::Hidden),
        }
    }

    /// The same for a file that the user named, or that was found by its name: there is nothing against it, but that it
    /// is a link that leads out of the repository.
    pub(super) fn refusal_of_link(&self, path: &Path) -> Option<Outside> {
        let repository = self.repository.as_deref()?;
        let real = fs::canonicalize(path).ok()?;
        let beside = fs::canonicalize(super::files::folder(path)).ok();
        let inside =
            real.starts_with(repository) || beside.is_some_and(|folder| real.starts_with(folder));
        (!inside).then_some(Outside::Elsewhere)
    }
}

/// Whether a part of a path starts with a dot.
pub(in crate::catalog) fn is_hidden(inside: &Path) -> bool {
    let hidden = |part: Component<'_>| match part {
        Component::Normal(name) => name.as_encoded_bytes().starts_with(b"."),
        _ => false,
    };
    inside.components().any(hidden)
}

/// The nearest folder, from this one upwards, that git knows as a working tree.
fn repository(folder: &Path) -> Option<PathBuf> {
    let mut folders = folder.ancestors();
    folders
        .find(|folder| folder.join(".git").exists())
        .map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_below_a_folder_is_hidden_and_the_folder_itself_may_be() {
        assert!(is_hidden(Path::new(".git/config")));
        assert!(is_hidden(Path::new("a/.env.yaml")));
        assert!(!is_hidden(Path::new("./a/b.yaml")));
    }
}
