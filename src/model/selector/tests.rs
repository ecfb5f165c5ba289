//! Selectors are sets: what they select does not depend on how they are written.

use std::collections::BTreeSet;

use proptest::prelude::*;
use wildmatch::WildMatch;

use super::{AccountPattern, Clause, OrganizationalUnitPattern, Selector};
use crate::model::directory::OrganizationalUnit;
use crate::model::{Account, AccountId, AccountSource, Directory, OrganizationAccount};
use crate::source::{Located, Sources, Span};

fn span() -> Span {
    Span::new(Sources::default().add("x", ""), 0, 0)
}

fn located<T>(value: T) -> Located<T> {
    Located::new(value, span())
}

fn account(name: &str, id: u64, units: &[&str], stage: &str) -> OrganizationAccount {
    let mut account = OrganizationAccount::new(Account {
        name: name.into(),
        id: Some(AccountId::parse(&format!("{id:012}")).unwrap()),
    });
    let unit = |name: &&str| OrganizationalUnit {
        id: format!("ou-ab12-{:0>8}", name.to_lowercase()).into(),
        name: Some((*name).into()),
    };
    account.organizational_units = units.iter().map(unit).collect();
    account.tags.insert("stage".to_owned(), stage.to_owned());
    account
}

fn directory() -> Directory {
    let accounts = vec![
        account("core-audit", 2, &["core"], "audit"),
        account("core-root", 1, &[], "root"),
        account("plat-dev", 3, &["plat", "dev"], "dev"),
        account("plat-dev2", 4, &["plat", "dev", "nested"], "dev2"),
        account("plat-prod", 5, &["plat", "prod"], "prod"),
    ];
    Directory {
        management_account: accounts[1].account.id,
        accounts,
        principals: None,
        accounts_from: AccountSource::Organization,
        organizational_units: None,
    }
}

fn by_name(patterns: &[&str]) -> Clause {
    Clause {
        accounts: Some(
            patterns
                .iter()
                .map(|text| located(AccountPattern::parse(text)))
                .collect(),
        ),
        ..Clause::default()
    }
}

fn by_unit(patterns: &[&str]) -> Clause {
    let units = patterns
        .iter()
        .map(|text| located(OrganizationalUnitPattern::parse(text)));
    Clause {
        organizational_units: Some(units.collect()),
        ..Clause::default()
    }
}

fn by_stage(glob: &str) -> Clause {
    let mut clause = Clause::default();
    clause
        .tags
        .insert("stage".to_owned(), vec![WildMatch::new(glob)]);
    clause
}

fn selector(clauses: Vec<Clause>, except: Vec<Clause>) -> Selector {
    Selector {
        clauses: clauses.into_iter().map(located).collect(),
        except: except.into_iter().map(located).collect(),
    }
}

fn selected(selector: &Selector) -> Vec<String> {
    let directory = directory();
    let names = selector
        .select(&directory)
        .map(|entry| entry.account.name.to_string());
    names.collect()
}

#[test]
fn the_management_account_is_selected_by_its_exact_name_or_id_only() {
    for clause in [
        by_name(&["core-*"]),
        by_name(&["*"]),
        by_stage("*"),
        by_stage("root"),
    ] {
        let names = selected(&selector(vec![clause], vec![]));
        assert!(!names.contains(&"core-root".to_owned()), "{names:?}");
    }
    for clause in [by_name(&["core-root"]), by_name(&["000000000001"])] {
        assert_eq!(selected(&selector(vec![clause], vec![])), ["core-root"]);
    }
}

#[test]
fn a_name_matches_whole_and_case_sensitively() {
    assert_eq!(
        selected(&selector(vec![by_name(&["plat-dev"])], vec![])),
        ["plat-dev"]
    );
    assert!(selected(&selector(vec![by_name(&["Plat-Dev"])], vec![])).is_empty());
    assert_eq!(
        selected(&selector(vec![by_name(&["plat-dev?"])], vec![])),
        ["plat-dev2"]
    );
}

