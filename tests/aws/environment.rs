//! The SDK's usual configuration. Variables belong to a process, so each case runs this test binary once more.

use std::process::Command;

use rolecall::aws::{Connection, Settings};

use super::harness::{Case, run};

const CHILD: &str = "aws::environment::child";

/// Opens a connection as the environment says, and tells what came of it in words that the parent reads.
#[test]
#[ignore = "the child of the other tests in this file"]
fn child() {
    let settings = Settings {
        profile: std::env::var("CHILD_PROFILE").ok(),
        region: std::env::var("CHILD_REGION").ok(),
        ..Settings::default()
    };
    let said = match run(Connection::open(&settings)) {
        Ok(connection) => format!(
            "open in {} as {}",
            connection.instance().region,
            connection.caller().arn
        ),
        Err(error) => format!(
            "{:?}: {error} -- {}",
            error.kind(),
            error.help().unwrap_or_default()
        ),
    };
    std::fs::write(std::env::var("CHILD_SAYS").unwrap(), said).unwrap();
}

struct Child {
    folder: tempfile::TempDir,
    command: Command,
}

impl Child {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args([CHILD, "--exact", "--ignored", "--test-threads=1"])
            .env_clear()
            .env("HOME", folder.path())
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("CHILD_SAYS", folder.path().join("said"));
        Self { folder, command }
    }

    fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    fn file(self, path: &str, text: &str) -> Self {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    fn says(mut self) -> String {
        let output = self.command.output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        std::fs::read_to_string(self.folder.path().join("said")).unwrap()
    }
}

const OPEN: &str = "open in us-east-1 as arn:aws:iam::111111111111:user/newcomer";

#[test]
fn credentials_region_and_endpoint_come_from_the_environment() {
    let case = Case::fresh("");
    let said = Child::new()
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ENDPOINT_URL", &case.sandbox.url())
        .says();
    assert_eq!(said, OPEN);
}

#[test]
fn they_come_from_a_profile_too() {
    let case = Case::fresh("");
    let profile = format!(
        "[profile ops]\nregion = us-east-1\naws_access_key_id = test\naws_secret_access_key = test\nendpoint_url = {}\n",
        case.sandbox.url()
    );
    let by_name = Child::new()
        .file(".aws/config", &profile)
        .env("CHILD_PROFILE", "ops")
        .says();
    assert_eq!(by_name, OPEN);
    let by_variable = Child::new()
        .file(".aws/config", &profile)
        .env("AWS_PROFILE", "ops")
        .says();
    assert_eq!(by_variable, OPEN);
    let elsewhere = Child::new()
        .file(".aws/config", &profile)
        .env("AWS_PROFILE", "ops")
        .env("CHILD_REGION", "eu-west-1")
        .says();
    assert!(
        elsewhere.starts_with("OtherRegion { region: \"us-east-1\" }: "),
        "{elsewhere}"
    );
}

#[test]
fn services_can_have_endpoints_of_their_own() {
    let case = Case::fresh("");
    let mut child = Child::new()
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_REGION", "us-east-1");
    for service in ["SSO_ADMIN", "IDENTITYSTORE", "ORGANIZATIONS", "STS"] {
        child = child.env(&format!("AWS_ENDPOINT_URL_{service}"), &case.sandbox.url());
    }
    assert_eq!(child.says(), OPEN);
}

#[test]
fn no_credentials_say_which_ways_there_are() {
    let said = Child::new().env("AWS_REGION", "us-east-1").says();
    assert!(said.starts_with("NoCredentials: "), "{said}");
    assert!(said.contains("--sandbox"), "{said}");
}

#[test]
fn no_region_says_where_to_name_it() {
    let said = Child::new()
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .says();
    assert!(said.starts_with("NoRegion: "), "{said}");
    assert!(said.contains("AWS_REGION"), "{said}");
}

#[test]
fn a_sign_in_that_has_expired_says_to_sign_in_again() {
    let profile = "[profile sso]\nsso_session = corp\nsso_account_id = 111111111111\nsso_role_name = Admin\nregion = us-east-1\n\
                   [sso-session corp]\nsso_region = us-east-1\nsso_start_url = https://corp.awsapps.com/start\n";
    let token = r#"{"accessToken":"x","expiresAt":"2020-01-01T00:00:00Z","region":"us-east-1","startUrl":"https://corp.awsapps.com/start"}"#;
    let signed_in_once = || {
        Child::new()
            .file(".aws/config", profile)
            .env("AWS_PROFILE", "sso")
    };
    // The cache names a file by the SHA-1 of the session's name.
    let expired = signed_in_once()
        .file(
            ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json",
            token,
        )
        .says();
    for said in [expired, signed_in_once().says()] {
        assert!(said.starts_with("ExpiredCredentials: "), "{said}");
        assert!(said.contains("aws sso login"), "{said}");
    }
}

#[test]
fn a_profile_that_does_not_exist_is_named() {
    let said = Child::new()
        .file(".aws/config", "[profile ops]\nregion = us-east-1\n")
        .env("AWS_PROFILE", "missing")
        .env("AWS_REGION", "us-east-1")
        .says();
    assert!(
        said.starts_with("Configuration: ") || said.starts_with("NoCredentials: "),
        "{said}"
    );
    assert!(said.contains("missing"), "{said}");
}

#[test]
fn a_certificate_bundle_that_is_none_is_refused_by_name() {
    let child = Child::new()
        .env("AWS_REGION", "us-east-1")
        .env("AWS_CA_BUNDLE", "no-such-bundle.pem");
    let said = child.says();
    assert!(said.starts_with("Configuration: "), "{said}");
    assert!(said.contains("no-such-bundle.pem"), "{said}");
}
