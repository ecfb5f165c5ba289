//! Credentials from files and processes, whole and broken: what is said of a broken one does not show it.

use rolecall::sandbox::{Sandbox, Start};

use super::{KEY, SECRET, Story, TOKEN};
use crate::support::rolecall::finish;

/// A process that gives credentials, as AWS documents its answer.
fn process(answer: &str) -> String {
    format!("[profile work]\nregion = us-east-1\ncredential_process = printf '%s' '{answer}'\n")
}

fn answer() -> String {
    format!(
        r#"{{"Version":1,"AccessKeyId":"{KEY}","SecretAccessKey":"{SECRET}","SessionToken":"{TOKEN}"}}"#
    )
}

#[test]
fn credentials_of_files_and_processes_are_used_and_not_shown() {
    let sandbox = Sandbox::start(Start::default()).unwrap();
    let keys = format!(
        "[work]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\naws_session_token = {TOKEN}\n"
    );
    for (file, text) in [
        (".aws/credentials", keys),
        (".aws/config", process(&answer())),
    ] {
        let mut story = Story::new();
        story.plant(file, &text);
        let mut command = story.command(&["plan", "--profile", "work", "--stats"], &sandbox.url());
        story.search(&finish(&mut command).ended(0));
    }
}

#[test]
fn what_is_wrong_with_credentials_is_said_without_them() {
    let whole = answer();
    let cut = &whole[..whole.len() - 20];
    let no_secret = whole.replace("SecretAccessKey", "SecretKey");
    let broken = [
        (".aws/config", process(cut)),
        (".aws/config", process(&no_secret)),
        (
            ".aws/config",
            process(&whole.replace("\"Version\":1", "\"Version\":9")),
        ),
        (
            ".aws/config",
            process(&whole.replace('}', ",\"Expiration\":\"soon\"}")),
        ),
        (
            ".aws/credentials",
            format!("[work]\naws_access_key_id {KEY}\naws_secret_access_key {SECRET}\n"),
        ),
        (
            ".aws/credentials",
            format!("[work\naws_secret_access_key = {SECRET}\n"),
        ),
        (
            ".aws/credentials",
            format!("[work]\naws_access_key_id = {KEY}\naws_session_token = {TOKEN}\n"),
        ),
    ];
    for (file, text) in broken {
        let mut story = Story::new();
        story.plant(file, &text);
        let mut command = story.command(&["plan", "--profile", "work"], "http://127.0.0.1:1");
        let run = finish(&mut command).ended(1);
        story.search(&run);
        assert!(run.stderr.starts_with("error: "), "{text}: {}", run.all());
    }
}

#[test]
fn a_sign_in_that_has_expired_is_not_shown() {
    const SIGN_IN: &str = "RecognizableSignInToken0001";
    const CLIENT: &str = "RecognizableClientSecret0001";
    let mut story = Story::new();
    story.hide(SIGN_IN);
    story.hide(CLIENT);
    story.plant(
        ".aws/config",
        "[profile work]\nsso_session = home\nsso_account_id = 111111111111\nsso_role_name = Admin\nregion = us-east-1\n\
         [sso-session home]\nsso_region = us-east-1\nsso_start_url = https://example.awsapps.com/start\n",
    );
    // The name is the SHA-1 of the session's name.
    story.plant(
        ".aws/sso/cache/e83249bd3ba79932e16fb1fb5100dafade9954c2.json",
        &format!(
            r#"{{"startUrl":"https://example.awsapps.com/start","region":"us-east-1","accessToken":"{SIGN_IN}",
            "expiresAt":"2020-01-01T00:00:00Z","clientId":"one","clientSecret":"{CLIENT}"}}"#
        ),
    );
    let mut command = story.command(&["plan", "--profile", "work"], "http://127.0.0.1:1");
    let run = finish(&mut command).ended(1);
    assert!(
        run.stderr.contains("the credentials have expired"),
        "{}",
        run.all()
    );
    story.search(&run);
}

#[test]
fn a_web_identity_that_is_refused_is_not_shown() {
    const IDENTITY: &str = "eyJhbGciOiJSUzI1NiJ9.RecognizableWebIdentity0001.c2lnbmF0dXJl";
    let mut story = Story::new();
    story.hide(IDENTITY);
    story.plant("web-identity", IDENTITY);
    let sandbox = Sandbox::start(Start::default()).unwrap();
    for endpoint in ["http://127.0.0.1:1", &sandbox.url()] {
        let mut command = story.command(&["plan"], endpoint);
        command.envs([
            ("AWS_WEB_IDENTITY_TOKEN_FILE", "web-identity"),
            ("AWS_ROLE_ARN", "arn:aws:iam::111111111111:role/plan"),
        ]);
        story.search(&finish(&mut command).ended(1));
    }
}
