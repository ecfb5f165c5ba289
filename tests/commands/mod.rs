//! The commands, run as users run them.

mod access;
mod apply;
mod diff;
mod expiry;
mod formats;
mod guardrails;
mod init;
mod plan;
mod safety_limits;
mod saved_plans;
mod schema;
mod validate;
