//! The loopback endpoint of `tests/peers/as_aws.py`: it stands before a sandbox, answers as AWS does, and shares no code
//! with either side.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::peers;

/// A running endpoint; it ends with this value.
pub struct AsAws {
    server: Child,
    stdout: BufReader<std::process::ChildStdout>,
    url: String,
}

impl AsAws {
    /// Starts before `target` with these behaviours, or says that Python is not installed.
    pub fn start(target: &str, behaviours: &[&str]) -> Option<Self> {
        let mut command = Command::new(peers::find("python3")?);
        command.arg(script()).args(["--target", target]);
        for behaviour in behaviours {
            command.args(["--behave", behaviour]);
        }
        let mut server = command
            // It ends when this pipe closes, also when the test is killed and drops nothing.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(server.stdout.take().unwrap());
        let mut url = String::new();
        stdout.read_line(&mut url).unwrap();
        let url = url.trim().to_owned();
        assert!(
            url.starts_with("http://127.0.0.1:"),
            "the endpoint says `{url}`"
        );
        Some(Self {
            server,
            stdout,
            url,
        })
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends it, and gives how often each behaviour took effect.
    pub fn stop(mut self) -> BTreeMap<String, usize> {
        drop(self.server.stdin.take());
        let mut said = String::new();
        self.stdout.read_to_string(&mut said).unwrap();
        said.lines()
            .map(|line| {
                let (name, count) = line.split_once(": ").unwrap();
                (name.to_owned(), count.parse().unwrap())
            })
            .collect()
    }
}

impl Drop for AsAws {
    fn drop(&mut self) {
        drop(self.server.stdin.take());
        _ = self.server.wait();
    }
}

fn script() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/as_aws.py")
}

/// The names of all behaviours, as the script lists them.
pub fn behaviours() -> Option<Vec<String>> {
    let mut command = Command::new(peers::find("python3")?);
    let said = peers::run(command.arg(script()).arg("--list"));
    let names = said.lines().filter_map(|line| line.split_once(": "));
    Some(names.map(|(name, _)| name.to_owned()).collect())
}
