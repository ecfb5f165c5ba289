//! A catalog with everything that it imports: by every command that needs nothing else, and against an organization.

use std::fs;

use super::Effort;
use super::folder::Folder;
use super::running::run as command;

/// `CATALOG`, `BASE`, `SNAPSHOT` and `OUT` stand for paths.
const COMMANDS: &[&[&str]] = &[
    &["validate", "--format", "text"],
    &["validate", "--format", "json"],
    &["validate", "--format", "github"],
    &["validate", "--format", "sarif"],
    &["access", "--format", "text"],
    &["access", "--format", "json"],
    &["access", "--format", "csv"],
    &["access", "--format", "markdown"],
    &["access", "--snapshot", "SNAPSHOT"],
    &["access", "--snapshot", "SNAPSHOT", "--roles"],
    &["diff", "--base", "BASE", "--format", "text"],
    &["diff", "--base", "BASE", "--format", "json"],
    &["diff", "--base", "BASE", "--format", "markdown"],
    &["diff", "--base", "BASE", "--format", "github"],
    &["diff", "--base", "BASE", "--snapshot", "SNAPSHOT"],
    &["plan", "--snapshot", "SNAPSHOT", "--format", "text"],
    &["plan", "--snapshot", "SNAPSHOT", "--format", "json"],
    &["plan", "--snapshot", "SNAPSHOT", "--format", "markdown"],
    &["plan", "--snapshot", "SNAPSHOT", "--format", "github"],
    &["doctor", "--snapshot", "SNAPSHOT"],
    &[
        "render",
        "terraform",
        "--snapshot",
        "SNAPSHOT",
        "--out",
        "OUT",
        "--layout",
        "resources",
    ],
    &[
        "render",
        "terraform",
        "--snapshot",
        "SNAPSHOT",
        "--out",
        "OUT",
        "--split",
        "account-type",
    ],
    &[
        "render",
        "cloudformation",
        "--snapshot",
        "SNAPSHOT",
        "--out",
        "OUT",
    ],
];

/// Reads a catalog, as the heading `stacks/catalog/aws-sso.yaml` or the start of the input has it.
pub fn run(data: &[u8], effort: Effort) {
    let folder = Folder::new("stacks/catalog/aws-sso.yaml", data);
    fs::write(folder.file("snapshot"), rolecall::sandbox::fresh()).unwrap();
    fs::write(folder.file("base"), rolecall::catalog::STARTER).unwrap();
    let catalog = folder.name("stacks/catalog/aws-sso.yaml");
    for words in effort.of(data, COMMANDS) {
        let paths =
            ["SNAPSHOT", "BASE", "OUT"].map(|word| (word, folder.name(&word.to_lowercase())));
        let mut line: Vec<&str> = words
            .iter()
            .map(|word| {
                paths
                    .iter()
                    .find(|(known, _)| known == word)
                    .map_or(*word, |(_, path)| path)
            })
            .collect();
        line.extend(["--catalog", &catalog, "--today", "2026-01-01"]);
        command(&line);
    }
}
