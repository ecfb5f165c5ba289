//! Finding the instance, or saying why there is none to be found.

use rolecall::aws::{AwsError, Connection, ErrorKind, Settings};
use serde_json::json;

use super::harness::{Case, MANAGEMENT, run, state};

fn refusal(case: &Case) -> AwsError {
    let error = case.open().unwrap_err();
    assert!(error.help().is_some(), "no advice: {error}");
    error
}

#[test]
fn the_organization_instance_is_found_in_four_requests() {
    let case = Case::fresh("");
    let connection = case.open().unwrap();
    assert_eq!(
        connection.instance().arn,
        "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9"
    );
    assert_eq!(connection.instance().identity_store_id, "d-9067642ac7");
    assert_eq!(connection.instance().partition.as_str(), "aws");
    assert_eq!(connection.caller().account.to_string(), MANAGEMENT);
    assert_eq!(connection.organization_id(), Some("o-a1b2c3d4e5"));
    assert_eq!(
        connection.management_account().unwrap().to_string(),
        MANAGEMENT
    );
    assert!(!connection.is_delegated_administrator());
    assert_eq!(
        connection.requests().to_string(),
        "4 requests, none throttled"
    );
    assert_eq!(case.sandbox.requests().total(), 4);
}

#[test]
fn a_delegated_administrator_is_recognized() {
    let mut state = state();
    state["organization"]["delegated_administrators"] = json!(["222222222202"]);
    state["caller"] =
        json!({"account": "222222222202", "arn": "arn:aws:iam::222222222202:role/iam"});
    let connection = Case::new(&state, "").open().unwrap();
    assert!(connection.is_delegated_administrator());
}

#[test]
fn no_instance_anywhere_advises_to_enable_it() {
    let mut none = state();
    none["instances"] = json!([]);
    let case = Case::new(&none, "");
    let error = refusal(&case);
    assert_eq!(*error.kind(), ErrorKind::NoInstance);
    assert_eq!(
        error.to_string(),
        "account 111111111111 sees no instance of IAM Identity Center in us-east-1; AWS lists none in other regions"
    );
    assert!(error.help().unwrap().contains("management account"));
    assert_eq!(case.calls("sso-admin.ListInstances"), 2);
}

#[test]
fn the_instance_of_another_region_is_named_with_its_region() {
    let case = Case::fresh("").with(|settings| settings.region = Some("eu-west-1".to_owned()));
    let error = refusal(&case);
    let region = "us-east-1".to_owned();
    assert_eq!(*error.kind(), ErrorKind::OtherRegion { region });
    assert_eq!(
        error.to_string(),
        "account 111111111111 sees no instance of IAM Identity Center in eu-west-1; \
         arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9 of account 111111111111 is in us-east-1"
    );
    assert_eq!(error.help().unwrap(), "use its region: --region us-east-1");
    assert_eq!(case.calls("sso-admin.ListInstances"), 2);
}

#[test]
fn an_account_instance_of_another_region_is_not_taken_for_the_organization_instance() {
    let mut state = with_account_instance();
    state["instances"].as_array_mut().unwrap().remove(0);
    let elsewhere = |settings: &mut Settings| settings.region = Some("eu-west-1".to_owned());
    let error = refusal(&Case::new(&state, "").with(elsewhere));
    assert_eq!(*error.kind(), ErrorKind::NoInstance);
    // Where the organization is hidden, it may be the one.
    let error = refusal(&Case::new(&state, "deny=DescribeOrganization").with(elsewhere));
    assert!(
        matches!(error.kind(), ErrorKind::OtherRegion { .. }),
        "{error}"
    );
}

