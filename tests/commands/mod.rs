//! The commands, run as users run them.

mod access;
mod init;
mod plan;
mod saved_plans;
mod validate;
