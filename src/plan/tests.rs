//! Plans as short stories: what lives, what is desired, what is done about it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use insta::assert_snapshot;

use super::{Change, Note, Only, Plan, ProvisionTarget, Scope};
use crate::model::{
    Account, AccountId, AccountState, Assignments, AssignmentsBuilder, CatalogName, Desired, Live,
    LivePermissionSet, ManagedPolicy, PermissionSet, PermissionSetName, PolicyDocument, Principal,
    PrincipalId, PrincipalType, RuleInfo, Scan, SessionDuration, State,
};
use crate::source::{Located, Sources, Span};

pub(super) fn name(text: &str) -> PermissionSetName {
    PermissionSetName::parse(text).unwrap()
}

pub(super) fn account(text: &str) -> Account {
    let digit = text.bytes().map(u64::from).sum::<u64>() % 1_000_000;
    Account {
        name: text.into(),
        id: Some(AccountId::parse(&format!("{digit:012}")).unwrap()),
    }
}

pub(super) fn group(text: &str) -> Principal {
    let (name, id) = match text.strip_prefix('†') {
        Some(id) => (id, id.to_owned()),
        None => (text, format!("id-of-{text}")),
    };
    Principal {
        kind: PrincipalType::Group,
        name: name.into(),
        id: Some(PrincipalId::new(id)),
    }
}

/// `group set account`, one a line; a dead principal is marked by a dagger.
pub(super) fn assignments(lines: &str) -> Assignments {
    let mut builder = AssignmentsBuilder::default();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        builder.add(&group(words[0]), &name(words[1]), &account(words[2]), 0);
    }
    builder.finish()
}

fn sets(sets: &[PermissionSet]) -> BTreeMap<PermissionSetName, PermissionSet> {
    sets.iter()
        .map(|set| (set.name.clone(), set.clone()))
        .collect()
}

pub(super) fn set(text: &str) -> PermissionSet {
    PermissionSet::new(name(text))
}

fn span() -> Span {
    Span::new(Sources::default().add("catalog.yaml", ""), 0, 0)
}

pub(super) fn desired(permission_sets: &[PermissionSet], lines: &str) -> Desired {
    Desired {
        catalog: CatalogName::default(),
        is_named: true,
        expired: Default::default(),
        state: State {
            permission_sets: sets(permission_sets),
            assignments: assignments(lines),
        },
        groups: Vec::new(),
        rules: vec![RuleInfo {
            place: span(),
            facts: Default::default(),
        }],
        set_places: BTreeMap::new(),
        renames: BTreeMap::new(),
        account_types: BTreeMap::new(),
        inactive_accounts: BTreeMap::new(),
        untyped_accounts: Vec::new(),
    }
}

pub(super) fn live(permission_sets: &[PermissionSet], lines: &str) -> Live {
    let known = permission_sets.iter().map(|set| {
        let live = LivePermissionSet {
            arn: format!("arn-of-{}", set.name).into(),
            governed_by: Some(CatalogName::default()),
            outdated: BTreeSet::new(),
            provisioned: None,
            unassigned: BTreeSet::new(),
        };
        (set.name.clone(), live)
    });
    Live {
        permission_sets: known.collect(),
        state: State {
            permission_sets: sets(permission_sets),
            assignments: assignments(lines),
        },
        scan: Scan::Full,
    }
}

pub(super) fn words(plan: &Plan) -> String {
    let lines: Vec<String> = plan
        .changes
        .iter()
        .map(|planned| planned.change.words())
        .collect();
    lines.join("\n")
}

fn between(live: &Live, desired: &Desired) -> String {
    words(&Plan::between(live, desired, &Scope::default()))
}

#[test]
fn equal_states_need_no_change() {
    let sets = [set("Admin")];
    let lines = "Ops Admin prod\nOps Admin dev";
    assert_eq!(between(&live(&sets, lines), &desired(&sets, lines)), "");
}

