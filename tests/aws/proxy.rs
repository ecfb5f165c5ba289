//! A loopback endpoint in front of a sandbox that changes what passes, to stand for endpoints that answer otherwise:
//! older ones, simulators, broken ones.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use serde_json::Value;

/// What becomes of an answer.
pub enum Pass {
    /// It passes as it is.
    AsItIs,
    /// Another body with status 200.
    Json(Value),
    /// Another status and body.
    Status(u16, &'static str, String),
    /// The request reaches the sandbox, its answer nobody.
    Lost,
    /// It passes as it is, and then something else happens.
    Then(Box<dyn FnOnce() + Send>),
}

/// Decides by the operation and the sandbox's answer.
type Change = dyn Fn(&str, &Value) -> Pass + Send + Sync;

pub struct Proxy {
    url: String,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Proxy {
    /// Starts in front of `target`, `http://127.0.0.1:PORT`.
    pub fn start(
        target: &str,
        change: impl Fn(&str, &Value) -> Pass + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let target = target.trim_start_matches("http://").to_owned();
        let stop = Arc::new(AtomicBool::new(false));
        let change: Arc<Change> = Arc::new(change);
        let stopped = Arc::clone(&stop);
        let thread = std::thread::spawn(move || {
            for client in listener.incoming() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                let (target, change) = (target.clone(), Arc::clone(&change));
                // A client that goes away is none of the test's concern.
                std::thread::spawn(move || {
                    client.and_then(|client| pass(client, &target, &*change))
                });
            }
        });
        Self {
            url,
            stop,
            thread: Some(thread),
        }
    }

    pub fn url(&self) -> String {
        self.url.clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Wakes the listener, so that it sees the wish.
        _ = TcpStream::connect(self.url.trim_start_matches("http://"));
        _ = self.thread.take().map(JoinHandle::join);
    }
}

/// A message's first line, its headers and its body.
struct Message {
    start: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

fn read(stream: &TcpStream) -> std::io::Result<Message> {
    let mut reader = BufReader::new(stream);
    let mut line = || -> std::io::Result<String> {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    };
    let start = line()?;
    let mut headers = Vec::new();
    loop {
        let line = line()?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Message {
        start,
        headers,
        body,
    })
}

fn write(mut stream: &TcpStream, message: &Message) -> std::io::Result<()> {
    let mut text = format!("{}\r\n", message.start);
    let kept = message
        .headers
        .iter()
        .filter(|(name, _)| name != "content-length" && name != "connection");
    for (name, value) in kept {
        text += &format!("{name}: {value}\r\n");
    }
    text += &format!(
        "content-length: {}\r\nconnection: close\r\n\r\n",
        message.body.len()
    );
    stream.write_all(text.as_bytes())?;
    stream.write_all(&message.body)
}

fn pass(client: TcpStream, target: &str, change: &Change) -> std::io::Result<()> {
    let request = read(&client)?;
    let operation = request
        .headers
        .iter()
        .find(|(name, _)| name == "x-amz-target");
    let operation = operation.map_or("", |(_, target)| target.rsplit('.').next().unwrap());
    let server = TcpStream::connect(target)?;
    write(&server, &request)?;
    let mut answer = read(&server)?;
    let value = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
    // STS speaks XML; nothing is to be changed about it.
    let passed = match value.is_null() {
        true => Pass::AsItIs,
        false => change(operation, &value),
    };
    match passed {
        Pass::AsItIs => {}
        Pass::Json(value) => answer.body = value.to_string().into_bytes(),
        Pass::Status(status, content_type, body) => {
            answer.start = format!("HTTP/1.1 {status} Changed");
            answer.headers = vec![("content-type".to_owned(), content_type.to_owned())];
            answer.body = body.into_bytes();
        }
        Pass::Lost => return Ok(()),
        Pass::Then(happens) => {
            write(&client, &answer)?;
            happens();
            return Ok(());
        }
    }
    write(&client, &answer)
}

/// The answer without a member, wherever it stands.
pub fn without(members: &[&str], value: &Value) -> Value {
    match value {
        Value::Object(object) => object
            .iter()
            .filter(|(key, _)| !members.contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), without(members, value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(values) => values.iter().map(|value| without(members, value)).collect(),
        other => other.clone(),
    }
}
