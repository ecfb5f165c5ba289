//! Files that look like a repository, and repositories in the repository.

use std::fs;

use super::*;
use crate::support::rolecall::finish;

/// Makes the catalog's folder a bare repository of the attacker's, in ordinary files: its configuration runs commands,
/// and its `origin/main` has what the change makes of the catalog.
fn embed(project: &Project) {
    git(project, &["init", "--quiet", "--bare", "catalog"]);
    let own = ["--git-dir=catalog", "--work-tree=."];
    git(project, &[&own[..], &["add", FILE]].concat());
    git(
        project,
        &[&own[..], &["commit", "--quiet", "--message", "forged"]].concat(),
    );
    for name in [
        "refs/remotes/origin/main",
        "refs/heads/main",
        "refs/tags/main",
    ] {
        git(project, &[&own[..], &["update-ref", name, "HEAD"]].concat());
    }
    fs::remove_dir_all(project.file("catalog/hooks")).unwrap();
    let settings = format!(
        "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n{}",
        evil_settings(project)
    );
    project.write("catalog/config", &settings);
    project.write("catalog/info/attributes", ATTRIBUTES);
    project.write(".gitattributes", ATTRIBUTES);
    let hook = format!("#!/bin/sh\n{}\n", command(project));
    project.write("catalog/hooks/post-index-change", &hook);
}

#[test]
fn a_bare_repository_among_the_files_is_no_repository() {
    let project = with_change();
    embed(&project);
    is_honest(&project, diff(&project));
    run_all(&project);
    commit_change(&project);
    is_honest(&project, diff(&project));
    run_all(&project);
    let at = project.run(&["access", "--at", "origin/main"]).ended(0);
    assert!(at.stdout.contains("ReadOnlyAccess"), "{}", at.all());
    assert!(!at.stdout.contains("AdministratorAccess"), "{}", at.all());
    let log = project.run(&["log"]).ended(0);
    assert!(
        log.stdout.contains("-   group Developers  ReadOnlyAccess"),
        "{}",
        log.all()
    );
}

#[test]
fn a_bare_repository_is_none_from_inside_its_folder_either() {
    let project = with_change();
    embed(&project);
    let mut command =
        project.command(&["diff", "--base", "origin/main", "--catalog", "aws-sso.yaml"]);
    let run = finish(command.current_dir(project.file("catalog")));
    is_honest(&project, run);
}

/// Another repository with a catalog that grants everything.
fn other() -> Project {
    let other = Project::with_catalog(BEFORE);
    grant(&other);
    fs::rename(other.file(FILE), other.file("aws-sso.yaml")).unwrap();
    fs::remove_dir(other.file("catalog")).unwrap();
    repository(&other);
    git(&other, &["update-ref", "refs/remotes/origin/main", "main"]);
    other
}

fn add_submodule(project: &Project, other: &Project) {
    let url = other.path().display().to_string();
    let allowed = ["-c", "protocol.file.allow=always"];
    let add = ["submodule", "--quiet", "add", "--force", &url, "catalog"];
    git(project, &[&allowed[..], &add].concat());
}

#[test]
fn a_submodule_in_place_of_the_catalogs_folder_is_compared_with_the_folder() {
    let project = honest();
    let other = other();
    git(&project, &["rm", "-r", "--quiet", "catalog"]);
    add_submodule(&project, &other);
    is_honest(&project, diff(&project));
    commit_change(&project);
    is_honest(&project, diff(&project));
    run_all(&project);
}

