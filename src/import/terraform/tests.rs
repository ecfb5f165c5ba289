use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::import::{Request, import};

const ARN: &str = "arn:aws:sso:::permissionSet/ssoins-1/ps-1";

/// A state of version 4 with these resources, each with one instance.
fn state(resources: &[(&str, &str, Value)]) -> String {
    let resources: Vec<Value> = resources
        .iter()
        .map(|(mode, kind, attributes)| {
            json!({"module": "module.sso[\"x\"]", "mode": mode, "type": kind, "name": "this",
                "instances": [{"index_key": "key", "attributes": attributes}]})
        })
        .collect();
    json!({"version": 4, "resources": resources}).to_string()
}

fn set() -> (&'static str, &'static str, Value) {
    let attributes = json!({"arn": ARN, "name": "Ops", "description": "", "relay_state": "", "session_duration": "PT2H",
        "tags": {"a": "b"}, "tags_all": {"a": "b", "stack": "sso"}});
    ("managed", "aws_ssoadmin_permission_set", attributes)
}

fn assignment(target: &str) -> (&'static str, &'static str, Value) {
    let attributes = json!({"permission_set_arn": ARN, "principal_id": "g-1", "principal_type": "GROUP", "target_id": target});
    ("managed", "aws_ssoadmin_account_assignment", attributes)
}

