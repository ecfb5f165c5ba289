//! Whatever a catalog says, both targets and `access` say the same.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::case::files;
use super::read;
use crate::support::rolecall::Project;

/// Names that some target could misread.
const NAMES: [&str; 12] = [
    "Ops ${team} \"A\" %{x}",
    "a/b:c",
    "back\\slash 'n' quote",
    "# no comment",
    "- no list: x",
    "yes",
    "0123",
    "Équipe 日本",
    "} ] , = {",
    "$${dollars} %%{percents}",
    "trailing space ",
    "group:Nested/ReadOnlyAccess",
];
const SETS: [&str; 4] = ["ReadOnlyAccess", "A+b=c,d.e@f-g", "9Lives", "A_b"];
const ACCOUNTS: [(&str, &str); 4] = [
    ("core-root", "111111111111"),
    ("plat/dev \"x\"", "012345678901"),
    ("null", "222222222222"),
    ("Öld ${a}", "333333333333"),
];

fn catalog(rows: &[(usize, usize, usize, bool)], created: &[usize]) -> String {
    let mut assignments = json!({});
    for (account, name, set, user) in rows {
        let (kind, name) = match user {
            true => ("users", format!("user{name}@example.com")),
            false => ("groups", NAMES[*name].to_owned()),
        };
        let sets = &mut assignments[ACCOUNTS[*account].0][kind][name]["permission_sets"];
        let set = json!(SETS[*set]);
        match sets.as_array_mut() {
            None => *sets = json!([set]),
            Some(sets) if sets.contains(&set) => {}
            Some(sets) => sets.push(set),
        }
    }
    let own = json!({"description": "${x} \"y\"", "policy_attachments": ["ReadOnlyAccess"]});
    let sets: BTreeMap<&str, _> = SETS[1..].iter().map(|name| (*name, own.clone())).collect();
    let groups: Vec<&str> = created.iter().map(|name| NAMES[*name]).collect();
    let map: BTreeMap<&str, &str> = ACCOUNTS.into_iter().collect();
    // JSON is YAML.
    json!({
        "account_map": {"full_account_map": map, "root_account_account_name": "core-root"},
        "permission_sets": sets,
        "groups": groups,
        "account_assignments": assignments,
    })
    .to_string()
}

fn id(kind: usize, name: usize) -> String {
    format!("00000000-0000-4000-8000-{kind:06}{name:06}")
}

fn snapshot() -> serde_json::Value {
    let groups = NAMES.iter().enumerate();
    let groups: Vec<_> = groups
        .map(|(n, name)| json!({"id": id(1, n), "display_name": name}))
        .collect();
    let users: Vec<_> = (0..NAMES.len())
        .map(|n| json!({"id": id(2, n), "user_name": format!("user{n}@example.com")}))
        .collect();
    let accounts: Vec<_> = ACCOUNTS
        .iter()
        .map(|(name, id)| json!({"id": id, "name": name}))
        .collect();
    json!({
        "version": 1,
        "organization": {
            "id": "o-a1b2c3d4e5", "root": "r-ab12", "management_account": "111111111111", "accounts": accounts,
        },
        "instances": [{
            "arn": "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9",
            "identity_store_id": "d-9067642ac7",
            "owner_account": "111111111111",
        }],
        "identity_store": {"groups": groups, "users": users},
        "permission_sets": [],
    })
}

fn render(project: &Project, arguments: &[&str]) -> BTreeMap<String, String> {
    let mut command = vec!["render"];
    command.extend(arguments);
    command.extend(["--out", "out", "--snapshot", "snapshot.json"]);
    drop(std::fs::remove_dir_all(project.file("out")));
    project.run(&command).ended(0);
    files(&project.file("out"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_targets_have_the_assignments_that_access_lists(
        rows in prop::collection::vec((0..4_usize, 0..12_usize, 0..4_usize, any::<bool>()), 1..40),
        created in prop::sample::subsequence((0..12).collect::<Vec<usize>>(), 0..4),
    ) {
        let project = Project::with_catalog(&catalog(&rows, &created));
        project.write("snapshot.json", &snapshot().to_string());
        let names = NAMES.iter().enumerate().map(|(n, name)| (id(1, n), (*name).to_owned()));
        let users = (0..NAMES.len()).map(|n| (id(2, n), format!("user{n}@example.com")));
        let names: BTreeMap<String, String> = names.chain(users).collect();
        let access = ["access", "--format", "json", "--snapshot", "snapshot.json"];
        let wanted = read::access(&project.run(&access).ended(0).json());
        prop_assert!(!wanted.is_empty());
        for arguments in [
            &["terraform"][..],
            &["terraform", "--layout", "resources", "--principals", "ids"],
            &["terraform", "--split", "account-type"],
        ] {
            prop_assert_eq!(&read::terraform(&render(&project, arguments)), &wanted);
        }
        let rendered = render(&project, &["cloudformation"]);
        prop_assert_eq!(&read::cloudformation(&rendered, &names), &wanted);
    }
}
