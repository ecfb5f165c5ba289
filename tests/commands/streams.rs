//! Streams whose reader has gone away, and streams that cannot be written.

use std::io::pipe;
use std::process::{Command, Stdio};

use crate::support::rolecall::Project;

/// A pipe that nobody reads.
fn closed() -> Stdio {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    writer.into()
}

fn exit_code(command: &mut Command) -> Option<i32> {
    command.status().unwrap().code()
}

#[test]
fn exit_codes_do_not_depend_on_who_reads() {
    let project = Project::with_starter();
    project.write(
        "wrong.yaml",
        "account_assignments: {acme: {groups: {A: {permission_sets: [No]}}}}",
    );
    let starter = project.read("catalog/aws-sso.yaml");
    let less = starter.replace(
        "AdministratorAccess, TerraformApplyAccess]",
        "AdministratorAccess]",
    );
    project.write("less.yaml", &less);
    let cases: [(&[&str], i32); 7] = [
        (&["--help"], 0),
        (&["--no-such-option"], 1),
        (&["validate", "-c", "wrong.yaml"], 1),
        (&["plan", "--sandbox", "--detailed-exitcode"], 2),
        (&["apply", "--sandbox", "--auto-approve"], 0),
        (&["access", "--sandbox"], 0),
        (
            &[
                "plan",
                "--sandbox",
                "-c",
                "less.yaml",
                "--max-removals",
                "0",
            ],
            3,
        ),
    ];
    for (args, code) in cases {
        let read = project.run(args).ended(code);
        let command = || project.command(args);
        assert_eq!(
            exit_code(command().stdout(closed()).stderr(closed())),
            Some(code),
            "{args:?}"
        );
        if !read.stderr.is_empty() {
            assert_eq!(
                exit_code(command().stdout(Stdio::null()).stderr(closed())),
                Some(code),
                "{args:?}"
            );
        }
    }
}

#[test]
fn an_apply_whose_reader_goes_away_is_carried_out_to_its_end() {
    let project = Project::with_starter();
    let mut apply = project.command(&["apply", "--sandbox", "--auto-approve"]);
    assert_eq!(exit_code(apply.stdout(closed()).stderr(closed())), Some(0));
    let after = project
        .run(&["plan", "--sandbox", "--detailed-exitcode"])
        .ended(0);
    assert!(after.stdout.contains("No changes."), "{}", after.all());
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_written_is_an_error() {
    let project = Project::with_starter();
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = project
        .command(&["access", "--sandbox"])
        .stdout(full)
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.starts_with("error: cannot write: "), "{stderr}");
}
