//! What is printed, logged and kept while AWS answers, or does not.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;

use rolecall::aws::{Connection, Settings};
use rolecall::sandbox::{Sandbox, Start};

use super::{Story, TOKEN};
use crate::support::rolecall::Run;

#[test]
fn nothing_that_a_run_prints_or_keeps_has_the_credentials_in_it() {
    let sandbox = Sandbox::start(Start::default()).unwrap();
    let story = Story::new();
    let runs: &[&[&str]] = &[
        &["plan", "--stats", "--out", "plan.json"],
        &["plan", "--format", "json"],
        &["plan", "--format", "markdown"],
        &["apply", "--plan", "plan.json", "--journal", "journal.jsonl"],
        &[
            "apply",
            "--auto-approve",
            "--sandbox",
            "--journal",
            "journal.jsonl",
        ],
        &[
            "access",
            "--live",
            "--format",
            "html",
            "--out",
            "access.html",
        ],
        &["snapshot"],
        &["doctor"],
        &["bootstrap"],
        &["groups", "--format", "json"],
        &["import", "--out", "imported.yaml"],
        &["init", "-c", "new/aws-sso.yaml"],
        &["render", "terraform", "--out", "terraform"],
    ];
    for args in runs {
        let run = story.run(args, &sandbox.url()).ended(0);
        story.search(&run);
    }
    for written in [
        "access.html",
        "plan.json",
        "journal.jsonl",
        ".rolecall/sandbox.json",
        "imported.yaml",
    ] {
        assert!(story.project.file(written).exists(), "{written}");
    }
    assert!(!sandbox.snapshot().contains(TOKEN));
}

/// An endpoint that answers every request with an error that repeats what it was sent, as AWS does with a signature
/// that it finds wrong.
fn echo() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let mut client = client.unwrap();
            let mut reader = BufReader::new(client.try_clone().unwrap());
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
            let length = head.lines().find_map(|line| {
                line.to_lowercase()
                    .strip_prefix("content-length: ")?
                    .parse()
                    .ok()
            });
            let mut body = vec![0; length.unwrap_or(0)];
            reader.read_exact(&mut body).unwrap();
            assert!(head.contains(TOKEN), "the endpoint has nothing to repeat");
            let message = format!(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
                 Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical String \
                 for this request should have been\n'{head}'\n\nThe String-to-Sign should have been\n'{head}'\n"
            );
            let message = message
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('\r', "");
            let answer = format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>{message}\
                 </Message></Error><RequestId>0001</RequestId></ErrorResponse>"
            );
            let length = answer.len();
            _ = write!(
                client,
                "HTTP/1.1 403 Forbidden\r\nContent-Type: text/xml\r\nContent-Length: {length}\r\n\
                 Connection: close\r\n\r\n{answer}"
            );
        }
    });
    url
}

#[test]
fn an_answer_that_repeats_the_request_is_not_repeated() {
    let story = Story::new();
    let url = echo();
    for args in [&["plan"][..], &["bootstrap"], &["snapshot"]] {
        let run = story.run(args, &url);
        assert_ne!(run.code, 0);
        assert!(
            run.all().contains("does not match the signature"),
            "{}",
            run.all()
        );
        story.search(&run);
    }
}

#[test]
fn an_endpoint_that_cannot_be_reached_is_named_without_the_credentials() {
    let story = Story::new();
    let run: Run = story.run(&["plan"], "http://127.0.0.1:1").ended(1);
    assert!(
        run.stderr.contains("127.0.0.1:1") || run.stderr.contains("no connection"),
        "{}",
        run.all()
    );
    story.search(&run);
}

#[test]
fn what_a_connection_shows_of_itself_for_debugging_has_no_secret_in_it() {
    // A loopback endpoint as a setting stands for the sandbox, which is given credentials of its own.
    let sandbox = Sandbox::start(Start::default()).unwrap();
    let settings = Settings {
        endpoint_url: Some(sandbox.url()),
        ..Settings::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let connection = runtime.block_on(Connection::open(&settings)).unwrap();
    let shown = format!("{connection:?} {:?}", connection.reader());
    let secrets: Vec<&str> = shown
        .split("secret_access_key: ")
        .skip(1)
        .map(|rest| rest.split(',').next().unwrap())
        .collect();
    assert!(!secrets.is_empty());
    assert!(
        secrets.iter().all(|secret| *secret == "\"** redacted **\""),
        "{secrets:?}"
    );
}
