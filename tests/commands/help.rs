//! `--help` of every command, as it is printed.

use clap::CommandFactory;
use insta::assert_snapshot;

use crate::support::rolecall::Project;

/// The paths of all commands: `plan`, `render terraform`.
fn commands(command: &clap::Command, above: &str, found: &mut Vec<String>) {
    for one in command.get_subcommands() {
        let path = format!("{above} {}", one.get_name()).trim().to_owned();
        if one.get_name() != "help" {
            found.push(path.clone());
            commands(one, &path, found);
        }
    }
}

#[test]
fn help_of_every_command_is_what_a_person_reads() {
    let project = Project::new();
    let mut paths = vec![String::new()];
    commands(&rolecall::cli::Cli::command(), "", &mut paths);
    assert!(paths.len() > 20, "{paths:?}");
    for path in paths {
        let words: Vec<&str> = path.split_whitespace().chain(["--help"]).collect();
        let help = project.run(&words).ended(0).stdout;
        let name = match path.as_str() {
            "" => "help".to_owned(),
            path => format!("help_{}", path.replace([' ', '-'], "_")),
        };
        assert_snapshot!(name, help);
    }
}
