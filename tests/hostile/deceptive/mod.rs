//! A corpus of pull requests that are to pass as harmless: each must change the first line that a reviewer reads.
//!
//! A case is a row of a table in `cases.rs`, or of another file beside it: the files of the base, what the pull request
//! does to them, and what the first line must contain. Every case is a repository of its own with two commits, compared
//! in every format.

mod cases;

use crate::support::git::{commit, repository};
use crate::support::rolecall::Project;

/// One pull request.
pub struct Case {
    /// What it tries.
    pub name: &'static str,
    /// The files of the base, by path.
    pub base: &'static [(&'static str, &'static str)],
    /// What the pull request does.
    pub head: &'static [Edit],
    /// What the first line must contain, as text and, without its markup, in the comment.
    pub first_line: &'static str,
    /// Further options of `diff`.
    pub options: &'static [&'static str],
}

/// One thing that a pull request does to a file.
pub enum Edit {
    /// Replaces a text, which must be there.
    Replace(&'static str, &'static str, &'static str),
    /// Writes a file.
    #[expect(dead_code, reason = "for cases to come")]
    Write(&'static str, &'static str),
    /// Removes a file.
    #[expect(dead_code, reason = "for cases to come")]
    Remove(&'static str),
}

impl Case {
    /// The repository: the base is `HEAD~1`, the pull request is `HEAD` and the working tree.
    pub fn repository(&self) -> Project {
        let project = Project::new();
        for (file, text) in self.base {
            project.write(file, text);
        }
        repository(&project);
        for edit in self.head {
            match edit {
                Edit::Replace(file, from, to) => project.edit(file, from, to),
                Edit::Write(file, text) => project.write(file, text),
                Edit::Remove(file) => std::fs::remove_file(project.file(file)).unwrap(),
            }
        }
        commit(&project, "harmless");
        project
    }

    /// What `diff` prints in a format.
    fn diff(&self, project: &Project, base: &str, format: &str) -> String {
        let mut args = vec!["diff", "--base", base, "--format", format];
        args.extend(self.options);
        project.run(&args).ended(0).stdout
    }

    /// What a reviewer would miss; empty where nothing.
    fn missed(&self) -> Vec<String> {
        let name = self.name;
        let project = self.repository();
        let diff = |format: &str| self.diff(&project, "HEAD~1", format);
        let mut missed = Vec::new();
        let mut expect = |holds: bool, what: &str, shown: &str| {
            if !holds {
                missed.push(format!("{name}: {what}:\n{shown}"));
            }
        };
        let text = diff("text");
        let first = text.lines().next().unwrap_or_default();
        let is_told = first.contains(self.first_line) && !text.contains("No changes.");
        expect(is_told, "the first line as text", &text);
        // The line before the heading is hidden: a bot finds its comment by it.
        let markdown = diff("markdown");
        let heading = markdown.lines().nth(1).unwrap_or_default();
        let plain = heading.replace(['`', '*', '\\'], "");
        expect(plain.contains(self.first_line), "the heading", &markdown);
        let json = |base: &str| -> serde_json::Value {
            serde_json::from_str(&self.diff(&project, base, "json")).unwrap()
        };
        let (changed, same) = (json("HEAD~1"), json("HEAD"));
        let differs = changed["summary"] != same["summary"];
        expect(differs, "the summary as JSON", &format!("{changed:#}"));
        expect(!diff("github").trim().is_empty(), "an annotation", "none");
        let mut args = vec!["diff", "--base", "HEAD~1", "--detailed-exitcode"];
        args.extend(self.options);
        let code = project.run(&args).code;
        expect(code == 2, "the exit code", &code.to_string());
        missed
    }
}

#[test]
fn every_deceptive_pull_request_changes_the_first_line() {
    let missed: Vec<String> = cases::ALL.iter().flat_map(Case::missed).collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn a_pull_request_that_changes_comments_and_order_only_is_said_to_change_nothing() {
    for case in cases::HARMLESS {
        let project = case.repository();
        let diff = |format: &str| case.diff(&project, "HEAD~1", format);
        assert!(
            diff("text").contains("No changes."),
            "{}: {}",
            case.name,
            diff("text")
        );
        assert!(diff("markdown").contains(case.first_line), "{}", case.name);
        assert_eq!(diff("github"), "", "{}", case.name);
    }
}
