//! The catalog that a plan is held to besides its own: what a pull request removes from its catalog still holds for it.

use std::path::Path;

use super::{BaseArgs, Global};
use crate::desired;
use crate::diagnostic::Diagnostics;
use crate::diff::{Comparison, new_catalog};
use crate::error::Error;
use crate::model::{Catalog, Desired, Directory, Partition, Protected, Rule, Target};
use crate::output::Output;
use crate::plan::{Change, Plan, RuleChange};
use crate::source::{Sources, Span};

use super::load::{DEFAULT_CATALOGS, tell};
use super::side::Side;

/// Where the base is, before it is read: the partition is known only when AWS has answered.
pub struct Base {
    compared: BaseArgs,
    name: String,
    global: Global,
}

/// What a plan is held to.
#[derive(Debug, Default)]
pub struct Held {
    /// What changes between the base and the catalog besides access.
    pub rules: Vec<RuleChange>,
    /// What the base protects and the catalog does not.
    pub protected: Protected,
    /// Entries that have expired in the catalog and not in the base: that they expire was not reviewed yet, so what they
    /// gave is revoked like anything else.
    newly_expired: Vec<Rule>,
}

impl Base {
    /// The base that the command line names, if it names one.
    pub fn of(compared: &BaseArgs, global: &Global) -> Option<Self> {
        Some(Self {
            name: compared.base.clone()?,
            compared: compared.clone(),
            global: global.clone(),
        })
    }

    /// Reads the base and holds a catalog, which is sound itself, to its guardrails. `directory` has the names that AWS
    /// shows.
    ///
    /// # Errors
    /// The base cannot be read or resolved, or the catalog breaks a guardrail of it.
    pub fn hold(
        &self,
        catalog: &Catalog,
        directory: &Directory,
        sources: &mut Sources,
        output: &mut Output,
    ) -> Result<Held, Error> {
        let Some(base) = self.read(&catalog.partition, sources, output)? else {
            return Ok(Held {
                rules: vec![new_catalog(catalog)],
                ..Held::default()
            });
        };
        let mut diagnostics = Diagnostics::default();
        desired::check_guardrails_of_base(&base, catalog, directory, &mut diagnostics);
        let comparison = match diagnostics.has_errors() {
            true => None,
            false => Comparison::between(Some(&base), catalog, Some(directory), &mut diagnostics),
        };
        let Some(comparison) = comparison else {
            tell(&diagnostics, sources, output)?;
            return Err(Error::Diagnostics);
        };
        Ok(Held {
            rules: comparison.plan.rules,
            protected: only_in(&base.protected, &catalog.protected),
            newly_expired: newly_expired(&base, catalog),
        })
    }

    /// The catalog of the base; `None` if it has none.
    fn read(
        &self,
        partition: &Partition,
        sources: &mut Sources,
        output: &mut Output,
    ) -> Result<Option<Catalog>, Error> {
        let named = self.global.catalog.as_deref();
        let near = named.unwrap_or(Path::new(DEFAULT_CATALOGS[0]));
        let place = Side::find(&self.name, near)?;
        let base_catalog = self.compared.base_catalog.as_deref();
        let Some(file) = place.catalog(base_catalog.or(named))? else {
            return match base_catalog {
                Some(named) => Err(Error::usage(
                    format!("the base has no catalog {}", named.display()),
                    "--base-catalog takes the path that the catalog has at the base",
                )),
                None => Ok(None),
            };
        };
        let own: Vec<_> = sources.ids().collect();
        let (catalog, diagnostics) = place.read(&file, &self.global, Some(partition), sources)?;
        // Texts of the base are no part of the catalog that is planned.
        sources.set_aside(own.len());
        if diagnostics.has_errors() {
            tell(&diagnostics, sources, output)?;
        }
        catalog.map(Some).ok_or(Error::Diagnostics)
    }
}

/// The expired entries of a catalog that the base does not have with the same last day.
fn newly_expired(base: &Catalog, catalog: &Catalog) -> Vec<Rule> {
    let expired = catalog.expired.iter();
    let is_known = |rule: &&Rule| base.expired.iter().any(|known| is_same(known, rule));
    expired.filter(|rule| !is_known(rule)).cloned().collect()
}

fn is_same(one: &Rule, other: &Rule) -> bool {
    let same_target = match (&one.target, &other.target) {
        (Target::Account(one), Target::Account(other)) => one.value == other.value,
        (Target::AccountType(one), Target::AccountType(other)) => one.value == other.value,
        _ => false,
    };
    same_target
        && one.kind == other.kind
        && one.principal.value == other.principal.value
        && one.permission_set.value == other.permission_set.value
        && one.facts.expires() == other.facts.expires()
}

impl Held {
    /// Takes the expired entries that were not reviewed out of what has expired.
    pub fn forget_newly_expired(&self, desired: &mut Desired) {
        for rule in &self.newly_expired {
            let (principal, set) = (&rule.principal.value, &rule.permission_set.value);
            desired.expired.forget(rule.kind, principal, set);
        }
    }

    /// What a plan removes although the base protects it, each with the place there.
    pub fn broken(&self, plan: &Plan, sources: &Sources) -> Vec<String> {
        let mut broken = Vec::new();
        let mut add = |what: String, place: &Span| {
            let place = sources.file_line(*place);
            broken.push(format!("{what} is protected by the base: {place}"));
        };
        for planned in &plan.changes {
            match &planned.change {
                Change::DeleteAssignment { assignment, .. } => {
                    let principal = &assignment.principal;
                    let names = self.protected.principals(principal.kind);
                    if let Some(place) = names.get(&principal.name) {
                        add(principal.to_string(), place);
                    }
                    let set = &assignment.permission_set;
                    if let Some(place) = self.protected.permission_sets.get(set) {
                        add(format!("permission set {set}"), place);
                    }
                }
                Change::DeletePermissionSet { permission_set } => {
                    if let Some(place) = self.protected.permission_sets.get(permission_set) {
                        add(format!("permission set {permission_set}"), place);
                    }
                }
                _ => {}
            }
        }
        broken.sort();
        broken.dedup();
        broken
    }

    /// What a catalog protects together with its base.
    pub fn with(&self, protected: &Protected) -> Protected {
        let mut all = protected.clone();
        let Protected {
            groups,
            users,
            permission_sets,
        } = self.protected.clone();
        all.groups.extend(groups);
        all.users.extend(users);
        all.permission_sets.extend(permission_sets);
        all
    }
}

/// What is protected by `base` alone.
fn only_in(base: &Protected, catalog: &Protected) -> Protected {
    let mut protected = base.clone();
    let Protected {
        groups,
        users,
        permission_sets,
    } = &mut protected;
    groups.retain(|name, _| !catalog.groups.contains_key(name));
    users.retain(|name, _| !catalog.users.contains_key(name));
    permission_sets.retain(|name, _| !catalog.permission_sets.contains_key(name));
    protected
}
