//! The commands, run as users run them.

mod access;
mod apply;
mod bootstrap;
mod diff;
mod doctor;
mod groups;
mod init;
mod plan;
mod saved_plans;
mod schema;
mod validate;
