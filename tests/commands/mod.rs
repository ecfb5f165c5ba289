//! The commands, run as users run them.

mod access;
mod apply;
mod diff;
mod formats;
mod init;
mod plan;
mod saved_plans;
mod schema;
mod validate;
