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
    assert_snapshot!(run.stdout, @r#"
    ✓ caller             arn:aws:iam::111111111111:user/newcomer, in the management account 111111111111
    ✓ organization       o-a1b2c3d4e5, all features
    ✗ Identity Center    not enabled in us-east-1
    ✓ catalog            catalog/aws-sso.yaml: 8 permission sets, 6 account types, 35 assignment rules
    · provisioning, required groups, accounts, plan, apply wait for this

    Next, in the console of the management account:
      1. open https://console.aws.amazon.com/singlesignon/home?region=us-east-1
      2. check the region at the top: us-east-1. It becomes the instance's primary region, which cannot
         be changed later; further regions can be added
      3. choose Enable; where it asks, take the organization instance ("Enable with AWS Organizations"),
         not an account instance
      - No other region was found to have it. If one has, name it with --region. AWS offers no API to
        enable Identity Center from the management account.

    Then: rolecall bootstrap --sandbox
    "#);
    assert_eq!(run.stderr, "");
}

#[test]
fn an_instance_in_another_region_is_found_there() {
    let project = sandbox(|state| state["instances"][0]["region"] = json!("eu-west-1"));
    let run = project
        .run(&["bootstrap", "--sandbox", "--region", "us-east-1"])
        .ended(1);
    assert!(
        run.stdout
            .contains("✗ Identity Center    not in us-east-1, but in eu-west-1"),
        "{}",
        run.all()
    );
    assert!(
        run.stdout
            .ends_with("\nThen: rolecall bootstrap --region eu-west-1 --sandbox\n"),
        "{}",
        run.all()
    );
    project
        .run(&["bootstrap", "--region", "eu-west-1", "--sandbox"])
        .ended(0);
}

