//! How imports are found.

use super::*;

const CATALOG: &str = "components: {terraform: {aws-sso: {vars: {groups: [A], stage: catalog}}}}\n";

#[test]
fn imports_are_found_from_the_nearest_stacks_folder_and_beside_the_file() {
    let project = Project::new(&[
        ("stacks/catalog/aws-sso.yaml", CATALOG),
        (
            "stacks/orgs/acme/_defaults.yaml",
            "vars: {namespace: acme}\n",
        ),
        (
            "stacks/orgs/acme/root/identity.yaml",
            "import: [../_defaults, catalog/aws-sso]\nvars: {stage: root}\n",
        ),
    ]);
    insta::assert_snapshot!(project.load("stacks/orgs/acme/root/identity.yaml"), @r#"
    namespace: "acme"
    stage: "catalog"
    groups: ["A"]
    "#);
}

#[test]
fn the_stacks_folder_comes_from_atmos_yaml_or_from_the_command_line() {
    let mut project = Project::new(&[
        (
            "atmos.yaml",
            "base_path: infra\nstacks: {base_path: manifests}\n",
        ),
        ("infra/manifests/catalog/aws-sso.yaml", CATALOG),
        (
            "elsewhere/catalog/aws-sso.yml",
            "vars: {groups: [B], account_map: {}}\n",
        ),
        (
            "infra/manifests/deploy/a/root.yaml",
            "import: catalog/aws-sso\n",
        ),
    ]);
    insta::assert_snapshot!(project.load("infra/manifests/deploy/a/root.yaml"), @r#"
    groups: ["A"]
    stage: "catalog"
    "#);
    project.stacks = Some("elsewhere");
    insta::assert_snapshot!(project.load("infra/manifests/deploy/a/root.yaml"), @r#"
    groups: ["B"]
    account_map: {}
    "#);
}

#[test]
fn patterns_name_many_files_in_the_order_of_their_names() {
    let project = Project::new(&[
        ("stacks/mixins/b.yaml", "vars: {last: b, b: 1}\n"),
        ("stacks/mixins/a.yaml", "vars: {last: a, a: 1}\n"),
        ("stacks/mixins/deep/c.yml", "vars: {last: c, c: 1}\n"),
        ("stacks/s.yaml", "import: ['mixins/**/*', catalog]\n"),
        ("stacks/catalog.yaml", CATALOG),
    ]);
    insta::assert_snapshot!(project.load("stacks/s.yaml"), @r#"
    last: "c"
    a: 1
    b: 1
    c: 1
    groups: ["A"]
    stage: "catalog"
    "#);
}

#[test]
fn an_import_may_be_an_object_and_may_be_missing() {
    let project = Project::new(&[
        ("stacks/catalog.yaml", CATALOG),
        (
            "stacks/s.yaml",
            "import:\n  - path: catalog\n    context: {x: 1}\n  - {path: gone, skip_if_missing: true}\n",
        ),
    ]);
    insta::assert_snapshot!(project.load("stacks/s.yaml"), @r#"
    groups: ["A"]
    stage: "catalog"
    "#);
}

#[test]
fn imports_that_are_not_found_or_remote_are_all_named() {
    let project = Project::new(&[(
        "stacks/s.yaml",
        "import:\n  - gone\n  - https://example.com/x.yaml\n  - {context: {}}\n  - 'x/**/*'\n  - !terraform.state x y z\n  - 'catalog/{{ .stage }}'\n",
    )]);
    insta::assert_snapshot!(project.load("stacks/s.yaml"), @"
    nothing
    error[import-not-found]: the import `gone` is not found
     --> stacks/s.yaml:2:5
      |
    2 |   - gone
      |     ^^^^
      |
    help: imports are looked up in `stacks`; another folder can be named with `--stacks DIR`, and `./` starts a path beside the importing file

    error[import-not-found]: the remote import `https://example.com/x.yaml` is not fetched
     --> stacks/s.yaml:3:5
      |
    3 |   - https://example.com/x.yaml
      |     ^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: copy it into the stacks folder (`atmos vendor pull`), or use the output of `atmos describe component`

    error[wrong-type]: an import is a path, or a mapping with `path`, not a mapping
     --> stacks/s.yaml:4:5
      |
    4 |   - {context: {}}
      |     ^^^^^^^^^^^^^
      |
    help: write the path of a file in the stacks folder: `- catalog/aws-sso`

    error[import-not-found]: the import `x/**/*` is not found
     --> stacks/s.yaml:5:5
      |
    5 |   - 'x/**/*'
      |     ^^^^^^^^
      |
    help: imports are looked up in `stacks`; another folder can be named with `--stacks DIR`, and `./` starts a path beside the importing file

    error[unsupported-atmos-function]: an import cannot be the function `!terraform.state`
     --> stacks/s.yaml:6:5
      |
    6 |   - !terraform.state x y z
      |     ^^^^^^^^^^^^^^^^^^^^^^
      |
    help: write the path of a file in the stacks folder: `- catalog/aws-sso`

    error[unsupported-atmos-function]: the import `catalog/{{ .stage }}` has a Go template, which only Atmos works out
     --> stacks/s.yaml:7:5
      |
    7 |   - 'catalog/{{ .stage }}'
      |     ^^^^^^^^^^^^^^^^^^^^^^
      |
    help: import the file by its name, or use the output of `atmos describe component`

    error: 6 errors in stacks/s.yaml
    ");
}

#[test]
fn imports_that_lead_back_are_named_with_their_way() {
    let project = Project::new(&[
        (
            "stacks/a.yaml",
            "import: [b]\ncomponents: {terraform: {aws-sso: {vars: {groups: [A]}}}}\n",
        ),
        ("stacks/b.yaml", "import: [c]\n"),
        ("stacks/c.yaml", "import: [./a]\n"),
    ]);
    insta::assert_snapshot!(project.load("stacks/a.yaml"), @r#"
    groups: ["A"]
    error[import-cycle]: `stacks/a.yaml` imports itself
     --> stacks/c.yaml:1:10
      |
    1 | import: [./a]
      |          ^^^ this leads back
      |
      = note: the way: `stacks/a.yaml` imports `stacks/b.yaml` imports `stacks/c.yaml` imports `stacks/a.yaml`
    help: move what both files need into a third one

    error: 1 error in stacks/c.yaml
    "#);
}

#[test]
fn what_is_wrong_in_an_imported_file_is_shown_there() {
    let project = Project::new(&[
        ("stacks/a.yaml", "import: [b, list]\n"),
        (
            "stacks/b.yaml",
            "components:\n  terraform: {aws-sso: {vars: {groups: [}}}\n",
        ),
        ("stacks/list.yaml", "- a\n"),
    ]);
    insta::assert_snapshot!(project.load("stacks/a.yaml"), @"
    nothing
    error[invalid-yaml]: a bracket is closed by one of another kind
     --> stacks/b.yaml:2:40
      |
    2 |   terraform: {aws-sso: {vars: {groups: [}}}
      |                                        ^
      |
    help: close every `[` with `]` and every `{` with `}`

    error[wrong-type]: an imported file must be a mapping, not a list
     --> stacks/list.yaml:1:1
      |
    1 | - a
      | ^^^
      |
     ::: stacks/a.yaml:1:13
      |
    1 | import: [b, list]
      |             ---- imported here

    error: 2 errors in 2 files
    ");
}

#[test]
fn a_file_that_many_import_is_read_once() {
    let project = Project::new(&[
        ("stacks/a.yaml", "import: [b, c]\n"),
        ("stacks/b.yaml", "import: [shared]\nvars: {b: 1}\n"),
        ("stacks/c.yaml", "import: [./shared.yaml]\nvars: {c: 1}\n"),
        (
            "stacks/shared.yaml",
            "vars: {groups: [A], account_map: {}, x: 1, x: 2}\n",
        ),
    ]);
    insta::assert_snapshot!(project.load("stacks/a.yaml"), @r#"
    groups: ["A"]
    account_map: {}
    x: 1
    b: 1
    c: 1
    error[duplicate-key]: the key `x` is given twice
     --> stacks/shared.yaml:1:44
      |
    1 | vars: {groups: [A], account_map: {}, x: 1, x: 2}
      |                                      -     ^ again here
      |                                      |
      |                                      first here
      |
    help: keep one of them; what both should say goes into one mapping

    error: 1 error in stacks/shared.yaml
    "#);
}

#[cfg(unix)]
#[test]
fn links_are_followed_and_shown_as_they_are_named() {
    let project = Project::new(&[
        (
            "real/catalog.yaml",
            "vars: {groups: [A], account_map: {}, a: [}\n",
        ),
        ("stacks/s.yaml", "import: [linked/catalog]\n"),
    ]);
    let link = project.folder.path().join("stacks/linked");
    std::os::unix::fs::symlink("../real", link).unwrap();
    insta::assert_snapshot!(project.load("stacks/s.yaml"), @"
    nothing
    error[invalid-yaml]: a bracket is closed by one of another kind
     --> stacks/linked/catalog.yaml:1:41
      |
    1 | vars: {groups: [A], account_map: {}, a: [}
      |                                         ^
      |
    help: close every `[` with `]` and every `{` with `}`

    error: 1 error in stacks/linked/catalog.yaml
    ");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_above_does_not_repeat_files() {
    let project = Project::new(&[
        (
            "stacks/s.yaml",
            "import: ['**/*']\nvars: {account_map: {}}\n",
        ),
        ("stacks/a/x.yaml", "vars: {groups: [A]}\n"),
    ]);
    let link = project.folder.path().join("stacks/a/self");
    std::os::unix::fs::symlink(".", link).unwrap();
    insta::assert_snapshot!(project.load("stacks/s.yaml"), @r#"
    groups: ["A"]
    account_map: {}
    "#);
}

#[test]
fn a_relative_catalog_is_found_without_a_folder_in_its_name() {
    let input = Input {
        file: Path::new("Cargo.lock").to_owned(),
        stacks: None,
        project: None,
        submodules: Vec::new(),
        component: None,
        env: &|_| None,
        allowed: &[],
    };
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    load(&input, &mut sources, &mut diagnostics);
    let names: Vec<&str> = sources.ids().map(|id| sources.name(id)).collect();
    assert_eq!(names, ["Cargo.lock"]);
}
