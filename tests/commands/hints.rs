//! Hints are commands that do what they say: each is run as it is printed, by a shell.

use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::support::rolecall::{Project, Run, finish};

const CATALOG: &str = "my catalog.yaml";
const SANDBOX: &str = "--sandbox=my state.json";

/// The starter under a name that has to be quoted, on a sandbox of such a name.
fn project() -> Project {
    let project = Project::with_starter();
    let text = project.read("catalog/aws-sso.yaml");
    std::fs::remove_dir_all(project.file("catalog")).unwrap();
    project.write(CATALOG, &text);
    // A shell finds the binary by its name.
    let binary = project.file("bin/rolecall");
    project.write(
        "bin/rolecall",
        &format!(
            "#!/bin/sh\nexec '{}' \"$@\"\n",
            env!("CARGO_BIN_EXE_rolecall")
        ),
    );
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(binary, executable).unwrap();
    project
}

fn run(project: &Project, args: &[&str]) -> Run {
    project.run(&[args, &["--catalog", CATALOG, SANDBOX]].concat())
}

/// Runs a printed command with a shell, in the folder.
fn shell(project: &Project, line: &str) -> Run {
    let path = format!(
        "{}:{}",
        project.file("bin").display(),
        std::env::var("PATH").unwrap_or_default()
    );
    finish(
        Command::new("sh")
            .args(["-c", line])
            .current_dir(project.path())
            .env_clear()
            .env("HOME", project.path())
            .env("PATH", path),
    )
}

/// The commands in a text: from `rolecall` to the end of the line, a backtick, or what introduces the next command.
fn commands(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut rest = line;
        while let Some(at) = rest.find("rolecall ") {
            let from = &rest[at..];
            let ends = ["`", ", then rolecall ", "   "];
            let end = ends.iter().filter_map(|end| from.find(end)).min();
            let end = end.unwrap_or(from.len());
            found.push(from[..end].trim_end().to_owned());
            rest = &from[end..];
        }
    }
    found
}

fn drop_managers(project: &Project) {
    let catalog = project.read(CATALOG);
    let kept = catalog
        .lines()
        .filter(|line| !line.trim_start().starts_with("Managers:"));
    project.write(CATALOG, &(kept.collect::<Vec<_>>().join("\n") + "\n"));
}

#[test]
fn a_refusal_names_the_command_that_is_allowed_where_the_run_works() {
    let project = project();
    run(&project, &["apply", "--auto-approve"]).ended(0);
    drop_managers(&project);
    for command in ["plan", "apply"] {
        let more: &[&str] = match command {
            "apply" => &["--auto-approve"],
            _ => &[],
        };
        let refused = run(&project, &[&[command], more].concat()).ended(3);
        let hints = commands(&refused.stderr);
        assert_eq!(hints.len(), 1, "{}", refused.all());
        assert!(hints[0].contains("--max-removals 23"), "{hints:?}");
        if command == "apply" {
            shell(&project, &format!("{} --auto-approve", hints[0])).ended(0);
        }
    }
    let again = run(&project, &["plan"]).ended(0);
    assert!(again.stdout.contains("No changes."), "{}", again.all());
}

#[test]
fn a_plan_names_the_commands_that_apply_exactly_it() {
    let project = project();
    let plan = run(&project, &["plan", "--only", "account=plat-dev"]).ended(0);
    let hints = commands(&plan.stdout);
    assert_eq!(hints.len(), 2, "{}", plan.all());
    shell(&project, &hints[0]).ended(0);
    shell(&project, &hints[1]).ended(0);
    let again = run(&project, &["plan", "--only", "account=plat-dev"]).ended(0);
    assert!(
        again.stdout.contains("No changes within"),
        "{}",
        again.all()
    );
    // What was limited is limited still.
    run(&project, &["plan", "--detailed-exitcode"]).ended(2);
}

#[test]
fn a_saved_plan_that_no_longer_holds_names_the_command_that_makes_it_again() {
    let project = project();
    run(&project, &["plan", "--out", "the plan.json"]).ended(0);
    run(
        &project,
        &["apply", "--only", "account=plat-dev", "--auto-approve"],
    )
    .ended(0);
    let stale = run(&project, &["apply", "--plan", "the plan.json"]).ended(3);
    let hints = commands(&stale.stderr);
    assert_eq!(hints.len(), 1, "{}", stale.all());
    let planned = shell(&project, &hints[0]).ended(0);
    let hints = commands(&planned.stdout);
    shell(&project, hints.last().unwrap()).ended(0);
    let again = run(&project, &["plan"]).ended(0);
    assert!(again.stdout.contains("No changes."), "{}", again.all());
}

#[test]
fn a_refused_plan_of_a_snapshot_is_made_of_the_snapshot_again() {
    let project = project();
    run(&project, &["apply", "--auto-approve"]).ended(0);
    let snapshot = run(&project, &["snapshot"]).ended(0).stdout;
    project.write("my snapshot.json", &snapshot);
    drop_managers(&project);
    let args = [
        "plan",
        "--catalog",
        CATALOG,
        "--snapshot",
        "my snapshot.json",
    ];
    let refused = project.run(&args).ended(3);
    let hints = commands(&refused.stderr);
    assert!(
        hints[0].starts_with("rolecall plan --snapshot"),
        "{hints:?}"
    );
    shell(&project, &hints[0]).ended(0);
}

#[test]
fn an_import_names_the_commands_that_adopt_it() {
    let project = project();
    run(&project, &["apply", "--auto-approve"]).ended(0);
    let imported = project
        .run(&[
            "import",
            SANDBOX,
            "--out",
            "what exists.yaml",
            "--name",
            "default",
        ])
        .ended(0);
    let hints = commands(&imported.stderr);
    assert_eq!(hints.len(), 2, "{}", imported.all());
    let plan = shell(&project, &hints[0]).ended(0);
    assert!(plan.stdout.contains("No changes."), "{}", plan.all());
    shell(&project, &format!("{} --auto-approve", hints[1])).ended(0);
}
