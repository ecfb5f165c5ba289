//! Whole plans: their order, their concurrency, and what becomes of the rest when something fails.

use std::collections::BTreeSet;
use std::time::SystemTime;

use rolecall::apply::{Event, Interrupt, Journal, Outcome};
use rolecall::model::{Account, ManagedPolicy, PolicyDocument};
use rolecall::plan::{Change, ProvisionReason, ProvisionTarget, RevocationReason};
use serde_json::{Value, json};

use super::harness::{
    AUDIT, Case, DEV, MANAGEMENT, MEMBERS, PROD, STAGING, account, assignment, create_set, grant,
    group, name, revoke, set, state,
};

fn attach(set: &str, policy: &str) -> Change {
    Change::AttachManagedPolicy {
        permission_set: name(set),
        policy: ManagedPolicy::parse(policy).unwrap(),
    }
}

pub(super) fn inline(set: &str) -> Change {
    Change::PutInlinePolicy {
        permission_set: name(set),
        before: None,
        after: PolicyDocument::parse(r#"{"Version":"2012-10-17","Statement":[]}"#).unwrap(),
    }
}

fn delete_set(set: &str) -> Change {
    Change::DeletePermissionSet {
        permission_set: name(set),
    }
}

pub(super) fn provision(set: &str, accounts: &[&str], target: ProvisionTarget) -> Change {
    Change::ProvisionPermissionSet {
        permission_set: name(set),
        accounts: accounts
            .iter()
            .map(|id| account(id))
            .collect::<BTreeSet<Account>>(),
        target,
        reason: ProvisionReason::Edited,
    }
}

pub(super) fn with_sets(sets: Value) -> Value {
    let mut state = state();
    state["permission_sets"] = sets;
    state
}

/// A set that the group Developers has in these accounts.
pub(super) fn held(set_name: &str, number: u8, accounts: &[&str]) -> Value {
    let developers = group("Developers");
    let accounts: serde_json::Map<String, Value> = accounts
        .iter()
        .map(|id| ((*id).to_owned(), json!({"groups": [developers.as_str()]})))
        .collect();
    set(set_name, number, Some("default"), Value::Object(accounts))
}

pub(super) fn assert_complete(outcome: &Outcome) {
    assert!(outcome.is_complete(), "{outcome:#?}");
}

#[test]
fn groups_sets_and_grants_are_made_in_one_go() {
    let case = Case::fresh("");
    let new_group = |set: &str| Change::CreateAssignment(assignment("Auditors", None, set, AUDIT));
    let (outcome, events) = case.apply(vec![
        Change::CreateGroup {
            group: "Auditors".into(),
        },
        create_set("Read"),
        attach("Read", "ReadOnlyAccess"),
        inline("Read"),
        new_group("Read"),
        grant("Developers", "Read", DEV),
    ]);
    assert_complete(&outcome);
    assert_eq!(outcome.done, [0, 1, 2, 3, 4, 5]);
    assert_eq!(
        case.assignments(),
        [
            "Read to group Auditors in core-audit",
            "Read to group Developers in plat-dev"
        ]
    );
    let live = case.live_set("Read");
    assert_eq!(
        live["managed_policies"],
        json!(["arn:aws:iam::aws:policy/ReadOnlyAccess"])
    );
    assert_eq!(live["tags"]["rolecall:catalog"], "default");
    let requested = events
        .iter()
        .filter(|event| matches!(event, Event::Requested { .. }))
        .count();
    assert_eq!(requested, 2);
}

#[test]
fn a_move_grants_before_it_revokes_and_deletes_at_the_end() {
    let case = Case::new(
        &with_sets(json!([held("Old", 1, &[DEV, PROD])])),
        "operation-time=20ms",
    );
    let (outcome, _) = case.apply(vec![
        create_set("New"),
        grant("Developers", "New", DEV),
        grant("Developers", "New", PROD),
        revoke("Developers", "Old", DEV),
        revoke("Developers", "Old", PROD),
        delete_set("Old"),
    ]);
    assert_complete(&outcome);
    assert_eq!(case.live_set("Old"), Value::Null);
    let log = case.sandbox.access_log();
    let first_loss = log.iter().position(|event| !event.gained).unwrap();
    assert_eq!(log.iter().filter(|event| event.gained).count(), 2);
    assert!(
        log[first_loss..].iter().all(|event| !event.gained),
        "{log:#?}"
    );
}

#[test]
fn one_failed_operation_does_not_stop_the_rest() {
    let case = Case::new(
        &with_sets(json!([held("Read", 1, &[])])),
        "fail-operation=2,fail-message=The role is too large",
    );
    let changes = MEMBERS
        .iter()
        .map(|account| grant("Managers", "Read", account))
        .collect();
    let (outcome, _) = case.apply(changes);
    assert_eq!(
        (outcome.done.len(), outcome.failed.len()),
        (9, 1),
        "{outcome:#?}"
    );
    assert!(outcome.failed[0].error.request_id().is_some());
    assert_eq!(case.assignments().len(), 9);
}

#[test]
fn a_set_that_could_not_be_finished_is_not_granted() {
    let case = Case::fresh("unknown-policies=NoSuchAccess");
    let (outcome, _) = case.apply(vec![
        create_set("Broken"),
        create_set("Good"),
        attach("Broken", "NoSuchAccess"),
        inline("Broken"),
        grant("Developers", "Broken", DEV),
        grant("Developers", "Good", DEV),
    ]);
    assert_eq!(outcome.done, [0, 1, 5]);
    let failed: Vec<usize> = outcome
        .failed
        .iter()
        .map(|failure| failure.change)
        .collect();
    assert_eq!(failed, [2]);
    let skipped: Vec<(usize, usize)> = outcome
        .skipped
        .iter()
        .map(|one| (one.change, one.because))
        .collect();
    assert_eq!(skipped, [(3, 2), (4, 2)]);
    assert_eq!(case.assignments(), ["Good to group Developers in plat-dev"]);
}

#[test]
fn a_mover_whose_new_access_fails_keeps_the_old() {
    let case = Case::new(
        &with_sets(json!([held("New", 1, &[]), held("Old", 2, &[DEV, PROD])])),
        "fail-operation=1,fail-message=The role is too large",
    );
    let (outcome, _) = case.apply(vec![
        grant("Developers", "New", DEV),
        grant("Developers", "New", PROD),
        revoke("Developers", "Old", DEV),
        revoke("Developers", "Old", PROD),
        delete_set("Old"),
    ]);
    assert_eq!(
        (outcome.done.as_slice(), outcome.failed.len()),
        ([1, 3].as_slice(), 1),
        "{outcome:#?}"
    );
    let skipped: Vec<usize> = outcome.skipped.iter().map(|one| one.change).collect();
    assert_eq!(skipped, [2, 4]);
    assert_eq!(
        case.assignments(),
        [
            "New to group Developers in plat-prod",
            "Old to group Developers in plat-dev"
        ]
    );
}

#[test]
fn what_is_so_already_is_done_again_without_harm() {
    let case = Case::new(&with_sets(json!([held("Read", 1, &[DEV])])), "");
    let (outcome, _) = case.apply(vec![
        Change::CreateGroup {
            group: "Developers".into(),
        },
        grant("Developers", "Read", DEV),
        revoke("Managers", "Read", DEV),
    ]);
    assert_complete(&outcome);
    assert_eq!(case.assignments(), ["Read to group Developers in plat-dev"]);
}

#[test]
fn at_most_fifteen_operations_are_outstanding_and_one_in_an_account() {
    let sets: Vec<Value> = (1..=3)
        .map(|number| held(&format!("Set{number}"), number, &[]))
        .collect();
    let mut state = with_sets(json!(sets));
    for number in 0..20_u64 {
        state["organization"]["accounts"]
            .as_array_mut()
            .unwrap()
            .push(json!({
                "id": format!("{}", 444_444_444_000 + number), "name": format!("team-{number}"),
            }));
    }
    let limits = "operation-time=200ms,outstanding-assignments=15";
    let case = Case::new(&state, limits);
    let mut changes = Vec::new();
    for number in 0..20_u64 {
        for set in ["Set1", "Set2", "Set3"] {
            changes.push(grant(
                "Developers",
                set,
                &format!("{}", 444_444_444_000 + number),
            ));
        }
    }
    let (outcome, _) = case.apply(changes);
    assert_complete(&outcome);
    let requests = case.sandbox.requests();
    assert_eq!(requests.most_outstanding_in_one_account, 1);
    // The sandbox refuses a sixteenth. That many are made use of, give or take a slow machine.
    assert_eq!(requests.throttled(), 0);
    assert!(requests.most_outstanding_assignments > 10);
    // One look at all that is outstanding, and one at each that has ended.
    assert_eq!(requests.count("sso-admin.CreateAccountAssignment"), 60);
    let looks = requests.count("sso-admin.ListAccountAssignmentCreationStatus");
    let described = requests.count("sso-admin.DescribeAccountAssignmentCreationStatus");
    assert!(
        looks < 60 && described < 75,
        "{looks} looks, {described} described"
    );
}

#[test]
fn one_busy_account_does_not_hold_the_others_up() {
    let case = Case::new(
        &with_sets(json!([
            held("A", 1, &[]),
            held("B", 2, &[]),
            held("C", 3, &[])
        ])),
        "operation-time=20ms",
    );
    let mut changes: Vec<Change> = ["A", "B", "C"]
        .iter()
        .map(|set| grant("Managers", set, DEV))
        .collect();
    changes.extend(
        MEMBERS
            .iter()
            .filter(|id| **id != DEV)
            .map(|id| grant("Managers", "A", id)),
    );
    let (outcome, events) = case.apply(changes);
    assert_complete(&outcome);
    let first: Vec<usize> = events
        .iter()
        .filter_map(|event| match event {
            Event::Requested { change, .. } => Some(*change),
            _ => None,
        })
        .collect();
    // The account with three goes first, and its second waits while every other account starts.
    let second = first.iter().position(|change| *change == 1).unwrap();
    assert!(second >= 10, "{first:?}");
}

#[test]
fn provisioning_is_at_most_three_at_once_and_never_twice_in_an_account() {
    let mut sets = Vec::new();
    let mut changes = Vec::new();
    for (number, id) in (1..=8_u8).zip(MEMBERS) {
        let name = format!("Set{number}");
        sets.push(held(&name, number, &[id]));
        changes.push(inline(&name));
        changes.push(provision(
            &name,
            &[id],
            ProvisionTarget::AllProvisionedAccounts,
        ));
    }
    sets.push(held("Both", 9, &[MEMBERS[0], MEMBERS[1]]));
    changes.push(inline("Both"));
    changes.push(provision(
        "Both",
        &[MEMBERS[0], MEMBERS[1]],
        ProvisionTarget::ListedAccounts,
    ));
    let case = Case::new(
        &with_sets(json!(sets)),
        "operation-time=80ms,outstanding-provisionings=3",
    );
    changes.sort_by_key(Change::phase);
    let (outcome, _) = case.apply(changes);
    assert_complete(&outcome);
    let requests = case.sandbox.requests();
    assert_eq!(requests.most_outstanding_provisionings, 3);
    assert_eq!(requests.most_outstanding_in_one_account, 1);
    assert_eq!(requests.throttled(), 0);
    assert_eq!(requests.count("sso-admin.ProvisionPermissionSet"), 10);
    for set in case.snapshot().permission_sets {
        assert!(
            set.accounts
                .values()
                .all(|provisioned| !provisioned.outdated),
            "{}",
            set.name
        );
    }
}

#[test]
fn an_interrupt_waits_for_what_is_outstanding_and_starts_nothing_more() {
    let case = Case::new(
        &with_sets(json!([held("Read", 1, &[])])),
        "operation-time=100ms",
    );
    let mut changes: Vec<Change> = MEMBERS
        .iter()
        .map(|id| grant("Managers", "Read", id))
        .collect();
    changes.extend(MEMBERS.iter().map(|id| grant("Developers", "Read", id)));
    let (interrupter, interrupt) = Interrupt::new();
    let mut requested = 0;
    let (outcome, events) = case.apply_until(changes, interrupt, |event| {
        if matches!(event, Event::Requested { .. }) {
            requested += 1;
            if requested == 3 {
                interrupter.trigger();
            }
        }
    });
    assert!(outcome.interrupted);
    assert!(
        events
            .iter()
            .any(|event| matches!(event, Event::Interrupted))
    );
    assert!(outcome.failed.is_empty() && outcome.skipped.is_empty());
    // What was on its way when the third was taken is finished; most never began.
    assert!((3..=10).contains(&outcome.done.len()), "{outcome:#?}");
    assert_eq!(outcome.done.len() + outcome.remaining.len(), 20);
    assert_eq!(case.assignments().len(), outcome.done.len());
}

#[test]
fn an_interrupt_before_the_start_leaves_everything_to_do() {
    let case = Case::fresh("");
    let (interrupter, interrupt) = Interrupt::new();
    interrupter.trigger();
    let (outcome, _) = case.apply_until(
        vec![create_set("A"), grant("Developers", "A", DEV)],
        interrupt,
        |_| {},
    );
    assert_eq!(outcome.remaining, [0, 1]);
    assert!(outcome.interrupted && !outcome.is_complete());
    assert_eq!(case.live_set("A"), Value::Null);
}

#[test]
fn an_endpoint_without_status_lists_is_asked_for_each_operation() {
    let lists = "deny=ListAccountAssignmentCreationStatus+ListAccountAssignmentDeletionStatus,operation-time=20ms";
    let case = Case::new(&with_sets(json!([held("Read", 1, &[DEV, PROD])])), lists);
    let mut changes: Vec<Change> = MEMBERS
        .iter()
        .map(|id| grant("Managers", "Read", id))
        .collect();
    changes.push(revoke("Developers", "Read", DEV));
    changes.push(revoke("Developers", "Read", PROD));
    let (outcome, _) = case.apply(changes);
    assert_complete(&outcome);
    // One refusal is enough. Where no two operations are outstanding at a look, no list is asked for at all.
    let asked = case.calls("sso-admin.ListAccountAssignmentCreationStatus")
        + case.calls("sso-admin.ListAccountAssignmentDeletionStatus");
    assert!(asked <= 1, "{asked}");
}

#[test]
fn known_failures_say_what_helps() {
    let case = Case::new(
        &with_sets(json!([held("Read", 1, &[])])),
        "management-iam-denied=true",
    );
    let (outcome, _) = case.apply(vec![
        grant("Managers", "Read", MANAGEMENT),
        grant("Managers", "Read", STAGING),
    ]);
    assert_eq!(outcome.done, [1]);
    let failure = &outcome.failed[0];
    assert!(
        failure
            .error
            .message()
            .starts_with("Received a 403 status error"),
        "{failure:?}"
    );
    assert!(
        failure
            .help
            .as_ref()
            .unwrap()
            .contains("examples/iam/management-account.json")
    );
}

#[test]
fn an_assignment_whose_principal_is_gone_is_revoked_or_reported() {
    let gone = "99999999-1111-2222-3333-444444444444";
    let orphan = || Change::DeleteAssignment {
        assignment: assignment(
            gone,
            Some(rolecall::model::PrincipalId::new(gone)),
            "Read",
            DEV,
        ),
        reason: RevocationReason::PrincipalDeleted,
    };
    let state = with_sets(json!([set(
        "Read",
        1,
        Some("default"),
        json!({DEV: {"groups": [gone]}})
    )]));
    let case = Case::new(&state, "");
    assert_complete(&case.apply(vec![orphan()]).0);
    assert!(case.assignments().is_empty());
    let case = Case::new(&state, "orphans-undeletable=true");
    let (outcome, _) = case.apply(vec![orphan()]);
    assert!(
        outcome.failed[0]
            .help
            .as_ref()
            .unwrap()
            .contains("AWS Support"),
        "{outcome:#?}"
    );
}

#[test]
fn the_journal_has_a_line_for_everything_that_happened() {
    let case = Case::fresh("unknown-policies=NoSuchAccess");
    let changes = vec![
        create_set("Broken"),
        attach("Broken", "NoSuchAccess"),
        create_set("Read"),
        grant("Developers", "Broken", DEV),
        grant("Developers", "Read", DEV),
    ];
    let plan = case.plan(changes.clone());
    let mut out = Vec::new();
    let mut journal = Journal::new(&mut out);
    case.apply_until(changes, Interrupt::never(), |event| {
        journal.record(&plan, event, SystemTime::now()).unwrap();
    });
    let text = String::from_utf8(out).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let said: BTreeSet<String> = lines
        .iter()
        .map(|line| {
            format!(
                "{} {}",
                line["status"].as_str().unwrap(),
                line["change"].as_str().unwrap()
            )
        })
        .collect();
    let expected = [
        "failed attach NoSuchAccess to permission set Broken",
        "requested grant Read to group Developers in account 333333333301",
        "skipped grant Broken to group Developers in account 333333333301",
        "started attach NoSuchAccess to permission set Broken",
        "started create permission set Broken",
        "started create permission set Read",
        "started grant Read to group Developers in account 333333333301",
        "succeeded create permission set Broken",
        "succeeded create permission set Read",
        "succeeded grant Read to group Developers in account 333333333301",
    ];
    assert_eq!(said, expected.map(str::to_owned).into());
    assert!(
        lines
            .iter()
            .filter(|line| line["status"] != "skipped" && line["status"] != "started")
            .all(|line| line["request_id"].is_string()),
        "{text}"
    );
}

#[test]
fn a_set_that_somebody_assigned_again_is_not_waited_for() {
    let developers = group("Developers");
    let mut state = state();
    let held = json!({DEV: {"groups": [developers.as_str()]}});
    state["permission_sets"] = json!([set("Old", 1, Some("default"), held)]);
    let case = Case::new(&state, "");
    let began = std::time::Instant::now();
    let (outcome, _) = case.apply(vec![delete_set("Old")]);
    let failure = &outcome.failed[0];
    assert_eq!(
        failure.help.as_deref(),
        Some("the permission set was assigned again since the plan was made: plan again")
    );
    assert!(!failure.error.is_uncertain());
    // Waiting for the account to give the set up would take minutes.
    assert!(began.elapsed() < std::time::Duration::from_secs(60));
    assert_eq!(case.snapshot().permission_sets.len(), 1);
}

#[test]
fn what_looked_like_an_orphan_is_kept_when_its_group_is_there_after_all() {
    // Another run created the group between the two readings of this plan: the group was missing, its assignment
    // was there.
    let managers = group("Managers");
    let mut state = state();
    let held = json!({DEV: {"groups": [managers.as_str()]}});
    state["permission_sets"] = json!([set("A", 1, Some("default"), held)]);
    // By the time of the second reading the plan may have known the group's name, too.
    let orphan = (managers.as_str(), RevocationReason::PrincipalDeleted);
    let named = ("Managers", RevocationReason::NotInCatalog);
    for (called, reason) in [orphan, named] {
        let case = Case::new(&state, "");
        let revocation = Change::DeleteAssignment {
            assignment: assignment(called, Some(managers.clone()), "A", DEV),
            reason,
        };
        let (outcome, _) = case.apply(vec![
            Change::CreateGroup {
                group: "Managers".into(),
            },
            Change::CreateAssignment(assignment("Managers", None, "A", DEV)),
            revocation,
        ]);
        assert_eq!(outcome.done, [0, 1]);
        assert_eq!(outcome.failed[0].change, 2);
        assert_eq!(outcome.failed[0].help.as_deref(), Some("plan again"));
        assert_eq!(case.assignments().len(), 1);
    }
}
