//! Where a file lies: its folder, its shortest path, and what tells it from other files.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// What tells one file from another, however it is named: the path without links and detours. It is never shown.
pub(super) type Identity = PathBuf;

/// The folder of a file; `.` for a bare name.
pub(super) fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// What tells the file from others. Where it does not exist, its name has to do.
pub(super) fn identity(path: &Path) -> Identity {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// The path without `.` and, where no link makes that another file, without `..`.
pub(super) fn tidy(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    let mut short = PathBuf::new();
    for part in path.components() {
        if part == Component::CurDir {
            continue;
        }
        plain.push(part);
        let last = short.components().next_back();
        match (part, last) {
            (Component::ParentDir, Some(Component::Normal(_))) => {
                short.pop();
            }
            _ => short.push(part),
        }
    }
    match (fs::canonicalize(&short), fs::canonicalize(&plain)) {
        (Ok(a), Ok(b)) if a == b => short,
        _ => plain,
    }
}
