//! Names that mean harm, in every place where a name can stand, through every command in every format.
//!
//! The commands and their formats come from the command line itself: one that is added and not listed in `lines.rs` fails a
//! test.

mod lines;
mod rules;
mod scene;

use std::collections::BTreeSet;
use std::path::Path;

use clap::CommandFactory as _;
use rolecall::cli::Cli;

use super::targets::{drawn, running};
use lines::LINES;
use scene::Scene;

/// Each kind of harm for itself: what is refused for one of them may pass with another.
const ESCAPES: &str = "\u{1b}[7m\u{1b}]0;x\u{7}\u{9b}7m\u{8}\u{7f}\u{0}";
const DIRECTIONS: &str = "\u{202e}\u{2066}\u{200f}\u{200b}\u{2028}\u{feff}";
const LINE_BREAKS: &str = "\r\n::error file=a,line=1::forged\n## forged\n| forged |\n";
const BLANKS: &str =
    "\u{34f}\u{3164}\u{fe0f}\u{2800}\u{a0}\u{115f}\u{180b}\u{17b4}\u{e0100}\u{ffa0}";
const STAND_INS: &str = "D\u{435}v\u{41e}ps\u{3bf}\u{ff41}\u{1d41a}";
const LINKS: &str = "https://evil.example www.evil.example mail@evil.example @org/team #1 GH-1 a/b#1 :+1: [^1] $x$ \\`";
const MARKUP: &str =
    "<script>x</script><img src=x>|`=cmd()`@everyone #1 [x](javascript:y) ![x](y) **b** </details>";

#[test]
fn escape_sequences_in_names_reach_no_terminal() {
    every_line(ESCAPES);
}

#[test]
fn names_turn_no_direction_of_writing_around() {
    every_line(DIRECTIONS);
}

#[test]
fn line_breaks_in_names_make_no_lines() {
    every_line(LINE_BREAKS);
}

#[test]
fn characters_without_ink_are_seen() {
    every_line(BLANKS);
}

#[test]
fn letters_of_other_scripts_do_not_stand_in_for_latin_ones() {
    every_line(STAND_INS);
}

#[test]
fn addresses_and_references_in_names_are_no_links() {
    every_line(LINKS);
}

#[test]
fn markup_in_names_is_shown_as_it_is_written() {
    every_line(MARKUP);
}

#[test]
fn every_command_and_every_format_is_among_the_lines() {
    let mut missing = BTreeSet::new();
    let command = Cli::command();
    each_leaf(&command, "", &mut |path, leaf| {
        let lines = LINES.iter().filter(|(name, _)| *name == path);
        let lines: Vec<&str> = lines.flat_map(|(_, lines)| *lines).copied().collect();
        if lines.is_empty() {
            missing.insert(path.to_owned());
        }
        for argument in leaf
            .get_arguments()
            .filter(|one| one.get_long() == Some("format"))
        {
            for value in argument.get_possible_values() {
                let format = format!("--format {} ", value.get_name());
                if !lines
                    .iter()
                    .any(|line| format!("{line} ").contains(&format))
                {
                    missing.insert(format!("{path} {format}"));
                }
            }
        }
    });
    assert_eq!(missing, BTreeSet::new());
}

fn each_leaf(command: &clap::Command, path: &str, visit: &mut dyn FnMut(&str, &clap::Command)) {
    let mut inner = command
        .get_subcommands()
        .filter(|one| one.get_name() != "help")
        .peekable();
    if inner.peek().is_none() || !command.is_subcommand_required_set() && !path.is_empty() {
        visit(path, command);
    }
    for one in inner {
        each_leaf(
            one,
            format!("{path} {}", one.get_name()).trim_start(),
            visit,
        );
    }
}

/// Runs every line in a scene full of such names, and checks what it writes to its streams and to files.
fn every_line(harm: &str) {
    let scene = Scene::new(harm);
    // Names that are refused prove nothing: those of the two catalogs are none that AWS would refuse.
    for catalog in ["CATALOG", "OTHER"] {
        let line = format!("--catalog {catalog} --snapshot STATE --adopt");
        let words = scene.command_line("plan", &line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (_, stderr) = running::run(&words);
        assert!(!stderr.contains("error["), "{stderr}");
    }
    let mut said_something = BTreeSet::new();
    let mut all = Vec::new();
    for (path, lines) in LINES {
        for line in *lines {
            let words = scene.command_line(path, line);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let (stdout, stderr) = running::run(&words);
            let what = format!("{path} {line}");
            rules::hold(&stdout, line, &what);
            rules::no_line_is_forged(&stderr, &what);
            all.push(format!("{what}: {stderr}"));
            let said = if *path == "validate" {
                &stderr
            } else {
                &stdout
            };
            if said.contains("rolecall-name") {
                said_something.insert(*path);
            }
            written(&scene.out(), &what);
        }
    }
    // The names were there to be seen: a scene that every command refuses proves nothing.
    for path in [
        "access", "diff", "plan", "show", "apply", "doctor", "groups", "import", "snapshot",
        "validate",
    ] {
        assert!(
            said_something.contains(path),
            "{path} shows no name at all: {:?}",
            all.iter().find(|line| line.starts_with(path))
        );
    }
}

/// Checks every file that was written, and its name.
fn written(folder: &Path, what: &str) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        drawn::harmless(&name, what);
        if path.is_dir() {
            written(&path, what);
        } else {
            let text = std::fs::read_to_string(&path).unwrap();
            drawn::harmless(&text, &format!("{what}: {name}"));
        }
    }
}
