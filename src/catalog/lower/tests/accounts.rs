//! The account map, account ids, and keys that mean one account.

use super::lowered;

#[test]
fn ids_are_texts_or_numbers_and_keep_their_zeros() {
    let lowered = lowered(
        r#"
account_map:
  full_account_map:
    text: "012345678901"
    number: 012345678902
    lost: 12345678903
  root_account_account_name: core-root
"#,
    );
    insta::assert_snapshot!(lowered.drawn(), @r#"
    warning[bad-account-id]: `12345678903` is read as the account id `012345678903`
     --> catalog.yaml:6:11
      |
    6 |     lost: 12345678903
      |           ^^^^^^^^^^^ a number of fewer than 12 digits
      |
      = note: an account id has 12 digits; a number loses its leading zeros
    help: write it in quotes: "012345678903"

    warning: 1 warning in catalog.yaml
    "#);
    let map = lowered.catalog().account_map.as_ref().unwrap();
    let ids: Vec<String> = map.values().map(|entry| entry.value.to_string()).collect();
    assert_eq!(ids, ["012345678903", "012345678902", "012345678901"]);
    assert_eq!(
        lowered.catalog().root_account_name.as_deref(),
        Some("core-root")
    );
}

#[test]
fn a_placeholder_is_an_error_only_where_its_account_is_assigned() {
    let map = r#"
account_map:
  full_account_map:
    core-root: "__ROOT_ACCOUNT_NUMBER__"
    plat-dev: "__DEV_ACCOUNT_NUMBER__"
    plat-prod: "333333333333"
"#;
    let unused = lowered(map);
    insta::assert_snapshot!(unused.codes(), @r"warning placeholder-account-id 4:16");
    assert_eq!(unused.catalog().account_map.as_ref().unwrap().len(), 1);
    let used = lowered(&format!(
        "{map}account_assignments: {{plat-dev: {{groups: {{G: {{permission_sets: [ReadOnlyAccess]}}}}}}}}"
    ));
    insta::assert_snapshot!(used.drawn(), @r#"
    warning[placeholder-account-id]: the id of `core-root` is still a placeholder; the account is left out
     --> catalog.yaml:4:16
      |
    4 |     core-root: "__ROOT_ACCOUNT_NUMBER__"
      |                ^^^^^^^^^^^^^^^^^^^^^^^^^ not an account id
      |
      = note: no account type selects an account that has no id
    help: replace it by the account's id of 12 digits

    error[placeholder-account-id]: the id of `plat-dev` is still the placeholder `__DEV_ACCOUNT_NUMBER__`
     --> catalog.yaml:5:15
      |
    5 |     plat-dev: "__DEV_ACCOUNT_NUMBER__"
      |               ^^^^^^^^^^^^^^^^^^^^^^^^ not an account id
    6 |     plat-prod: "333333333333"
    7 | account_assignments: {plat-dev: {groups: {G: {permission_sets: [ReadOnlyAccess]}}}}
      |                       -------- the account is assigned here
      |
    help: replace it by the account's id of 12 digits

    error: 1 error and 1 warning in catalog.yaml
    "#);
}

#[test]
fn two_keys_of_one_account_are_an_error_where_they_grant_the_same() {
    let text = r#"
account_map: {full_account_map: {core-root: "111111111111"}}
account_assignments:
  core-root: {groups: {G: {permission_sets: [ReadOnlyAccess, PowerUserAccess]}}}
  "111111111111": {groups: {G: {permission_sets: [PowerUserAccess, ReadOnlyAccess]}}}
"#;
    insta::assert_snapshot!(lowered(text).drawn(), @r#"
    error[duplicate-assignment]: two keys mean the account 111111111111
     --> catalog.yaml:5:3
      |
    4 |   core-root: {groups: {G: {permission_sets: [ReadOnlyAccess, PowerUserAccess]}}}
      |   --------- the same account
    5 |   "111111111111": {groups: {G: {permission_sets: [PowerUserAccess, ReadOnlyAccess]}}}
      |   ^^^^^^^^^^^^^^ grants again what is granted already
      |
      = note: both grant PowerUserAccess to group G
    help: put everything for one account under one key

    error: 1 error in catalog.yaml
    "#);
    let apart = text.replace("[PowerUserAccess, ReadOnlyAccess]", "[AdministratorAccess]");
    assert_eq!(lowered(&apart).catalog().rules.len(), 3);
}

#[test]
fn an_account_is_named_exactly_and_known_if_there_is_a_map() {
    let lowered = lowered(
        r#"
account_map: {full_account_map: {plat-dev: "222222222222"}, rot_account_account_name: x, aws_partition: gcp}
account_assignments:
  plat-*: {}
  plat-deb: {}
  12345678901: {}
  "": {}
  "333333333333": {}
"#,
    );
    insta::assert_snapshot!(lowered.drawn(), @r#"
    error[unknown-key]: unknown key `rot_account_account_name` in `account_map`
     --> catalog.yaml:2:61
      |
    2 | account_map: {full_account_map: {plat-dev: "222222222222"}, rot_account_account_name: x, aws_partition: gcp}
      |                                                             ^^^^^^^^^^^^^^^^^^^^^^^^ this key has no meaning here
      |
    help: did you mean `root_account_account_name`?

    error[wrong-type]: `aws_partition` must be a partition such as `aws`, `aws-cn` or `aws-us-gov`, not the text `gcp`
     --> catalog.yaml:2:105
      |
    2 | account_map: {full_account_map: {plat-dev: "222222222222"}, rot_account_account_name: x, aws_partition: gcp}
      |                                                                                                         ^^^ a partition such as `aws`, `aws-cn` or `aws-us-gov` is expected here

    error[unknown-account]: `plat-*` names no single account
     --> catalog.yaml:4:3
      |
    4 |   plat-*: {}
      |   ^^^^^^ a glob
      |
    help: select several accounts by an account type, and assign to it under `account_type_assignments`

    error[unknown-account]: unknown account `plat-deb`
     --> catalog.yaml:5:3
      |
    5 |   plat-deb: {}
      |   ^^^^^^^^ not in `account_map.full_account_map`
      |
    help: did you mean `plat-dev`?

    error[bad-account-id]: `12345678901` is not an account id: an account id has 12 digits
     --> catalog.yaml:6:3
      |
    6 |   12345678901: {}
      |   ^^^^^^^^^^^ 11 digits
      |
    help: write all 12 digits, leading zeros included, in quotes

    error[unknown-account]: unknown account ``
     --> catalog.yaml:7:3
      |
    7 |   "": {}
      |   ^^ not in `account_map.full_account_map`
      |
    help: add it to the account map; without a map, AWS Organizations is asked

    error: 6 errors in catalog.yaml
    "#);
}

#[test]
fn a_map_that_only_atmos_knows_matters_once_something_is_assigned() {
    let map = "account_map: {full_account_map: !terraform.state account-map full_account_map}\n";
    assert!(lowered(map).catalog.is_some());
    let used = lowered(&format!(
        "{map}account_assignments: {{plat-dev: {{groups: {{G: {{permission_sets: [ReadOnlyAccess]}}}}}}}}"
    ));
    insta::assert_snapshot!(used.drawn(), @r"
    error[unsupported-atmos-function]: the account map is given by the function `!terraform.state`, which only Atmos can work out
     --> catalog.yaml:1:33
      |
    1 | account_map: {full_account_map: !terraform.state account-map full_account_map}
      |                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ its value is not known here
    2 | account_assignments: {plat-dev: {groups: {G: {permission_sets: [ReadOnlyAccess]}}}}
      |                       -------- the value is needed here
      |
    help: let Atmos work it out: atmos describe component aws-sso -s STACK > catalog.yaml, then read that file

    error: 1 error in catalog.yaml
    ");
}
