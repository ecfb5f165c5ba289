//! What a catalog from somebody else's branch may read: nothing but its own project.

use super::*;

/// A project in a folder whose neighbour holds what nobody may see.
fn project(files: &[(&str, &str)]) -> Project {
    let mut project = Project::new(files);
    project.is_project = false;
    let outside = project.folder.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(
        outside.join("secret.yaml"),
        "vars: {groups: [THE-SECRET]}\n",
    )
    .unwrap();
    fs::write(outside.join("secret.json"), "THE-SECRET: [\n").unwrap();
    project
}

/// What is said about a project in which nothing of the neighbour may be said.
#[track_caller]
fn refused(project: &Project) -> String {
    let said = project.load("inside/stacks/s.yaml");
    assert!(!said.contains("THE-SECRET"), "{said}");
    assert!(said.contains("error[outside-project]"), "{said}");
    said
}

#[test]
fn imports_and_inclusions_stay_in_the_project() {
    let root = project(&[]);
    let absolute = root.folder.path().join("outside/secret");
    for entry in [
        "import: [../../outside/secret]\n".to_owned(),
        "import: [./../../outside/secret.yaml]\n".to_owned(),
        "import: ['../../outside/s*']\n".to_owned(),
        "import: [catalog/../../../outside/secret.json]\n".to_owned(),
        format!("import: ['{}']\n", absolute.display()),
        "import: []\nvars: {account_map: !include ../../outside/secret.yaml}\n".to_owned(),
        "import: []\nvars: {account_map: !include.raw ../../outside/secret.json}\n".to_owned(),
        format!(
            "import: []\nvars: {{account_map: !include {}.yaml}}\n",
            absolute.display()
        ),
    ] {
        let project = project(&[
            ("inside/stacks/catalog/x.yaml", ""),
            ("inside/stacks/s.yaml", &entry),
        ]);
        refused(&project);
    }
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_project() {
    use std::os::unix::fs::symlink;

    let project = project(&[("inside/stacks/s.yaml", "import: [linked/secret, file]\n")]);
    let stacks = project.folder.path().join("inside/stacks");
    symlink("../../outside", stacks.join("linked")).unwrap();
    symlink("../../outside/secret.yaml", stacks.join("file.yaml")).unwrap();
    insta::assert_snapshot!(refused(&project), @"
    nothing
    error[outside-project]: `inside/stacks/linked/secret.yaml` lies outside the project of the catalog, and is not read
     --> inside/stacks/s.yaml:1:10
      |
    1 | import: [linked/secret, file]
      |          ^^^^^^^^^^^^^ named here
      |
      = note: a catalog by another author must not show files elsewhere on this machine
    help: move it into the repository, or name its folder with `--stacks DIR`

    error: 1 error in inside/stacks/s.yaml
    ");
}

#[cfg(unix)]
#[test]
fn a_catalog_in_a_repository_is_no_link_that_leads_out_of_it() {
    let project = project(&[("inside/.git/HEAD", "")]);
    let stacks = project.folder.path().join("inside/stacks");
    fs::create_dir(&stacks).unwrap();
    std::os::unix::fs::symlink("../../outside/secret.json", stacks.join("s.yaml")).unwrap();
    refused(&project);
}

#[test]
fn the_settings_of_a_repository_do_not_widen_it() {
    let project = project(&[
        ("inside/.git/HEAD", ""),
        (
            "inside/atmos.yaml",
            "base_path: ..\nstacks: {base_path: outside}\n",
        ),
        ("inside/stacks/s.yaml", "import: [secret]\n"),
    ]);
    refused(&project);
}

#[test]
fn a_repository_is_open_to_its_catalog_but_for_what_is_hidden_in_it() {
    let project = project(&[
        ("inside/.git/config.yaml", "THE-SECRET: [\n"),
        (
            "inside/shared/groups.yaml",
            "vars: {groups: [A], account_map: {}}\n",
        ),
        ("inside/stacks/s.yaml", "import: [../shared/groups]\n"),
    ]);
    insta::assert_snapshot!(project.load("inside/stacks/s.yaml"), @r#"
    groups: ["A"]
    account_map: {}
    "#);
    let hidden = "import: [../shared/groups, ../.git/config]\n";
    fs::write(project.folder.path().join("inside/stacks/s.yaml"), hidden).unwrap();
    refused(&project);
}

#[test]
fn a_folder_that_the_user_names_is_open() {
    let mut project = project(&[(
        "inside/stacks/s.yaml",
        "import: [secret]\nvars: {account_map: {}}\n",
    )]);
    project.stacks = Some("outside");
    let said = project.load("inside/stacks/s.yaml");
    assert!(
        said.starts_with("account_map: {}\ngroups: [\"THE-SECRET\"]\n")
            || said.starts_with("groups: [\"THE-SECRET\"]\n"),
        "{said}"
    );
}
