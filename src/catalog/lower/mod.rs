//! Lowering: the vars of a catalog to a validated [`model::Catalog`](Catalog), with *every* diagnostic.
//!
//! One file per table. Each takes a node, adds what is wrong with it, and goes on.

mod account_id;
mod account_map;
mod account_types;
mod assignments;
mod built_in;
mod definitions;
mod double_accounts;
mod entry_facts;
mod expression;
mod group_entries;
mod guardrails;
mod inline_policy;
mod lint;
mod look_alikes;
mod managed_policies;
mod permission_sets;
mod policies;
mod policy_expressions;
mod policy_text;
mod principals;
mod protected;
mod renames;
mod schema;
mod scope;
mod session_duration;
mod similar;
mod template;
#[cfg(test)]
pub(in crate::catalog) mod testing;
#[cfg(test)]
mod tests;
mod text;
mod unknown_sets;
mod vars;

use std::collections::{HashMap, HashSet};

use super::Loaded;
use super::node::{Map, Node};
use crate::diagnostic::Diagnostics;
use crate::model::{Catalog, Partition};
use crate::source::{SourceId, Sources, Span};
use template::Templates;

pub use built_in::{built_in_names, is_built_in};
pub use schema::schema;

/// The catalog that `init` writes, in the form in which catalogs are read.
pub const STARTER: &str = include_str!("../../../catalog/aws-sso.yaml");

/// The partition that a catalog names itself, in `account_map.aws_partition`; the commercial one where it
/// names none. It serves where AWS is not asked.
pub fn declared_partition(loaded: &Loaded) -> Partition {
    let map = loaded.vars.get("account_map").and_then(Node::as_map);
    let named = map.and_then(|map| map.get("aws_partition"));
    let named = named.and_then(Node::as_text).and_then(Partition::parse);
    named.unwrap_or_else(Partition::aws)
}

/// Lowers the vars of a catalog. `partition` is the one in which the instance lives; policies are written out
/// for it.
///
/// Every problem is added to `diagnostics`. `None` only if one of them, or of those that reading left there, is
/// an error. Reads the files that
/// `inline_policy_file` names, and keeps their texts, and that of the built-in permission sets, in `sources`;
/// a second call with another partition keeps nothing twice.
pub fn lower(
    loaded: &Loaded,
    partition: &Partition,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Catalog> {
    let mut catalog = lower_vars(&loaded.vars, partition, sources, diagnostics)?;
    catalog.environment.clone_from(&loaded.environment);
    Some(catalog)
}

fn lower_vars(
    vars: &Map,
    partition: &Partition,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Catalog> {
    let mut found = Diagnostics::default();
    let built_in = built_in::read(sources, &mut found);
    let known_sources = sources.ids().map(|id| (sources.name(id).to_owned(), id));
    let known_sources = known_sources.collect();
    let mut lowering = Lowering {
        vars,
        known_sources,
        partition,
        sources,
        diagnostics: &mut found,
        templates: Templates::new(vars, partition),
        reported: HashSet::new(),
        blamed: HashSet::new(),
        comparisons: similar::COMPARISONS_MAX,
    };
    let catalog = lowering.catalog(&built_in);
    diagnostics.extend(found);
    // What could be read of a broken file must not be taken for all that it says.
    (!diagnostics.has_errors()).then_some(catalog)
}

/// What the tables share while they are lowered.
struct Lowering<'a> {
    vars: &'a Map,
    partition: &'a Partition,
    sources: &'a mut Sources,
    /// The sources by name: a catalog may be lowered for two partitions, and a policy file used by two sets.
    known_sources: HashMap<String, SourceId>,
    diagnostics: &'a mut Diagnostics,
    templates: Templates<'a>,
    /// Values of Atmos that were reported as needed.
    reported: HashSet<Span>,
    /// What was said about places behind anchors.
    blamed: HashSet<(Span, String)>,
    /// What may still be spent on suggestions.
    comparisons: usize,
}

impl<'a> Lowering<'a> {
    fn catalog(&mut self, built_in: &'a Map) -> Catalog {
        let accounts = self.account_map();
        let account_types = self.account_types();
        let definitions = self.definitions(built_in);
        let assignments = self.assignments(&accounts, &account_types, &definitions);
        self.check_account_map(&accounts, &assignments.rules);
        let permission_sets = self.permission_sets(&definitions, &assignments.used);
        let (required_groups, group_facts) = self.groups_that_must_exist();
        let protected = self.protected(&definitions);
        let guardrails = self.guardrails(&account_types, &definitions);
        let catalog = Catalog {
            name: self.catalog_name(),
            is_named: self.is_named(),
            partition: self.partition.clone(),
            required_groups,
            group_facts,
            groups: self.groups_to_create(),
            root_account_name: accounts.root,
            account_map: accounts.ids,
            aws_names: accounts.aws_names,
            account_types,
            permission_sets,
            rules: assignments.rules,
            expired: Vec::new(),
            protected,
            guardrails,
            environment: Default::default(),
        };
        self.check_enabled(&catalog);
        self.check_renames(&catalog);
        self.check_look_alikes(&catalog, built_in);
        // Last, because an expression may have used a var that nothing else knows.
        self.check_vars();
        catalog
    }
}
