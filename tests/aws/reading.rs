//! The directory, the live state and the snapshot.

use std::collections::BTreeSet;
use std::sync::Arc;

use rolecall::aws::{Connection, Needs};
use rolecall::model::{
    AccountSource, AccountState, CatalogName, Directory, Live, LiveScope, PrincipalType, Scan,
    Snapshot,
};
use serde_json::{Value, json};

use super::harness::{
    AUDIT, Case, DEV, MANAGEMENT, MEMBERS, PROD, everything, group, lines, name, names, run, scope,
    set, state, user,
};

fn directory(case: &Case, needs: &Needs) -> Directory {
    let connection = case.open().unwrap();
    run(connection.reader().directory(needs)).unwrap()
}

/// Two governed sets, one that is to go, one of somebody else; groups, a user, orphans, and two accounts behind.
fn populated() -> Value {
    let mut state = state();
    let (managers, developers) = (group("Managers"), group("Developers"));
    let (ann, gone) = (
        user("ann@example.com"),
        "99999999-1111-2222-3333-444444444444",
    );
    let ids = |ids: &[&str]| json!(ids);
    state["permission_sets"] = json!([
        set(
            "Admin",
            1,
            Some("default"),
            json!({
                MANAGEMENT: {"groups": ids(&[managers.as_str()])},
                DEV: {"groups": ids(&[managers.as_str(), developers.as_str(), gone]), "users": ids(&[ann.as_str()]), "outdated": true},
                PROD: {},
            })
        ),
        set(
            "Old",
            2,
            Some("default"),
            json!({
                DEV: {"groups": ids(&[developers.as_str(), gone]), "users": ids(&[ann.as_str()])},
            })
        ),
        set(
            "Other",
            3,
            Some("someone-else"),
            json!({DEV: {"groups": ids(&[developers.as_str()])}})
        ),
        set(
            "Free",
            4,
            None,
            json!({AUDIT: {"groups": ids(&[developers.as_str()]), "outdated": true}})
        ),
    ]);
    let admin = &mut state["permission_sets"][0];
    admin["description"] = json!("All of it");
    admin["session_duration"] = json!("PT4H");
    admin["relay_state"] = json!("https://console.aws.amazon.com/");
    admin["tags"]["team"] = json!("platform");
    admin["managed_policies"] = json!([
        "arn:aws:iam::aws:policy/job-function/Billing",
        "arn:aws:iam::aws:policy/ReadOnlyAccess"
    ]);
    admin["customer_managed_policies"] = json!([{"name": "Ops", "path": "/teams/"}]);
    admin["inline_policy"] = json!("{ \"Statement\": [] }");
    admin["permissions_boundary"] =
        json!({"customer_managed_policy": {"name": "Limit", "path": "/"}});
    state
}

#[test]
fn the_directory_has_accounts_with_their_units_and_tags_and_the_principals() {
    let directory = directory(
        &Case::fresh(""),
        &everything(&["ann@example.com", "nobody@example.com"]),
    );
    assert_eq!(directory.accounts.len(), 11);
    let dev = directory.accounts_named("plat-dev").next().unwrap();
    let units: Vec<_> = dev
        .organizational_units
        .iter()
        .map(|unit| unit.name.as_deref().unwrap())
        .collect();
    assert_eq!(units, ["plat", "dev"]);
    assert_eq!(dev.tags["stage"], "dev");
    assert_eq!(dev.state, AccountState::Active);
    let root = directory.accounts_named("core-root").next().unwrap();
    assert!(root.organizational_units.is_empty());
    assert!(directory.is_management(&root.account));
    let principals = directory.principals.unwrap();
    assert_eq!(
        principals.id(PrincipalType::Group, "DevOps"),
        Some(&group("DevOps"))
    );
    assert_eq!(principals.id(PrincipalType::Group, "devops"), None);
    let users: Vec<&str> = principals
        .names(PrincipalType::User)
        .map(|name| &**name)
        .collect();
    assert_eq!(users, ["ann@example.com"]);
}

