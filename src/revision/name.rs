//! Which commit a name means.
//!
//! git looks a short name up as a tag, a branch and a branch of a remote, in this order, and takes the first. Whoever may
//! push a tag `origin/main` would choose the base of every comparison with `origin/main`.

use std::process::Command;

use super::RevisionError;
use super::repository::{Repository, reason, run};

/// A commit, found by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ResolvedName {
    /// Its id.
    pub commit: String,
    /// What else has the name, and was not taken.
    pub note: Option<String>,
}

/// Finds the commit that a name means.
///
/// # Errors
/// There is none, or the name means different commits.
pub(super) fn resolve(name: &str, repository: &Repository) -> Result<ResolvedName, RevisionError> {
    if name.is_empty() || name.starts_with('-') || name.chars().any(char::is_control) {
        return Err(RevisionError::Unknown(name.to_owned()));
    }
    let (stem, suffix) = divided(name);
    if is_unique(stem) {
        return Ok(ResolvedName {
            commit: commit(name, name, repository)?,
            note: None,
        });
    }
    let mut known = references(stem, repository)?;
    if is_of_remote(stem, repository)? {
        return of_remote(name, suffix, known, repository);
    }
    // The beginning of an id is a name, too.
    if could_be_id(stem) && !known.is_empty() {
        known.extend(ids(stem, repository)?);
    }
    match known.as_slice() {
        [] => Ok(ResolvedName {
            commit: commit(name, name, repository)?,
            note: None,
        }),
        // The names of a log belong to a branch, which git finds by its short name.
        [_] if suffix.starts_with("@{") => Ok(ResolvedName {
            commit: commit(name, name, repository)?,
            note: None,
        }),
        [first, others @ ..] => {
            let meant = commit(&format!("{first}{suffix}"), name, repository)?;
            for other in others {
                let other = commit(&format!("{other}{suffix}"), name, repository);
                if other.ok().as_ref() != Some(&meant) {
                    return Err(RevisionError::Ambiguous {
                        name: name.to_owned(),
                        meanings: known.clone(),
                    });
                }
            }
            Ok(ResolvedName {
                commit: meant,
                note: None,
            })
        }
    }
}

/// Finds the commit of a name that begins with a remote's: the remote's own reference goes before others.
fn of_remote(
    name: &str,
    suffix: &str,
    known: Vec<String>,
    repository: &Repository,
) -> Result<ResolvedName, RevisionError> {
    let remote = |full: &String| full.starts_with("refs/remotes/");
    let (own, others): (Vec<String>, Vec<String>) = known.into_iter().partition(remote);
    let Some(full) = own.first() else {
        return Err(match others.into_iter().next() {
            Some(other) => RevisionError::NotOfRemote {
                name: name.to_owned(),
                other,
            },
            None => RevisionError::Unknown(name.to_owned()),
        });
    };
    let what = |full: &String| full.strip_prefix("refs/").unwrap_or(full).to_owned();
    let others: Vec<String> = others.iter().map(what).collect();
    Ok(ResolvedName {
        commit: commit(&format!("{full}{suffix}"), name, repository)?,
        note: (!others.is_empty()).then(|| format!("not {}", others.join(" nor "))),
    })
}

/// The name of a reference, and what follows it: `main~3`, `v1^{}`, `main@{1}`.
fn divided(name: &str) -> (&str, &str) {
    let ends = ['~', '^', ':'].into_iter().filter_map(|end| name.find(end));
    let end = ends.chain(name.find("@{")).min().unwrap_or(name.len());
    name.split_at(end)
}

/// Whether a name has one meaning only: a full name, a whole id, or a reference of the working tree such as `HEAD`.
fn is_unique(stem: &str) -> bool {
    let is_id = [40, 64].contains(&stem.len()) && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_pattern = stem.contains(['*', '?', '[', '\\', ' ']);
    stem.is_empty()
        || ["@", "HEAD"].contains(&stem)
        || stem.ends_with("_HEAD")
        || stem.starts_with("refs/")
        || is_id
        || is_pattern
}

fn could_be_id(stem: &str) -> bool {
    stem.len() >= 4 && stem.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The full names of the references that a short name can mean.
fn references(stem: &str, repository: &Repository) -> Result<Vec<String>, RevisionError> {
    let full = [
        format!("refs/remotes/{stem}"),
        format!("refs/remotes/{stem}/HEAD"),
        format!("refs/heads/{stem}"),
        format!("refs/tags/{stem}"),
        format!("refs/{stem}"),
    ];
    let mut command = repository.names();
    command
        .args(["for-each-ref", "--format=%(refname)"])
        .args(&full);
    let found = lines(&mut command)?;
    let known = |name: &String| found.contains(name);
    Ok(full.into_iter().filter(known).collect())
}

/// Whether a name begins with that of a remote: it is then a branch of the remote, and nothing else.
pub(super) fn is_of_remote(stem: &str, repository: &Repository) -> Result<bool, RevisionError> {
    let remote = stem.split('/').next().unwrap_or(stem);
    if remote == "origin" {
        return Ok(true);
    }
    if lines(repository.names().arg("remote"))?
        .iter()
        .any(|known| known == remote)
    {
        return Ok(true);
    }
    let mut command = repository.names();
    command.args(["for-each-ref", "--count=1", "--format=%(refname)"]);
    let below = lines(command.arg(format!("refs/remotes/{remote}/")))?;
    Ok(!below.is_empty())
}

/// The ids that begin so.
fn ids(stem: &str, repository: &Repository) -> Result<Vec<String>, RevisionError> {
    let mut command = repository.names();
    lines(command.args(["rev-parse", &format!("--disambiguate={stem}")]))
}

fn commit(text: &str, name: &str, repository: &Repository) -> Result<String, RevisionError> {
    let mut command = repository.names();
    command.args(["rev-parse", "--verify", "--quiet", "--end-of-options"]);
    let output = run(command.arg(format!("{text}^{{commit}}")))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let id = text.trim();
    match output.status.success() && id.len() >= 40 {
        true => Ok(id.to_owned()),
        false => Err(RevisionError::Unknown(name.to_owned())),
    }
}

fn lines(command: &mut Command) -> Result<Vec<String>, RevisionError> {
    let output = run(command)?;
    if !output.status.success() {
        return Err(RevisionError::Git(reason(&output.stderr)));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_a_reference_is_not_part_of_its_name() {
        assert_eq!(divided("origin/main~3^2"), ("origin/main", "~3^2"));
        assert_eq!(divided("main@{upstream}"), ("main", "@{upstream}"));
        assert_eq!(divided(":/text"), ("", ":/text"));
        assert_eq!(divided("v1.0"), ("v1.0", ""));
    }

    #[test]
    fn a_full_name_and_a_whole_id_have_one_meaning() {
        for name in ["HEAD", "refs/heads/main", "FETCH_HEAD", &"a".repeat(40)] {
            assert!(is_unique(name), "{name}");
        }
        for name in ["main", "origin/main", "deadbeef", "HEADS"] {
            assert!(!is_unique(name), "{name}");
        }
    }
}
