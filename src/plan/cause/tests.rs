//! Causes as short stories: a catalog, an organization, and what a plan or a diff says of each change.

use insta::assert_snapshot;

use super::{Before, Cause, Side};
use crate::catalog::{Loaded, lower, yaml};
use crate::desired;
use crate::diagnostic::Diagnostics;
use crate::diff::Comparison;
use crate::model::{
    Account, AccountId, AccountSource, Catalog, CatalogName, Desired, Directory, Live,
    LivePermissionSet, OrganizationAccount, OrganizationalUnit, Partition, Scan, State,
};
use crate::plan::{Plan, Scope};
use crate::source::Sources;

const TYPES: &str = "
account_types:
  dev: [{organizational_units: [plat/dev]}]
  prod: [{organizational_units: [plat/prod]}]
account_type_assignments:
  dev: {groups: {Ops: {permission_sets: [ReadOnlyAccess]}}}
  prod: {groups: {Ops: {permission_sets: [Billing]}}}
permission_sets:
  Billing: {policy_attachments: [job-function/Billing]}
";

fn catalog(text: &str) -> Catalog {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let id = sources.add("catalog.yaml", text);
    let vars = yaml::read(id, &sources, &mut diagnostics).unwrap();
    let loaded = Loaded {
        vars: vars.as_map().unwrap().clone(),
        place: vars.span,
        files: vec![id],
        folder: ".".into(),
        component: None,
        environment: Default::default(),
    };
    let catalog = lower(&loaded, &Partition::aws(), &mut sources, &mut diagnostics);
    catalog.unwrap_or_else(|| panic!("{diagnostics:?}"))
}

/// `name unit/unit`, one a line.
fn organization(lines: &str) -> Directory {
    let lines = lines
        .split(',')
        .map(str::trim)
        .filter(|line| !line.is_empty());
    let mut accounts: Vec<_> = lines
        .map(|line| {
            let (name, units) = line.split_once(' ').unwrap_or((line, ""));
            let number: u64 = name.bytes().map(u64::from).sum();
            let account = Account {
                name: name.into(),
                id: Some(AccountId::parse(&format!("{number:012}")).unwrap()),
            };
            let units = units.split('/').filter(|unit| !unit.is_empty());
            OrganizationAccount {
                organizational_units: units
                    .map(|unit| OrganizationalUnit {
                        id: format!("ou-{unit}").into(),
                        name: Some(unit.into()),
                    })
                    .collect(),
                ..OrganizationAccount::new(account)
            }
        })
        .collect();
    accounts.sort_by(|a, b| a.account.cmp(&b.account));
    Directory {
        accounts,
        accounts_from: AccountSource::Organization,
        ..Directory::default()
    }
}

fn resolved(catalog: &Catalog, directory: &Directory) -> Desired {
    let mut diagnostics = Diagnostics::default();
    let desired = desired::resolve(catalog, directory, &mut diagnostics);
    desired.unwrap_or_else(|| panic!("{diagnostics:?}"))
}

/// A desired state as if it were applied.
fn live(state: State) -> Live {
    let known = state.permission_sets.keys().map(|name| {
        let set = LivePermissionSet {
            arn: "arn".into(),
            governed_by: Some(CatalogName::default()),
            outdated: Default::default(),
            provisioned: None,
            unassigned: Default::default(),
        };
        (name.clone(), set)
    });
    Live {
        permission_sets: known.collect(),
        state,
        scan: Scan::Full,
    }
}

