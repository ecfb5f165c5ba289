//! The commands, run as users run them.

mod access;
mod apply;
mod bootstrap;
mod doctor;
mod groups;
mod init;
mod plan;
mod validate;
