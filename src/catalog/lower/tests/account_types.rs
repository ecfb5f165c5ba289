//! Account types in all their forms.

use super::lowered;
use crate::model::{Account, AccountId, Directory, OrganizationAccount, OrganizationalUnit};

fn organization() -> Directory {
    let account = |id: &str, name: &str, units: &[&str], stage: &str| {
        let mut account = OrganizationAccount::new(Account {
            name: name.into(),
            id: Some(AccountId::parse(id).unwrap()),
        });
        let unit = |name: &&str| OrganizationalUnit {
            id: format!("ou-ab12-0000{name}").into(),
            name: Some((*name).into()),
        };
        account.organizational_units = units.iter().map(unit).collect();
        account.tags.insert("stage".to_owned(), stage.to_owned());
        account
    };
    Directory {
        accounts: vec![
            account("111111111111", "core-root", &[], "root"),
            account("222222222222", "core-dns", &["core"], "dns"),
            account("333333333333", "plat-dev", &["plat", "dev"], "dev"),
            account("444444444444", "plat-dev2", &["plat", "dev"], "dev2"),
            account("555555555555", "plat-prod", &["plat", "prod"], "prod"),
        ],
        management_account: AccountId::parse("111111111111").ok(),
        accounts_from: crate::model::AccountSource::Organization,
        organizational_units: None,
        ..Directory::default()
    }
}