fn told(plan: &Plan) -> String {
    let moves = plan
        .changes
        .iter()
        .filter(|planned| planned.change.is_assignment());
    let lines = moves.map(|planned| {
        let why = planned.why().map_or_else(String::new, |why| why.text());
        format!("{}: {why}", planned.change.words())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Applies `before` to the organization `was`, then plans `after` for the organization `now`.
fn planned((before, was): (&str, &str), (after, now): (&str, &str)) -> String {
    let (was, now) = (organization(was), organization(now));
    let live = live(resolved(&catalog(before), &was).state);
    let catalog = catalog(after);
    let desired = resolved(&catalog, &now);
    let mut plan = Plan::between(&live, &desired, &Scope::default());
    let after = Side {
        catalog: &catalog,
        desired: &desired,
        directory: &now,
    };
    plan.explain(Before::Live(&live), after);
    told(&plan)
}

fn compared(before: &str, after: &str, directory: Option<&Directory>) -> String {
    let (before, after) = (catalog(before), catalog(after));
    let mut diagnostics = Diagnostics::default();
    let found = Comparison::between(Some(&before), &after, directory, &mut diagnostics);
    told(&found.unwrap_or_else(|| panic!("{diagnostics:?}")).plan)
}

#[test]
fn an_account_that_moved_is_said_to_be_where_it_is() {
    let was = "a plat/dev, b plat/dev, c plat/prod, x plat/dev";
    let now = "a plat/dev, b plat/dev, c plat/prod, x plat/prod";
    assert_snapshot!(planned((TYPES, was), (TYPES, now)), @"
    grant Billing to group Ops in x: the account is in account type prod; nothing of it was found there yet
    revoke ReadOnlyAccess from group Ops in x: the account is in organizational unit plat/prod and in account type prod, not in dev
    ");
    let gone = "a plat/dev, c plat/prod";
    let none = "a plat/dev, b, c plat/prod, x plat/dev, y plat/prod";
    assert_snapshot!(planned((TYPES, was), (TYPES, gone)), @"
    revoke ReadOnlyAccess from group Ops in b: the account is not in the organization
    revoke ReadOnlyAccess from group Ops in x: the account is not in the organization
    ");
    assert_snapshot!(planned((TYPES, was), (TYPES, none)), @"
    grant Billing to group Ops in y: new account: no assignment of this catalog was found there yet
    revoke ReadOnlyAccess from group Ops in b: the account is in no organizational unit, not in account type dev
    ");
}

#[test]
fn an_exclusion_that_matches_is_named() {
    let except = TYPES.replace(
        "dev: [{organizational_units: [plat/dev]}]",
        "dev: [{organizational_units: [plat/dev], except: {accounts: [b]}}]",
    );
    let place = "a plat/dev, b plat/dev, c plat/prod";
    assert_snapshot!(planned((TYPES, place), (&except, place)), @"revoke ReadOnlyAccess from group Ops in b: an exclusion of account type dev matches the account");
    assert_snapshot!(compared(TYPES, &except, Some(&organization(place))), @"revoke ReadOnlyAccess from group Ops in b: an exclusion of account type dev matches the account");
}

#[test]
fn a_diff_knows_what_a_plan_cannot() {
    let place = organization("a plat/dev, b plat/dev, c plat/prod");
    let moved = TYPES
        .replace("[{organizational_units: [plat/dev]}]", "[a]")
        .replace("[{organizational_units: [plat/prod]}]", "[b, c]");
    assert_snapshot!(compared(TYPES, &moved, Some(&place)), @"
    grant Billing to group Ops in b: the account is now in account type prod, no longer in dev
    revoke ReadOnlyAccess from group Ops in b: the account is now in account type prod, no longer in dev
    ");
    let removed = TYPES.replace(
        "dev: {groups: {Ops: {permission_sets: [ReadOnlyAccess]}}}",
        "",
    );
    assert_snapshot!(compared(TYPES, &removed, Some(&place)), @"
    revoke ReadOnlyAccess from group Ops in a: the permission set is deleted
    revoke ReadOnlyAccess from group Ops in b: the permission set is deleted
    ");
    let other = TYPES.replace("groups: {Ops:", "groups: {Dev:");
    assert_snapshot!(compared(TYPES, &other, Some(&place)), @"
    grant Billing to group Dev in c: 
    grant ReadOnlyAccess to group Dev in a: 
    grant ReadOnlyAccess to group Dev in b: 
    revoke Billing from group Ops in c: the group is no longer in the catalog
    revoke ReadOnlyAccess from group Ops in a: the group is no longer in the catalog
    revoke ReadOnlyAccess from group Ops in b: the group is no longer in the catalog
    ");
    assert_snapshot!(compared(TYPES, &removed, None), @"revoke ReadOnlyAccess from group Ops in account type dev: the permission set is deleted");
}

#[test]
fn a_plan_says_only_what_the_catalog_and_aws_show() {
    let place = "a plat/dev, c plat/prod";
    let removed = TYPES.replace(
        "permission_sets: [ReadOnlyAccess]",
        "permission_sets: [Billing]",
    ) + "  ReadOnlyAccess: {policy_attachments: [ReadOnlyAccess]}\n";
    assert_snapshot!(planned((TYPES, place), (&removed, place)), @"
    grant Billing to group Ops in a: 
    revoke ReadOnlyAccess from group Ops in a: no entry gives it there
    ");
    let other = TYPES.replace("groups: {Ops:", "groups: {Dev:");
    assert_snapshot!(planned((TYPES, place), (&other, place)), @"
    grant Billing to group Dev in c: 
    grant ReadOnlyAccess to group Dev in a: 
    revoke Billing from group Ops in c: the group is not in the catalog
    revoke ReadOnlyAccess from group Ops in a: the group is not in the catalog
    ");
    // At the first apply every account is new, so none is said to be.
    let first = planned(("{}", ""), (TYPES, place));
    assert_snapshot!(first, @"
    grant Billing to group Ops in c: 
    grant ReadOnlyAccess to group Ops in a:
    ");
}

#[test]
fn accounts_enter_and_leave_the_account_map() {
    let one = "account_map: {full_account_map: {a: \"111111111111\"}}
account_types: {all: [\"*\"]}
account_type_assignments: {all: {groups: {Ops: {permission_sets: [ReadOnlyAccess]}}}}
";
    let two = one.replace("{a:", "{b: \"222222222222\", a:");
    assert_snapshot!(compared(one, &two, None), @"grant ReadOnlyAccess to group Ops in b: new account in the account map");
    assert_snapshot!(compared(&two, one, None), @"revoke ReadOnlyAccess from group Ops in b: the account is no longer in the account map");
}

#[test]
fn a_renamed_set_names_the_other_name_on_both_sides() {
    let place = "a plat/dev, c plat/prod";
    let renamed = TYPES
        .replace("[Billing]}}}", "[Invoices]}}}")
        .replace("  Billing: {", "  Invoices: {previously: Billing, ");
    assert_snapshot!(planned((TYPES, place), (&renamed, place)), @"
    grant Invoices to group Ops in c: the permission set is renamed from Billing
    revoke Billing from group Ops in c: the permission set is renamed to Invoices
    ");
}

#[test]
fn several_types_are_one_sentence() {
    let types = |names: &[&str]| names.iter().map(|name| (*name).into()).collect();
    let left = |now: &[&str], unit: Option<&str>, since| {
        let cause = Cause::AccountTypeLeft {
            left: types(&["dev", "staging"]),
            now: types(now),
            organizational_unit: unit.map(Into::into),
            since,
        };
        cause.text()
    };
    let all = [
        left(&["prod", "pci"], Some("plat/prod"), false),
        left(&[], Some("plat/prod"), false),
        left(&[], Some(""), false),
        left(&["prod"], Some(""), false),
        left(&[], None, false),
        left(&[], None, true),
        left(&["prod"], None, true),
    ];
    assert_snapshot!(all.join("\n"), @"
    the account is in organizational unit plat/prod and in account type pci and prod, not in dev or staging
    the account is in organizational unit plat/prod, not in account type dev or staging
    the account is in no organizational unit, not in account type dev or staging
    the account is in no organizational unit and in account type prod, not in dev or staging
    the account is not in account type dev or staging
    the account is no longer in account type dev or staging
    the account is now in account type prod, no longer in dev or staging
    ");
}
