//! Signals during an apply: the first starts nothing more, the second ends it at once, and the journal is true whenever
//! the process dies.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};

use rolecall::sandbox::{Sandbox, Start};
use serde_json::Value;

use crate::support::rolecall::Project;

/// An apply of the starter, against a sandbox whose operations do not end while the test lasts.
struct Stuck {
    project: Project,
    sandbox: Sandbox,
    apply: Child,
    stderr: BufReader<std::process::ChildStderr>,
}

impl Stuck {
    fn start() -> Self {
        let project = Project::with_starter();
        let sandbox = Sandbox::start(Start {
            options: "operation-time=1h".parse().unwrap(),
            ..Start::default()
        })
        .unwrap();
        let mut apply = project
            .command(&[
                "apply",
                "--auto-approve",
                "--journal",
                "journal",
                "--requests-per-second",
                "500",
            ])
            .envs([
                ("AWS_ENDPOINT_URL", sandbox.url().as_str()),
                ("AWS_REGION", "us-east-1"),
                ("AWS_ACCESS_KEY_ID", "test"),
                ("AWS_SECRET_ACCESS_KEY", "test"),
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(apply.stderr.take().unwrap());
        Self {
            project,
            sandbox,
            apply,
            stderr,
        }
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([name, &self.apply.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// The lines of the journal, of which every one is whole.
    fn journal(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.project.file("journal")).unwrap_or_default();
        assert!(text.is_empty() || text.ends_with('\n'), "a line is cut");
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    fn with_status(&self, status: &str) -> Vec<Value> {
        let mut lines = self.journal();
        lines.retain(|line| line["status"] == status);
        lines
    }

    /// Waits for operations that AWS has taken.
    fn until_requested(&mut self) {
        while self.with_status("requested").len() < 3 {
            assert_eq!(self.apply.try_wait().unwrap(), None, "it ended too early");
            std::thread::yield_now();
        }
    }

    fn until_told(&mut self, words: &str) {
        let mut line = String::new();
        while !line.contains(words) {
            line.clear();
            assert_ne!(
                self.stderr.read_line(&mut line).unwrap(),
                0,
                "not told: {words}"
            );
        }
    }
}

#[test]
fn the_second_signal_ends_at_once_and_names_what_is_outstanding() {
    let mut stuck = Stuck::start();
    stuck.until_requested();
    stuck.signal("-TERM");
    stuck.until_told("stopping: nothing new is started; waiting for ");
    stuck.signal("-INT");
    let mut rest = String::new();
    stuck.stderr.read_to_string(&mut rest).unwrap();
    assert_eq!(stuck.apply.wait().unwrap().code(), Some(1), "{rest}");
    let (_, named) = rest
        .split_once("not waited for; AWS may carry these out or may have done so:\n")
        .unwrap();
    let named: Vec<&str> = named
        .lines()
        .take_while(|line| line.starts_with("- "))
        .collect();
    let unfinished = stuck.with_status("unfinished");
    assert_eq!(named.len(), unfinished.len(), "{rest}");
    assert!(!named.is_empty());
    // What AWS has taken is named with its id, the rest as what it is.
    for requested in stuck.with_status("requested") {
        let id = requested["request_id"].as_str().unwrap();
        let with_id = format!("(request {id})");
        assert!(named.iter().any(|line| line.ends_with(&with_id)), "{rest}");
    }
    assert!(rest.contains("to see how these ended"), "{rest}");
    // It is neither done nor left to do.
    let (_, not_begun) = rest.split_once("not begun:\n").unwrap();
    for line in named {
        let words = line.split("  (").next().unwrap();
        assert!(!not_begun.lines().any(|other| other == words), "{line}");
    }
}

#[test]
fn a_process_that_is_killed_after_the_first_signal_leaves_a_true_journal() {
    let mut stuck = Stuck::start();
    stuck.until_requested();
    stuck.signal("-TERM");
    stuck.until_told("stopping");
    stuck.signal("-KILL");
    assert_eq!(stuck.apply.wait().unwrap().code(), None);
    let journal = stuck.journal();
    assert!(journal.iter().any(|line| line["status"] == "interrupted"));
    // Whatever reached AWS was recorded before it was sent; whatever AWS answered is recorded with its id.
    let started = stuck.with_status("started");
    let taken = stuck.sandbox.requests();
    let taken = taken
        .log
        .iter()
        .filter(|request| request.body.is_some() && request.refused.is_none());
    assert!(started.len() >= taken.count());
    let begun: Vec<&Value> = started.iter().map(|line| &line["change"]).collect();
    for requested in stuck.with_status("requested") {
        assert!(begun.contains(&&requested["change"]));
        assert!(requested["request_id"].is_string());
    }
}
