//! One dangerous change among thousands that are harmless, and names that mean harm: what a reviewer reads first.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::rolecall::Project;

/// A catalog in which many groups have something, and one permission set is what `set` says.
fn catalog(groups: usize, more: bool, set: &str) -> String {
    let mut text = String::from("account_map: {full_account_map: {");
    for n in 0..10 {
        let _ = write!(text, "account-{n}: '11111111111{n}', ");
    }
    let _ = write!(
        text,
        "}}}}\npermission_sets: {{Drowned: {set}}}\naccount_assignments:\n"
    );
    for n in 0..10 {
        let _ = writeln!(text, "  account-{n}:\n    groups:");
        for group in 0..groups {
            let sets = if more {
                "ReadOnlyAccess, PowerUserAccess"
            } else {
                "ReadOnlyAccess"
            };
            let _ = writeln!(
                text,
                "      a-group-with-a-long-name-{group}: {{permission_sets: [{sets}]}}"
            );
        }
        let _ = writeln!(text, "      Ops: {{permission_sets: [Drowned]}}");
    }
    text
}

const BEFORE: &str = "{policy_attachments: [ReadOnlyAccess]}";
const AFTER: &str = "{policy_attachments: [ReadOnlyAccess], customer_managed_policy_attachments: [Hidden], \
                     relay_state: 'https://console.aws.amazon.com@evil.example/'}";

fn difference(groups: usize, gains: bool, format: &str) -> String {
    let project = Project::with_catalog(&catalog(groups, gains, AFTER));
    project.write("base.yaml", &catalog(groups, !gains, BEFORE));
    let run = project.run(&["diff", "--base", "base.yaml", "--format", format]);
    run.ended(0).stdout
}

#[test]
fn a_danger_among_thousands_of_changes_stands_in_the_first_line_of_a_comment() {
    for groups in [1, 60, 500] {
        for gains in [true, false] {
            let text = difference(groups, gains, "markdown");
            let first = text.lines().nth(1).unwrap();
            assert!(text.len() < 65_536, "{} bytes", text.len());
            for named in [
                "1 customer-managed-policy: `Drowned`",
                "1 relay-state: `Drowned`",
            ] {
                assert!(first.contains(named), "{groups}: {first}");
            }
            assert!(text.contains("/Hidden"), "{groups}");
            assert!(text.contains("evil.example"), "{groups}");
        }
    }
}

#[test]
fn a_danger_among_thousands_of_changes_is_the_first_annotation() {
    let text = difference(500, false, "github");
    let first = text.lines().next().unwrap();
    assert!(first.starts_with("::warning "), "{first}");
    assert!(first.contains("title=permission set Drowned::"), "{first}");
    assert!(
        first.contains("evil.example") && first.contains("/Hidden"),
        "{first}"
    );
    let last = text
        .lines()
        .rfind(|line| line.starts_with("::warning "))
        .unwrap();
    assert!(
        last.contains(" more::") && last.len() < 65_536,
        "{}",
        last.len()
    );
}

#[test]
fn the_same_dangers_are_in_the_text_in_json_and_on_the_page() {
    let text = difference(3, true, "text");
    assert!(
        text.contains("Dangers   1 customer-managed-policy, 1 relay-state, marked with !"),
        "{text}"
    );
    assert!(
        text.contains("!   relay state outside the AWS console: evil.example"),
        "{text}"
    );
    let json: Value = serde_json::from_str(&difference(3, true, "json")).unwrap();
    let json = json.to_string();
    for rule in ["customer-managed-policy", "relay-state"] {
        assert!(json.contains(rule), "{json}");
    }
    let page = difference(3, true, "html");
    assert!(
        page.contains("relay state outside the AWS console: evil.example"),
        "{page}"
    );
}

#[test]
fn a_group_that_takes_the_place_of_one_that_looks_like_it_is_said() {
    let of = |group: &str| {
        format!(
            "account_assignments: {{plat-dev: {{groups: {{\"{group}\": {{permission_sets: [ReadOnlyAccess]}}}}}}}}\n"
        )
    };
    for (group, shown) in [("Dev0ps", "Dev0ps"), ("D\u{435}vOps", r"D\u{435}vOps")] {
        let project = Project::with_catalog(&of(group));
        project.write("base.yaml", &of("DevOps"));
        for format in ["text", "markdown"] {
            let run = project.run(&["diff", "--base", "base.yaml", "--format", format]);
            let text = run.ended(0).stdout;
            let sentence = format!("looks like group {shown}");
            let other = format!("group {shown} looks like group DevOps");
            assert!(text.contains(&sentence) || text.contains(&other), "{text}");
        }
    }
}
