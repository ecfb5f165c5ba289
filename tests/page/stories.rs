//! A reader with the page in Chromium: looks, filters, follows, by pointer and by keyboard.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::scene::{changed, changed_page};
use crate::support::browser::story;
use crate::support::rolecall::Project;

/// The page of the changed starter; the folder lives as long as the first of both.
fn page() -> (Project, PathBuf) {
    let project = changed();
    let page = changed_page(&project);
    (project, page)
}

fn texts(value: &Value) -> Vec<&str> {
    let values = value.as_array().unwrap().iter();
    values.map(|text| text.as_str().unwrap()).collect()
}

fn assert_quiet(seen: &Value) {
    assert_eq!(seen["complaints"], json!([]), "the console says something");
    assert_eq!(seen["requests"], json!([]), "something is fetched");
}

#[test]
fn the_matrix_shows_who_has_what_where_with_the_management_account_apart() {
    let (_project, page) = page();
    let Some(seen) = story("look.mjs", &page, json!({})) else {
        return;
    };
    assert_quiet(&seen);
    assert_eq!(seen["title"], "Who has access");
    assert_eq!(
        seen["count"],
        "5 principals · 11 accounts · 63 assignments · 1 gain, 1 loss, 2 left alone"
    );
    assert_eq!(texts(&seen["groups"])[..2], ["management", "▾ core"]);
    assert!(texts(&seen["units"]).contains(&"plat/dev"));
    assert_eq!(
        texts(&seen["accounts"])[..2],
        ["core-root", "core-artifacts"]
    );
    assert_eq!(
        texts(&seen["principals"]),
        [
            "11111111-2222-4333-8444-555555555555deleted",
            "BillingAdmin",
            "DevOps",
            "Developers",
            "Managers"
        ]
    );
    let cells = texts(&seen["cells"]);
    assert!(
        cells.contains(
            &"Developers, plat-dev: PowerUserAccess (write, will be revoked), ReadOnlyAccess (read, will be granted), \
              TerraformPlanAccess (state)"
        ),
        "{cells:#?}"
    );
    let card = texts(&seen["card"]);
    assert!(card[0].contains(" in core-root"), "{card:?}");
    assert_eq!(texts(&seen["views"])[2], "Permission sets (8 differ)");
    assert_ne!(seen["colours"]["light"], seen["colours"]["dark"]);
    assert_eq!(seen["overflow"], false, "800 pixels are enough");
}

#[test]
fn each_filter_leaves_what_it_says_and_the_address_keeps_it() {
    let (_project, page) = page();
    let Some(seen) = story("filter.mjs", &page, json!({})) else {
        return;
    };
    assert_quiet(&seen);
    assert_eq!(
        texts(&seen["principal"]["principals"]),
        ["DevOps", "Developers"]
    );
    assert_eq!(seen["principal"]["fragment"], "#matrix?principal=dev");
    assert_eq!(seen["cleared"]["fragment"], "#matrix");
    assert_eq!(texts(&seen["cleared"]["principals"]).len(), 5);
    assert_eq!(
        texts(&seen["account"]["accounts"]),
        ["core-root", "plat-prod"]
    );
    assert_eq!(texts(&seen["type"]["accounts"]).len(), 6);
    assert_eq!(texts(&seen["set"]["principals"]), ["Developers"]);
    assert_eq!(seen["set"]["cells"], 6);
    assert_eq!(texts(&seen["danger"]["principals"]), ["BillingAdmin"]);
    let only = &seen["only"];
    let differing = [
        "11111111-2222-4333-8444-555555555555",
        "DevOps",
        "Developers",
    ];
    assert_eq!(texts(&only["principals"]), differing);
    assert_eq!(texts(&only["accounts"]), ["core-root", "plat-dev"]);
    assert_eq!(texts(&seen["signs"]), ["∘", "−", "+"]);
    assert_eq!(
        seen["nothing"]["count"],
        "Nothing passes the filter · 0 of 5 principals · 0 of 11 accounts · 0 of 63 assignments · no difference"
    );
    let folded = &seen["folded"];
    let heads = [
        "core-root",
        "6 accounts",
        "plat-dev",
        "plat-prod",
        "plat-sandbox",
        "plat-staging",
    ];
    assert_eq!(texts(&folded["heads"]), heads);
    assert_eq!(folded["fragment"], "#matrix?fold=*");
    assert!(
        texts(&folded["cells"])
            .contains(&"Developers, core: 6 accounts: TerraformStateAccess (state)"),
        "{folded}"
    );
    assert_eq!(texts(&seen["unfolded"]["heads"]).len(), 11);
    assert_eq!(seen["unfolded"]["fragment"], "#matrix");
    assert_eq!(texts(&seen["foldedAgain"]), heads);
    assert_eq!(seen["received"]["count"], seen["sent"]["count"]);
    assert_eq!(seen["received"]["principal"], "devops");
    assert_eq!(seen["received"]["administrator"], true);
}

