//! The wire: addresses, protocols, and what a server must survive.

use std::net::TcpStream;

use rolecall::sandbox::{Sandbox, SandboxError, Start};
use serde_json::{Value, json};

use crate::support::http::{call, send};

const LIST: &str = "SWBExternalService.ListInstances";

fn start(options: &str) -> Sandbox {
    let options = options.parse().unwrap();
    Sandbox::start(Start {
        options,
        ..Start::default()
    })
    .unwrap()
}

#[test]
fn an_answer_has_a_request_id_and_the_protocols_content_type() {
    let sandbox = start("");
    let (status, head, body) = call(&sandbox.url(), LIST, "{}");
    assert_eq!(status, 200);
    assert!(
        head.contains("x-amzn-requestid: ")
            && head.contains("content-type: application/x-amz-json-1.1"),
        "{head}"
    );
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["Instances"][0]["OwnerAccountId"], "111111111111");
}

#[test]
fn whatever_is_not_understood_is_refused_in_the_protocol() {
    let sandbox = start("");
    for (target, body, code) in [
        (
            "SWBExternalService.DeleteEverything",
            "{}",
            "UnknownOperationException",
        ),
        ("Nonsense", "{}", "UnknownOperationException"),
        (LIST, "nonsense", "SerializationException"),
        (LIST, "[]", "SerializationException"),
        (LIST, "{\"MaxResults\": \"many\"}", "SerializationException"),
        (LIST, "{\"MaxResults\": 1.5}", "SerializationException"),
        (
            LIST,
            "{\"MaxResults\": -99999999999999999999}",
            "SerializationException",
        ),
    ] {
        let (status, head, answer) = call(&sandbox.url(), target, body);
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(
            (status, answer["__type"].as_str()),
            (400, Some(code)),
            "{target} {body}"
        );
        assert!(head.contains("x-amzn-requestid: "), "{head}");
    }
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(call(&sandbox.url(), LIST, &deep).0, 400);
    assert_eq!(call(&sandbox.url(), LIST, &" ".repeat(2_000_000)).0, 413);
    let (status, _, answer) = send(&sandbox.url(), &[], "Action=AssumeRole&Version=2011-06-15");
    assert!(
        status == 400 && answer.contains("<Code>InvalidAction</Code>"),
        "{answer}"
    );
    assert_eq!(call(&sandbox.url(), LIST, "{}").0, 200);
}

#[test]
fn a_dropped_connection_gives_no_answer_and_is_logged() {
    let sandbox = start("drop-connection=1");
    assert_eq!(call(&sandbox.url(), LIST, "{}").0, 0);
    assert_eq!(sandbox.requests().log[0].refused, Some("ConnectionDropped"));
}

#[test]
fn a_call_from_outside_is_seen_over_the_wire_and_not_counted() {
    let sandbox = start("throttle=1");
    let group = sandbox.call(
        "AWSIdentityStore.CreateGroup",
        json!({"IdentityStoreId": "d-9067642ac7", "DisplayName": "Crew"}),
    );
    assert!(group.is_ok());
    let refused = sandbox
        .call("SWBExternalService.ListPermissionSets", json!({}))
        .unwrap_err();
    assert_eq!(refused.code, "ValidationException");
    assert_eq!(sandbox.requests().total(), 0);
    assert!(sandbox.snapshot().contains("\"Crew\""));
}

#[test]
fn only_loopback_is_served_without_leave() {
    let listen = "0.0.0.0:0".parse().unwrap();
    let refused = Sandbox::start(Start {
        listen,
        ..Start::default()
    })
    .unwrap_err();
    assert!(
        matches!(refused, SandboxError::NotLoopback { .. }),
        "{refused}"
    );
    let allowed = Start {
        listen,
        allow_non_loopback: true,
        ..Start::default()
    };
    assert!(Sandbox::start(allowed).is_ok());
}

#[test]
fn a_port_in_use_is_an_error_that_names_it() {
    let first = start("");
    let listen: std::net::SocketAddr = first
        .url()
        .strip_prefix("http://")
        .unwrap()
        .parse()
        .unwrap();
    let error = Sandbox::start(Start {
        listen,
        ..Start::default()
    })
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("the sandbox cannot listen on {listen}")
    );
}

#[test]
fn a_client_that_keeps_its_connection_does_not_keep_the_sandbox() {
    let sandbox = start("");
    let url = sandbox.url();
    let idle = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    assert_eq!(call(&url, LIST, "{}").0, 200);
    let begun = std::time::Instant::now();
    sandbox.stop().unwrap();
    // The client would keep it for ever.
    assert!(begun.elapsed() < std::time::Duration::from_secs(60));
    drop(idle);
    assert!(TcpStream::connect(url.strip_prefix("http://").unwrap()).is_err());
}

#[test]
fn a_sandbox_can_be_started_used_and_stopped_inside_a_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let sandbox = start("");
        assert_eq!(call(&sandbox.url(), LIST, "{}").0, 200);
        sandbox.stop().unwrap();
        drop(start(""));
        let listen = "192.0.2.1:1".parse().unwrap();
        let allowed = Start {
            listen,
            allow_non_loopback: true,
            ..Start::default()
        };
        assert!(matches!(
            Sandbox::start(allowed),
            Err(SandboxError::Listen { .. })
        ));
    });
}
