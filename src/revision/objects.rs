//! The tree of a commit, and the contents of its files, byte for byte: no attribute, no filter and no setting changes
//! them.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;

use super::RevisionError;
use super::repository::{Repository, path_of, reason};

/// Entries of one tree. A tree that repeats itself in itself has as many as its author likes.
const MAX_ENTRIES: usize = 1_000_000;

/// What an entry of a tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Link,
    Submodule,
}

/// An entry of a tree that is no folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Relative to the root.
    pub path: PathBuf,
    pub kind: Kind,
    pub id: String,
}

/// Lists the tree of a commit.
///
/// # Errors
/// git cannot read it, it is too large, or it has a name that is none of a file.
pub(super) fn tree(commit: &str, repository: &Repository) -> Result<Vec<Entry>, RevisionError> {
    let mut command = repository.objects();
    command.args(["ls-tree", "-r", "-z", "--full-tree", commit]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(RevisionError::NoGit)?;
    let entries = child.stdout.take().map(|out| entries(BufReader::new(out)));
    match entries {
        Some(Ok(entries)) => ended(child).map(|()| entries),
        Some(Err(error)) => {
            stop(child);
            Err(error)
        }
        None => ended(child).map(|()| Vec::new()),
    }
}

fn entries(mut out: impl BufRead) -> Result<Vec<Entry>, RevisionError> {
    let mut entries = Vec::new();
    let mut line = Vec::new();
    loop {
        line.clear();
        if out
            .read_until(0, &mut line)
            .map_err(RevisionError::Unpack)?
            == 0
        {
            return Ok(entries);
        }
        if entries.len() == MAX_ENTRIES {
            let what = format!("more than {MAX_ENTRIES} files");
            return Err(RevisionError::TooLarge(what));
        }
        entries.push(entry(line.strip_suffix(&[0]).unwrap_or(&line))?);
    }
}

/// Reads `MODE TYPE ID<tab>PATH`.
fn entry(line: &[u8]) -> Result<Entry, RevisionError> {
    let incomplete = || RevisionError::Git("its list of files is incomplete".to_owned());
    let tab = line
        .iter()
        .position(|byte| *byte == b'\t')
        .ok_or_else(incomplete)?;
    let (head, name) = line.split_at(tab);
    let path = path_of(name.get(1..).unwrap_or_default());
    let head = String::from_utf8_lossy(head);
    let mut head = head.split(' ');
    let (mode, _, id) = (head.next(), head.next(), head.next());
    let kind = match mode {
        Some("120000") => Kind::Link,
        Some("160000") => Kind::Submodule,
        Some(_) => Kind::File,
        None => return Err(incomplete()),
    };
    if !is_name_of_file(&path) {
        return Err(RevisionError::BadPath(path.display().to_string()));
    }
    Ok(Entry {
        path,
        kind,
        id: id.ok_or_else(incomplete)?.to_owned(),
    })
}

/// Whether a path leads to a file below the folder that it is relative to, and not to one of git's own. git does not
/// write other names itself; a tree that was made by hand can have them.
fn is_name_of_file(path: &Path) -> bool {
    let is_name = |part: Component<'_>| match part {
        Component::Normal(name) => {
            let name = name.as_encoded_bytes();
            !name.eq_ignore_ascii_case(b".git") && !name.contains(&0)
        }
        _ => false,
    };
    let whole: PathBuf = path.components().collect();
    // An empty part, such as in `a//b`, is no component and would be lost.
    whole.as_os_str() == path.as_os_str()
        && path.components().all(is_name)
        && !whole.as_os_str().is_empty()
}

/// Reads objects, and gives `take` each one's entry, its size and its contents in the order of `entries`.
///
/// # Errors
/// git cannot read one, this clone does not have one, or `take` fails.
pub(super) fn contents(
    entries: &[&Entry],
    repository: &Repository,
    mut take: impl FnMut(&Entry, u64, &mut dyn Read) -> Result<(), RevisionError>,
) -> Result<(), RevisionError> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut command = repository.objects();
    let mut child = command
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(RevisionError::NoGit)?;
    let (Some(mut input), Some(out)) = (child.stdin.take(), child.stdout.take()) else {
        stop(child);
        return Err(RevisionError::Git("it cannot be talked to".to_owned()));
    };
    let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    let result = thread::scope(|scope| {
        // The ids and the contents would wait for each other in one thread.
        scope.spawn(move || {
            let mut input = io::BufWriter::new(&mut input);
            for id in ids {
                // The other side reports why it reads no more.
                if writeln!(input, "{id}").is_err() {
                    return;
                }
            }
            _ = input.flush();
        });
        let mut out = BufReader::new(out);
        let result = entries
            .iter()
            .try_for_each(|entry| one(entry, &mut out, &mut take));
        if result.is_err() {
            _ = child.kill();
        }
        result
    });
    match result {
        Ok(()) => ended(child),
        Err(error) => {
            stop(child);
            Err(error)
        }
    }
}

/// Reads `ID TYPE SIZE`, the contents and a line break.
fn one(
    entry: &Entry,
    out: &mut impl BufRead,
    take: &mut impl FnMut(&Entry, u64, &mut dyn Read) -> Result<(), RevisionError>,
) -> Result<(), RevisionError> {
    let mut head = String::new();
    out.read_line(&mut head).map_err(RevisionError::Unpack)?;
    let mut parts = head.trim_end().split(' ').skip(1);
    let size = match (parts.next(), parts.next()) {
        (Some("blob"), Some(size)) => size.parse::<u64>().ok(),
        (Some("missing"), _) => {
            return Err(RevisionError::Missing(entry.path.display().to_string()));
        }
        _ => None,
    };
    let Some(size) = size else {
        let path = entry.path.display();
        return Err(RevisionError::Git(format!(
            "it does not give the contents of {path}"
        )));
    };
    let mut contents = out.by_ref().take(size);
    take(entry, size, &mut contents)?;
    io::copy(&mut contents, &mut io::sink()).map_err(RevisionError::Unpack)?;
    let mut line_break = [0];
    out.read_exact(&mut line_break)
        .map_err(RevisionError::Unpack)
}

fn ended(child: Child) -> Result<(), RevisionError> {
    let output = child.wait_with_output().map_err(RevisionError::NoGit)?;
    match output.status.success() {
        true => Ok(()),
        false => Err(RevisionError::Git(reason(&output.stderr))),
    }
}

fn stop(mut child: Child) {
    _ = child.kill();
    _ = child.wait();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_a_file_a_link_or_a_submodule_below_the_root() {
        let id = "a".repeat(40);
        let read = |mode: &str, path: &str| {
            entry(format!("{mode} blob {id}\t{path}").as_bytes()).map(|entry| entry.kind)
        };
        assert_eq!(read("100644", "a b/c.yaml").unwrap(), Kind::File);
        assert_eq!(read("120000", "a").unwrap(), Kind::Link);
        assert_eq!(read("160000", "a").unwrap(), Kind::Submodule);
        for path in [
            "../a",
            "/a",
            "a/../b",
            "a//b",
            "a/./b",
            ".git/config",
            "a/.GIT/x",
            "",
            "a/",
        ] {
            assert!(
                matches!(read("100644", path), Err(RevisionError::BadPath(_))),
                "{path}"
            );
        }
    }
}
