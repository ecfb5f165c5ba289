//! Files are written as a whole, or not at all, and never through a link of a repository.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use super::path::{lexical, nearest_repository};

/// Who may read a file that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// The user alone: the file names people and their access.
    Owner,
    /// Everybody whom the user's file mode creation mask admits.
    Default,
}

/// Why a file is not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A link of the repository is on the way.
    #[error("{} is a link", .0.display())]
    Link(PathBuf),
    /// The file system refuses.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Returns where a path that the user typed leads. Links of the machine are followed. Those below the root of a
/// repository, or below the working directory, are not.
///
/// # Errors
/// Such a link is on the way.
pub fn resolve(path: &Path) -> Result<PathBuf, WriteError> {
    let here = fs::canonicalize(".")?;
    // A path below the working directory or in its repository is recognized by its text, too.
    let protected = nearest_repository(&here).unwrap_or(here);
    let whole = std::path::absolute(path)?;
    let mut at = PathBuf::new();
    let mut inside = false;
    for part in whole.components() {
        match part {
            Component::CurDir => continue,
            Component::ParentDir => {
                at.pop();
                inside = is_protected(&at, &protected);
                continue;
            }
            part => at.push(part),
        }
        if at.is_symlink() {
            if inside {
                return Err(WriteError::Link(shown(path, &at)));
            }
            at = at.canonicalize()?;
        }
        inside = is_protected(&at, &protected);
    }
    Ok(at)
}

fn is_protected(folder: &Path, protected: &Path) -> bool {
    folder.starts_with(protected) || nearest_repository(folder).is_some()
}

/// The link as the user would name it: relative if the path was.
fn shown(path: &Path, link: &Path) -> PathBuf {
    if path.is_absolute() {
        return link.to_owned();
    }
    let here = fs::canonicalize(".").unwrap_or_default();
    link.strip_prefix(here)
        .map_or_else(|_| link.to_owned(), Path::to_owned)
}

/// Returns the first link on the way from `folder` to `below`, which is relative to it; `None` if there is none.
///
/// # Errors
/// `below` leads out of the folder.
pub fn link_below(folder: &Path, below: &Path) -> io::Result<Option<PathBuf>> {
    let mut at = folder.to_owned();
    for part in below.components() {
        match part {
            Component::Normal(name) => at.push(name),
            Component::CurDir => continue,
            _ => return Err(io::Error::other("the path leads out of its folder")),
        }
        match at.symlink_metadata() {
            Ok(found) if found.is_symlink() => return Ok(Some(at)),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// Makes a folder and those above it, none of them through a link of a repository.
///
/// # Errors
/// A link is on the way, or a folder cannot be made.
pub fn create_folders(folder: &Path) -> Result<PathBuf, WriteError> {
    let folder = resolve(folder)?;
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Writes a file under a random name beside it and renames it, so that no reader finds half of it and no link is
/// followed. A device or a pipe, such as `/dev/stdout`, is written as it is.
///
/// # Errors
/// A link of a repository is on the way, or the file cannot be written; what was there before is still there.
pub fn replace(
    path: &Path,
    readers: Readers,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), WriteError> {
    let is_device = lexical(path)?.starts_with("/dev");
    let path = match is_device {
        true => path.to_owned(),
        false => resolve(path)?,
    };
    if let Ok(found) = path.metadata()
        && (is_device || !found.is_file())
    {
        let mut out = io::BufWriter::new(OpenOptions::new().write(true).open(&path)?);
        write(&mut out)?;
        return Ok(out.flush()?);
    }
    let (file, temporary) = beside(&path, readers)?.into_parts();
    let mut out = io::BufWriter::new(file);
    write(&mut out)?;
    out.flush()?;
    temporary.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// Writes a file that does not exist yet, as a whole; `false` if something of this name does.
///
/// # Errors
/// A link of a repository is on the way, or the file cannot be written: then there is none.
pub fn create(path: &Path, readers: Readers, text: &str) -> Result<bool, WriteError> {
    // A link of this name is something that exists, wherever it leads.
    if path.is_symlink() {
        return Ok(false);
    }
    let path = resolve(path)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    if path.symlink_metadata().is_ok() {
        return Ok(false);
    }
    let mut file = beside(&path, readers)?;
    file.write_all(text.as_bytes())?;
    match file.persist_noclobber(&path) {
        Ok(_) => Ok(true),
        // It appeared in between.
        Err(refused) if refused.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(refused) => Err(refused.error.into()),
    }
}

/// Opens a file to write at its end; makes it if it does not exist.
///
/// # Errors
/// A link of a repository is on the way, or the file cannot be opened.
pub fn append(path: &Path, readers: Readers) -> Result<File, WriteError> {
    let path = resolve(path)?;
    // One that exists is opened; one that does not is made, and is no link that appeared in between.
    if path.symlink_metadata().is_ok() {
        return Ok(OpenOptions::new().append(true).open(&path)?);
    }
    Ok(options(readers).append(true).create_new(true).open(&path)?)
}

fn beside(path: &Path, readers: Readers) -> io::Result<tempfile::NamedTempFile> {
    let path = lexical(path)?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".rolecall-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(mode(readers)));
    }
    #[cfg(not(unix))]
    let _ = readers;
    builder.tempfile_in(folder)
}

fn options(readers: Readers) -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(mode(readers));
    }
    #[cfg(not(unix))]
    let _ = readers;
    options
}

#[cfg(unix)]
fn mode(readers: Readers) -> u32 {
    match readers {
        Readers::Owner => 0o600,
        Readers::Default => 0o666,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn text(text: &'static str) -> impl FnOnce(&mut dyn Write) -> io::Result<()> {
        move |out| out.write_all(text.as_bytes())
    }

    #[test]
    fn a_link_of_a_repository_is_not_written_through_and_one_of_the_machine_is() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().canonicalize().unwrap();
        for name in ["repository/.git", "outside"] {
            fs::create_dir_all(here.join(name)).unwrap();
        }
        symlink("../outside", here.join("repository/out")).unwrap();
        symlink("../outside/kept", here.join("repository/file")).unwrap();
        symlink("outside", here.join("mine")).unwrap();
        for name in ["repository/out/file", "repository/file"] {
            let refused = replace(&here.join(name), Readers::Default, text("x"));
            assert!(matches!(refused, Err(WriteError::Link(_))), "{name}");
            let refused = append(&here.join(name), Readers::Default);
            assert!(matches!(refused, Err(WriteError::Link(_))), "{name}");
        }
        assert_eq!(fs::read_dir(here.join("outside")).unwrap().count(), 0);
        replace(&here.join("mine/file"), Readers::Owner, text("x")).unwrap();
        let written = here.join("outside/file");
        assert_eq!(fs::read_to_string(&written).unwrap(), "x");
        let mode = written.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn what_exists_is_replaced_whole_and_a_failed_write_leaves_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        replace(&file, Readers::Default, text("before")).unwrap();
        let failed = replace(&file, Readers::Default, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("full"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "before");
        assert!(!create(&file, Readers::Default, "after").unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        replace(Path::new("/dev/null"), Readers::Owner, text("x")).unwrap();
    }

    #[test]
    fn a_link_below_a_folder_is_found() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        symlink("nowhere", folder.path().join("a/b")).unwrap();
        let found = |below: &str| link_below(folder.path(), Path::new(below)).unwrap();
        assert_eq!(found("a/b/c"), Some(folder.path().join("a/b")));
        assert_eq!(found("a/c/d"), None);
        assert!(link_below(folder.path(), Path::new("../x")).is_err());
    }
}
