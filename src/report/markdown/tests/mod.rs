//! Comments, and what is hostile to them.

mod gfm;
mod names;

use std::collections::BTreeMap;
use std::sync::Arc;

use insta::assert_snapshot;

use super::{LIMIT, plan_markdown};
use crate::model::Folding;
use crate::model::{
    Account, AccountAssignment, CatalogName, PermissionSetName, Principal, PrincipalType,
    SessionDuration,
};
use crate::plan::{Attributes, Change, Plan, PlannedChange, RevocationReason};
use crate::report::Header;
use crate::risk::{Danger, Rule};
use crate::source::Sources;

fn assignment(group: &str, set: &str, account: &str) -> AccountAssignment {
    AccountAssignment {
        principal: Principal {
            kind: PrincipalType::Group,
            name: group.into(),
            id: None,
        },
        permission_set: PermissionSetName::parse(set).unwrap(),
        account: Account {
            name: account.into(),
            id: None,
        },
    }
}

fn grant(group: &str, set: &str, account: &str) -> Change {
    Change::CreateAssignment(assignment(group, set, account))
}

fn revocation(group: &str, set: &str, account: &str) -> Change {
    Change::DeleteAssignment {
        assignment: assignment(group, set, account),
        reason: RevocationReason::NotInCatalog,
    }
}

fn update(set: &str, description: &str) -> Change {
    let attributes = |description: Option<String>, duration: &str| Attributes {
        description,
        session_duration: SessionDuration::parse(duration).unwrap(),
        relay_state: None,
    };
    Change::UpdatePermissionSet {
        permission_set: PermissionSetName::parse(set).unwrap(),
        before: attributes(None, "PT1H"),
        after: attributes(Some(description.to_owned()), "PT4H"),
    }
}

fn comment(changes: Vec<Change>) -> String {
    comment_of(
        changes
            .into_iter()
            .map(|change| PlannedChange::new(change, None))
            .collect(),
    )
}

fn comment_of(changes: Vec<PlannedChange>) -> String {
    let plan = Plan {
        changes,
        catalog: CatalogName::default(),
        ..Plan::default()
    };
    let header = Header {
        environment: BTreeMap::new(),
        catalog: "catalog/aws-sso.yaml".to_owned(),
        accounts: 0,
        principals: 0,
        permission_sets: 0,
        assignments: 0,
        instance: "arn:aws:sso:::instance/ssoins-1".to_owned(),
        place: "us-east-1".to_owned(),
        management_account: None,
        overridden: Vec::new(),
    };
    let types = BTreeMap::<Arc<str>, _>::new();
    let sources = Sources::default();
    plan_markdown(&plan, &header, &[], &Folding::new(&types), &sources, None)
}

