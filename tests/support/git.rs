//! A git repository in a project's folder, with nothing of the developer's configuration.

use std::process::Command;

use super::rolecall::{Project, finish};

/// Runs git in the project's folder.
///
/// # Panics
/// git fails; the message carries what it wrote.
#[track_caller]
pub fn git(project: &Project, args: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(args).current_dir(project.path());
    for (name, value) in environment(project) {
        command.env(name, value);
    }
    finish(&mut command).ended(0).stdout
}

/// What git is told about its user, and what it is kept from reading.
pub fn environment(project: &Project) -> Vec<(&'static str, String)> {
    let home = project.path().display().to_string();
    vec![
        ("HOME", home),
        ("GIT_CONFIG_NOSYSTEM", "1".to_owned()),
        ("GIT_AUTHOR_NAME", "Reviewer".to_owned()),
        ("GIT_AUTHOR_EMAIL", "reviewer@example.com".to_owned()),
        ("GIT_COMMITTER_NAME", "Reviewer".to_owned()),
        ("GIT_COMMITTER_EMAIL", "reviewer@example.com".to_owned()),
        ("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z".to_owned()),
        ("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z".to_owned()),
    ]
}

/// Makes the project a repository whose first commit, on `main`, is what it holds.
pub fn repository(project: &Project) {
    git(project, &["init", "--quiet", "--initial-branch=main"]);
    commit(project, "first");
}

/// Commits all that the project holds.
pub fn commit(project: &Project, message: &str) {
    git(project, &["add", "--all"]);
    git(project, &["commit", "--quiet", "--message", message]);
}

/// Commits all that the project holds, as somebody else, on a day of one's choice at noon UTC.
pub fn commit_as(project: &Project, author: &str, day: &str, message: &str) {
    git(project, &["add", "--all"]);
    let mut command = Command::new("git");
    command
        .args(["commit", "--quiet", "--allow-empty", "--message", message])
        .current_dir(project.path());
    let date = format!("{day}T12:00:00Z");
    let who = [
        ("GIT_AUTHOR_NAME", author.to_owned()),
        ("GIT_AUTHOR_DATE", date.clone()),
        ("GIT_COMMITTER_DATE", date),
    ];
    for (name, value) in environment(project).into_iter().chain(who) {
        command.env(name, value);
    }
    finish(&mut command).ended(0);
}
