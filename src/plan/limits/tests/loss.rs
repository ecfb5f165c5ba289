//! What counts as a loss: renames, sets that come to allow nothing, expiry, everything that a principal has.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::super::after::Nothing;
use super::super::losses::losses;
use super::*;
use crate::model::{
    AccountAssignment, AccountState, AssignmentRef, Date, Expired, PermissionSetName,
    PolicyDocument,
};
use crate::plan::{Change, Only};
use crate::risk::Rule;
use crate::source::Located;

fn rename(story: &mut Story, before: &str, after: &str) {
    let before = Located::new(name(before), span());
    story.desired.renames.insert(name(after), before);
}

fn reader(text: &str) -> PermissionSet {
    let mut reader = set(text);
    let policy = ManagedPolicy::parse("ReadOnlyAccess").unwrap();
    reader.managed_policies.insert(policy);
    reader
}

fn denied(text: &str) -> PermissionSet {
    let mut denied = reader(text);
    let document = serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}],
    });
    denied.inline_policy = Some(PolicyDocument::from_value(document).unwrap());
    denied
}

/// The limits that hold if nothing is said.
fn usual(mut story: Story) -> Story {
    story.limits = Limits::default();
    story
}

fn renamed(before: &str, after: &str) -> Story {
    let mut story = story(&[reader("Old")], before, "");
    story.desired = desired(&[reader("New")], after);
    rename(&mut story, "Old", "New");
    usual(story)
}

#[test]
fn a_rename_spares_only_what_is_granted_under_the_new_name() {
    let twenty = |set: &str| {
        let lines: Vec<String> = (0..20).map(|n| format!("Ops {set} a{n}")).collect();
        lines.join("\n")
    };
    assert_eq!(renamed(&twenty("Old"), &twenty("New")).rules(), [""; 0]);
    assert_eq!(
        renamed(&twenty("Old"), "").rules(),
        ["max-removals", "total-loss"]
    );
    // The same principal, in the same account.
    assert_eq!(
        renamed("Ops Old a\nOps Old b", "Ops New a\nSales New b").rules(),
        [""; 0]
    );
    assert_eq!(
        renamed("Ops Old a\nOps Old b", "Sales New a\nSales New b").rules(),
        ["max-removals", "total-loss"]
    );
}

#[test]
fn a_rename_whose_new_set_is_there_already_counts_what_the_principal_has_of_it() {
    let mut story = story(
        &[reader("Old"), reader("New")],
        "Ops Old a\nOps Old b\nOps New a\nSales New b",
        "",
    );
    story.desired = desired(&[reader("New")], "Ops New a\nSales New b");
    rename(&mut story, "Old", "New");
    story.limits.max_removals = MaxRemovals::Count(0);
    let refusals = story.refusals();
    let [Refusal::Removals { removed: 1, .. }] = refusals.as_slice() else {
        panic!("{refusals:?}");
    };
}

#[test]
fn a_limited_run_loses_what_it_does_not_grant() {
    let mut story = renamed("Ops Old a\nOps Old b", "Ops New a\nOps New b");
    let only = BTreeSet::from([name("Old")]);
    story.scope.only.permission_sets = Some(only);
    assert_eq!(story.rules(), ["max-removals", "total-loss"]);
    let both = BTreeSet::from([name("Old"), name("New")]);
    story.scope.only.permission_sets = Some(both);
    assert_eq!(story.rules(), [""; 0]);
}

#[test]
fn a_rename_to_a_set_that_allows_nothing_is_a_loss() {
    let mut story = renamed("Ops Old a\nOps Old b", "Ops New a\nOps New b");
    story
        .desired
        .state
        .permission_sets
        .insert(name("New"), denied("New"));
    assert_eq!(story.rules(), ["max-removals", "total-loss"]);
    let plan = Plan::between(&story.live, &story.desired, &story.scope);
    assert_eq!(plan.dangers_by_rule()[&Rule::AllowsNothing], 1);
}

