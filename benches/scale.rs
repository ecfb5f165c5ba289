//! How long the pure pipeline takes, and how much memory: `cargo bench --bench scale`.
//!
//! Each case runs in a process of its own, because the peak of memory is a process's. What is measured is what
//! `validate` and `access --format json` do: the file read, merged, lowered, resolved and written out.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints its figures, and one that cannot go on fails where it stands"
)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use rolecall::catalog;
use rolecall::desired;
use rolecall::diagnostic::Diagnostics;
use rolecall::model::Partition;
use rolecall::report::{Access, AccessFilter};
use rolecall::source::Sources;

/// Name, groups, permission sets, accounts, and whether every assignment is written out.
const CASES: [(&str, usize, usize, usize, bool); 5] = [
    ("10,000 written out", 20, 10, 50, true),
    ("100,000 written out", 20, 10, 500, true),
    ("10,000 by account type", 20, 10, 50, false),
    ("100,000 by account type", 20, 10, 500, false),
    ("1,000,000 by account type", 200, 25, 200, false),
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--case") {
        let index: usize = arguments[at + 1].parse().unwrap();
        run(index);
        return;
    }
    println!(
        "{:<28}{:>12}{:>12}{:>12}{:>12}",
        "assignments", "file", "validated", "listed", "peak"
    );
    for index in 0..CASES.len() {
        let program = std::env::current_exe().unwrap();
        let status = Command::new(program)
            .args(["--case", &index.to_string()])
            .status()
            .unwrap();
        assert!(status.success());
    }
}

fn run(index: usize) {
    let (name, groups, sets, accounts, written_out) = CASES[index];
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("aws-sso.yaml");
    let text = text(groups, sets, accounts, written_out);
    std::fs::write(&file, &text).unwrap();
    let bytes = text.len();
    drop(text);
    let began = Instant::now();
    let (lowered, sources) = lowered(&file);
    let directory = desired::directory_of_catalog(&lowered);
    let mut diagnostics = Diagnostics::default();
    let desired = desired::resolve(&lowered, &directory, &mut diagnostics).unwrap();
    let validated = began.elapsed();
    let mut listed = Vec::new();
    Access::new(&desired, &AccessFilter::default(), accounts, &sources)
        .json(&mut listed)
        .unwrap();
    let all = began.elapsed();
    assert_eq!(desired.state.assignments.len(), groups * sets * accounts);
    println!(
        "{name:<28}{:>9} KB{:>9} ms{:>9} ms{:>9} MB",
        bytes / 1000,
        validated.as_millis(),
        all.as_millis(),
        peak_megabytes(),
    );
}

fn lowered(file: &Path) -> (rolecall::model::Catalog, Sources) {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let input = catalog::Input {
        file: PathBuf::from(file),
        stacks: None,
        component: None,
        env: &|_| None,
    };
    let loaded = catalog::load(&input, &mut sources, &mut diagnostics).unwrap();
    let lowered = catalog::lower(&loaded, &Partition::aws(), &mut sources, &mut diagnostics);
    (lowered.unwrap(), sources)
}

fn text(groups: usize, sets: usize, accounts: usize, written_out: bool) -> String {
    let mut text = String::from("account_map:\n  full_account_map:\n");
    for account in 0..accounts {
        writeln!(
            text,
            "    acct-{account:03}: \"{}\"",
            100_000_000_000_usize + account
        )
        .unwrap();
    }
    text.push_str("permission_sets:\n");
    for set in 0..sets {
        writeln!(text, "  Set{set}: {{policy_attachments: [ReadOnlyAccess]}}").unwrap();
    }
    let targets: Vec<String> = if written_out {
        text.push_str("account_assignments:\n");
        (0..accounts)
            .map(|account| format!("acct-{account:03}"))
            .collect()
    } else {
        text.push_str("account_types: {all: [\"acct-*\"]}\naccount_type_assignments:\n");
        vec!["all".to_owned()]
    };
    for target in targets {
        writeln!(text, "  {target}:\n    groups:").unwrap();
        for group in 0..groups {
            writeln!(text, "      Group {group}:\n        permission_sets:").unwrap();
            for set in 0..sets {
                writeln!(text, "          - Set{set}").unwrap();
            }
        }
    }
    text
}

/// The most memory that this process had, where the system tells.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
    kilobytes
        .and_then(|number| number.parse::<u64>().ok())
        .unwrap_or(0)
        / 1024
}