#[test]
fn what_is_not_needed_is_not_asked_for() {
    let case = Case::fresh("");
    let found = directory(&case, &Needs::default());
    assert_eq!(found.principals.unwrap().groups.len(), 0);
    let requests = case.sandbox.requests();
    assert_eq!(requests.count("organizations.ListAccounts"), 1);
    // Four for the connection.
    assert_eq!(requests.total(), 4 + 1, "{:?}", requests.by_operation());
}

#[test]
fn a_catalog_with_an_account_map_needs_no_right_to_the_organization() {
    let case = Case::fresh("deny=ListAccounts+DescribeOrganization");
    let needs = Needs {
        without_accounts: true,
        groups: true,
        ..Needs::default()
    };
    let found = directory(&case, &needs);
    assert!(found.accounts.is_empty() && found.accounts_from == AccountSource::Mentions);
    assert_eq!(found.management_account.unwrap().to_string(), MANAGEMENT);
}

#[test]
fn unit_ids_come_with_the_accounts_and_their_names_take_a_walk() {
    let case = Case::fresh("");
    let ids = Needs {
        organizational_units: true,
        ..Needs::default()
    };
    let found = directory(&case, &ids);
    let dev = found.accounts_named("plat-dev").next().unwrap().clone();
    assert_eq!(dev.organizational_units.len(), 2);
    assert!(
        dev.organizational_units
            .iter()
            .all(|unit| unit.name.is_none())
    );
    assert_eq!(
        case.calls("organizations.ListOrganizationalUnitsForParent"),
        0
    );
}

#[test]
fn accounts_that_are_not_active_are_told_apart() {
    let mut state = state();
    state["organization"]["accounts"][3]["state"] = json!("SUSPENDED");
    let id = state["organization"]["accounts"][3]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let found = directory(&Case::new(&state, ""), &Needs::default());
    let suspended: Vec<String> = found
        .accounts
        .iter()
        .filter(|account| account.state == AccountState::Suspended)
        .map(|account| account.account.id.unwrap().to_string())
        .collect();
    assert_eq!(suspended, [id]);
}

#[test]
fn many_accounts_and_groups_take_many_pages_and_odd_pages_change_nothing() {
    let mut state = state();
    for number in 0..60_u64 {
        state["organization"]["accounts"].as_array_mut().unwrap().push(json!({
            "id": format!("{}", 444_444_444_000 + number), "name": format!("team-{number}"), "parent": "ou-ab12-11111111",
        }));
    }
    for number in 0..250 {
        state["identity_store"]["groups"].as_array_mut().unwrap().push(json!({
            "id": format!("00000000-0000-4000-8000-{number:012}"), "display_name": format!("group {number}"),
        }));
    }
    let (plain, odd) = (Case::new(&state, ""), Case::new(&state, "odd-pages=true"));
    let needs = everything(&[]);
    let found = directory(&plain, &needs);
    assert_eq!(found.accounts.len(), 71);
    assert_eq!(found.principals.as_ref().unwrap().groups.len(), 254);
    assert_eq!(plain.calls("organizations.ListAccounts"), 4);
    assert_eq!(plain.calls("identitystore.ListGroups"), 3);
    assert_eq!(directory(&odd, &needs), found);
}

