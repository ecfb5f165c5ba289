//! `atmos.yaml` above the repository, and above the folder in which the base is unpacked.

use super::*;
use crate::support::rolecall::finish;

const SETTINGS: &str = "settings: {list_merge_strategy: append}\n";

/// A repository in `repository/` in which a list is merged: with the strategy of Atmos the second one replaces the first.
fn nested() -> Project {
    let project = Project::new();
    project.write(
        "repository/catalog/aws-sso.yaml",
        "import: [more]\naccount_map: {full_account_map: {prod: \"111122223333\"}}\n\
         account_assignments: {prod: {groups: {Developers: {permission_sets: [ReadOnlyAccess]}}}}\n",
    );
    project.write(
        "repository/catalog/more.yaml",
        "account_assignments: {prod: {groups: {Developers: {permission_sets: [AdministratorAccess]}}}}\n",
    );
    for args in [
        &["init", "--quiet", "--initial-branch=main"][..],
        &["add", "--all"],
        &["commit", "--quiet", "--message", "first"],
    ] {
        git(&project, &[&["-C", "repository"], args].concat());
    }
    project
}

fn run(project: &Project, folder: &str, args: &[&str]) -> Run {
    let mut command = project.command(args);
    let temporary = project.file("temporary");
    finish(
        command
            .current_dir(project.file(folder))
            .env("TMPDIR", temporary),
    )
}

#[test]
fn settings_above_the_repository_or_above_the_unpacked_base_are_not_read() {
    let project = nested();
    project.write("temporary/README", "x\n");
    let listed = |project: &Project| {
        let now = run(project, "repository", &["access", "--format", "csv"])
            .ended(0)
            .stdout;
        let then = run(
            project,
            "repository",
            &["access", "--at", "main", "--format", "csv"],
        )
        .ended(0)
        .stdout;
        assert!(!now.contains("AdministratorAccess"), "{now}");
        assert!(!then.contains("AdministratorAccess"), "{then}");
        let diff = run(project, "repository", &["diff", "--base", "main"])
            .ended(0)
            .stdout;
        assert!(diff.contains("No changes."), "{diff}");
        let log = run(project, "repository", &["log"]).ended(0).stdout;
        assert!(!log.contains("AdministratorAccess"), "{log}");
    };
    listed(&project);
    for name in ["atmos.yaml", "temporary/atmos.yaml", "temporary/atmos.yml"] {
        project.write(name, SETTINGS);
        listed(&project);
    }
    // Those of the repository are read, in the working tree and in a revision.
    project.write("repository/atmos.yaml", SETTINGS);
    let now = run(&project, "repository", &["access", "--format", "csv"])
        .ended(0)
        .stdout;
    assert!(now.contains("AdministratorAccess"), "{now}");
    let diff = run(&project, "repository", &["diff", "--base", "main"])
        .ended(0)
        .stdout;
    assert!(diff.contains("+   AdministratorAccess"), "{diff}");
}

#[test]
fn without_a_repository_the_working_directory_is_the_end() {
    let project = nested();
    std::fs::remove_dir_all(project.file("repository/.git")).unwrap();
    project.write("temporary/README", "x\n");
    project.write("atmos.yaml", SETTINGS);
    let list = |folder: &str, file: &str| {
        let args = ["access", "--format", "csv", "--catalog", file];
        run(&project, folder, &args)
            .ended(0)
            .stdout
            .contains("AdministratorAccess")
    };
    assert!(list(".", "repository/catalog/aws-sso.yaml"));
    assert!(!list("repository", "catalog/aws-sso.yaml"));
    assert!(!list("temporary", "../repository/catalog/aws-sso.yaml"));
}
