//! Each limit at its edge.

mod loss;

use std::collections::BTreeMap;

use super::{Caller, Circumstances, Limits, MaxRemovals, Refusal};
use crate::model::{Desired, Live, ManagedPolicy, PermissionSet, Protected, Scan};
use crate::plan::tests::{account, desired, group, live, name, set};
use crate::plan::{Plan, Scope};
use crate::source::{Sources, Span};

/// A plan and everything that its limits look at.
struct Story {
    live: Live,
    desired: Desired,
    protected: Protected,
    caller: Option<Caller>,
    limits: Limits,
    scope: Scope,
}

fn story(sets: &[PermissionSet], before: &str, after: &str) -> Story {
    Story {
        live: live(sets, before),
        desired: desired(sets, after),
        protected: Protected::default(),
        caller: None,
        limits: Limits {
            // The other limits are not meant to answer for this one.
            max_removals: MaxRemovals::Percent(100),
            allow_total_loss: true,
            ..Limits::default()
        },
        scope: Scope::default(),
    }
}

impl Story {
    fn refusals(&self) -> Vec<Refusal> {
        let plan = Plan::between(&self.live, &self.desired, &self.scope);
        let circumstances = Circumstances {
            live: &self.live,
            desired: &self.desired,
            protected: &self.protected,
            management_account: account("root").id,
            caller: self.caller.as_ref(),
        };
        self.limits.refusals(&plan, &circumstances)
    }

    fn rules(&self) -> Vec<&'static str> {
        self.refusals().iter().map(Refusal::rule).collect()
    }
}

fn admin(text: &str) -> PermissionSet {
    let mut admin = set(text);
    let policy = ManagedPolicy::parse("AdministratorAccess").unwrap();
    admin.managed_policies.insert(policy);
    admin
}

fn lines(number: usize) -> String {
    let lines: Vec<String> = (0..number).map(|n| format!("Ops Look a{n}")).collect();
    lines.join("\n")
}

fn removing(some: usize, of: usize, limit: &str) -> Story {
    let mut story = story(&[set("Look")], &lines(of), &lines(of - some));
    story.limits.max_removals = MaxRemovals::parse(limit).unwrap();
    story
}

#[test]
fn a_quarter_may_go_and_one_more_may_not() {
    assert_eq!(removing(10, 40, "25%").rules(), [""; 0]);
    let refusals = removing(11, 40, "25%").refusals();
    let [
        Refusal::Removals {
            removed: 11,
            governed: 40,
            losers,
            ..
        },
    ] = refusals.as_slice()
    else {
        panic!("{refusals:?}");
    };
    assert_eq!(losers[0].principal, group("Ops"));
    assert!(losers[0].in_catalog);
    assert_eq!(refusals[0].flag(), "--max-removals 11");
}

#[test]
fn the_flag_that_a_refusal_names_allows_exactly_that() {
    assert_eq!(removing(11, 40, "11").rules(), [""; 0]);
    assert_eq!(removing(12, 40, "11").rules(), ["max-removals"]);
    assert_eq!(removing(1, 1, "0").rules(), ["max-removals"]);
    assert_eq!(removing(0, 1, "0").rules(), [""; 0]);
}

#[test]
fn whoever_loses_most_is_named_first_and_whoever_left_the_catalog_as_such() {
    let mut story = story(
        &[set("Look")],
        "Ops Look a\nSales Look a\nSales Look b\nSales Look c",
        "Ops Look b",
    );
    story.limits.max_removals = MaxRemovals::REMOVALS;
    let refusals = story.refusals();
    let Refusal::Removals { losers, .. } = &refusals[0] else {
        panic!("{refusals:?}");
    };
    let told: Vec<_> = losers
        .iter()
        .map(|loser| (&*loser.principal.name, loser.removed, loser.in_catalog))
        .collect();
    assert_eq!(told, [("Sales", 3, false), ("Ops", 1, true)]);
}

#[test]
fn neither_orphans_nor_renames_nor_sets_of_others_count_as_removals() {
    let mut orphans = story(
        &[set("Look")],
        "†dead Look a\n†dead Look b\nOps Look a",
        "Ops Look a",
    );
    orphans.limits = Limits::default();
    assert_eq!(orphans.rules(), [""; 0]);

    let mut renamed = story(&[set("Look")], "Ops Look a", "");
    renamed.desired = desired(&[set("See")], "Ops See a");
    let before = crate::source::Located::new(name("Look"), span());
    renamed.desired.renames.insert(name("See"), before);
    renamed.limits = Limits::default();
    assert_eq!(renamed.rules(), [""; 0]);

    // Two of five are too many; the four of a set that nobody governs do not make it less.
    let sets = [set("Look"), set("ByHand")];
    let by_hand = "Ops ByHand a\nOps ByHand b\nOps ByHand c\nOps ByHand d";
    let mut others = story(&sets, &format!("{by_hand}\n{}", lines(5)), "");
    others.desired = desired(&[set("Look")], &lines(3));
    others
        .live
        .permission_sets
        .get_mut(&name("ByHand"))
        .unwrap()
        .governed_by = None;
    others.limits.max_removals = MaxRemovals::REMOVALS;
    assert_eq!(others.rules(), ["max-removals"]);
}

fn span() -> Span {
    Span::new(Sources::default().add("catalog.yaml", ""), 0, 0)
}

fn caller(set: &str, place: &str) -> Option<Caller> {
    Some(Caller {
        account: account(place).id.unwrap(),
        permission_set: name(set),
        user: "ann".to_owned(),
    })
}