fn live(case: &Case, ask: impl FnOnce(&mut LiveScope<'_>)) -> Live {
    run(async {
        let connection = open(case).await;
        let reader = connection.reader();
        let directory = reader
            .directory(&everything(&["ann@example.com", "ben@example.com"]))
            .await
            .unwrap();
        let mut scope = scope(&directory, &["Admin", "Missing"]);
        ask(&mut scope);
        let live = reader.live(&scope).await.unwrap();
        // Whatever the reader gives, a snapshot of the same state gives the same.
        let snapshot = case.snapshot();
        let directory = snapshot.directory();
        let again = snapshot
            .live(&LiveScope {
                directory: &directory,
                ..scope
            })
            .unwrap();
        assert_eq!(lines(&again), lines(&live));
        assert_eq!(again.state.permission_sets, live.state.permission_sets);
        live
    })
}

async fn open(case: &Case) -> Connection {
    Connection::open(&rolecall::aws::Settings {
        endpoint_url: Some(case.sandbox.url()),
        region: Some("us-east-1".to_owned()),
        requests_per_second: 5000.0,
        ..Default::default()
    })
    .await
    .unwrap()
}

/// What a scan of groups sees of [`populated`]: of the set that goes, everything.
const SEEN_BY_GROUPS: [&str; 6] = [
    "Old to group 99999999-1111-2222-3333-444444444444 in plat-dev",
    "Admin to group Developers in plat-dev",
    "Old to group Developers in plat-dev",
    "Admin to group Managers in core-root",
    "Admin to group Managers in plat-dev",
    "Old to user ann@example.com in plat-dev",
];

#[test]
fn a_scan_of_groups_goes_by_principal_where_that_is_cheaper() {
    let case = Case::new(&populated(), "");
    // Four groups are more than the one set is worth, and less than its three accounts and the counting.
    let live = live(&case, |_| {});
    assert_eq!(lines(&live), SEEN_BY_GROUPS);
    assert_eq!(live.scan, Scan::Groups);
}

#[test]
fn both_ways_see_the_same() {
    let with_many_accounts = || {
        let mut state = populated();
        for account in MEMBERS {
            if state["permission_sets"][0]["accounts"][account].is_null() {
                state["permission_sets"][0]["accounts"][account] = json!({});
            }
        }
        state
    };
    let by_principal = Case::new(&with_many_accounts(), "");
    assert_eq!(lines(&live(&by_principal, |_| {})), SEEN_BY_GROUPS);
    assert_eq!(
        by_principal.calls("sso-admin.ListAccountAssignmentsForPrincipal"),
        4
    );
    let refused = Case::new(
        &with_many_accounts(),
        "deny=ListAccountAssignmentsForPrincipal",
    );
    assert_eq!(lines(&live(&refused, |_| {})), SEEN_BY_GROUPS);
    assert_eq!(refused.calls("sso-admin.ListAccountAssignments"), 12);
}

#[test]
fn users_that_the_catalog_names_are_seen_and_inherited_rows_are_not_taken_for_theirs() {
    for options in [
        "",
        "users-include-inherited=true",
        "deny=ListAccountAssignmentsForPrincipal",
    ] {
        let case = Case::new(&populated(), options);
        let live = live(&case, |scope| {
            scope.users = ["ann@example.com", "ben@example.com"].map(Arc::from).into();
        });
        let users: Vec<String> = lines(&live)
            .into_iter()
            .filter(|line| line.contains(" user "))
            .collect();
        let expected = [
            "Admin to user ann@example.com in plat-dev",
            "Old to user ann@example.com in plat-dev",
        ];
        assert_eq!(users, expected, "{options}");
    }
}

#[test]
fn a_full_scan_sees_users_and_principals_that_are_gone() {
    let case = Case::new(&populated(), "");
    let live = live(&case, |scope| scope.scan = Scan::Full);
    let seen = lines(&live);
    assert_eq!(seen.len(), SEEN_BY_GROUPS.len() + 2, "{seen:#?}");
    assert!(seen.contains(&"Admin to user ann@example.com in plat-dev".to_owned()));
    let orphans = live
        .state
        .assignments
        .principals()
        .iter()
        .filter(|one| one.is_orphan())
        .count();
    assert_eq!(orphans, 1);
    assert_eq!(
        case.calls("sso-admin.ListAccountAssignmentsForPrincipal"),
        0
    );
    // The id that nobody knows is asked for once, though it is assigned twice.
    assert_eq!(case.calls("identitystore.DescribeGroup"), 1);
}

#[test]
fn a_set_that_is_to_be_renamed_is_read_to_its_last_assignment() {
    let case = Case::new(&populated(), "");
    let live = live(&case, |scope| {
        scope.names = names(&["New"]);
        scope.previously = names(&["Free"]);
    });
    assert!(lines(&live).contains(&"Free to group Developers in core-audit".to_owned()));
    let all: Vec<&str> = live
        .permission_sets
        .keys()
        .map(|name| name.as_str())
        .collect();
    assert_eq!(all, ["Admin", "Free", "Old", "Other"]);
}

#[test]
fn a_permission_set_is_read_in_full_and_its_ownership_apart() {
    let case = Case::new(&populated(), "");
    let live = live(&case, |_| {});
    let admin = &live.state.permission_sets[&name("Admin")];
    assert_eq!(admin.description.as_deref(), Some("All of it"));
    assert_eq!(admin.session_duration.to_string(), "PT4H");
    assert_eq!(
        admin.relay_state.as_deref(),
        Some("https://console.aws.amazon.com/")
    );
    assert_eq!(
        admin.tags.iter().collect::<Vec<_>>(),
        [(&"team".to_owned(), &"platform".to_owned())]
    );
    let managed: Vec<&str> = admin
        .managed_policies
        .iter()
        .map(|policy| policy.as_str())
        .collect();
    assert_eq!(managed, ["ReadOnlyAccess", "job-function/Billing"]);
    assert_eq!(
        admin.customer_managed_policies.first().unwrap().to_string(),
        "/teams/Ops"
    );
    assert_eq!(
        admin.inline_policy.as_ref().unwrap().text(),
        "{\"Statement\":[]}"
    );
    assert_eq!(
        admin.permissions_boundary.as_ref().unwrap().to_string(),
        "customer managed /Limit"
    );
    let outline = &live.permission_sets[&name("Admin")];
    assert_eq!(outline.governed_by, Some(CatalogName::default()));
    let outdated: Vec<String> = outline
        .outdated
        .iter()
        .filter_map(|account| account.id)
        .map(|id| id.to_string())
        .collect();
    assert_eq!(outdated, [DEV]);
    let other = &live.permission_sets[&name("Other")];
    assert_eq!(other.governed_by, Some(CatalogName::new("someone-else")));
    let read: BTreeSet<&str> = live
        .state
        .permission_sets
        .keys()
        .map(|name| name.as_str())
        .collect();
    assert_eq!(read, ["Admin", "Old"].into());
}

#[test]
fn a_delegated_administrator_reads_by_pair() {
    let mut state = populated();
    state["organization"]["delegated_administrators"] = json!([AUDIT]);
    state["caller"] = json!({"account": AUDIT, "arn": format!("arn:aws:iam::{AUDIT}:role/iam")});
    // What is assigned in the management account is not shown to it.
    state["permission_sets"][0]["accounts"]
        .as_object_mut()
        .unwrap()
        .remove(MANAGEMENT);
    let case = Case::new(&state, "");
    let live = live(&case, |_| {});
    let expected: Vec<&str> = SEEN_BY_GROUPS
        .into_iter()
        .filter(|line| !line.ends_with("core-root"))
        .collect();
    assert_eq!(lines(&live), expected);
    assert_eq!(
        case.calls("sso-admin.ListAccountAssignmentsForPrincipal"),
        0
    );
}

#[test]
fn accounts_that_the_organization_no_longer_has_are_called_by_their_id() {
    let mut state = populated();
    let accounts = state["permission_sets"][0]["accounts"]
        .as_object_mut()
        .unwrap();
    let dev = accounts.remove(DEV).unwrap();
    accounts.insert("999999999999".to_owned(), dev);
    let directory = Directory::default();
    let snapshot = Snapshot::parse(&state.to_string()).unwrap();
    let scope = LiveScope {
        scan: Scan::Full,
        ..scope(&directory, &["Admin"])
    };
    let seen = lines(&snapshot.live(&scope).unwrap());
    assert!(
        seen.contains(&"Admin to group Developers in 999999999999".to_owned()),
        "{seen:#?}"
    );
}

#[test]
fn a_snapshot_that_is_read_equals_the_file_behind_it() {
    for options in ["", "odd-pages=true"] {
        let mut state = populated();
        state["organization"]["delegated_administrators"] = json!([AUDIT]);
        let case = Case::new(&state, options);
        let connection = case.open().unwrap();
        let snapshot = run(connection.reader().snapshot()).unwrap();
        assert_eq!(snapshot, case.snapshot());
        assert_eq!(Snapshot::parse(&snapshot.to_json()).unwrap(), snapshot);
    }
}

#[test]
fn what_we_write_is_what_the_sandbox_reads() {
    let mut snapshot = Snapshot::parse(&populated().to_string()).unwrap();
    for user in &mut snapshot.identity_store.users {
        user.status = Some("ENABLED".to_owned());
    }
    let text = snapshot.to_json();
    let case = Case::new(&serde_json::from_str(&text).unwrap(), "");
    assert_eq!(case.snapshot(), snapshot);
}
