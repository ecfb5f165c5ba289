use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::rolecall::{Project, Run};

/// A project whose starter catalog is applied, and the snapshot of that.
fn healthy() -> (Project, Value) {
    let project = Project::with_starter();
    project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    let snapshot = project.run(&["snapshot", "--sandbox"]).ended(0).json();
    (project, snapshot)
}

fn examine(project: &Project, snapshot: &Value, format: &str) -> Run {
    project.write("snapshot.json", &snapshot.to_string());
    project.run(&["doctor", "--snapshot", "snapshot.json", "--format", format])
}

/// `code severity subject: message` of every finding; the exit code says whether one is a problem.
#[track_caller]
fn findings(project: &Project, snapshot: &Value) -> String {
    let run = examine(project, snapshot, "json");
    let document = run.json();
    let found = document["findings"].as_array().unwrap();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let problems = found.iter().any(|finding| finding["severity"] == "problem");
    assert_eq!(run.code, i32::from(problems), "{}", run.all());
    let lines = found.iter().map(|finding| {
        assert!(!text(finding, "help").is_empty());
        format!(
            "{} {} | {} | {}",
            text(finding, "severity"),
            text(finding, "code"),
            text(finding, "subject"),
            text(finding, "message")
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The findings after a change to a healthy organization.
#[track_caller]
fn after(change: impl FnOnce(&mut Value)) -> String {
    let (project, mut snapshot) = healthy();
    change(&mut snapshot);
    findings(&project, &snapshot)
}

fn groups(snapshot: &mut Value) -> &mut Vec<Value> {
    snapshot["identity_store"]["groups"].as_array_mut().unwrap()
}

fn group<'a>(snapshot: &'a mut Value, name: &str) -> &'a mut Value {
    let mut groups = groups(snapshot).iter_mut();
    groups.find(|group| group["display_name"] == name).unwrap()
}

fn set<'a>(snapshot: &'a mut Value, name: &str) -> &'a mut Value {
    let mut sets = snapshot["permission_sets"]
        .as_array_mut()
        .unwrap()
        .iter_mut();
    sets.find(|set| set["name"] == name).unwrap()
}