#[test]
fn what_is_protected_is_protected_under_both_names() {
    for protected in ["Old", "New"] {
        let with = |before: &str, after: &str| {
            let mut story = renamed(before, after);
            story.limits.max_removals = MaxRemovals::Percent(100);
            story.limits.allow_total_loss = true;
            let sets = &mut story.protected.permission_sets;
            sets.insert(name(protected), span());
            story
        };
        // Nothing is lost by the rename itself.
        assert_eq!(with("Ops Old a", "Ops New a").rules(), [""; 0]);
        assert_eq!(
            with("Ops Old a\nBoss Old a", "Ops New a").rules(),
            ["protected-removal"],
            "{protected}"
        );
        // Once it is renamed, the set of the new name is what is protected.
        let mut later = with("", "");
        later.live = live(&[reader("New")], "Ops New a\nBoss New a");
        later.desired.state.assignments = desired(&[], "Ops New a").state.assignments;
        assert_eq!(later.rules(), ["protected-removal"], "{protected}");
        // The set before goes only where the other one comes.
        let mut alone = with("", "");
        alone.scope.only.permission_sets = Some(BTreeSet::from([name("Old")]));
        assert_eq!(alone.rules(), ["protected-removal"], "{protected}");
    }
}

#[test]
fn a_protected_group_loses_nothing_by_a_rename_that_drops_it() {
    let mut story = renamed("Ops Old a\nBoss Old a", "Ops New a");
    story.protected.groups.insert("Boss".into(), span());
    assert!(story.rules().contains(&"protected-removal"));
}

#[test]
fn a_set_that_comes_to_allow_nothing_counts_as_removed_and_is_marked() {
    let bounded = |policy: &str| {
        let mut set = reader("Look");
        let policy = ManagedPolicy::parse(policy).unwrap();
        set.permissions_boundary = Some(crate::model::PermissionsBoundary::Managed(policy));
        set
    };
    let mut attached = reader("Look");
    let policy = ManagedPolicy::parse("AWSDenyAll").unwrap();
    attached.managed_policies.insert(policy);
    for after in [set("Look"), denied("Look"), bounded("AWSDenyAll"), attached] {
        let mut story = story(&[reader("Look")], &lines(14), "");
        story.desired = desired(&[after], &lines(14));
        let plan = Plan::between(&story.live, &story.desired, &story.scope);
        let marks = plan.marks().into_values();
        let details: Vec<String> = marks
            .filter_map(|marks| marks.get(&Rule::AllowsNothing).cloned())
            .flat_map(|mark| mark.details)
            .collect();
        assert_eq!(details, ["14 assignments in 14 accounts lose all access"]);
        let story = usual(story);
        assert_eq!(story.rules(), ["max-removals", "total-loss"]);
        let Refusal::Removals {
            removed, emptied, ..
        } = &story.refusals()[0]
        else {
            panic!("{:?}", story.refusals());
        };
        assert_eq!((*removed, emptied.len()), (14, 1));
    }
    // What allowed nothing before, and what keeps something, loses nothing.
    for (before, after) in [
        (set("Look"), denied("Look")),
        (reader("Look"), bounded("ReadOnlyAccess")),
    ] {
        let mut story = story(&[before], &lines(14), "");
        story.desired = desired(&[after], &lines(14));
        assert_eq!(usual(story).rules(), [""; 0]);
    }
}

#[test]
fn an_account_that_is_yet_to_get_a_set_that_allows_nothing_loses_it_then() {
    let mut story = usual(story(&[set("Look")], &lines(4), &lines(4)));
    let known = story.live.permission_sets.get_mut(&name("Look")).unwrap();
    known.outdated = BTreeSet::from([account("a0"), account("a1")]);
    assert_eq!(story.rules(), ["max-removals"]);
}

#[test]
fn the_callers_own_set_is_not_emptied_by_accident() {
    let mut story = story(&[admin("Admin"), reader("Look")], "Ops Look dev", "");
    story.desired = desired(&[admin("Admin"), denied("Look")], "Ops Look dev");
    story.caller = caller("Look", "dev");
    assert_eq!(story.rules(), ["self-lockout"]);
}

#[test]
fn an_administrator_to_whom_everything_is_denied_is_none() {
    let mut locked = admin("Admin");
    let policy = ManagedPolicy::parse("AWSDenyAll").unwrap();
    locked.managed_policies.insert(policy);
    let mut story = story(&[admin("Admin")], "Ops Admin root", "");
    story.desired = desired(&[locked], "Ops Admin root");
    assert_eq!(story.rules(), ["no-administrator"]);
}

