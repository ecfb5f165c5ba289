//! The crate documentation says which module may use which; here the `use` lines are held to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Modules = BTreeMap<String, BTreeSet<String>>;

/// The table of the crate documentation: module → modules that it may use.
fn table() -> Modules {
    let text = fs::read_to_string(source_folder().join("lib.rs")).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | `"));
    rows.filter_map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [module, _, may_use, ..] = cells.as_slice() else {
            return None;
        };
        let names = may_use.split(", ").filter(|name| *name != "—");
        let module = module.trim_end_matches('`').to_owned();
        Some((module, names.map(str::to_owned).collect()))
    })
    .collect()
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every Rust file below a folder.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The files of `src/` but the tests, which may use what they like, and a clock.
fn all_files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(&source_folder(), &mut found);
    let is_test = |path: &PathBuf| {
        path.iter().any(|part| {
            ["tests", "tests.rs", "testing.rs"]
                .map(Some)
                .contains(&part.to_str())
        })
    };
    found.retain(|path| !is_test(&path.strip_prefix(source_folder()).unwrap().to_path_buf()));
    found.sort();
    found
}

/// The module of a file: its folder or its name directly below `src`.
fn module(file: &Path) -> String {
    let inside = file.strip_prefix(source_folder()).unwrap();
    let first = inside.components().next().unwrap();
    let name = first.as_os_str().to_str().unwrap();
    name.trim_end_matches(".rs").to_owned()
}

/// The code of a file: no comments, no unit tests, which may use what they like.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or(&text);
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The modules that a file's code names as `crate::module`, in single lines and in braces.
fn used(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut name = String::new();
            for character in group.chars() {
                match character {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => name.clear(),
                    ':' if depth == 0 && !name.is_empty() => {
                        found.insert(std::mem::take(&mut name));
                    }
                    c if depth == 0 && (c.is_alphanumeric() || c == '_') => name.push(c),
                    _ => {}
                }
            }
        } else {
            let name: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            found.insert(name);
        }
    }
    found
}