#[test]
fn a_healthy_organization_has_no_findings_live_and_from_a_snapshot() {
    let (project, snapshot) = healthy();
    assert_eq!(findings(&project, &snapshot), "");
    let live = project.run(&["doctor", "--sandbox"]).ended(0);
    assert_snapshot!(live.stdout, @"
    Examined 4 groups, 5 users, 8 permission sets and 11 accounts, and the catalog catalog/aws-sso.yaml

    Nothing was found.
    Looked at: names of groups, attributes of users, users assigned directly, assignments of principals that do not exist, versions and management of permission sets, disabled users with access, accounts without access, quotas, groups that the catalog requires.
    ");
}

#[test]
fn names_that_identity_center_refuses_are_found_character_by_character() {
    let found = after(|snapshot| {
        for (number, name) in ["a\tb", "a\nb", "a<b>", "a;b", "a:b", "a%b", "a&b (ok)"]
            .into_iter()
            .enumerate()
        {
            groups(snapshot).push(json!({
                "id": format!("00000000-0000-4000-8000-00000000000{number}"),
                "display_name": name,
                "external_ids": [{"issuer": "x", "id": name}],
            }));
        }
    });
    assert_snapshot!(found.replace('\t', "<TAB>").replace("a\nb", "a<LF>b"), @"
    problem bad-group-name | group a<TAB>b | its name contains a tab
    problem bad-group-name | group a<LF>b | its name contains a line break
    problem bad-group-name | group a%b | its name contains %
    problem bad-group-name | group a:b | its name contains :
    problem bad-group-name | group a;b | its name contains ;
    problem bad-group-name | group a<b> | its name contains < >
    problem look-alike-names | group a<LF>b | it looks like a<TAB>b; it has U+000A, which cannot be seen
    ");
}

#[test]
fn users_that_would_not_be_provisioned_are_found() {
    let found = after(|snapshot| {
        let users = snapshot["identity_store"]["users"].as_array_mut().unwrap();
        users[0]["given_name"] = Value::Null;
        users[0]["family_name"] = json!(" ");
        users[1]["display_name"] = Value::Null;
        users[2]["user_name"] = users[2]["id"].clone();
        users[3]["emails"] = json!(["a@example.com", "b@example.com"]);
        users[3]["phone_numbers"] = json!(["1", "2", "3"]);
    });
    assert_snapshot!(found, @"
    problem incomplete-user | user c4b71e5d-dd0c-2a15-0e20-621f9214f603 | no user name
    problem incomplete-user | user cleo@example.com | no given name, no family name
    problem incomplete-user | user dan@example.com | no display name
    problem several-contacts | user eve@example.com | 2 e-mails, 3 telephone numbers
    ");
}

#[test]
fn an_empty_group_is_found_unless_its_members_come_just_in_time() {
    let (project, mut snapshot) = healthy();
    let id = group(&mut snapshot, "BillingAdmin")["id"].clone();
    let memberships = snapshot["identity_store"]["memberships"]
        .as_array_mut()
        .unwrap();
    memberships.retain(|membership| membership["group"] != id);
    assert_snapshot!(findings(&project, &snapshot), @"problem empty-group | group BillingAdmin | nobody has the access that it is given");
    project.edit(
        "catalog/aws-sso.yaml",
        "Developers, BillingAdmin]",
        "Developers, {name: BillingAdmin, just_in_time: true}]",
    );
    assert_eq!(findings(&project, &snapshot), "");
}

#[test]
fn groups_that_are_missing_renamed_or_replaced_are_told_apart() {
    let (project, mut snapshot) = healthy();
    let external = group(&mut snapshot, "DevOps")["external_ids"][0]["id"].clone();
    group(&mut snapshot, "DevOps")["display_name"] = json!("Platform");
    group(&mut snapshot, "Managers")["display_name"] = json!("managers");
    project.edit(
        "catalog/aws-sso.yaml",
        "[Managers, DevOps, Developers,",
        &format!(
            "[Managers, {{name: DevOps, external_id: {external}}}, {{name: Developers, external_id: other}},"
        ),
    );
    assert_snapshot!(findings(&project, &snapshot), @"
    problem missing-group | group Managers | managers exists: names are case-sensitive
    problem renamed-group | group DevOps | it is called Platform now
    problem replaced-group | group Developers | no group has the external id that the catalog gives
    ");
}

#[test]
fn groups_that_differ_by_case_and_groups_made_by_hand_are_found() {
    let found = after(|snapshot| {
        groups(snapshot).push(json!({
            "id": "00000000-0000-4000-8000-000000000001",
            "display_name": "developers",
        }));
    });
    assert_snapshot!(found, @"
    problem groups-differ-by-case | group Developers | there is developers, too
    warning hand-made-group | group developers | others come from https://sts.windows.net/00000000-0000-4000-8000-000000000000/
    ");
}

#[test]
fn a_group_that_the_catalog_creates_is_not_taken_for_a_stray_one() {
    let (project, mut snapshot) = healthy();
    groups(&mut snapshot).push(json!({
        "id": "00000000-0000-4000-8000-000000000001",
        "display_name": "Auditors",
    }));
    assert_snapshot!(findings(&project, &snapshot), @"warning hand-made-group | group Auditors | others come from https://sts.windows.net/00000000-0000-4000-8000-000000000000/");
    let path = "catalog/aws-sso.yaml";
    project.edit(
        path,
        "        required_groups:",
        "        groups: [Auditors]\n        required_groups:",
    );
    // Nobody is in it, so that is what is left to say.
    assert_snapshot!(findings(&project, &snapshot), @"problem empty-group | group Auditors | nobody has the access that it is given");
}

#[test]
fn assignments_of_principals_that_are_gone_are_found() {
    let found = after(|snapshot| {
        let id = group(snapshot, "BillingAdmin")["id"].clone();
        groups(snapshot).retain(|group| group["id"] != id);
        let store = &mut snapshot["identity_store"];
        let memberships = store["memberships"].as_array_mut().unwrap();
        memberships.retain(|membership| membership["group"] != id);
        set(snapshot, "ReadOnlyAccess")["accounts"]["333333333303"]["users"] =
            json!(["00000000-0000-4000-8000-000000000009"]);
    });
    assert_snapshot!(found, @"
    problem missing-group | group BillingAdmin | no group has a similar name
    problem orphaned-assignment | group e6815b24-3d06-5206-7af9-c88f94e8d468 | still has BillingAdministratorAccess in core-root
    problem orphaned-assignment | user 00000000-0000-4000-8000-000000000009 | still has ReadOnlyAccess in plat-staging
    ");
}

#[test]
fn sets_that_are_outdated_or_for_nobody_are_found() {
    let found = after(|snapshot| {
        let accounts = &mut set(snapshot, "ReadOnlyAccess")["accounts"];
        accounts["333333333303"]["outdated"] = json!(true);
        accounts["333333333301"] = json!({"groups": [], "users": []});
    });
    assert_snapshot!(found, @"
    problem outdated-permission-set | permission set ReadOnlyAccess | in plat-staging
    warning unassigned-permission-set | permission set ReadOnlyAccess | in plat-dev
    ");
}

#[test]
fn active_accounts_without_access_are_found() {
    let found = after(|snapshot| {
        let accounts = snapshot["organization"]["accounts"].as_array_mut().unwrap();
        accounts.push(json!({"id": "333333333399", "name": "plat-legacy"}));
        accounts.push(json!({"id": "333333333398", "name": "core-old", "state": "SUSPENDED"}));
    });
    assert_snapshot!(found, @"warning account-without-access | account plat-legacy | no permission set is assigned there");
}

#[test]
fn a_delegated_administrator_is_told_which_sets_are_out_of_reach() {
    let (project, mut snapshot) = healthy();
    snapshot["organization"]["delegated_administrators"] = json!(["222222222202"]);
    assert_snapshot!(findings(&project, &snapshot), @"
    warning delegated-management-account | permission set AdministratorAccess | it is assigned in core-root, so nothing about it can be changed from core-audit
    warning delegated-management-account | permission set BillingAdministratorAccess | it is assigned in core-root, so nothing about it can be changed from core-audit
    warning delegated-management-account | permission set ReadOnlyAccess | it is assigned in core-root, so nothing about it can be changed from core-audit
    warning delegated-management-account | permission set RootAccess | it is assigned in core-root, so nothing about it can be changed from core-audit
    warning delegated-management-account | permission set TerraformApplyAccess | it is assigned in core-root, so nothing about it can be changed from core-audit
    warning delegated-management-account | permission set TerraformPlanAccess | it is assigned in core-root, so nothing about it can be changed from core-audit
    ");
    snapshot["caller"] =
        json!({"account": "222222222202", "arn": "arn:aws:iam::222222222202:role/iam"});
    let found = findings(&project, &snapshot);
    assert_snapshot!(found.lines().next().unwrap(), @"problem delegated-management-account | permission set AdministratorAccess | it is assigned in core-root, so nothing about it can be changed from core-audit, where you are");
}

#[test]
fn quotas_are_near_from_four_fifths_on() {
    let statement = |length: usize| format!("{{\"Statement\": [\"{}\"]}}", "x".repeat(length));
    let found = after(|snapshot| {
        // 18 bytes of it are no x.
        set(snapshot, "ReadOnlyAccess")["inline_policy"] = json!(statement(8_192 - 18));
        set(snapshot, "RootAccess")["inline_policy"] = json!(statement(8_191 - 18));
        let policies: Vec<String> = (0..11)
            .map(|n| format!("arn:aws:iam::aws:policy/P{n}"))
            .collect();
        set(snapshot, "PowerUserAccess")["managed_policies"] = json!(policies);
    });
    assert_snapshot!(found, @"
    warning quota-near-limit | permission set PowerUserAccess | 11 policies: a role takes 10 in each account that has not raised IAM's quota, a permission set 20
    warning quota-near-limit | permission set ReadOnlyAccess | 8,192 of 10,240 bytes of inline policy without white space
    ");
}

#[test]
fn what_was_found_is_drawn_for_people_and_for_pull_requests() {
    let (project, mut snapshot) = healthy();
    group(&mut snapshot, "Developers")["display_name"] = json!("Dev|elopers: \u{1b}[31m");
    let accounts = &mut set(&mut snapshot, "ReadOnlyAccess")["accounts"];
    accounts["333333333303"]["outdated"] = json!(true);
    let text = examine(&project, &snapshot, "text").ended(1);
    assert_snapshot!(text.stdout, @"
    Examined 4 groups, 5 users, 8 permission sets and 11 accounts, and the catalog catalog/aws-sso.yaml

    ✗ groups that the catalog needs do not exist [missing-group]
        group Developers  no group has a similar name
      help: create them at the identity provider; `rolecall bootstrap` shows how, and waits for them

    ✗ group names have characters that Identity Center refuses [bad-group-name]
        group Dev|elopers: ␛[31m  its name contains :
      help: rename the group at the identity provider, without tabs, line breaks and `< > ; : %`

    ✗ accounts have an older version of a permission set [outdated-permission-set]
        permission set ReadOnlyAccess  in plat-staging
      help: provision it again: `rolecall apply` does, for the sets that the catalog governs

    3 problems.
    Looked at: names of groups, attributes of users, users assigned directly, assignments of principals that do not exist, versions and management of permission sets, disabled users with access, accounts without access, quotas, groups that the catalog requires.
    ");
    let markdown = examine(&project, &snapshot, "markdown").ended(1);
    assert_snapshot!(markdown.stdout, @r#"
    ### 3 problems.

    `Examined 4 groups, 5 users, 8 permission sets and 11 accounts, and the catalog catalog/aws-sso.yaml`

    `Looked at: names of groups, attributes of users, users assigned directly, assignments of principals that do not exist, versions and management of permission sets, disabled users with access, accounts without access, quotas, groups that the catalog requires.`

    #### ❌ groups that the catalog needs do not exist `missing-group`

    | what | found |
    |---|---|
    | `group Developers` | `no group has a similar name` |

    To do: create them at the identity provider; `rolecall bootstrap` shows how, and waits for them.

    #### ❌ group names have characters that Identity Center refuses `bad-group-name`

    | what | found |
    |---|---|
    | `group Dev\|elopers: ␛[31m` | `its name contains :` |

    To do: rename the group at the identity provider, without tabs, line breaks and `< > ; : %`.

    #### ❌ accounts have an older version of a permission set `outdated-permission-set`

    | what | found |
    |---|---|
    | `permission set ReadOnlyAccess` | `in plat-staging` |

    To do: provision it again: `rolecall apply` does, for the sets that the catalog governs.
    "#);
}

#[test]
fn a_broken_catalog_does_not_hide_what_is_found() {
    let (project, mut snapshot) = healthy();
    set(&mut snapshot, "ReadOnlyAccess")["accounts"]["333333333303"]["outdated"] = json!(true);
    project.edit("catalog/aws-sso.yaml", "required_groups", "requird_groups");
    let run = examine(&project, &snapshot, "text").ended(1);
    assert!(
        run.stdout.contains("[outdated-permission-set]"),
        "{}",
        run.all()
    );
    assert!(run.stderr.contains("error[unknown-key]"), "{}", run.all());
}

#[test]
fn every_kind_of_finding_is_documented() {
    let page = include_str!("../../docs/look-without-a-catalog.md");
    for code in rolecall::doctor::FindingCode::ALL {
        let name = code.name();
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
}

fn users(snapshot: &mut Value) -> &mut Vec<Value> {
    snapshot["identity_store"]["users"].as_array_mut().unwrap()
}

/// Assigns the first user a set in an account, past every group.
fn assign_first_user(snapshot: &mut Value, name: &str, account: &str) {
    let id = users(snapshot)[0]["id"].clone();
    set(snapshot, name)["accounts"][account]["users"] = json!([id]);
}

#[test]
fn users_assigned_past_the_catalog_are_found_and_administrators_are_a_problem() {
    let (project, mut snapshot) = healthy();
    assign_first_user(&mut snapshot, "AdministratorAccess", "333333333304");
    assign_first_user(&mut snapshot, "ReadOnlyAccess", "333333333303");
    let found = findings(&project, &snapshot);
    assert_snapshot!(found, @"
    problem user-assigned-directly | user cleo@example.com | has AdministratorAccess in plat-prod
    warning user-assigned-directly | user cleo@example.com | has ReadOnlyAccess in plat-staging
    ");
    // What the catalog asks for is no finding, in the account for which it asks.
    let name = users(&mut snapshot)[0]["user_name"].clone();
    let name = name.as_str().unwrap();
    let catalog = project.read("catalog/aws-sso.yaml");
    let entry = format!(
        "        account_assignments: {{plat-staging: {{users: {{{name}: {{permission_sets: [ReadOnlyAccess]}}}}}}}}\n"
    );
    project.write("catalog/aws-sso.yaml", &(catalog + &entry));
    assert_snapshot!(findings(&project, &snapshot), @"problem user-assigned-directly | user cleo@example.com | has AdministratorAccess in plat-prod");
}

#[test]
fn a_plan_of_a_snapshot_counts_what_it_did_not_compare() {
    let (project, mut snapshot) = healthy();
    let note = |project: &Project, more: &[&str]| {
        let plan = ["plan", "--snapshot", "prod.json", "--format", "json"];
        let json = project.run(&[&plan[..], more].concat()).json();
        json["notes"].to_string()
    };
    project.write("prod.json", &snapshot.to_string());
    assert!(note(&project, &[]).contains("The snapshot has none"));
    assign_first_user(&mut snapshot, "AdministratorAccess", "333333333304");
    assign_first_user(&mut snapshot, "ReadOnlyAccess", "333333333303");
    project.write("prod.json", &snapshot.to_string());
    let counted = note(&project, &[]);
    assert!(
        counted.contains("The snapshot has 2 assignments of them"),
        "{counted}"
    );
    assert!(!note(&project, &["--scan", "full"]).contains("Not looked for"));
}

#[test]
fn disabled_users_have_access_directly_and_through_groups() {
    let found = after(|snapshot| {
        let group = group(snapshot, "BillingAdmin")["id"].clone();
        let user = users(snapshot)[0]["id"].clone();
        users(snapshot)[0]["status"] = json!("DISABLED");
        let memberships = snapshot["identity_store"]["memberships"].as_array_mut();
        memberships.unwrap().push(json!({
            "id": "00000000-0000-4000-8000-000000000001", "group": group, "user": user,
        }));
    });
    let found: Vec<&str> = found
        .lines()
        .filter(|line| line.contains("disabled"))
        .collect();
    assert_snapshot!(found.join("\n"), @"
    warning disabled-user-with-access | user cleo@example.com | has BillingAdministratorAccess in core-root through group BillingAdmin
    warning disabled-user-with-access | user cleo@example.com | has PowerUserAccess in plat-dev, plat-sandbox through group Developers
    warning disabled-user-with-access | user cleo@example.com | has ReadOnlyAccess in plat-prod, plat-staging through group Developers
    warning disabled-user-with-access | user cleo@example.com | has TerraformPlanAccess in plat-dev, plat-prod, plat-sandbox, plat-staging through group Developers
    warning disabled-user-with-access | user cleo@example.com | has TerraformStateAccess in core-artifacts, core-audit, core-auto, core-dns, core-network and 1 more through group Developers
    ");
}

#[test]
fn the_status_of_users_is_read_from_the_identity_store() {
    let (project, mut snapshot) = healthy();
    assert!(
        users(&mut snapshot)
            .iter()
            .all(|user| user["status"] == "ENABLED")
    );
    users(&mut snapshot)[0]["status"] = json!("DISABLED");
    project.write("copy.json", &snapshot.to_string());
    let run = project.run(&["doctor", "--sandbox=copy.json"]).ended(0);
    assert!(
        run.stdout.contains("[disabled-user-with-access]"),
        "{}",
        run.all()
    );
}

#[test]
fn sets_that_no_catalog_manages_are_found_where_they_give_access() {
    let found = after(|snapshot| {
        set(snapshot, "ReadOnlyAccess")["tags"] = json!({});
    });
    assert_snapshot!(found, @"warning unmanaged-permission-set-with-access | permission set ReadOnlyAccess | is assigned in core-root, plat-prod, plat-staging");
}

#[test]
fn what_was_not_looked_at_is_said() {
    let (project, mut snapshot) = healthy();
    for user in users(&mut snapshot) {
        user.as_object_mut().unwrap().remove("status");
    }
    let run = examine(&project, &snapshot, "text").ended(0);
    assert!(
        run.stdout
            .contains("Not looked at: disabled users (no status of users was read)."),
        "{}",
        run.all()
    );
    let json = examine(&project, &snapshot, "json").ended(0).json();
    assert_eq!(json["not_looked_at"].as_array().unwrap().len(), 1);
    snapshot["organization"] = Value::Null;
    std::fs::remove_file(project.file("catalog/aws-sso.yaml")).unwrap();
    let markdown = examine(&project, &snapshot, "markdown").ended(0).stdout;
    for said in ["the organization was not read", "no catalog"] {
        assert!(markdown.contains(said), "{said}: {markdown}");
    }
}

#[test]
fn the_examination_changes_nothing() {
    let (project, _) = healthy();
    let before = project.read(".rolecall/sandbox.json");
    project.run(&["doctor", "--sandbox"]).ended(0);
    assert_eq!(project.read(".rolecall/sandbox.json"), before);
}
