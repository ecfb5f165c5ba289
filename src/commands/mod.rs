//! The commands: each file has the arguments of one command and its `run`.

pub mod access;
pub mod apply;
pub mod bootstrap;
pub mod completions;
pub mod diff;
pub mod doctor;
pub mod explain;
pub mod groups;
pub mod import;
pub mod init;
pub mod log;
pub mod man;
pub mod plan;
pub mod render;
pub mod review;
pub mod roles;
pub mod sandbox;
pub mod schema;
pub mod show;
pub mod snapshot;
pub mod templates;
pub mod validate;
