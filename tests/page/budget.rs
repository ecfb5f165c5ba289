//! A page of a large organization: 500 principals, 1,000 accounts, 100,000 assignments.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;

use serde_json::json;

use crate::support::browser::story;
use crate::support::rolecall::Project;

const PRINCIPALS: usize = 500;
const ACCOUNTS: usize = 1000;
const ASSIGNMENTS: usize = 100_000;
const SETS: [&str; 6] = [
    "AdministratorAccess",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "BillingReadOnlyAccess",
    "Deploy",
    "Own",
];

/// A catalog in which everything is written out and nothing repeats: each assignment has a line of its own.
fn large() -> String {
    let mut text = String::from("account_map:\n  full_account_map:\n");
    let account = |number: usize| format!("team{:02}-{:02}", number / 25, number % 25);
    for number in 0..ACCOUNTS {
        writeln!(
            text,
            "    {}: \"{}\"",
            account(number),
            100_000_000_000 + number
        )
        .unwrap();
    }
    text.push_str("account_types:\n");
    for team in 0..ACCOUNTS / 25 {
        writeln!(text, "  team{team:02}: [\"team{team:02}-*\"]").unwrap();
    }
    text.push_str(
        "permission_sets:\n  Deploy: {policy_attachments: [AWSCloudFormationFullAccess]}\n  \
         Own: {customer_managed_policy_attachments: [{name: Own, path: /}]}\naccount_assignments:\n",
    );
    // Steps that share no factor with the sizes: every assignment is another one, and they are scattered.
    let mut chosen: BTreeSet<(usize, usize, usize)> = BTreeSet::new();
    let mut at = 0_usize;
    while chosen.len() < ASSIGNMENTS {
        at = at
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let pick = |shift: u32, size: usize| (at >> shift) % size;
        chosen.insert((
            pick(20, ACCOUNTS),
            pick(32, PRINCIPALS),
            pick(44, SETS.len()),
        ));
    }
    let mut before = (usize::MAX, usize::MAX);
    for (number, principal, set) in chosen {
        if number != before.0 {
            writeln!(text, "  {}:\n    groups:", account(number)).unwrap();
        }
        if (number, principal) != before {
            writeln!(
                text,
                "      Group {principal:03} of the company:\n        permission_sets:"
            )
            .unwrap();
        }
        writeln!(text, "          - {}", SETS[set]).unwrap();
        before = (number, principal);
    }
    text
}

#[test]
fn a_page_of_a_hundred_thousand_assignments_is_small_and_fast() {
    let project = Project::with_catalog(&large());
    project
        .run(&["access", "--format", "html", "--out", "access.html"])
        .ended(0);
    let page = project.file("access.html");
    let bytes = std::fs::metadata(&page).unwrap().len();
    assert!(bytes < 8_000_000, "{bytes} bytes");
    let filters = json!([
        ["principal", "group 4"],
        ["principal", "nobody"],
        ["account", "team07"],
        ["type", "team11"],
        ["set", "administrator"],
    ]);
    let given = json!({"filters": filters, "pictures": "large"});
    let Some(seen) = story("large.mjs", &page, given) else {
        return;
    };
    let figure = |value: &serde_json::Value| value.as_f64().unwrap();
    let scrolls: Vec<f64> = seen["scrolls"]
        .as_array()
        .unwrap()
        .iter()
        .map(figure)
        .collect();
    let figures = format!(
        "page of {ASSIGNMENTS} assignments: {:.1} MB, first paint {:.0} ms, slowest filter {:.0} ms, scrolls {scrolls:.0?} ms",
        bytes as f64 / 1e6,
        figure(&seen["paint"]),
        figure(&seen["worst"]),
    );
    // Not by a macro: what a passing test prints by those is kept from whoever reads the log.
    writeln!(std::io::stderr(), "{figures}").unwrap();
    assert_eq!(
        seen["count"],
        "500 principals · 1,000 accounts · 100,000 assignments"
    );
    assert!(figure(&seen["paint"]) < 2000.0, "{seen}");
    assert!(figure(&seen["worst"]) < 150.0, "{seen}");
    let drawn = seen["drawn"].as_u64().unwrap();
    assert!((100..5000).contains(&drawn), "{drawn} cells are drawn");
    let last = seen["last"].as_str().unwrap();
    assert!(
        last.starts_with("Group 499 of the company, team39-24: "),
        "{last}"
    );
    assert_eq!(seen["size"], json!(["501", "1001"]));
    assert_eq!(seen["complaints"], json!([]));
    assert_eq!(seen["requests"], json!([]));
}
