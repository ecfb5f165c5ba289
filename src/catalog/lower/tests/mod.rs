//! Whole catalogs through the real reader and the lowering, with what a user sees.

use std::fmt::Write as _;

use crate::catalog::lower::lower_vars;
use crate::catalog::lower::schema::tests::assert_accepted;
use crate::catalog::node::{Map, Node, Value};
use crate::catalog::yaml;
use crate::diagnostic::Diagnostics;
use crate::diagnostic::draw::{self, Appearance};
use crate::model::{Catalog, Partition, Target};
use crate::source::Sources;

mod account_types;
mod accounts;
mod built_in;
mod entry_facts;
mod group_entries;
mod look_alikes;
mod mistakes;
mod permission_sets;
mod policies;
mod properties;
mod protected;
mod shapes;

/// What lowering made of a text.
struct Lowered {
    catalog: Option<Catalog>,
    diagnostics: Diagnostics,
    sources: Sources,
}

fn lowered_named(name: &str, partition: &str, text: &str) -> Lowered {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let id = sources.add(name, text);
    let document = yaml::read(id, &sources, &mut diagnostics).unwrap();
    let written = document.clone();
    let vars = vars(document);
    let partition = Partition::parse(partition).unwrap();
    let catalog = lower_vars(&vars, &partition, &mut sources, &mut diagnostics);
    // What can be read, an editor must not mark as wrong.
    if catalog.is_some() && written.as_map().is_some() {
        assert_accepted(&written);
    }
    Lowered {
        catalog,
        diagnostics,
        sources,
    }
}

fn lowered_in(partition: &str, text: &str) -> Lowered {
    lowered_named("catalog.yaml", partition, text)
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

    /// `severity code line:column`, one a line: for tests that are about how many and where.
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
