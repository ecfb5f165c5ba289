//! README and the pages of `docs/`: their commands, catalogs, links and words.
//!
//! A comment on the line before a fenced block says what is done with it:
//! `<!-- run -->` runs the block in the folder of its page, `<!-- run: exits with 3 -->` expects that exit code,
//! `<!-- run: in an empty folder -->` starts again in an empty folder, `<!-- file: NAME -->` writes the block to a file
//! of that folder, and `<!-- fragment: WHY -->` keeps a YAML block that is no catalog from being validated.

mod links;
mod markdown;
mod words;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Parser;
use clap::error::ErrorKind;
use rolecall::diagnostic::Code;
use rolecall::sandbox::{Sandbox, Start};

use crate::support::git::repository;
use crate::support::peers;
use crate::support::rolecall::{Project, finish};
use markdown::{Block, Page};

/// README and the pages of `docs/`, without those that are generated.
fn pages() -> Vec<Page> {
    let docs = root().join("docs");
    let inside = std::fs::read_dir(&docs).unwrap();
    let mut paths: Vec<PathBuf> = inside
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    paths.push(root().join("README.md"));
    paths.sort();
    assert!(paths.len() > 20, "{paths:?}");
    paths.iter().map(|path| Page::read(path)).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The words of a command line, up to a pipe, a redirection or a comment.
fn shell_words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in line.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => word.get_or_insert_default().push(character),
            (None, '"' | '\'') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, '|' | '>' | '<' | ';' | '&' | ')') => break,
            (None, '#') if word.is_none() => break,
            (None, ' ') => words.extend(word.take()),
            (None, _) => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}

/// The command lines of rolecall in a shell block, continued lines joined.
fn command_lines(block: &Block) -> Vec<String> {
    let joined = block.text.replace("\\\n", " ");
    let starts = |line: &str| line.strip_prefix("$ ").unwrap_or(line).trim().to_owned();
    joined
        .lines()
        .map(starts)
        .filter(|line| line.starts_with("rolecall "))
        .collect()
}

/// Whether clap takes a command line.
fn parse(line: &str) -> Result<(), clap::Error> {
    rolecall::cli::Cli::try_parse_from(shell_words(line)).map(|_| ())
}

#[test]
fn every_command_of_the_documentation_is_one_that_rolecall_takes() {
    let mut found = 0;
    for page in pages() {
        for block in page.blocks.iter().filter(|block| block.language == "sh") {
            for line in command_lines(block) {
                found += 1;
                if let Err(error) = parse(&line) {
                    panic!("{}: {line}\n{error}", page.name);
                }
            }
        }
    }
    assert!(found > 60, "{found} command lines");
}

#[test]
fn every_command_in_a_sentence_is_one_that_rolecall_takes() {
    let mut found = 0;
    for page in pages() {
        let commands = page.code_spans().into_iter();
        for line in commands.filter(|span| span.starts_with("rolecall ")) {
            found += 1;
            let Err(error) = parse(&line) else { continue };
            // A sentence may name a command without what it cannot do without, and a group of commands.
            let incomplete = matches!(
                error.kind(),
                ErrorKind::MissingRequiredArgument
                    | ErrorKind::DisplayHelp
                    | ErrorKind::DisplayVersion
                    | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            );
            assert!(incomplete, "{}: {line}\n{error}", page.name);
        }
    }
    assert!(found > 15, "{found} commands");
}

/// The search path with the binary in front.
fn search_path() -> OsString {
    let folder = Path::new(env!("CARGO_BIN_EXE_rolecall")).parent().unwrap();
    let others = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&others));
    std::env::join_paths(folders).unwrap()
}

/// The shell that runs a block, with the binary on its path.
fn shell(project: &Project, script: &str) -> Command {
    let mut command = Command::new("bash");
    command
        .args(["-euo", "pipefail", "-c", script])
        .current_dir(project.path())
        .env_clear()
        .env("HOME", project.path())
        .env("PATH", search_path())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .stdin(Stdio::null());
    command
}

/// A repository with the starter catalog as its only commit.
fn folder_with_starter() -> Project {
    let project = Project::with_starter();
    repository(&project);
    project
}

