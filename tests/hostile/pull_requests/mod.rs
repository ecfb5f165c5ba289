//! Pull requests that try to run code on the machine that checks them, or to show a reviewer another change than the
//! one that they make. Real repositories, and the commands that read them.

mod embedded;
mod links;
mod names;
mod settings;
mod surroundings;
mod writes;

use std::path::PathBuf;

use crate::support::git::{commit, git, repository};
use crate::support::rolecall::{Project, Run};

const FILE: &str = "catalog/aws-sso.yaml";

/// Before: reading only.
const BEFORE: &str = "\
account_map: {root_account_account_name: root, full_account_map: {root: \"999988887777\", prod: \"111122223333\"}}
account_assignments:
  prod:
    groups:
      Developers: {permission_sets: [ReadOnlyAccess]}
";

/// A repository whose `main`, also known as `origin/main`, grants reading only.
fn honest() -> Project {
    let project = Project::with_catalog(BEFORE);
    repository(&project);
    git(
        &project,
        &["update-ref", "refs/remotes/origin/main", "main"],
    );
    git(&project, &["checkout", "--quiet", "-b", "change"]);
    project
}

/// The same with a change in the working tree that grants everything.
fn with_change() -> Project {
    let project = honest();
    grant(&project);
    project
}

fn grant(project: &Project) {
    project.edit(FILE, "ReadOnlyAccess", "AdministratorAccess");
}

/// A file that every command of the attacker makes.
fn canary(project: &Project) -> PathBuf {
    project.file("canary")
}

/// A command that shows that it was run, and passes on what it is given.
fn command(project: &Project) -> String {
    format!("touch '{}'; cat", canary(project).display())
}

/// Every setting by which git runs a command of the attacker.
fn evil_settings(project: &Project) -> String {
    let run = command(project).replace('"', "");
    format!(
        "[filter \"evil\"]\n\tsmudge = {run:?}\n\tclean = {run:?}\n\tprocess = {run:?}\n\trequired = true\n\
         [diff \"evil\"]\n\ttextconv = {run:?}\n\tcommand = {run:?}\n\
         [diff]\n\texternal = {run:?}\n\
         [core]\n\tfsmonitor = {run:?}\n\thooksPath = hooks\n\tpager = {run:?}\n\tsshCommand = {run:?}\n\teditor = {run:?}\n\
         [pager]\n\tlog = {run:?}\n\tblame = {run:?}\n\tshow = {run:?}\n\
         [gpg]\n\tprogram = {run:?}\n[log]\n\tshowSignature = true\n\tmailmap = true\n\
         [alias]\n\trev-parse = {alias:?}\n\tlog = {alias:?}\n\tblame = {alias:?}\n",
        alias = format!("!{run}"),
    )
}

const ATTRIBUTES: &str = "* filter=evil diff=evil export-ignore export-subst ident\n";

#[track_caller]
fn nothing_ran(project: &Project, run: &Run) {
    assert!(
        !canary(project).exists(),
        "a command was run\n{}",
        run.all()
    );
}

/// What a reviewer of the change reads: which base, and everything that is granted.
#[track_caller]
fn is_honest(project: &Project, run: Run) {
    nothing_ran(project, &run);
    let run = run.ended(0);
    let first = run.stdout.lines().next().unwrap_or_default();
    let main = git(project, &["rev-parse", "--short=7", "refs/heads/main"]);
    let base = format!("({}", main.trim());
    assert!(
        first.starts_with("Base ") && first.contains(&base) && first.contains(FILE),
        "{}",
        run.all()
    );
    assert!(
        run.stdout.contains("+   AdministratorAccess"),
        "{}",
        run.all()
    );
    assert!(!run.stdout.contains("No changes"), "{}", run.all());
}

fn diff(project: &Project) -> Run {
    project.run(&["diff", "--base", "origin/main"])
}

/// Runs every command that reads git or the files of a repository.
fn run_all(project: &Project) {
    for args in [
        &["diff", "--base", "origin/main"][..],
        &[
            "diff",
            "--base",
            "origin/main",
            "--head",
            "HEAD",
            "--format",
            "json",
        ],
        &["diff", "--base", "origin/main", "--format", "markdown"],
        &["access", "--at", "origin/main"],
        &["log"],
        &["review"],
        &["review", "--codeowners"],
        &["validate"],
        &["render", "terraform", "--out", "out"],
    ] {
        let run = project.run(args);
        nothing_ran(project, &run);
    }
}

/// Commits what the working tree has, as a pull request would bring it.
fn commit_change(project: &Project) {
    commit(project, "change");
}
