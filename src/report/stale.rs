//! Why a saved plan is not applied: each thing that is not as it was.

use std::io::{self, Write};

use crate::plan::{ChangeDifference, Difference, LiveDifference, SourceDifference};
use crate::text::table::{Glyph, line};
use crate::text::{Invocation, visible};

/// Writes that the saved plan in `file` no longer holds, and why; `again` makes a new one.
pub fn stale(
    file: &str,
    differences: &[Difference],
    again: &Invocation,
    out: &mut dyn Write,
) -> io::Result<()> {
    let red = anstyle::AnsiColor::Red.on_default().bold();
    let bold = anstyle::Style::new().bold();
    let file = visible(file);
    writeln!(
        out,
        "{red}refused{red:#}{bold}: {file} no longer holds; nothing was changed{bold:#}\n"
    )?;
    for difference in differences {
        let (glyph, text) = words(difference);
        line(out, glyph, &format!(" {}", visible(&text)))?;
    }
    writeln!(
        out,
        "\nhelp: review the changes, then make a new plan: {}",
        visible(&again.to_string())
    )
}

fn words(difference: &Difference) -> (Glyph, String) {
    match difference {
        Difference::Instance { planned, now } => (
            Glyph::Tilde,
            format!("the plan is for the instance {planned}, this is {now}"),
        ),
        Difference::CatalogName { planned, now } => (
            Glyph::Tilde,
            format!("the plan is of the catalog `{planned}`, this is `{now}`"),
        ),
        Difference::Variable { name, planned, now } => match (planned, now) {
            (Some(planned), Some(now)) => (
                Glyph::Tilde,
                format!("environment: {name} was \"{planned}\", and is \"{now}\""),
            ),
            (Some(planned), None) => (
                Glyph::Minus,
                format!("environment: {name} was \"{planned}\", and is not read"),
            ),
            (None, now) => (
                Glyph::Plus,
                format!(
                    "environment: {name} was not read, and is \"{}\"",
                    now.as_deref().unwrap_or_default()
                ),
            ),
        },
        Difference::Source(source) => match source {
            SourceDifference::Edited(name) => (Glyph::Tilde, format!("catalog: {name} was edited")),
            SourceDifference::Gone(name) => {
                (Glyph::Minus, format!("catalog: {name} is no longer read"))
            }
            SourceDifference::New(name) => {
                (Glyph::Plus, format!("catalog: {name} was not read before"))
            }
        },
        Difference::Live(live) => match live {
            LiveDifference::Edited(name) => (
                Glyph::Tilde,
                format!("live: permission set {name} was changed"),
            ),
            LiveDifference::Gone(name) => (
                Glyph::Minus,
                format!("live: permission set {name} was deleted"),
            ),
            LiveDifference::New(name) => (
                Glyph::Plus,
                format!("live: permission set {name} was created"),
            ),
        },
        Difference::Change(change) => match change {
            ChangeDifference::Gone(words) => (Glyph::Minus, format!("no longer needed: {words}")),
            ChangeDifference::New(words) => (
                Glyph::Plus,
                format!("needed now, and not in the plan: {words}"),
            ),
            ChangeDifference::Altered(words) => (Glyph::Tilde, format!("not as planned: {words}")),
        },
    }
}
