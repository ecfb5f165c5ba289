//! The commands, run as users run them.

mod access;
mod account_names;
mod apply;
mod base;
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
mod plan;
mod requests;
mod review;
mod safety_limits;
mod saved_plans;
mod schema;
mod validate;
mod within;
