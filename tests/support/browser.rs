//! Chromium, driven by the scripts of `tests/browser`.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::peers;

/// Where the pictures go that the stories take: they are looked at, not compared.
fn screenshots() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots")
}

/// Runs a story on a page and gives what it saw; `None` after saying that the test is skipped.
///
/// # Panics
/// The story fails.
pub fn story(script: &str, page: &Path, mut given: Value) -> Option<Value> {
    let chromium = chromium()?;
    given["chromium"] = json!(chromium);
    given["page"] = json!(page);
    let pictures = given["pictures"].as_str().unwrap_or("page").to_owned();
    given["screenshots"] = json!(screenshots().join(pictures));
    run(script, &given)
}

/// Runs a script that needs no browser.
///
/// # Panics
/// The script fails.
pub fn run(script: &str, given: &Value) -> Option<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let node = peers::find("node")?;
    if !folder.join("node_modules/playwright-core").is_dir() {
        return peers::absent("playwright-core is not installed: npm ci in tests/browser");
    }
    let mut command = Command::new(node);
    command.arg(folder.join(script)).arg(given.to_string());
    let printed = peers::run(&mut command);
    Some(serde_json::from_str(&printed).unwrap())
}

fn chromium() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut files = names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let found = files.find(|file| file.is_file());
    found.or_else(|| peers::absent("chromium is not installed"))
}
