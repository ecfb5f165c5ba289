//! The same catalogs read by an independent reader: both must understand the same.

use super::*;

/// What a tree says, as the other reader would hold it. Numbers are told by their spelling, since the other one
/// turns some of them (`012345678901`) into texts and forgets how others were written.
fn ours(node: &Node) -> serde_yaml::Value {
    match &node.value {
        Value::Null => serde_yaml::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(text) | Value::String(text) => text.clone().into(),
        Value::List(nodes) => nodes.iter().map(ours).collect::<Vec<_>>().into(),
        Value::Map(map) => {
            let entries = map
                .iter()
                .map(|(key, node)| (key.name.clone().into(), ours(node)));
            serde_yaml::Value::Mapping(entries.collect())
        }
        Value::Unresolved(function) => format!("{} {}", function.what, function.text).into(),
    }
}

fn theirs(value: serde_yaml::Value) -> serde_yaml::Value {
    match value {
        serde_yaml::Value::Number(number) => number.to_string().into(),
        serde_yaml::Value::Sequence(values) => {
            values.into_iter().map(theirs).collect::<Vec<_>>().into()
        }
        serde_yaml::Value::Mapping(map) => {
            let entries = map.into_iter().map(|(key, value)| {
                let key = match &key {
                    serde_yaml::Value::String(text) => text.clone(),
                    serde_yaml::Value::Bool(value) => value.to_string(),
                    other => serde_yaml::to_string(other).unwrap().trim().to_owned(),
                };
                (key.into(), theirs(value))
            });
            serde_yaml::Value::Mapping(entries.collect())
        }
        serde_yaml::Value::Tagged(tagged) => {
            let text = tagged.value.as_str().unwrap_or_default().to_owned();
            format!("{} {text}", tagged.tag).into()
        }
        other => other,
    }
}

#[test]
fn both_readers_understand_every_form_of_catalog_alike() {
    let catalogs = [
        // Anchors beside the components, merged, aliased, overridden.
        "
engineers: &engineers
  Production Engineers: {permission_sets: [AdministratorAccess, ReadOnlyAccess]}
others: &others
  Others: {permission_sets: [ReadOnlyAccess]}
  Production Engineers: {permission_sets: []}
components:
  terraform:
    aws-sso:
      vars:
        account_assignments:
          audit:
            groups:
              <<: *engineers
              Auditors:
                permission_sets:
                - ReadOnlyAccess   # without indentation
          corp: {groups: *engineers}
          both: {groups: {<<: [*others, *engineers], Own: {permission_sets: []}}}
",
        // Keys and scalars of every kind.
        "
'012345678901': quoted
core-root: \"111111111111\"
plain: 111111111111
padded: 012345678901
a@example.com: {permission_sets: []}
Dev Ops: ~
yes: no
nothing:
empty: ''
float: 1.5
url: https://console.aws.amazon.com/billing/
time: 12:30:45
date: 2024-01-01
hash: a#b # comment
",
        // Texts in blocks, folded, quoted over lines.
        "
literal: |
  {
    \"Version\": \"2012-10-17\"
  }
folded: >-
  one
  two

  three
keep: |+
  x

quoted: \"one
  two\\n\\u00e9 \\x41\"
single: 'it''s
  here'
",
        // Functions of Atmos.
        "
bucket: !terraform.state tfstate core-root bucket_arn
role: !terraform.output tfstate core-root 'arns[\"a\"]'
name: !env NAME
",
        // JSON.
        r#"{"vars": {"account_assignments": {"dev": {"users": {"a@b.c": {"permission_sets": ["A"]}}, "groups": null}}, "enabled": true, "n": [1, 2.5, -3]}}"#,
    ];
    for catalog in catalogs {
        let (node, _) = tree(catalog);
        let mut value: serde_yaml::Value = serde_yaml::from_str(catalog).unwrap();
        value.apply_merge().unwrap();
        assert_eq!(ours(&node), theirs(value), "{catalog}");
    }
}
