//! How long it takes to render 100,000 assignments, and how much memory: `cargo bench --bench render`.
//!
//! Each case runs in a process of its own, because the peak of memory is a process's. The time runs from the catalog's
//! file to the artifacts in memory; beside it stands the share of rendering alone.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints its figures, and one that cannot go on fails where it stands"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use rolecall::catalog;
use rolecall::desired;
use rolecall::diagnostic::Diagnostics;
use rolecall::model::{Catalog, Desired, Partition, PrincipalId, Principals};
use rolecall::render::terraform::{self, Layout};
use rolecall::render::{Artifacts, Instance, Subject, Templates, cloudformation};
use rolecall::source::Sources;

const GROUPS: usize = 20;
const SETS: usize = 10;
const ACCOUNTS: usize = 500;

type Render = fn(&Subject<'_>, &Templates) -> Artifacts;

const CASES: [(&str, Render); 3] = [
    ("Terraform, one map", |subject, templates| {
        terraform::render(subject, &terraform::Options::default(), templates).unwrap()
    }),
    ("Terraform, a block each", |subject, templates| {
        let options = terraform::Options {
            layout: Layout::Resources,
            ..terraform::Options::default()
        };
        terraform::render(subject, &options, templates).unwrap()
    }),
    ("CloudFormation", |subject, templates| {
        let options = cloudformation::Options::default();
        cloudformation::render(subject, options, templates).unwrap()
    }),
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--case") {
        let index: usize = arguments[at + 1].parse().unwrap();
        run(index);
        return;
    }
    println!(
        "{:<28}{:>12}{:>12}{:>12}{:>12}{:>12}",
        "100,000 assignments", "files", "size", "rendered", "in all", "peak"
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
    let (name, render) = CASES[index];
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("aws-sso.yaml");
    std::fs::write(&file, text()).unwrap();
    let began = Instant::now();
    let (catalog, desired) = resolved(&file);
    assert_eq!(desired.state.assignments.len(), GROUPS * SETS * ACCOUNTS);
    let instance = Instance {
        arn: "arn:aws:sso:::instance/ssoins-7223a4b5c6d7e8f9".to_owned(),
        identity_store_id: None,
    };
    let subject = Subject {
        catalog: &catalog,
        desired: &desired,
        file: "catalog/aws-sso.yaml",
        command: "rolecall render",
        management_account: None,
        instance: Some(&instance),
        live: None,
    };
    let templates = Templates::new([].into()).unwrap();
    let started = Instant::now();
    let artifacts = render(&subject, &templates);
    let (rendered, all) = (started.elapsed(), began.elapsed());
    let bytes: usize = artifacts.values().map(String::len).sum();
    println!(
        "{name:<28}{:>12}{:>9} MB{:>9} ms{:>9} ms{:>9} MB",
        artifacts.len(),
        bytes / 1_000_000,
        rendered.as_millis(),
        all.as_millis(),
        peak_megabytes(),
    );
}

fn resolved(file: &Path) -> (Catalog, Desired) {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let input = catalog::Input {
        file: file.to_owned(),
        stacks: None,
        project: None,
        submodules: Vec::new(),
        component: None,
        env: &|_| None,
        allowed: &[],
    };
    let loaded = catalog::load(&input, &mut sources, &mut diagnostics).unwrap();
    let lowered = catalog::lower(&loaded, &Partition::aws(), &mut sources, &mut diagnostics);
    let lowered = lowered.unwrap();
    let mut directory = desired::directory_of_catalog(&lowered);
    let mut principals = Principals::default();
    for group in 0..GROUPS {
        let id = format!("00000000-0000-4000-8000-{group:012}");
        principals
            .groups
            .insert(format!("Group {group}").into(), PrincipalId::new(id));
    }
    directory.principals = Some(principals);
    let desired = desired::resolve(&lowered, &directory, &mut diagnostics).unwrap();
    (lowered, desired)
}

fn text() -> String {
    let mut text = String::from("account_map:\n  full_account_map:\n");
    for account in 0..ACCOUNTS {
        let id = 100_000_000_000_usize + account;
        writeln!(text, "    acct-{account:03}: \"{id}\"").unwrap();
    }
    text.push_str("permission_sets:\n");
    for set in 0..SETS {
        writeln!(text, "  Set{set}: {{policy_attachments: [ReadOnlyAccess]}}").unwrap();
    }
    text.push_str("account_assignments:\n");
    let sets: Vec<String> = (0..SETS).map(|set| format!("Set{set}")).collect();
    let sets = sets.join(", ");
    for account in 0..ACCOUNTS {
        writeln!(text, "  acct-{account:03}:\n    groups:").unwrap();
        for group in 0..GROUPS {
            writeln!(text, "      Group {group}: {{permission_sets: [{sets}]}}").unwrap();
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
