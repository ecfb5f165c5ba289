//! Rendered files and a folder: what differs, and how the folder becomes what was rendered.
//!
//! Only files that rolecall wrote before are replaced or removed; they are known by their head, or by the index that
//! lists them. Below the folder nothing is read, written or removed through a link.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;
use similar::TextDiff;

use crate::error::Error;
use crate::files::{self, Readers, WriteError};
use crate::render::cloudformation::INDEX;
use crate::render::{Artifacts, HEAD, MARK};
use crate::text::{visible, visible_lines};

use super::files::not_written;

/// One difference between the folder and what was rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// A file is not there.
    Missing(String),
    /// A file is there with another text.
    Changed { path: String, before: String },
    /// A file that rolecall wrote and that nothing renders any more.
    Stale(String),
}

/// Whether a path is one that this kind of artifact has: the folder may hold artifacts of another kind.
pub type Owns = fn(&str) -> bool;

/// What differs, in the order of paths.
///
/// # Errors
/// The folder cannot be read, or a file of a needed name is not rolecall's.
pub fn compare(folder: &Path, artifacts: &Artifacts, owns: Owns) -> Result<Vec<Difference>, Error> {
    files::resolve(folder).map_err(|error| not_written(folder, error))?;
    let there = generated(folder, owns)?;
    let mut differences = BTreeMap::new();
    for (path, text) in artifacts {
        let file = folder.join(path);
        without_link(folder, path)?;
        let difference = match fs::read(&file) {
            Err(error) if error.kind() == ErrorKind::NotFound => Difference::Missing(path.clone()),
            Err(source) => return Err(cannot("read", file, source)),
            Ok(bytes) if with_line_feeds(&bytes) == with_line_feeds(text.as_bytes()) => continue,
            Ok(_) if !there.contains(path) => return Err(foreign(&file)),
            Ok(bytes) => Difference::Changed {
                path: path.clone(),
                before: with_line_feeds(&bytes),
            },
        };
        differences.insert(path.clone(), difference);
    }
    for path in there {
        if !artifacts.contains_key(&path) {
            differences.insert(path.clone(), Difference::Stale(path));
        }
    }
    Ok(differences.into_values().collect())
}

/// A text whose lines end with a line feed alone: git may have checked it out with another ending.
fn with_line_feeds(text: &[u8]) -> String {
    String::from_utf8_lossy(text).replace("\r\n", "\n")
}

/// Makes the folder what was rendered.
///
/// # Errors
/// A file cannot be written; what comes after it is as it was.
pub fn write(
    folder: &Path,
    artifacts: &Artifacts,
    differences: &[Difference],
) -> Result<(), Error> {
    for difference in differences {
        let (Difference::Missing(path)
        | Difference::Changed { path, .. }
        | Difference::Stale(path)) = difference;
        let file = folder.join(path);
        without_link(folder, path)?;
        match artifacts.get(path) {
            None => fs::remove_file(&file).map_err(|source| cannot("remove", file, source))?,
            Some(text) => replace(&file, text).map_err(|error| not_written(&file, error))?,
        }
    }
    Ok(())
}

/// Draws the differences as a unified diff, from the folder to what was rendered.
pub fn diff(
    folder: &Path,
    artifacts: &Artifacts,
    differences: &[Difference],
    out: &mut dyn Write,
) -> io::Result<()> {
    for difference in differences {
        let (path, before) = match difference {
            Difference::Missing(path) => (path, ""),
            Difference::Changed { path, before } => (path, before.as_str()),
            Difference::Stale(path) => {
                let shown = folder.join(path).display().to_string();
                writeln!(out, "{} does not belong there any more", visible(&shown))?;
                continue;
            }
        };
        let after = artifacts.get(path).map_or("", String::as_str);
        let name = folder.join(path).display().to_string();
        let from = match difference {
            Difference::Missing(_) => "/dev/null",
            _ => &name,
        };
        let diff = TextDiff::from_lines(before, after)
            .unified_diff()
            .header(&visible(from), &visible(&name))
            .to_string();
        writeln!(out, "{}", visible_lines(&diff))?;
    }
    Ok(())
}

