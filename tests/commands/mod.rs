//! The commands, run as users run them.

mod access;
mod apply;
mod apply_held_back;
mod bootstrap;
mod diff;
mod doctor;
mod expiry;
mod explain;
mod facts;
mod formats;
mod groups;
mod guardrails;
mod history;
mod init;
mod kept_description;
mod plan;
mod requests;
mod review;
mod safety_limits;
mod saved_plans;
mod schema;
mod unassigned_roles;
mod validate;
