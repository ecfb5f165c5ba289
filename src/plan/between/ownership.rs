//! Which live permission sets this catalog may touch, by their ownership tag.

use std::collections::BTreeSet;

use super::super::Change;
use super::Planner;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{CatalogName, LivePermissionSet, PermissionSetName};
use crate::source::Span;

impl Planner<'_> {
    /// Whether this catalog governs a live set, by its tag.
    pub(super) fn governs(&self, set: &LivePermissionSet) -> bool {
        set.governed_by.as_ref() == Some(&self.desired.catalog)
    }

    /// Finds the live sets that the catalog names but does not govern.
    pub(super) fn govern(&mut self) {
        self.refuse_without_a_name();
        let named = self
            .desired
            .state
            .permission_sets
            .keys()
            .map(|name| (name, self.desired.set_places.get(name).copied()));
        let before = self
            .desired
            .renames
            .values()
            .map(|name| (&name.value, Some(name.span)));
        let named: Vec<(&PermissionSetName, Option<Span>)> = named.chain(before).collect();
        for (name, place) in named {
            let Some(set) = self.live.permission_sets.get(name) else {
                continue;
            };
            let is_free = set.governed_by.is_none() || is_of_nameless(set);
            if self.governs(set) || (is_free && self.scope.adopt) {
                continue;
            }
            let edits = self.scope.only.allows_edits() && self.scope.only.allows_set(name);
            let is_wanted = self.desired.state.permission_sets.contains_key(name);
            if is_of_nameless(set) && is_wanted && edits {
                self.retagged.insert(name.clone());
                continue;
            }
            self.off_limits.insert(name.clone());
            if self.scope.only.allows_set(name) {
                self.problems.push(not_governed(name, set, place));
            }
        }
    }

    /// A catalog without a name shares its tag with every other one. So it governs the sets with that tag only if it
    /// names all of them: one that it does not name may be another catalog's, and a plan would delete it.
    fn refuse_without_a_name(&mut self) {
        if self.desired.is_named {
            return;
        }
        let before = self.desired.renames.values().map(|before| &before.value);
        let named: BTreeSet<&PermissionSetName> = self
            .desired
            .state
            .permission_sets
            .keys()
            .chain(before)
            // A built-in set that only an expired entry assigns is still in the catalog's text.
            .chain(self.desired.expired.permission_sets())
            .collect();
        let others: BTreeSet<PermissionSetName> = self
            .live
            .permission_sets
            .iter()
            .filter(|(name, set)| is_of_nameless(set) && !named.contains(name))
            .map(|(name, _)| name.clone())
            .collect();
        if !others.is_empty() {
            self.problems.push(nameless(&others));
            self.off_limits.extend(others);
        }
    }

    /// A set with the tag of catalogs without a name becomes this catalog's by a plan that changes nothing else about
    /// it: so a set that another catalog made is not changed by one that only has the same name for it.
    pub(super) fn refuse_more_than_retagging(&mut self) {
        if self.retagged.is_empty() {
            return;
        }
        let touched: BTreeSet<&PermissionSetName> = self
            .changes
            .iter()
            .filter(|planned| !matches!(planned.change, Change::AdoptPermissionSet { .. }))
            .filter_map(|planned| planned.change.permission_set())
            .filter(|name| self.retagged.contains(*name))
            .collect();
        for name in touched {
            let place = self.desired.set_places.get(name).copied();
            self.problems.push(more_than_retagging(name, place));
        }
    }
}

/// Whether a live set carries the tag of catalogs without a name.
fn is_of_nameless(set: &LivePermissionSet) -> bool {
    set.governed_by.as_ref() == Some(&CatalogName::default())
}

fn nameless(others: &BTreeSet<PermissionSetName>) -> Diagnostic {
    const LISTED: usize = 10;
    let mut names: Vec<String> = others
        .iter()
        .take(LISTED)
        .map(|name| format!("`{name}`"))
        .collect();
    if others.len() > LISTED {
        names.push(format!("{} more", others.len() - LISTED));
    }
    let (sets, are) = match others.len() {
        1 => ("permission set", "carries"),
        _ => ("permission sets", "carry"),
    };
    Diagnostic::error(
        Code::NamelessCatalog,
        format!(
            "this catalog has no `name`, and {sets} {} {are} the tag of catalogs without a name",
            names.join(", ")
        ),
    )
    .note(format!(
        "every catalog without a name shares the tag value `{}`: what this catalog does not have may be another catalog's, and a plan would delete it",
        CatalogName::default()
    ))
    .help("give the catalog a `name` of its own among its vars, such as `name: acme-access`; the first plan with it only changes the tag of the permission sets that this catalog has")
    .help(format!(
        "if every such set is this catalog's own, it may claim the tag for itself: `name: {}`",
        CatalogName::default()
    ))
}

fn more_than_retagging(name: &PermissionSetName, place: Option<Span>) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        Code::NotGoverned,
        format!("permission set `{name}` belongs to a catalog without a name, and this plan changes more than its tag"),
    )
    .note(format!(
        "its tag has the value `{}`, which every catalog without a name shares: it may be another catalog's",
        CatalogName::default()
    ))
    .help("if it is this catalog's own: apply the catalog with nothing new but its `name`, then make the other changes")
    .help("or take the set over together with its changes: --adopt")
    .help("if it is another catalog's: give the set another name here");
    match place {
        Some(place) => diagnostic.primary(place, "asked for here"),
        None => diagnostic,
    }
}

