//! What limits a catalog's own changes: `guardrails` and `protected`.

mod guardrails;
mod protected;

pub(super) use guardrails::{DENY, RULES, WHERE, guardrails};
pub(super) use protected::{KEYS, protected};
