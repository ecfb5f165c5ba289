//! A snapshot: by every command that takes one, and as the state of a sandbox.

use super::Effort;
use super::folder::Folder;
use super::running::run as command;

/// `SNAPSHOT`, `OUT` and `CATALOG` stand for paths.
const COMMANDS: &[&[&str]] = &[
    &["plan", "--format", "text"],
    &["plan", "--format", "json", "--scan", "full"],
    &["plan", "--format", "markdown", "--adopt"],
    &["plan", "--format", "github"],
    &["doctor", "--format", "text"],
    &["doctor", "--format", "json"],
    &["doctor", "--format", "markdown"],
    &["groups", "--format", "text"],
    &["groups", "--format", "json"],
    &["groups", "--format", "csv"],
    &["access", "--format", "text"],
    &["access", "--format", "csv"],
    &["roles"],
    &["diff", "--base", "CATALOG"],
    &["import"],
    &["init", "OUT"],
    &["render", "terraform", "--out", "OUT", "--import-blocks"],
    &[
        "render",
        "cloudformation",
        "--out",
        "OUT",
        "--resources-to-import",
    ],
];

/// Reads a snapshot, and starts a sandbox from it.
pub fn run(data: &[u8], effort: Effort) {
    let folder = Folder::new("notes", &[]);
    let [snapshot, catalog, out] =
        ["snapshot.json", "catalog.yaml", "out"].map(|name| folder.name(name));
    std::fs::write(&snapshot, data).unwrap();
    std::fs::write(&catalog, rolecall::catalog::STARTER).unwrap();
    for words in effort.of(data, COMMANDS) {
        let mut line: Vec<&str> = words
            .iter()
            .map(|word| match *word {
                "OUT" => &*out,
                "CATALOG" => &*catalog,
                word => word,
            })
            .collect();
        line.extend([
            "--snapshot",
            &snapshot,
            "--catalog",
            &catalog,
            "--today",
            "2026-01-01",
        ]);
        command(&line);
    }
    if let Ok(text) = std::str::from_utf8(data) {
        let start = rolecall::sandbox::Start {
            snapshot: Some(text.to_owned()),
            ..Default::default()
        };
        // What the sandbox takes it can give back.
        if let Ok(sandbox) = rolecall::sandbox::Sandbox::start(start) {
            let again = rolecall::sandbox::Start {
                snapshot: Some(sandbox.snapshot()),
                ..Default::default()
            };
            rolecall::sandbox::Sandbox::start(again).unwrap();
        }
    }
}