#[test]
fn an_account_instance_is_not_taken_for_the_organizations() {
    let project = sandbox(|state| {
        state["instances"][0]["owner_account"] = json!("222222222202");
    });
    let run = project.run(&["bootstrap", "--sandbox"]).ended(1);
    assert_snapshot!(run.stdout, @r#"
    ✓ caller             arn:aws:iam::111111111111:user/newcomer, in the management account 111111111111
    ✓ organization       o-a1b2c3d4e5, all features
    ✗ Identity Center    us-east-1 has account instances of IAM Identity Center alone (arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9 of account 222222222202); permission sets need the organization instance, which belongs to the management account 111111111111; AWS lists none in other regions
    ✓ catalog            catalog/aws-sso.yaml: 8 permission sets, 6 account types, 35 assignment rules
    · provisioning, required groups, accounts, plan, apply wait for this

    Next, in the console of the management account:
      1. open https://console.aws.amazon.com/singlesignon/home?region=us-east-1
      2. check the region at the top: us-east-1. It becomes the instance's primary region, which cannot
         be changed later; further regions can be added
      3. choose Enable; where it asks, take the organization instance ("Enable with AWS Organizations"),
         not an account instance
      - No other region was found to have it. If one has, name it with --region. AWS offers no API to
        enable Identity Center from the management account.
      - An account instance serves applications of its own account and has no permission sets. It can
        stay.

    Then: rolecall bootstrap --sandbox
    "#);
}

#[test]
fn without_groups_the_provider_is_asked_for_and_its_steps_are_shown() {
    let project = sandbox(|state| only_groups(state, |_| false));
    assert_snapshot!(steps(&project, &[], 1), @"
    caller          done      arn:aws:iam::111111111111:user/newcomer, in the management account core-root (111111111111)
    organization    done      o-a1b2c3d4e5, all features, 11 accounts
    instance        done      ssoins-7223a4b5c6d7e8f9, organization instance, us-east-1
    provisioning    attention there are no groups yet
    required_groups failed    Managers, DevOps, Developers and BillingAdmin are missing
    catalog         done      catalog/aws-sso.yaml: 8 permission sets, 6 account types, 35 assignment rules
    accounts        done      11 accounts in the catalog
    plan            waiting   waits for the steps before it
    apply           waiting   waits for the steps before it
    ");
    let run = project
        .run(&["bootstrap", "--sandbox", "--idp", "okta"])
        .ended(1);
    assert_snapshot!(run.stdout, @r#"
    ✓ caller             arn:aws:iam::111111111111:user/newcomer, in the management account core-root (111111111111)
    ✓ organization       o-a1b2c3d4e5, all features, 11 accounts
    ✓ Identity Center    ssoins-7223a4b5c6d7e8f9, organization instance, us-east-1
    ✗ provisioning       no group has arrived from Okta
    ✗ required groups    Managers, DevOps, Developers and BillingAdmin are missing
    ✓ catalog            catalog/aws-sso.yaml: 8 permission sets, 6 account types, 35 assignment rules
    ✓ accounts           11 accounts in the catalog
    · plan, apply wait for this

    Next, to connect Okta:
      1. In Identity Center (https://console.aws.amazon.com/singlesignon/home?region=us-east-1), open
         Settings, Identity source, Actions, "Change identity source" and choose "External identity
         provider". The page shows the ACS URL and the issuer URL: keep it open.
      2. In Okta's admin console, add the application "AWS IAM Identity Center" from the app catalog.
      3. On its tab Sign On, paste both URLs, save, and download the metadata; upload that file on the
         page in Identity Center and confirm the change.
      4. In Identity Center, open Settings and enable automatic provisioning. Copy the SCIM endpoint and
         the access token: the token is shown once.
      5. In Okta, on the application's tab Provisioning, configure the API integration with the endpoint
         (without a slash at its end) and the token, test it, and allow it to create, update and
         deactivate users.
      6. On the tab Assignments, assign a group of all who may sign in.

    Next, in Okta:
      1. In Okta's directory, create as groups, spelled exactly so: Managers, DevOps, Developers and
         BillingAdmin.
      2. On the application's tab Push Groups, push each by name.
      - One group should not be both assigned to the application and pushed: Okta does not keep its
        members right then. Assign one broad group, push the others.
      - A user arrives only with given name, family name, user name and display name, and with one
        e-mail and one telephone number.
      - The access token ends after a year; nothing is synchronized from then on, and nobody is told.

    Then: rolecall bootstrap --idp okta --sandbox --wait 45m
    "#);
}

#[test]
fn three_of_four_groups_are_told_apart_from_the_one_that_is_missing() {
    let project = sandbox(|state| only_groups(state, |name| name != "BillingAdmin"));
    let run = project
        .run(&["bootstrap", "--sandbox", "--idp", "entra"])
        .ended(1);
    assert_snapshot!(run.stdout, @r#"
    ✓ caller             arn:aws:iam::111111111111:user/newcomer, in the management account core-root (111111111111)
    ✓ organization       o-a1b2c3d4e5, all features, 11 accounts
    ✓ Identity Center    ssoins-7223a4b5c6d7e8f9, organization instance, us-east-1
    ✓ provisioning       SCIM, 3 groups from issuer https://sts.windows.net/00000000-0000-4000-8000-000000000000/
    ✗ required groups    BillingAdmin is missing (Managers, DevOps and Developers are there)
    ✓ catalog            catalog/aws-sso.yaml: 8 permission sets, 6 account types, 35 assignment rules
    ✓ accounts           11 accounts in the catalog
    · plan, apply wait for this

    Next, in Microsoft Entra ID:
      1. Create as security groups, spelled exactly so: BillingAdmin.
      2. Assign each to the enterprise application "AWS IAM Identity Center", under Users and groups.
      3. Wait for the next cycle, up to 40 minutes, or choose "Provision on demand".
      - Nested groups are not synchronized: a member must be in the group itself.
      - A membership that is activated through Privileged Identity Management arrives in 2 to 10
        minutes, as long as no more than five are activated within ten seconds; else with the next
        cycle. Mark such groups in the catalog: {name: GROUP, just_in_time: true}.
      - A user arrives only with given name, surname, user principal name and display name.
      - The access token ends after a year.

    Then: rolecall bootstrap --idp entra --sandbox --wait 45m
    "#);
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
    assert_snapshot!(steps(&project, &created, 0), @"
    caller          done      arn:aws:iam::111111111111:user/newcomer, in the management account core-root (111111111111)
    organization    done      o-a1b2c3d4e5, all features, 11 accounts
    instance        done      ssoins-7223a4b5c6d7e8f9, organization instance, us-east-1
    provisioning    done      4 groups, made in Identity Center itself
    required_groups done      Managers, DevOps, Developers and BillingAdmin; created now: Managers, DevOps, Developers and BillingAdmin
    catalog         done      catalog/aws-sso.yaml: 8 permission sets, 6 account types, 35 assignment rules
    accounts        done      11 accounts in the catalog
    plan            done      60 grants, 8 permission sets created; 82 operations
    apply           waiting   waits for you
    ");
    // Again: nothing is created twice.
    assert_snapshot!(steps(&project, &["--create-groups"], 0), @"
    caller          done      arn:aws:iam::111111111111:user/newcomer, in the management account core-root (111111111111)
    organization    done      o-a1b2c3d4e5, all features, 11 accounts
    instance        done      ssoins-7223a4b5c6d7e8f9, organization instance, us-east-1
    provisioning    done      4 groups, made in Identity Center itself
    required_groups done      Managers, DevOps, Developers and BillingAdmin
    catalog         done      catalog/aws-sso.yaml: 8 permission sets, 6 account types, 35 assignment rules
    accounts        done      11 accounts in the catalog
    plan            done      60 grants, 8 permission sets created; 82 operations
    apply           waiting   waits for you
    ");
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
    one.run_against(&served.1, &["apply", "--auto-approve", "--create-groups"])
        .ended(0);
    assert_eq!(told.next().unwrap().unwrap(), "BillingAdmin is there");
    let output = waiting.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let run = Run {
        code: 0,
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::new(),
    };
    assert_snapshot!(states(&run), @"
    caller          done      arn:aws:iam::111111111111:user/newcomer, in the management account core-root (111111111111)
    organization    done      o-a1b2c3d4e5, all features, 11 accounts
    instance        done      ssoins-7223a4b5c6d7e8f9, organization instance, us-east-1
    provisioning    attention SCIM, 3 groups from issuer https://sts.windows.net/00000000-0000-4000-8000-000000000000/; made by hand beside them: BillingAdmin
    required_groups done      Managers, DevOps, Developers and BillingAdmin
    catalog         done      catalog/aws-sso.yaml: 8 permission sets, 6 account types, 35 assignment rules
    accounts        done      11 accounts in the catalog
    plan            done      60 grants, 8 permission sets created; 82 operations
    apply           waiting   waits for you
    ");
}

#[test]
fn a_named_provider_is_contradicted_by_the_issuer_that_is_seen() {
    let project = sandbox(|_| ());
    let steps = steps(&project, &["--idp", "okta"], 0);
    let provisioning = steps.lines().find(|line| line.starts_with("provisioning"));
    assert_snapshot!(provisioning.unwrap(), @"provisioning    attention SCIM, 4 groups from issuer https://sts.windows.net/00000000-0000-4000-8000-000000000000/, but --idp names Okta, which does not send them");
    let text = project.run(&["bootstrap", "--sandbox", "--idp", "okta"]);
    let next = "then name that one: rolecall bootstrap --idp entra --sandbox";
    assert!(text.stdout.contains(next), "{}", text.all());
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
    assert_snapshot!(steps(&project, &[], 1), @"
    caller          failed    arn:aws:iam::222222222202:role/iam, in the member account 222222222202; the management account is 111111111111
    organization    done      o-a1b2c3d4e5, all features
    instance        waiting   waits for the steps before it
    provisioning    waiting   waits for the steps before it
    required_groups waiting   waits for the steps before it
    catalog         done      catalog/aws-sso.yaml: 8 permission sets, 6 account types, 35 assignment rules
    accounts        waiting   waits for the steps before it
    plan            waiting   waits for the steps before it
    apply           waiting   waits for the steps before it
    ");
    let mut state: Value = serde_json::from_str(&project.read(STATE)).unwrap();
    state["organization"]["delegated_administrators"] = json!(["222222222202"]);
    project.write(STATE, &state.to_string());
    assert_snapshot!(steps(&project, &[], 1), @"
    caller          attention arn:aws:iam::222222222202:role/iam, in the delegated administrator account 222222222202: nothing that concerns the management account 111111111111 can be changed from here
    organization    done      o-a1b2c3d4e5, all features, 11 accounts
    instance        done      ssoins-7223a4b5c6d7e8f9, organization instance, us-east-1
    provisioning    done      SCIM, 4 groups from issuer https://sts.windows.net/00000000-0000-4000-8000-000000000000/
    required_groups done      Managers, DevOps, Developers and BillingAdmin
    catalog         done      catalog/aws-sso.yaml: 8 permission sets, 6 account types, 35 assignment rules
    accounts        done      11 accounts in the catalog
    plan            failed    it has the problems that are shown above
    apply           waiting   waits for the steps before it
    ");
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
    assert_snapshot!(steps(&alone, &[], 1), @"
    caller          done      arn:aws:iam::111111111111:user/newcomer, in account 111111111111
    organization    failed    account 111111111111 is in no organization
    instance        waiting   waits for the steps before it
    provisioning    waiting   waits for the steps before it
    required_groups waiting   waits for the steps before it
    catalog         done      catalog/aws-sso.yaml: 8 permission sets, 6 account types, 35 assignment rules
    accounts        waiting   waits for the steps before it
    plan            waiting   waits for the steps before it
    apply           waiting   waits for the steps before it
    ");
}

#[test]
fn a_missing_right_is_a_step_with_advice() {
    let project = sandbox(|_| {});
    for (option, step, words) in [
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
    assert_snapshot!(steps(&project, &["--sandbox-options", "deny=DescribeOrganization"], 0), @"
    caller          done      arn:aws:iam::111111111111:user/newcomer, in account 111111111111
    organization    attention this caller may not describe it
    instance        done      ssoins-7223a4b5c6d7e8f9, organization instance, us-east-1
    provisioning    done      SCIM, 4 groups from issuer https://sts.windows.net/00000000-0000-4000-8000-000000000000/
    required_groups done      Managers, DevOps, Developers and BillingAdmin
    catalog         done      catalog/aws-sso.yaml: 8 permission sets, 6 account types, 35 assignment rules
    accounts        done      11 accounts in the catalog
    plan            done      60 grants, 8 permission sets created; 82 operations
    apply           waiting   waits for you
    ");
}

#[test]
fn an_instance_without_permission_sets_says_how_to_enable_them() {
    let project = sandbox(|state| {
        state["instances"][0]["permission_sets_enabled"] = json!(false);
    });
    let run = project.run(&["bootstrap", "--sandbox"]).ended(1);
    assert!(
        run.stdout
            .contains("✗ Identity Center    permission sets are not enabled"),
        "{}",
        run.all()
    );
    assert!(
        run.stdout.contains("PermissionSetsEnabled=true"),
        "{}",
        run.all()
    );
}

#[test]
fn without_a_catalog_the_groups_of_the_starter_are_looked_for() {
    let project = Project::new();
    assert_snapshot!(steps(&project, &[], 1), @"
    caller          done      arn:aws:iam::111111111111:user/newcomer, in the management account core-root (111111111111)
    organization    done      o-a1b2c3d4e5, all features, 11 accounts
    instance        done      ssoins-7223a4b5c6d7e8f9, organization instance, us-east-1
    provisioning    done      SCIM, 4 groups from issuer https://sts.windows.net/00000000-0000-4000-8000-000000000000/
    required_groups done      Managers, DevOps, Developers and BillingAdmin (those of the starter catalog)
    catalog         failed    there is no catalog here: neither catalog/aws-sso.yaml nor stacks/catalog/aws-sso.yaml exists
    accounts        waiting   waits for the steps before it
    plan            waiting   waits for the steps before it
    apply           waiting   waits for the steps before it
    ");
    project.run(&["init"]).ended(0);
    assert_snapshot!(steps(&project, &[], 0), @"
    caller          done      arn:aws:iam::111111111111:user/newcomer, in the management account core-root (111111111111)
    organization    done      o-a1b2c3d4e5, all features, 11 accounts
    instance        done      ssoins-7223a4b5c6d7e8f9, organization instance, us-east-1
    provisioning    done      SCIM, 4 groups from issuer https://sts.windows.net/00000000-0000-4000-8000-000000000000/
    required_groups done      Managers, DevOps, Developers and BillingAdmin
    catalog         done      catalog/aws-sso.yaml: 8 permission sets, 6 account types, 35 assignment rules
    accounts        done      11 accounts in the catalog
    plan            done      60 grants, 8 permission sets created; 82 operations
    apply           waiting   waits for you
    ");
}

#[test]
fn a_broken_catalog_and_one_that_does_not_fit_are_different_steps() {
    let project = sandbox(|_| {});
    project.edit("catalog/aws-sso.yaml", "[plat/prod]", "[plat/prd]");
    assert_snapshot!(steps(&project, &[], 1), @"
    caller          done      arn:aws:iam::111111111111:user/newcomer, in the management account core-root (111111111111)
    organization    done      o-a1b2c3d4e5, all features, 11 accounts
    instance        done      ssoins-7223a4b5c6d7e8f9, organization instance, us-east-1
    provisioning    done      SCIM, 4 groups from issuer https://sts.windows.net/00000000-0000-4000-8000-000000000000/
    required_groups done      Managers, DevOps, Developers and BillingAdmin
    catalog         done      catalog/aws-sso.yaml: 8 permission sets, 6 account types, 35 assignment rules
    accounts        failed    the catalog does not fit the organization: 1 error
    plan            waiting   waits for the steps before it
    apply           waiting   waits for the steps before it
    ");
    project.edit("catalog/aws-sso.yaml", "required_groups", "requird_groups");
    let run = project
        .run(&["bootstrap", "--sandbox", "--format", "json"])
        .ended(1);
    assert_snapshot!(states(&run), @"
    caller          done      arn:aws:iam::111111111111:user/newcomer, in the management account core-root (111111111111)
    organization    done      o-a1b2c3d4e5, all features, 11 accounts
    instance        done      ssoins-7223a4b5c6d7e8f9, organization instance, us-east-1
    provisioning    done      SCIM, 4 groups from issuer https://sts.windows.net/00000000-0000-4000-8000-000000000000/
    required_groups waiting   waits for the steps before it
    catalog         failed    catalog/aws-sso.yaml has 1 error
    accounts        waiting   waits for the steps before it
    plan            waiting   waits for the steps before it
    apply           waiting   waits for the steps before it
    ");
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
    assert_snapshot!(line, @"accounts        attention 11 accounts in the catalog; core-old is suspended and is left alone; plat-legacy is selected by no account type");
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
    assert_snapshot!(again.stdout, @"
    ✓ caller             arn:aws:iam::111111111111:user/newcomer, in the management account core-root (111111111111)
    ✓ organization       o-a1b2c3d4e5, all features, 11 accounts
    ✓ Identity Center    ssoins-7223a4b5c6d7e8f9, organization instance, us-east-1
    ✓ provisioning       SCIM, 4 groups from issuer https://sts.windows.net/00000000-0000-4000-8000-000000000000/
    ✓ required groups    Managers, DevOps, Developers and BillingAdmin
    ✓ catalog            catalog/aws-sso.yaml: 8 permission sets, 6 account types, 35 assignment rules
    ✓ accounts           11 accounts in the catalog
    ✓ plan               no changes: the live state matches the catalog
    ✓ apply              nothing is left to do

    Everything is set up.
    ");
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

#[test]
fn what_a_safety_limit_refuses_is_shown_before_and_refused_with_its_own_exit_code() {
    let project = sandbox(|_| {});
    project.run(&["bootstrap", "--sandbox", "--yes"]).ended(0);
    // Nobody but Managers is left.
    let catalog = project.read("catalog/aws-sso.yaml");
    let fewer = catalog.lines().filter(|line| {
        let line = line.trim_start();
        !line.starts_with("DevOps:") && !line.starts_with("Developers:")
    });
    let fewer = fewer.collect::<Vec<_>>().join("\n");
    project.write("catalog/aws-sso.yaml", &fewer);
    let run = project.run(&["bootstrap", "--sandbox"]).ended(0);
    assert!(
        run.stdout.contains("! plan               "),
        "{}",
        run.all()
    );
    assert!(
        run.stdout.contains("a safety limit refuses it"),
        "{}",
        run.all()
    );
    let args = ["bootstrap", "--sandbox", "--yes", "--format", "json"];
    let refused = project.run(&args).ended(3);
    assert_eq!(
        refused.json()["steps"][8]["message"],
        "refused by a safety limit"
    );
    assert!(
        refused.stderr.contains("--max-removals"),
        "{}",
        refused.stderr
    );
}

#[test]
fn groups_are_not_created_before_a_catalog_asks_for_them() {
    let project = Project::new();
    set_up(&project, |state| only_groups(state, |_| false));
    let run = project
        .run(&["bootstrap", "--sandbox", "--create-groups"])
        .ended(1);
    assert!(
        run.stdout
            .contains("No group was created: there is no valid catalog"),
        "{}",
        run.all()
    );
    assert!(!project.read(STATE).contains("Managers"));
}
