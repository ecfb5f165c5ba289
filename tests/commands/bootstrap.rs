use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::rolecall::{Project, Run};

const STATE: &str = ".rolecall/sandbox.json";
const ISSUER: &str = "https://sts.windows.net/00000000-0000-4000-8000-000000000000/";

/// The starter catalog and a fresh sandbox, changed.
fn sandbox(change: impl FnOnce(&mut Value)) -> Project {
    let project = Project::with_starter();
    set_up(&project, change);
    project
}

fn set_up(project: &Project, change: impl FnOnce(&mut Value)) {
    let fresh = project.run(&["snapshot", "--sandbox"]).ended(0);
    let mut state = fresh.json();
    change(&mut state);
    project.write(STATE, &format!("{state:#}"));
}

fn only_groups(state: &mut Value, kept: impl Fn(&str) -> bool) {
    let store = &mut state["identity_store"];
    let groups = store["groups"].as_array_mut().unwrap();
    groups.retain(|group| kept(group["display_name"].as_str().unwrap()));
    let ids: Vec<Value> = groups.iter().map(|group| group["id"].clone()).collect();
    let memberships = store["memberships"].as_array_mut().unwrap();
    memberships.retain(|membership| ids.contains(&membership["group"]));
}

fn group(name: &str) -> Value {
    json!({
        "id": "9067642ac7-00000000-0000-4000-8000-00000000000a",
        "display_name": name,
        "external_ids": [{"issuer": ISSUER, "id": format!("external {name}")}],
    })
}

/// A run in text and, as a second look must show the same, each step with its state from JSON.
#[track_caller]
fn steps(project: &Project, more: &[&str], code: i32) -> String {
    let args = [&["bootstrap", "--sandbox", "--format", "json"], more].concat();
    states(&project.run(&args).ended(code))
}