#[test]
fn an_instance_that_is_named_is_looked_for_in_other_regions() {
    let arn = "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9";
    let case = Case::fresh("").with(|settings| {
        settings.region = Some("eu-west-1".to_owned());
        settings.instance_arn = Some(arn.to_owned());
    });
    let error = refusal(&case);
    assert!(
        matches!(error.kind(), ErrorKind::OtherRegion { .. }),
        "{error}"
    );

    let case = Case::fresh("").with(|settings| {
        settings.instance_arn = Some("arn:aws:sso:::instance/ssoins-0000000000000000".to_owned());
    });
    let error = refusal(&case);
    assert_eq!(*error.kind(), ErrorKind::NoInstance);
    assert!(error.help().unwrap().contains("leave --instance-arn out"));
}

#[test]
fn of_several_instances_in_other_regions_none_is_guessed() {
    let mut state = with_account_instance();
    state["instances"][1]["region"] = json!("eu-central-1");
    let hidden = Case::new(&state, "deny=DescribeOrganization")
        .with(|settings| settings.region = Some("eu-west-1".to_owned()));
    let error = refusal(&hidden);
    assert_eq!(*error.kind(), ErrorKind::NoInstance);
    let text = error.to_string();
    assert!(
        text.contains("is in us-east-1") && text.contains("is in eu-central-1"),
        "{text}"
    );
}

fn with_account_instance() -> serde_json::Value {
    let mut state = state();
    let mut other = state["instances"][0].clone();
    other["arn"] = json!("arn:aws:sso:::instance/ssoins-1111222233334444");
    other["identity_store_id"] = json!("d-1111111111");
    other["owner_account"] = json!("222222222202");
    state["instances"].as_array_mut().unwrap().push(other);
    state
}

#[test]
fn an_account_instance_is_not_taken_for_the_organization_instance() {
    let both = Case::new(&with_account_instance(), "").open().unwrap();
    assert!(both.instance().arn.ends_with("ssoins-7223a4b5c6d7e8f9"));

    let mut alone = with_account_instance();
    alone["instances"].as_array_mut().unwrap().remove(0);
    let error = refusal(&Case::new(&alone, ""));
    assert_eq!(*error.kind(), ErrorKind::AccountInstanceOnly);
    assert!(error.to_string().contains(MANAGEMENT), "{error}");
}

#[test]
fn several_instances_are_not_guessed_between_where_the_organization_is_hidden() {
    let hidden = "deny=DescribeOrganization";
    let error = refusal(&Case::new(&with_account_instance(), hidden));
    assert_eq!(*error.kind(), ErrorKind::SeveralInstances);
    assert!(error.help().unwrap().contains("--instance-arn"));

    let named = Case::new(&with_account_instance(), hidden).with(|settings| {
        settings.instance_arn = Some("arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9".to_owned());
    });
    assert!(named.open().is_ok());

    let alone = Case::fresh(hidden).open().unwrap();
    assert_eq!(alone.management_account().unwrap().to_string(), MANAGEMENT);
    assert_eq!(alone.organization_id(), None);
}

#[test]
fn an_instance_without_permission_sets_says_so() {
    let mut state = state();
    state["instances"][0]["permission_sets_enabled"] = json!(false);
    let error = refusal(&Case::new(&state, ""));
    assert_eq!(*error.kind(), ErrorKind::PermissionSetsDisabled);
}

#[test]
fn an_instance_that_cannot_be_described_is_taken_as_it_is() {
    assert!(Case::fresh("deny=DescribeInstance").open().is_ok());
}

#[test]
fn a_missing_right_is_named_as_iam_names_it() {
    let error = refusal(&Case::fresh("deny=ListInstances"));
    assert_eq!(
        *error.kind(),
        ErrorKind::AccessDenied {
            iam_action: "sso:ListInstances".to_owned()
        }
    );
    assert!(error.help().unwrap().contains("sso:ListInstances"));
    assert!(error.request_id().is_some());
}

#[test]
fn an_endpoint_that_is_not_there_is_unreachable() {
    // A port that was free a moment ago, and that nobody listens on.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let settings = Settings {
        endpoint_url: Some(format!("http://{address}")),
        ..Settings::default()
    };
    let error = run(Connection::open(&settings)).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Unreachable, "{error}");
    assert!(error.help().unwrap().contains("HTTPS_PROXY"));
}
