//! The file by itself: valid, complete, and closed to the outside.

use serde_json::{Value, json};

use super::scene::{changed, changed_page};
use crate::support::browser::{run, story};
use crate::support::rolecall::Project;

#[test]
fn the_file_has_no_error_of_html_and_refers_to_nothing_outside() {
    let project = changed();
    let page = changed_page(&project);
    let Some(seen) = run("parse.mjs", &json!({"page": page})) else {
        return;
    };
    assert_eq!(seen["errors"], json!([]));
    assert_eq!(seen["references"], json!([]));
    assert!(seen["elements"].as_u64().unwrap() > 100, "{seen}");
}

const NAMES: [&str; 4] = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "<!--<script>",
    "\" onmouseover=\"alert(1)",
];

/// A catalog whose every name is an attack.
fn hostile() -> Project {
    let groups: serde_json::Map<String, Value> = NAMES
        .iter()
        .map(|name| ((*name).to_owned(), json!({"permission_sets": ["Odd"]})))
        .collect();
    let catalog = json!({
        "permission_sets": {"Odd": {
            "description": "</script><script>alert(2)</script>",
            "inline_policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*",
                "Condition": {"StringEquals": {"aws:PrincipalTag/team": "</pre><script>alert(3)</script>"}}}]},
        }},
        "account_assignments": {"<b>dev</b>": {"groups": groups}},
    });
    Project::with_catalog(&catalog.to_string())
}

#[test]
fn names_that_are_markup_are_only_names() {
    let project = hostile();
    project
        .run(&["access", "--format", "html", "--out", "access.html"])
        .ended(0);
    let page = project.file("access.html");
    let Some(parsed) = run("parse.mjs", &json!({"page": page})) else {
        return;
    };
    assert_eq!(parsed["errors"], json!([]));
    assert_eq!(parsed["references"], json!([]));
    let Some(seen) = story("hostile.mjs", &page, json!({})) else {
        return;
    };
    assert_eq!(seen["complaints"], json!([]));
    assert_eq!(seen["dialogs"], json!([]));
    assert_eq!(
        seen["scripts"], 2,
        "the tables and the script, and nothing that a name brought"
    );
    assert_eq!(seen["images"], 0);
    let mut names = NAMES.map(str::to_owned);
    names.sort();
    assert_eq!(seen["principals"], json!(names));
    assert_eq!(
        seen["headings"],
        json!(names),
        "each has a page that its link leads to"
    );
    assert_eq!(seen["account"], "<b>dev</b>");
}

#[test]
fn without_javascript_the_page_says_what_it_can() {
    let project = changed();
    let page = changed_page(&project);
    let Some(seen) = story("noscript.mjs", &page, json!({})) else {
        return;
    };
    assert_eq!(seen["heading"], "Who has access");
    let rows = seen["rows"].as_array().unwrap();
    assert_eq!(
        rows[0],
        "who administrator write unknown state billing read nothing"
    );
    assert!(rows.contains(&json!("group DevOps 10 1 1 1")), "{rows:?}");
    assert_eq!(
        seen["hidden"], true,
        "what only the script can fill is not there"
    );
}