#[test]
fn every_form_of_a_type_selects_what_it_says() {
    let lowered = lowered(
        r#"
account_types:
  name: core-root
  list: [core-root, "core-*"]
  id: [333333333333, "444444444444"]
  clause: {organizational_units: plat/dev}
  clauses:
    - organizational_units: [plat/dev]
      tags: {stage: "dev?"}
    - accounts: ["core-*"]
  tag: {tags: {stage: [dev, prod]}}
  except-inside: ["plat-*", {except: {tags: {stage: dev*}}}]
  except-beside: {any: ["*"], except: [plat-prod, {organizational_units: [core]}]}
  except-in-clause:
    - accounts: ["plat-*"]
      except: plat-dev
    - plat-dev
  all-conditions: {accounts: ["*"], organizational_units: [plat], tags: {stage: prod}}
"#,
    );
    let directory = organization();
    let mut selected = String::new();
    for (name, account_type) in &lowered.catalog().account_types {
        let accounts: Vec<&str> = account_type
            .selector
            .select(&directory)
            .map(|account| &*account.account.name)
            .collect();
        selected.push_str(&format!("{name}: {}\n", accounts.join(" ")));
    }
    insta::assert_snapshot!(selected, @r"
    all-conditions: plat-prod
    clause: plat-dev plat-dev2
    clauses: core-dns plat-dev2
    except-beside: plat-dev plat-dev2
    except-in-clause: plat-dev2 plat-prod
    except-inside: plat-prod
    id: plat-dev plat-dev2
    list: core-root core-dns
    name: core-root
    tag: plat-dev plat-prod
    ");
    assert_eq!(lowered.drawn(), "");
}

#[test]
fn a_type_says_itself_that_it_may_be_empty() {
    let lowered = lowered("account_types: {a: {any: [x-*], may_be_empty: true}, b: [x-*], c: []}");
    let types = &lowered.catalog().account_types;
    assert!(types["a"].may_be_empty && !types["b"].may_be_empty);
}

#[test]
fn what_is_wrong_in_a_type_is_found() {
    let lowered = lowered(
        r#"
account_types:
  nothing:
  flag: true
  empty: [{}]
  only-except: {except: [a]}
  misspelt: [{organisational_units: [plat]}]
  nested: [[a]]
  inner: [{accounts: [a], may_be_empty: true}]
  deep: {except: {except: [a]}}
  unit: {organizational_units: ["/"]}
  tags: {tags: [stage]}
  short: [1234]
  any: {any: plat-dev}
account_type_assignments:
  misspellt: {}
  prod: {}
"#,
    );
    insta::assert_snapshot!(lowered.codes(), @r"
    error missing-key 3:3
    error wrong-type 4:9
    error missing-key 5:11
    error missing-key 6:3
    error unknown-key 7:15
    error wrong-type 8:12
    error unknown-key 9:27
    error unknown-key 10:19
    error wrong-type 11:33
    error wrong-type 12:16
    warning bad-account-id 13:11
    error wrong-type 14:14
    error unknown-account-type 16:3
    error unknown-account-type 17:3
    ");
    insta::assert_snapshot!(lowered.drawn(), @r#"
    error[missing-key]: account type `nothing` selects nothing
     --> catalog.yaml:3:3
      |
    3 |   nothing:
      |   ^^^^^^^ no clause says which accounts belong to it
      |
    help: write for example nothing: [ACCOUNT, "plat-*"]

    error[wrong-type]: a clause must be an account's name, id or glob, or a mapping of conditions, not the boolean `true`
     --> catalog.yaml:4:9
      |
    4 |   flag: true
      |         ^^^^ an account's name, id or glob, or a mapping of conditions is expected here
      |
    help: for example {organizational_units: [plat/dev], tags: {stage: dev}}

    error[missing-key]: this clause has no condition
     --> catalog.yaml:5:11
      |
    5 |   empty: [{}]
      |           ^^ it would select nothing
      |
    help: give it `accounts`, `organizational_units` or `tags`

    error[missing-key]: account type `only-except` selects nothing
     --> catalog.yaml:6:3
      |
    6 |   only-except: {except: [a]}
      |   ^^^^^^^^^^^ no clause says which accounts belong to it
      |
    help: write for example only-except: [ACCOUNT, "plat-*"]

    error[unknown-key]: unknown key `organisational_units` in a clause
     --> catalog.yaml:7:15
      |
    7 |   misspelt: [{organisational_units: [plat]}]
      |               ^^^^^^^^^^^^^^^^^^^^ this key has no meaning here
      |
    help: did you mean `organizational_units`?

    error[wrong-type]: a clause must be an account's name, id or glob, or a mapping of conditions, not a list
     --> catalog.yaml:8:12
      |
    8 |   nested: [[a]]
      |            ^^^ an account's name, id or glob, or a mapping of conditions is expected here
      |
    help: for example {organizational_units: [plat/dev], tags: {stage: dev}}

    error[unknown-key]: `may_be_empty` concerns a whole account type
     --> catalog.yaml:9:27
      |
    9 |   inner: [{accounts: [a], may_be_empty: true}]
      |                           ^^^^^^^^^^^^ not one of its clauses
      |
    help: write the type as {any: [CLAUSES], may_be_empty: true}

    error[unknown-key]: unknown key `except` in an exclusion
      --> catalog.yaml:10:19
       |
    10 |   deep: {except: {except: [a]}}
       |                   ^^^^^^ this key has no meaning here
       |
    help: the keys here are `accounts`, `organizational_units` and `tags`

    error[wrong-type]: an organizational unit must be a path of names such as `plat/dev`, not the text `/`
      --> catalog.yaml:11:33
       |
    11 |   unit: {organizational_units: ["/"]}
       |                                 ^^^ a path of names such as `plat/dev` is expected here

    error[wrong-type]: `tags` must be a mapping, not a list
      --> catalog.yaml:12:16
       |
    12 |   tags: {tags: [stage]}
       |                ^^^^^^^ a mapping is expected here
       |
    help: tags: {stage: "dev*", team: [a, b]}

    warning[bad-account-id]: `1234` is read as the account id `000000001234`
      --> catalog.yaml:13:11
       |
    13 |   short: [1234]
       |           ^^^^ a number of fewer than 12 digits
       |
       = note: an account id has 12 digits; a number loses its leading zeros
    help: write it in quotes: "000000001234"

    error[wrong-type]: `any` must be a list of clauses, not the text `plat-dev`
      --> catalog.yaml:14:14
       |
    14 |   any: {any: plat-dev}
       |              ^^^^^^^^ a list of clauses is expected here

    error[unknown-account-type]: unknown account type `misspellt`
      --> catalog.yaml:16:3
       |
    16 |   misspellt: {}
       |   ^^^^^^^^^ not defined under `account_types`
       |
    help: did you mean `misspelt`?

    error[unknown-account-type]: unknown account type `prod`
      --> catalog.yaml:17:3
       |
    17 |   prod: {}
       |   ^^^^ not defined under `account_types`
       |
    help: define it: account_types: {prod: [ACCOUNT, "glob-*"]}

    error: 13 errors and 1 warning in catalog.yaml
    "#);
}
