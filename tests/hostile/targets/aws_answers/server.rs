//! A loopback server that answers what an input says.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// Nothing that is read or written by the target needs as many requests: somebody goes round in circles.
const MANY: usize = 5_000;

/// Answers of one operation: which is next, and all.
type Lines = (usize, Vec<(u16, Vec<u8>)>);

/// A running server; it ends with this value.
pub struct Server {
    address: String,
    asked: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts a server that answers with the lines of an input.
    pub fn start(data: &[u8]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (stop, asked) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicUsize::new(0)),
        );
        let answers = Arc::new(Mutex::new(answers(data)));
        let shared = (Arc::clone(&stop), Arc::clone(&asked));
        let thread = std::thread::spawn(move || {
            let (stop, asked) = shared;
            for client in listener.incoming().flatten() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                asked.fetch_add(1, Ordering::Relaxed);
                // A client that goes away has its reasons.
                _ = answer(&client, &answers);
            }
        });
        Self {
            address,
            asked,
            stop,
            thread: Some(thread),
        }
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// # Panics
    /// It was asked without an end.
    pub fn was_not_asked_forever(&self) {
        let asked = self.asked.load(Ordering::Relaxed);
        assert!(asked < MANY, "{asked} requests were made");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes the listener, so that it sees the wish.
        _ = TcpStream::connect(&self.address);
        _ = self.thread.take().map(JoinHandle::join);
    }
}

fn answers(data: &[u8]) -> BTreeMap<String, Lines> {
    let mut all: BTreeMap<String, Lines> = BTreeMap::new();
    for line in data.split(|byte| *byte == b'\n') {
        let mut parts = line.splitn(3, |byte| *byte == b' ');
        let (Some(operation), Some(status), Some(body)) =
            (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let status = std::str::from_utf8(status).ok();
        let status = status.and_then(|text| text.parse().ok()).unwrap_or(200);
        // Another status is no answer at all to an HTTP client.
        let status = if (200..600).contains(&status) {
            status
        } else {
            200
        };
        let operation = String::from_utf8_lossy(operation).into_owned();
        all.entry(operation)
            .or_default()
            .1
            .push((status, body.to_vec()));
    }
    all
}

fn answer(mut client: &TcpStream, answers: &Mutex<BTreeMap<String, Lines>>) -> io::Result<()> {
    let mut reader = BufReader::new(client);
    let (mut operation, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            if line.trim_end().is_empty() {
                break;
            }
            continue;
        };
        match name.to_lowercase().as_str() {
            "x-amz-target" => operation = value.rsplit('.').next().unwrap_or("").to_owned(),
            "content-length" => length = value.parse().unwrap_or(0),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    if operation.is_empty() {
        operation = "GetCallerIdentity".to_owned();
    }
    let (status, body) = next(&operation, answers);
    let head = format!(
        "HTTP/1.1 {status} Answer\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    client.write_all(head.as_bytes())?;
    client.write_all(&body)
}

fn next(operation: &str, answers: &Mutex<BTreeMap<String, Lines>>) -> (u16, Vec<u8>) {
    let mut answers = answers.lock().unwrap();
    let Some((at, lines)) = answers.get_mut(operation) else {
        return (200, b"{}".to_vec());
    };
    let Some((status, body)) = lines.get((*at).min(lines.len() - 1)) else {
        return (200, b"{}".to_vec());
    };
    // A failure that never ends would be borne for minutes, rightly.
    if *at >= lines.len() && *status != 200 {
        return (
            400,
            br#"{"__type":"AccessDeniedException","Message":"no"}"#.to_vec(),
        );
    }
    *at += 1;
    (*status, body.clone())
}
