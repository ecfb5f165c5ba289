//! The examples that end the help of every command: each of them is run.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use clap::CommandFactory;

use crate::support::git::repository;
use crate::support::rolecall::{Project, finish};

/// The command lines at the end of a command's help; none where the help has none.
fn examples(command: &clap::Command) -> Vec<String> {
    let help = command
        .get_after_long_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    let block = help
        .split("\n\n")
        .find_map(|block| block.strip_prefix("Examples:\n"));
    let lines = block.unwrap_or_default().lines().map(str::trim);
    lines
        .filter(|line| !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

/// Every command that does something by itself.
fn leaves(above: &clap::Command) -> Vec<&clap::Command> {
    let below = above
        .get_subcommands()
        .filter(|one| one.get_name() != "help");
    below
        .flat_map(|one| match one.has_subcommands() {
            true => leaves(one),
            false => vec![one],
        })
        .collect()
}

/// A sandbox in the place of AWS, for as long as it is kept.
struct Aws {
    server: Child,
    url: String,
}

impl Aws {
    fn start(project: &Project) -> Self {
        let mut server = project
            .command(&["sandbox", "serve"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self {
            url: first_line(&mut server),
            server,
        }
    }
}

impl Drop for Aws {
    fn drop(&mut self) {
        let ended = self.server.kill().and_then(|()| self.server.wait());
        drop(ended);
    }
}

fn first_line(child: &mut Child) -> String {
    let mut line = String::new();
    let stdout = child.stdout.as_mut().unwrap();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    line.trim().to_owned()
}

/// The shell with a command line, in the project, with the binary in its path and the sandbox as AWS.
fn shell(project: &Project, aws: &Aws, line: &str) -> Command {
    let binary = Path::new(env!("CARGO_BIN_EXE_rolecall")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new("sh");
    command
        .args(["-c", line])
        .current_dir(project.path())
        .env_clear()
        .envs(crate::support::git::environment(project))
        .envs([
            ("PATH", format!("{}:{path}", binary.display()).as_str()),
            ("AWS_ENDPOINT_URL", &aws.url),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("ROLECALL_REQUESTS_PER_SECOND", "2000"),
        ])
        .stdin(Stdio::null());
    command
}

#[test]
fn every_command_has_two_or_three_examples() {
    let mut root = rolecall::cli::Cli::command();
    root.build();
    let leaves = leaves(&root);
    assert!(leaves.len() > 20);
    for command in leaves {
        let examples = examples(command);
        let name = command.get_name();
        assert!((2..=3).contains(&examples.len()), "{name}: {examples:?}");
        let own = examples
            .iter()
            .filter(|line| line.split_whitespace().any(|word| word == name));
        assert!(own.count() > 0, "{name}: {examples:?}");
        let short = command.clone().render_help().to_string();
        assert!(!short.contains("Examples:"), "{short}");
    }
}

#[test]
fn every_example_works_in_the_order_of_the_commands() {
    let root = rolecall::cli::Cli::command();
    let project = Project::with_starter();
    let aws = Aws::start(&project);
    repository(&project);
    let run = |line: &str| finish(&mut shell(&project, &aws, line));
    run("rolecall snapshot > organization.json").ended(0);
    for line in leaves(&root).into_iter().flat_map(examples) {
        if let Some(page) = line.strip_prefix("man ") {
            // The reader of man pages is not installed everywhere.
            assert!(project.file(page).is_file(), "{line}");
        } else if line.contains("sandbox serve") {
            // `exec`, so that the signal that ends it reaches the server and not a shell around it.
            let mut server = shell(&project, &aws, &format!("exec {line}"));
            server.stdout(Stdio::piped()).stderr(Stdio::null());
            let mut server = server.spawn().unwrap();
            let url = first_line(&mut server);
            server.kill().and_then(|()| server.wait()).unwrap();
            assert!(url.starts_with("http://127.0.0.1:"), "{line}: {url}");
        } else {
            let run = run(&line);
            assert_eq!(run.code, 0, "{line}\n{}", run.all());
        }
    }
}
