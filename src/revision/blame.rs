//! Who changed the lines of a file last, by `git blame`.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use super::{RevisionError, git, run, succeeded};
use crate::model::Date;

/// The last change of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineChange {
    /// The first digits of the commit's id.
    pub commit: String,
    /// Its author.
    pub author: String,
    /// The day on which the author made it, in UTC.
    pub date: Date,
}

/// The last changes of a file's lines.
#[derive(Debug, Clone, Default)]
pub struct Blame {
    lines: HashMap<usize, Arc<LineChange>>,
}

impl Blame {
    /// The last change of a line, counted from 1; `None` for one that is not committed.
    pub fn line(&self, line: usize) -> Option<&LineChange> {
        self.lines.get(&line).map(|change| &**change)
    }
}

/// Asks git about every line of a file in the working tree. Changes of white space do not count.
///
/// # Errors
/// There is no git, no repository, or the file is not in it.
pub fn blame(file: &Path) -> Result<Blame, RevisionError> {
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new("."));
    let name = file.file_name().unwrap_or(file.as_os_str());
    super::root(folder)?;
    let mut command = git(folder);
    command.args(["blame", "--porcelain", "-w", "--"].map(OsStr::new));
    let output = run(command.arg(name))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    match succeeded(output) {
        Err(RevisionError::Git(reason)) => Err(RevisionError::Untold(reason)),
        other => other.map(|()| parse(&text)),
    }
}

/// Whether the repository around a folder holds a part of its history only: what is older seems to come from its first
/// commit.
pub fn is_shallow(folder: &Path) -> bool {
    let mut command = git(folder);
    let output = run(command.args(["rev-parse", "--is-shallow-repository"]));
    output.is_ok_and(|output| output.stdout.starts_with(b"true"))
}

/// The first digits of a commit's id, as many as git prints.
const SHORT: usize = 7;

/// Reads the porcelain format: a head `ID ORIGINAL FINAL [COUNT]`, what is known of the commit where it is named for the
/// first time, and the line behind a tab.
fn parse(text: &str) -> Blame {
    let mut commits: HashMap<&str, Arc<LineChange>> = HashMap::new();
    let mut blame = Blame::default();
    let mut commit = "";
    let mut number = 0;
    let mut author = String::new();
    let mut date = None;
    for line in text.lines() {
        let (key, value) = line.split_once(' ').unwrap_or((line, ""));
        if line.starts_with('\t') {
            // Zeros stand for what is not committed.
            let is_committed = commit.bytes().any(|byte| byte != b'0');
            if let Some(date) = date.take() {
                let change = LineChange {
                    commit: commit.get(..SHORT).unwrap_or(commit).to_owned(),
                    author: std::mem::take(&mut author),
                    date,
                };
                commits.insert(commit, Arc::new(change));
            }
            if let Some(change) = commits.get(commit).filter(|_| is_committed) {
                blame.lines.insert(number, Arc::clone(change));
            }
        } else if key.len() >= 40 && key.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            commit = key;
            let line = value.split(' ').nth(1);
            number = line.and_then(|line| line.parse().ok()).unwrap_or_default();
        } else if key == "author" {
            value.clone_into(&mut author);
        } else if key == "author-time" {
            date = value.parse().ok().and_then(Date::from_seconds_since_1970);
        }
    }
    blame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_that_is_named_again_is_known_by_its_first_mention() {
        let (a, b, none) = ("a".repeat(40), "b".repeat(40), "0".repeat(40));
        let text = format!(
            "{a} 1 1 2\nauthor Ann Lee\nauthor-mail <ann@example.com>\nauthor-time 1767225600\nauthor-tz +0000\n\
             summary first\nfilename x\n\tname: x\n{b} 2 2 1\nauthor Ben\nauthor-time 1798675200\nfilename x\n\tauthor fake\n\
             {a} 3 3\n\ty\n{none} 4 4 1\nauthor Not Committed Yet\nauthor-time 1798675200\n\tz\n"
        );
        let blame = parse(&text);
        let shown = |line| {
            let change = blame.line(line)?;
            Some(format!(
                "{} {} {}",
                change.commit, change.author, change.date
            ))
        };
        assert_eq!(shown(1).unwrap(), "aaaaaaa Ann Lee 2026-01-01");
        assert_eq!(shown(2).unwrap(), "bbbbbbb Ben 2026-12-31");
        assert_eq!(shown(3), shown(1));
        assert_eq!(shown(4), None);
        assert_eq!(shown(5), None);
    }
}
