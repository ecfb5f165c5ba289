//! The man pages that `rolecall man` writes.

use std::collections::BTreeSet;
use std::fs;

use clap::CommandFactory;

use crate::support::rolecall::Project;

/// The names of the pages: one for each command.
fn pages(command: &clap::Command, name: &str, found: &mut BTreeSet<String>) {
    found.insert(format!("{name}.1"));
    for below in command.get_subcommands() {
        pages(below, &format!("{name}-{}", below.get_name()), found);
    }
}

#[test]
fn man_writes_a_page_for_every_command() {
    let project = Project::new();
    project.run(&["man", "--out", "share/man"]).ended(0);
    let folder = fs::read_dir(project.file("share/man")).unwrap();
    let written: BTreeSet<String> = folder
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut expected = BTreeSet::new();
    pages(&rolecall::cli::Cli::command(), "rolecall", &mut expected);
    assert_eq!(written, expected);
    let plan = project.read("share/man/rolecall-plan.1");
    for part in [
        ".TH rolecall-plan 1  \"rolecall ",
        ".SH SYNOPSIS",
        r"\-\-max\-removals",
        "rolecall plan \\-\\-sandbox",
    ] {
        assert!(plan.contains(part), "{part} is not in\n{plan}");
    }
    // A second run replaces the pages and writes the same bytes.
    project.run(&["man", "--out", "share/man"]).ended(0);
    assert_eq!(project.read("share/man/rolecall-plan.1"), plan);
}

#[test]
fn man_reports_a_folder_that_cannot_be_written() {
    let project = Project::new();
    project.write("man", "a file");
    let run = project.run(&["man", "--out", "man"]).ended(1);
    assert!(run.stderr.contains("man"), "{}", run.all());
}
