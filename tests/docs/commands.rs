//! `docs/reference/commands.md`: every command with its options, from the definitions of the command line.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use clap::{Arg, Command, CommandFactory};

use super::markdown::{code, prose};
use super::page::assert_current;

#[test]
fn the_reference_of_the_commands_is_current() {
    let mut root = rolecall::cli::Cli::command();
    root.build();
    let mut page = Page::default();
    page.start(&root);
    page.below(&root);
    assert!(page.names.len() > 100, "{:?}", page.names);
    assert_current("commands.md", &page.text, &page.names);
}

#[derive(Default)]
struct Page {
    text: String,
    /// What must be on the page as code.
    names: BTreeSet<String>,
}

impl Page {
    fn paragraph(&mut self, markdown: &str) {
        writeln!(self.text, "{markdown}\n").unwrap();
    }

    fn fenced(&mut self, language: &str, text: &str) {
        assert!(!text.contains("```"), "{text}");
        self.paragraph(&format!("```{language}\n{}\n```", text.trim_end()));
    }

    /// What holds for all commands.
    fn start(&mut self, root: &Command) {
        self.paragraph("# Commands");
        self.paragraph(&description(root));
        self.synopsis(root);
        self.paragraph(
            "`-h` prints a summary of a command, `--help` all details and examples, `-V` the version.",
        );
        let listed = visible(root).map(|command| {
            let path = command.get_bin_name().unwrap();
            let about = command.get_about().unwrap().to_string();
            format!(
                "- [{}](#{}): {}",
                code(path),
                path.replace(' ', "-"),
                prose(&about)
            )
        });
        let listed: Vec<String> = listed.collect();
        self.paragraph(&listed.join("\n"));
        self.paragraph("## Exit codes");
        let codes = exit_codes(root);
        let rows: String = codes
            .iter()
            .map(|(code, meaning)| format!("| {code} | {} |\n", prose(meaning)))
            .collect();
        self.paragraph(&format!(
            "| Code | Meaning |\n|---|---|\n{}",
            rows.trim_end()
        ));
        self.paragraph("## Options of every command");
        self.options(root.get_arguments().filter(|arg| arg.is_global_set()));
    }

    /// The commands below one, each followed by those below itself.
    fn below(&mut self, above: &Command) {
        for command in visible(above) {
            let path = command.get_bin_name().unwrap();
            self.paragraph(&format!("## {path}"));
            self.paragraph(&description(command));
            self.synopsis(command);
            self.options(command.get_arguments().filter(|arg| !arg.is_global_set()));
            self.remarks(command);
            self.below(command);
        }
    }

    fn synopsis(&mut self, command: &Command) {
        let usage = command.clone().render_usage().to_string();
        self.fenced("text", usage.strip_prefix("Usage: ").unwrap());
    }

    /// The options under their headings, in the order of the help.
    fn options<'a>(&mut self, args: impl Iterator<Item = &'a Arg>) {
        let args: Vec<&Arg> = args
            .filter(|arg| !is_of_clap(arg) && !arg.is_hide_set())
            .collect();
        let mut headings: Vec<&str> = Vec::new();
        for arg in &args {
            if !headings.contains(&heading(arg)) {
                headings.push(heading(arg));
            }
        }
        // As in the help: what stands under no heading of its own comes first.
        headings.sort_by_key(|name| match *name {
            "Arguments" => 0,
            "Options" => 1,
            _ => 2,
        });
        for name in headings {
            self.paragraph(&format!("**{name}**"));
            for arg in args.iter().filter(|arg| heading(arg) == name) {
                self.option(arg);
            }
            self.text.push('\n');
        }
    }

    fn option(&mut self, arg: &Arg) {
        let written = spelling(arg);
        let help = arg.get_long_help().or_else(|| arg.get_help());
        let help = help
            .unwrap_or_else(|| panic!("{written} has no help"))
            .to_string();
        let (help, stated) = without_default(&help);
        let mut line = format!("- {}: {}", code(&written), sentence(&help));
        let defaults: Vec<String> = arg
            .get_default_values()
            .iter()
            .map(|value| code(value.to_str().unwrap()))
            .collect();
        let default = match (
            defaults.is_empty() || !arg.get_action().takes_values(),
            stated,
        ) {
            (false, _) => Some(defaults.join(", ")),
            (true, stated) => stated.map(prose),
        };
        if let Some(default) = default {
            write!(line, " Default: {default}.").unwrap();
        }
        if let Some(variable) = arg.get_env() {
            write!(
                line,
                " Environment variable: {}.",
                code(variable.to_str().unwrap())
            )
            .unwrap();
        }
        writeln!(self.text, "{line}").unwrap();
        for value in possible_values(arg) {
            let name = value.get_name();
            let help = value
                .get_help()
                .map(|help| format!(": {}", prose(&help.to_string())));
            writeln!(self.text, "  - {}{}", code(name), help.unwrap_or_default()).unwrap();
            self.names.insert(name.to_owned());
        }
        self.names.insert(written);
    }

    /// What stands below the options, without the exit codes.
    fn remarks(&mut self, command: &Command) {
        let Some(text) = command
            .get_after_long_help()
            .or_else(|| command.get_after_help())
        else {
            return;
        };
        for block in text.to_string().split("\n\n") {
            let (title, lines) = block.split_once('\n').unwrap_or((block, ""));
            let title = title.trim_end_matches(':');
            if title == "Exit codes" {
                self.paragraph("See [exit codes](#exit-codes).");
                continue;
            }
            self.paragraph(&format!("**{}**", prose(title)));
            self.fenced(
                if title == "Examples" { "sh" } else { "text" },
                &unindented(lines),
            );
        }
    }
}

