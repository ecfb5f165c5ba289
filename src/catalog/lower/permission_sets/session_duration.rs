//! `session_duration`, of the catalog and of one set.

use crate::catalog::lower::expressions::Scope;
use crate::catalog::lower::fields::Fields;
use crate::catalog::node::Node;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{SessionDuration, SessionDurationError};

/// Reads a session duration; `None` where none is given, or it is wrong and reported. Cloud Posse's
/// documentation says "in seconds" where AWS wants ISO 8601: whole seconds are converted, with a warning.
pub fn session_duration<'a>(
    fields: &mut Fields<'a>,
    node: &Node,
    scope: Scope<'a>,
) -> Option<SessionDuration> {
    if node.is_null() {
        return None;
    }
    let text = fields.text(node, "`session_duration`", scope)?;
    // Terraform components say "" for "not given".
    if text.is_empty() {
        return None;
    }
    let seconds = text.parse::<u64>().ok();
    let parsed = match seconds {
        Some(seconds) => SessionDuration::from_seconds(seconds),
        None => SessionDuration::parse(&text),
    };
    match parsed {
        Ok(duration) => {
            if seconds.is_some() {
                let diagnostic = Diagnostic::warning(
                    Code::SessionDurationOutOfRange,
                    format!("session duration `{text}` is read as {text} seconds"),
                )
                .note("AWS takes a duration in ISO 8601 form")
                .help(format!("write {duration}"));
                fields.push_at(node, diagnostic, "a plain number", scope);
            }
            Some(duration)
        }
        Err(error) => {
            let help = match error {
                SessionDurationError::NotADuration(_) => in_words(&text),
                _ => None,
            };
            let diagnostic = Diagnostic::error(Code::SessionDurationOutOfRange, error.to_string())
                .note("IAM Identity Center accepts PT1H to PT12H")
                .help_opt(help);
            fields.push_at(node, diagnostic, "not a session duration", scope);
            None
        }
    }
}

/// The duration that somebody meant who wrote `8h`, `8 hours` or `pt8h`.
fn in_words(text: &str) -> Option<String> {
    let upper = text.trim().to_uppercase();
    let meant = SessionDuration::parse(&upper).ok().or_else(|| {
        let humane = humantime::parse_duration(text.trim()).ok()?;
        SessionDuration::from_seconds(humane.as_secs()).ok()
    })?;
    Some(format!("did you mean {meant}?"))
}
