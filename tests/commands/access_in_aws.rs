//! What exists in AWS beside what the catalog says, by principal and by person.

use std::collections::BTreeSet;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::rolecall::Project;

/// The starter, applied; and in the snapshot a permission set made by hand, with which Ann is assigned directly in
/// plat-prod, and a revoked assignment.
fn project() -> Project {
    let project = Project::with_starter();
    project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    let text = project.run(&["snapshot", "--sandbox"]).ended(0).stdout;
    let mut snapshot: Value = serde_json::from_str(&text).unwrap();
    let ann = user(&snapshot, "ann@example.com");
    let sets = snapshot["permission_sets"].as_array_mut().unwrap();
    let mut by_hand = sets[0].clone();
    by_hand["name"] = "ByHand".into();
    by_hand["arn"] =
        "arn:aws:sso:::permissionSet/ssoins-7223a4b5c6d7e8f9/ps-1111222233334444".into();
    by_hand["tags"] = json!({});
    by_hand["accounts"] =
        json!({"333333333304": {"groups": [], "users": [ann], "outdated": false}});
    sets.push(by_hand);
    let billing = sets
        .iter_mut()
        .find(|set| set["name"] == "BillingAdministratorAccess")
        .unwrap();
    billing["accounts"] = json!({});
    // AWS's model does not promise that a group has a name.
    let dan = user(&snapshot, "dan@example.com");
    let store = &mut snapshot["identity_store"];
    let groups = store["groups"].as_array_mut().unwrap();
    groups.push(json!({"id": NAMELESS, "external_ids": []}));
    let memberships = store["memberships"].as_array_mut().unwrap();
    memberships.push(
        json!({"id": "11111111-2222-3333-4444-555555555555", "group": NAMELESS, "user": dan}),
    );
    project.write("snapshot.json", &snapshot.to_string());
    project
}

const NAMELESS: &str = "99999999-2222-3333-4444-555555555555";

fn user(snapshot: &Value, name: &str) -> Value {
    let mut users = snapshot["identity_store"]["users"]
        .as_array()
        .unwrap()
        .iter();
    users.find(|user| user["user_name"] == name).unwrap()["id"].clone()
}

const SNAPSHOT: [&str; 3] = ["access", "--snapshot", "snapshot.json"];

fn access(project: &Project, more: &[&str], code: i32) -> crate::support::rolecall::Run {
    project.run(&[&SNAPSHOT[..], more].concat()).ended(code)
}