fn not_governed(
    name: &PermissionSetName,
    set: &LivePermissionSet,
    place: Option<Span>,
) -> Diagnostic {
    let diagnostic = match &set.governed_by {
        Some(other) if is_of_nameless(set) => Diagnostic::error(
            Code::NotGoverned,
            format!("permission set `{name}` is governed by the catalog `{other}`, the name of catalogs without one"),
        )
        .help("take it over with --adopt and without --only, or give the set another name in the catalog"),
        Some(other) => Diagnostic::error(
            Code::NotGoverned,
            format!("permission set `{name}` is governed by the catalog `{other}`"),
        )
        .help(format!(
            "give the set another name here, or take it out of the catalog `{other}` first"
        )),
        None => Diagnostic::error(
            Code::NotGoverned,
            format!("permission set `{name}` lives already and no catalog governs it"),
        )
        .note("it was created by hand or with another tool; this catalog would manage its assignments")
        .help("take it over with --adopt, or give the set another name in the catalog"),
    };
    match place {
        Some(place) => diagnostic.primary(place, "asked for here"),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Desired, Live};
    use crate::plan::tests::{desired, live, name, set, words};
    use crate::plan::{Only, Plan, Scope};

    /// What a catalog of a name plans, over live sets that a catalog without one made.
    fn planned(named: Option<&str>, live: &Live, mut desired: Desired, scope: &Scope) -> Plan {
        desired.is_named = named.is_some();
        desired.catalog = named.map_or_else(CatalogName::default, CatalogName::new);
        Plan::between(live, &desired, scope)
    }

    fn codes(plan: &Plan) -> Vec<Code> {
        let problems = plan.problems.sorted();
        problems.iter().map(|problem| problem.code).collect()
    }

    #[test]
    fn a_catalog_without_a_name_is_refused_where_it_does_not_have_every_set_of_default() {
        let two = live(&[set("Mine"), set("Theirs")], "Ops Mine a\nOps Theirs a");
        let mine = || desired(&[set("Mine")], "Ops Mine a");
        let refused = planned(None, &two, mine(), &Scope::default());
        assert_eq!(codes(&refused), [Code::NamelessCatalog]);
        assert_eq!(words(&refused), "");
        // A limited run is refused, too: it would make a second catalog's sets.
        let scope = Scope {
            only: Only {
                permission_sets: Some(BTreeSet::from([name("Mine")])),
                ..Only::default()
            },
            ..Scope::default()
        };
        assert_eq!(
            codes(&planned(None, &two, mine(), &scope)),
            [Code::NamelessCatalog]
        );
        // With the name that the tag has, the tag is this catalog's.
        let claimed = planned(Some("default"), &two, mine(), &Scope::default());
        assert_eq!(codes(&claimed), []);
        assert_eq!(
            words(&claimed),
            "revoke Theirs from group Ops in a\ndelete permission set Theirs"
        );
        let both = desired(&[set("Mine"), set("Theirs")], "Ops Mine a\nOps Theirs a");
        assert!(
            planned(None, &two, both, &Scope::default())
                .problems
                .is_empty()
        );
    }

    #[test]
    fn a_name_that_is_given_later_only_retags() {
        let two = live(&[set("Mine"), set("Theirs")], "Ops Mine a");
        let mine = desired(&[set("Mine")], "Ops Mine a");
        let plan = planned(Some("acme"), &two, mine, &Scope::default());
        assert_eq!(codes(&plan), []);
        assert_eq!(
            words(&plan),
            "retag permission set Mine, of the catalog default until now"
        );
    }

    #[test]
    fn a_set_of_default_is_not_changed_by_a_catalog_that_only_has_its_name() {
        let theirs = live(&[set("Look")], "Ops Look a\nOps Look b");
        let mut edited = set("Look");
        edited.description = Some("mine".to_owned());
        for desired in [
            desired(&[set("Look")], "Ops Look a"),
            desired(&[set("Look")], "Ops Look a\nOps Look b\nSales Look a"),
            desired(&[edited], "Ops Look a\nOps Look b"),
        ] {
            let plan = planned(Some("acme"), &theirs, desired.clone(), &Scope::default());
            assert_eq!(codes(&plan), [Code::NotGoverned]);
            let scope = Scope {
                adopt: true,
                ..Scope::default()
            };
            let adopting = planned(Some("acme"), &theirs, desired, &scope);
            assert_eq!(codes(&adopting), []);
            assert!(words(&adopting).starts_with("retag permission set Look"));
        }
    }

    #[test]
    fn a_set_of_another_catalog_is_never_retagged() {
        let mut theirs = live(&[set("Look")], "Ops Look a");
        let known = theirs.permission_sets.get_mut(&name("Look")).unwrap();
        known.governed_by = Some(CatalogName::new("theirs"));
        for adopt in [false, true] {
            let scope = Scope {
                adopt,
                ..Scope::default()
            };
            let mine = desired(&[set("Look")], "Ops Look a");
            let plan = planned(Some("acme"), &theirs, mine, &scope);
            assert_eq!(codes(&plan), [Code::NotGoverned]);
            assert_eq!(words(&plan), "");
        }
    }

    #[test]
    fn a_limited_run_that_may_not_retag_a_set_leaves_it_alone() {
        let theirs = live(&[set("Look")], "Ops Look a");
        let scope = Scope {
            only: Only {
                accounts: Some(BTreeSet::from(["a".to_owned()])),
                ..Only::default()
            },
            ..Scope::default()
        };
        let mine = desired(&[set("Look")], "Sales Look a");
        let plan = planned(Some("acme"), &theirs, mine, &scope);
        assert_eq!(codes(&plan), [Code::NotGoverned]);
        assert_eq!(words(&plan), "");
    }
}
