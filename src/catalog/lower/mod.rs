//! Lowering: the vars of a catalog to a validated [`model::Catalog`](Catalog), with *every* diagnostic.
//!
//! One folder per table: a function takes the [`Fields`] that all share and what it is made of, adds what is wrong,
//! and goes on. Nothing here knows a table that is lowered after it; [`checks`] look at the whole.

mod accounts;
mod assignments;
mod checks;
mod expressions;
mod fields;
mod name;
mod permission_sets;
mod policies;
mod principals;
mod safety;
mod schema;
#[cfg(test)]
pub(in crate::catalog) mod testing;
#[cfg(test)]
mod tests;
mod vars;

use super::Loaded;
use super::node::{Map, Node};
use crate::diagnostic::Diagnostics;
use crate::model::{Catalog, Partition};
use crate::source::Sources;
use fields::Fields;
use policies::Documents;

pub use permission_sets::{built_in_names, is_built_in};
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
    let built_in = permission_sets::read_built_in(sources, &mut found);
    let mut fields = Fields::new(vars, partition, found);
    let catalog = tables(
        &mut fields,
        &mut Documents::new(sources),
        &built_in,
        partition,
    );
    diagnostics.extend(fields.diagnostics);
    // What could be read of a broken file must not be taken for all that it says.
    (!diagnostics.has_errors()).then_some(catalog)
}

/// Lowers table by table, each with those that it depends on, and checks the whole.
fn tables<'a>(
    fields: &mut Fields<'a>,
    documents: &mut Documents<'_>,
    built_in: &'a Map,
    partition: &Partition,
) -> Catalog {
    let accounts = accounts::account_map(fields);
    let account_types = accounts::account_types(fields);
    let definitions = permission_sets::definitions(fields, built_in);
    let assignments = assignments::assignments(fields, &accounts, &account_types, &definitions);
    let sets = permission_sets::permission_sets(fields, documents, &definitions, &assignments.used);
    accounts::check_account_map(fields, &accounts, &assignments.rules);
    checks::check_double_accounts(&accounts, &assignments.rules, &mut fields.diagnostics);
    let (required_groups, group_facts) = principals::groups_that_must_exist(fields);
    let protected = safety::protected(fields, &definitions);
    let guardrails = safety::guardrails(fields, &account_types, &definitions);
    let catalog = Catalog {
        name: name::catalog_name(fields),
        is_named: fields.var("name").is_some(),
        partition: partition.clone(),
        required_groups,
        group_facts,
        groups: principals::groups_to_create(fields),
        root_account_name: accounts.root,
        account_map: accounts.ids,
        aws_names: accounts.aws_names,
        account_types,
        permission_sets: sets,
        rules: assignments.rules,
        expired: Vec::new(),
        protected,
        guardrails,
        environment: Default::default(),
    };
    checks::check_enabled(fields, &catalog);
    checks::check_renames(&catalog, &mut fields.diagnostics);
    checks::check_look_alikes(&catalog, built_in, &mut fields.diagnostics);
    // Last, because an expression may have used a var that nothing else knows.
    checks::check_vars(fields);
    catalog
}
