//! The commands, run as users run them.

mod access;
mod account_names;
mod answers;
mod apply;
mod apply_held_back;
mod base;
mod bootstrap;
mod diff;
mod doctor;
mod drowned;
mod environment;
mod expiry;
mod explain;
mod facts;
mod formats;
mod groups;
mod guardrails;
mod help;
mod history;
mod init;
mod kept_description;
mod look_alikes;
mod organizations;
mod plan;
mod requests;
mod review;
mod safety_limits;
mod saved_plans;
mod schema;
#[cfg(unix)]
mod signals;
mod streams;
mod unassigned_roles;
mod validate;
mod within;
