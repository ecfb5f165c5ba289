//! The binary before an endpoint that answers as AWS does and shares no code with it: each behaviour by itself, and all
//! together. An apply converges, and what it says is true.

use rolecall::sandbox::{Sandbox, Start, fresh};

use crate::support::as_aws::{AsAws, behaviours};
use crate::support::rolecall::{Project, Run};

const CATALOG: &str = "\
name: as-aws
account_assignments:
  plat-dev:
    groups:
      Developers: {permission_sets: [Support, Operate]}
      DevOps: {permission_sets: [Support, Operate]}
  plat-staging:
    groups:
      Developers: {permission_sets: [Support]}
      DevOps: {permission_sets: [Support, Operate]}
  plat-prod:
    groups:
      DevOps: {permission_sets: [Support]}
permission_sets:
  Support:
    description: Read what support needs
    policy_attachments: [job-function/ViewOnlyAccess, AWSSupportAccess]
  Operate:
    description: Operate what runs
    policy_attachments: [ReadOnlyAccess]
    customer_managed_policy_attachments: [{name: Operators, path: /}]
";

/// The same after a year: an edited set in its accounts, a policy less, a group less.
fn later() -> String {
    CATALOG
        .replace(
            "[job-function/ViewOnlyAccess, AWSSupportAccess]",
            "[AWSSupportAccess]\n    session_duration: PT2H",
        )
        .replace("      Developers: {permission_sets: [Support]}\n", "")
}

fn sandbox() -> Sandbox {
    Sandbox::start(Start {
        snapshot: Some(fresh()),
        options: "operation-time=100ms".parse().unwrap(),
        ..Start::default()
    })
    .unwrap()
}

const APPLY: [&str; 7] = [
    "apply",
    "--auto-approve",
    "--requests-per-second",
    "300",
    "--max-removals",
    "100%",
    "--journal=journal",
];

/// Applies through the endpoint, and asks the sandbox itself what is left to do.
fn applied(project: &Project, sandbox: &Sandbox, endpoint: &AsAws) -> Run {
    let run = project.run_against(endpoint.url(), &APPLY).ended(0);
    let plan = project.run_against(&sandbox.url(), &["plan"]).ended(0);
    assert!(
        plan.stdout.contains("No changes."),
        "{}\n{}",
        run.all(),
        plan.all()
    );
    run
}

/// Applies a catalog, and what becomes of it later, through an endpoint that behaves so. Gives the two runs, and how
/// often the behaviour took effect.
fn through(behaviour: &str) -> Option<([Run; 2], usize)> {
    let sandbox = sandbox();
    let endpoint = AsAws::start(&sandbox.url(), &[behaviour])?;
    let project = Project::with_catalog(CATALOG);
    let first = applied(&project, &sandbox, &endpoint);
    project.write("catalog/aws-sso.yaml", &later());
    let second = applied(&project, &sandbox, &endpoint);
    let name = behaviour.split('=').next().unwrap();
    let took_effect = endpoint.stop()[name];
    assert!(took_effect > 0, "{behaviour} never took effect");
    Some(([first, second], took_effect))
}

#[test]
fn status_lists_that_never_move_do_not_keep_an_apply_from_its_end() {
    through("status-lists-stay");
}

#[test]
fn a_lost_answer_to_an_attachment_is_found_out_by_reading() {
    let Some((_, lost)) = through("answer-is-lost") else {
        return;
    };
    assert_eq!(lost, 4);
}

#[test]
fn places_that_another_client_takes_are_waited_for_and_told_of() {
    let Some(([first, second], _)) = through("places-taken=15:2") else {
        return;
    };
    let told = "waiting  other clients use up AWS's limit of operations in progress";
    assert!(first.stderr.contains(told), "{}", first.all());
    assert!(
        first
            .stdout
            .contains("refused at the limit of operations in progress"),
        "{}",
        first.all()
    );
    // None of it lowered the rate, and later there was nothing to wait for.
    assert!(first.stdout.contains("none throttled"), "{}", first.all());
    assert!(!second.stderr.contains("waiting"), "{}", second.all());
}

#[test]
fn lists_that_are_absent_where_they_are_empty_are_read() {
    through("empty-lists-are-absent");
}

#[test]
fn empty_pages_are_not_the_end_of_a_list() {
    through("pages-are-empty");
}

#[test]
fn members_that_no_model_knows_are_passed_over() {
    through("members-are-unknown");
}

#[test]
fn a_list_of_provisionings_that_lags_is_no_proof_that_nothing_is_to_be_provisioned() {
    let sandbox = sandbox();
    let Some(endpoint) = AsAws::start(&sandbox.url(), &["provisioning-list-lags=3"]) else {
        return;
    };
    let project = Project::with_catalog(CATALOG);
    applied(&project, &sandbox, &endpoint);
    project.write("catalog/aws-sso.yaml", &later());
    applied(&project, &sandbox, &endpoint);
    assert!(endpoint.stop()["provisioning-list-lags"] > 0);
}

#[test]
fn a_description_that_aws_keeps_is_not_removed_again_and_again() {
    let sandbox = sandbox();
    let Some(endpoint) = AsAws::start(&sandbox.url(), &["description-is-kept"]) else {
        return;
    };
    let project = Project::with_catalog(CATALOG);
    applied(&project, &sandbox, &endpoint);
    project.edit(
        "catalog/aws-sso.yaml",
        "    description: Operate what runs\n",
        "",
    );
    project.run_against(endpoint.url(), &APPLY).ended(0);
    let plan = project.run_against(endpoint.url(), &["plan"]).ended(0);
    assert!(plan.stdout.contains("No changes."), "{}", plan.all());
}

#[test]
fn the_region_of_the_instance_is_found_where_all_regions_cannot_be_asked_at_once() {
    for code in ["ValidationException", "AccessDeniedException"] {
        let sandbox = sandbox();
        let refused = format!("region-scope-is-refused={code}");
        let Some(endpoint) = AsAws::start(&sandbox.url(), &[&refused]) else {
            return;
        };
        let project = Project::with_catalog(CATALOG);
        let plan = [
            "plan",
            "--region",
            "eu-west-1",
            "--requests-per-second",
            "300",
        ];
        let plan = project.run_against(endpoint.url(), &plan).ended(1);
        assert!(
            plan.stderr.contains("is in us-east-1") && plan.stderr.contains("--region us-east-1"),
            "{}",
            plan.all()
        );
        assert_eq!(endpoint.stop()["region-scope-is-refused"], 1);
    }
}

#[test]
fn all_of_them_together() {
    let sandbox = sandbox();
    let all = [
        "status-lists-stay",
        "answer-is-lost",
        "places-taken=12:1",
        "empty-lists-are-absent",
        "members-are-unknown",
    ];
    let Some(endpoint) = AsAws::start(&sandbox.url(), &all) else {
        return;
    };
    let project = Project::with_catalog(CATALOG);
    applied(&project, &sandbox, &endpoint);
    project.write("catalog/aws-sso.yaml", &later());
    applied(&project, &sandbox, &endpoint);
}

#[test]
fn every_behaviour_has_its_test() {
    let Some(names) = behaviours() else {
        return;
    };
    let tests = include_str!("as_aws.rs");
    for name in names {
        assert!(
            tests.matches(&name).count() > 0,
            "{name} is tried by no test"
        );
    }
}
