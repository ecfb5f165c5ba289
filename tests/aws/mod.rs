//! The real SDK against the sandbox: connecting, reading, writing, applying.

mod applying;
mod as_aws;
mod connecting;
mod endpoints;
mod environment;
mod faults;
mod harness;
mod profiles;
mod provisioning;
pub mod proxy;
mod reading;
pub mod scene;
mod settings;
mod size;
mod speed;
mod timeouts;
mod writing;
