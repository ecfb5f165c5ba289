//! One revision after another, unpacked into the same folder: only what differs is written.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::unpacked::Unpacked;
use super::{Repository, RevisionError};

/// Links on the way to a file, as many as Linux follows.
const MAX_LINKS: usize = 40;

/// A folder that holds the files of one revision at a time; it is gone when this is dropped.
#[derive(Debug)]
pub struct Checkout {
    unpacked: Unpacked,
    repository: Repository,
}

impl Checkout {
    /// An empty folder for a repository.
    ///
    /// # Errors
    /// No folder can be made.
    pub fn new(repository: Repository) -> Result<Self, RevisionError> {
        Ok(Self {
            unpacked: Unpacked::new()?,
            repository,
        })
    }

    /// The repository.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    /// Makes the folder hold the files of a commit. Neither the working tree nor the index of the repository is
    /// touched.
    ///
    /// # Errors
    /// git cannot read the commit, or there is no space for its files.
    pub fn go(&mut self, commit: &str) -> Result<(), RevisionError> {
        self.unpacked.go(&self.repository, commit)
    }

    /// The folder that holds the files.
    pub fn files(&self) -> PathBuf {
        self.unpacked.files()
    }

    /// The submodules, relative to the root. Their files are in another repository and not unpacked.
    pub fn submodules(&self) -> &[PathBuf] {
        self.unpacked.submodules()
    }

    /// What a commit touches when it changes the file that has this name here: the name, every link on the way, and the
    /// file to which they lead.
    pub fn behind(&self, name: &str) -> BTreeSet<String> {
        let root = self.files();
        let mut found = BTreeSet::from([name.to_owned()]);
        let mut at = PathBuf::new();
        let mut rest: Vec<PathBuf> = parts(Path::new(name));
        let mut links = 0;
        while let Some(part) = rest.pop() {
            match part.components().next() {
                Some(Component::Normal(name)) => at.push(name),
                Some(Component::ParentDir) => {
                    at.pop();
                }
                _ => {}
            }
            let Ok(target) = root.join(&at).read_link() else {
                continue;
            };
            found.insert(slashed(&at));
            links += 1;
            if links > MAX_LINKS || target.is_absolute() {
                return found;
            }
            at.pop();
            rest.extend(parts(&target));
        }
        found.insert(slashed(&at));
        found
    }
}

/// The parts of a path, the last one first.
fn parts(path: &Path) -> Vec<PathBuf> {
    let parts = path.components().rev();
    parts.map(|part| PathBuf::from(part.as_os_str())).collect()
}

/// A path with `/` between its parts.
fn slashed(path: &Path) -> String {
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}
