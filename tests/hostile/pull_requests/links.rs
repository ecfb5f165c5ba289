//! Links in the tree of the head, of the base, and on the way to the catalog.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;

use super::*;

const EXAMPLE: &str = "docs/example/aws-sso.yaml";

/// A repository with an example that grants everything; `catalog` becomes a link to it.
fn with_example() -> Project {
    let project = Project::with_catalog(BEFORE);
    project.write(
        EXAMPLE,
        &BEFORE.replace("ReadOnlyAccess", "AdministratorAccess"),
    );
    repository(&project);
    git(
        &project,
        &["update-ref", "refs/remotes/origin/main", "main"],
    );
    git(&project, &["checkout", "--quiet", "-b", "change"]);
    project
}

#[test]
fn a_link_in_place_of_the_catalogs_folder_is_compared_with_the_folder() {
    let project = with_example();
    fs::remove_dir_all(project.file("catalog")).unwrap();
    symlink("docs/example", project.file("catalog")).unwrap();
    let head = |run: &Run| run.stdout.lines().nth(1).unwrap_or_default().to_owned();
    let run = diff(&project);
    assert_eq!(
        head(&run),
        "Head      working tree: catalog/aws-sso.yaml (a link to docs/example/aws-sso.yaml)"
    );
    is_honest(&project, run);
    commit_change(&project);
    let run = project.run(&["diff", "--base", "origin/main", "--head", "HEAD"]);
    assert!(
        head(&run).ends_with("(a link to docs/example/aws-sso.yaml)"),
        "{}",
        run.all()
    );
    is_honest(&project, run);
    let json = project
        .run(&["diff", "--base", "origin/main", "--format", "json"])
        .ended(0);
    assert!(
        json.stdout.contains("a link to docs/example"),
        "{}",
        json.all()
    );
    let markdown = project
        .run(&["diff", "--base", "origin/main", "--format", "markdown"])
        .ended(0);
    assert!(
        markdown.stdout.contains("a link to docs/example"),
        "{}",
        markdown.all()
    );
}

#[test]
fn a_link_in_place_of_the_catalog_is_compared_with_the_file() {
    let project = with_example();
    fs::remove_file(project.file(FILE)).unwrap();
    symlink("../docs/example/aws-sso.yaml", project.file(FILE)).unwrap();
    is_honest(&project, diff(&project));
}

#[test]
fn a_link_of_the_base_leads_inside_of_the_base() {
    let project = Project::new();
    project.write(EXAMPLE, BEFORE);
    symlink("docs/example", project.file("catalog")).unwrap();
    repository(&project);
    git(
        &project,
        &["update-ref", "refs/remotes/origin/main", "main"],
    );
    project.edit(EXAMPLE, "ReadOnlyAccess", "AdministratorAccess");
    let run = diff(&project);
    assert!(
        run.stdout
            .lines()
            .next()
            .unwrap_or_default()
            .ends_with("catalog/aws-sso.yaml (a link to docs/example/aws-sso.yaml)"),
        "{}",
        run.all()
    );
    is_honest(&project, run);
}

#[test]
fn a_link_of_the_base_to_what_the_head_has_is_not_followed() {
    for target in [
        "/proc/self/cwd/head.yaml",
        "../../../../../../../../../../etc/hostname",
    ] {
        let project = Project::new();
        project.write("head.yaml", BEFORE);
        fs::create_dir(project.file("catalog")).unwrap();
        symlink(target, project.file(FILE)).unwrap();
        repository(&project);
        fs::remove_file(project.file(FILE)).unwrap();
        project.write(FILE, BEFORE);
        let run = project.run(&["diff", "--base", "main"]).ended(1);
        assert!(
            run.stderr
                .contains("`main:catalog/aws-sso.yaml` lies outside the project"),
            "{}",
            run.all()
        );
    }
}

#[test]
fn another_path_of_the_base_is_in_the_heading() {
    let project = Project::new();
    project.write("stacks/catalog/aws-sso.yaml", BEFORE);
    repository(&project);
    // The first of the usual places wins.
    project.write(
        FILE,
        &BEFORE.replace("ReadOnlyAccess", "AdministratorAccess"),
    );
    let run = project.run(&["diff", "--base", "main"]).ended(0);
    let first = run.stdout.lines().next().unwrap_or_default();
    assert!(
        first.ends_with("stacks/catalog/aws-sso.yaml (another path than at the head)"),
        "{}",
        run.all()
    );
    assert!(
        run.stdout.contains("+   AdministratorAccess"),
        "{}",
        run.all()
    );
}

