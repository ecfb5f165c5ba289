//! Every variable and every key of the configuration files that the AWS CLI knows, with values that nobody means: the
//! binary works, or ends with an error that names the variable or the key, and never with a panic.

use std::ffi::OsStr;
use std::process::Command;

use rolecall::sandbox::{Sandbox, Start};

use crate::support::rolecall::{Project, Run, finish};

/// What botocore and the AWS CLI read from the environment, and what a proxy is named by.
const VARIABLES: &[&str] = &[
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_ACCOUNT_ID",
    "AWS_ACCOUNT_ID_ENDPOINT_MODE",
    "AWS_AUTH_SCHEME_PREFERENCE",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_CA_BUNDLE",
    "AWS_CLI_AUTO_PROMPT",
    "AWS_CLI_FILE_ENCODING",
    "AWS_CLI_HISTORY_FILE",
    "AWS_CLI_S3_MV_VALIDATE_SAME_S3_PATHS",
    "AWS_CONFIG_FILE",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_DATA_PATH",
    "AWS_DEFAULTS_MODE",
    "AWS_DEFAULT_OUTPUT",
    "AWS_DEFAULT_PROFILE",
    "AWS_DEFAULT_REGION",
    "AWS_DISABLE_CLOCK_SKEW_CORRECTION",
    "AWS_DISABLE_HOST_PREFIX_INJECTION",
    "AWS_DISABLE_REQUEST_COMPRESSION",
    "AWS_EC2_METADATA_DISABLED",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
    "AWS_EC2_METADATA_V1_DISABLED",
    "AWS_ENDPOINT_DISCOVERY_ENABLED",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_IDENTITYSTORE",
    "AWS_ENDPOINT_URL_ORGANIZATIONS",
    "AWS_ENDPOINT_URL_S3",
    "AWS_ENDPOINT_URL_SSO",
    "AWS_ENDPOINT_URL_SSO_ADMIN",
    "AWS_ENDPOINT_URL_SSO_OIDC",
    "AWS_ENDPOINT_URL_STS",
    "AWS_EXECUTION_ENV",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_IMDS_USE_IPV6",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LOGIN_CACHE_DIRECTORY",
    "AWS_MAX_ATTEMPTS",
    "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
    "AWS_METADATA_SERVICE_TIMEOUT",
    "AWS_NEW_RETRIES_2026",
    "AWS_PAGER",
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_REQUEST_CHECKSUM_CALCULATION",
    "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",
    "AWS_RESPONSE_CHECKSUM_VALIDATION",
    "AWS_RETRY_MODE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT",
    "AWS_SDK_UA_APP_ID",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_SIGV4A_SIGNING_REGION_SET",
    "AWS_STS_REGIONAL_ENDPOINTS",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "BOTO_CONFIG",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "aws_ca_bundle",
    "http_proxy",
    "https_proxy",
    "no_proxy",
];

/// What botocore and the AWS CLI read from a profile.
const KEYS: &[&str] = &[
    "account_id_endpoint_mode",
    "api_versions",
    "auth_scheme_preference",
    "aws_access_key_id",
    "aws_account_id",
    "aws_secret_access_key",
    "aws_session_token",
    "ca_bundle",
    "cli_auto_prompt",
    "cli_binary_format",
    "cli_follow_urlparam",
    "cli_history",
    "cli_pager",
    "cli_timestamp_format",
    "credential_process",
    "credential_source",
    "defaults_mode",
    "disable_clock_skew_correction",
    "disable_request_compression",
    "duration_seconds",
    "ec2_metadata_service_endpoint",
    "ec2_metadata_service_endpoint_mode",
    "ec2_metadata_v1_disabled",
    "endpoint_discovery_enabled",
    "endpoint_url",
    "external_id",
    "ignore_configured_endpoint_urls",
    "login_session",
    "max_attempts",
    "metadata_service_num_attempts",
    "metadata_service_timeout",
    "mfa_serial",
    "output",
    "parameter_validation",
    "region",
    "request_checksum_calculation",
    "request_min_compression_size_bytes",
    "response_checksum_validation",
    "retry_mode",
    "role_arn",
    "role_session_name",
    "s3",
    "sdk_ua_app_id",
    "services",
    "sigv4a_signing_region_set",
    "source_profile",
    "sso_account_id",
    "sso_auto_populated",
    "sso_region",
    "sso_registration_scopes",
    "sso_role_name",
    "sso_session",
    "sso_start_url",
    "sts_regional_endpoints",
    "tcp_keepalive",
    "use_dualstack_endpoint",
    "use_fips_endpoint",
    "user_agent_appid",
    "user_agent_extra",
    "web_identity_token_file",
];

/// Values that nobody means: of no kind, of another kind, too large, and a folder for a file.
const VALUES: &[&str] = &[
    "",
    "   ",
    "\u{7f}garbage \u{e9} {}",
    "legacy",
    "0",
    "99999999999999999999999999",
    "localhost:4566",
    ".",
];