#[test]
fn the_access_that_the_caller_may_be_using_is_not_removed_by_accident() {
    let sets = [admin("Admin"), set("Look")];
    let before = "Ops Admin root\nBoss Admin root\nOps Admin dev\nOps Look root";
    let after = "Boss Admin root";
    for (set, place, rules) in [
        ("Admin", "root", &["self-lockout"][..]),
        ("Admin", "dev", &["self-lockout"]),
        ("Look", "root", &["self-lockout"]),
        ("Look", "dev", &[]),
        ("Other", "root", &[]),
    ] {
        let mut story = story(&sets, before, after);
        story.caller = caller(set, place);
        assert_eq!(story.rules(), rules, "{set} in {place}");
        story.limits.allow_self_lockout = true;
        assert_eq!(story.rules(), [""; 0]);
    }
    let mut granted_more = story(&sets, before, &format!("{before}\nSales Look root"));
    granted_more.caller = caller("Look", "root");
    assert_eq!(granted_more.rules(), [""; 0]);
}

#[test]
fn a_rename_of_the_callers_own_set_is_refused_too() {
    let mut story = story(&[set("Look")], "Ops Look dev", "");
    story.desired = desired(&[set("See")], "Ops See dev");
    let before = crate::source::Located::new(name("Look"), span());
    story.desired.renames.insert(name("See"), before);
    story.caller = caller("Look", "dev");
    assert_eq!(story.rules(), ["self-lockout"]);
}

#[test]
fn the_last_administrator_of_the_management_account_stays() {
    let sets = [admin("Admin"), admin("Other"), set("Look")];
    let none_left = story(&sets, "Ops Admin root\nOps Look root", "Ops Look root");
    assert_eq!(none_left.rules(), ["no-administrator"]);
    for (before, after) in [
        // One of two goes, or another comes, or there never was one, or another account loses its last.
        ("Ops Admin root\nBoss Admin root", "Boss Admin root"),
        ("Ops Admin root", "Ops Other root"),
        ("Ops Look root", ""),
        ("Ops Admin dev", ""),
    ] {
        assert_eq!(
            story(&sets, before, after).rules(),
            [""; 0],
            "{before} -> {after}"
        );
    }
    let mut allowed = story(&sets, "Ops Admin root", "");
    allowed.limits.allow_no_administrator = true;
    assert_eq!(allowed.rules(), [""; 0]);
}

#[test]
fn a_dead_principal_administers_nothing() {
    let sets = [admin("Admin")];
    let orphan_left = story(&sets, "Ops Admin root\n†dead Admin root", "");
    assert_eq!(orphan_left.rules(), ["no-administrator"]);
    let orphan_goes = story(&sets, "†dead Admin root", "");
    assert_eq!(orphan_goes.rules(), [""; 0]);
}

#[test]
fn an_edit_that_makes_less_of_the_last_administrators_set_is_refused() {
    let mut story = story(&[admin("Admin")], "Ops Admin root", "Ops Admin root");
    story.desired = desired(&[set("Admin")], "Ops Admin root");
    assert_eq!(story.rules(), ["no-administrator"]);
    // A run that does not reach the set leaves it as it is.
    let only = std::collections::BTreeSet::from(["dev".to_owned()]);
    story.scope.only.accounts = Some(only);
    assert_eq!(story.rules(), [""; 0]);
}

#[test]
fn what_is_protected_is_not_removed() {
    let sets = [set("Look"), set("Glass")];
    let before = "Ops Look a\nBoss Look a\nSales Glass a";
    let protected = |groups: &[&str], permission_sets: &[&str]| Protected {
        groups: groups.iter().map(|name| ((*name).into(), span())).collect(),
        users: BTreeMap::new(),
        permission_sets: permission_sets
            .iter()
            .map(|text| (name(text), span()))
            .collect(),
    };
    for (groups, permission_sets, after, rules) in [
        (
            &["Boss"][..],
            &[][..],
            "Ops Look a\nSales Glass a",
            &["protected-removal"][..],
        ),
        (&["Boss"], &[], "Boss Look a", &[]),
        (&["boss"], &[], "Ops Look a\nSales Glass a", &[]),
        (
            &[],
            &["Glass"],
            "Ops Look a\nBoss Look a",
            &["protected-removal"],
        ),
        (&[], &["Glass"], "Sales Glass a", &[]),
    ] {
        let mut story = story(&sets, before, after);
        story.protected = protected(groups, permission_sets);
        assert_eq!(
            story.rules(),
            rules,
            "{groups:?} {permission_sets:?} {after}"
        );
        story.limits.allow_protected_removal = true;
        assert_eq!(story.rules(), [""; 0]);
    }
}

#[test]
fn a_protected_set_that_nobody_has_is_not_deleted_either() {
    let mut story = story(&[set("Glass")], "", "");
    story.desired = desired(&[], "");
    story
        .protected
        .permission_sets
        .insert(name("Glass"), span());
    let refusals = story.refusals();
    assert_eq!(
        refusals,
        [Refusal::Protected {
            assignments: Vec::new(),
            permission_sets: vec![name("Glass")],
        }]
    );
    assert_eq!(story.live.scan, Scan::Full);
}

#[test]
fn every_limit_that_is_overstepped_is_told_at_once() {
    let mut story = story(&[admin("Admin")], "Ops Admin root\nOps Admin dev", "");
    story.limits = Limits::default();
    story.caller = caller("Admin", "root");
    story.protected.groups.insert("Ops".into(), span());
    assert_eq!(
        story.rules(),
        [
            "max-removals",
            "total-loss",
            "self-lockout",
            "no-administrator",
            "protected-removal"
        ]
    );
}
