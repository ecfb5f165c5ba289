//! Nothing that people copy installs what may change or belong to another.

use std::path::{Path, PathBuf};

/// Every text that people copy commands from.
fn texts() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut waiting: Vec<PathBuf> = [
        "README.md",
        "SECURITY.md",
        "CHANGELOG.md",
        "docs",
        "examples",
        "catalog",
        "templates",
        "src",
        ".ci",
        "script",
    ]
    .iter()
    .map(|name| root.join(name))
    .collect();
    let mut texts = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let inside = std::fs::read_dir(&path).unwrap();
            waiting.extend(inside.map(|entry| entry.unwrap().path()));
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            texts.push((path, text));
        }
    }
    assert!(texts.len() > 100);
    texts
}

#[test]
fn nothing_is_installed_by_a_name_that_another_may_take() {
    let mut found = 0;
    for (path, text) in texts() {
        for line in text.lines() {
            let place = format!("{}: {line}", path.display());
            assert!(!line.contains("cargo binstall"), "{place}");
            if !line.contains("cargo install") {
                continue;
            }
            found += 1;
            let pinned =
                line.contains("--locked") && line.contains("--git ") && line.contains("--rev ");
            assert!(line.contains("--path ") || pinned, "{place}");
        }
    }
    assert!(
        found >= 4,
        "the examples install rolecall in {found} places"
    );
}

#[test]
fn actions_are_pinned_by_their_full_commit_with_the_version_beside_it() {
    let mut found = 0;
    for (path, text) in texts() {
        if path.extension().is_none_or(|ending| ending != "yml") {
            continue;
        }
        for line in text.lines() {
            let Some((_, action)) = line.split_once("uses: ") else {
                continue;
            };
            found += 1;
            let place = format!("{}: {line}", path.display());
            let (action, version) = action.split_once(" # v").expect(&place);
            let (_, commit) = action.split_once('@').expect(&place);
            assert!(
                commit.len() == 40
                    && commit
                        .bytes()
                        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')),
                "{place}"
            );
            let parts: Vec<&str> = version.split('.').collect();
            assert!(
                parts.len() == 3 && parts.iter().all(|part| part.parse::<u32>().is_ok()),
                "{place}"
            );
        }
    }
    assert!(found >= 15, "the workflows use {found} actions");
}