#[test]
fn a_history_follows_the_links_on_the_way_to_the_catalog() {
    let project = with_example();
    project.edit(EXAMPLE, "AdministratorAccess", "ReadOnlyAccess");
    commit_change(&project);
    fs::remove_dir_all(project.file("catalog")).unwrap();
    symlink("docs/example", project.file("catalog")).unwrap();
    crate::support::git::commit_as(
        &project,
        "Ann Lee",
        "2026-02-01",
        "The catalog becomes a link",
    );
    project.edit(EXAMPLE, "ReadOnlyAccess", "AdministratorAccess");
    crate::support::git::commit_as(&project, "Mallory", "2026-02-02", "Only an example");
    let run = project.run(&["log"]).ended(0);
    let first = run.stdout.lines().next().unwrap_or_default();
    assert!(
        first.starts_with("2026-02-02") && first.ends_with("Mallory: Only an example"),
        "{}",
        run.all()
    );
}

#[test]
fn a_way_up_from_a_link_is_refused() {
    let project = with_example();
    project.write("docs/aws-sso.yaml", BEFORE);
    symlink("docs/example", project.file("way")).unwrap();
    let args = [
        "diff",
        "--base",
        "origin/main",
        "--catalog",
        "way/../aws-sso.yaml",
    ];
    let run = project.run(&args).ended(1);
    assert!(
        run.stderr.contains("leads up from the link"),
        "{}",
        run.all()
    );
}

#[test]
fn a_catalog_reads_through_no_link_what_is_hidden_or_outside() {
    let outside = Project::new();
    outside.write("secret.yaml", "THE-SECRET: [\n");
    outside.write("aws-sso.yaml", "THE-SECRET: [\n");
    outside.write("secret.json", "{\"THE-SECRET\": [\n");
    let secret = outside.path().display().to_string();
    let targets = [
        (FILE, format!("{secret}/secret.yaml")),
        ("catalog", secret.clone()),
        (FILE, "../.git/secret".to_owned()),
        ("atmos.yaml", format!("{secret}/secret.yaml")),
        ("atmos.yaml", ".git/secret".to_owned()),
        ("catalog/p.json", format!("{secret}/secret.json")),
        ("catalog/p.json", ".hidden.json".to_owned()),
        ("catalog/more.yaml", format!("{secret}/secret.yaml")),
        ("catalog/more.yaml", "../.git/secret".to_owned()),
    ];
    for (link, target) in targets {
        let project = Project::with_catalog(&format!(
            "import: [{{path: more, skip_if_missing: true}}]\npermission_sets: {{X: {{inline_policy_file: p.json}}}}\n{BEFORE}"
        ));
        repository(&project);
        project.write(".git/secret", "THE-SECRET: [\n");
        project.write("catalog/.hidden.json", "{\"THE-SECRET\": [\n");
        let path = project.file(link);
        if path.is_dir() {
            fs::remove_dir_all(&path).unwrap();
        } else if path.exists() {
            fs::remove_file(&path).unwrap();
        }
        symlink(&target, &path).unwrap();
        for args in [
            &["validate"][..],
            &["diff", "--base", "main"],
            &["review"],
            &["render", "terraform", "--out", "out"],
        ] {
            let run = project.run(args);
            assert!(
                !run.all().contains("THE-SECRET"),
                "{link} -> {target}: {}",
                run.all()
            );
        }
        let run = project.run(&["validate"]).ended(1);
        let reasons = ["outside the project", "hidden", "leads out"];
        assert!(
            reasons.iter().any(|reason| run.stderr.contains(reason)),
            "{link} -> {target}: {}",
            run.all()
        );
    }
}

#[test]
fn a_file_that_is_named_is_read_through_no_link_out_of_the_repository() {
    for target in ["/dev/zero", "../../../../../../etc/hostname", ".git/config"] {
        let project = honest();
        symlink(target, project.file("linked")).unwrap();
        for args in [
            &["review", "--codeowners", "--check", "linked"][..],
            &["plan", "--snapshot", "linked"],
            &["diff", "--base", "main", "--snapshot", "linked"],
            &["show", "linked"],
            &["apply", "--plan", "linked", "--sandbox=state.json"],
            &["import", "--from-terraform-state", "linked"],
        ] {
            let run = project.run(args);
            assert!(run.code == 1 || run.code == 3, "{}", run.all());
            assert!(
                run.stderr
                    .contains("linked leads by a link out of the repository"),
                "{args:?}: {}",
                run.all()
            );
        }
    }
    // One that stays is read.
    let project = honest();
    project.write(".github/CODEOWNERS", "* @acme\n");
    symlink(".github/CODEOWNERS", project.file("CODEOWNERS")).unwrap();
    project
        .run(&["review", "--codeowners", "--check", "CODEOWNERS"])
        .ended(0);
}