#[test]
fn a_state_that_names_everything_itself_needs_nobody_to_be_asked() {
    let text = state(&[
        assignment("222222222222"),
        set(),
        (
            "data",
            "aws_identitystore_group",
            json!({"group_id": "g-1", "display_name": "DevOps"}),
        ),
        (
            "data",
            "aws_organizations_organization",
            json!({"accounts": [{"id": "222222222222", "name": "plat-dev"}]}),
        ),
        (
            "managed",
            "aws_ssoadmin_customer_managed_policy_attachment",
            json!({"permission_set_arn": ARN,
            "customer_managed_policy_reference": [{"name": "mine", "path": "/team/"}]}),
        ),
        (
            "managed",
            "aws_ssoadmin_permissions_boundary_attachment",
            json!({"permission_set_arn": ARN,
            "permissions_boundary": [{"managed_policy_arn": "", "customer_managed_policy_reference": [{"name": "limit", "path": ""}]}]}),
        ),
        (
            "managed",
            "aws_ssoadmin_managed_policy_attachments_exclusive",
            json!({"permission_set_arn": ARN,
            "managed_policy_arns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]}),
        ),
        ("managed", "aws_s3_bucket", json!({"bucket": "other"})),
    ]);
    let foreign = terraform("state", &text).unwrap();
    assert!(foreign.is_complete());
    let imported = import(&foreign.observed(None).unwrap(), &Request::default()).unwrap();
    insta::assert_snapshot!(imported.text, @"
    components:
      terraform:
        aws-sso:
          vars:
            session_duration: PT2H

            # Who has which permission set in a single account.
            account_assignments:
              plat-dev:
                groups:
                  DevOps: {permission_sets: [Ops]}

            # The permission sets that are not built in.
            permission_sets:
              Ops:
                tags: {a: b, stack: sso}
                policy_attachments: [ReadOnlyAccess]
                customer_managed_policy_attachments:
                  - {name: mine, path: /team/}
                permissions_boundary: {customer_managed_policy: {name: limit}}
    ");
    insta::assert_snapshot!(removed_blocks(&foreign.addresses), @"
    removed {
      from = module.sso.aws_ssoadmin_account_assignment.this

      lifecycle {
        destroy = false
      }
    }

    removed {
      from = module.sso.aws_ssoadmin_customer_managed_policy_attachment.this

      lifecycle {
        destroy = false
      }
    }

    removed {
      from = module.sso.aws_ssoadmin_managed_policy_attachments_exclusive.this

      lifecycle {
        destroy = false
      }
    }

    removed {
      from = module.sso.aws_ssoadmin_permission_set.this

      lifecycle {
        destroy = false
      }
    }

    removed {
      from = module.sso.aws_ssoadmin_permissions_boundary_attachment.this

      lifecycle {
        destroy = false
      }
    }
    ");
}

#[test]
fn both_forms_of_a_state_say_the_same() {
    let (_, _, attributes) = set();
    let shown = json!({"format_version": "1.0", "values": {"root_module": {"child_modules": [{"resources": [
        {"address": "module.sso[\"x\"].aws_ssoadmin_permission_set.this[\"key\"]", "mode": "managed",
            "type": "aws_ssoadmin_permission_set", "values": attributes},
    ]}]}}});
    let shown = terraform("shown", &shown.to_string()).unwrap();
    let stored = terraform("state", &state(&[set()])).unwrap();
    assert_eq!(
        (shown.sets, shown.addresses),
        (stored.sets, stored.addresses)
    );
}

#[test]
fn what_is_incomplete_is_named_by_its_address_and_stops_the_import() {
    let text = state(&[
        set(),
        assignment("2222"),
        (
            "managed",
            "aws_ssoadmin_permission_set_inline_policy",
            json!({"permission_set_arn": "arn:other", "inline_policy": "{}"}),
        ),
    ]);
    let Err(ForeignError::NotUnderstood(problems)) = terraform("state", &text) else {
        panic!("it was understood")
    };
    assert_eq!(
        problems,
        [
            "module.sso[\"x\"].aws_ssoadmin_account_assignment.this[\"key\"]: `2222` is not an account id: an account id has 12 digits",
            "module.sso[\"x\"].aws_ssoadmin_permission_set_inline_policy.this[\"key\"]: its permission set `arn:other` is not in the state",
        ]
    );
}

#[test]
fn a_set_that_is_only_assigned_is_taken_as_it_lives() {
    let foreign = terraform("state", &state(&[assignment("111111111111")])).unwrap();
    assert!(!foreign.is_complete());
    let error = foreign.observed(None).unwrap_err();
    assert_eq!(error, ForeignError::UnknownSet(ARN.to_owned()));
}

#[test]
fn other_documents_are_told_from_states() {
    let message = |text: &str| terraform("file", text).unwrap_err().to_string();
    insta::assert_snapshot!(message("{"), @"file is not JSON: EOF while parsing an object at line 1 column 1");
    insta::assert_snapshot!(message("[]"), @"file: this is neither a state of Terraform nor what `terraform show -json` prints");
    insta::assert_snapshot!(message(r#"{"version": 3}"#), @"file: this is a state of version 3; Terraform since 0.12 writes version 4");
    insta::assert_snapshot!(message(r#"{"planned_values": {}}"#), @"file: this is a plan; write the state with: terraform show -json");
    insta::assert_snapshot!(message(r#"{"format_version": "1.0"}"#), @"file: no permission set and no assignment is in it");
    insta::assert_snapshot!(message(&state(&[])), @"file: no permission set and no assignment is in it");
}

#[test]
fn modules_without_an_end_are_refused() {
    let mut module = json!({});
    for _ in 0..100 {
        module = json!({"child_modules": [module]});
    }
    let document = json!({"values": {"root_module": module}});
    // The reader of JSON may refuse the depth first.
    assert!(terraform("file", &document.to_string()).is_err());
    assert!(resources(&document).is_err());
}

/// JSON of any form that has some of the words of a state in it.
fn hostile() -> impl Strategy<Value = Value> {
    let word = proptest::sample::select(vec![
        "version",
        "values",
        "root_module",
        "child_modules",
        "resources",
        "instances",
        "attributes",
        "mode",
        "managed",
        "data",
        "type",
        "aws_ssoadmin_permission_set",
        "aws_ssoadmin_account_assignment",
        "arn",
        "name",
        "index_key",
        "permissions_boundary",
        "aws_ssoadmin_permissions_boundary_attachment",
        "permission_set_arn",
        "target_id",
        "principal_type",
        "GROUP",
        "x",
        "\"]",
        "\u{202e}",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..6_i64).prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((word.clone(), inner), 0..6).prop_map(|members| members
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn no_document_makes_the_reader_panic(document in hostile()) {
        let read = terraform("file", &document.to_string());
        let wrapped = json!({"version": 4, "resources": [document]});
        for foreign in [read, terraform("file", &wrapped.to_string())].into_iter().flatten() {
            if let Ok(observed) = foreign.observed(None) {
                drop(import(&observed, &Request::default()));
            }
            drop(removed_blocks(&foreign.addresses));
        }
    }
}
