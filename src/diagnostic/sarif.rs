//! Diagnostics as SARIF 2.1.0, the form in which code scanning takes them
//! (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>; what GitHub needs of it:
//! <https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning>).

use std::io::{self, Write};

use serde_json::{Value, json};

use super::shown::shown;
use super::{Code, Diagnostic, Diagnostics, Label};
use crate::source::Sources;
use crate::text::json as escaped;
use crate::text::visible_lines;

/// Writes one run with every diagnostic; an empty list of results where there is none. `file` stands for problems
/// that have no place, since code scanning refuses a result without one.
///
/// # Errors
/// Only those of `out`.
pub fn sarif(
    diagnostics: &Diagnostics,
    sources: &Sources,
    file: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let results: Vec<Value> = shown(diagnostics)
        .iter()
        .map(|diagnostic| result(diagnostic, sources, file))
        .collect();
    let rules: Vec<Value> = Code::ALL.iter().map(|code| rule(*code)).collect();
    let document = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            // Ours count characters; SARIF would take UTF-16 units otherwise.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    writeln!(out, "{}", escaped(&format!("{document:#}")))
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.name(),
        "shortDescription": { "text": code.explanation() },
        "help": { "text": code.remedy() },
    })
}

fn result(diagnostic: &Diagnostic, sources: &Sources, file: &str) -> Value {
    let index = Code::ALL.iter().position(|code| *code == diagnostic.code);
    let primary = diagnostic.primary.iter().chain(&diagnostic.also);
    let mut locations: Vec<Value> = primary.map(|label| location(label, sources)).collect();
    if locations.is_empty() {
        locations.push(json!({
            "physicalLocation": {
                "artifactLocation": { "uri": uri(file) },
                "region": { "startLine": 1 },
            },
        }));
    }
    let related = diagnostic.secondary.iter().zip(1..);
    let related: Vec<Value> = related
        .map(|(label, id)| {
            let mut location = location(label, sources);
            location["id"] = id.into();
            location
        })
        .collect();
    json!({
        "ruleId": diagnostic.code.name(),
        "ruleIndex": index,
        "level": diagnostic.severity.word(),
        "message": { "text": message(diagnostic) },
        "locations": locations,
        "relatedLocations": related,
    })
}

fn location(label: &Label, sources: &Sources) -> Value {
    let start = sources.line_column(label.span);
    let end = sources.end_line_column(label.span);
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(sources.name(label.span.source)) },
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        },
    });
    if !label.text.is_empty() {
        location["message"] = json!({ "text": visible_lines(&label.text) });
    }
    location
}

/// What is wrong, why, and what to do: viewers show nothing but this.
fn message(diagnostic: &Diagnostic) -> String {
    let mut lines = vec![diagnostic.message.clone()];
    lines.extend(diagnostic.notes.iter().map(|note| format!("note: {note}")));
    lines.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
    visible_lines(&lines.join("\n"))
}

/// The path of a file as a relative reference: what a reference cannot hold is percent-encoded.
fn uri(path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_becomes_a_relative_reference() {
        assert_eq!(uri("./catalog/aws-sso.yaml"), "catalog/aws-sso.yaml");
        assert_eq!(uri("a b/ü:x.yaml"), "a%20b/%C3%BC%3Ax.yaml");
    }
}