#[test]
fn nobody_is_left_with_nothing_without_the_flag() {
    let sets = [reader("Look"), reader("See")];
    let many = "Boss Look a\nBoss Look b\nBoss Look c\nBoss Look d\nBoss Look e\nBoss See a";
    for (extra, after, rules) in [
        // One of several assignments, and one of several principals in an account.
        ("Ops Look a\nOps See b", "Ops Look a", &[][..]),
        // The only assignment of a group; the last of an account.
        ("Ops Look a", "", &["total-loss"]),
        ("Boss Look x", "", &["total-loss"]),
        // What moves to another set, account or principal of the same account is not lost.
        ("Ops Look a", "Ops See a", &[]),
        ("Ops Look a", "Ops Look b", &[]),
        ("Boss Look x", "Boss See x", &[]),
        ("Boss Look x", "Ops Look x", &[]),
        // Nobody stands behind a principal that no longer exists.
        ("†dead Look a", "", &[]),
    ] {
        let before = format!("{many}\n{extra}");
        let story = usual(story(&sets, &before, &format!("{many}\n{after}")));
        assert_eq!(story.rules(), rules, "{extra} -> {after}");
        let mut allowed = story;
        allowed.limits.allow_total_loss = true;
        assert_eq!(allowed.rules(), [""; 0]);
    }
}

#[test]
fn who_loses_everything_is_named_with_how_much_it_was() {
    let story = usual(story(
        &[reader("Look")],
        "Boss Look a\nBoss Look b\nOps Look a\nOps Look c",
        "Boss Look a\nBoss Look b",
    ));
    let refusals = story.refusals();
    let Some(Refusal::TotalLoss {
        principals,
        accounts,
    }) = refusals.iter().find(|one| one.rule() == "total-loss")
    else {
        panic!("{refusals:?}");
    };
    assert_eq!(principals.len(), 1);
    assert_eq!(principals[0].subject, group("Ops"));
    assert_eq!(principals[0].assignments, 2);
    assert_eq!(accounts.len(), 1);
    assert_eq!(accounts[0].subject, account("c"));
}

#[test]
fn an_account_that_is_suspended_is_not_counted() {
    let mut story = usual(story(
        &[reader("Look")],
        "Boss Look a\nOps Look a\nOps Look shut",
        "Boss Look a\nOps Look a",
    ));
    let inactive = &mut story.desired.inactive_accounts;
    inactive.insert(account("shut"), AccountState::Suspended);
    assert_eq!(story.rules(), [""; 0]);
    // What is left there gives nobody access.
    story.desired.state.assignments = desired(&[], "Boss Look a").state.assignments;
    assert_eq!(story.rules(), ["total-loss"]);
}

fn expiring(some: usize, of: usize) -> Story {
    let mut story = usual(story(&[reader("Look")], &lines(of), &lines(of - some)));
    let mut expired = Expired::default();
    for assignment in story.live.state.assignments.iter() {
        expired.insert(
            &assignment.to_assignment(),
            Date::parse("2026-06-30").unwrap(),
        );
    }
    story.desired.expired = expired;
    story
}

#[test]
fn what_expires_is_counted_apart_and_has_its_day_as_the_reason() {
    let story = expiring(20, 20);
    assert_eq!(story.rules(), [""; 0]);
    let plan = Plan::between(&story.live, &story.desired, &story.scope);
    for planned in &plan.changes {
        if let Change::DeleteAssignment { reason, .. } = &planned.change {
            let json = serde_json::to_value(reason).unwrap();
            assert_eq!(json, serde_json::json!({"expired": "2026-06-30"}));
        }
    }
    let too_many = expiring(101, 101);
    assert_eq!(too_many.rules(), ["max-expired"]);
    assert_eq!(too_many.refusals()[0].flag(), "--max-expired 101");
    let mut allowed = expiring(101, 101);
    allowed.limits.max_expired = MaxRemovals::Count(101);
    assert_eq!(allowed.rules(), [""; 0]);
}

#[test]
fn expiry_does_not_count_as_removal_and_removal_not_as_expiry() {
    let mut story = expiring(10, 40);
    story.limits.max_removals = MaxRemovals::Count(0);
    assert_eq!(story.rules(), [""; 0]);
    story.limits.max_expired = MaxRemovals::Count(9);
    assert_eq!(story.rules(), ["max-expired"]);
    // What the catalog protects stays, whatever the day.
    story.protected.groups.insert("Ops".into(), span());
    assert_eq!(story.rules(), ["max-expired", "protected-removal"]);
}

