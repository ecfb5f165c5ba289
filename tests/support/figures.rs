//! What a campaign counted, where a person or a build's log can read it.

/// Prints a line; `cargo test -- --nocapture` shows it.
#[expect(
    clippy::print_stdout,
    reason = "figures are what such a test is run for"
)]
pub fn figures(line: &str) {
    println!("{line}");
}
