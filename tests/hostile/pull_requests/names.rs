//! Names of revisions that mean something else than they seem to.

use super::*;

/// A tag, a branch or a folder takes the name of the base; it has what the change makes of the catalog.
fn with_forged(name: &str) -> Project {
    let project = with_change();
    commit_change(&project);
    git(&project, &["update-ref", name, "HEAD"]);
    project
}

#[test]
fn a_tag_or_branch_with_the_name_of_a_remote_branch_is_not_the_base_and_is_named() {
    for name in [
        "refs/tags/origin/main",
        "refs/heads/origin/main",
        "refs/origin/main",
    ] {
        let project = with_forged(name);
        let run = diff(&project);
        let short = name.strip_prefix("refs/").unwrap();
        let first = run.stdout.lines().next().unwrap_or_default().to_owned();
        assert!(
            first.contains(&format!(", not {short}): catalog")),
            "{}",
            run.all()
        );
        is_honest(&project, run);
        // Where the remote branch is not fetched, nothing else takes its place.
        git(&project, &["update-ref", "-d", "refs/remotes/origin/main"]);
        let run = diff(&project).ended(1);
        assert!(
            run.stderr
                .contains(&format!("`{name}` has the same name and is not used")),
            "{}",
            run.all()
        );
    }
}

#[test]
fn a_branch_and_a_tag_with_one_name_are_ambiguous() {
    let project = with_forged("refs/tags/main");
    let run = project.run(&["diff", "--base", "main"]).ended(1);
    insta::assert_snapshot!(run.stderr, @"
    error: `main` is ambiguous: it can be refs/heads/main or refs/tags/main
    help: use the full name: refs/heads/main
    ");
    is_honest(
        &project,
        project.run(&["diff", "--base", "refs/heads/main"]),
    );
    for args in [&["access", "--at", "main"][..], &["log", "--at", "main"]] {
        let run = project.run(args).ended(1);
        assert!(run.stderr.contains("`main` is ambiguous"), "{}", run.all());
    }
}

#[test]
fn a_tag_with_the_beginning_of_an_id_as_its_name_is_ambiguous() {
    let project = with_change();
    let short = git(&project, &["rev-parse", "--short=7", "main"]);
    let short = short.trim();
    commit_change(&project);
    is_honest(&project, project.run(&["diff", "--base", short]));
    git(&project, &["tag", short]);
    let run = project.run(&["diff", "--base", short]).ended(1);
    assert!(run.stderr.contains("is ambiguous"), "{}", run.all());
}

#[test]
fn a_folder_with_the_name_of_the_base_is_not_the_base() {
    let project = with_change();
    let text = project.read(FILE);
    project.write("origin/main/catalog/aws-sso.yaml", &text);
    project.write("main/catalog/aws-sso.yaml", &text);
    for base in ["origin/main", "main"] {
        let run = project.run(&["diff", "--base", base]).ended(1);
        assert!(
            run.stderr.contains("is a revision and a path too"),
            "{}",
            run.all()
        );
    }
    git(&project, &["update-ref", "-d", "refs/remotes/origin/main"]);
    let run = diff(&project).ended(1);
    assert!(
        run.stderr.contains("is a path and no revision"),
        "{}",
        run.all()
    );
}

#[test]
fn a_name_is_no_option_of_git() {
    let project = with_change();
    for name in [
        "--output=canary",
        "-h",
        "--git-dir=catalog",
        "--exec=touch canary",
    ] {
        let base = format!("--base={name}");
        for args in [["diff", base.as_str()], ["access", &format!("--at={name}")]] {
            let run = project.run(&args).ended(1);
            nothing_ran(&project, &run);
            assert!(run.stderr.contains("no revision"), "{}", run.all());
        }
    }
}
