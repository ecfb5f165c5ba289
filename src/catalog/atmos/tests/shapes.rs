//! The forms in which a catalog stands in a file.

use super::*;

#[test]
fn a_bare_catalog_is_its_own_vars() {
    let project = Project::new(&[(
        "aws-sso.yaml",
        "required_groups: [DevOps]\naccount_assignments: {dev: {groups: {DevOps: {permission_sets: [A]}}}}\n",
    )]);
    insta::assert_snapshot!(project.load("aws-sso.yaml"), @r#"
    required_groups: ["DevOps"]
    account_assignments: {dev: {groups: {DevOps: {permission_sets: ["A"]}}}}
    "#);
}

#[test]
fn a_wrapped_catalog_stands_beside_anchors_and_other_components() {
    let project = Project::new(&[(
        "stacks/catalog/aws-sso.yaml",
        "
engineers: &engineers
  Engineers: {permission_sets: [ReadOnlyAccess]}
components:
  terraform:
    vpc: {vars: {cidr: 10.0.0.0/8}}
    aws-sso:
      backend: {s3: {role_arn: null}}
      vars:
        account_assignments:
          prod: {groups: *engineers}
          dev: {groups: {<<: *engineers, Admins: {permission_sets: []}}}
",
    )]);
    insta::assert_snapshot!(project.load("stacks/catalog/aws-sso.yaml"), @r#"
    account_assignments: {prod: {groups: {Engineers: {permission_sets: ["ReadOnlyAccess"]}}}, dev: {groups: {Admins: {permission_sets: []}, Engineers: {permission_sets: ["ReadOnlyAccess"]}}}}
    "#);
}

#[test]
fn what_atmos_describes_is_read_by_its_vars() {
    let project = Project::new(&[(
        "described.json",
        r#"{"atmos_component": "aws-sso", "component": "aws-sso", "backend": {}, "vars": {"account_assignments": {}}}"#,
    )]);
    insta::assert_snapshot!(project.load("described.json"), @"
    account_assignments: {}
    ");
}

#[test]
fn what_atmos_describes_for_another_component_is_no_catalog() {
    let project = Project::new(&[(
        "described.yaml",
        "component: aws-saml-sso\nvars: {account_assignments: {dev: {grants: []}}}\n",
    )]);
    insta::assert_snapshot!(project.load("described.yaml"), @"
    nothing
    error[no-catalog]: the file holds no catalog
     --> described.yaml:1:12
      |
    1 | component: aws-saml-sso
      |            ^^^^^^^^^^^^ it describes another component
      |
    help: if that is the catalog, say so: `--component aws-saml-sso`

    error: 1 error in described.yaml
    ");
}

#[test]
fn what_atmos_describes_for_a_named_component_is_read() {
    let mut project = Project::new(&[(
        "described.yaml",
        "component: identity/sso\natmos_component: sso\nvars: {account_assignments: {}}\n",
    )]);
    project.component = Some("sso");
    insta::assert_snapshot!(project.load("described.yaml"), @"
    account_assignments: {}
    ");
}

#[test]
fn rendered_terraform_variables_are_a_bare_catalog() {
    let project = Project::new(&[(
        "core-aws-sso.terraform.tfvars.json",
        r#"{"account_assignments": {"dev": {"users": {"a@example.com": {"permission_sets": ["A"]}}}}, "stage": "root"}"#,
    )]);
    insta::assert_snapshot!(project.load("core-aws-sso.terraform.tfvars.json"), @r#"
    account_assignments: {dev: {users: {a@example.com: {permission_sets: ["A"]}}}}
    stage: "root"
    "#);
}

#[test]
fn the_vars_of_a_stack_alone_are_read() {
    let project = Project::new(&[(
        "_defaults.yaml",
        "vars:\n  account_map: {full_account_map: {core-root: 012345678901}}\n",
    )]);
    insta::assert_snapshot!(project.load("_defaults.yaml"), @"
    account_map: {full_account_map: {core-root: 012345678901}}
    ");
}

#[test]
fn a_file_without_a_catalog_says_what_was_looked_for() {
    let project = Project::new(&[
        ("other.yaml", "services:\n  web: {}\nvolumes: {}\nx: 1\n"),
        ("empty.yaml", "# nothing\n"),
        ("list.yaml", "- a\n"),
    ]);
    insta::assert_snapshot!(project.load("other.yaml"), @"
    nothing
    error[no-catalog]: the file holds no catalog
     --> other.yaml:1:1
      |
    1 | services:
      | ^^^^^^^^ there are only `services` and 2 other keys
      |
      = note: looked for `components.terraform.aws-sso.vars`, for `vars`, and at the top for `account_assignments`, `account_types`, `permission_sets` and the like
    help: `rolecall init` writes a catalog to start from

    error: 1 error in other.yaml
    ");
    insta::assert_snapshot!(project.load("empty.yaml"), @"
    nothing
    error[no-catalog]: the file holds no catalog
     --> empty.yaml:1:1
      |
    1 | # nothing
      | ^ it is empty
      |
      = note: looked for `components.terraform.aws-sso.vars`, for `vars`, and at the top for `account_assignments`, `account_types`, `permission_sets` and the like
    help: `rolecall init` writes a catalog to start from

    error: 1 error in empty.yaml
    ");
    insta::assert_snapshot!(project.load("list.yaml"), @"
    nothing
    error[no-catalog]: the file holds no catalog
     --> list.yaml:1:1
      |
    1 | - a
      | ^ this is a list
      |
      = note: looked for `components.terraform.aws-sso.vars`, for `vars`, and at the top for `account_assignments`, `account_types`, `permission_sets` and the like
    help: `rolecall init` writes a catalog to start from

    error: 1 error in list.yaml
    ");
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let project = Project::new(&[("folder/x.yaml", "")]);
    insta::assert_snapshot!(project.load("missing.yaml"), @"
    nothing
    error[unreadable-file]: cannot read `missing.yaml`: it does not exist
    help: check the path, and the folder in which the command runs

    error: 1 error
    ");
    insta::assert_snapshot!(project.load("folder"), @"
    nothing
    error[unreadable-file]: cannot read `folder`: it is a folder
    help: name a file

    error: 1 error
    ");
}

#[test]
fn a_file_in_another_encoding_is_named_with_its_place() {
    let project = Project::new(&[]);
    fs::write(
        project.folder.path().join("latin.yaml"),
        b"name: x\ngroup: J\xFCrgen\n",
    )
    .unwrap();
    fs::write(project.folder.path().join("utf16.yaml"), b"\xFF\xFEa\0:\0").unwrap();
    insta::assert_snapshot!(project.load("latin.yaml"), @"
    nothing
    error[invalid-yaml]: the file is not UTF-8
     --> latin.yaml:2:9
      |
    2 | group: J�rgen
      |         ^ no character
      |
    help: save the file as UTF-8

    error: 1 error in latin.yaml
    ");
    insta::assert_snapshot!(project.load("utf16.yaml"), @"
    nothing
    error[invalid-yaml]: the file is not UTF-8
     --> utf16.yaml:1:1
      |
    1 | ��a␀:␀
      | ^ no character
      |
    help: the file is UTF-16: save it as UTF-8

    error: 1 error in utf16.yaml
    ");
}

#[cfg(unix)]
#[test]
fn a_file_without_an_end_is_refused() {
    let input = Input {
        file: "/dev/zero".into(),
        stacks: None,
        project: None,
        submodules: Vec::new(),
        component: None,
        env: &|_| None,
        allowed: &[],
    };
    let mut diagnostics = Diagnostics::default();
    assert!(load(&input, &mut Sources::default(), &mut diagnostics).is_none());
    let codes: Vec<Code> = diagnostics.sorted().iter().map(|d| d.code).collect();
    assert_eq!(codes, [Code::TooLarge]);
}
