//! What is wrong is found in one run, in every file.

use super::read;
use rolecall::diagnostic::Severity;

#[test]
fn ten_mistakes_in_two_files_are_ten_diagnostics() {
    let stack = "
import: [catalog/aws-sso]
components:
  terraform:
    aws-sso:
      vars:
        sesion_duration: PT8H
        account_assignments:
          plat-dev:
            group: {Developers: {permission_sets: [ReadOnlyAccess]}}
          plat-prd: {groups: {Developers: {permission_sets: [ReadOnlyAccess]}}}
        account_type_assignments:
          prod: {groups: {Developers: {permission_sets: [ReadOnlyAccess]}}}
";
    let catalog = r#"
components:
  terraform:
    aws-sso:
      vars:
        account_map: {full_account_map: {plat-dev: "22222222222", plat-prod: "333333333333"}}
        account_types:
          dev: [plat-dev]
        account_assignments:
          plat-prod:
            groups:
              Developers: {permission_sets: [poweruseraccess]}
              DevOps: {permission_sets: ReadOnlyAccess}
        permission_sets:
          OperationsInEveryProductionAccount: {policy_attachments: [ReadOnlyAccess]}
          Ops:
            session_duration: PT13H
            policy_attachments: [ViewOnlyAccess]
"#;
    let read = read(&[
        ("stacks/root.yaml", stack),
        ("stacks/catalog/aws-sso.yaml", catalog),
    ]);
    let mut found: Vec<String> = read
        .diagnostics
        .sorted()
        .iter()
        .map(|diagnostic| {
            let place = diagnostic.primary.as_ref().unwrap().span;
            let file = read.sources.file_line(place);
            let file = file.rsplit('/').next().unwrap();
            format!("{file} {}", diagnostic.code)
        })
        .collect();
    found.sort();
    insta::assert_snapshot!(found.join("\n"), @r"
    aws-sso.yaml:12 unknown-permission-set
    aws-sso.yaml:13 wrong-type
    aws-sso.yaml:15 name-too-long
    aws-sso.yaml:17 session-duration-out-of-range
    aws-sso.yaml:18 policy-not-found
    aws-sso.yaml:6 bad-account-id
    root.yaml:10 unknown-key
    root.yaml:11 unknown-account
    root.yaml:13 unknown-account-type
    root.yaml:7 unknown-key
    ");
    assert_eq!(found.len(), 10);
    assert_eq!(read.diagnostics.count(Severity::Error), 10);
    assert!(read.catalog.is_none());
}

#[test]
fn a_document_that_is_broken_is_refused_with_its_line_however_sound_the_rest_is() {
    let text = "
account_assignments:
  plat-dev: {groups: *engineers}
  plat-prod: {groups: {Developers: {permission_sets: [ReadOnlyAccess]}}}
";
    let read = read(&[("aws-sso.yaml", text)]);
    assert!(read.catalog.is_none());
    assert!(
        read.drawn().contains("aws-sso.yaml:3:22"),
        "{}",
        read.drawn()
    );
}
