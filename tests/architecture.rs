//! The crate documentation says which room may use which; here the `use` lines are held to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Rooms = BTreeMap<String, BTreeSet<String>>;

/// The table of the crate documentation: room → rooms that it may use.
fn table() -> Rooms {
    let text = fs::read_to_string(source_folder().join("lib.rs")).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | `"));
    rows.filter_map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let [room, _, may_use, ..] = cells.as_slice() else {
            return None;
        };
        let names = may_use.split(", ").filter(|name| *name != "—");
        let room = room.trim_end_matches('`').to_owned();
        Some((room, names.map(str::to_owned).collect()))
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

/// The room of a file: its folder or its name directly below `src`.
fn room(file: &Path) -> String {
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

/// The rooms that a file's code names as `crate::room`, in single lines and in braces.
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
fn every_room_uses_only_what_the_crate_documentation_allows() {
    let table = table();
    assert!(
        table.len() > 10,
        "the table of rooms was not found in src/lib.rs"
    );
    let mut wrong = Vec::new();
    for file in all_files() {
        let room = room(&file);
        if room == "lib" || room == "main" {
            continue;
        }
        let Some(allowed) = table.get(&room) else {
            wrong.push(format!("`{room}` is not in the table of src/lib.rs"));
            continue;
        };
        if allowed.contains("all") {
            continue;
        }
        for name in used(&code(&file)) {
            if name != room && table.contains_key(&name) && !allowed.contains(&name) {
                wrong.push(format!("{} uses crate::{name}", file.display()));
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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
        assert!(room(&file) == "aws" || !names_sdk, "{}", file.display());
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
        if pure.contains(&room(&file).as_str()) {
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
        .contains(&room(&file).as_str());
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
