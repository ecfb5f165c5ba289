//! Little input that asks for much: each ends with an error that says which bound it meets, in a process whose memory is
//! limited.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Command;

use crate::support::git::repository;
use crate::support::rolecall::{Project, Run, finish};

/// Address space of a process, in KiB: what it reserves, which is more than it uses.
const ADDRESS_SPACE: u64 = 1 << 20;

fn run(project: &Project, args: &[&str], variables: &[(&str, &str)]) -> Run {
    let whole = project.command(args);
    let mut command = Command::new("bash");
    command
        .arg("-c")
        .arg(format!("ulimit -v {ADDRESS_SPACE} && exec \"$0\" \"$@\""))
        .arg(env!("CARGO_BIN_EXE_rolecall"))
        .args(args)
        .current_dir(project.path())
        .env_clear();
    for (name, value) in whole.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command.envs(variables.iter().copied());
    finish(&mut command)
}

/// A catalog of a few kilobytes: every group has every set in every account.
fn product(accounts: usize, groups: usize, sets: usize) -> String {
    use std::fmt::Write as _;
    let mut text = "account_map:\n  full_account_map:\n".to_owned();
    for account in 0..accounts {
        writeln!(
            text,
            "    a{account}: '{}'",
            100_000_000_000_u64 + account as u64
        )
        .unwrap();
    }
    text += "permission_sets:\n";
    for set in 0..sets {
        writeln!(text, "  S{set}: {{policy_attachments: [ReadOnlyAccess]}}").unwrap();
    }
    let names: Vec<String> = (0..sets).map(|set| format!("S{set}")).collect();
    let names = names.join(", ");
    writeln!(
        text,
        "account_types: {{all: ['a*']}}\naccount_type_assignments:\n  all:\n    groups:"
    )
    .unwrap();
    writeln!(text, "      G0: &all {{permission_sets: [{names}]}}").unwrap();
    for group in 1..groups {
        writeln!(text, "      G{group}: *all").unwrap();
    }
    text
}

#[test]
fn a_product_of_selectors_is_counted_before_it_is_made() {
    let project = Project::with_catalog(&product(800, 90, 90));
    repository(&project);
    assert!(project.read("catalog/aws-sso.yaml").len() < 30_000);
    for args in [
        vec!["access"],
        vec!["diff", "--base", "HEAD", "--format", "json"],
        vec!["render", "terraform", "--out", "out"],
    ] {
        let run = run(&project, &args, &[]);
        assert_eq!(run.code, 1, "{args:?}: {}", run.stderr);
        assert!(
            run.stderr
                .contains("error[too-large]: the catalog asks for more than 5000000 assignments"),
            "{args:?}: {}",
            run.stderr
        );
        assert!(run.stdout.len() < 10_000, "{args:?}");
    }
}

#[test]
fn a_plan_with_more_changes_than_can_be_kept_is_refused_and_none_of_it_is_shown() {
    let project = Project::with_catalog(&product(500, 50, 45));
    project.write(
        "empty.yaml",
        "account_map: {full_account_map: {a0: '100000000000'}}\naccount_assignments: {}\n",
    );
    for (base, head) in [
        ("./empty.yaml", "catalog/aws-sso.yaml"),
        ("./catalog/aws-sso.yaml", "empty.yaml"),
    ] {
        let args = [
            "diff",
            "--base",
            base,
            "--catalog",
            head,
            "--format",
            "json",
        ];
        let run = run(&project, &args, &[]).ended(1);
        assert!(
            run.stderr
                .contains("more than 1000000 assignments would change"),
            "{}",
            run.stderr
        );
        let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert_eq!(json["changes"], serde_json::json!([]));
        assert!(!json["errors"].as_array().unwrap().is_empty());
    }
}

#[test]
fn imports_over_links_without_end_end() {
    let project = Project::new();
    project.write(
        "catalog/aws-sso.yaml",
        "import: ['../loop/**/*']\nvars: {account_map: {}, groups: [A]}\n",
    );
    project.write("loop/a/b/c/groups.yaml", "vars: {groups: [B]}\n");
    for (at, folder) in ["loop", "loop/a", "loop/a/b", "loop/a/b/c"]
        .iter()
        .enumerate()
    {
        for link in 0..4 {
            let up = "../".repeat(at + 1);
            let path = project.file(&format!("{folder}/link{link}"));
            std::os::unix::fs::symlink(format!("{up}loop"), path).unwrap();
        }
    }
    repository(&project);
    run(&project, &["validate"], &[]).ended(0);
}

#[test]
fn an_answer_without_an_end_is_cut() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut stream = stream;
                _ = stream.read(&mut [0; 65_536]);
                let head = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n";
                _ = stream.write_all(head.as_bytes());
                let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
                while stream.write_all(chunk.as_bytes()).is_ok() {}
            });
        }
    });
    let project = Project::with_starter();
    let variables = [
        ("AWS_ENDPOINT_URL", url.as_str()),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
    ];
    let run = run(&project, &["plan"], &variables).ended(1);
    assert!(
        run.stderr.contains("the answer is longer than 16 MiB"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_file_without_an_end_is_an_error() {
    let project = Project::with_starter();
    for args in [
        ["plan", "--snapshot", "/dev/zero"],
        ["show", "/dev/zero", "--format=json"],
        ["import", "--from-terraform-state", "/dev/zero"],
    ] {
        let run = run(&project, &args, &[]).ended(1);
        assert!(run.stderr.contains("MiB"), "{args:?}: {}", run.stderr);
    }
}

#[test]
fn a_file_of_many_small_values_is_an_error() {
    let project = Project::with_starter();
    project.write(
        "many.json",
        &format!("{{\"plan\":[{}0]}}", "0,".repeat(9_000_000)),
    );
    for args in [
        ["show", "many.json"],
        ["import", "--from-terraform-state=many.json"],
    ] {
        let run = run(&project, &args, &[]).ended(1);
        assert!(
            run.stderr.contains("it holds more than 8000000 values"),
            "{args:?}: {}",
            run.stderr
        );
    }
}

#[test]
fn a_template_that_multiplies_is_an_error() {
    let project = Project::with_starter();
    let template = "# {{ head.mark | comment }}\n{% set x = head.mark ~ head.mark %}\n";
    project.write("mine/terraform/versions.tf.j2", template);
    let args = [
        "render",
        "terraform",
        "--out",
        "out",
        "--templates",
        "mine",
        "--sandbox",
    ];
    let run = run(&project, &args, &[]).ended(1);
    assert!(
        run.stderr.contains("is not allowed in a template"),
        "{}",
        run.stderr
    );
}
