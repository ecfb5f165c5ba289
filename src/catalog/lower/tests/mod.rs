//! Whole catalogs through the real reader and the lowering, with what a user sees.

use std::fmt::Write as _;

use crate::catalog::lower::{STARTER, lower_vars};
use crate::catalog::node::{Map, Node, Value};
use crate::catalog::yaml;
use crate::diagnostic::Diagnostics;
use crate::diagnostic::draw::{self, Appearance};
use crate::model::{Catalog, Partition, Target};
use crate::source::Sources;

/// What lowering made of a text.
struct Lowered {
    catalog: Option<Catalog>,
    diagnostics: Diagnostics,
    sources: Sources,
}

fn lowered_in(partition: &str, text: &str) -> Lowered {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let id = sources.add("catalog.yaml", text);
    let document = yaml::read(id, &sources, &mut diagnostics).unwrap();
    let vars = vars(document);
    let partition = Partition::parse(partition).unwrap();
    let catalog = lower_vars(&vars, &partition, &mut sources, &mut diagnostics);
    Lowered {
        catalog,
        diagnostics,
        sources,
    }
}

fn lowered(text: &str) -> Lowered {
    lowered_in("aws", text)
}

fn vars(node: Node) -> Map {
    match node.value {
        Value::Map(map) => map,
        Value::Null => Map::default(),
        other => panic!("no mapping: {other:?}"),
    }
}

impl Lowered {
    /// The diagnostics as drawn.
    fn drawn(&self) -> String {
        let mut out = Vec::new();
        draw::text(
            &self.diagnostics,
            &self.sources,
            Appearance::default(),
            &mut out,
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    }

    /// `code line:column`, one a line.
    fn codes(&self) -> String {
        let mut out = String::new();
        for diagnostic in self.diagnostics.sorted() {
            let place = diagnostic.primary.as_ref().unwrap().span;
            let at = self.sources.line_column(place);
            writeln!(
                out,
                "{} {} {at}",
                diagnostic.severity.word(),
                diagnostic.code
            )
            .unwrap();
        }
        out
    }

    /// The rules, one a line; the diagnostics where there is no catalog.
    fn rules(&self) -> String {
        let Some(catalog) = &self.catalog else {
            return self.drawn();
        };
        let mut out = String::new();
        for rule in &catalog.rules {
            let target = match &rule.target {
                Target::Account(account) => format!("{:?}", account.value),
                Target::AccountType(name) => format!("type {}", name.value),
            };
            let line = self.sources.line_column(rule.permission_set.span).line;
            let (kind, principal) = (rule.kind, &rule.principal.value);
            writeln!(
                out,
                "{target}: {kind} {principal}: {} ({line})",
                rule.permission_set.value
            )
            .unwrap();
        }
        out
    }

    fn catalog(&self) -> &Catalog {
        match &self.catalog {
            Some(catalog) => catalog,
            None => panic!("{}", self.drawn()),
        }
    }
}

#[test]
fn the_starter_is_read_without_a_word() {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let id = sources.add("aws-sso.yaml", STARTER);
    let document = yaml::read(id, &sources, &mut diagnostics).unwrap();
    let vars = ["components", "terraform", "aws-sso", "vars"]
        .into_iter()
        .fold(document, |node, key| {
            node.as_map().unwrap().get(key).unwrap().clone()
        });
    let vars = self::vars(vars);
    let catalog = lower_vars(&vars, &Partition::aws(), &mut sources, &mut diagnostics);
    let lowered = Lowered {
        catalog,
        diagnostics,
        sources,
    };
    assert_eq!(lowered.drawn(), "");
    assert_eq!(lowered.catalog().rules.len(), 35);
    assert_eq!(lowered.catalog().permission_sets.len(), 8);
}

#[test]
fn ten_mistakes_are_ten_diagnostics_in_one_run() {
    let lowered = lowered(TEN_MISTAKES);
    insta::assert_snapshot!(lowered.drawn(), @"");
    assert!(lowered.catalog.is_none());
}

const TEN_MISTAKES: &str = r#"
session_duration: 13h
required_group: [DevOps]
account_map:
  full_account_map:
    core-root: "111111111111"
    plat-dev: "22222222222"
account_types:
  dev: {acounts: [plat-dev]}
account_assignments:
  core-root:
    group:
      DevOps: {permission_sets: [ReadOnlyAccess]}
    groups:
      Developers: {permission_sets: PowerUserAccess}
  core-rooot:
    groups:
      DevOps: {permission_sets: [PowerUser]}
account_type_assignments:
  prod:
    users:
      ada@example.com: {permission_sets: [DNSAdministratorAccess, OpsAccess]}
permission_sets:
  OpsAccess:
    policy_attachments: [Billing]
    inline_policy:
      Version: "2012-10-17"
      Statement: {Effect: allow, Action: GetObject, Resource: "*"}
"#;
