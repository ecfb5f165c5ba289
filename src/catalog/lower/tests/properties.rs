//! No document, however odd, makes lowering panic.

use proptest::prelude::*;

use super::lower_vars;
use crate::catalog::node::{Key, Map, Node, Unresolved, Value};
use crate::diagnostic::{Diagnostics, Severity};
use crate::model::Partition;
use crate::source::{Sources, Span};

/// Words that mean something somewhere, so that random trees get past the first check.
const WORDS: &[&str] = &[
    "account_assignments",
    "account_type_assignments",
    "account_types",
    "permission_sets",
    "account_map",
    "full_account_map",
    "groups",
    "users",
    "required_groups",
    "session_duration",
    "tags",
    "accounts",
    "except",
    "any",
    "organizational_units",
    "may_be_empty",
    "inline_policy",
    "inline_policy_file",
    "Version",
    "Statement",
    "Effect",
    "Action",
    "Resource",
    "Sid",
    "Condition",
    "when",
    "with",
    "for_each",
    "requires",
    "expects",
    "policy_attachments",
    "customer_managed_policy_attachments",
    "permissions_boundary",
    "policy",
    "name",
    "path",
    "previously",
    "description",
    "relay_state",
    "enabled",
    "tf_access_bucket_arn",
    "tf_access_additional_backends",
    "aws_teams_accessible",
    "TerraformPlanAccess",
    "TerraformStateAccess",
    "RootAccess",
    "ReadOnlyAccess",
    "{{ name }}",
    "{{ tags }}",
    "{{ each.key }}",
    "{{ .x }}",
    "{{",
    "}}",
    "{{ 'a' | replace('', 'b') }}",
    "../x",
    "/etc/passwd",
    "2012-10-17",
    "Allow",
    "s3:*",
    "*",
    "plat-*",
    "111111111111",
    "12345",
    "PT1H",
    "3600",
    "true",
    "{\"Version\": \"2012-10-17\"}",
    "\u{7}",
    "",
    "é",
    "arn:aws:iam::aws:policy/X",
];

fn node() -> impl Strategy<Value = Node> {
    let word = || prop::sample::select(WORDS).prop_map(str::to_owned);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        "[0-9]{1,13}".prop_map(Value::Number),
        word().prop_map(Value::String),
        word().prop_map(Value::String),
        "\\PC{0,12}".prop_map(Value::String),
        Just(Value::Unresolved(Unresolved {
            what: "!terraform.state".to_owned(),
            text: "x".to_owned(),
            argument: None,
            reason: Default::default(),
        })),
    ];
    let value = leaf.prop_recursive(6, 96, 6, move |inner| {
        let nodes = prop::collection::vec(inner.clone().prop_map(at), 0..6);
        let entries = prop::collection::btree_map(word(), inner.prop_map(at), 0..6);
        prop_oneof![
            nodes.prop_map(Value::List),
            entries.prop_map(|entries| {
                let entries = entries.into_iter();
                Value::Map(Map::from_entries(
                    entries.map(|(name, node)| (key(&name), node)).collect(),
                ))
            }),
        ]
    });
    value.prop_map(at)
}

fn span() -> Span {
    let mut sources = Sources::default();
    Span::new(sources.add("x", ""), 0, 0)
}

fn at(value: Value) -> Node {
    Node {
        value,
        span: span(),
        defined: None,
    }
}

fn key(name: &str) -> Key {
    Key {
        name: name.to_owned(),
        span: span(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lowering_answers_every_tree_and_is_silent_only_about_sound_ones(
        entries in prop::collection::btree_map(
            prop::sample::select(WORDS).prop_map(str::to_owned),
            node(),
            0..8,
        ),
    ) {
        let vars = Map::from_entries(entries.into_iter().map(|(name, node)| (key(&name), node)).collect());
        let mut sources = Sources::default();
        sources.add("catalog.yaml", "");
        let mut diagnostics = Diagnostics::default();
        let catalog = lower_vars(&vars, &Partition::aws(), &mut sources, &mut diagnostics);
        prop_assert_eq!(catalog.is_none(), diagnostics.count(Severity::Error) > 0);
        // Every diagnostic has a place, and words for it.
        for diagnostic in diagnostics.sorted() {
            prop_assert!(diagnostic.primary.is_some() && !diagnostic.message.is_empty());
        }
        // A second time, for another partition, nothing is kept twice.
        let kept = sources.ids().count();
        let mut again = Diagnostics::default();
        let other = Partition::parse("aws-cn").unwrap();
        let second = lower_vars(&vars, &other, &mut sources, &mut again);
        prop_assert_eq!(second.is_some(), catalog.is_some());
        prop_assert_eq!(sources.ids().count(), kept);
    }
}