fn sandbox() -> Sandbox {
    Sandbox::start(Start::default()).unwrap()
}

/// A run that asks AWS, with an address that is the sandbox's, and no other address that could be reached.
fn groups(project: &Project, sandbox: &Sandbox) -> Command {
    let mut command = project.command(&["groups"]);
    command.envs([
        ("AWS_ENDPOINT_URL", sandbox.url().as_str()),
        ("AWS_REGION", "us-east-1"),
        // Whatever leaves loopback all the same ends here.
        ("HTTPS_PROXY", "http://127.0.0.1:9"),
    ]);
    command
}

/// Does the same for every name, several at a time: most runs wait for an address that does not answer.
fn for_each(names: &[&str], work: impl Fn(&str) + Sync) {
    let threads = 8;
    std::thread::scope(|scope| {
        for first in 0..threads {
            let work = &work;
            scope.spawn(move || {
                names
                    .iter()
                    .skip(first)
                    .step_by(threads)
                    .for_each(|name| work(name))
            });
        }
    });
}

/// Asserts that a run worked, or ended with an error for people, and gives the error.
#[track_caller]
fn for_people(case: &str, run: Run) -> String {
    assert!(run.code == 0 || run.code == 1, "{case}: {}", run.all());
    assert!(
        run.code == 0 || run.stderr.starts_with("error: "),
        "{case}: {}",
        run.all()
    );
    for debug in [
        "panicked",
        "internal error",
        "RUST_BACKTRACE",
        "SdkBody",
        "Request {",
        "Some(",
        "Error {",
        "{ kind",
        "{ source",
        "Os {",
        " { ",
    ] {
        // The one value that has such a text by itself.
        let text = run.stderr.replace("garbage \u{e9} {}", "");
        assert!(!text.contains(debug), "{case}: {debug}: {}", run.all());
    }
    run.stderr
}

