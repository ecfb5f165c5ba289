//! What git knows: the files of a revision, unpacked into a folder of their own, and who changed a line last.
//!
//! Imports of a catalog have to be resolved inside the revision, so all its files are unpacked, by the `git` that the
//! user has: it knows about worktrees, alternates, partial clones and attributes. Neither the working tree nor the
//! index of the repository is touched.

mod blame;
mod checkout;
mod log;

use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

pub use blame::{Blame, LineChange, blame, is_shallow};
pub use checkout::Checkout;
pub use log::{Commit, commit_of, last_touching, renamed_from};

/// Why the files of a revision cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// There is no git here.
    #[error("cannot run git: {0}")]
    NoGit(#[source] io::Error),
    /// The folder is in no repository.
    #[error("not inside a git repository")]
    NoRepository,
    /// No revision has this name.
    #[error("`{0}` is no revision of this repository")]
    Unknown(String),
    /// git failed.
    #[error("git cannot read the revision: {0}")]
    Git(String),
    /// git does not know the file's history.
    #[error("git does not tell: {0}")]
    Untold(String),
    /// The files cannot be unpacked here.
    #[error("cannot unpack the revision: {0}")]
    Unpack(#[source] io::Error),
}

/// A revision with its files; they are gone when this is dropped.
#[derive(Debug)]
pub struct Revision {
    unpacked: TempDir,
    root: PathBuf,
    name: String,
    commit: String,
}

impl Revision {
    /// Unpacks the revision `name` of the repository around `folder`.
    ///
    /// # Errors
    /// There is no git, no repository, no such revision, or no room for its files.
    pub fn unpack(name: &str, folder: &Path) -> Result<Self, RevisionError> {
        let root = root(folder)?;
        let commit = commit(name, &root)?;
        let unpacked = TempDir::with_prefix("rolecall-").map_err(RevisionError::Unpack)?;
        let index = unpacked.path().join("index");
        let git = |arguments: &[&OsStr]| {
            let mut command = git(&root);
            // The index of the user's repository stays as it is.
            command.env("GIT_INDEX_FILE", &index).args(arguments);
            succeeded(run(&mut command)?)
        };
        git(&["read-tree".as_ref(), commit.as_ref()])?;
        let mut prefix = std::ffi::OsString::from("--prefix=");
        prefix.push(unpacked.path().join("files"));
        prefix.push("/");
        git(&[
            "checkout-index".as_ref(),
            "--all".as_ref(),
            "--quiet".as_ref(),
            &prefix,
        ])?;
        // A revision may be empty; its folder is there all the same.
        std::fs::create_dir_all(unpacked.path().join("files")).map_err(RevisionError::Unpack)?;
        Ok(Self {
            unpacked,
            root,
            name: name.to_owned(),
            commit,
        })
    }

    /// The name by which the user asked for the revision.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The commit with its date.
    ///
    /// # Errors
    /// git cannot read it.
    pub fn details(&self) -> Result<Option<Commit>, RevisionError> {
        commit_of(&self.root, &self.commit)
    }

    /// The first digits of the commit's id, as many as git prints.
    pub fn short_commit(&self) -> &str {
        self.commit.get(..7).unwrap_or(&self.commit)
    }

    /// The folder that holds the files.
    pub fn files(&self) -> PathBuf {
        self.unpacked.path().join("files")
    }

    /// Where the revision has what `path` names in the working tree; `None` for a path outside the repository.
    pub fn within(&self, path: &Path) -> Option<PathBuf> {
        let inside = absolute(path)?;
        let inside = inside.strip_prefix(&self.root).ok()?;
        Some(self.files().join(inside))
    }
}

/// Whether a text names a revision of the repository around `folder`.
pub fn is_revision(name: &str, folder: &Path) -> bool {
    root(folder).and_then(|root| commit(name, &root)).is_ok()
}

/// The root of the repository around a folder.
///
/// # Errors
/// There is no git, or no repository.
pub fn root(folder: &Path) -> Result<PathBuf, RevisionError> {
    let mut command = git(folder);
    let output = run(command.args(["rev-parse", "--show-toplevel"]))?;
    if !output.status.success() {
        return Err(RevisionError::NoRepository);
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let root = PathBuf::from(text.trim_end_matches(['\n', '\r']));
    Ok(root.canonicalize().unwrap_or(root))
}

fn commit(name: &str, root: &Path) -> Result<String, RevisionError> {
    let mut command = git(root);
    command.args(["rev-parse", "--verify", "--quiet", "--end-of-options"]);
    let output = run(command.arg(format!("{name}^{{commit}}")))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let id = text.trim();
    match output.status.success() && !id.is_empty() {
        true => Ok(id.to_owned()),
        false => Err(RevisionError::Unknown(name.to_owned())),
    }
}

fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    command.arg("-C").arg(folder).stdin(Stdio::null());
    command
}

/// What the user's settings must not change.
const SETTINGS: [&str; 8] = [
    // Large files of LFS are no catalogs, and fetching them needs a network.
    "filter.lfs.smudge=",
    "filter.lfs.process=",
    "filter.lfs.required=false",
    // What the user has git do on changes is meant for the user's own files.
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    // A catalog may import what the user does not have checked out.
    "core.sparseCheckout=false",
    // Renames are followed here, and texts are read as UTF-8.
    "log.follow=false",
    "i18n.logOutputEncoding=UTF-8",
];

fn run(command: &mut Command) -> Result<Output, RevisionError> {
    command.output().map_err(RevisionError::NoGit)
}

fn succeeded(output: Output) -> Result<(), RevisionError> {
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().next().unwrap_or("it gives no reason");
    Err(RevisionError::Git(line.to_owned()))
}

/// The path from the root of the file system, links resolved as far as it exists: a file that only another revision
/// has does not exist here.
fn absolute(path: &Path) -> Option<PathBuf> {
    let whole = std::path::absolute(path).ok()?;
    let mut tidy = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::ParentDir => {
                tidy.pop();
            }
            Component::CurDir => {}
            part => tidy.push(part),
        }
    }
    let existing = tidy.ancestors().skip(1).find_map(|folder| {
        let real = folder.canonicalize().ok()?;
        Some(real.join(tidy.strip_prefix(folder).ok()?))
    });
    Some(existing.unwrap_or(tidy))
}
