//! Variables and files to settings.

use std::fs;

use super::*;

fn read(variables: &[(&str, &str)], config: &str) -> Result<Environment, AwsError> {
    read_with(&Settings::default(), variables, config)
}

fn read_with(
    settings: &Settings,
    variables: &[(&str, &str)],
    config: &str,
) -> Result<Environment, AwsError> {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join(".aws")).unwrap();
    fs::write(home.path().join(".aws/config"), config).unwrap();
    let mut all: Vec<(OsString, OsString)> = variables
        .iter()
        .map(|(name, value)| (name.into(), value.into()))
        .collect();
    all.push(("HOME".into(), home.path().into()));
    Environment::read(settings, all)
}

#[test]
fn the_sdk_is_given_what_was_checked_and_nothing_else() {
    let environment = read(
        &[
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", " test "),
            ("AWS_RETRY_MODE", "legacy"),
            ("AWS_ENDPOINT_URL", ""),
            ("AWS_ENDPOINT_URL_S3", "nonsense"),
            ("AWS_AUTH_SCHEME_PREFERENCE", ","),
        ],
        "",
    )
    .unwrap();
    let mut names: Vec<&str> = environment.variables.keys().map(String::as_str).collect();
    names.retain(|name| name.starts_with("AWS_"));
    assert_eq!(names, ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]);
    assert_eq!(environment.variables["AWS_SECRET_ACCESS_KEY"], "test");
}

#[test]
fn the_address_of_a_service_has_four_places_in_order() {
    let config = "[default]\nservices = s\nendpoint_url = http://all-key\n\
                  [services s]\nsts =\n  endpoint_url = http://own-key\n";
    let of = |variables: &[(&str, &str)]| {
        let environment = read(variables, config).unwrap();
        ["STS", "ORGANIZATIONS"]
            .map(|name| environment.variables[&format!("AWS_ENDPOINT_URL_{name}")].clone())
    };
    assert_eq!(of(&[]), ["http://own-key", "http://all-key"]);
    assert_eq!(
        of(&[("AWS_ENDPOINT_URL", "http://all")]),
        ["http://all", "http://all"]
    );
    assert_eq!(
        of(&[
            ("AWS_ENDPOINT_URL", "http://all"),
            ("AWS_ENDPOINT_URL_STS", "http://own")
        ]),
        ["http://own", "http://all"]
    );
    let ignored = read(&[("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")], config).unwrap();
    assert!(!ignored.variables.contains_key("AWS_ENDPOINT_URL_STS"));
}

#[test]
fn an_error_names_the_key_its_profile_and_the_line() {
    let error = read(&[], "[default]\n\nregion = EU\n")
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("`region` of profile `default` (") && error.contains("config:3)"),
        "{error}"
    );
    // Other profiles have no meaning for this run.
    assert!(read(&[], "[profile other]\nregion = EU\n").is_ok());
}

#[test]
fn half_of_a_pair_of_credentials_is_refused_and_not_replaced_by_others() {
    let error = read(&[("AWS_SECRET_ACCESS_KEY", "x")], "").unwrap_err();
    assert_eq!(
        error.to_string(),
        "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not"
    );
}

#[test]
fn a_chain_is_written_for_the_sdk_with_names_that_it_takes() {
    let config = "[profile \"a b\"]\nrole_arn = r\nsource_profile = c d\nretry_mode = legacy\n\
                  [profile \"c d\"]\nsso_session = e f\n[sso-session \"e f\"]\nsso_region = us-east-1\n";
    let environment = read(&[("AWS_PROFILE", "a b")], config).unwrap();
    let chain = environment.chain.unwrap();
    assert_eq!(chain.profile, "a%20b");
    assert_eq!(
        chain.config,
        "[profile a%20b]\nrole_arn = r\nsource_profile = c%20d\n[profile c%20d]\nsso_session = e%20f\n\
         [sso-session e%20f]\nsso_region = us-east-1\n"
    );
}

#[test]
fn a_role_with_a_duration_is_taken_out_of_the_chain() {
    let config = "[profile x]\nrole_arn = r\nsource_profile = x\nduration_seconds = 900\naws_access_key_id = k\n";
    let chain = read(&[("AWS_PROFILE", "x")], config)
        .unwrap()
        .chain
        .unwrap();
    assert_eq!(chain.config, "[profile x]\naws_access_key_id = k\n");
    assert_eq!(chain.role.unwrap().duration.as_secs(), 900);
}

#[test]
fn a_profile_that_is_named_goes_before_the_credentials_of_the_environment() {
    let settings = Settings {
        profile: Some("x".to_owned()),
        ..Settings::default()
    };
    let variables = [("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b")];
    let named = read_with(&settings, &variables, "[profile x]\n").unwrap();
    assert!(named.chain.is_some() && !named.variables.contains_key("AWS_ACCESS_KEY_ID"));
    let of_variables = read(&variables, "[default]\n").unwrap();
    assert!(of_variables.chain.is_none());
}
