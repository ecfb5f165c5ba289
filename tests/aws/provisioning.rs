//! Provisioning: made whatever a list says, confirmed afterwards, and never where it would leave a role for nobody.

use rolecall::apply::{Event, RoleLeft, Unconfirmed};
use rolecall::model::AccountId;
use rolecall::plan::{Change, ProvisionTarget};
use serde_json::{Value, json};

use super::applying::{assert_complete, held, inline, provision, with_sets};
use super::harness::{Case, DEV, PROD, grant, revoke, set};

const PROVISION: &str = "sso-admin.ProvisionPermissionSet";
const ALL: ProvisionTarget = ProvisionTarget::AllProvisionedAccounts;
const LISTED: ProvisionTarget = ProvisionTarget::ListedAccounts;

fn id(account: &str) -> AccountId {
    AccountId::parse(account).unwrap()
}

/// The set `Read`, which Developers have in these accounts, with an older version in all of them.
fn outdated(accounts: &[&str]) -> Value {
    let mut set = held("Read", 1, accounts);
    for there in set["accounts"].as_object_mut().unwrap().values_mut() {
        there["outdated"] = json!(true);
    }
    set
}

/// Whether the role of `Read` in an account has an older version; `None` where there is no role.
fn is_outdated(case: &Case, account: &str) -> Option<bool> {
    case.live_set("Read")["accounts"][account]["outdated"].as_bool()
}

#[test]
fn an_edit_is_provisioned_although_the_list_shows_no_account_with_an_older_version() {
    for target in [ALL, LISTED] {
        let state = with_sets(json!([held("Read", 1, &[DEV, PROD])]));
        let case = Case::new(&state, "provisioning-list-lag=1h");
        let (outcome, _) = case.apply(vec![
            inline("Read"),
            provision("Read", &[DEV, PROD], target),
        ]);
        assert_complete(&outcome);
        assert_eq!(outcome.unconfirmed, []);
        assert_eq!(is_outdated(&case, DEV), Some(false));
        assert_eq!(is_outdated(&case, PROD), Some(false));
    }
}

#[test]
fn accounts_that_stay_listed_with_an_older_version_are_named() {
    let state = with_sets(json!([outdated(&[DEV, PROD])]));
    let case = Case::new(&state, "provisioning-list-lag=1h");
    let (outcome, events) = case.apply(vec![provision("Read", &[DEV], LISTED)]);
    assert_complete(&outcome);
    assert_eq!(is_outdated(&case, DEV), Some(false));
    // Nothing is said of an account that was not provisioned.
    let unconfirmed = Unconfirmed {
        change: 0,
        accounts: [id(DEV)].into(),
    };
    assert_eq!(outcome.unconfirmed, [unconfirmed]);
    let told = events
        .iter()
        .filter(|event| matches!(event, Event::Unconfirmed(_)));
    assert_eq!(told.count(), 1);
}

#[test]
fn a_list_that_is_late_is_waited_for() {
    let state = with_sets(json!([outdated(&[DEV])]));
    let case = Case::new(&state, "provisioning-list-lag=50ms");
    let (outcome, _) = case.apply(vec![provision("Read", &[DEV], ALL)]);
    assert_complete(&outcome);
    assert_eq!(outcome.unconfirmed, []);
}

#[test]
fn an_account_in_which_nobody_is_assigned_is_not_provisioned() {
    let nobody = set("Read", 1, Some("default"), json!({DEV: {"outdated": true}}));
    let case = Case::new(&with_sets(json!([nobody])), "");
    // One that has no role does not get one, either.
    let (outcome, _) = case.apply(vec![provision("Read", &[DEV, PROD], LISTED)]);
    assert_complete(&outcome);
    assert_eq!(case.calls(PROVISION), 0);
    assert_eq!(is_outdated(&case, PROD), None);
}

#[test]
fn an_account_that_loses_its_last_assignment_is_not_provisioned() {
    let case = Case::new(&with_sets(json!([outdated(&[DEV, PROD])])), "");
    let (outcome, _) = case.apply(vec![
        provision("Read", &[DEV, PROD], LISTED),
        revoke("Developers", "Read", DEV),
    ]);
    assert_complete(&outcome);
    assert_eq!(case.calls(PROVISION), 1);
    assert_eq!(is_outdated(&case, DEV), None);
    assert_eq!(is_outdated(&case, PROD), Some(false));
}

#[test]
fn an_account_whose_last_assignment_could_not_be_deleted_is_provisioned_after_all() {
    let state = with_sets(json!([outdated(&[DEV, PROD])]));
    let case = Case::new(&state, "fail-operation=2,fail-message=Not now");
    let (outcome, _) = case.apply(vec![
        provision("Read", &[DEV, PROD], LISTED),
        revoke("Developers", "Read", DEV),
    ]);
    assert_eq!(outcome.done, [0]);
    assert_eq!(outcome.failed.len(), 1);
    assert_eq!(case.calls(PROVISION), 2);
    assert_eq!(is_outdated(&case, DEV), Some(false));
    assert_eq!(is_outdated(&case, PROD), Some(false));
}

#[test]
fn a_role_is_updated_before_somebody_is_assigned_to_it_and_named_if_that_fails() {
    let nobody = || set("Read", 1, Some("default"), json!({DEV: {"outdated": true}}));
    let changes = || -> Vec<Change> {
        vec![
            provision("Read", &[DEV], LISTED),
            grant("Developers", "Read", DEV),
        ]
    };
    let case = Case::new(&with_sets(json!([nobody()])), "");
    let (outcome, _) = case.apply(changes());
    assert_complete(&outcome);
    assert_eq!(outcome.roles_left, []);
    assert_eq!(is_outdated(&case, DEV), Some(false));

    let refused = "fail-operation=2,fail-message=Not now";
    let case = Case::new(&with_sets(json!([nobody()])), refused);
    let (outcome, _) = case.apply(changes());
    let role = RoleLeft {
        change: 0,
        account: id(DEV),
    };
    assert_eq!(outcome.roles_left, [role]);
}

#[test]
fn more_accounts_than_one_operation_reaches_are_provisioned_one_by_one() {
    let state = with_sets(json!([outdated(&[DEV, PROD])]));
    let case = Case::new(&state, "provisioned-accounts-limit=1");
    let (outcome, _) = case.apply(vec![provision("Read", &[DEV, PROD], ALL)]);
    assert_complete(&outcome);
    assert_eq!(outcome.done, [0]);
    assert_eq!(case.calls(PROVISION), 3);
    assert_eq!(is_outdated(&case, DEV), Some(false));
    assert_eq!(is_outdated(&case, PROD), Some(false));
}