#[test]
fn links_lead_to_principals_sets_and_accounts_and_the_way_back_keeps_the_filter() {
    let (_project, page) = page();
    let given = json!({"set": "ReadOnlyAccess", "find": "plat-prod", "person": "dan@example.com"});
    let Some(seen) = story("views.mjs", &page, given) else {
        return;
    };
    assert_quiet(&seen);
    let principal = &seen["principal"];
    assert_eq!(principal["fragment"], "#group/Developers?principal=dev");
    assert_eq!(principal["focused"], "Developers");
    let text = texts(&principal["text"]).join("\n");
    assert!(
        text.contains("catalog/aws-sso.yaml:62 account type dev"),
        "{text}"
    );
    assert!(text.contains("will be revoked"), "{text}");
    assert!(text.contains("owner team-shop"), "{text}");
    assert!(text.contains("ticket SHOP-7"), "{text}");
    assert!(
        text.contains("Members") && text.contains("dan@example.com"),
        "{text}"
    );
    let set = &seen["set"];
    assert_eq!(set["fragment"], "#set/ReadOnlyAccess?principal=dev");
    assert_eq!(set["focused"], "ReadOnlyAccess");
    let text = texts(&set["text"]).join("\n");
    assert!(text.contains("differs from the catalog"), "{text}");
    assert!(text.contains("−PT8H\n+PT4H"), "{text}");
    assert!(set["policy"].as_str().unwrap().contains("PT8H"), "{set}");
    assert_eq!(seen["after"], seen["before"]);
    assert_eq!(texts(&seen["found"]).len(), 1);
    let account = texts(&seen["account"]).join("\n");
    assert!(account.contains("plat-prod"), "{account}");
    assert!(account.contains("plat/prod"), "{account}");
    assert_eq!(texts(&seen["foundPerson"]).len(), 1, "{seen}");
    let person = seen["person"].as_str().unwrap();
    assert!(person.contains("Nothing is assigned directly."), "{person}");
    assert!(person.contains("through group Developers"), "{person}");
    assert!(person.contains("PowerUserAccess"), "{person}");
    let list = texts(&seen["list"]).join("\n");
    assert!(list.contains("Developers"), "{list}");
    assert!(
        !list.contains("Managers"),
        "the list is filtered, too: {list}"
    );
    assert!(texts(&seen["sets"]).contains(&"ByHand"));
    let findings = texts(&seen["findings"]).join("\n");
    assert!(findings.contains("What to do: "), "{findings}");
    assert!(
        texts(&seen["missing"])
            .join("\n")
            .contains("knows no group of this name")
    );
}

#[test]
fn everything_can_be_done_by_keyboard() {
    let (_project, page) = page();
    let Some(seen) = story("keyboard.mjs", &page, json!({})) else {
        return;
    };
    assert_quiet(&seen);
    let stops = texts(&seen["stops"]);
    assert_eq!(stops[0], "Skip to the content");
    assert_eq!(seen["skipped"], "view");
    assert!(
        seen["first"]
            .as_str()
            .unwrap()
            .starts_with("11111111-2222-4333-8444-555555555555, core-root: "),
        "{stops:?}"
    );
    assert_eq!(seen["ring"], "solid", "the focus is seen");
    assert!(
        seen["moved"]
            .as_str()
            .unwrap()
            .starts_with("DevOps, core-artifacts: ")
    );
    assert_eq!(seen["card"], true);
    assert_eq!(seen["escaped"], true);
    assert!(
        seen["last"]
            .as_str()
            .unwrap()
            .starts_with("Managers, plat-staging: ")
    );
    assert_eq!(seen["beyond"], seen["last"]);
    assert!(
        seen["home"]
            .as_str()
            .unwrap()
            .starts_with("Managers, core-root: ")
    );
    assert_eq!(seen["head"], "group Managers");
    assert_eq!(seen["account"], "core-root, management");
    assert_eq!(seen["pinned"], true);
    assert!(
        seen["back"]
            .as_str()
            .unwrap()
            .starts_with("11111111-2222-4333-8444-555555555555, core-root: ")
    );
    assert_eq!(seen["followed"], "ByHand");
    assert_eq!(seen["tabStops"], 1, "the matrix is one stop of the Tab key");
}

#[test]
fn roles_names_and_contrast_are_right_in_every_view() {
    let (_project, page) = page();
    let fragments = [
        "#matrix",
        "#matrix?fold=*",
        "#list",
        "#sets",
        "#set/ReadOnlyAccess",
        "#group/Developers",
        "#user/dan%40example.com",
        "#account/plat-dev",
        "#findings",
    ];
    let Some(seen) = story("accessible.mjs", &page, json!({"fragments": fragments})) else {
        return;
    };
    assert_eq!(seen["violations"], json!([]));
    assert!(
        seen["passes"].as_u64().unwrap() > 200,
        "axe looked at something"
    );
}

#[test]
fn on_paper_there_is_a_list_of_what_the_filter_leaves() {
    let (_project, page) = page();
    let Some(seen) = story("print.mjs", &page, json!({})) else {
        return;
    };
    assert_quiet(&seen);
    let printed = texts(&seen["printed"]).join("\n");
    assert!(printed.contains("core: 6 accounts"), "{printed}");
    assert!(!printed.contains("Managers"), "{printed}");
    assert_eq!(
        seen["ground"], "rgb(255, 255, 255)",
        "white, whatever the screen"
    );
    assert_eq!(seen["matrix"], false);
    assert_eq!(seen["filters"], false);
    assert_eq!(seen["pages"], 1);
    assert_eq!(seen["emptied"], "");
}
