//! The commands, run as users run them.

mod access;
mod diff;
mod init;
mod plan;
mod validate;