#[test]
fn a_submodule_of_the_base_is_named_and_not_read() {
    let project = Project::new();
    project.write("README.md", "x\n");
    git(&project, &["init", "--quiet", "--initial-branch=main"]);
    let other = other();
    add_submodule(&project, &other);
    commit_change(&project);
    let run = project.run(&["diff", "--base", "main"]).ended(1);
    insta::assert_snapshot!(run.stderr, @"
    error: `catalog` is a submodule of the revision `main`, which is not read
    help: run rolecall inside of the submodule, with a revision of its repository
    ");
    // Inside of it the repository is that of the submodule.
    let mut command = project.command(&["diff", "--base", "HEAD", "--catalog", "aws-sso.yaml"]);
    let run = finish(command.current_dir(project.file("catalog"))).ended(0);
    assert!(run.stdout.contains("No changes."), "{}", run.all());
    let first = run.stdout.lines().next().unwrap_or_default();
    assert!(
        first.contains(", of the submodule catalog): aws-sso.yaml"),
        "{}",
        run.all()
    );
}

#[test]
fn an_import_from_a_submodule_of_the_base_is_an_error_that_names_it() {
    for entry in [
        "shared/sets",
        "{path: shared/sets, skip_if_missing: true}",
        "'shared/*'",
        "'**/sets'",
    ] {
        let project = Project::with_catalog(&format!("import: [{entry}]\n{BEFORE}"));
        git(&project, &["init", "--quiet", "--initial-branch=main"]);
        let other = Project::new();
        other.write(
            "sets.yaml",
            "permission_sets: {X: {policy_attachments: [ReadOnlyAccess]}}\n",
        );
        repository(&other);
        let url = other.path().display().to_string();
        let add = [
            "-c",
            "protocol.file.allow=always",
            "submodule",
            "--quiet",
            "add",
            &url,
        ];
        git(&project, &[&add[..], &["catalog/shared"]].concat());
        commit_change(&project);
        project.run(&["validate"]).ended(0);
        for args in [["diff", "--base", "main"], ["access", "--at", "main"]] {
            let run = project.run(&args).ended(1);
            assert!(
                run.stderr.contains("main:catalog/shared") && run.stderr.contains("submodule"),
                "{entry}: {}",
                run.all()
            );
        }
    }
}

#[test]
fn a_repository_of_another_folder_is_not_compared() {
    let project = with_change();
    let other = Project::new();
    let file = project.file(FILE).display().to_string();
    let args = ["diff", "--base", "origin/main", "--catalog", &file];
    let run = finish(project.command(&args).current_dir(other.path())).ended(1);
    assert!(
        run.stderr.contains("not inside a git repository"),
        "{}",
        run.all()
    );
    repository_at(&other);
    let run = finish(project.command(&args).current_dir(other.path())).ended(1);
    assert!(
        run.stderr
            .contains("lies outside the repository of the working directory"),
        "{}",
        run.all()
    );
}

fn repository_at(project: &Project) {
    project.write("README.md", "x\n");
    repository(project);
}

#[test]
fn a_linked_worktree_is_a_repository() {
    let project = honest();
    git(&project, &["worktree", "add", "--quiet", "linked", "main"]);
    project.edit(
        "linked/catalog/aws-sso.yaml",
        "ReadOnlyAccess",
        "AdministratorAccess",
    );
    let mut command = project.command(&["diff", "--base", "origin/main"]);
    is_honest(
        &project,
        finish(command.current_dir(project.file("linked"))),
    );
}

#[test]
fn the_environment_does_not_name_another_repository() {
    let project = with_change();
    let other = other();
    let elsewhere = other.file(".git").display().to_string();
    for name in [
        "GIT_DIR",
        "GIT_COMMON_DIR",
        "GIT_OBJECT_DIRECTORY",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
    ] {
        let mut command = project.command(&["diff", "--base", "origin/main"]);
        let run = finish(command.env(name, &elsewhere));
        match name {
            "GIT_DIR" => {
                let run = run.ended(1);
                assert!(
                    run.stderr.contains("GIT_DIR names another repository"),
                    "{}",
                    run.all()
                );
            }
            _ => is_honest(&project, run),
        }
    }
    // As a hook of git is run.
    let mut command = project.command(&["diff", "--base", "origin/main"]);
    is_honest(
        &project,
        finish(
            command
                .env("GIT_DIR", ".git")
                .env("GIT_INDEX_FILE", ".git/index"),
        ),
    );
}

#[cfg(unix)]
#[test]
fn a_repository_of_another_user_is_refused_in_the_words_of_git() {
    let project = with_change();
    let owned = std::os::unix::fs::chown(project.file(".git"), Some(65_533), None)
        .and_then(|()| std::os::unix::fs::chown(project.path(), Some(65_533), None));
    if owned.is_err() {
        return;
    }
    let run = diff(&project).ended(1);
    let path = project.path().canonicalize().unwrap();
    let text = run
        .stderr
        .replace(&path.display().to_string(), "/repository");
    insta::assert_snapshot!(text, @"
    error: git does not use the repository: detected dubious ownership in repository at '/repository'
    help: if you trust its owner: git config --global --add safe.directory /repository
    ");
    git(
        &project,
        &["config", "--global", "--add", "safe.directory", "*"],
    );
    is_honest(&project, diff(&project));
}
