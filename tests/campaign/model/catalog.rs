//! A catalog as plain maps, and its text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// What a permission set allows, as far as the model goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definition {
    pub policies: BTreeSet<&'static str>,
    pub hours: usize,
}

/// Which accounts an account type has: those of organizational units, and those of a name.
#[derive(Clone, Debug, Default)]
pub struct Type {
    pub units: Vec<&'static str>,
    pub names: BTreeSet<String>,
}

/// Groups that the catalog creates where they are missing.
pub const CREATED: [&str; 2] = ["Auditors", "Testers"];

#[derive(Clone, Debug, Default)]
pub struct Catalog {
    pub types: BTreeMap<&'static str, Type>,
    /// Account type and group, with the permission sets.
    pub grants: BTreeMap<(&'static str, &'static str), BTreeSet<&'static str>>,
    pub sets: BTreeMap<&'static str, Definition>,
    /// The name before of a set that was renamed.
    pub renamed: BTreeMap<&'static str, &'static str>,
}

impl Catalog {
    /// Account types, and nothing else.
    pub fn new() -> Self {
        let of = |units: &[&'static str], names: &[&str]| Type {
            units: units.to_vec(),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        Self {
            types: [
                ("dev", of(&["plat/dev", "plat/sandbox"], &[])),
                ("prod", of(&["plat/prod"], &[])),
                ("core", of(&["core"], &[])),
                ("mixed", of(&[], &["plat-dev", "core-dns"])),
            ]
            .into(),
            ..Self::default()
        }
    }

    /// Adds a set, or defines it anew.
    pub fn define(&mut self, set: &'static str, definition: Definition) {
        self.renamed.retain(|_, before| *before != set);
        self.sets.insert(set, definition);
    }

    /// Takes a set out, with whatever grants it.
    pub fn drop_set(&mut self, set: &str) {
        self.sets.remove(set);
        self.renamed.remove(set);
        for sets in self.grants.values_mut() {
            sets.remove(set);
        }
    }

    /// Gives a set another name, unless that is taken.
    pub fn rename(&mut self, before: &'static str, after: &'static str) {
        if self.sets.contains_key(after) || before == after {
            return;
        }
        let Some(definition) = self.sets.remove(before) else {
            return;
        };
        self.renamed.remove(before);
        self.define(after, definition);
        self.renamed.insert(after, before);
        for sets in self.grants.values_mut() {
            if sets.remove(before) {
                sets.insert(after);
            }
        }
    }

    /// The text.
    pub fn yaml(&self) -> String {
        let mut text = format!(
            "name: default\ngroups: [{}]\naccount_types:\n",
            CREATED.join(", ")
        );
        for (name, of) in &self.types {
            let mut any: Vec<String> = of.names.iter().cloned().collect();
            if !of.units.is_empty() {
                any.push(format!(
                    "{{organizational_units: [{}]}}",
                    of.units.join(", ")
                ));
            }
            _ = writeln!(
                text,
                "  {name}: {{any: [{}], may_be_empty: true}}",
                any.join(", ")
            );
        }
        text += "account_type_assignments:\n";
        for name in self.types.keys() {
            let grants = self
                .grants
                .iter()
                .filter(|((of, _), sets)| of == name && !sets.is_empty());
            let grants: Vec<String> = grants
                .map(|((_, group), sets)| {
                    let sets: Vec<&str> = sets.iter().copied().collect();
                    format!("{group}: {{permission_sets: [{}]}}", sets.join(", "))
                })
                .collect();
            _ = writeln!(text, "  {name}: {{groups: {{{}}}}}", grants.join(", "));
        }
        text += "permission_sets:\n";
        for (name, definition) in &self.sets {
            let policies: Vec<&str> = definition.policies.iter().copied().collect();
            let before = self.renamed.get(name);
            let before = before.map_or(String::new(), |before| format!(", previously: {before}"));
            _ = writeln!(
                text,
                "  {name}: {{policy_attachments: [{}], session_duration: PT{}H{before}}}",
                policies.join(", "),
                definition.hours
            );
        }
        if self.sets.is_empty() {
            text = text.replace("permission_sets:\n", "permission_sets: {}\n");
        }
        text
    }
}
