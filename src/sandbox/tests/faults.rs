use serde_json::json;

use super::{AUDIT, Desk, SANDBOX};

#[test]
fn the_nth_operation_fails_with_the_given_reason_and_only_that_one() {
    let mut desk = Desk::new("fail-operation=2,fail-message=no luck");
    let set = desk.set("Lab");
    let group = desk.group("DevOps");
    assert_eq!(desk.assign(&set, AUDIT, &group), "SUCCEEDED");
    assert_eq!(desk.assign(&set, SANDBOX, &group), "no luck");
    assert!(desk.assigned(&set, SANDBOX).is_empty());
    assert_eq!(desk.assign(&set, SANDBOX, &group), "SUCCEEDED");
}

#[test]
fn denied_operations_are_named_as_iam_names_them() {
    let mut desk = Desk::new("deny=CreatePermissionSet+CreateGroup");
    let error = desk
        .ask("sso.CreatePermissionSet", json!({"Name": "Lab"}))
        .unwrap_err();
    assert_eq!(
        error,
        "AccessDeniedException: User: arn:aws:iam::111111111111:user/newcomer is not authorized to perform: sso:CreatePermissionSet on resource: * because no identity-based policy allows the sso:CreatePermissionSet action"
    );
    assert!(
        desk.ask("ids.CreateGroup", json!({"DisplayName": "Lab"}))
            .is_err()
    );
    assert!(desk.ask("sso.ListPermissionSets", json!({})).is_ok());
}

#[test]
fn only_allowed_operations_are_allowed() {
    let mut desk = Desk::new("allow=ListInstances");
    assert!(desk.ask("sso.ListInstances", json!({})).is_ok());
    assert!(desk.ask("orgs.ListAccounts", json!({})).is_err());
    // Changes from outside are made by somebody else.
    let body = json!({"InstanceArn": super::INSTANCE});
    assert!(
        desk.engine
            .call(desk.now, "SWBExternalService.ListPermissionSets", &body)
            .is_ok()
    );
    assert!(desk.ask("orgs.ListAccounts", json!({})).is_err());
}

#[test]
fn each_service_fails_in_its_own_words() {
    let error =
        |options: &str, target: &str| Desk::new(options).ask(target, json!({})).unwrap_err();
    assert_eq!(
        error("throttle=1", "sso.ListInstances"),
        "ThrottlingException: Rate exceeded"
    );
    assert!(
        error("throttle=1", "orgs.ListAccounts")
            .starts_with("TooManyRequestsException: You have sent too many requests")
    );
    assert!(error("internal-error=1", "ids.ListGroups").starts_with("InternalServerException"));
    assert!(error("internal-error=1", "orgs.ListAccounts").starts_with("ServiceException"));
    assert_eq!(
        error("drop-connection=1", "sso.ListInstances"),
        "ConnectionDropped"
    );
    assert_eq!(
        error("conflict=1", "sso.CreatePermissionSet"),
        "ConflictException: There is a conflicting operation in process."
    );
}

#[test]
fn faults_are_logged_with_what_was_asked() {
    let mut desk = Desk::new("throttle=1");
    _ = desk.ask("sso.ListInstances", json!({}));
    _ = desk.ask("orgs.ListAccounts", json!({}));
    _ = desk.ask("sso.Nonsense", json!({}));
    let requests = desk.engine.requests();
    assert_eq!((requests.total(), requests.throttled()), (3, 2));
    assert_eq!(requests.count("sso-admin.ListInstances"), 1);
    assert_eq!(requests.log[2].refused, Some("UnknownOperationException"));
}