#[test]
fn an_organizational_unit_has_its_nested_units_accounts() {
    assert_eq!(
        selected(&selector(vec![by_unit(&["plat/dev"])], vec![])),
        ["plat-dev", "plat-dev2"]
    );
    assert_eq!(
        selected(&selector(vec![by_unit(&["plat"])], vec![])),
        ["plat-dev", "plat-dev2", "plat-prod"]
    );
    // A unit is found by its path from the root, never by a name somewhere below.
    assert!(selected(&selector(vec![by_unit(&["dev"])], vec![])).is_empty());
    assert!(selected(&selector(vec![by_unit(&["plat/de"])], vec![])).is_empty());
    assert_eq!(
        selected(&selector(vec![by_unit(&["ou-ab12-0000prod"])], vec![])),
        ["plat-prod"]
    );
}

#[test]
fn within_a_clause_every_key_must_match() {
    let clause = Clause {
        organizational_units: by_unit(&["plat"]).organizational_units,
        ..by_stage("dev*")
    };
    assert_eq!(
        selected(&selector(vec![clause], vec![])),
        ["plat-dev", "plat-dev2"]
    );
}

#[test]
fn an_exclusion_wins_whatever_else_selects_the_account() {
    let twice = selector(
        vec![by_name(&["plat-*"]), by_name(&["plat-prod"])],
        vec![by_name(&["*-prod"])],
    );
    assert_eq!(selected(&twice), ["plat-dev", "plat-dev2"]);
    let management = selector(vec![by_name(&["core-root"])], vec![by_name(&["core-*"])]);
    assert!(selected(&management).is_empty());
}

#[test]
fn names_and_units_that_do_not_exist_are_told() {
    let clauses = vec![
        by_name(&["plat-dve", "plat-prod"]),
        by_unit(&["plat/prd"]),
        by_name(&["zzz-*"]),
    ];
    let selector = selector(clauses, vec![by_name(&["legacy"])]);
    let found = selector.unmatched_names(&directory());
    let mut texts: Vec<&str> = found
        .iter()
        .map(|unmatched| unmatched.text.as_str())
        .collect();
    texts.sort_unstable();
    assert_eq!(texts, ["legacy", "plat-dve", "plat/prd"]);
}

fn any_clause() -> impl Strategy<Value = Clause> {
    prop_oneof![
        prop_oneof![
            Just("core-*"),
            Just("plat-dev"),
            Just("*"),
            Just("core-root"),
            Just("000000000005"),
            Just("*-prod")
        ]
        .prop_map(|name| by_name(&[name])),
        prop_oneof![
            Just("plat"),
            Just("plat/dev"),
            Just("core"),
            Just("nowhere")
        ]
        .prop_map(|unit| by_unit(&[unit])),
        prop_oneof![Just("dev*"), Just("prod"), Just("*")].prop_map(by_stage),
    ]
}

proptest! {
    #[test]
    fn order_overlap_and_repetition_change_nothing(
        clauses in proptest::collection::vec(any_clause(), 1..5),
        except in proptest::collection::vec(any_clause(), 0..3),
        turn in 0_usize..5,
    ) {
        let once = selected(&selector(clauses.clone(), except.clone()));
        let mut turned = clauses.clone();
        turned.rotate_left(turn % clauses.len());
        turned.extend(clauses.iter().cloned().rev());
        let mut turned_except = except.clone();
        turned_except.reverse();
        turned_except.extend(except);
        prop_assert_eq!(once, selected(&selector(turned, turned_except)));
    }

    #[test]
    fn a_selector_is_the_union_of_its_clauses_less_its_exclusions(
        clauses in proptest::collection::vec(any_clause(), 1..5),
        except in proptest::collection::vec(any_clause(), 0..3),
    ) {
        let union: BTreeSet<String> = clauses
            .iter()
            .flat_map(|clause| selected(&selector(vec![clause.clone()], vec![])))
            .collect();
        let excluded: BTreeSet<String> = directory()
            .accounts
            .iter()
            .filter(|account| except.iter().any(|clause| clause.covers(account)))
            .map(|account| account.account.name.to_string())
            .collect();
        let expected: Vec<String> = union.difference(&excluded).cloned().collect();
        prop_assert_eq!(selected(&selector(clauses, except)), expected);
    }
}

proptest! {
    #[test]
    fn a_trace_says_what_the_selector_says(
        clauses in proptest::collection::vec(any_clause(), 0..4),
        except in proptest::collection::vec(any_clause(), 0..3),
    ) {
        let selector = selector(clauses, except);
        let directory = directory();
        for account in &directory.accounts {
            let trace = selector.trace(account, &directory);
            prop_assert_eq!(trace.selects(), selector.selects(account, &directory));
        }
    }
}