/// The commands directly below one, in the order of the help.
fn visible(above: &Command) -> impl Iterator<Item = &Command> {
    let shown = |command: &&Command| !command.is_hide_set() && command.get_name() != "help";
    above.get_subcommands().filter(shown)
}

/// The long description, where there is one.
fn description(command: &Command) -> String {
    let about = command.get_long_about().or_else(|| command.get_about());
    let about = about.unwrap_or_else(|| panic!("{} has no description", command.get_name()));
    let paragraphs: Vec<String> = about.to_string().split("\n\n").map(sentence).collect();
    paragraphs.join("\n\n")
}

/// `--help` and `--version`, which clap adds.
fn is_of_clap(arg: &Arg) -> bool {
    ["help", "version"].contains(&arg.get_id().as_str())
}

fn heading(arg: &Arg) -> &str {
    arg.get_help_heading().unwrap_or(match arg.is_positional() {
        true => "Arguments",
        false => "Options",
    })
}

/// An option with its value, as the help has it: `-c, --catalog <FILE>`.
fn spelling(arg: &Arg) -> String {
    let short = arg.get_short().map(|short| format!("-{short}, "));
    // clap writes a positional argument as `<DIR>`, an option as `--out <FILE>`.
    format!("{}{arg}", short.unwrap_or_default())
}

fn possible_values(arg: &Arg) -> Vec<clap::builder::PossibleValue> {
    match arg.get_action().takes_values() {
        true => arg
            .get_possible_values()
            .into_iter()
            .filter(|value| !value.is_hide_set())
            .collect(),
        false => Vec::new(),
    }
}

/// The text, and what it ends with as `[default: …]`.
fn without_default(help: &str) -> (String, Option<&str>) {
    match help.split_once("[default: ") {
        Some((before, after)) => {
            let (default, rest) = after.split_once(']').unwrap();
            (format!("{}{rest}", before.trim_end()), Some(default))
        }
        None => (help.to_owned(), None),
    }
}

/// The text with a full stop.
fn sentence(text: &str) -> String {
    let text = prose(text.trim());
    match text.ends_with(['.', ':']) {
        true => text,
        false => format!("{text}."),
    }
}

/// The codes and meanings that the help ends with.
fn exit_codes(root: &Command) -> Vec<(u8, String)> {
    let help = root.get_after_help().unwrap().to_string();
    let block = help
        .split("\n\n")
        .find_map(|block| block.strip_prefix("Exit codes:\n"))
        .unwrap();
    let mut codes: Vec<(u8, String)> = Vec::new();
    for line in block.lines() {
        match line.trim().split_once("  ") {
            Some((code, meaning)) => codes.push((code.parse().unwrap(), meaning.to_owned())),
            None => {
                let (_, meaning) = codes.last_mut().unwrap();
                meaning.push(' ');
                meaning.push_str(line.trim());
            }
        }
    }
    assert!(codes.len() > 2, "{codes:?}");
    codes
}

fn unindented(lines: &str) -> String {
    let lines: Vec<&str> = lines
        .lines()
        .map(|line| line.strip_prefix("  ").unwrap_or(line))
        .collect();
    lines.join("\n")
}
