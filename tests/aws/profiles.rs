//! Profiles as people have them, with the real binary: second factors, sign-ins of other tools, programs that give
//! credentials, clocks that are wrong, certificates of a company.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use rolecall::sandbox::{Sandbox, Start};

use crate::support::rolecall::{Project, Run, finish};

/// The bodies and the dates of the requests that were made.
type Seen = Arc<Mutex<Vec<(String, String)>>>;

/// Answers as STS does: an assumed role, or a refusal.
struct Sts {
    url: String,
    seen: Seen,
}

/// How it answers.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Good,
    /// Roles are assumed with a second factor only.
    Denies,
    /// By a clock that is this many seconds ahead; a signature of another time is refused.
    Ahead(i64),
    /// The same, and refuses every signature.
    Refuses(i64),
}

impl Sts {
    fn start(mode: Mode) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Seen::default();
        let noted = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut reader = BufReader::new(&stream);
                let Some((date, body)) = request(&mut reader) else {
                    continue;
                };
                noted.lock().unwrap().push((body.clone(), date.clone()));
                let (status, text) = answer(mode, &date, &body);
                let offset = match mode {
                    Mode::Ahead(seconds) | Mode::Refuses(seconds) => seconds,
                    _ => 0,
                };
                let text = format!(
                    "HTTP/1.1 {status} Answer\r\ndate: {}\r\ncontent-type: text/xml\r\nconnection: close\r\n\
                     content-length: {}\r\n\r\n{text}",
                    http_date(offset),
                    text.len()
                );
                _ = (&stream).write_all(text.as_bytes());
            }
        });
        Self { url, seen }
    }

    /// The requests for an operation.
    fn requests(&self, operation: &str) -> Vec<String> {
        let seen = self.seen.lock().unwrap();
        let bodies = seen.iter().map(|(body, _)| body.clone());
        bodies.filter(|body| body.contains(operation)).collect()
    }
}

fn request(reader: &mut impl BufRead) -> Option<(String, String)> {
    let (mut date, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            if line.trim_end().is_empty() {
                break;
            }
            continue;
        };
        match name.to_lowercase().as_str() {
            "x-amz-date" => date = value.to_owned(),
            "content-length" => length = value.parse().ok()?,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((date, String::from_utf8(body).ok()?))
}

fn answer(mode: Mode, date: &str, body: &str) -> (u16, String) {
    let refusal = |code: &str, message: &str| {
        let text = format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
             <RequestId>r-1</RequestId></ErrorResponse>"
        );
        (403, text)
    };
    let skewed = refusal(
        "SignatureDoesNotMatch",
        "Signature expired: 1 is now earlier than 2",
    );
    match mode {
        Mode::Refuses(_) => return skewed,
        // To the minute is enough to tell ten minutes.
        Mode::Ahead(seconds) if date[..13] != amz_date(seconds)[..13] => return skewed,
        _ => {}
    }
    if !body.contains("Action=AssumeRole") {
        let text = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111111111111:user/x</Arn>\
                    <UserId>A</UserId><Account>111111111111</Account></GetCallerIdentityResult>\
                    </GetCallerIdentityResponse>";
        return (200, text.to_owned());
    }
    if mode == Mode::Denies {
        return refusal(
            "AccessDenied",
            "User: arn:aws:iam::111111111111:user/x is not authorized to perform: sts:AssumeRole on resource: r",
        );
    }
    let text = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAX</AccessKeyId>\
                <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>\
                <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser>\
                <Arn>arn:aws:sts::111111111111:assumed-role/x/y</Arn><AssumedRoleId>A:y</AssumedRoleId>\
                </AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>";
    (200, text.to_owned())
}

fn shifted(seconds: i64) -> SystemTime {
    let by = Duration::from_secs(seconds.unsigned_abs());
    match seconds >= 0 {
        true => SystemTime::now() + by,
        false => SystemTime::now() - by,
    }
}