#[test]
fn no_variable_has_a_value_that_ends_in_a_panic() {
    let sandbox = sandbox();
    let project = Project::new();
    let credentials = [
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
    ];
    for_each(VARIABLES, |variable| {
        for value in VALUES {
            let run = finish(
                groups(&project, &sandbox)
                    .envs(credentials)
                    .env(variable, value),
            );
            let failed = run.code != 0;
            let text = for_people(&format!("{variable}={value:?}"), run);
            // An empty proxy, and no address of a service: AWS itself is called, through the proxy that does not exist.
            let leaves = ["AWS_ENDPOINT_URL", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"];
            if failed && !leaves.contains(&variable) {
                let name = variable.to_ascii_uppercase();
                let pair = name.contains("KEY") && text.contains("AWS_SECRET_ACCESS_KEY");
                let region = name.contains("REGION") && text.contains("region");
                assert!(
                    text.contains(&name) || pair || region,
                    "{variable}={value:?} is not named: {text}"
                );
            }
        }
    });
}

#[test]
fn no_variable_has_a_value_that_ends_in_a_panic_without_credentials_of_the_environment() {
    let sandbox = sandbox();
    let project = Project::new();
    for_each(VARIABLES, |variable| {
        if !["TOKEN", "ROLE", "CONTAINER", "METADATA", "PROFILE", "FILE"]
            .iter()
            .any(|part| variable.contains(part))
            || variable == "AWS_EC2_METADATA_DISABLED"
        {
            return;
        }
        for value in VALUES {
            let run = finish(groups(&project, &sandbox).env(variable, value));
            for_people(&format!("{variable}={value:?}"), run);
        }
    });
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_utf_8_is_named_or_has_no_meaning() {
    use std::os::unix::ffi::OsStrExt;
    let sandbox = sandbox();
    let project = Project::new();
    for_each(VARIABLES, |variable| {
        let run = finish(
            groups(&project, &sandbox)
                .env("AWS_ACCESS_KEY_ID", "test")
                .env("AWS_SECRET_ACCESS_KEY", "test")
                .env(variable, OsStr::from_bytes(b"\xff\xfe")),
        );
        let failed = run.code != 0;
        let text = for_people(variable, run);
        assert!(!failed || text.contains(variable), "{variable}: {text}");
    });
}

#[test]
fn no_key_of_a_profile_has_a_value_that_ends_in_a_panic() {
    let sandbox = sandbox();
    let base = format!(
        "[profile base]\naws_access_key_id = test\naws_secret_access_key = test\n\
         [services known]\nsts =\n  endpoint_url = {0}\n[sso-session known]\nsso_region = us-east-1\n\
         sso_start_url = https://example.awsapps.com/start\n",
        sandbox.url()
    );
    for_each(KEYS, |key| {
        let project = Project::new();
        for value in VALUES {
            // The plain profile, and one that assumes a role.
            let plain = "aws_access_key_id = test\naws_secret_access_key = test\n";
            let role = "role_arn = arn:aws:iam::111111111111:role/x\nsource_profile = base\n";
            let of_roles = [
                "role",
                "source",
                "duration",
                "external",
                "mfa",
                "web_identity",
            ];
            let scenes = match of_roles.iter().any(|part| key.contains(part)) {
                true => &[plain, role][..],
                false => &[plain][..],
            };
            for rest in scenes {
                project.write(
                    ".aws/config",
                    &format!("{base}[profile tried]\n{rest}{key} = {value}\n"),
                );
                let run = finish(groups(&project, &sandbox).env("AWS_PROFILE", "tried"));
                let failed = run.code != 0;
                let text = for_people(&format!("{key} = {value:?} with {rest}"), run);
                assert!(
                    !failed
                        || text.contains("tried")
                        || text.contains(key)
                        || text.contains("AWS_"),
                    "{key} = {value:?} is not named: {text}"
                );
            }
        }
    });
}

#[test]
fn a_file_that_is_no_configuration_is_named() {
    let sandbox = sandbox();
    for (text, named) in [
        (&b"region = x\n"[..], "line 1"),
        (b"[default\n", "line 1"),
        (b"[default]\nnonsense\n", "line 2"),
        (b"\xff\xfe[\x00d\x00", "line 1 is not valid UTF-8"),
        (b"[default]\nregion = \xff\n", "line 2 is not valid UTF-8"),
    ] {
        for file in ["config", "credentials"] {
            let project = Project::new();
            project.write(".aws/empty", "");
            std::fs::write(project.file(&format!(".aws/{file}")), text).unwrap();
            let run = finish(&mut groups(&project, &sandbox)).ended(1);
            let said = for_people(file, run);
            assert!(said.contains(named) && said.contains(file), "{said}");
        }
    }
    let project = Project::new();
    std::fs::create_dir_all(project.file(".aws/config")).unwrap();
    let said = for_people("a folder", finish(&mut groups(&project, &sandbox)).ended(1));
    assert!(said.contains(".aws/config"), "{said}");
}

/// A profile that names itself in a way of its own, and works.
fn works(config: &str, profile: &str) {
    let sandbox = sandbox();
    let project = Project::new();
    project.write(".aws/config", &config.replace("URL", &sandbox.url()));
    let run = finish(
        project
            .command(&["groups"])
            .env("AWS_PROFILE", profile)
            .env("HTTPS_PROXY", "http://127.0.0.1:9"),
    );
    let run = run.ended(0);
    assert!(run.stdout.contains("DevOps"), "{}", run.all());
}

const USER: &str = "aws_access_key_id = test\naws_secret_access_key = test\n";

#[test]
fn what_the_aws_cli_reads_is_read() {
    let rest = format!("region = us-east-1\nendpoint_url = URL\n{USER}");
    for (header, profile) in [
        ("[profile \"a b\"]", "a b"),
        ("[profile 'a b']", "a b"),
        ("\u{feff}[default]", "default"),
        ("[profile default]", "default"),
        ("[profile   spaced]", "spaced"),
        ("[profile \"\u{fc}ber\"]", "\u{fc}ber"),
    ] {
        works(&format!("{header}\n{rest}"), profile);
        works(&format!("{header}\n{rest}").replace('\n', "\r\n"), profile);
    }
    works(
        &format!("[profile x]\nregion: us-east-1\nendpoint_url: URL\n{USER}"),
        "x",
    );
}

#[test]
fn a_section_of_services_names_the_address_of_each() {
    let services = "[services local]\nsts =\n  endpoint_url = URL\nsso_admin =\n  endpoint_url = URL\n\
                    identitystore =\n  endpoint_url = URL\norganizations =\n  endpoint_url = URL\n";
    works(
        &format!(
            "[profile x]\nregion = us-east-1\nservices = local\nmax_attempts = 0\nretry_mode = legacy\n{USER}{services}"
        ),
        "x",
    );
}

#[test]
fn a_profile_of_the_command_line_goes_before_credentials_of_the_environment() {
    let sandbox = sandbox();
    let project = Project::new();
    project.write(".aws/config", "[profile empty]\nregion = us-east-1\n");
    let mut command = project.command(&["groups", "--profile", "empty"]);
    command.envs([
        ("AWS_ENDPOINT_URL", sandbox.url().as_str()),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
    ]);
    let run = finish(&mut command).ended(1);
    assert!(
        run.stderr
            .contains("profile `empty` gives no AWS credentials"),
        "{}",
        run.all()
    );
}

#[test]
fn two_variables_that_name_different_profiles_are_refused() {
    let sandbox = sandbox();
    let project = Project::new();
    project.write(".aws/config", "[profile a]\n[profile b]\n");
    let run = finish(
        groups(&project, &sandbox).envs([("AWS_PROFILE", "a"), ("AWS_DEFAULT_PROFILE", "b")]),
    );
    let said = for_people("both", run.ended(1));
    assert!(
        said.contains("AWS_PROFILE is `a` and AWS_DEFAULT_PROFILE is `b`"),
        "{said}"
    );
}