/// Does with the blocks of a page what their comments say; returns how many were run.
fn follow(page: &Page) -> usize {
    let mut project = folder_with_starter();
    let mut run = 0;
    for block in &page.blocks {
        let Some((what, detail)) = block.instruction() else {
            continue;
        };
        match what {
            "file" => project.write(detail, &block.text),
            "run" => {
                let mut expected = 0;
                match detail.strip_prefix("exits with ") {
                    Some(code) => expected = code.parse().unwrap(),
                    None if detail == "in an empty folder" => project = Project::new(),
                    None => assert_eq!(detail, "", "{}: unknown instruction", page.name),
                }
                let ended = finish(&mut shell(&project, &block.text));
                let (name, text, all) = (&page.name, &block.text, ended.all());
                assert_eq!(ended.code, expected, "{name}\n{text}\n{all}");
                run += 1;
            }
            "fragment" | "command" => {}
            _ => panic!("{}: unknown instruction {}", page.name, block.before),
        }
    }
    run
}

#[test]
fn the_blocks_that_can_be_run_do_what_their_pages_say() {
    let run: usize = pages().iter().map(follow).sum();
    assert!(run > 15, "{run} blocks");
}

#[test]
fn the_aws_command_line_on_the_sandbox_does_what_its_page_says() {
    let (Some(_), Some(bash)) = (peers::find("aws"), peers::find("bash")) else {
        return;
    };
    let sandbox = Sandbox::start(Start::default()).unwrap();
    let page = Page::read(&root().join("docs/sandbox.md"));
    let blocks = page.blocks.iter().map(|block| block.text.as_str());
    let script: String = blocks.filter(|text| text.contains("aws ")).collect();
    let url = "http://127.0.0.1:8765";
    assert!(
        script.contains(url) && script.contains("create-group"),
        "{script}"
    );
    let project = folder_with_starter();
    let mut command = peers::command(&bash, project.path(), &sandbox.url());
    let script = script.replace(url, &sandbox.url());
    command
        .env("PATH", search_path())
        .args(["-euo", "pipefail", "-c", &script]);
    let run = finish(&mut command).ended(0);
    assert!(run.stdout.contains("plat-prod"), "{}", run.all());
    assert!(run.stdout.contains("Data  0 members"), "{}", run.all());
}

#[test]
fn every_catalog_of_the_documentation_is_valid() {
    let mut validated = 0;
    for page in pages() {
        for block in page.blocks.iter().filter(|block| block.language == "yaml") {
            if matches!(block.instruction(), Some(("fragment", why)) if !why.is_empty()) {
                continue;
            }
            validated += 1;
            let project = Project::with_catalog(&block.text);
            let run = project.run(&["validate"]);
            assert_eq!(run.code, 0, "{}\n{}\n{}", page.name, block.text, run.all());
        }
    }
    assert!(validated > 10, "{validated} catalogs");
}

#[test]
fn troubleshooting_lists_every_diagnostic_code_once_and_no_other() {
    let page = std::fs::read_to_string(root().join("docs/troubleshooting.md")).unwrap();
    let table = page.split("| the problem | codes |").nth(1).unwrap();
    let table = table.split("\n\n").next().unwrap();
    let mut listed: Vec<&str> = table.split('`').skip(1).step_by(2).collect();
    listed.sort_unstable();
    let mut codes: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    codes.sort_unstable();
    assert_eq!(listed, codes);
}

#[test]
fn the_picture_of_a_plan_is_what_rolecall_prints() {
    let Some(python) = peers::find("python3") else {
        return;
    };
    let mut check = Command::new(python);
    check
        .arg(root().join("script/pictures"))
        .arg("--check")
        .env("ROLECALL", env!("CARGO_BIN_EXE_rolecall"));
    finish(&mut check).ended(0);
}

#[test]
fn the_readme_has_at_most_900_words() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let words = readme.split_whitespace().count();
    assert!(words <= 900, "{words} words");
}

#[test]
fn the_readme_names_the_rust_that_is_needed() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let version = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "))
        .unwrap()
        .trim_matches('"');
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.contains(&format!("Rust](https://rustup.rs) {version} or later")));
}
