//! What git knows: the files of a revision, unpacked into a folder of their own, and who changed a line last.
//!
//! Imports of a catalog have to be resolved inside the revision, so all its files are unpacked. Neither the working tree
//! nor the index of the repository is touched.
//!
//! The files of a repository are the work of whoever wrote its commits, and git has many ways to be told what to do by
//! such files. So the `git` that the user has is asked for three things only:
//!
//! - where the repository of the working directory is, and whether it may be used ([`Repository::find`]);
//! - which commit a name means (`name`);
//! - objects, by their id, through a repository of our own ([`object`](self)) that has no configuration, no
//!   attributes, no hooks, no references, no index and no working tree, and borrows the objects of the user's.

mod blame;
mod checkout;
mod log;
mod name;
mod objects;
mod repository;
mod unpacked;

use std::io;
use std::path::PathBuf;

pub use blame::{Blame, LineChange};
pub use checkout::Checkout;
pub use log::{Commit, last_touching, renamed_from};
pub use repository::Repository;
use unpacked::Unpacked;

/// Why the files of a revision cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// There is no git here.
    #[error("cannot run git: {0}")]
    NoGit(#[source] io::Error),
    /// The folder is in no repository.
    #[error("not inside a git repository")]
    NoRepository,
    /// git does not use the repository, or takes another one for it.
    #[error("git does not use the repository: {reason}")]
    Refused {
        /// git's own words, in one line.
        reason: String,
        /// The command that git advises.
        advice: Option<String>,
    },
    /// The environment names another repository.
    #[error("GIT_DIR names another repository than that of the working directory, {}", .0.display())]
    OtherRepository(PathBuf),
    /// No revision has this name.
    #[error("`{0}` is no revision of this repository")]
    Unknown(String),
    /// Several revisions have this name.
    #[error("`{name}` is ambiguous: it can be {}", .meanings.join(" or "))]
    Ambiguous {
        /// What was asked for.
        name: String,
        /// The full names of what it can mean.
        meanings: Vec<String>,
    },
    /// A branch of a remote was asked for, and something else has its name.
    #[error("`{name}` is no branch of the remote; `{other}` has the same name and is not used")]
    NotOfRemote {
        /// What was asked for.
        name: String,
        /// The full name of what has the same name.
        other: String,
    },
    /// git failed.
    #[error("git cannot read the revision: {0}")]
    Git(String),
    /// A partial clone has no copy of an object.
    #[error("this clone has no copy of `{0}`, and rolecall fetches nothing")]
    Missing(String),
    /// A tree has a name that is no name of a file here.
    #[error("the revision has the path `{0}`, which cannot be a file here")]
    BadPath(String),
    /// Two names of a tree are one on this file system.
    #[error("the revision has several paths that are `{0}` on this file system")]
    Collision(String),
    /// A revision is too large to be unpacked.
    #[error("the revision has {0}")]
    TooLarge(String),
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
    unpacked: Unpacked,
    details: Option<Commit>,
    name: String,
    note: Option<String>,
    commit: String,
}

impl Revision {
    /// Unpacks the revision `name` of a repository.
    ///
    /// # Errors
    /// There is no such revision, or no space for its files.
    pub fn unpack(name: &str, repository: &Repository) -> Result<Self, RevisionError> {
        let found = name::resolve(name, repository)?;
        let mut unpacked = Unpacked::new()?;
        unpacked.go(repository, &found.commit)?;
        let submodule = repository.submodule();
        let submodule = submodule.map(|path| format!("of the submodule {}", path.display()));
        let notes: Vec<String> = found.note.into_iter().chain(submodule).collect();
        Ok(Self {
            unpacked,
            details: log::commit_of(repository, &found.commit)?,
            name: name.to_owned(),
            note: (!notes.is_empty()).then(|| notes.join(", ")),
            commit: found.commit,
        })
    }

    /// The name by which the user asked for the revision.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a reader must know of the name: what else has it, and that it is one of a submodule.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// The commit with its date.
    pub fn details(&self) -> Option<&Commit> {
        self.details.as_ref()
    }

    /// The first digits of the commit's id, as many as git prints.
    pub fn short_commit(&self) -> &str {
        self.commit.get(..7).unwrap_or(&self.commit)
    }

    /// The folder that holds the files.
    pub fn files(&self) -> PathBuf {
        self.unpacked.files()
    }

    /// The submodules, relative to the root. Their files are in another repository and not unpacked.
    pub fn submodules(&self) -> &[PathBuf] {
        self.unpacked.submodules()
    }
}