fn states(run: &Run) -> String {
    let document = run.json();
    assert_eq!(document["version"], 1);
    let steps = document["steps"].as_array().unwrap();
    let lines = steps.iter().map(|step| {
        let text = |key: &str| step[key].as_str().unwrap();
        format!(
            "{:<15} {:<9} {}",
            text("step"),
            text("state"),
            text("message")
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_fresh_account_is_led_to_the_button_that_enables_identity_center() {
    let project = sandbox(|state| state["instances"] = json!([]));
    let run = project.run(&["bootstrap", "--sandbox"]).ended(1);
    assert_snapshot!(run.stdout, @"");
    assert_eq!(run.stderr, "");
}

#[test]
fn an_account_instance_is_not_taken_for_the_organizations() {
    let project = sandbox(|state| {
        state["instances"][0]["owner_account"] = json!("222222222202");
    });
    let run = project.run(&["bootstrap", "--sandbox"]).ended(1);
    assert_snapshot!(run.stdout, @"");
}

#[test]
fn without_groups_the_provider_is_asked_for_and_its_steps_are_shown() {
    let project = sandbox(|state| only_groups(state, |_| false));
    assert_snapshot!(steps(&project, &[], 1), @"");
    let run = project
        .run(&["bootstrap", "--sandbox", "--idp", "okta"])
        .ended(1);
    assert_snapshot!(run.stdout, @"");
}

#[test]
fn three_of_four_groups_are_told_apart_from_the_one_that_is_missing() {
    let project = sandbox(|state| only_groups(state, |name| name != "BillingAdmin"));
    let run = project
        .run(&["bootstrap", "--sandbox", "--idp", "entra"])
        .ended(1);
    assert_snapshot!(run.stdout, @"");
}

#[test]
fn a_group_in_other_case_is_named_and_never_created_beside() {
    let project = sandbox(|state| {
        only_groups(state, |name| name != "DevOps");
        let groups = state["identity_store"]["groups"].as_array_mut().unwrap();
        groups.push(group("devops"));
    });
    let run = project
        .run(&[
            "bootstrap",
            "--sandbox",
            "--idp",
            "google",
            "--create-groups",
        ])
        .ended(1);
    assert!(
        run.stdout
            .contains("DevOps: `devops` exists: names are case-sensitive."),
        "{}",
        run.all()
    );
    assert!(!project.read(STATE).contains("\"DevOps\""));
}

#[test]
fn groups_are_created_where_nobody_synchronizes_them_and_refused_elsewhere() {
    let project = sandbox(|state| only_groups(state, |_| false));
    let run = project
        .run(&[
            "bootstrap",
            "--sandbox",
            "--idp",
            "entra",
            "--create-groups",
        ])
        .ended(1);
    assert!(
        run.stdout
            .contains("No group was created: groups come from Microsoft Entra ID"),
        "{}",
        run.all()
    );
    assert!(!project.read(STATE).contains("Managers"));
    let created = [
        "--idp",
        "identity-center",
        "--create-groups",
        "--sandbox-options",
        "visibility-delay=300ms",
        "--wait",
        "20s",
    ];
    assert_snapshot!(steps(&project, &created, 0), @"");
    // Again: nothing is created twice.
    assert_snapshot!(steps(&project, &["--create-groups"], 0), @"");
}

#[test]
fn groups_are_refused_beside_those_that_scim_brings() {
    let project = sandbox(|state| only_groups(state, |name| name != "BillingAdmin"));
    let run = project
        .run(&["bootstrap", "--sandbox", "--create-groups"])
        .ended(1);
    assert!(
        run.stdout
            .contains("No group was created: groups are synchronized by SCIM"),
        "{}",
        run.all()
    );
    assert!(!project.read(STATE).contains("BillingAdmin"));
}

/// `sandbox serve`, ended with this value.
struct Served(Child, String);

impl Served {
    fn start(project: &Project) -> Self {
        let mut server = project
            .command(&["sandbox", "serve", "--state", STATE])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut url = String::new();
        let stdout = server.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut url).unwrap();
        Self(server, url.trim().to_owned())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Nothing to be done about a server that has already gone.
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

#[test]
fn waiting_ends_when_the_last_group_has_arrived() {
    let project = sandbox(|state| only_groups(state, |name| name != "BillingAdmin"));
    let served = Served::start(&project);
    let mut waiting = project
        .command(&["bootstrap", "--wait", "60s", "--format", "json"])
        .envs([
            ("AWS_ENDPOINT_URL", served.1.as_str()),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(waiting.stderr.take().unwrap()).lines();
    let first = told.next().unwrap().unwrap();
    assert_eq!(first, "Waiting for BillingAdmin, 1m at most");
    // The identity provider's turn, now that it is waited for.
    let one = Project::with_catalog("groups: [BillingAdmin]\naccount_assignments: {}\n");
    one.run_against(&served.1, &["apply", "--auto-approve"])
        .ended(0);
    assert_eq!(told.next().unwrap().unwrap(), "BillingAdmin is there");
    let output = waiting.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let run = Run {
        code: 0,
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::new(),
    };
    assert_snapshot!(states(&run), @"");
}

#[test]
fn waiting_has_an_end() {
    let project = sandbox(|state| only_groups(state, |name| name != "BillingAdmin"));
    let run = project
        .run(&["bootstrap", "--sandbox", "--wait", "100ms"])
        .ended(1);
    assert_eq!(run.stderr, "Waiting for BillingAdmin, 100ms at most\n");
    assert!(
        run.stdout
            .contains("✗ required groups    BillingAdmin is missing")
    );
    assert!(
        run.stdout
            .ends_with("Then: rolecall bootstrap --sandbox --wait 45m\n"),
        "{}",
        run.all()
    );
}

#[test]
fn a_member_account_and_a_delegated_administrator_are_told_what_they_are() {
    let project = sandbox(|state| {
        state["caller"] =
            json!({"account": "222222222202", "arn": "arn:aws:iam::222222222202:role/iam"});
    });
    assert_snapshot!(steps(&project, &[], 1), @"");
    let mut state: Value = serde_json::from_str(&project.read(STATE)).unwrap();
    state["organization"]["delegated_administrators"] = json!(["222222222202"]);
    project.write(STATE, &state.to_string());
    assert_snapshot!(steps(&project, &[], 1), @"");
}

#[test]
fn without_credentials_or_organization_that_is_the_first_step() {
    let project = Project::with_starter();
    let run = project.run(&["bootstrap", "--format", "json"]).ended(1);
    let document = run.json();
    assert_eq!(document["steps"][0]["state"], "failed");
    let help = document["steps"][0]["next"]["actions"][0].as_str().unwrap();
    assert!(help.contains("AWS_PROFILE"), "{help}");

    let alone = sandbox(|state| state["organization"] = Value::Null);
    assert_snapshot!(steps(&alone, &[], 1), @"");
}

#[test]
fn an_instance_without_permission_sets_and_a_missing_right_are_steps_with_advice() {
    let project = sandbox(|_| {});
    for (option, step, words) in [
        (
            "permission-sets-disabled=true",
            "instance",
            "PermissionSetsEnabled",
        ),
        ("deny=ListInstances", "instance", "sso:ListInstances"),
        (
            "deny=ListGroups",
            "provisioning",
            "identitystore:ListGroups",
        ),
    ] {
        let args = [
            "bootstrap",
            "--sandbox",
            "--format",
            "json",
            "--sandbox-options",
            option,
        ];
        let document = project.run(&args).ended(1).json();
        let steps = document["steps"].as_array().unwrap();
        let failed: Vec<&Value> = steps
            .iter()
            .filter(|step| step["state"] == "failed")
            .collect();
        assert_eq!(failed[0]["step"], step, "{document:#}");
        let help = failed[0]["next"]["actions"][0].as_str().unwrap();
        assert!(help.contains(words), "{help}");
    }
    assert_snapshot!(steps(&project, &["--sandbox-options", "deny=DescribeOrganization"], 0), @"");
}

#[test]
fn without_a_catalog_the_groups_of_the_starter_are_looked_for() {
    let project = Project::new();
    assert_snapshot!(steps(&project, &[], 1), @"");
    project.run(&["init"]).ended(0);
    assert_snapshot!(steps(&project, &[], 0), @"");
}

#[test]
fn a_broken_catalog_and_one_that_does_not_fit_are_different_steps() {
    let project = sandbox(|_| {});
    project.edit("catalog/aws-sso.yaml", "[plat/prod]", "[plat/prd]");
    assert_snapshot!(steps(&project, &[], 1), @"");
    project.edit("catalog/aws-sso.yaml", "required_groups", "requird_groups");
    let run = project
        .run(&["bootstrap", "--sandbox", "--format", "json"])
        .ended(1);
    assert_snapshot!(states(&run), @"");
    assert!(run.stderr.contains("error[unknown-key]"), "{}", run.stderr);
}

#[test]
fn accounts_that_no_type_selects_are_named() {
    let project = sandbox(|state| {
        let accounts = state["organization"]["accounts"].as_array_mut().unwrap();
        accounts.push(json!({"id": "333333333399", "name": "plat-legacy"}));
        accounts.push(json!({"id": "333333333398", "name": "core-old", "state": "SUSPENDED"}));
    });
    let all = steps(&project, &[], 0);
    let line = all
        .lines()
        .find(|line| line.starts_with("accounts"))
        .unwrap();
    assert_snapshot!(line, @"");
}

#[test]
fn with_yes_it_goes_on_to_the_end_and_is_done_when_run_again() {
    let project = sandbox(|_| {});
    let run = project.run(&["bootstrap", "--sandbox", "--yes"]).ended(0);
    assert!(
        run.stdout
            .contains("✓ plan               60 grants, 8 permission sets created")
    );
    assert!(run.stdout.contains("\nDone: 60 grants"), "{}", run.all());
    assert!(
        run.stdout.ends_with("\nEverything is set up.\n"),
        "{}",
        run.all()
    );
    let again = project.run(&["bootstrap", "--sandbox", "--yes"]).ended(0);
    assert_snapshot!(again.stdout, @"");
}

#[test]
fn the_document_is_one_also_when_it_goes_on_to_the_end() {
    let project = sandbox(|_| {});
    let run = project
        .run(&["bootstrap", "--sandbox", "--yes", "--format", "json"])
        .ended(0);
    let document = run.json();
    assert_eq!(document["done"], true);
    assert_eq!(document["steps"][8]["message"], "done");
    assert!(run.stderr.contains("Done: 60 grants"), "{}", run.stderr);
}

#[test]
fn an_apply_that_fails_is_a_failed_step() {
    let project = sandbox(|_| {});
    let args = [
        "bootstrap",
        "--sandbox",
        "--yes",
        "--format",
        "json",
        "--sandbox-options",
        "management-iam-denied=true",
    ];
    let run = project.run(&args).ended(1);
    assert_eq!(run.json()["steps"][8]["state"], "failed");
}