#[test]
fn what_is_lost_stands_first_and_what_is_dangerous_before_what_is_not() {
    let changes = vec![
        update("Ops", "what ops need"),
        grant("Developers", "PowerUserAccess", "dev"),
        grant("DevOps", "AdministratorAccess", "prod"),
        revocation("Zoo", "ReadOnlyAccess", "dev"),
    ];
    let mut changes: Vec<PlannedChange> = changes
        .into_iter()
        .map(|change| PlannedChange::new(change, None))
        .collect();
    changes[2].dangers.push(Danger {
        rule: Rule::AdministratorEquivalent,
        detail: "AdministratorAccess".to_owned(),
    });
    assert_snapshot!(comment_of(changes), @"
    <!-- rolecall:default -->
    ### Access: **−1** revocation, **+2** grants · ⚠ 1 danger (1 administrator-equivalent: `DevOps`) · 1 permission set changed

    | | who | permission set | where | |
    |---|---|---|---|---|
    | ➖ | group `Zoo` | `ReadOnlyAccess` | `dev` | not in the catalog |
    | ➕ | group `DevOps` | `AdministratorAccess` | `prod` | ⚠ administrator-equivalent access: `AdministratorAccess` |
    | ➕ | group `Developers` | `PowerUserAccess` | `dev` |  |

    <details><summary><b><code>Ops</code></b>: session duration PT1H → PT4H, description</summary>

    ```diff
    ~   description       (none) -> what ops need
    ~   session duration  PT1H -> PT4H
    ```
    </details>

    <sub>`catalog/aws-sso.yaml` against `ssoins-1`</sub>
    ");
}

#[test]
fn a_plan_without_changes_is_a_comment_too_so_that_a_bot_can_update_its_last() {
    assert_snapshot!(comment(Vec::new()), @"
    <!-- rolecall:default -->
    ### Access: no changes

    No changes. The live state matches the catalog.

    <sub>`catalog/aws-sso.yaml` against `ssoins-1`</sub>
    ");
}

#[test]
fn names_are_never_markup_mentions_or_links() {
    let hostile = "@org/admins #1 https://evil.example <b> | ` ```\n# x -->";
    let changes = vec![
        revocation(hostile, "Ops", hostile),
        update("Ops", "```\n</details> @org/admins"),
    ];
    assert_snapshot!(comment(changes), @r"
    <!-- rolecall:default -->
    ### Access: **−1** revocation, no grant · 1 permission set changed

    | | who | permission set | where | |
    |---|---|---|---|---|
    | ➖ | group ````@org/admins #1 https://evil.example <b> \| ` ```␊# x -->```` | `Ops` | ````@org/admins #1 https://evil.example <b> \| ` ```␊# x -->```` | not in the catalog |

    <details><summary><b><code>Ops</code></b>: session duration PT1H → PT4H, description</summary>

    ````diff
    ~   description       (none) -> ```␊</details> @org/admins
    ~   session duration  PT1H -> PT4H
    ````
    </details>

    <sub>`catalog/aws-sso.yaml` against `ssoins-1`</sub>
    ");
}

/// Changes of many groups, sets and accounts, in no regular pattern that folding could use.
fn many(count: usize, one: fn(&str, &str, &str) -> Change) -> Vec<Change> {
    (0..count)
        .map(|n| {
            let group = format!("group-{:02}", n % 40);
            let set = format!("PermissionSet{}", (n / 40) % 5);
            // Every third account is left out somewhere, so that no two rows are alike.
            let account = format!("workload-account-{:03}", (n / 200) * 3 + (n * 7 % 3));
            one(&group, &set, &account)
        })
        .collect()
}

#[test]
fn five_thousand_changes_make_a_comment_that_names_every_removal() {
    let mut changes = many(2500, grant);
    changes.extend(many(2500, revocation));
    let text = comment(changes.clone());
    assert!(text.len() <= LIMIT, "{} bytes", text.len());
    assert_names_every_removal(&text, &changes);
    let only_losses = many(5000, revocation);
    let text = comment(only_losses.clone());
    assert!(text.len() <= LIMIT, "{} bytes", text.len());
    assert_names_every_removal(&text, &only_losses);
}

/// Reads the comment as a person would: the line of the group, the set in it, the account by its name or its number.
fn assert_names_every_removal(text: &str, changes: &[Change]) {
    let key = text
        .lines()
        .find_map(|line| line.strip_prefix("Accounts: "));
    let numbers: BTreeMap<&str, usize> = key
        .unwrap_or("")
        .split(", ")
        .filter_map(|entry| entry.split_once(' '))
        .map(|(number, name)| (name.trim_matches('`'), number.parse().unwrap()))
        .collect();
    for change in changes {
        let Change::DeleteAssignment { assignment, .. } = change else {
            continue;
        };
        let group = format!("group `{}`", assignment.principal.name);
        let set = format!("`{}`", assignment.permission_set);
        let lines = text.lines().filter(|line| line.contains(&group));
        let named = lines.flat_map(|line| line.split("; ")).any(|part| {
            part.contains('➖') && part.contains(&set) && {
                let account = &*assignment.account.name;
                part.contains(&format!("`{account}`"))
                    || numbers.get(account).is_some_and(|n| lists(part, *n))
            }
        });
        assert!(named, "{assignment} is not named");
    }
}

fn lists(part: &str, number: usize) -> bool {
    let (_, list) = part.rsplit_once(" in ").unwrap();
    list.split(", ").any(|run| match run.split_once('-') {
        Some((first, last)) => (first.parse().unwrap()..=last.parse().unwrap()).contains(&number),
        None => run.parse() == Ok(number),
    })
}

#[test]
fn what_no_comment_can_hold_is_counted_and_said_at_the_top() {
    let changes: Vec<Change> = (0..5000)
        .map(|n| {
            revocation(
                &format!("a-group-with-a-very-long-name-{n:05}"),
                "Ops",
                "dev",
            )
        })
        .collect();
    let text = comment(changes);
    assert!(text.len() <= LIMIT, "{} bytes", text.len());
    let head: Vec<&str> = text.lines().take(4).collect();
    assert_snapshot!(head.join("\n"), @"
    <!-- rolecall:default -->
    ### Access: ⚠ **NOT EVERYTHING IS NAMED HERE: 4,268 losses left out** · **−5,000** revocations, no grant

    > ⚠ This is far too long for a comment: lists are cut, and say how much is left out. Read the whole text before you approve.
    ");
    assert!(text.contains("more\n"), "{text}");
}

/// Many changes in which one matters, in each form: it stands in the first line.
#[test]
fn one_danger_among_thousands_of_changes_is_named_in_the_first_line() {
    let dangerous = |rule, detail: &str| {
        let change = update("Drowned", "x");
        let mut planned = PlannedChange::new(change, None);
        planned.dangers.push(Danger {
            rule,
            detail: detail.to_owned(),
        });
        planned
    };
    for harmless in [0, 10, 200, 1_000, 5_000, 20_000] {
        for one in [grant as fn(&str, &str, &str) -> Change, revocation] {
            let changes = (0..harmless).map(|n| {
                let group = format!("a-group-with-a-long-name-{}", n % 2_000);
                let change = match n % 3 {
                    0 => update(&format!("Set{}", n % 900), "harmless"),
                    _ => one(
                        &group,
                        &format!("Other{}", n % 7),
                        &format!("account-{}", n % 90),
                    ),
                };
                PlannedChange::new(change, None)
            });
            let mut changes: Vec<PlannedChange> = changes.collect();
            changes.push(dangerous(Rule::RelayState, "evil.example"));
            let text = comment_of(changes);
            assert!(text.len() <= LIMIT, "{harmless}: {} bytes", text.len());
            let first = text.lines().nth(1).unwrap();
            assert!(
                first.contains("1 relay-state: `Drowned`"),
                "{harmless}: {first}"
            );
            assert!(
                text.contains("relay state outside the AWS console"),
                "{harmless}"
            );
            assert!(text.contains("evil.example"), "{harmless}");
        }
    }
}

#[test]
fn names_of_changed_sets_are_the_last_to_go() {
    let mut changes: Vec<Change> = (0..3_000)
        .map(|n| {
            revocation(
                &format!("a-group-with-a-very-long-name-{n:05}"),
                "Ops",
                "dev",
            )
        })
        .collect();
    changes.extend((0..300).map(|n| update(&format!("Set{n:03}"), "x")));
    let text = comment(changes);
    assert!(text.len() <= LIMIT, "{} bytes", text.len());
    for n in 0..300 {
        assert!(text.contains(&format!("`Set{n:03}`")), "{n}");
    }
    assert!(
        text.lines().nth(1).unwrap().contains("losses left out"),
        "{text}"
    );
}

#[test]
fn no_list_is_too_long_for_a_comment() {
    let long = "x".repeat(1_000);
    let mut changes = Vec::new();
    for n in 0..400 {
        changes.push(Change::CreateGroup {
            group: format!("{long}{n}").into(),
        });
        changes.push(revocation(
            &format!("{long}{n}"),
            "Ops",
            &format!("{long}{n}"),
        ));
        changes.push(update(&format!("Set{n}"), &long));
    }
    let mut changes: Vec<PlannedChange> = changes
        .into_iter()
        .map(|change| PlannedChange::new(change, None))
        .collect();
    for planned in &mut changes {
        if matches!(planned.change, Change::UpdatePermissionSet { .. }) {
            planned.dangers.push(Danger {
                rule: Rule::NotAction,
                detail: long.clone(),
            });
        }
    }
    let text = comment_of(changes);
    assert!(text.len() <= LIMIT, "{} bytes", text.len());
    let first = text.lines().nth(1).unwrap();
    assert!(first.contains("NOT EVERYTHING IS NAMED HERE"), "{first}");
    assert!(text.contains("more\n"), "{text}");
}
