//! Which account types are found, and why.

use insta::assert_snapshot;

use super::imported;
use super::organization::{account, assign, empty, group, set};
use crate::model::snapshot::Snapshot;

/// Accounts of these names, the first being 2; every group has every set of its list in every account of its list.
fn organization(accounts: &[&str], grants: &[(&str, &[u64])]) -> Snapshot {
    let mut snapshot = empty();
    let entries = (2_u64..)
        .zip(accounts)
        .map(|(number, name)| account(number, name, None));
    snapshot
        .organization
        .as_mut()
        .unwrap()
        .accounts
        .extend(entries);
    let groups = ["One", "Two", "Three", "Four"].iter().enumerate();
    snapshot.identity_store.groups = groups.map(|(number, name)| group(number, name)).collect();
    for (name, accounts) in grants {
        let mut set = set(name);
        for account in *accounts {
            for group in 0..4 {
                assign(&mut set, *account, group);
            }
        }
        snapshot.permission_sets.push(set);
    }
    snapshot
}

/// The account types, and the accounts that are written one by one.
fn found(snapshot: &Snapshot) -> String {
    let text = imported(snapshot).unwrap().text;
    let section = |name: &str| {
        let behind = text.split(&format!("        {name}:\n")).nth(1);
        let section = behind.unwrap_or_default().split("\n\n").next();
        section.unwrap_or_default().to_owned()
    };
    let single = section("account_assignments");
    let single = single.lines().filter_map(|line| {
        let name = line
            .strip_prefix("          ")
            .filter(|rest| !rest.starts_with(' '));
        name.map(|name| name.trim_end_matches(':'))
    });
    let single: Vec<&str> = single.collect();
    format!(
        "{}\nsingly: {}",
        section("account_types"),
        single.join(", ")
    )
}

#[test]
fn names_that_begin_alike_are_a_type_and_so_are_names_that_end_alike() {
    let names = ["plat-dev", "plat-prod", "data-dev", "data-prod"];
    assert_snapshot!(found(&organization(&names, &[("A", &[2, 3]), ("B", &[2, 4])])), @r#"
              plat: [plat-*]
              dev: ["*-dev"]
    singly:
    "#);
}

#[test]
fn all_accounts_but_the_management_account_are_a_type_of_that_name() {
    let names = ["one", "two", "three"];
    assert_snapshot!(found(&organization(&names, &[("A", &[2, 3, 4])])), @r#"
              all-but-core-root: ["*"]
    singly:
    "#);
}

#[test]
fn the_management_account_is_never_selected_by_a_glob() {
    let names = ["core-audit", "core-dns"];
    assert_snapshot!(found(&organization(&names, &[("A", &[2, 3, 111_111_111_111])])), @"
              like-core-audit: [core-audit, core-dns, core-root]
    singly:
    ");
}

#[test]
fn accounts_that_have_only_their_access_in_common_are_listed() {
    let names = ["apple", "pear", "plum", "fig"];
    assert_snapshot!(found(&organization(&names, &[("A", &[2, 4, 5])])), @"
              like-apple: [apple, fig, plum]
    singly:
    ");
}

#[test]
fn a_tag_is_a_type_where_neither_units_nor_names_tell() {
    let mut snapshot = organization(&["apple", "pear", "plum", "fig"], &[("A", &[2, 4])]);
    for account in &mut snapshot.organization.as_mut().unwrap().accounts {
        if ["apple", "plum"].contains(&account.name.as_str()) {
            account.tags.insert("stage".into(), "prod".into());
        }
    }
    assert_snapshot!(found(&snapshot), @"
              prod:
                - tags: {stage: prod}
    singly:
    ");
}

#[test]
fn a_type_that_saves_no_line_is_not_made() {
    let mut snapshot = organization(&["plat-dev", "plat-prod", "other"], &[]);
    let mut one = set("A");
    assign(&mut one, 2, 0);
    assign(&mut one, 3, 0);
    snapshot.permission_sets.push(one);
    assert_snapshot!(found(&snapshot), @"

    singly: plat-dev, plat-prod
    ");
}
