//! Credentials that can be recognized, and everything that a run writes with them: none of it may contain them.

mod sources;
mod written;

use std::path::Path;
use std::process::Command;

use crate::support::rolecall::{Project, Run, finish};

const KEY: &str = "AKIARECOGNIZABLE0001";
const SECRET: &str = "recognizable/Secret+Access+Key0000000001";
const TOKEN: &str = "RecognizableSessionTokenIQoJb3JpZ2luX2VjEXAMPLE0001";

const CATALOG: &str = "\
account_assignments:
  plat-dev:
    groups:
      Developers: {permission_sets: [ReadOnlyAccess]}
";

/// A project and its files that hold credentials, which are not rolecall's to write.
struct Story {
    project: Project,
    planted: Vec<&'static str>,
    secrets: Vec<&'static str>,
}

impl Story {
    fn new() -> Self {
        Self {
            project: Project::with_catalog(CATALOG),
            planted: Vec::new(),
            secrets: vec![KEY, SECRET, TOKEN],
        }
    }

    /// A file with credentials in it.
    fn plant(&mut self, name: &'static str, text: &str) {
        self.project.write(name, text);
        self.planted.push(name);
    }

    /// Another text that nobody may see.
    fn hide(&mut self, secret: &'static str) {
        self.secrets.push(secret);
    }

    /// The binary in a mood to talk: every variable is set that makes a Rust program or an AWS SDK log.
    fn command(&self, args: &[&str], endpoint: &str) -> Command {
        let mut command = self.project.command(args);
        command.envs([
            ("AWS_ENDPOINT_URL", endpoint),
            ("AWS_REGION", "us-east-1"),
            ("ROLECALL_REQUESTS_PER_SECOND", "2000"),
            ("RUST_LOG", "trace"),
            ("RUST_BACKTRACE", "full"),
            ("AWS_LOG_LEVEL", "trace"),
            ("AWS_DEBUG", "1"),
            ("SMITHY_LOG", "trace"),
            // Nothing leaves this machine by mistake.
            ("HTTPS_PROXY", "http://127.0.0.1:1"),
            ("NO_PROXY", "127.0.0.1"),
        ]);
        command
    }

    /// Runs with the credentials in the environment.
    fn run(&self, args: &[&str], endpoint: &str) -> Run {
        finish(self.command(args, endpoint).envs([
            ("AWS_ACCESS_KEY_ID", KEY),
            ("AWS_SECRET_ACCESS_KEY", SECRET),
            ("AWS_SESSION_TOKEN", TOKEN),
        ]))
    }

    /// Searches what a run printed, and every file of the project, for the credentials.
    #[track_caller]
    fn search(&self, run: &Run) {
        for secret in &self.secrets {
            assert!(!run.all().contains(secret), "{secret}: {}", run.all());
        }
        let files = self.search_in(self.project.path());
        assert!(files > 0);
    }

    fn search_in(&self, folder: &Path) -> usize {
        let mut files = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files += self.search_in(&path);
            } else if !self.planted.iter().any(|planted| path.ends_with(planted)) {
                let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
                let found = self.secrets.iter().find(|secret| text.contains(**secret));
                assert_eq!(found, None, "{}", path.display());
                files += 1;
            }
        }
        files
    }
}
