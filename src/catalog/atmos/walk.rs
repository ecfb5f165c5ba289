//! The files that a pattern matches, found with a bounded number of looks, however links lie.

use std::collections::{HashSet, VecDeque};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern};

use super::location::identity;

const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

/// Why the files that a pattern matches are not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unwalked {
    /// It is no pattern.
    BadPattern,
    /// The budget is spent.
    TooMany,
}

/// A folder of a pattern.
enum Part {
    /// A name without wildcards, `..` included.
    Name(String),
    /// A name with wildcards.
    Pattern(Pattern),
    /// `**`: any number of folders.
    Any,
}

/// The files below `base` that the pattern matches; its last part may have any of the endings that `variants` adds. Every
/// look at an entry of a folder takes one off the `budget`.
///
/// A link to a folder is followed, but no folder is entered twice for the same part of the pattern: links that lead back
/// to where they lie have no end.
///
/// # Errors
/// The pattern is none, or the budget is spent.
pub(super) fn files(
    base: &Path,
    pattern: &str,
    variants: impl Fn(&str) -> Vec<String>,
    budget: &mut usize,
) -> Result<Vec<PathBuf>, Unwalked> {
    let (folders, last) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    let names = variants(last).into_iter();
    let names = names.map(|name| Pattern::new(&name).map_err(|_| Unwalked::BadPattern));
    let names = names.collect::<Result<Vec<_>, _>>()?;
    let parts = folders.split('/').filter(|part| !matches!(*part, "" | "."));
    let parts = parts.map(part).collect::<Result<Vec<_>, _>>()?;
    let mut found = Vec::new();
    let mut entered = HashSet::new();
    // The nearest folders first, so that a folder is entered by its shortest name.
    let mut waiting = VecDeque::from([(base.to_owned(), 0)]);
    while let Some((folder, at)) = waiting.pop_front() {
        if !entered.insert((at, identity(&folder))) {
            continue;
        }
        *budget = budget.checked_sub(1).ok_or(Unwalked::TooMany)?;
        match parts.get(at) {
            Some(Part::Name(name)) => waiting.push_back((folder.join(name), at + 1)),
            Some(Part::Any) => {
                let any = |name: &str| !name.starts_with('.');
                waiting.push_back((folder.clone(), at + 1));
                let inside = entries(&folder, any, budget)?.into_iter();
                waiting.extend(inside.filter(|path| path.is_dir()).map(|path| (path, at)));
            }
            Some(Part::Pattern(pattern)) => {
                let fits = |name: &str| pattern.matches_with(name, OPTIONS);
                let inside = entries(&folder, fits, budget)?.into_iter();
                let folders = inside.filter(|path| path.is_dir());
                waiting.extend(folders.map(|path| (path, at + 1)));
            }
            None => {
                let fits = |name: &str| names.iter().any(|one| one.matches_with(name, OPTIONS));
                let inside = entries(&folder, fits, budget)?.into_iter();
                found.extend(inside.filter(|path| path.is_file()));
            }
        }
    }
    Ok(found)
}

fn part(text: &str) -> Result<Part, Unwalked> {
    if text == "**" {
        return Ok(Part::Any);
    }
    if !text.contains(['*', '?', '[']) {
        return Ok(Part::Name(text.to_owned()));
    }
    let pattern = Pattern::new(text).map_err(|_| Unwalked::BadPattern)?;
    Ok(Part::Pattern(pattern))
}

/// The entries of a folder whose names fit, sorted. A folder that cannot be read holds nothing for us.
fn entries(
    folder: &Path,
    fits: impl Fn(&str) -> bool,
    budget: &mut usize,
) -> Result<Vec<PathBuf>, Unwalked> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for entry in entries.flatten() {
        *budget = budget.checked_sub(1).ok_or(Unwalked::TooMany)?;
        let name = entry.file_name();
        if name.to_str().is_some_and(&fits) {
            found.push(folder.join(OsStr::new(&name)));
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn find(base: &Path, pattern: &str, budget: usize) -> Result<Vec<String>, Unwalked> {
        let mut left = budget;
        let plain = |name: &str| vec![name.to_owned()];
        let found = files(base, pattern, plain, &mut left)?;
        let short = |path: &PathBuf| path.strip_prefix(base).unwrap().display().to_string();
        Ok(found.iter().map(short).collect())
    }

    #[test]
    fn links_that_lead_back_have_an_end() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path();
        fs::create_dir_all(base.join("a/b")).unwrap();
        fs::write(base.join("a/b/x.yaml"), "").unwrap();
        for link in ["a/one", "a/two", "a/three", "a/b/four", "a/b/five"] {
            symlink(base, base.join(link)).unwrap();
        }
        symlink("loop", base.join("loop")).unwrap();
        assert_eq!(find(base, "**/*", 1_000), Ok(vec!["a/b/x.yaml".to_owned()]));
        assert_eq!(
            find(base, "**/**/**/*", 1_000),
            Ok(vec!["a/b/x.yaml".to_owned()])
        );
        assert_eq!(find(base, "**/*", 3), Err(Unwalked::TooMany));
    }

    #[test]
    fn a_linked_folder_is_followed_and_hidden_ones_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path();
        for path in ["stacks/dev", "shared/team", "stacks/.git"] {
            fs::create_dir_all(base.join(path)).unwrap();
            fs::write(base.join(path).join("x.yaml"), "").unwrap();
        }
        symlink("../shared", base.join("stacks/linked")).unwrap();
        assert_eq!(
            find(base, "stacks/**/*.yaml", 1_000),
            Ok(vec![
                "stacks/dev/x.yaml".to_owned(),
                "stacks/linked/team/x.yaml".to_owned()
            ])
        );
        assert_eq!(
            find(base, "stacks/../s*/[dt]e*/?.yaml", 1_000).map(|found| found.len()),
            Ok(2)
        );
        for bad in ["[", "a**/x", "x/["] {
            assert_eq!(find(base, bad, 1_000), Err(Unwalked::BadPattern), "{bad}");
        }
    }
}
