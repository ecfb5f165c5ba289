//! Attributes, settings, names of authors and other things that git reads in a tree.

use super::*;

/// Has the repository read settings from a file of its tree, as some projects have it for everybody.
fn include_settings(project: &Project) {
    project.write(".gitconfig", &evil_settings(project));
    git(project, &["config", "include.path", "../.gitconfig"]);
}

#[test]
fn settings_and_attributes_of_the_tree_run_nothing() {
    let project = with_change();
    project.write(".gitattributes", ATTRIBUTES);
    commit_change(&project);
    include_settings(&project);
    is_honest(&project, diff_by_id(&project));
    run_all(&project);
}

/// git itself obeys the settings now, so the base is looked up beforehand.
fn diff_by_id(project: &Project) -> Run {
    let run = project.run(&["diff", "--base", "origin/main"]);
    std::fs::write(project.file(".gitconfig"), "").unwrap();
    run
}

#[test]
fn the_users_own_settings_change_nothing_either() {
    let project = with_change();
    project.write(".gitattributes", ATTRIBUTES);
    commit_change(&project);
    // HOME is the project's folder.
    project.write("home/.gitconfig", &evil_settings(&project));
    for args in [
        ["diff", "--base", "origin/main"],
        ["access", "--at", "origin/main"],
    ] {
        let mut command = project.command(&args);
        let run =
            crate::support::rolecall::finish(command.env("HOME", project.file("home"))).ended(0);
        nothing_ran(&project, &run);
    }
    let mut command = project.command(&["review"]);
    let run = crate::support::rolecall::finish(command.env("HOME", project.file("home"))).ended(0);
    nothing_ran(&project, &run);
}

#[test]
fn attributes_hide_no_file_of_the_base() {
    let project = Project::with_catalog(&format!("import: [assignments]\n{BEFORE}"));
    project.write(
        "catalog/assignments.yaml",
        "account_assignments: {prod: {groups: {Ops: {permission_sets: [PowerUserAccess]}}}}\n",
    );
    project.write(".gitattributes", "catalog/assignments.yaml export-ignore\n");
    repository(&project);
    project.write("catalog/assignments.yaml", "account_assignments: {}\n");
    let run = project.run(&["diff", "--base", "main"]).ended(0);
    assert!(run.stdout.contains("-   PowerUserAccess"), "{}", run.all());
}

#[test]
fn a_mailmap_and_a_list_of_ignored_commits_change_no_author() {
    let project = honest();
    grant(&project);
    crate::support::git::commit_as(&project, "Mallory", "2026-02-01", "change");
    let id = git(&project, &["rev-parse", "HEAD"]);
    project.write(
        ".mailmap",
        "Security Team <security@example.com> Mallory <reviewer@example.com>\n",
    );
    project.write(".git-blame-ignore-revs", &id);
    crate::support::git::commit_as(&project, "Mallory", "2026-02-02", "more");
    git(
        &project,
        &["config", "blame.ignoreRevsFile", ".git-blame-ignore-revs"],
    );
    git(&project, &["config", "log.mailmap", "true"]);
    let review = project.run(&["review", "--format", "json"]).ended(0).stdout;
    let log = project.run(&["log"]).ended(0).stdout;
    for text in [review, log] {
        assert!(
            text.contains("Mallory") && !text.contains("Security Team"),
            "{text}"
        );
        assert!(text.contains("2026-02-01"), "{text}");
    }
}

#[test]
fn a_replaced_object_is_the_original() {
    let project = with_change();
    commit_change(&project);
    git(&project, &["replace", "refs/heads/main", "HEAD"]);
    is_honest(&project, diff(&project));
}

#[test]
fn a_clone_without_all_objects_fetches_nothing() {
    let origin = honest();
    git(&origin, &["config", "uploadpack.allowFilter", "true"]);
    let project = Project::new();
    let url = format!("file://{}", origin.path().display());
    git(
        &project,
        &[
            "clone",
            "--quiet",
            "--no-checkout",
            "--filter=blob:none",
            "--branch",
            "main",
            &url,
            "clone",
        ],
    );
    project.write("clone/catalog/aws-sso.yaml", BEFORE);
    let mut command = project.command(&["diff", "--base", "origin/main"]);
    let run = crate::support::rolecall::finish(command.current_dir(project.file("clone"))).ended(1);
    insta::assert_snapshot!(run.stderr, @"
    error: this clone has no copy of `catalog/aws-sso.yaml`, and rolecall fetches nothing
    help: fetch the whole repository first: git fetch --refetch --no-filter
    ");
}

#[test]
fn a_tree_that_no_git_would_write_is_refused() {
    let project = with_change();
    let blob = git(&project, &["rev-parse", "main:catalog/aws-sso.yaml"]);
    let make = |name: &str| {
        let script = format!(
            "printf '100644 blob {}\\t{name}\\n' | git mktree --missing | xargs -I T git commit-tree T -m x",
            blob.trim()
        );
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &script]).current_dir(project.path());
        for (name, value) in crate::support::git::environment(&project) {
            command.env(name, value);
        }
        crate::support::rolecall::finish(&mut command)
            .ended(0)
            .stdout
    };
    for name in ["..", ".git"] {
        let id = make(name);
        let run = project.run(&["diff", "--base", id.trim()]).ended(1);
        assert!(
            run.stderr.contains("cannot be a file here"),
            "{}",
            run.all()
        );
    }
}
