//! CODEOWNERS from the owners that entries name: who is asked when a file of the catalog changes.
//!
//! GitHub, GitLab and others read it; it knows files, not lines, so that a file has everybody who owns an entry in it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::Entry;
use crate::source::SourceId;
use crate::text::visible;

/// What CODEOWNERS says of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnersLine {
    /// Handles and addresses.
    pub owners: BTreeSet<String>,
    /// Owners that are neither a handle nor an address.
    pub others: BTreeSet<String>,
}

/// The owners by file, given relative to the root of the repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodeOwners {
    /// The files, sorted.
    pub files: BTreeMap<String, OwnersLine>,
}

const HEAD: &str = "# Written by rolecall review --codeowners, from the owners in the catalog.";

impl CodeOwners {
    /// Collects the owners of the entries in each file; `path` tells how the repository calls it.
    pub fn of<'a>(
        entries: impl Iterator<Item = &'a Entry<'a>>,
        mut path: impl FnMut(SourceId) -> String,
    ) -> Self {
        let mut by_source: BTreeMap<SourceId, OwnersLine> = BTreeMap::new();
        for entry in entries {
            let Some(owner) = entry.facts.owner() else {
                continue;
            };
            let line = by_source.entry(entry.place.source).or_default();
            let names = owner.split([' ', ',', ';']).filter(|name| !name.is_empty());
            let names: Vec<&str> = names.collect();
            match names.iter().all(|name| is_handle(name)) {
                true => line.owners.extend(names.into_iter().map(str::to_owned)),
                false => {
                    line.others.insert(owner.to_owned());
                }
            }
        }
        let files = by_source
            .into_iter()
            .map(|(source, line)| (path(source), line));
        Self {
            files: files.collect(),
        }
    }

    /// The lines that say who owns what.
    pub fn lines(&self) -> impl Iterator<Item = String> + '_ {
        let owned = self
            .files
            .iter()
            .filter(|(_, line)| !line.owners.is_empty());
        owned.map(|(file, line)| {
            let owners: Vec<&str> = line.owners.iter().map(String::as_str).collect();
            format!("/{} {}", escaped(file), owners.join(" "))
        })
    }

    /// Writes the lines, and as comments what cannot be an owner there.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{HEAD}")?;
        for line in self.lines() {
            writeln!(out, "{}", visible(&line))?;
        }
        for (file, owner) in self.left_out() {
            let (file, owner) = (visible(file), visible(owner));
            writeln!(
                out,
                "# {file}: \"{owner}\" is neither a handle nor an address"
            )?;
        }
        Ok(())
    }

    /// The owners that are neither a handle nor an address, with their files.
    pub fn left_out(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.files.iter();
        files.flat_map(|(file, line)| line.others.iter().map(|owner| (&**file, &**owner)))
    }

    /// The lines that a CODEOWNERS file lacks.
    pub fn missing_in(&self, text: &str) -> Vec<String> {
        let known: BTreeSet<&str> = text.lines().map(str::trim).collect();
        let lines = self.lines();
        lines
            .filter(|line| !known.contains(line.as_str()))
            .collect()
    }
}

/// `@user`, `@organization/team` or an e-mail address, as GitHub and GitLab take them.
fn is_handle(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./+".contains(c);
    match name.split_once('@') {
        Some(("", handle)) => !handle.is_empty() && handle.chars().all(plain),
        Some((local, domain)) => {
            !domain.is_empty()
                && domain.contains('.')
                && local.chars().chain(domain.chars()).all(plain)
        }
        None => false,
    }
}

/// A path as a pattern that means this very file.
fn escaped(path: &str) -> String {
    let mut pattern = String::new();
    for character in path.chars() {
        if matches!(character, ' ' | '\\' | '*' | '?' | '[' | ']' | '#' | '!') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_told_from_a_name() {
        for handle in [
            "@ann",
            "@acme/team-shop",
            "ann@example.com",
            "@group/sub/team",
        ] {
            assert!(is_handle(handle), "{handle}");
        }
        for name in [
            "",
            "@",
            "ann",
            "team shop",
            "ann@",
            "@example.com@x",
            "ann@host",
            "@a\u{1b}[0m",
        ] {
            assert!(!is_handle(name), "{name}");
        }
    }

    #[test]
    fn a_path_with_spaces_or_wildcards_means_itself() {
        assert_eq!(escaped("a b/[x]*.yaml"), r"a\ b/\[x\]\*.yaml");
    }

    #[test]
    fn a_line_that_is_there_is_not_missing_whatever_else_the_file_says() {
        let mut owners = CodeOwners::default();
        let line = owners.files.entry("catalog/a.yaml".to_owned()).or_default();
        line.owners.extend(["@b".to_owned(), "@a".to_owned()]);
        owners
            .files
            .entry("catalog/b.yaml".to_owned())
            .or_default()
            .others
            .insert("x".to_owned());
        assert_eq!(
            owners.lines().collect::<Vec<_>>(),
            ["/catalog/a.yaml @a @b"]
        );
        assert!(
            owners
                .missing_in("# x\n* @all\n/catalog/a.yaml @a @b \n")
                .is_empty()
        );
        assert_eq!(owners.missing_in("/catalog/a.yaml @a\n").len(), 1);
    }
}
