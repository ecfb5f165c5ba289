//! A saved plan, from somebody who can work out its digest.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Effort;
use super::folder::Folder;
use super::running::run as command;

const COMMANDS: &[&[&str]] = &[
    &["show", "--format", "text"],
    &["show", "--format", "json"],
    &["show", "--format", "markdown"],
    &["show", "--format", "github"],
];

/// Shows a plan as it is, and once more with the digest that belongs to it.
pub fn run(data: &[u8], effort: Effort) {
    show(data, data, effort);
    if let Some(signed) = signed(data) {
        show(&signed, data, effort);
    }
}

fn show(plan: &[u8], input: &[u8], effort: Effort) {
    let folder = Folder::new("notes", &[]);
    let path = folder.file("plan.json");
    std::fs::write(&path, plan).unwrap();
    for words in effort.of(input, COMMANDS) {
        command(&[words, &[&*path.display().to_string()][..]].concat());
    }
}

/// The same plan with the right digest; `None` where it is no JSON object.
pub fn signed(data: &[u8]) -> Option<Vec<u8>> {
    let mut file: Value = serde_json::from_slice(data).ok()?;
    let digest = Sha256::digest(file.get("plan")?.to_string());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    file["sha256"] = hex.into();
    Some(file.to_string().into_bytes())
}
