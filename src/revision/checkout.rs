//! One revision after another, unpacked into the same folder: only what differs is written.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{RevisionError, absolute, commit, git, root, run, succeeded};

/// A folder that holds the files of one revision at a time; it is gone when this is dropped.
#[derive(Debug)]
pub struct Checkout {
    unpacked: TempDir,
    root: PathBuf,
}

impl Checkout {
    /// An empty folder for the repository around `folder`.
    ///
    /// # Errors
    /// There is no git or no repository, or no folder can be made.
    pub fn new(folder: &Path) -> Result<Self, RevisionError> {
        let root = root(folder)?;
        let unpacked = TempDir::with_prefix("rolecall-").map_err(RevisionError::Unpack)?;
        std::fs::create_dir(unpacked.path().join("files")).map_err(RevisionError::Unpack)?;
        Ok(Self { unpacked, root })
    }

    /// The id of the commit that a name means.
    ///
    /// # Errors
    /// No revision has this name.
    pub fn commit(&self, name: &str) -> Result<String, RevisionError> {
        commit(name, &self.root)
    }

    /// Makes the folder hold the files of a commit. Neither the working tree nor the index of the repository is
    /// touched.
    ///
    /// # Errors
    /// git cannot read the commit, or there is no room for its files.
    pub fn go(&self, commit: &str) -> Result<(), RevisionError> {
        let mut command = git(&self.root);
        command
            .env("GIT_INDEX_FILE", self.unpacked.path().join("index"))
            .env("GIT_WORK_TREE", self.files());
        let arguments = ["read-tree", "--reset", "-u", commit];
        succeeded(run(command.args(arguments.map(OsStr::new)))?)
    }

    /// The root of the repository.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder that holds the files.
    pub fn files(&self) -> PathBuf {
        self.unpacked.path().join("files")
    }

    /// How the repository calls what `path` names in the working tree; `None` for a path outside the repository.
    pub fn inside(&self, path: &Path) -> Option<PathBuf> {
        let inside = absolute(path)?;
        inside.strip_prefix(&self.root).ok().map(Path::to_owned)
    }
}
