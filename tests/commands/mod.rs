//! The commands, run as users run them.

mod access;
mod apply;
mod diff;
mod init;
mod plan;
mod requests;
mod saved_plans;
mod validate;
