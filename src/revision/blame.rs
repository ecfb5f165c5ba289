//! Who changed the lines of a file last, by `git blame`.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::thread;

use super::RevisionError;
use super::repository::{Repository, succeeded};
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

impl Repository {
    /// Asks git about every line of a file of the working tree, given its text. Changes of white space do not count;
    /// names of authors are those of the commits.
    ///
    /// # Errors
    /// The file is not in the last commit.
    pub fn blame(&self, file: &Path, text: &str) -> Result<Blame, RevisionError> {
        let untold = |reason: String| RevisionError::Untold(reason);
        if self.head().is_none() {
            return Err(untold("the repository has no commit".to_owned()));
        }
        // What was read stands where links lead; git knows it by that name.
        let real = file
            .canonicalize()
            .map_err(|error| untold(error.to_string()))?;
        let Ok(inside) = real.strip_prefix(self.root()) else {
            return Err(untold("the file lies outside the repository".to_owned()));
        };
        let mut command = self.objects();
        command.args([
            "blame",
            "--porcelain",
            "-w",
            "--no-textconv",
            "--no-ext-diff",
        ]);
        command.args(["--no-progress", "--contents", "-", "--"].map(OsStr::new));
        let mut child = command
            .arg(inside)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(RevisionError::NoGit)?;
        let input = child.stdin.take();
        let output = thread::scope(|scope| {
            scope.spawn(move || {
                // git reports itself why it reads no more.
                _ = input.map(|mut input| input.write_all(text.as_bytes()));
            });
            child.wait_with_output()
        });
        let output = output.map_err(RevisionError::NoGit)?;
        match succeeded(&output) {
            Err(RevisionError::Git(reason)) => Err(untold(reason)),
            other => other.map(|()| parse(&String::from_utf8_lossy(&output.stdout))),
        }
    }
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