#[test]
fn what_differs_is_listed_and_told_by_the_exit_code() {
    let project = project();
    let run = access(&project, &["--differs", "--detailed-exitcode"], 2);
    assert_snapshot!(run.stdout, @"
    What exists in ssoins-7223a4b5c6d7e8f9 in snapshot.json, beside the catalog catalog/aws-sso.yaml

    group BillingAdmin
    +   BillingAdministratorAccess  core-root  catalog/aws-sso.yaml:45, not in AWS yet

    user ann@example.com
    -   ByHand                      plat-prod  not in the catalog, unmanaged

    2 permission sets, 2 assignments in 2 of 11 accounts
    In the catalog and not in AWS yet: 1
    In AWS and not in the catalog: 1, of these by unmanaged permission sets: 1
    ");
    let all = access(&project, &["--detailed-exitcode"], 2);
    assert!(all.stdout.contains("60 assignments") || all.stdout.contains("61 assignments"));
    // Without a difference there is none to tell.
    project
        .run(&["access", "--sandbox", "--detailed-exitcode"])
        .ended(0);
    let none = project.run(&["access", "--sandbox", "--differs"]).ended(0);
    assert_snapshot!(none.stdout, @"
    What exists in ssoins-7223a4b5c6d7e8f9 in .rolecall/sandbox.json, beside the catalog catalog/aws-sso.yaml

    0 permission sets, 0 assignments in 0 of 11 accounts
    ");
}

#[test]
fn a_user_comes_with_what_the_user_has_through_groups() {
    let project = project();
    let run = access(&project, &["--user", "ann@example.com"], 0);
    assert_snapshot!(run.stdout, @"
    What exists in ssoins-7223a4b5c6d7e8f9 in snapshot.json, beside the catalog catalog/aws-sso.yaml

    user ann@example.com
        AdministratorAccess   core: 6 accounts, plat-dev, plat-prod,  through DevOps, catalog/aws-sso.yaml:49, 56, 61, 66, 71
                              plat-sandbox, plat-staging
        AdministratorAccess   core: 6 accounts, core-root, plat-dev,  through Managers, catalog/aws-sso.yaml:43, 48, 55, 60, 65, 70
                              plat-prod, plat-sandbox, plat-staging
    -   ByHand                plat-prod                               not in the catalog, unmanaged
        ReadOnlyAccess        core-root                               through DevOps, catalog/aws-sso.yaml:44
        RootAccess            core-root                               through Managers, catalog/aws-sso.yaml:43
        TerraformApplyAccess  core: 6 accounts, plat-dev, plat-prod,  through DevOps, catalog/aws-sso.yaml:49, 56, 61, 66, 71
                              plat-sandbox, plat-staging
        TerraformApplyAccess  core: 6 accounts, core-root, plat-dev,  through Managers, catalog/aws-sso.yaml:43, 48, 55, 60, 65, 70
                              plat-prod, plat-sandbox, plat-staging
        TerraformPlanAccess   core-root                               through DevOps, catalog/aws-sso.yaml:44

    6 permission sets, 46 assignments in 11 of 11 accounts
    In AWS and not in the catalog: 1, of these by unmanaged permission sets: 1
    ");
    // The catalog alone does not know her.
    let run = project
        .run(&["access", "--user", "ann@example.com"])
        .ended(1);
    assert_snapshot!(run.stderr, @"
    error: unknown user `ann@example.com`: it is not in the catalog
    help: add --live, --snapshot FILE or --sandbox to look for it in AWS, too
    ");
}

#[test]
fn people_are_the_rows_of_an_audit() {
    let project = project();
    let csv = access(
        &project,
        &["--people", "--format", "csv", "--account", "plat-prod"],
        0,
    );
    assert_snapshot!(csv.stdout, @"
    account_id,account,principal_type,principal,permission_set,source,owner,reason,ticket,expires,review_by,in_catalog,in_aws,managed,via,user_enabled
    333333333304,plat-prod,USER,ann@example.com,ByHand,,,,,,,no,yes,no,,yes
    333333333304,plat-prod,USER,ann@example.com,AdministratorAccess,catalog/aws-sso.yaml:71,,,,,,yes,yes,yes,DevOps,yes
    333333333304,plat-prod,USER,ann@example.com,TerraformApplyAccess,catalog/aws-sso.yaml:71,,,,,,yes,yes,yes,DevOps,yes
    333333333304,plat-prod,USER,ann@example.com,AdministratorAccess,catalog/aws-sso.yaml:70,,,,,,yes,yes,yes,Managers,yes
    333333333304,plat-prod,USER,ann@example.com,TerraformApplyAccess,catalog/aws-sso.yaml:70,,,,,,yes,yes,yes,Managers,yes
    333333333304,plat-prod,USER,ben@example.com,AdministratorAccess,catalog/aws-sso.yaml:71,,,,,,yes,yes,yes,DevOps,yes
    333333333304,plat-prod,USER,ben@example.com,TerraformApplyAccess,catalog/aws-sso.yaml:71,,,,,,yes,yes,yes,DevOps,yes
    333333333304,plat-prod,USER,cleo@example.com,ReadOnlyAccess,catalog/aws-sso.yaml:72,,,,,,yes,yes,yes,Developers,yes
    333333333304,plat-prod,USER,cleo@example.com,TerraformPlanAccess,catalog/aws-sso.yaml:72,,,,,,yes,yes,yes,Developers,yes
    333333333304,plat-prod,USER,dan@example.com,ReadOnlyAccess,catalog/aws-sso.yaml:72,,,,,,yes,yes,yes,Developers,yes
    333333333304,plat-prod,USER,dan@example.com,TerraformPlanAccess,catalog/aws-sso.yaml:72,,,,,,yes,yes,yes,Developers,yes
    ");
    let json = access(&project, &["--people", "--format", "json"], 0).json();
    let rows = json["assignments"].as_array().unwrap();
    // Independently, from the snapshot: each member of each group that is assigned, and each user.
    let snapshot: Value = serde_json::from_str(&project.read("snapshot.json")).unwrap();
    let mut expected: BTreeSet<(String, String, String)> = BTreeSet::new();
    let store = &snapshot["identity_store"];
    let name = |id: &Value| {
        let mut users = store["users"].as_array().unwrap().iter();
        let found = users.find(|user| user["id"] == *id).unwrap();
        found["user_name"].as_str().unwrap().to_owned()
    };
    for set in snapshot["permission_sets"].as_array().unwrap() {
        for (account, held) in set["accounts"].as_object().unwrap() {
            let groups = held["groups"].as_array().into_iter().flatten();
            let through = groups.flat_map(|group| {
                let memberships = store["memberships"].as_array().unwrap().iter();
                let of_group = memberships.filter(move |one| one["group"] == *group);
                of_group.map(|one| name(&one["user"]))
            });
            let direct = held["users"].as_array().into_iter().flatten().map(&name);
            for person in through.chain(direct).collect::<Vec<_>>() {
                let set = set["name"].as_str().unwrap().to_owned();
                expected.insert((person, set, account.clone()));
            }
        }
    }
    let listed: BTreeSet<(String, String, String)> = rows
        .iter()
        .filter(|row| row["in_aws"] == true)
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap().to_owned();
            (
                text("principal"),
                text("permission_set"),
                text("account_id"),
            )
        })
        .collect();
    assert_eq!(listed, expected);
    assert!(listed.len() > 50);
}

#[test]
fn unknown_names_are_errors_with_the_nearest() {
    let project = project();
    for (filter, name, nearest) in [
        ("--group", "Developerz", "Developers"),
        ("--user", "ann@example.con", "ann@example.com"),
        ("--account", "plat-prot", "plat-prod"),
        ("--permission-set", "PowerUser", "PowerUserAccess"),
    ] {
        let run = access(&project, &[filter, name], 1);
        assert!(run.stderr.contains(&format!("`{name}`")), "{}", run.all());
        assert!(
            run.stderr.contains(&format!("`{nearest}`")),
            "{}",
            run.all()
        );
        assert_eq!(run.stdout, "");
    }
}

#[test]
fn without_aws_account_types_stand_for_their_accounts() {
    let project = Project::with_starter();
    let run = project.run(&["access", "--group", "Developers"]).ended(0);
    assert_snapshot!(run.stdout, @"
    By the catalog catalog/aws-sso.yaml; what exists in AWS was not read (--live, --snapshot FILE or --sandbox)

    group Developers
        PowerUserAccess       account type dev, account type sandbox      catalog/aws-sso.yaml:57, 62
        ReadOnlyAccess        account type prod, account type staging     catalog/aws-sso.yaml:67, 72
        TerraformPlanAccess   account type dev, account type prod,        catalog/aws-sso.yaml:57, 62, 67, 72
                              account type sandbox, account type staging
        TerraformStateAccess  account type core                           catalog/aws-sso.yaml:50

    4 permission sets, 9 assignments to accounts and account types
    Which accounts belong to core, dev, prod, sandbox, staging is not known from the catalog: --live, --snapshot FILE or --sandbox resolves them
    ");
    let json = project.run(&["access", "--format", "json"]).ended(0).json();
    let rows = json["assignments"].as_array().unwrap();
    assert!(
        rows.iter()
            .any(|row| row["account_type"] == "prod" && row["account_id"].is_null())
    );
    assert!(json["aws"].is_null());
    let refused = project.run(&["access", "--people"]).ended(1);
    assert!(
        refused
            .stderr
            .contains("add --live, --snapshot FILE or --sandbox")
    );
}

#[test]
fn what_is_not_known_is_not_explained_away() {
    let project = Project::with_starter();
    let args = ["explain", "--account", "core-root", "--group", "Developers"];
    let run = project
        .run(&[&args[..], &["--why-not", "PowerUserAccess"]].concat())
        .ended(0);
    assert_snapshot!(run.stdout, @"
    group Developers in core-root

    Given
      nothing

    Not known
      PowerUserAccess                                                        catalog/aws-sso.yaml:57
          account type sandbox: its accounts are not known from the catalog  catalog/aws-sso.yaml:53
      PowerUserAccess                                                    catalog/aws-sso.yaml:62
          account type dev: its accounts are not known from the catalog  catalog/aws-sso.yaml:58

    0 permission sets given; 1 more may be given.
    PowerUserAccess may be given.
    Which accounts belong to core, dev, prod, sandbox, staging is not known from the catalog: --live, --snapshot FILE or --sandbox resolves them.
    ");
    let json = project
        .run(
            &[
                &args[..],
                &["--why-not", "PowerUserAccess", "--format", "json"],
            ]
            .concat(),
        )
        .ended(0)
        .json();
    let explanation = &json["explanations"][0];
    assert!(explanation["expected"][0]["given"].is_null());
    assert_eq!(explanation["expected"][0]["assigned"], true);
    assert_eq!(explanation["not_given"], json!([]));
    assert_eq!(explanation["not_known"].as_array().unwrap().len(), 2);
    assert_eq!(
        explanation["not_known"][0]["reasons"],
        json!(["unresolved_account_type"])
    );
}
