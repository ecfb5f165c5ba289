//! What a page in a browser can send to loopback, and what it gets.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use rolecall::sandbox::{Sandbox, Start, random_key};

/// Sends these bytes and gives the first line of the answer.
fn raw(sandbox: &Sandbox, head: &str) -> String {
    let url = sandbox.url();
    let address = url.strip_prefix("http://").unwrap();
    let port = address.rsplit_once(':').unwrap().1;
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    let head = head.replace("PORT", port).replace('\n', "\r\n");
    let request = format!(
        "{head}X-Amz-Target: SWBExternalService.ListInstances\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{{}}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    _ = stream.read_to_string(&mut answer);
    answer.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn a_foreign_host_and_any_origin_are_refused() {
    let sandbox = Sandbox::start(Start::default()).unwrap();
    for (head, status) in [
        ("POST / HTTP/1.1\nHost: 127.0.0.1:PORT\n", 200),
        ("POST / HTTP/1.1\nHost: localhost:PORT\n", 200),
        ("POST / HTTP/1.1\nHost: [::1]:PORT\n", 200),
        (
            "POST http://127.0.0.1:PORT/ HTTP/1.1\nHost: 127.0.0.1:PORT\n",
            200,
        ),
        ("POST / HTTP/1.1\nHost: rebound.example.com:PORT\n", 403),
        ("POST / HTTP/1.1\nHost: rebound.example.com\n", 403),
        ("POST / HTTP/1.1\nHost: 127.0.0.1.example.com:PORT\n", 403),
        ("POST / HTTP/1.1\nHost: 192.0.2.1:PORT\n", 403),
        (
            "POST http://rebound.example.com/ HTTP/1.1\nHost: 127.0.0.1:PORT\n",
            403,
        ),
        (
            "POST / HTTP/1.1\nHost: 127.0.0.1:PORT\nHost: rebound.example.com\n",
            403,
        ),
        ("POST / HTTP/1.1\n", 403),
        ("POST / HTTP/1.0\n", 403),
        (
            "POST / HTTP/1.1\nHost: 127.0.0.1:PORT\nOrigin: https://example.com\n",
            403,
        ),
        (
            "POST / HTTP/1.1\nHost: 127.0.0.1:PORT\nOrigin: http://127.0.0.1:PORT\n",
            403,
        ),
        ("POST / HTTP/1.1\nHost: 127.0.0.1:PORT\norigin: null\n", 403),
        (
            "OPTIONS / HTTP/1.1\nHost: 127.0.0.1:PORT\nOrigin: null\n",
            403,
        ),
    ] {
        let line = raw(&sandbox, head);
        assert!(
            line.starts_with(&format!(
                "HTTP/1.{} {status} ",
                if head.contains("1.0") { 0 } else { 1 }
            )),
            "{head}: {line}"
        );
    }
    // What was refused did nothing, and is not in the log.
    assert_eq!(sandbox.requests().log.len(), 4);
}

#[test]
fn with_a_key_only_what_is_signed_with_it_is_answered() {
    let key = random_key();
    let sandbox = Sandbox::start(Start {
        access_key: Some(key.clone()),
        ..Start::default()
    })
    .unwrap();
    let signed = |key: &str| {
        format!(
            "POST / HTTP/1.1\nHost: 127.0.0.1:PORT\nAuthorization: AWS4-HMAC-SHA256 \
             Credential={key}/20260101/us-east-1/sso/aws4_request, SignedHeaders=host, Signature=0\n"
        )
    };
    assert!(raw(&sandbox, &signed(&key)).contains(" 200 "));
    let unsigned = "POST / HTTP/1.1\nHost: 127.0.0.1:PORT\n";
    for head in [
        unsigned,
        &signed("sandbox"),
        &signed(""),
        &signed(&key[1..]),
        &signed(&random_key()),
    ] {
        assert!(raw(&sandbox, head).contains(" 403 "), "{head}");
    }
}

#[test]
fn another_address_is_served_by_its_number_and_by_names_that_are_allowed() {
    let sandbox = Sandbox::start(Start {
        listen: "0.0.0.0:0".parse().unwrap(),
        allow_non_loopback: true,
        hosts: vec!["sandbox.internal".to_owned()],
        ..Start::default()
    })
    .unwrap();
    for (host, status) in [
        ("127.0.0.1:PORT", "200"),
        ("sandbox.internal:PORT", "200"),
        ("Sandbox.Internal", "200"),
        ("other.internal:PORT", "403"),
    ] {
        let line = raw(&sandbox, &format!("POST / HTTP/1.1\nHost: {host}\n"));
        assert!(line.contains(status), "{host}: {line}");
    }
}
