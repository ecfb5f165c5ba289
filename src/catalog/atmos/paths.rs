//! Which files an entry of `import` names.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::location::{identity, tidy};
use super::walk::{self, Unwalked};

/// Endings that Atmos tries. Where a file and its template both exist it takes the template.
const ENDINGS: &[&str] = &["yaml.tmpl", "yml.tmpl", "yaml", "yml"];

/// Endings with which a name is taken as it is.
const COMPLETE: &[&str] = &[".yaml", ".yml", ".yaml.tmpl", ".yml.tmpl", ".json"];

/// Entries of folders that the patterns of one catalog may look at.
pub(super) const MAX_VISITED: usize = 200_000;

/// Files that one pattern may name.
const MAX_MATCHES: usize = 10_000;

/// Alternatives that the braces of one pattern may stand for.
const MAX_ALTERNATIVES: usize = 100;

/// Why an entry names no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfound {
    /// It lies on another machine.
    Remote,
    /// There is no such file.
    Missing,
    /// It has a Go template, which only Atmos works out.
    Template,
    /// It is no pattern.
    BadPattern,
    /// It names more files than a catalog has, or looks at too many.
    TooMany,
}

impl From<Unwalked> for Unfound {
    fn from(unwalked: Unwalked) -> Self {
        match unwalked {
            Unwalked::BadPattern => Self::BadPattern,
            Unwalked::TooMany => Self::TooMany,
        }
    }
}

/// The files that `entry` names, sorted, each once. `folder` is that of the importing file: an entry that starts
/// with `./` or `../` is relative to it, all others to `stacks`. `budget` is how many entries of folders may still be looked at.
pub(super) fn resolve(
    entry: &str,
    folder: &Path,
    stacks: &Path,
    budget: &mut usize,
) -> Result<Vec<PathBuf>, Unfound> {
    if is_remote(entry) {
        return Err(Unfound::Remote);
    }
    if entry.contains("{{") {
        return Err(Unfound::Template);
    }
    let relative = entry.starts_with("./") || entry.starts_with("../");
    let base = if relative { folder } else { stacks };
    let found = match entry.contains(['*', '?', '[', '{']) {
        true => matches(entry, base, budget)?,
        false => variants(entry)
            .map(|name| base.join(name))
            .find(|path| path.is_file())
            .into_iter()
            .collect(),
    };
    if found.is_empty() {
        return Err(Unfound::Missing);
    }
    Ok(found.iter().map(|path| tidy(path)).collect())
}

/// Whether an entry is one of go-getter's addresses: `https://…`, `git::…`, `github.com/owner/repository//path`.
fn is_remote(entry: &str) -> bool {
    let host = entry.split('/').next().unwrap_or("");
    entry.contains("::")
        || entry.contains("://")
        || entry.starts_with("git@")
        || ["github.com", "gitlab.com", "bitbucket.org"].contains(&host)
}

fn variants(entry: &str) -> impl Iterator<Item = String> + '_ {
    let complete = COMPLETE.iter().any(|ending| entry.ends_with(ending));
    let as_written = complete.then(|| entry.to_owned());
    let endings = ENDINGS
        .iter()
        .map(move |ending| format!("{entry}.{ending}"));
    as_written.into_iter().chain(endings)
}

fn matches(entry: &str, base: &Path, budget: &mut usize) -> Result<Vec<PathBuf>, Unfound> {
    let mut found = Vec::new();
    for alternative in alternatives(entry)? {
        found.extend(walk::files(
            base,
            &alternative,
            |name| variants(name).collect(),
            budget,
        )?);
        if found.len() >= MAX_MATCHES {
            return Err(Unfound::TooMany);
        }
    }
    // A link repeats every file below it under a longer name.
    found.sort_by_key(|path| (path.components().count(), path.clone()));
    let mut seen = HashSet::new();
    found.retain(|path| seen.insert(identity(path)));
    found.sort();
    Ok(found)
}

/// The patterns without braces that a pattern with braces stands for: `{a,b}/*` is `a/*` and `b/*`.
fn alternatives(pattern: &str) -> Result<Vec<String>, Unfound> {
    let mut done = Vec::new();
    let mut open = vec![pattern.to_owned()];
    while let Some(pattern) = open.pop() {
        if done.len() + open.len() >= MAX_ALTERNATIVES {
            return Err(Unfound::TooMany);
        }
        let Some((before, rest)) = pattern.split_once('{') else {
            done.push(pattern);
            continue;
        };
        let Some((choices, after)) = rest.split_once('}') else {
            return Err(Unfound::BadPattern);
        };
        for choice in choices.split(',') {
            open.push(format!("{before}{choice}{after}"));
        }
    }
    done.sort();
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_go_getter_are_remote() {
        for entry in [
            "https://example.com/x.yaml",
            "git::https://example.com/x.git//stacks/a",
            "github.com/cloudposse/atmos//examples/a.yaml",
            "s3::https://s3.amazonaws.com/bucket/a.yaml",
            "git@github.com:cloudposse/atmos.git",
        ] {
            assert!(is_remote(entry), "{entry}");
        }
        assert!(!is_remote("catalog/aws-sso"));
    }

    #[test]
    fn braces_stand_for_their_alternatives() {
        let found = alternatives("{a,b}/{c,d}").unwrap();
        assert_eq!(found, ["a/c", "a/d", "b/c", "b/d"]);
        assert_eq!(alternatives("{a"), Err(Unfound::BadPattern));
        assert_eq!(alternatives(&"{a,b}".repeat(40)), Err(Unfound::TooMany));
    }

    #[test]
    fn a_name_is_found_with_and_without_its_ending() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        for name in ["a.yaml", "b.yml", "c.yaml.tmpl", "d.json", ".hidden.yaml"] {
            std::fs::write(file(name), "").unwrap();
        }
        std::fs::create_dir(file("e")).unwrap();
        std::fs::write(file("e/f.yaml"), "").unwrap();
        let find = |entry: &str| {
            resolve(
                entry,
                Path::new("/nowhere"),
                folder.path(),
                &mut MAX_VISITED.clone(),
            )
        };
        assert_eq!(find("a"), Ok(vec![file("a.yaml")]));
        assert_eq!(find("a.yaml"), Ok(vec![file("a.yaml")]));
        assert_eq!(find("b"), Ok(vec![file("b.yml")]));
        assert_eq!(find("c"), Ok(vec![file("c.yaml.tmpl")]));
        assert_eq!(find("d.json"), Ok(vec![file("d.json")]));
        assert_eq!(find("d"), Err(Unfound::Missing));
        assert_eq!(find("./a"), Err(Unfound::Missing));
        assert_eq!(find("[ab]"), Ok(vec![file("a.yaml"), file("b.yml")]));
        assert_eq!(
            find("**/*"),
            Ok(vec![
                file("a.yaml"),
                file("b.yml"),
                file("c.yaml.tmpl"),
                file("e/f.yaml")
            ])
        );
    }
}