#[test]
fn every_module_uses_only_what_the_crate_documentation_allows() {
    let table = table();
    assert!(
        table.len() > 10,
        "the table of modules was not found in src/lib.rs"
    );
    let mut wrong = Vec::new();
    for file in all_files() {
        let module = module(&file);
        if module == "lib" || module == "main" {
            continue;
        }
        let Some(allowed) = table.get(&module) else {
            wrong.push(format!("`{module}` is not in the table of src/lib.rs"));
            continue;
        };
        if allowed.contains("all") {
            continue;
        }
        for name in used(&code(&file)) {
            if name != module && table.contains_key(&name) && !allowed.contains(&name) {
                wrong.push(format!("{} uses crate::{name}", file.display()));
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The modules that a file of a module's own names: `super::x`, `crate::module::x`, and children that it declares.
fn files_named(file: &Path, code: &str, all: &BTreeMap<String, PathBuf>) -> BTreeSet<PathBuf> {
    let path = module_path(file);
    let mut found = BTreeSet::new();
    let mut add = |from: &[String], names: &[&str]| {
        let mut at: Vec<String> = from.to_vec();
        for name in names {
            at.push((*name).to_owned());
            if let Some(named) = all.get(&at.join("::")) {
                found.insert(named.clone());
            }
        }
    };
    for statement in code.split(';') {
        let Some(start) = statement.find("use ") else {
            continue;
        };
        let tree = statement[start + 4..]
            .split_whitespace()
            .collect::<String>();
        for one in expanded(&tree) {
            let names: Vec<&str> = one.split("::").collect();
            let ups = names.iter().take_while(|name| **name == "super").count();
            match names.first() {
                Some(&"crate") => add(&[], &names[1..]),
                Some(&"super") if ups <= path.len() => {
                    add(&path[..path.len() - ups], &names[ups..]);
                }
                Some(_) => add(&path, &names),
                None => {}
            }
        }
    }
    found.remove(file);
    found
}

/// The paths of a tree of `use`: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn expanded(tree: &str) -> Vec<String> {
    let Some((before, group)) = tree.split_once('{') else {
        return vec![tree.to_owned()];
    };
    let group = group.strip_suffix('}').unwrap_or(group);
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for character in group.chars() {
        match character {
            ',' if depth == 0 => parts.push(String::new()),
            other => {
                depth += i32::from(other == '{') - i32::from(other == '}');
                parts.last_mut().unwrap().push(other);
            }
        }
    }
    parts
        .iter()
        .flat_map(|part| expanded(part))
        .map(|part| format!("{before}{part}"))
        .collect()
}

/// The path of a file as a module: `src/plan/limits/mod.rs` is `plan::limits`.
fn module_path(file: &Path) -> Vec<String> {
    let inside = file.strip_prefix(source_folder()).unwrap();
    let mut parts: Vec<String> = inside
        .iter()
        .map(|part| part.to_str().unwrap().trim_end_matches(".rs").to_owned())
        .collect();
    parts.retain(|part| part != "mod" && part != "lib");
    parts
}

/// Files that use each other in a circle cannot be read one after the other. A parent and its children may: it hands
/// their names on.
#[test]
fn no_files_use_each_other_in_a_circle_but_parent_and_child() {
    let files = all_files();
    let all: BTreeMap<String, PathBuf> = files
        .iter()
        .map(|file| (module_path(file).join("::"), file.clone()))
        .collect();
    let is_above = |one: &Path, other: &Path| module_path(other).starts_with(&module_path(one));
    let uses: BTreeMap<&PathBuf, BTreeSet<PathBuf>> = files
        .iter()
        .map(|file| {
            let mut named = files_named(file, &code(file), &all);
            named.retain(|other| !is_above(file, other) && !is_above(other, file));
            (file, named)
        })
        .collect();
    assert!(uses.values().map(BTreeSet::len).sum::<usize>() > 500);
    let mut done: BTreeSet<&PathBuf> = BTreeSet::new();
    let mut circles = Vec::new();
    for file in &files {
        let mut way = Vec::new();
        walk(file, &uses, &mut way, &mut done, &mut circles);
    }
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

fn walk<'a>(
    file: &'a PathBuf,
    uses: &'a BTreeMap<&'a PathBuf, BTreeSet<PathBuf>>,
    way: &mut Vec<&'a PathBuf>,
    done: &mut BTreeSet<&'a PathBuf>,
    circles: &mut Vec<String>,
) {
    if let Some(at) = way.iter().position(|one| *one == file) {
        let names: Vec<String> = way[at..]
            .iter()
            .map(|one| module_path(one).join("::"))
            .collect();
        circles.push(names.join(" → "));
        return;
    }
    if !done.insert(file) {
        return;
    }
    way.push(file);
    for next in uses.get(file).into_iter().flatten() {
        walk(next, uses, way, done, circles);
    }
    way.pop();
}

/// A reader finds a command by its name, and nothing else beside it.
#[test]
fn commands_has_one_file_for_each_command_and_no_other() {
    use clap::CommandFactory;
    let commands = rolecall::cli::Cli::command();
    let commands: BTreeSet<String> = commands
        .get_subcommands()
        .map(|command| format!("{}.rs", command.get_name().replace('-', "_")))
        .chain(["mod.rs".to_owned()])
        .collect();
    let folder = fs::read_dir(source_folder().join("commands")).unwrap();
    let files: BTreeSet<String> = folder
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(files, commands);
}

/// A text gets into Markdown by `text::code` alone; what is written around it is in one file.
#[test]
fn only_the_document_writes_markdown() {
    for file in all_files() {
        if file.ends_with("text/markdown/document.rs") {
            continue;
        }
        for markup in [
            "|---",
            "\"| ",
            "\"### ",
            "\"#### ",
            "\"```",
            "\"- [",
            "**{",
            "`](",
            "<details>",
        ] {
            let code = code(&file);
            assert!(!code.contains(markup), "{} writes {markup}", file.display());
        }
    }
}

#[test]
fn only_the_room_aws_names_the_aws_sdk() {
    for file in all_files() {
        let names_sdk = code(&file).contains("aws_sdk_");
        assert!(module(&file) == "aws" || !names_sdk, "{}", file.display());
    }
}

#[test]
fn what_is_pure_has_no_async_clock_or_environment() {
    let pure = [
        "model",
        "bootstrap",
        "catalog",
        "doctor",
        "desired",
        "page",
        "explain",
        "plan",
        "render",
        "report",
        "diagnostic",
        "source",
        "text",
    ];
    let forbidden = [
        "async fn",
        "SystemTime",
        "Instant::now",
        "std::env",
        "std::process",
        "TcpStream",
        "tokio::",
    ];
    for file in all_files() {
        if pure.contains(&module(&file).as_str()) {
            let code = code(&file);
            for word in forbidden {
                assert!(!code.contains(word), "{} has `{word}`", file.display());
            }
        }
    }
}

#[test]
fn only_the_catalogs_loader_reads_files_among_what_is_pure() {
    for file in all_files() {
        let pure = [
            "model",
            "bootstrap",
            "desired",
            "doctor",
            "page",
            "explain",
            "plan",
            "render",
            "report",
            "diagnostic",
        ]
        .contains(&module(&file).as_str());
        let reads = code(&file).contains("std::fs") || code(&file).contains("File::");
        assert!(!(pure && reads), "{} reads files", file.display());
    }
}

#[test]
fn the_tests_that_tests_readme_names_exist() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let readme = fs::read_to_string(tests.join("README.md")).unwrap();
    let section = readme
        .split("## What happened to users of other tools")
        .nth(1)
        .unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| "));
    let named: Vec<&str> = rows
        .filter_map(|row| row.rsplit('|').nth(1))
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect();
    assert!(named.len() > 10, "{named:?}");
    let mut paths = Vec::new();
    files(&tests, &mut paths);
    files(&source_folder(), &mut paths);
    let code: String = paths
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    for name in named {
        assert!(
            code.contains(&format!("fn {name}(")),
            "no test is called {name}"
        );
    }
}
