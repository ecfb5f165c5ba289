//! Commits, by what they touch.

use super::RevisionError;
use super::repository::{Repository, run, succeeded};
use crate::model::Date;

impl Repository {
    /// The commit with its author and date.
    ///
    /// # Errors
    /// git cannot read it.
    pub fn commit_of(&self, id: &str) -> Result<Option<Commit>, RevisionError> {
        commit_of(self, id)
    }
}

/// A commit of the first-parent history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub id: String,
    /// The commit before it; `None` for the first one.
    pub parent: Option<String>,
    /// Its author.
    pub author: String,
    /// The day on which it was committed, in UTC: from then on it counted.
    pub date: Date,
    /// The first line of its message.
    pub subject: String,
}

impl Commit {
    /// The first digits of its id, as many as git prints.
    pub fn short(&self) -> &str {
        self.id.get(..7).unwrap_or(&self.id)
    }
}

/// The last commit, from `from` backwards along first parents, that touched one of the paths. These are given relative
/// to the root of the repository; one that ends in `/*` means the files of a folder. Without paths it is `from` itself.
///
/// # Errors
/// git cannot read the history.
pub fn last_touching(
    repository: &Repository,
    from: &str,
    paths: &[String],
) -> Result<Option<Commit>, RevisionError> {
    let mut command = repository.objects();
    command.args([
        "log",
        "-1",
        "--first-parent",
        "--no-show-signature",
        "--no-mailmap",
        "--no-textconv",
        "--no-ext-diff",
        "--no-color",
        FORMAT,
        from,
        "--",
    ]);
    for path in paths {
        command.arg(match path.strip_suffix("/*") {
            Some(folder) => format!(":(top,glob){}/*", literal(folder)),
            None => format!(":(top,literal){path}"),
        });
    }
    read(&mut command)
}

/// A path in a pattern, where it means nothing but itself.
fn literal(path: &str) -> String {
    let mut pattern = String::new();
    for character in path.chars() {
        if matches!(character, '*' | '?' | '[' | ']' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

/// The commit itself.
pub(super) fn commit_of(
    repository: &Repository,
    id: &str,
) -> Result<Option<Commit>, RevisionError> {
    last_touching(repository, id, &[])
}

/// The former name of a file that a commit renamed.
///
/// # Errors
/// git cannot read the commit.
pub fn renamed_from(
    repository: &Repository,
    commit: &Commit,
    path: &str,
) -> Result<Option<String>, RevisionError> {
    let Some(parent) = &commit.parent else {
        return Ok(None);
    };
    let mut command = repository.objects();
    command.args([
        "diff-tree",
        "--no-textconv",
        "--no-ext-diff",
        "-r",
        "-M",
        "-z",
        "--name-status",
        "--diff-filter=R",
    ]);
    let output = run(command.args([parent, &commit.id]))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    succeeded(&output)?;
    let mut parts = text.split('\0');
    while let (Some(_), Some(before), Some(after)) = (parts.next(), parts.next(), parts.next()) {
        if after == path {
            return Ok(Some(before.to_owned()));
        }
    }
    Ok(None)
}

const FORMAT: &str = "--format=%H%x00%P%x00%an%x00%ct%x00%s";

fn read(command: &mut std::process::Command) -> Result<Option<Commit>, RevisionError> {
    let output = run(command)?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    succeeded(&output)?;
    Ok(parse(&text))
}

fn parse(text: &str) -> Option<Commit> {
    let mut parts = text.trim_end_matches('\n').splitn(5, '\0');
    let mut next = || parts.next();
    let (id, parents, author, time, subject) = (next()?, next()?, next()?, next()?, next()?);
    Some(Commit {
        id: id.to_owned(),
        parent: parents
            .split(' ')
            .next()
            .filter(|id| !id.is_empty())
            .map(str::to_owned),
        author: author.to_owned(),
        date: Date::from_seconds_since_1970(time.parse().ok()?)?,
        subject: subject.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_parent_of_a_merge_is_the_commit_before_it() {
        let commit = parse("c1\x00p1 p2\x00Ann Lee\x001767225600\x00Merge x\n").unwrap();
        assert_eq!(commit.parent.as_deref(), Some("p1"));
        assert_eq!(commit.date.to_string(), "2026-01-01");
        assert_eq!(commit.subject, "Merge x");
        assert_eq!(parse("c1\x00\x00Ann\x000\x00").unwrap().parent, None);
        assert_eq!(parse(""), None);
    }
}