fn replace(file: &Path, text: &str) -> Result<(), WriteError> {
    if let Some(folder) = file.parent() {
        files::create_folders(folder)?;
    }
    let write = |out: &mut dyn Write| out.write_all(text.as_bytes());
    files::replace(file, Readers::Default, write)
}

/// Refuses a file to which a link below the folder leads: somebody else may have made it.
fn without_link(folder: &Path, path: &str) -> Result<(), Error> {
    let found = files::link_below(folder, Path::new(path));
    let found = found.map_err(|source| cannot("read", folder.join(path), source))?;
    match found {
        None => Ok(()),
        Some(link) => Err(Error::usage(
            format!(
                "{} is a link, and rolecall renders through none",
                visible(&link.display().to_string())
            ),
            "remove the link, or render to another folder",
        )),
    }
}

/// Folders in folders that artifacts have: `account-types/prod`.
const DEPTH: usize = 2;

/// Every file of the folder that rolecall wrote, by its path with `/`.
fn generated(folder: &Path, owns: Owns) -> Result<BTreeSet<String>, Error> {
    let mut found = BTreeSet::new();
    search(folder, "", DEPTH, &mut found)?;
    found.retain(|path| owns(path));
    Ok(found)
}

fn search(
    folder: &Path,
    prefix: &str,
    depth: usize,
    found: &mut BTreeSet<String>,
) -> Result<(), Error> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        other => other.map_err(|source| cannot("read", folder.to_owned(), source))?,
    };
    for entry in entries {
        let entry = entry.map_err(|source| cannot("read", folder.to_owned(), source))?;
        let kind = entry
            .file_type()
            .map_err(|source| cannot("read", entry.path(), source))?;
        // A name that is no text is none of rolecall's.
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = format!("{prefix}{name}");
        // Terraform's own folder and those of version control hold nothing that was rendered; neither does what a
        // link leads to.
        if kind.is_dir() {
            if depth > 0 && !name.starts_with('.') {
                search(&entry.path(), &format!("{path}/"), depth - 1, found)?;
            }
        } else if kind.is_file() && is_generated(&entry.path())? {
            if name == INDEX {
                let beside = listed(&entry.path(), folder)?;
                found.extend(beside.into_iter().map(|name| format!("{prefix}{name}")));
            }
            found.insert(path);
        }
    }
    Ok(())
}

/// The lists of resources to import that an index names: they are JSON arrays, which have no room for a head.
fn listed(index: &Path, folder: &Path) -> Result<Vec<String>, Error> {
    let text = fs::read(index).map_err(|source| cannot("read", index.to_owned(), source))?;
    let index: Value = serde_json::from_slice(&text).unwrap_or_default();
    let stacks = index.get("stacks").and_then(Value::as_array);
    let names = stacks.into_iter().flatten().filter_map(|stack| {
        let name = stack.pointer("/import/resources_to_import")?.as_str()?;
        // Whoever edits an index must not lead us out of its folder.
        let inside = name.ends_with(".import.json") && !name.contains(['/', '\\']);
        (inside && is_file(&folder.join(name))).then(|| name.to_owned())
    });
    Ok(names.collect())
}

/// Whether there is a file, and no link to one.
fn is_file(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|found| found.is_file())
}

/// Whether the head of a file says that rolecall wrote it.
fn is_generated(file: &Path) -> Result<bool, Error> {
    let open = || {
        let mut head = Vec::new();
        io::Read::read_to_end(
            &mut io::Read::take(fs::File::open(file)?, 4 * HEAD as u64),
            &mut head,
        )?;
        Ok(head)
    };
    let head = open().map_err(|source| cannot("read", file.to_owned(), source))?;
    Ok(String::from_utf8_lossy(&head).contains(MARK))
}

fn cannot(verb: &'static str, path: PathBuf, source: io::Error) -> Error {
    Error::File { verb, path, source }
}

fn foreign(file: &Path) -> Error {
    Error::usage(
        format!(
            "{} is there and was not written by rolecall",
            visible(&file.display().to_string())
        ),
        "render to another folder, or move the file away",
    )
}
