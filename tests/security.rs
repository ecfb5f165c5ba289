//! SECURITY.md names a test for every promise, and there is one.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The names of all tests.
fn tests() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut waiting: Vec<PathBuf> = vec![root.join("tests"), root.join("src")];
    let mut names = BTreeSet::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let inside = std::fs::read_dir(&path).unwrap();
            waiting.extend(inside.map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        for test in text.split("#[test]\n").skip(1) {
            let name = test
                .split_once("fn ")
                .and_then(|(_, rest)| rest.split_once('('));
            names.extend(name.map(|(name, _)| name.to_owned()));
        }
    }
    names
}

#[test]
fn every_promise_names_a_test_that_exists() {
    let tests = tests();
    let text = include_str!("../SECURITY.md");
    let rows = text
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| promise"));
    let mut promises = 0;
    for row in rows {
        promises += 1;
        let (promise, named) = row.trim_end_matches(" |").rsplit_once(" | ").unwrap();
        let named: Vec<&str> = named
            .split(", ")
            .map(|name| name.trim_matches('`'))
            .collect();
        assert!(!named.is_empty(), "{promise}");
        for name in named {
            assert!(tests.contains(name), "{promise}: no test is called {name}");
        }
    }
    assert!(promises >= 15);
    assert!(include_str!("../README.md").contains("(SECURITY.md)"));
}
