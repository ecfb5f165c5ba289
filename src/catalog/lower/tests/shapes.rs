//! The forms of assignment tables that are in use.

use super::lowered;

#[test]
fn groups_and_users_quoted_or_not_are_read() {
    let lowered = lowered(
        r#"
account_assignments:
  "core-root":
    groups:
      "Dev Ops": {permission_sets: ["ReadOnlyAccess"]}
  222222222222:
    users:
      ada@example.com:
        permission_sets: [AdministratorAccess]
"#,
    );
    insta::assert_snapshot!(lowered.rules(), @r#"
    Name("core-root"): group Dev Ops: ReadOnlyAccess (5)
    Id(222222222222): user ada@example.com: AdministratorAccess (9)
    "#);
    assert!(lowered.diagnostics.is_empty());
}

#[test]
fn what_is_null_or_empty_grants_nothing() {
    let lowered = lowered(
        "
account_assignments:
  a:
  b: {}
  c: {groups: , users: }
  d: {groups: {}}
  e: {groups: {Developers: {permission_sets: []}}}
account_types:
account_type_assignments:
permission_sets:
groups:
required_groups:
session_duration: ''
tags:
",
    );
    assert_eq!(lowered.drawn(), "");
    assert!(lowered.catalog().rules.is_empty());
}

#[test]
fn anchors_aliases_and_merge_keys_grant_where_they_are_used() {
    let lowered = lowered(
        "
engineers: &engineers
  Engineers:
    permission_sets: [AdministratorAccess, ReadOnlyAccess]
unused: &unused {x: y}
account_assignments:
  audit:
    groups:
      <<: *engineers
      Auditors: {permission_sets: [ReadOnlyAccess]}
  corp: {groups: *engineers}
",
    );
    insta::assert_snapshot!(lowered.rules(), @r#"
    Name("audit"): group Auditors: ReadOnlyAccess (10)
    Name("audit"): group Engineers: AdministratorAccess (9)
    Name("audit"): group Engineers: ReadOnlyAccess (9)
    Name("corp"): group Engineers: AdministratorAccess (11)
    Name("corp"): group Engineers: ReadOnlyAccess (11)
    "#);
    insta::assert_snapshot!(lowered.codes(), @r"warning unused-key 5:1");
}

#[test]
fn both_tables_are_added_together() {
    let lowered = lowered(
        "
account_types: {dev: [plat-dev]}
account_assignments:
  plat-dev: {groups: {Developers: {permission_sets: [ReadOnlyAccess]}}}
account_type_assignments:
  dev: {users: {ada: {permission_sets: [PowerUserAccess]}}}
",
    );
    insta::assert_snapshot!(lowered.rules(), @r#"
    Name("plat-dev"): group Developers: ReadOnlyAccess (4)
    type dev: user ada: PowerUserAccess (6)
    "#);
}

#[test]
fn both_kinds_of_groups_and_both_lists_of_groups_that_must_exist_are_kept_apart() {
    let lowered = lowered(
        "
groups: [Developers, Dev Ops, Developers]
required_groups: [Managers, DevOps]
idp_groups: [DevOps, Auditors]
account_assignments:
  plat-dev: {groups: {Developers: {permission_sets: [ReadOnlyAccess]}}}
",
    );
    let catalog = lowered.catalog();
    let names = |groups: &[crate::source::Located<std::sync::Arc<str>>]| {
        let names: Vec<&str> = groups.iter().map(|group| &*group.value).collect();
        names.join(", ")
    };
    assert_eq!(names(&catalog.groups), "Developers, Dev Ops");
    assert_eq!(
        names(&catalog.required_groups),
        "Managers, DevOps, Auditors"
    );
}

#[test]
fn the_name_of_a_catalog_is_default_until_it_has_one() {
    assert_eq!(lowered("{}").catalog().name.as_str(), "default");
    assert_eq!(
        lowered("name: platform").catalog().name.as_str(),
        "platform"
    );
}

#[test]
fn a_list_may_stand_in_a_var_of_its_own() {
    let text = "
everyday: [ReadOnlyAccess, PowerUserAccess]
policies: [SecurityAudit]
permission_sets: {Audit: {policy_attachments: '{{ policies }}'}}
account_assignments:
  plat-dev: {groups: {Developers: {permission_sets: '{{ everyday }}'}}}
";
    let good = lowered(text);
    assert_eq!(good.drawn(), "");
    insta::assert_snapshot!(good.rules(), @r#"
    Name("plat-dev"): group Developers: ReadOnlyAccess (2)
    Name("plat-dev"): group Developers: PowerUserAccess (2)
    "#);
    let bad = lowered(&text.replace("{{ everyday }}", "{{ evryday }}"));
    insta::assert_snapshot!(bad.drawn(), @r"
    warning[unused-key]: `everyday` means nothing to rolecall
     --> catalog.yaml:2:1
      |
    2 | everyday: [ReadOnlyAccess, PowerUserAccess]
      | ^^^^^^^^ no var of this name is read, and no expression uses it

    error[bad-template]: `evryday` is not given
     --> catalog.yaml:6:53
      |
    6 |   plat-dev: {groups: {Developers: {permission_sets: '{{ evryday }}'}}}
      |                                                     ^^^^^^^^^^^^^^^ the expression uses `evryday`
      |
    help: did you mean `everyday`?

    error: 1 error and 1 warning in catalog.yaml
    ");
}