#[test]
fn moving_a_group_grants_before_it_revokes() {
    let sets = [set("Admin")];
    let plan = between(
        &live(&sets, "Ops Admin dev"),
        &desired(&sets, "Ops Admin prod"),
    );
    assert_snapshot!(plan, @"
    grant Admin to group Ops in prod
    revoke Admin from group Ops in dev
    ");
}

#[test]
fn a_new_set_gets_its_policies_before_anybody_gets_the_set() {
    let mut admin = set("Admin");
    admin
        .managed_policies
        .insert(ManagedPolicy::parse("AdministratorAccess").unwrap());
    admin.inline_policy =
        Some(PolicyDocument::parse(r#"{"Version":"2012-10-17","Statement":[]}"#).unwrap());
    let plan = between(&live(&[], ""), &desired(&[admin], "Ops Admin prod"));
    assert_snapshot!(plan, @"
    create permission set Admin
    attach AdministratorAccess to permission set Admin
    set the inline policy of permission set Admin
    grant Admin to group Ops in prod
    ");
}

#[test]
fn an_edited_set_is_provisioned_once_after_all_edits_and_before_grants() {
    let mut before = set("Admin");
    before
        .managed_policies
        .insert(ManagedPolicy::parse("ReadOnlyAccess").unwrap());
    let mut after = set("Admin");
    after
        .managed_policies
        .insert(ManagedPolicy::parse("AdministratorAccess").unwrap());
    after.session_duration = SessionDuration::parse("PT4H").unwrap();
    let plan = between(
        &live(&[before], "Ops Admin dev"),
        &desired(&[after], "Ops Admin dev\nOps Admin prod"),
    );
    assert_snapshot!(plan, @"
    update permission set Admin
    detach ReadOnlyAccess from permission set Admin
    attach AdministratorAccess to permission set Admin
    provision permission set Admin
    grant Admin to group Ops in prod
    ");
}

#[test]
fn deleting_an_assigned_permission_set_revokes_it_first() {
    let plan = between(&live(&[set("Old")], "Ops Old dev"), &desired(&[], ""));
    assert_snapshot!(plan, @"
    revoke Old from group Ops in dev
    delete permission set Old
    ");
}

#[test]
fn a_rename_leaves_nobody_without_access_in_between() {
    let mut desired = desired(&[set("New")], "Ops New dev");
    desired
        .renames
        .insert(name("New"), Located::new(name("Old"), span()));
    let plan = Plan::between(
        &live(&[set("Old")], "Ops Old dev"),
        &desired,
        &Scope::default(),
    );
    assert_snapshot!(words(&plan), @"
    create permission set New
    grant New to group Ops in dev
    revoke Old from group Ops in dev
    delete permission set Old
    ");
    assert!(plan.notes.contains(&Note::RoleChanges {
        before: name("Old"),
        after: name("New")
    }));
}

#[test]
fn unmanaged_sets_and_their_assignments_are_never_touched() {
    let mut live = live(&[], "");
    let stranger = LivePermissionSet {
        arn: "arn".into(),
        governed_by: None,
        outdated: BTreeSet::new(),
        provisioned: None,
        unassigned: BTreeSet::new(),
    };
    live.permission_sets
        .insert(name("ByHand"), stranger.clone());
    let other = LivePermissionSet {
        governed_by: Some(CatalogName::new("other")),
        ..stranger
    };
    live.permission_sets.insert(name("OfAnother"), other);
    assert_eq!(between(&live, &desired(&[], "")), "");
}

#[test]
fn a_set_of_the_same_name_that_nobody_governs_stops_the_plan_unless_it_is_adopted() {
    let mut live = live(&[set("Admin")], "Ops Admin dev\nStranger Admin dev");
    live.permission_sets
        .get_mut(&name("Admin"))
        .unwrap()
        .governed_by = None;
    let desired = desired(&[set("Admin")], "Ops Admin dev");
    let plan = Plan::between(&live, &desired, &Scope::default());
    assert!(plan.problems.has_errors());
    assert_eq!(words(&plan), "");
    let adopting = Scope {
        adopt: true,
        ..Scope::default()
    };
    let plan = Plan::between(&live, &desired, &adopting);
    assert!(plan.problems.is_empty());
    assert_snapshot!(words(&plan), @"
    adopt permission set Admin
    revoke Admin from group Stranger in dev
    ");
}

#[test]
fn a_set_of_another_catalog_stops_the_plan_even_when_adopting() {
    let mut live = live(&[set("Admin")], "");
    live.permission_sets
        .get_mut(&name("Admin"))
        .unwrap()
        .governed_by = Some(CatalogName::new("other"));
    let adopting = Scope {
        adopt: true,
        ..Scope::default()
    };
    let plan = Plan::between(&live, &desired(&[set("Admin")], "Ops Admin dev"), &adopting);
    assert!(plan.problems.has_errors());
    assert!(plan.is_empty());
}

#[test]
fn an_older_version_in_an_account_is_drift() {
    let mut live = live(&[set("Admin")], "Ops Admin dev\nOps Admin prod");
    let outdated = BTreeSet::from([account("prod")]);
    live.permission_sets
        .get_mut(&name("Admin"))
        .unwrap()
        .outdated = outdated;
    let plan = Plan::between(
        &live,
        &desired(&[set("Admin")], "Ops Admin dev\nOps Admin prod"),
        &Scope::default(),
    );
    assert_eq!(words(&plan), "provision permission set Admin");
    assert_eq!(plan.operations(), 1);
}

#[test]
fn nothing_is_granted_or_revoked_in_a_suspended_account() {
    let mut desired = desired(&[set("Admin")], "");
    desired
        .inactive_accounts
        .insert(account("old"), AccountState::Suspended);
    let plan = Plan::between(
        &live(&[set("Admin")], "Ops Admin old"),
        &desired,
        &Scope::default(),
    );
    assert_eq!(words(&plan), "");
    assert!(plan.notes.contains(&Note::Inactive {
        account: account("old"),
        state: AccountState::Suspended,
        assignments: 1
    }));
}

#[test]
fn a_set_that_is_assigned_in_a_suspended_account_is_kept_and_the_plan_says_so() {
    let mut desired = desired(&[], "");
    desired
        .inactive_accounts
        .insert(account("old"), AccountState::Suspended);
    let plan = Plan::between(
        &live(&[set("Admin")], "Ops Admin old\nOps Admin dev"),
        &desired,
        &Scope::default(),
    );
    assert_eq!(words(&plan), "revoke Admin from group Ops in dev");
    assert!(
        matches!(&plan.notes[0], Note::PermissionSetKept { accounts, .. } if *accounts == [account("old")])
    );
}

#[test]
fn a_recreated_group_gets_its_access_back_before_the_orphans_go() {
    let sets = [set("Admin")];
    let plan = Plan::between(
        &live(&sets, "†dead Admin dev\n†dead Admin prod"),
        &desired(&sets, "Ops Admin dev\nOps Admin prod"),
        &Scope::default(),
    );
    assert_snapshot!(words(&plan), @"
    grant Admin to group Ops in dev
    grant Admin to group Ops in prod
    revoke Admin from group dead in dev
    revoke Admin from group dead in prod
    ");
    assert_eq!(
        plan.notes[0],
        Note::GroupRecreated {
            group: "Ops".into(),
            assignments: 2
        }
    );
}

fn only(limit: impl FnOnce(&mut Only)) -> Scope {
    let mut scope = Scope::default();
    limit(&mut scope.only);
    scope
}

#[test]
fn a_limited_run_removes_nothing_outside_its_limit() {
    let live = live(
        &[set("Admin"), set("Gone")],
        "Ops Admin dev\nOps Admin prod\nOps Gone dev\nSales Admin dev",
    );
    let desired = desired(&[set("Admin")], "Sales Admin prod");
    let limited = |scope: Scope| words(&Plan::between(&live, &desired, &scope));
    let dev = only(|only| only.accounts = Some(BTreeSet::from(["dev".to_owned()])));
    assert_snapshot!(limited(dev), @"
    revoke Admin from group Ops in dev
    revoke Gone from group Ops in dev
    revoke Admin from group Sales in dev
    ");
    let sales = (PrincipalType::Group, "Sales".to_owned());
    let sales = only(|only| only.principals = Some(BTreeSet::from([sales])));
    assert_snapshot!(limited(sales), @"
    grant Admin to group Sales in prod
    revoke Admin from group Sales in dev
    ");
    let gone = only(|only| only.permission_sets = Some(BTreeSet::from([name("Gone")])));
    assert_snapshot!(limited(gone), @"
    revoke Gone from group Ops in dev
    delete permission set Gone
    ");
}

#[test]
fn a_limit_to_an_account_edits_no_set_that_other_accounts_have() {
    let mut after = set("Admin");
    after.session_duration = SessionDuration::parse("PT2H").unwrap();
    let mut fresh = set("Fresh");
    fresh.session_duration = SessionDuration::parse("PT2H").unwrap();
    let scope = only(|only| only.accounts = Some(BTreeSet::from(["dev".to_owned()])));
    let plan = Plan::between(
        &live(&[set("Admin")], "Ops Admin dev"),
        &desired(
            &[after, fresh, set("Unused")],
            "Ops Admin dev\nOps Fresh dev\nOps Fresh prod",
        ),
        &scope,
    );
    assert_snapshot!(words(&plan), @"
    create permission set Fresh
    grant Fresh to group Ops in dev
    ");
    assert_eq!(
        plan.notes[0],
        Note::OutsideLimit {
            permission_set: name("Admin")
        }
    );
}

#[test]
fn a_delegated_administrator_is_refused_what_the_management_account_has() {
    let scope = Scope {
        out_of_reach: Some(account("root")),
        ..Scope::default()
    };
    let sets = [set("Admin"), set("Other")];
    let plan = Plan::between(
        &live(&sets, "Ops Admin root"),
        &desired(&sets, "Ops Admin root\nOps Admin dev\nOps Other dev"),
        &scope,
    );
    let problems: Vec<String> = plan
        .problems
        .sorted()
        .iter()
        .map(|d| d.message.clone())
        .collect();
    assert_eq!(
        problems,
        ["permission set `Admin` cannot be changed from a delegated administrator account"]
    );
    let untouched = Plan::between(
        &live(&sets, "Ops Admin root"),
        &desired(&sets, "Ops Admin root\nOps Other dev"),
        &scope,
    );
    assert!(untouched.problems.is_empty());
}

#[test]
fn groups_to_create_come_first_and_under_a_limit_only_those_that_are_needed() {
    let mut desired = desired(&[set("Admin")], "");
    let newcomer = Principal {
        kind: PrincipalType::Group,
        name: "New".into(),
        id: None,
    };
    let mut builder = AssignmentsBuilder::default();
    builder.add(&newcomer, &name("Admin"), &account("dev"), 0);
    desired.state.assignments = builder.finish();
    desired.groups = ["Idle", "New"]
        .map(|group| Located::new(Arc::from(group), span()))
        .to_vec();
    let live = live(&[set("Admin")], "");
    assert_snapshot!(between(&live, &desired), @"
    create group Idle
    create group New
    grant Admin to group New in dev
    ");
    let scope = only(|only| only.accounts = Some(BTreeSet::from(["dev".to_owned()])));
    assert_snapshot!(words(&Plan::between(&live, &desired, &scope)), @"
    create group New
    grant Admin to group New in dev
    ");
}

#[test]
fn policies_that_say_the_same_are_no_change() {
    let policy = |text: &str| {
        let mut set = set("Admin");
        set.inline_policy = Some(PolicyDocument::parse(text).unwrap());
        set
    };
    let one = policy(
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#,
    );
    let other = policy(
        r#"{"Statement":[{"Action":["s3:*"],"Resource":["*"],"Effect":"Allow"}],"Version":"2012-10-17"}"#,
    );
    assert_eq!(between(&live(&[one], ""), &desired(&[other], "")), "");
}

#[test]
fn an_account_is_kept_where_an_assignment_of_an_existing_principal_stays() {
    let sets = [set("Read"), set("Ops")];
    let live = live(
        &sets,
        "Dev Read dev
         Dev Ops dev
         Dev Read prod
         †gone Read core
         Dev Read core",
    );
    let plan = Plan::between(&live, &desired(&sets, "Dev Ops dev"), &Scope::default());
    let kept: Vec<&str> = plan.kept_accounts.iter().map(|one| &*one.name).collect();
    assert_eq!(kept, ["dev"]);
}

#[test]
fn a_description_that_aws_keeps_is_a_note_and_no_change() {
    let described = |text: Option<&str>, hours: &str| {
        let mut set = set("Admin");
        set.description = text.map(str::to_owned);
        set.session_duration = SessionDuration::parse(hours).unwrap();
        set
    };
    let live = live(&[described(Some("before"), "PT1H")], "");
    let plan = |after| Plan::between(&live, &desired(&[after], ""), &Scope::default());
    let kept = Note::DescriptionKept {
        permission_set: name("Admin"),
        description: "before".into(),
    };

    let unchanged = plan(described(None, "PT1H"));
    assert!(unchanged.is_empty());
    assert!(unchanged.notes.contains(&kept));

    // Another attribute is changed without touching the description.
    let changed = plan(described(None, "PT2H"));
    assert!(changed.notes.contains(&kept));
    let Some(Change::UpdatePermissionSet { after, .. }) =
        changed.changes.first().map(|planned| &planned.change)
    else {
        panic!("{}", words(&changed));
    };
    assert_eq!(after.description.as_deref(), Some("before"));

    let replaced = plan(described(Some("after"), "PT1H"));
    assert!(!replaced.notes.contains(&kept));
    assert!(words(&replaced).contains("update permission set Admin"));
}

/// A live set `Admin` with these accounts: where it is assigned to Ops, and where to nobody.
fn provisioned(assigned: &[&str], unassigned: &[&str]) -> Live {
    let lines: Vec<String> = assigned
        .iter()
        .map(|at| format!("Ops Admin {at}"))
        .collect();
    let mut live = live(&[set("Admin")], &lines.join("\n"));
    let found = live.permission_sets.get_mut(&name("Admin")).unwrap();
    let all = assigned.iter().chain(unassigned);
    found.provisioned = Some(all.map(|name| account(name)).collect());
    found.unassigned = unassigned.iter().map(|name| account(name)).collect();
    live
}

/// The accounts of the only provisioning, and how they are addressed.
fn provisioning(plan: &Plan) -> Option<(Vec<&str>, ProvisionTarget)> {
    let mut found = plan
        .changes
        .iter()
        .filter_map(|planned| match &planned.change {
            Change::ProvisionPermissionSet {
                accounts, target, ..
            } => Some((accounts.iter().map(|one| &*one.name).collect(), *target)),
            _ => None,
        });
    let first = found.next();
    assert!(found.next().is_none());
    first
}

fn longer(text: &str) -> PermissionSet {
    let mut set = set(text);
    set.session_duration = SessionDuration::parse("PT2H").unwrap();
    set
}

#[test]
fn a_role_that_nobody_is_assigned_to_is_a_note_until_it_is_granted() {
    let live = provisioned(&["dev"], &["prod"]);
    let plan = Plan::between(
        &live,
        &desired(&[set("Admin")], "Ops Admin dev"),
        &Scope::default(),
    );
    assert!(plan.is_empty());
    let left = Note::Unassigned {
        permission_set: name("Admin"),
        accounts: vec![account("prod")],
    };
    assert!(plan.notes.contains(&left));
    let desired = desired(&[set("Admin")], "Ops Admin dev\nOps Admin prod");
    let granted = Plan::between(&live, &desired, &Scope::default());
    assert!(!granted.notes.contains(&left));
}

#[test]
fn an_older_version_is_provisioned_where_somebody_is_or_will_be_assigned() {
    let mut live = provisioned(&["dev"], &["prod", "test"]);
    let admin = live.permission_sets.get_mut(&name("Admin")).unwrap();
    admin.outdated = ["dev", "prod", "test"].map(account).into();
    let desired = desired(&[set("Admin")], "Ops Admin dev\nOps Admin test");
    let plan = Plan::between(&live, &desired, &Scope::default());
    assert_eq!(
        provisioning(&plan),
        Some((vec!["dev", "test"], ProvisionTarget::ListedAccounts))
    );
}

#[test]
fn an_edit_is_provisioned_to_every_account_even_where_none_is_listed() {
    let edit = |live: &Live, lines| {
        Plan::between(live, &desired(&[longer("Admin")], lines), &Scope::default())
    };
    let all = ProvisionTarget::AllProvisionedAccounts;
    let plan = edit(&provisioned(&["dev"], &["prod"]), "Ops Admin dev");
    assert_eq!(provisioning(&plan), Some((vec!["dev", "prod"], all)));
    assert_eq!(plan.operations(), 2);
    let plan = edit(&provisioned(&[], &[]), "");
    assert_eq!(provisioning(&plan), Some((vec![], all)));
}

#[test]
fn above_3500_accounts_each_is_an_operation_of_its_own() {
    let names: Vec<String> = (0..3_501).map(|number| format!("a{number:04}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let plan = |count: usize| {
        let live = provisioned(&names[..count], &[]);
        let mut desired = desired(&[longer("Admin")], "");
        desired.state.assignments = live.state.assignments.clone();
        Plan::between(&live, &desired, &Scope::default())
    };
    assert_eq!(plan(3_500).operations(), 2);
    let above = plan(3_501);
    assert_eq!(above.operations(), 3_502);
    let (_, target) = provisioning(&above).unwrap();
    assert_eq!(target, ProvisionTarget::ListedAccounts);
}