/// Sets by number; the second four are what the first four may be renamed to.
fn set_name(number: u8) -> PermissionSetName {
    name(&format!("s{number}"))
}

fn words(tuples: &BTreeSet<(u8, u8, u8)>) -> String {
    let lines = tuples.iter().map(|(principal, set, account)| {
        let dead = if *principal == 0 { "†" } else { "" };
        format!("{dead}p{principal} s{set} a{account}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

proptest! {
    /// Losses are what lives and is not there afterwards, renames followed: said once more, in sets of numbers.
    #[test]
    fn losses_are_live_without_after_with_renames_followed(
        before in proptest::collection::btree_set((0u8..4, 0u8..8, 0u8..3), 0..30),
        after in proptest::collection::btree_set((1u8..4, 0u8..8, 0u8..3), 0..30),
        renamed in proptest::collection::btree_map(4u8..8, 0u8..4, 0..4),
        empty_before in 0u8..=255,
        empty_after in 0u8..=255,
        only in proptest::option::of(0u8..8),
    ) {
        // A name is given up by at most one set, and not by one that the catalog keeps.
        let mut claimed = BTreeSet::new();
        let renamed: BTreeMap<u8, u8> = renamed.into_iter().filter(|(_, old)| claimed.insert(*old)).collect();
        let after: BTreeSet<_> = after.into_iter().filter(|(_, set, _)| !claimed.contains(set)).collect();
        let content = |empty: u8, number: u8| match empty & (1 << number) {
            0 => reader(set_name(number).as_str()),
            _ => denied(set_name(number).as_str()),
        };
        let live_sets: Vec<_> = (0..8).map(|number| content(empty_before, number)).collect();
        let desired_sets: Vec<_> = (0..8)
            .filter(|number| !claimed.contains(number))
            .map(|number| content(empty_after, number))
            .collect();
        let mut story = story(&live_sets, &words(&before), "");
        story.desired = desired(&desired_sets, &words(&after));
        for (new, old) in &renamed {
            let old = Located::new(set_name(*old), span());
            story.desired.renames.insert(set_name(*new), old);
        }
        let may = |set: u8| only.is_none_or(|only| only == set);
        story.scope.only = Only {
            permission_sets: only.map(|only| BTreeSet::from([set_name(only)])),
            ..Only::default()
        };

        let kept = |one: &&(u8, u8, u8)| after.contains(one) || !may(one.1);
        let left: BTreeSet<(u8, u8, u8)> = before
            .iter()
            .filter(kept)
            .chain(after.iter().filter(|one| may(one.1)))
            .copied()
            .collect();
        // A run that does not reach a set leaves it as it is.
        let is_empty_after = |set: u8| match may(set) && !claimed.contains(&set) {
            true => empty_after & (1 << set) != 0,
            false => empty_before & (1 << set) != 0,
        };
        let emptied = |old: u8, new: u8| empty_before & (1 << old) == 0 && is_empty_after(new);
        let survives = |(principal, set, account): &(u8, u8, u8)| {
            let by_name = left.contains(&(*principal, *set, *account)) && !emptied(*set, *set);
            let by_rename = !left.contains(&(*principal, *set, *account))
                && renamed.iter().any(|(new, old)| {
                    old == set && left.contains(&(*principal, *new, *account)) && !emptied(*set, *new)
                });
            by_name || by_rename
        };
        let expected: BTreeSet<(u8, u8, u8)> = before
            .iter()
            .filter(|one| one.0 != 0 && !survives(one))
            .copied()
            .collect();
        let expected: BTreeSet<AccountAssignment> =
            crate::plan::tests::assignments(&words(&expected))
                .iter()
                .map(AssignmentRef::to_assignment)
                .collect();

        let plan = Plan::between(&story.live, &story.desired, &story.scope);
        let circumstances = Circumstances {
            live: &story.live,
            desired: &story.desired,
            protected: &story.protected,
            management_account: None,
            caller: None,
        };
        let nothing = Nothing::of(&plan, &circumstances);
        let found = losses(&plan, &circumstances, &nothing);
        let lost: BTreeSet<AccountAssignment> =
            found.iter().map(|loss| loss.assignment.clone()).collect();
        prop_assert_eq!(lost.len(), found.len());
        prop_assert_eq!(lost, expected);
    }
}
