//! The catalog's text, in the style of the starter.

use std::collections::{BTreeMap, BTreeSet};

use super::accounts::Accounts;
use super::factor::{Factored, Granted};
use super::remark::Remark;
use super::selector::account_pattern;
use super::yaml::{Entry, Yaml, comment};
use crate::model::{AccountPattern, CatalogName, PrincipalType, SessionDuration};

/// What a catalog is written from.
pub(super) struct Document<'a> {
    /// Sentences at the top: where this comes from, and what to do with it.
    pub heading: &'a [String],
    pub name: &'a CatalogName,
    pub session_duration: SessionDuration,
    /// Vars that built-in permission sets are made from.
    pub parameters: &'a BTreeMap<&'static str, String>,
    /// The account types in the order of their indices, each with its name.
    pub types: &'a [(String, Yaml)],
    /// Whether types that nothing uses are written, too.
    pub all_types: bool,
    pub accounts: &'a Accounts<'a>,
    pub factored: &'a Factored<'a>,
    /// Definitions by name, in order.
    pub sets: Vec<Entry>,
    pub remarks: &'a [Remark],
}

const INDENT: usize = 8;

impl Document<'_> {
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        for line in self.heading {
            out.push_str(&format!("{}\n", comment(line)));
        }
        if !self.remarks.is_empty() {
            if !out.is_empty() {
                out.push_str("#\n");
            }
            out.push_str("# Beside it there is what this catalog does not or cannot say:\n");
            for remark in self.remarks {
                out.push_str(&format!("{}\n", comment(&format!("- {remark}"))));
            }
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str("components:\n  terraform:\n    aws-sso:\n      vars:\n");
        let mut vars = String::new();
        for entry in self.vars() {
            entry.write(INDENT, &mut vars);
        }
        // The first entry may have an empty line above it, which parts it from nothing.
        out.push_str(vars.trim_start_matches('\n'));
        out
    }

    fn vars(&self) -> Vec<Entry> {
        let mut vars = Vec::new();
        if *self.name != CatalogName::default() {
            vars.push(Entry::new("name", Yaml::text(self.name.as_str())));
        }
        if self.session_duration != SessionDuration::DEFAULT {
            let duration = Yaml::text(self.session_duration.to_string());
            vars.push(Entry::new("session_duration", duration));
        }
        for (var, value) in self.parameters {
            vars.push(Entry::new(*var, Yaml::text(value)));
        }
        let types = self.types.iter().enumerate();
        let types: Vec<Entry> = types
            .filter(|(index, _)| self.all_types || self.factored.by_type.contains_key(index))
            .map(|(_, (name, selector))| Entry::new(name, selector.clone()))
            .collect();
        if !types.is_empty() {
            vars.push(Entry::new("account_types", Yaml::Map(types)).above([
                "Which accounts belong together. An account that comes to match is given the same access.",
            ]));
        }
        let by_type: Vec<Entry> = self
            .factored
            .by_type
            .iter()
            .filter_map(|(index, granted)| {
                let (name, _) = self.types.get(*index)?;
                Some(Entry::new(name, table(granted)))
            })
            .collect();
        if !by_type.is_empty() {
            let entry = Entry::new("account_type_assignments", Yaml::Map(by_type));
            vars.push(entry.above(["Who has which permission set in every account of a type."]));
        }
        let by_account = self.factored.by_account.iter();
        let by_account: Vec<Entry> = by_account
            .filter_map(|(number, granted)| {
                let account = &self.accounts.active.get(*number)?.account;
                let pattern = self.accounts.pattern(account);
                let entry = Entry::new(account_pattern(&pattern), table(granted));
                Some(match pattern {
                    AccountPattern::Id(_) => entry.remark(&*account.name),
                    _ => entry,
                })
            })
            .collect();
        if !by_account.is_empty() {
            let entry = Entry::new("account_assignments", Yaml::Map(by_account));
            vars.push(entry.above(["Who has which permission set in a single account."]));
        }
        if !self.sets.is_empty() || by_type_and_account_are_empty(self.factored) {
            let entry = Entry::new("permission_sets", Yaml::Map(self.sets.clone()));
            vars.push(entry.above(["The permission sets that are not built in."]));
        }
        vars
    }
}

/// A catalog is known by its tables: one of them is always written.
fn by_type_and_account_are_empty(factored: &Factored<'_>) -> bool {
    factored.by_type.is_empty() && factored.by_account.is_empty()
}

/// `groups` and `users` of an account or a type.
fn table(granted: &Granted<'_>) -> Yaml {
    let mut kinds = Vec::new();
    for (kind, key) in [
        (PrincipalType::Group, "groups"),
        (PrincipalType::User, "users"),
    ] {
        let of_kind = granted
            .iter()
            .filter(|(principal, _)| principal.kind == kind);
        let entries: Vec<Entry> = of_kind
            .map(|(principal, sets)| Entry::new(&*principal.name, permission_sets(sets)))
            .collect();
        if !entries.is_empty() {
            kinds.push(Entry::new(key, Yaml::Map(entries)));
        }
    }
    Yaml::Map(kinds)
}

fn permission_sets<T: ToString>(sets: &BTreeSet<T>) -> Yaml {
    let names = Yaml::texts(sets.iter().map(ToString::to_string));
    Yaml::Braces(vec![Entry::new("permission_sets", names)])
}