/// `20261128T120000Z`, of a clock that is ahead.
fn amz_date(seconds: i64) -> String {
    let text = humantime::format_rfc3339_seconds(shifted(seconds)).to_string();
    text.replace(['-', ':'], "")
}

/// `Sat, 28 Nov 2026 12:00:00 GMT`, of a clock that is ahead.
fn http_date(seconds: i64) -> String {
    use aws_smithy_types::date_time::Format;
    let date = aws_smithy_types::DateTime::from(shifted(seconds));
    let whole = aws_smithy_types::DateTime::from_secs(date.secs());
    whole.fmt(Format::HttpDate).unwrap()
}

const CONFIG: &str = "\
[profile base]
region = us-east-1
aws_access_key_id = test
aws_secret_access_key = test

[profile mfa]
region = us-east-1
role_arn = arn:aws:iam::111111111111:role/x
source_profile = base
mfa_serial = arn:aws:iam::111111111111:mfa/x

[profile \"the console\"]
region = us-east-1
login_session = arn:aws:iam::111111111111:user/x

[profile long]
region = us-east-1
role_arn = arn:aws:iam::111111111111:role/x
source_profile = base
duration_seconds = 7200
external_id = ext
role_session_name = me

[profile program]
region = us-east-1
credential_process = sh program.sh

[profile a]
role_arn = arn:aws:iam::111111111111:role/x
source_profile = b
[profile b]
role_arn = arn:aws:iam::111111111111:role/x
source_profile = a

[profile fails]
region = us-east-1
credential_process = sh -c 'echo no >&2; exit 3'
";

fn project() -> Project {
    let project = Project::new();
    project.write(".aws/config", CONFIG);
    project.write(
        "program.sh",
        "echo ran >> runs\necho '{\"Version\":1,\"AccessKeyId\":\"test\",\"SecretAccessKey\":\"test\"}'\n",
    );
    project
}

fn run(project: &Project, profile: &str, sts: &str, more: &[(&str, &str)]) -> Run {
    let sandbox = Sandbox::start(Start::default()).unwrap();
    let mut command = project.command(&["groups"]);
    command
        .env("AWS_ENDPOINT_URL", sandbox.url())
        .env("AWS_ENDPOINT_URL_STS", sts)
        .env("AWS_PROFILE", profile)
        .envs(more.iter().copied());
    finish(&mut command)
}

#[test]
fn a_second_factor_is_answered_with_the_command_that_asks_for_it() {
    let sts = Sts::start(Mode::Denies);
    let run = run(&project(), "mfa", &sts.url, &[]).ended(1);
    assert!(
        run.stderr.contains("`mfa_serial` of profile `mfa` ("),
        "{}",
        run.all()
    );
    let help = "eval \"$(aws configure export-credentials --profile mfa --format env)\"";
    assert!(run.stderr.contains(help), "{}", run.all());
}

#[test]
fn a_second_factor_that_the_role_does_not_require_is_not_needed() {
    let sts = Sts::start(Mode::Good);
    run(&project(), "mfa", &sts.url, &[]).ended(0);
}

#[test]
fn a_sign_in_of_the_console_is_answered_with_the_command_that_hands_it_over() {
    let sts = Sts::start(Mode::Good);
    let run = run(&project(), "the console", &sts.url, &[]).ended(1);
    assert!(
        run.stderr
            .contains("`login_session` of profile `the console` ("),
        "{}",
        run.all()
    );
    let help = "aws configure export-credentials --profile 'the console' --format env";
    assert!(run.stderr.contains(help), "{}", run.all());
}

#[test]
fn a_role_is_assumed_for_as_long_as_the_profile_says() {
    let sts = Sts::start(Mode::Good);
    run(&project(), "long", &sts.url, &[]).ended(0);
    let asked = sts.requests("Action=AssumeRole");
    assert_eq!(asked.len(), 1, "{asked:?}");
    for part in [
        "DurationSeconds=7200",
        "ExternalId=ext",
        "RoleSessionName=me",
    ] {
        assert!(asked[0].contains(part), "{asked:?}");
    }
}

#[test]
fn a_program_that_gives_credentials_runs_once() {
    let project = project();
    let sts = Sts::start(Mode::Good);
    run(&project, "program", &sts.url, &[]).ended(0);
    assert_eq!(project.read("runs"), "ran\n");
}

#[test]
fn a_program_that_fails_is_named_with_what_it_said() {
    let sts = Sts::start(Mode::Good);
    let run = run(&project(), "fails", &sts.url, &[]).ended(1);
    assert!(
        run.stderr.starts_with("error: profile `fails`: "),
        "{}",
        run.all()
    );
    assert!(run.stderr.contains("Stderr: no\n"), "{}", run.all());
}

#[test]
fn profiles_that_depend_on_each_other_are_named() {
    let sts = Sts::start(Mode::Good);
    let run = run(&project(), "a", &sts.url, &[]).ended(1);
    assert!(
        run.stderr.contains("from each other: `a`, `b`, `a`"),
        "{}",
        run.all()
    );
}

#[test]
fn a_clock_that_is_wrong_is_corrected_once_by_the_time_of_aws() {
    for seconds in [720, -720] {
        let sts = Sts::start(Mode::Ahead(seconds));
        run(&project(), "base", &sts.url, &[]).ended(0);
        assert_eq!(sts.requests("GetCallerIdentity").len(), 2);
    }
}

#[test]
fn a_clock_that_cannot_be_corrected_is_called_wrong_by_how_much() {
    for (seconds, words) in [
        (720, "12 minutes behind AWS's"),
        (-7200, "2 hours ahead of AWS's"),
    ] {
        let sts = Sts::start(Mode::Refuses(seconds));
        let run = run(&project(), "base", &sts.url, &[]).ended(1);
        let expected = format!("error: the clock of this machine is {words}\n");
        assert!(run.stderr.starts_with(&expected), "{}", run.all());
        assert_eq!(sts.requests("GetCallerIdentity").len(), 2);
    }
    // A signature that is wrong at the right time is a matter of the key.
    let sts = Sts::start(Mode::Refuses(0));
    let run = run(&project(), "base", &sts.url, &[]).ended(1);
    assert!(!run.stderr.contains("clock"), "{}", run.all());
}

/// A key for nothing but this test, and its certificate.
const KEY: &str = include_str!("certificate/key.pem");
const CERTIFICATE: &str = include_str!("certificate/certificate.pem");

/// Answers TLS with a certificate that no machine knows, and then as STS does.
fn tls() -> String {
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(CERTIFICATE.as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(KEY.as_bytes()).unwrap(),
        )
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut session = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = rustls::Stream::new(&mut session, &mut stream);
            let mut reader = BufReader::new(&mut stream);
            let Some((date, body)) = request(&mut reader) else {
                continue;
            };
            let (_, text) = answer(Mode::Good, &date, &body);
            let text = format!(
                "HTTP/1.1 200 Good\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{text}",
                text.len()
            );
            _ = stream.write_all(text.as_bytes());
        }
    });
    url
}

#[test]
fn a_certificate_that_is_not_trusted_says_how_to_trust_it() {
    let project = project();
    project.write("company.pem", CERTIFICATE);
    let url = tls();
    for profile in ["base", "mfa"] {
        let run = run(&project, profile, &url, &[]).ended(1);
        assert!(run.stderr.contains("is not trusted: "), "{}", run.all());
        assert!(run.stderr.contains("AWS_CA_BUNDLE"), "{}", run.all());
    }
    run(&project, "base", &url, &[("AWS_CA_BUNDLE", "company.pem")]).ended(0);
    project.edit(
        ".aws/config",
        "[profile base]\n",
        "[profile base]\nca_bundle = ~/company.pem\n",
    );
    run(&project, "base", &url, &[]).ended(0);
    project.edit(".aws/config", "~/company.pem", "~/missing.pem");
    let run = run(&project, "base", &url, &[]).ended(1);
    assert!(
        run.stderr.contains("`ca_bundle` of profile `base` ("),
        "{}",
        run.all()
    );
}
