//! Every form in which Cloud Posse's catalogs are published and printed.

use super::read;

const MAP: &str = r#"
account_map:
  full_account_map: {core-root: "111111111111", plat-dev: "222222222222", plat-prod: "333333333333"}
  root_account_account_name: core-root
"#;

const ASSIGNMENTS: &str = r#"
account_assignments:
  core-root:
    groups:
      "Administrators": {permission_sets: [AdministratorAccess]}
  plat-dev:
    groups:
      Dev Ops: {permission_sets: [PowerUserAccess, ReadOnlyAccess]}
    users:
      "ada@example.com": {permission_sets: [ReadOnlyAccess]}
"#;

/// What `ASSIGNMENTS` means, however it is wrapped.
const MEANT: &str = "\
core-root / group Administrators / AdministratorAccess
plat-dev / group Dev Ops / PowerUserAccess
plat-dev / group Dev Ops / ReadOnlyAccess
plat-dev / user ada@example.com / ReadOnlyAccess";

fn indented(text: &str, by: usize) -> String {
    let space = " ".repeat(by);
    let lines = text.lines().filter(|line| !line.is_empty());
    lines.map(|line| format!("{space}{line}\n")).collect()
}

fn wrapped(vars: &str) -> String {
    format!(
        "components:\n  terraform:\n    aws-sso:\n      vars:\n{}",
        indented(vars, 8)
    )
}

#[test]
fn a_bare_catalog_a_component_and_a_file_of_vars_mean_the_same() {
    let vars = format!("{MAP}{ASSIGNMENTS}");
    let described = format!(
        "atmos_component: aws-sso\nbackend: {{}}\ncomponent: aws-sso\nvars:\n{}",
        indented(&vars, 2)
    );
    let tfvars = r#"{
  "enabled": true,
  "account_map": {"full_account_map": {"core-root": "111111111111", "plat-dev": "222222222222", "plat-prod": "333333333333"}},
  "account_assignments": {
    "core-root": {"groups": {"Administrators": {"permission_sets": ["AdministratorAccess"]}}},
    "plat-dev": {
      "groups": {"Dev Ops": {"permission_sets": ["PowerUserAccess", "ReadOnlyAccess"]}},
      "users": {"ada@example.com": {"permission_sets": ["ReadOnlyAccess"]}}
    }
  }
}"#;
    for (name, text) in [
        ("aws-sso.yaml", vars.as_str()),
        ("catalog/aws-sso.yaml", &wrapped(&vars)),
        ("described.yaml", &described),
        ("core-gbl-root-aws-sso.terraform.tfvars.json", tfvars),
    ] {
        let read = read(&[(name, text)]);
        assert_eq!(read.drawn(), "", "{name}");
        assert_eq!(read.rules(), MEANT, "{name}");
    }
}

#[test]
fn a_stack_brings_its_account_map_and_imports_its_catalog() {
    let stack = "
import:
  - catalog/aws-sso
  - path: orgs/acme/_defaults
vars: {stage: root, region: us-east-1, tenant: core}
components:
  terraform:
    vpc: {vars: {cidr: 10.0.0.0/8}}
    aws-sso:
      vars:
        account_assignments:
          plat-dev: {groups: {Dev Ops: {permission_sets: [ReadOnlyAccess]}}}
";
    let read = read(&[
        ("stacks/orgs/acme/core/root.yaml", stack),
        ("stacks/catalog/aws-sso.yaml", &wrapped(ASSIGNMENTS)),
        (
            "stacks/orgs/acme/_defaults.yaml",
            &format!("vars:\n  namespace: acme\n{}", indented(MAP, 2)),
        ),
    ]);
    assert_eq!(read.drawn(), "");
    // The stack's list replaces the imported one.
    insta::assert_snapshot!(read.rules(), @r"
    core-root / group Administrators / AdministratorAccess
    plat-dev / group Dev Ops / ReadOnlyAccess
    plat-dev / user ada@example.com / ReadOnlyAccess
    ");
    let catalog = read.catalog.unwrap();
    assert_eq!(catalog.account_map.unwrap().len(), 3);
}

#[test]
fn anchors_of_the_whole_file_are_merged_and_repeated() {
    let text = format!(
        "engineers: &engineers
  Production Engineers:
    permission_sets:
      - AdministratorAccess
      - ReadOnlyAccess

{}",
        wrapped(
            "
account_assignments:
  audit:
    groups:
      <<: *engineers
      Auditors: {permission_sets: [ReadOnlyAccess]}
  corp: {groups: *engineers}
  dev: {groups: {<<: [*engineers], Production Engineers: {permission_sets: []}}}
"
        )
    );
    let read = read(&[("catalog/aws-sso.yaml", &text)]);
    assert_eq!(read.drawn(), "");
    insta::assert_snapshot!(read.rules(), @r"
    audit / group Auditors / ReadOnlyAccess
    audit / group Production Engineers / AdministratorAccess
    audit / group Production Engineers / ReadOnlyAccess
    corp / group Production Engineers / AdministratorAccess
    corp / group Production Engineers / ReadOnlyAccess
    ");
}

#[test]
fn users_only_null_and_empty_entries_are_accounts_with_nothing_else() {
    let read = read(&[(
        "aws-sso.yaml",
        "
account_assignments:
  epm-prod:
    users:
      # - somebody
      ada@example.com: {permission_sets: [AdministratorAccess]}
  plat-dev: {groups: null, users: {}}
  plat-prod:
groups: [Developers, Dev Ops]
",
    )]);
    assert_eq!(read.drawn(), "");
    assert_eq!(
        read.rules(),
        "epm-prod / user ada@example.com / AdministratorAccess"
    );
    assert_eq!(read.catalog.unwrap().groups.len(), 2);
}

#[test]
fn a_policy_file_lies_beside_the_file_that_names_it() {
    let catalog = wrapped("permission_sets: {Ops: {inline_policy_file: policies/ops.yaml}}");
    let policy = "
Version: '2012-10-17'
Statement: {Effect: Allow, Action: 'ssm:StartSession', Resource: 'arn:{{ partition }}:ec2:*:*:instance/*'}
";
    let read = read(&[
        ("stacks/orgs/root.yaml", "import: [catalog/aws-sso]\n"),
        ("stacks/catalog/aws-sso.yaml", &catalog),
        ("stacks/catalog/policies/ops.yaml", policy),
    ]);
    let catalog = read
        .catalog
        .as_ref()
        .unwrap_or_else(|| panic!("{}", read.drawn()));
    let set = &catalog.permission_sets["Ops"].set;
    insta::assert_snapshot!(set.inline_policy.as_ref().unwrap(), @r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ssm:StartSession","Resource":"arn:aws:ec2:*:*:instance/*"}}"#);
}
