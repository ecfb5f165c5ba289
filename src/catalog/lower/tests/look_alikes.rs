use super::*;

#[test]
fn two_names_that_look_alike_are_an_error_at_both_places() {
    insta::assert_snapshot!(lowered(
        "required_groups: [DevOps]\naccount_assignments: {a: {groups: {\"D\\u0435vOps\": {permission_sets: [ReadOnlyAccess]}}}}\n"
    ).drawn(), @r#"
    error[look-alike-name]: the groups `D\u{435}vOps` and `DevOps` look alike
     --> catalog.yaml:2:36
      |
    1 | required_groups: [DevOps]
      |                   ------ `DevOps`
    2 | account_assignments: {a: {groups: {"D\u0435vOps": {permission_sets: [ReadOnlyAccess]}}}}
      |                                    ^^^^^^^^^^^^^ has U+0435, which looks like `e`
      |
      = note: to AWS these are two names; a reviewer takes them for one
    help: write the same name in both places, or give one of them a name that looks different

    error: 1 error in catalog.yaml
    "#);
    insta::assert_snapshot!(lowered(
        "account_assignments: {a: {users: {ann: {permission_sets: [ReadOnlyAccess]}, \"ann\\u2800\": {permission_sets: [ReadOnlyAccess]}}}}\n"
    ).drawn(), @r#"
    error[look-alike-name]: the users `ann\u{2800}` and `ann` look alike
     --> catalog.yaml:1:77
      |
    1 | account_assignments: {a: {users: {ann: {permission_sets: [ReadOnlyAccess]}, "ann\u2800": {permission_sets: [ReadOnlyAccess]}}}}
      |                                   --- `ann`                                 ^^^^^^^^^^^ has U+2800, which cannot be seen
      |
      = note: to AWS these are two names; a reviewer takes them for one
    help: write the same name in both places, or give one of them a name that looks different

    error: 1 error in catalog.yaml
    "#);
}

#[test]
fn characters_that_cannot_be_seen_are_a_warning_by_themselves() {
    insta::assert_snapshot!(lowered("required_groups: [\"Dev\\u3164Ops\"]\n").drawn(), @r#"
    warning[look-alike-name]: a name among the groups is not what it looks like: `Dev\u{3164}Ops`
     --> catalog.yaml:1:19
      |
    1 | required_groups: ["Dev\u3164Ops"]
      |                   ^^^^^^^^^^^^^^ has U+3164, which cannot be seen
      |
      = note: it is shown with the code points of these characters

    warning: 1 warning in catalog.yaml
    "#);
}

#[test]
fn a_set_that_looks_like_a_built_in_one_is_a_warning() {
    insta::assert_snapshot!(lowered(
        "permission_sets: {ReadOnIyAccess: {policy_attachments: [AdministratorAccess]}}\n"
    ).drawn(), @"
    warning[look-alike-name]: the permission set `ReadOnIyAccess` looks like the built-in `ReadOnlyAccess`
     --> catalog.yaml:1:19
      |
    1 | permission_sets: {ReadOnIyAccess: {policy_attachments: [AdministratorAccess]}}
      |                   ^^^^^^^^^^^^^^ is not `ReadOnlyAccess`
      |
    help: give it a name that looks different

    warning: 1 warning in catalog.yaml
    ");
}

#[test]
fn other_scripts_and_ordinary_pairs_are_fine() {
    assert_eq!(lowered(
        "required_groups: [dev-1, dev-l, dev-I, team-0, team-O, Разработчики, 開発チーム, Café, café]\n"
    ).drawn(), "");
}
