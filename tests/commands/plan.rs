use insta::assert_snapshot;

use crate::support::rolecall::Project;

#[test]
fn a_plan_is_the_same_from_aws_and_from_a_snapshot_of_it() {
    let project = Project::with_starter();
    let live = project
        .run(&["plan", "--sandbox", "--format", "json"])
        .ended(0);
    let snapshot = project.run(&["snapshot", "--sandbox"]).ended(0);
    project.write("snapshot.json", &snapshot.stdout);
    let offline = project
        .run(&["plan", "--snapshot", "snapshot.json", "--format", "json"])
        .ended(0);
    assert_eq!(live.json(), offline.json());
    assert_eq!(live.json()["summary"]["grants"], 60);
}

#[test]
fn changes_are_told_by_the_exit_code_only_when_asked() {
    let project = Project::with_starter();
    project.run(&["plan", "--sandbox"]).ended(0);
    project
        .run(&["plan", "--sandbox", "--detailed-exitcode"])
        .ended(2);
}

#[test]
fn missing_groups_are_all_named_with_the_nearest_name_and_nothing_is_written() {
    let project = Project::with_starter();
    project.edit(
        "catalog/aws-sso.yaml",
        "[Managers, DevOps, Developers, BillingAdmin]",
        "[Managers, devops, Developerz, Sales]",
    );
    let run = project.run(&["plan", "--sandbox"]).ended(1);
    assert_snapshot!(run.stderr, @"
    error[missing-group]: 3 groups do not exist in Identity Center
      --> catalog/aws-sso.yaml:14:37
       |
    14 |         required_groups: [Managers, devops, Developerz, Sales]
       |                                     ^^^^^^  ^^^^^^^^^^  ^^^^^ no group has a similar name
       |                                     |       |
       |                                     |       did you mean `Developers`?
       |                                     `DevOps` exists: names are case-sensitive
       |
       = note: nothing was changed
    help: spell the group in the catalog as the identity provider does, or rename it there
    help: create the group at the identity provider and wait for its next synchronization (Entra ID: 40 minutes)
    help: or list it under `groups`, if rolecall is to create it
    help: others need not wait: --only group=NAME limits a run to one of them

    error: 1 error in catalog/aws-sso.yaml
    ");
}

#[test]
fn a_group_that_is_gone_does_not_hold_up_a_run_for_another() {
    let project = Project::with_starter();
    project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    let before = project.run(&["snapshot", "--sandbox"]).ended(0);
    let groups = &before.json()["identity_store"]["groups"];
    let is_it = |one: &&serde_json::Value| one["display_name"] == "Developers";
    let id = groups.as_array().unwrap().iter().find(is_it).unwrap()["id"].to_string();
    let before = before.stdout;
    assert!(before.matches(&id).count() > 10);
    project.edit(
        ".rolecall/sandbox.json",
        "\"Developers\"",
        "\"Engineering\"",
    );
    project.edit(
        "catalog/aws-sso.yaml",
        "DevOps: {permission_sets: [ReadOnlyAccess, TerraformPlanAccess]}",
        "DevOps: {permission_sets: [TerraformPlanAccess]}",
    );
    project.run(&["plan", "--sandbox"]).ended(1);
    let run = project
        .run(&[
            "apply",
            "--auto-approve",
            "--sandbox",
            "--only",
            "group=DevOps",
        ])
        .ended(0);
    assert_snapshot!(run.stderr, @"
    warning[missing-group]: the group `Developers` is not in Identity Center as the catalog has it
      --> catalog/aws-sso.yaml:14:45
       |
    14 |         required_groups: [Managers, DevOps, Developers, BillingAdmin]
       |                                             ^^^^^^^^^^ left out, because this run is limited to others
       |
       = note: nothing of theirs is granted or revoked

    warning: 1 warning in catalog/aws-sso.yaml
      done     revoke ReadOnlyAccess from group DevOps in core-root
    note: sessions that are already open are not ended by a revocation: they last up to PT8H, the session duration of ReadOnlyAccess.
    ");
    // What the renamed group has is neither revoked nor granted again.
    let after = project
        .run(&["plan", "--sandbox", "--only", "group=DevOps"])
        .ended(0);
    assert_snapshot!(after.stdout, @"
    Catalog   catalog/aws-sso.yaml: 11 accounts, 3 principals, 8 permission sets, 45 assignments
    Instance  ssoins-7223a4b5c6d7e8f9 (us-east-1), management account core-root

    No changes within --only.

    Notes
      Limited by --only to group DevOps: nothing else was compared.
      Not looked for: users assigned directly that the catalog does not name, and principals that no longer exist (--scan full).
    ");
    let now = project.run(&["snapshot", "--sandbox"]).ended(0).stdout;
    assert_eq!(now.matches(&id).count(), before.matches(&id).count());
}

#[test]
fn a_mistyped_organizational_unit_is_an_error_and_never_a_revocation() {
    let project = Project::with_starter();
    project.edit("catalog/aws-sso.yaml", "[plat/prod]", "[plat/prd]");
    let run = project.run(&["plan", "--sandbox"]).ended(1);
    assert_snapshot!(run.stderr, @"
    error[unknown-organizational-unit]: account type `prod` names the organizational unit `plat/prd`, which the organization does not have
      --> catalog/aws-sso.yaml:36:38
       |
    36 |             - organizational_units: [plat/prd]
       |                                      ^^^^^^^^ no organizational unit matches
       |
    help: did you mean `plat/prod`?

    error: 1 error in catalog/aws-sso.yaml
    ");
    assert_eq!(run.stdout, "");
}

#[test]
fn a_limit_that_names_nothing_is_refused() {
    let project = Project::with_starter();
    let run = project
        .run(&["plan", "--sandbox", "--only", "account=plat-dve"])
        .ended(1);
    assert_snapshot!(run.stderr, @"
    error: --only names the account `plat-dve`, which is neither in the catalog nor live
    help: did you mean `plat-dev`?
    ");
}

#[test]
fn a_group_that_was_renamed_at_the_provider_is_named_anew_and_loses_nothing() {
    let project = Project::with_starter();
    let groups = project.run(&[
        "groups",
        "--sandbox",
        "--match",
        "DevOps",
        "--format",
        "json",
    ]);
    let external = groups.ended(0).json()["groups"][0]["external_ids"][0]["id"].clone();
    project.edit(
        "catalog/aws-sso.yaml",
        "[Managers, DevOps,",
        &format!("[Managers, {{name: DevOps, external_id: {external}}},"),
    );
    project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    project.edit(".rolecall/sandbox.json", "\"DevOps\"", "\"Platform\"");
    let run = project.run(&["plan", "--sandbox"]).ended(1);
    assert_eq!(run.stdout, "");
    assert_snapshot!(run.stderr, @r#"
    error[renamed-group]: the group `DevOps` is called `Platform` now
      --> catalog/aws-sso.yaml:14:44
       |
    14 |         required_groups: [Managers, {name: DevOps, external_id: "79a42789-74d3-dc8d-07ad-e7bc0198ff08"}, Developers, BillingAdmin]
       |                                            ^^^^^^               -------------------------------------- this external id
       |                                            |
       |                                            `Platform` has its external id
       |
       = note: nothing was changed
    help: write `Platform` wherever the catalog says `DevOps`: the group and its access stay what they are

    error: 1 error in catalog/aws-sso.yaml
    "#);
    project.edit("catalog/aws-sso.yaml", "DevOps", "Platform");
    project
        .run(&["plan", "--sandbox", "--detailed-exitcode"])
        .ended(0);
}

#[test]
fn a_group_that_only_has_the_name_is_not_given_the_access() {
    let project = Project::with_starter();
    project.edit(
        "catalog/aws-sso.yaml",
        "[Managers, DevOps,",
        "[Managers, {name: DevOps, external_id: the-one-that-was-meant},",
    );
    let run = project.run(&["plan", "--sandbox"]).ended(1);
    assert_snapshot!(run.stderr, @"
    error[replaced-group]: the group `DevOps` is not the one that the catalog means
      --> catalog/aws-sso.yaml:14:44
       |
    14 |         required_groups: [Managers, {name: DevOps, external_id: the-one-that-was-meant}, Developers, BillingAdmin]
       |                                            ^^^^^^               ---------------------- but no group has this external id
       |                                            |
       |                                            a group of this name exists
       |
       = note: nothing was changed
    help: if the identity provider deleted the group and made it again, correct the external id; `rolecall groups --sandbox` lists them

    error: 1 error in catalog/aws-sso.yaml
    ");
}

/// The same snapshot with every list in it turned around.
fn turned_around(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Array(elements) => elements.into_iter().rev().map(turned_around).collect(),
        Value::Object(fields) => {
            let turned = fields
                .into_iter()
                .rev()
                .map(|(key, value)| (key, turned_around(value)));
            Value::Object(turned.collect())
        }
        other => other,
    }
}

#[test]
fn the_order_of_what_is_read_changes_no_byte_in_any_format() {
    let project = Project::with_starter();
    project
        .run(&["apply", "--sandbox", "--auto-approve"])
        .ended(0);
    project.edit(
        "catalog/aws-sso.yaml",
        "[PowerUserAccess, TerraformPlanAccess]",
        "[AdministratorAccess]",
    );
    let snapshot = project.run(&["snapshot", "--sandbox"]).ended(0);
    project.write("one.json", &snapshot.stdout);
    project.write("other.json", &turned_around(snapshot.json()).to_string());
    assert_ne!(project.read("one.json"), project.read("other.json"));
    project.write("base.yaml", include_str!("../../catalog/aws-sso.yaml"));
    // One name for both, because a report names its snapshot.
    let with = |file: &str, args: &[&str]| {
        project.write("snapshot.json", &project.read(file));
        project.run(args).ended(0).stdout
    };
    for format in ["text", "json", "markdown", "github"] {
        let plan = ["plan", "--snapshot", "snapshot.json", "--format", format];
        assert_eq!(
            with("one.json", &plan),
            with("other.json", &plan),
            "{format}"
        );
        let diff = [
            "diff",
            "--base",
            "base.yaml",
            "--snapshot",
            "snapshot.json",
            "--format",
            format,
        ];
        assert_eq!(
            with("one.json", &diff),
            with("other.json", &diff),
            "{format}"
        );
    }
    let saved = |file: &str| {
        with(
            file,
            &["plan", "--sandbox=snapshot.json", "--out", "plan.json"],
        );
        project.read("plan.json")
    };
    assert_eq!(saved("one.json"), saved("other.json"));
}
