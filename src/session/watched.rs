//! Files that a catalog reads outside of the folders that a workflow watches: a change of them alone would not be seen.

use std::path::{Component, Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::error::Error;
use crate::source::{Sources, Span};

/// As many files are reported one by one.
const REPORTED: usize = 10;

/// Reports every file that lies outside: as an error outside of `within`, or, where that is empty, as a warning outside
/// of the folder of the catalog's file.
///
/// # Errors
/// A folder of `within` does not exist.
pub fn check(
    catalog: &Path,
    within: &[PathBuf],
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> Result<(), Error> {
    if let Some(missing) = within.iter().find(|folder| !folder.is_dir()) {
        return Err(Error::usage(
            format!("`{}` is not a folder", missing.display()),
            "--within takes the folders whose files the catalog may read",
        ));
    }
    let own = match catalog.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let folders = match within {
        [] => std::slice::from_ref(&own),
        named => named,
    };
    let outside: Vec<(&str, Option<Span>)> = sources
        .files()
        .map(|(id, asked)| (sources.name(id), asked))
        .filter(|(name, _)| !folders.iter().any(|folder| is_in(Path::new(name), folder)))
        .collect();
    let severity = match within {
        [] => Diagnostic::warning,
        _ => Diagnostic::error,
    };
    let shown: Vec<String> = folders
        .iter()
        .map(|folder| format!("`{}`", folder.display()))
        .collect();
    let shown = shown.join(", ");
    for (name, asked) in outside.iter().take(REPORTED) {
        let diagnostic = severity(
            Code::OutsideFolder,
            format!("the catalog reads `{name}`, which lies outside of {shown}"),
        )
        .note("a workflow that watches only these folders does not run when the file changes");
        let diagnostic = match within {
            [] => diagnostic.help("watch the file too, or move it; --within DIR states which folders are watched, and refuses others"),
            _ => diagnostic.help("move the file, or watch its folder and name it with --within"),
        };
        diagnostics.push(match asked {
            Some(place) => diagnostic.primary(*place, "read from here"),
            None => diagnostic,
        });
    }
    let more = outside.len().saturating_sub(REPORTED);
    if more > 0 {
        let more = crate::text::count(more, "more file");
        diagnostics.push(severity(
            Code::OutsideFolder,
            format!("the catalog reads {more} outside of {shown}; --files lists them"),
        ));
    }
    Ok(())
}

/// Whether a file lies in a folder, both as it is written and where its links lead: either of them may change.
fn is_in(file: &Path, folder: &Path) -> bool {
    let written = match (absolute(file), absolute(folder)) {
        (Some(file), Some(folder)) => file.starts_with(folder),
        _ => false,
    };
    let real = match (file.canonicalize(), folder.canonicalize()) {
        (Ok(file), Ok(folder)) => file.starts_with(folder),
        _ => false,
    };
    written && real
}

/// A path from the root without `.` and `..`, its links left as they are.
fn absolute(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for part in std::path::absolute(path).ok()?.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    Some(plain)
}
