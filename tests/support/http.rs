//! Requests without an SDK in between.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

/// Sends one request with these header lines and gives status, head and body.
pub fn send(url: &str, headers: &[&str], body: &str) -> (u16, String, String) {
    let address = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let mut head = format!(
        "POST / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for header in headers {
        head.push_str(header);
        head.push_str("\r\n");
    }
    // The server may answer and close before it has read all of a request that it refuses.
    _ = stream.write_all(format!("{head}\r\n{body}").as_bytes());
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).unwrap_or("0").parse().unwrap();
    (status, head.to_lowercase(), body.to_owned())
}

/// Sends a request of AWS JSON 1.1.
pub fn call(url: &str, target: &str, body: &str) -> (u16, String, String) {
    send(
        url,
        &[
            &format!("X-Amz-Target: {target}"),
            "Content-Type: application/x-amz-json-1.1",
        ],
        body,
    )
}
