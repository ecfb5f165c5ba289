//! The entry of a code, for `validate --explain`.

use std::io::{self, Write};

use super::Code;

/// Writes what a code means, an example, and what to do.
///
/// # Errors
/// The stream cannot be written.
pub fn explain(code: Code, out: &mut dyn Write) -> io::Result<()> {
    let example = code.example();
    writeln!(out, "{code}\n\n{}\n\nExample:", code.explanation())?;
    if !example.circumstances.is_empty() {
        writeln!(out, "\n{}", example.circumstances)?;
    }
    for (name, text) in example.shown() {
        writeln!(out, "\n{name}")?;
        indented(text, out)?;
    }
    writeln!(out, "\n$ {}", example.command)?;
    indented(example.printed, out)?;
    writeln!(out, "\nWhat to do:\n\n{}", code.remedy())
}

fn indented(text: &str, out: &mut dyn Write) -> io::Result<()> {
    for line in text.lines() {
        writeln!(out, "{}", format!("    {line}").trim_end())?;
    }
    Ok(())
}
