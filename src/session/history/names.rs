//! The names that a catalog has had.

use std::collections::BTreeSet;

use crate::model::{AccessFilter, Catalog, Directory, PrincipalType, Target};
use crate::text::nearest;

/// Names by kind: what a history can be asked about.
#[derive(Debug, Clone, Default)]
pub struct Names {
    groups: BTreeSet<String>,
    users: BTreeSet<String>,
    accounts: BTreeSet<String>,
    permission_sets: BTreeSet<String>,
    /// Whether a selector may have meant accounts that no revision names.
    has_selectors: bool,
}

impl Names {
    /// Adds the names of a revision.
    pub fn add(&mut self, catalog: &Catalog) {
        for rule in catalog.rules.iter().chain(&catalog.expired) {
            let names = match rule.kind {
                PrincipalType::Group => &mut self.groups,
                PrincipalType::User => &mut self.users,
            };
            names.insert(rule.principal.value.to_string());
            self.permission_sets
                .insert(rule.permission_set.value.to_string());
            match &rule.target {
                Target::Account(pattern) => {
                    self.accounts.insert(pattern.value.to_string());
                }
                Target::AccountType(_) => self.has_selectors = true,
            }
        }
        let listed = catalog.groups.iter().chain(&catalog.required_groups);
        self.groups
            .extend(listed.map(|group| group.value.to_string()));
        let sets = catalog.permission_sets.keys();
        self.permission_sets.extend(sets.map(ToString::to_string));
        for (name, id) in catalog.account_map.iter().flatten() {
            self.accounts
                .extend([name.to_string(), id.value.to_string()]);
        }
    }

    /// Adds the accounts of an organization.
    pub fn add_accounts(&mut self, directory: &Directory) {
        self.has_selectors = false;
        for entry in &directory.accounts {
            self.accounts.insert(entry.name().to_string());
            self.accounts
                .extend(entry.account.id.map(|id| id.to_string()));
        }
    }

    /// Returns the kind and the name of the first name of a filter that no revision had, and the nearest that one had.
    pub fn unknown<'a>(
        &'a self,
        filter: &'a AccessFilter,
    ) -> Option<(&'static str, &'a str, Option<&'a str>)> {
        let kinds = [
            ("group", &filter.groups, &self.groups),
            ("user", &filter.users, &self.users),
            ("account", &filter.accounts, &self.accounts),
            (
                "permission set",
                &filter.permission_sets,
                &self.permission_sets,
            ),
        ];
        kinds.into_iter().find_map(|(kind, wanted, known)| {
            let name = wanted.iter().find(|name| !known.contains(*name))?;
            // An account that a glob or an organizational unit selected need not be named by any revision.
            if kind == "account" && self.has_selectors {
                return None;
            }
            let nearest = nearest(name, known.iter().map(String::as_str));
            Some((kind, name.as_str(), nearest.map(|found| found.name())))
        })
    }
}
