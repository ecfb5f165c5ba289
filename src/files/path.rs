//! Paths by their text, and the part of a path that lies in a repository.

use std::io;
use std::path::{Component, Path, PathBuf};

/// The path leads up from a link: its text and the file system name different files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParentOfLink(pub PathBuf);

/// Returns the path from the root of the file system without `.` and `..`, by its text alone: no link is resolved.
///
/// # Errors
/// The path is empty, or there is no working directory.
pub fn lexical(path: &Path) -> io::Result<PathBuf> {
    let whole = std::path::absolute(path)?;
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
    Ok(tidy)
}

/// Returns how a repository with this root, given without links, names `path`: links on the way to the root are
/// resolved, links below it are not. `None` for a path outside.
///
/// # Errors
/// A `..` follows a link below the root.
pub fn inside(path: &Path, root: &Path) -> Result<Option<PathBuf>, ParentOfLink> {
    let Ok(whole) = std::path::absolute(path) else {
        return Ok(None);
    };
    let mut at = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                if at.starts_with(root) && at != root && at.is_symlink() {
                    return Err(ParentOfLink(at));
                }
                at.pop();
            }
            part => at.push(part),
        }
        // A path that has not reached the root goes through folders of the machine, whose links count.
        if !at.starts_with(root)
            && at.is_symlink()
            && let Ok(real) = at.canonicalize()
        {
            at = real;
        }
    }
    Ok(at.strip_prefix(root).ok().map(Path::to_owned))
}

/// Returns the nearest folder, from `folder` upwards, that has an entry `.git`: the root of a repository. The path is
/// to be without links.
pub fn nearest_repository(folder: &Path) -> Option<PathBuf> {
    let mut folders = folder.ancestors();
    folders
        .find(|folder| folder.join(".git").symlink_metadata().is_ok())
        .map(Path::to_owned)
}

/// Returns the folder of a file without links, of which only the part that exists is resolved.
pub fn canonical_folder(file: &Path) -> Option<PathBuf> {
    let whole = lexical(file).ok()?;
    whole.ancestors().skip(1).find_map(|folder| {
        let real = folder.canonicalize().ok()?;
        Some(real.join(whole.parent()?.strip_prefix(folder).ok()?))
    })
}

/// Returns the path again if it is a link, or leads through one, from the repository of the working directory to what
/// lies outside of it or to git's own files: a committed link must not choose what is read. Without a repository the
/// working directory takes its place.
pub fn link_out(path: &Path) -> Option<PathBuf> {
    let here = Path::new(".").canonicalize().ok()?;
    let root = nearest_repository(&here).unwrap_or(here);
    if inside(path, &root) == Ok(None) {
        return None;
    }
    let real = path.canonicalize().ok()?;
    let is_own = |inside: &Path| inside.components().all(|part| part.as_os_str() != ".git");
    let stays = real.strip_prefix(&root).is_ok_and(is_own);
    (!stays).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_tidied_by_its_text() {
        let tidy = |path| lexical(Path::new(path)).unwrap();
        assert_eq!(tidy("/a/./b/../c"), Path::new("/a/c"));
        assert_eq!(tidy("/../a"), Path::new("/a"));
        assert!(tidy("a").is_absolute());
    }

    #[cfg(unix)]
    #[test]
    fn links_on_the_way_to_the_root_are_resolved_and_those_below_it_are_not() {
        use std::os::unix::fs::symlink;

        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().canonicalize().unwrap();
        let root = here.join("repository");
        std::fs::create_dir_all(root.join("docs/example")).unwrap();
        symlink("docs/example", root.join("catalog")).unwrap();
        symlink("repository", here.join("way")).unwrap();
        symlink("repository/docs", here.join("docs")).unwrap();
        let named = |path: &str| inside(&here.join(path), &root);
        let found = |path: &str| Ok(Some(PathBuf::from(path)));
        assert_eq!(named("repository/catalog/a.yaml"), found("catalog/a.yaml"));
        assert_eq!(named("way/catalog/a.yaml"), found("catalog/a.yaml"));
        assert_eq!(named("docs/example/a.yaml"), found("docs/example/a.yaml"));
        assert_eq!(named("repository/none/a.yaml"), found("none/a.yaml"));
        assert_eq!(named("repository/none/../a.yaml"), found("a.yaml"));
        assert_eq!(named("other/a.yaml"), Ok(None));
        assert_eq!(
            named("repository/catalog/../a.yaml"),
            Err(ParentOfLink(root.join("catalog")))
        );
    }
}
