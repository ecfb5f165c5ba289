//! What an unchanged plan costs in requests: `plan` against an instance that is as the catalog asks.
//!
//! The accounts of each set are listed twice: those with an older version, and all, among which are roles that nobody
//! is assigned to.

use std::fmt::Write as _;

use rolecall::sandbox::{Requests, Sandbox, Start};

use crate::aws::scene::Scene;
use crate::support::rolecall::{Project, Run};

/// A catalog that asks for everything that the scene has.
fn catalog(scene: Scene) -> String {
    let mut text = String::from("permission_sets:\n");
    for set in scene.set_names() {
        writeln!(text, "  {set}: {{session_duration: PT1H}}").unwrap();
    }
    text.push_str(
        "account_types: {all: [\"account-*\"]}\naccount_type_assignments:\n  all:\n    groups:\n",
    );
    for number in 0..scene.groups {
        let sets = scene.set_names().join(", ");
        writeln!(text, "      Group {number}: {{permission_sets: [{sets}]}}").unwrap();
    }
    text
}

fn planned(scene: Scene, arguments: &[&str]) -> (Run, Requests) {
    let sandbox = Sandbox::start(Start {
        snapshot: Some(scene.state(true).to_string()),
        ..Start::default()
    })
    .unwrap();
    let project = Project::with_catalog(&catalog(scene));
    let mut all = vec!["plan", "--stats", "--requests-per-second", "1000"];
    all.extend(arguments);
    let run = project.run_against(&sandbox.url(), &all).ended(0);
    assert!(run.stdout.contains("No changes."), "{}", run.all());
    (run, sandbox.requests())
}

fn to_sso_admin(requests: &Requests) -> usize {
    let log = requests.log.iter();
    log.filter(|request| request.service == "sso-admin").count()
}

const THOUSAND: Scene = Scene {
    sets: 10,
    accounts: 50,
    groups: 2,
};

#[test]
fn an_unchanged_plan_of_a_thousand_assignments_takes_93_requests() {
    let (run, requests) = planned(THOUSAND, &[]);
    assert_eq!(to_sso_admin(&requests), 93, "{}", run.stderr);
    let stats = run.stderr.split_once("\nRequests\n").unwrap().1;
    assert_eq!(
        stats,
        "       1  sso-admin DescribeInstance
      10  sso-admin DescribePermissionSet
      10  sso-admin GetInlinePolicyForPermissionSet
      10  sso-admin GetPermissionsBoundaryForPermissionSet
      10  sso-admin ListAccountAssignmentsForPrincipal
      20  sso-admin ListAccountsForProvisionedPermissionSet
      10  sso-admin ListCustomerManagedPolicyReferencesInPermissionSet
       1  sso-admin ListInstances
      10  sso-admin ListManagedPoliciesInPermissionSet
       1  sso-admin ListPermissionSets
      10  sso-admin ListTagsForResource
       1  identitystore ListGroups
       1  organizations DescribeOrganization
       4  organizations ListAccounts
       1  sts GetCallerIdentity
  100 requests, none throttled

Assignments were listed by principal, the cheaper way: 20 requests. By permission set and account it would have \
         taken 510 requests.
"
    );
}

#[test]
fn an_unchanged_plan_of_ten_thousand_assignments_takes_263_requests() {
    let (run, requests) = planned(
        Scene {
            sets: 20,
            accounts: 50,
            groups: 10,
        },
        &[],
    );
    assert_eq!(to_sso_admin(&requests), 263, "{}", run.stderr);
}

#[test]
fn a_full_scan_costs_a_request_for_every_pair_and_says_so() {
    let (run, requests) = planned(THOUSAND, &["--scan", "full"]);
    assert_eq!(requests.count("sso-admin.ListAccountAssignments"), 500);
    assert!(
        run.stderr
            .contains("without them it would have taken 20 requests"),
        "{}",
        run.stderr
    );
}
