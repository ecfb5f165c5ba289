use serde_json::json;

use super::{AUDIT, Desk};

#[test]
fn each_service_has_a_rate_of_its_own() {
    let mut desk = Desk::new("requests-per-second=2");
    for target in ["sso.ListInstances", "ids.ListGroups", "orgs.ListAccounts"] {
        let answered = (0..5)
            .filter(|_| desk.ask(target, json!({})).is_ok())
            .count();
        assert_eq!(answered, 2, "{target}");
    }
    desk.wait(500);
    assert!(desk.ask("sso.ListInstances", json!({})).is_ok());
    assert_eq!(
        desk.ask("sso.ListInstances", json!({})).unwrap_err(),
        "ThrottlingException: Rate exceeded"
    );
}

#[test]
fn one_assignment_more_than_may_be_outstanding_is_refused_until_one_is_done() {
    let mut desk = Desk::new("outstanding-assignments=2,operation-time=2s");
    let set = desk.set("Lab");
    let groups = ["Managers", "DevOps", "Developers"].map(|name| desk.group(name));
    desk.start("Create", &set, AUDIT, &groups[0]).unwrap();
    desk.start("Create", &set, "222222222201", &groups[1])
        .unwrap();
    let error = desk
        .start("Delete", &set, "222222222203", &groups[2])
        .unwrap_err();
    assert_eq!(
        error,
        "ThrottlingException: There are too many requests processing. Please try again later."
    );
    desk.wait(2_000);
    assert!(
        desk.start("Create", &set, "222222222203", &groups[2])
            .is_ok()
    );
    assert_eq!(desk.engine.requests().most_outstanding_assignments, 2);
}

#[test]
fn provisionings_have_a_limit_of_their_own() {
    let mut desk = Desk::new("aws-limits=true");
    let sets: Vec<_> = (0..4)
        .map(|number| desk.set(&format!("Lab{number}")))
        .collect();
    desk.wait(1_000);
    let mut provision = |set: &String| {
        desk.ask(
            "sso.ProvisionPermissionSet",
            json!({"PermissionSetArn": set, "TargetType": "ALL_PROVISIONED_ACCOUNTS"}),
        )
    };
    let outcomes: Vec<_> = sets.iter().map(|set| provision(set).is_ok()).collect();
    assert_eq!(outcomes, [true, true, true, false]);
    assert_eq!(desk.engine.requests().most_outstanding_provisionings, 3);
}

#[test]
fn an_unlimited_sandbox_never_throttles() {
    let mut desk = Desk::new("");
    assert!((0..500).all(|_| desk.ask("sso.ListInstances", json!({})).is_ok()));
}
