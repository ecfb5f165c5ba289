//! The integration tests, as one binary: one link of the AWS SDK instead of one for each file.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails where it stands"
)]

mod architecture;
mod aws;
mod campaign;
mod catalog;
mod commands;
mod docs;
mod docs_prose;
mod examples;
mod hostile;
mod import;
mod moto;
mod page;
mod render;
mod sandbox;
mod secrets;
mod security;
mod supply_chain;
mod support;
