//! Which files a catalog may read: those of its own project.
//!
//! A catalog may come from somebody else's branch, and what is wrong in a file is shown with its lines. A link, an import
//! or an `!include` must not be able to show what lies elsewhere on the machine that checks it.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::location::folder;
use crate::files::{inside as inside_of, nearest_repository};

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
    /// The highest folder in which the surroundings of the catalog are looked for.
    end: PathBuf,
    /// Folders whose files are not there.
    pub(super) submodules: Vec<PathBuf>,
}

impl Confines {
    /// The confines of a catalog's file: the project if it was named, else the repository of the working directory if
    /// the path leads into it, else the repository around the catalog, else the folder alone.
    pub(super) fn of(file: &Path, project: Option<&Path>, submodules: &[PathBuf]) -> Self {
        let own = fs::canonicalize(folder(file)).ok();
        let here = fs::canonicalize(".").ok();
        let repository = match project {
            Some(project) => fs::canonicalize(project).ok(),
            None => of_working_directory(file, here.as_deref())
                .or_else(|| nearest_repository(own.as_deref()?)),
        };
        // Without a repository the user vouches for the working directory, and for no folder above it.
        let below = |folder: &PathBuf| own.as_ref().is_some_and(|own| own.starts_with(folder));
        let end = repository
            .clone()
            .or_else(|| here.filter(below))
            .or_else(|| own.clone());
        let is_inside = |own: &PathBuf| match &repository {
            Some(repository) => own.starts_with(repository),
            None => true,
        };
        Self {
            folders: own
                .into_iter()
                .filter(is_inside)
                .chain(repository.clone())
                .collect(),
            repository,
            end: end.unwrap_or_default(),
            submodules: submodules.to_owned(),
        }
    }

    /// Adds a folder that the user named, wherever it lies; but not where a link in the repository leads.
    pub(super) fn add_named(&mut self, folder: &Path) {
        let repository = self.repository.as_deref();
        if repository.is_some_and(|root| is_written_inside(folder, root)) {
            return;
        }
        self.folders.extend(fs::canonicalize(folder).ok());
    }

    /// Adds a folder that was found around the catalog. The files in a repository cannot widen it.
    pub(super) fn add_found(&mut self, folder: &Path) {
        if self.repository.is_none() {
            self.add_named(folder);
        }
    }

    /// Whether settings are looked for in a folder, and whether above it, too.
    pub(super) fn search(&self, folder: &Path) -> Search {
        match fs::canonicalize(folder) {
            Ok(real) if real == self.end => Search::Last,
            Ok(real) if real.starts_with(&self.end) => Search::Further,
            _ => Search::Ended,
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

    /// The same for a file that the user named, or that was found by its name: there is nothing against it, but that a
    /// link leads out of the repository, or to what is hidden in it.
    pub(super) fn refusal_of_link(&self, path: &Path) -> Option<Outside> {
        let repository = self.repository.as_deref()?;
        let real = fs::canonicalize(path).ok()?;
        let Ok(inside) = real.strip_prefix(repository) else {
            return Some(Outside::Elsewhere);
        };
        let is_named =
            matches!(inside_of(path, repository), Ok(Some(written)) if is_hidden(&written));
        (is_hidden(inside) && !is_named).then_some(Outside::Hidden)
    }
}

/// How far the search for settings goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Search {
    /// They are looked for in the folder and above it.
    Further,
    /// They are looked for in the folder, and not above it.
    Last,
    /// They are not looked for in the folder.
    Ended,
}

/// The repository of the working directory, if the path of the catalog leads into it as it is written. What git or the
/// catalog's folder say about another repository does not count there.
fn of_working_directory(file: &Path, here: Option<&Path>) -> Option<PathBuf> {
    let root = nearest_repository(here?)?;
    is_written_inside(file, &root).then_some(root)
}

fn is_written_inside(path: &Path, root: &Path) -> bool {
    // A `..` behind a link below the root is written inside, too.
    !matches!(inside_of(path, root), Ok(None))
}

/// Whether a part of a path starts with a dot.
pub(in crate::catalog) fn is_hidden(inside: &Path) -> bool {
    let hidden = |part: Component<'_>| match part {
        Component::Normal(name) => name.as_encoded_bytes().starts_with(b"."),
        _ => false,
    };
    inside.components().any(hidden)
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
