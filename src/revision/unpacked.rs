//! A folder that holds the files of one commit at a time, and nothing else.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::RevisionError;
use super::objects::{Entry, Kind, contents, tree};
use super::repository::{Repository, path_of};

/// Bytes of one file that are written. A longer one keeps its length and has no contents: no catalog is that long, and
/// who reads it finds it too long.
const MAX_FILE: u64 = 64 * 1024 * 1024;

/// Bytes of all files that are written.
const MAX_TOTAL: u64 = 4 * 1024 * 1024 * 1024;

/// Bytes of the target of a link.
const MAX_LINK: u64 = 4096;

/// The files of a commit; they are gone when this is dropped.
#[derive(Debug)]
pub(super) struct Unpacked {
    folder: TempDir,
    there: BTreeMap<PathBuf, Entry>,
    submodules: Vec<PathBuf>,
}

impl Unpacked {
    /// An empty folder.
    pub(super) fn new() -> Result<Self, RevisionError> {
        let folder = TempDir::with_prefix("rolecall-").map_err(RevisionError::Unpack)?;
        fs::create_dir(folder.path().join("files")).map_err(RevisionError::Unpack)?;
        Ok(Self {
            folder,
            there: BTreeMap::new(),
            submodules: Vec::new(),
        })
    }

    pub(super) fn files(&self) -> PathBuf {
        self.folder.path().join("files")
    }

    pub(super) fn submodules(&self) -> &[PathBuf] {
        &self.submodules
    }

    /// Makes the folder hold the files of a commit. What is the same stays; links are made last, so that no file is
    /// written through one.
    pub(super) fn go(
        &mut self,
        repository: &Repository,
        commit: &str,
    ) -> Result<(), RevisionError> {
        let entries = tree(commit, repository)?;
        let entries: BTreeMap<PathBuf, Entry> = entries
            .into_iter()
            .map(|entry| (entry.path.clone(), entry))
            .collect();
        let stays =
            |entry: &Entry| entry.kind != Kind::Link && entries.get(&entry.path) == Some(entry);
        let root = self.files();
        let goes = self.there.values().filter(|entry| !stays(entry));
        let (links, others): (Vec<&Entry>, Vec<&Entry>) =
            goes.partition(|entry| entry.kind == Kind::Link);
        for entry in links.into_iter().chain(others) {
            self.remove(entry, &root)?;
        }
        let comes = entries
            .values()
            .filter(|entry| self.there.get(&entry.path) != Some(entry));
        let (links, others): (Vec<&Entry>, Vec<&Entry>) =
            comes.partition(|entry| entry.kind == Kind::Link);
        let (files, submodules): (Vec<&Entry>, Vec<&Entry>) = others
            .into_iter()
            .partition(|entry| entry.kind == Kind::File);
        let mut total = 0;
        contents(&files, repository, |entry, size, contents| {
            total += size.min(MAX_FILE);
            if total > MAX_TOTAL {
                let what = format!("more than {} GiB of files", MAX_TOTAL >> 30);
                return Err(RevisionError::TooLarge(what));
            }
            let made = write(&root.join(&entry.path), size, contents);
            made.map_err(|error| failed(entry, error))
        })?;
        for entry in &submodules {
            let made = fs::create_dir_all(root.join(&entry.path));
            made.map_err(|error| failed(entry, error))?;
        }
        make_links(&links, &root, repository)?;
        let submodule = |entry: &&Entry| entry.kind == Kind::Submodule;
        let submodules = entries.values().filter(submodule);
        self.submodules = submodules.map(|entry| entry.path.clone()).collect();
        self.there = entries;
        Ok(())
    }

    /// Removes an entry, and the folders above it that are empty then.
    fn remove(&self, entry: &Entry, root: &Path) -> Result<(), RevisionError> {
        let path = root.join(&entry.path);
        let removed = match entry.kind {
            Kind::Submodule => fs::remove_dir(&path),
            Kind::File | Kind::Link => fs::remove_file(&path),
        };
        match removed {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(RevisionError::Unpack(error));
            }
            _ => {}
        }
        let above = path
            .ancestors()
            .skip(1)
            .take_while(|folder| *folder != root);
        for folder in above {
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }
}

/// Makes links: all are read before the first is made.
fn make_links(links: &[&Entry], root: &Path, repository: &Repository) -> Result<(), RevisionError> {
    let mut targets = Vec::new();
    contents(links, repository, |entry, _, contents| {
        let mut target = Vec::new();
        let read = contents.take(MAX_LINK).read_to_end(&mut target);
        read.map_err(RevisionError::Unpack)?;
        targets.push((entry.clone(), target));
        Ok(())
    })?;
    for (entry, _) in &targets {
        let path = root.join(&entry.path);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        made.map_err(|error| failed(entry, error))?;
    }
    for (entry, target) in &targets {
        let made = link(&root.join(&entry.path), target);
        made.map_err(|error| failed(entry, error))?;
    }
    Ok(())
}

fn write(path: &Path, size: u64, contents: &mut dyn Read) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file: File = OpenOptions::new().write(true).create_new(true).open(path)?;
    match size > MAX_FILE {
        true => file.set_len(size),
        false => io::copy(contents, &mut file).map(|_| ()),
    }
}

#[cfg(unix)]
fn link(path: &Path, target: &[u8]) -> io::Result<()> {
    std::os::unix::fs::symlink(path_of(target), path)
}

/// Where links are a privilege, a link is a file with its target, as git has it.
#[cfg(not(unix))]
fn link(path: &Path, target: &[u8]) -> io::Result<()> {
    write(path, target.len() as u64, &mut &target[..])
}

/// Two paths of a tree are one where the file system knows no difference of case, or where a file is also a folder.
fn failed(entry: &Entry, error: io::Error) -> RevisionError {
    match error.kind() {
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
            RevisionError::Collision(entry.path.display().to_string())
        }
        _ => RevisionError::Unpack(error),
    }
}
