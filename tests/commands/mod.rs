//! The commands, run as users run them.

mod access;
mod diff;
mod apply;
mod init;
mod plan;
mod validate;
